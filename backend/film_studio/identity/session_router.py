"""HTTP of sessions: signing in and out, who is signed in, and where."""

import uuid
from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import bindparam, select

from film_studio.identity import browsers, sessions
from film_studio.identity.browsers import Browser, browser_of, refresh_token_of
from film_studio.identity.dependencies import CurrentCaller, RequestReadScope, RequestScope, commit_change_of
from film_studio.identity.models import MemberRow, OrganizationRow, PersonRow, SessionRow
from film_studio.identity.openid import OpenIds
from film_studio.identity.people import People, SignedIn
from film_studio.identity.permissions import needs, public
from film_studio.identity.session_schemas import (
    AccessToken,
    CurrentSession,
    HeldInvitation,
    InvitationAcceptance,
    InvitationToken,
    KeySignIn,
    LinkSignIn,
    OpenIdSignIn,
    OrganizationName,
    PasswordChange,
    PasswordSignIn,
    Person,
    Session,
    ShareAccessToken,
    ShareAdmission,
    SignIn,
    Switch,
)
from film_studio.identity.shares import Shares
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, Page, PageOf
from film_studio.kit.problem_kinds import raises
from film_studio.kit.problems import ProblemError, not_found

router: Final = APIRouter(tags=["session"])
_BEGINNING: Final = ("origin-not-allowed", "database-unavailable", "secrets-unavailable")

_ORGANIZATION: Final = Query(
    select(OrganizationRow.id, OrganizationRow.name).where(OrganizationRow.id == bindparam("organization_id"))
)
_MYSELF: Final = Query(
    select(MemberRow.role, PersonRow.id, PersonRow.name, PersonRow.email)
    .join(PersonRow, PersonRow.id == MemberRow.person_id)
    .where(MemberRow.organization_id == bindparam("organization_id"), MemberRow.id == bindparam("id"))
)
_MINE: Final = Listing(
    select(
        *(getattr(SessionRow, name) for name in Session.model_fields if name != "current"),
    ).where(
        SessionRow.organization_id == bindparam("organization_id"),
        (SessionRow.member_id == bindparam("caller")) | (SessionRow.api_key_id == bindparam("caller")),
        sessions.works(),
    ),
    by=SessionRow.id,
    descending=True,
)


async def _people(request: Request) -> People:
    return request.app.state.people


async def _browser(request: Request) -> Browser:
    return browser_of(request)


ThePeople = Annotated[People, Depends(_people)]
#: Who sends; refuses pages of other origins.
TheBrowser = Annotated[Browser, Depends(_browser)]
_OWN_PAGES: Final = [Depends(_browser)]


def told(response: Response, signed_in: SignedIn, *, keep: bool = True) -> AccessToken:
    """The answer to somebody who has signed in, and the cookies that their browser keeps."""
    response.headers["Cache-Control"] = "no-store"
    if keep:
        browsers.keep_refresh_token(response, signed_in.refresh_token)
    if signed_in.device is not None:
        browsers.keep_device(response, signed_in.device)
    return AccessToken(access_token=signed_in.access_token, expires_at=signed_in.expires_at)


@router.post("/session/sign-in", summary="Sign in")
@public
@raises(
    *_BEGINNING,
    "wrong-credentials",
    "link-not-valid",
    "too-many-attempts",
    "sign-in-busy",
    "in-no-organization",
    "openid-refused",
    "openid-expired",
    "openid-not-valid",
    "address-not-confirmed",
    "account-exists",
    "not-known",
    "openid-provider-unavailable",
    "conflict",
)
async def sign_in(
    body: SignIn, request: Request, response: Response, people: ThePeople, browser: TheBrowser
) -> AccessToken:
    """Begins a session: an access token for a quarter of an hour, and a cookie that gets the next one."""
    match body:
        case PasswordSignIn():
            signed_in = await people.with_password(body.email, body.password, browser)
        case KeySignIn():
            signed_in = await people.with_key(body.key, browser)
        case LinkSignIn():
            signed_in = await people.with_link(body.link, browser)
        case OpenIdSignIn():
            openids: OpenIds = request.app.state.openids
            signed_in = await openids.sign_in(body.token, body.verifier, browser)
    return told(response, signed_in)


@router.post("/session/invitation", summary="What an invitation says")
@public
@raises("link-not-valid", "database-unavailable")
async def get_invitation(body: InvitationToken, people: ThePeople) -> HeldInvitation:
    """Looking at it does not use it up."""
    return HeldInvitation.model_validate(await people.invitation(body.token))


@router.post("/session/accept-invitation", summary="Join an organisation")
@public
@raises(
    *_BEGINNING,
    "link-not-valid",
    "wrong-credentials",
    "too-many-attempts",
    "sign-in-busy",
    "other-address",
    "already-a-member",
    "account-incomplete",
    "conflict",
)
async def accept_invitation(
    body: InvitationAcceptance, response: Response, people: ThePeople, browser: TheBrowser
) -> AccessToken:
    """Makes an account, or adds the organisation to the one that you have, and signs you in."""
    signed_in = await people.accept_invitation(
        body.token, email=body.email, password=body.password, name=body.name, browser=browser
    )
    return told(response, signed_in)


