"""HTTP of the ways to sign in, and of the accounts of the OpenID provider that do."""

from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response

from film_studio.identity.account_router import own_holder
from film_studio.identity.dependencies import RequestReadScope
from film_studio.identity.mailroom import Mailroom
from film_studio.identity.openid import OpenIds
from film_studio.identity.openid_pages import START
from film_studio.identity.permissions import needs, public
from film_studio.identity.session_router import TheBrowser, told
from film_studio.identity.session_schemas import AccessToken, OpenIdConnection, OpenIdWay, SignInWays
from film_studio.kit.problem_kinds import raises

router: Final = APIRouter(tags=["session"])


async def _openids(request: Request) -> OpenIds:
    return request.app.state.openids


TheOpenIds = Annotated[OpenIds, Depends(_openids)]


@router.get("/session/ways", summary="How people can sign in here")
@public
async def list_ways(request: Request, openids: TheOpenIds) -> SignInWays:
    mailroom: Mailroom = request.app.state.mailroom
    way = None
    if openids.issuer is not None:
        way = OpenIdWay(name=str(urlsplit(openids.issuer).hostname), start=request.url_for(START).path)
    return SignInWays(openid=way, mail=mailroom.post is not None)


@router.post("/session/openid", summary="Connect an account of the OpenID provider with yours")
@public
@raises(
    "origin-not-allowed",
    "database-unavailable",
    "secrets-unavailable",
    "wrong-credentials",
    "too-many-attempts",
    "sign-in-busy",
    "in-no-organization",
    "openid-refused",
    "openid-expired",
    "openid-not-valid",
    "address-not-confirmed",
    "openid-provider-unavailable",
    "conflict",
)
async def connect_openid(
    body: OpenIdConnection, response: Response, openids: TheOpenIds, browser: TheBrowser
) -> AccessToken:
    """For who came back from the provider, and has a password here: signs in with it, and from now on either does."""
    signed_in = await openids.connect(
        body.token, body.verifier, email=body.email, password=body.password, browser=browser
    )
    return told(response, signed_in)


@router.delete("/session/openid", status_code=204, summary="Disconnect the OpenID provider's account from yours")
@needs("session:use")
@raises("no-person", "password-first")
async def disconnect_openid(scope: RequestReadScope, openids: TheOpenIds) -> None:
    """Sessions that it began go on. Disconnecting again changes nothing."""
    await openids.disconnect(await own_holder(scope))
