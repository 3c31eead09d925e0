"""HTTP of what people change about themselves."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from sqlalchemy import bindparam, select

from film_studio.identity.account import Accounts
from film_studio.identity.browsers import browser_of
from film_studio.identity.dependencies import RequestReadScope
from film_studio.identity.models import MemberRow
from film_studio.identity.permissions import needs, public
from film_studio.identity.scope import ReadScope
from film_studio.identity.session_schemas import (
    AddressConfirmation,
    EmailChange,
    ForgottenPassword,
    OwnPerson,
    OwnPersonUpdate,
    RequestedEmailChange,
)
from film_studio.identity.sessions import Holder
from film_studio.kit.database.reader import Query
from film_studio.kit.problem_kinds import raises
from film_studio.kit.problems import ProblemError
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter(tags=["session"])
_BEGINNING: Final = ("origin-not-allowed", "database-unavailable", "secrets-unavailable")
_PERSON: Final = Query(
    select(MemberRow.person_id).where(
        MemberRow.organization_id == bindparam("organization_id"), MemberRow.id == bindparam("id")
    )
)


async def _accounts(request: Request) -> Accounts:
    return request.app.state.accounts


TheAccounts = Annotated[Accounts, Depends(_accounts)]


@router.post("/session/forgotten-password", status_code=202, summary="Have a link sent that signs you in")
@public
@raises(*_BEGINNING, "no-mail", "too-many-attempts")
async def request_password_link(body: ForgottenPassword, request: Request, accounts: TheAccounts) -> None:
    """The answer is the same whether somebody here has this address or not. The link works once, for half an hour."""
    await accounts.forgot(body.email, browser_of(request))


@router.get("/session/person", summary="Your own details")
@needs("session:use")
@raises("no-person")
async def get_own_person(scope: RequestReadScope, accounts: TheAccounts, tag: EntityTag) -> OwnPerson:
    return tag.edited(await accounts.get(await _person(scope)))


@router.patch("/session/person", summary="Change your name")
@needs("session:use")
@raises("no-person")
async def update_own_person(
    *, body: OwnPersonUpdate, scope: RequestReadScope, accounts: TheAccounts, seen: IfMatch, tag: EntityTag
) -> OwnPerson:
    """In all your organisations."""
    return tag.edited(await accounts.rename(await own_holder(scope), body.name, seen))


@router.post("/session/email", status_code=202, summary="Change the address that you sign in with")
@needs("session:use")
@raises("no-person", "wrong-credentials", "sign-in-busy", "address-taken", "secrets-unavailable")
async def change_email(body: EmailChange, scope: RequestReadScope, accounts: TheAccounts) -> RequestedEmailChange:
    """A link goes to the new address, and the change is made when it is followed. A studio that sends no mail changes
    it at once."""
    pending = await accounts.change_email(await own_holder(scope), body.email, body.password)
    return RequestedEmailChange(email=body.email, pending=pending)


@router.post("/session/confirm-email", status_code=204, summary="Confirm a new address, with the link that went there")
@public
@raises(*_BEGINNING, "link-not-valid", "address-taken")
async def confirm_email(body: AddressConfirmation, request: Request, accounts: TheAccounts) -> None:
    """The address before gets a notice."""
    browser_of(request)
    await accounts.confirm_email(body.token)


async def own_holder(scope: ReadScope) -> Holder:
    return Holder(organization_id=scope.organization_id, subject=await _person(scope), member_id=scope.caller.id)


async def _person(scope: ReadScope) -> uuid.UUID:
    found = await scope.rows(_PERSON, id=scope.caller.id)
    if not found:
        raise ProblemError(409, "no-person", "an API key has no details of a person; sign in as one")
    return found[0]["person_id"]
