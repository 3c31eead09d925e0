"""The two addresses that a browser goes through on its way to the OpenID provider and back. Programs
do not call them: both answer with a redirection, and the way back takes whatever parameters a provider adds."""

import math
import re
from typing import Final
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from film_studio.identity.openid import ON_THE_WAY, Gone, OpenIds
from film_studio.identity.sign_in_page import SIGN_IN_PAGE
from film_studio.kit.addresses import network_of
from film_studio.kit.problems import ProblemError, printable
from film_studio.kit.rates import Rates
from film_studio.kit.settings import ApiSettings

START: Final = "openid_start"
_CALLBACK: Final = "openid_callback"
WAY_COOKIE: Final = "__Host-fs_openid"
_CHALLENGE: Final = re.compile(r"[\w-]{43}", re.ASCII)
_PLACE: Final = re.compile(r"[!-~]{1,1000}")


def install(app: FastAPI, path: str) -> None:
    """Serve both below `path`."""

    async def start(request: Request) -> Response:
        openids: OpenIds = request.app.state.openids
        _check_rate(openids.rates, request)
        challenge = request.query_params.get("challenge", "")
        if not _CHALLENGE.fullmatch(challenge):
            raise ProblemError(
                422, "invalid-request", "query.challenge: has to be the SHA-256 of a secret of the page, as base64url"
            )
        gone = await openids.leave(
            challenge=challenge, return_to=_page_of(request), redirect_uri=_redirect_uri(request)
        )
        return _answer(gone)

    async def callback(request: Request) -> Response:
        openids: OpenIds = request.app.state.openids
        _check_rate(openids.rates, request)
        gone = await openids.come_back(
            cookie=request.cookies.get(WAY_COOKIE),
            answered=dict(request.query_params),
            redirect_uri=_redirect_uri(request),
            own_page=_own_page(request),
        )
        return _answer(gone)

    app.add_route(f"{path}/start", start, name=START, include_in_schema=False)
    app.add_route(f"{path}/callback", callback, name=_CALLBACK, include_in_schema=False)


def _redirect_uri(request: Request) -> str:
    """As people reach it, and not as the load balancer does: the provider compares it with what it was told."""
    settings: ApiSettings = request.app.state.settings
    return f"{settings.public_url or ''}{request.url_for(_CALLBACK).path}"


def _own_page(request: Request) -> str:
    return request.url_for(SIGN_IN_PAGE).path


def _page_of(request: Request) -> str:
    """The page that the browser is to come back to. Raises a 403 problem for one of an origin that may not have
    sessions: it would be sent what signs somebody in."""
    given = request.query_params.get("return_to")
    if given is None:
        return _own_page(request)
    settings: ApiSettings = request.app.state.settings
    parts = urlsplit(given)
    usable = _PLACE.fullmatch(given) and "\\" not in given and not parts.fragment
    if not usable or f"{parts.scheme}://{parts.netloc}" not in settings.cors_origins:
        raise ProblemError(
            403,
            "origin-not-allowed",
            f"query.return_to: {printable(given)} is not a page of the studio; its origin has to be in pagesOrigins of "
            "the stack",
        )
    return given


def _check_rate(rates: Rates, request: Request) -> None:
    settings: ApiSettings = request.app.state.settings
    if wait := rates.take(network_of(request, hops=settings.forwarded_hops)):
        seconds = math.ceil(wait)
        raise ProblemError(
            429,
            "too-many-attempts",
            f"too many from your network sign in this way just now; wait {seconds} s, then try again",
            headers={"Retry-After": str(seconds)},
        )


def _answer(gone: Gone) -> Response:
    answer = RedirectResponse(
        gone.url, status_code=303, headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    )
    # Lax: it comes along when the provider sends the browser back. It is not the site's, so it is in no partition.
    age = int(ON_THE_WAY.total_seconds()) if gone.cookie else 0
    answer.headers.append(
        "Set-Cookie", f"{WAY_COOKIE}={gone.cookie or ''}; Path=/; Max-Age={age}; HttpOnly; Secure; SameSite=Lax"
    )
    return answer