@router.post("/session/share", summary="Come in with a share link")
@public
@raises(
    "origin-not-allowed",
    "link-not-valid",
    "password-needed",
    "wrong-credentials",
    "too-many-attempts",
    "sign-in-busy",
    "database-unavailable",
    "secrets-unavailable",
)
async def use_share_link(
    body: ShareAdmission, request: Request, response: Response, browser: TheBrowser
) -> ShareAccessToken:
    """Begins no session: the link can be exchanged as often as somebody likes, until it expires or is taken back."""
    shares: Shares = request.app.state.shares
    admitted = await shares.admit(body.link, body.password, browser)
    response.headers["Cache-Control"] = "no-store"
    return ShareAccessToken.model_validate(admitted)


@router.post("/session/refresh", dependencies=_OWN_PAGES, summary="Get another access token for the browser's session")
@public
@raises(*_BEGINNING, "no-session")
async def refresh(request: Request, response: Response, people: ThePeople) -> AccessToken:
    return told(response, await people.refresh(refresh_token_of(request)))


@router.post("/session/sign-out", status_code=204, dependencies=_OWN_PAGES, summary="End the browser's session")
@public
@raises(*_BEGINNING)
async def sign_out(request: Request, response: Response, people: ThePeople) -> None:
    """Signing out again changes nothing."""
    await people.sign_out(refresh_token_of(request))
    browsers.forget_refresh_token(response)


@router.get("/session", summary="Who is calling, and what they may do")
@needs("session:use")
async def get_session(scope: RequestReadScope, people: ThePeople) -> CurrentSession:
    (organization,) = await scope.rows(_ORGANIZATION)
    caller = scope.caller
    myself = await scope.rows(_MYSELF, id=caller.id)
    person = Person.model_validate(myself[0]) if myself else None
    others = await people.organizations_of(person.id) if person else [organization]
    return CurrentSession(
        id=caller.session_id,
        person=person,
        member_id=caller.id if person else None,
        role=myself[0]["role"] if myself else None,
        organization=OrganizationName.model_validate(organization),
        organizations=[OrganizationName.model_validate(each) for each in others],
        permissions=sorted(caller.permissions),
    )


@router.post("/session/switch", dependencies=_OWN_PAGES, summary="Go on in another organisation")
@needs("session:use")
@raises("origin-not-allowed", "not-found", "began-with-a-link")
async def switch(body: Switch, response: Response, scope: RequestReadScope, people: ThePeople) -> AccessToken:
    """The session stays, and so does its cookie; tokens for the organisation before stop working."""
    caller = scope.caller
    myself = await scope.rows(_MYSELF, id=caller.id)
    signed_in = None
    if myself and caller.session_id is not None:
        signed_in = await people.switch(caller.session_id, myself[0]["id"], body.organization_id)
    if signed_in is None:
        raise ProblemError(404, "not-found", f"you are in no organisation {body.organization_id}; check the id")
    return told(response, signed_in, keep=False)


@router.put("/session/password", status_code=204, summary="Change your password")
@needs("session:use")
@raises("no-person", "wrong-credentials", "sign-in-busy")
async def change_password(body: PasswordChange, scope: RequestReadScope, people: ThePeople) -> None:
    """Ends your other sessions, wherever they are."""
    caller = scope.caller
    myself = await scope.rows(_MYSELF, id=caller.id)
    if not myself or caller.session_id is None:
        raise ProblemError(409, "no-person", "an API key has no password; sign in as a person")
    await people.set_password(myself[0]["id"], body.present, body.new, session_id=caller.session_id)


@router.get("/sessions", summary="Your sessions that work, the newest first")
@needs("session:use")
async def list_sessions(scope: RequestReadScope, page: PageOf) -> Page[Session]:
    def shown(row: Mapping[str, Any]) -> Session:
        return Session.model_validate({**row, "current": row["id"] == scope.caller.session_id})

    return await _MINE.page(scope, page, shown, caller=scope.caller.id)


@router.delete("/sessions/{session_id}", status_code=204, summary="End a session")
@needs("session:use")
async def end_session(session_id: uuid.UUID, request: Request, scope: RequestScope, caller: CurrentCaller) -> None:
    """One of your own; whoever may change members ends any of the organisation. Ending it again changes nothing."""
    mine = (SessionRow.member_id == caller.id) | (SessionRow.api_key_id == caller.id)
    allowed = (SessionRow.organization_id == scope.organization_id) & (SessionRow.id == session_id)
    if "members:write" not in caller.permissions:
        allowed &= mine
    if (await scope.session.scalar(select(SessionRow.id).where(allowed))) is None:
        raise not_found("session", session_id)
    if await sessions.end(scope.session, allowed):
        scope.record("session.ended", "session", session_id)
    await commit_change_of(request, scope, session_id)
