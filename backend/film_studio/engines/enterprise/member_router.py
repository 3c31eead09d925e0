"""HTTP of members and invitations."""

import uuid
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from film_studio.engines.enterprise import invitations, members
from film_studio.engines.enterprise.invitations import Handover
from film_studio.engines.enterprise.member_schemas import (
    Invitation,
    InvitationCreate,
    Member,
    MemberUpdate,
    NewInvitation,
    ProjectInvitationCreate,
    ShownSignInLink,
    SignInLink,
)
from film_studio.identity.dependencies import RequestReadScope, RequestScope, commit_change_of
from film_studio.identity.mailroom import Mailroom
from film_studio.identity.permissions import needs
from film_studio.identity.sign_in_page import link_of
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problem_kinds import raises
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter(tags=["enterprise"])
_MembersPage = Annotated[PageRequest, Depends(members.MEMBERS.request)]
_ProjectInvitationsPage = Annotated[PageRequest, Depends(invitations.OPEN_INVITATIONS_OF_PROJECT.request)]
_InvitationsPage = Annotated[PageRequest, Depends(invitations.OPEN_INVITATIONS.request)]


@router.get("/members", summary="The organisation's members, the first ones first or as asked")
@needs("members:read")
async def list_members(scope: RequestReadScope, page: _MembersPage) -> Page[Member]:
    return await members.list_members(scope, page)


@router.get("/members/{member_id}", summary="A member")
@needs("members:read")
async def get_member(member_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> Member:
    return tag.edited(await members.get_member(scope, member_id))


@router.patch("/members/{member_id}", summary="Give a member another role")
@needs("members:write")
@raises("last-owner", "more-than-yours")
async def update_member(
    *, member_id: uuid.UUID, body: MemberUpdate, request: Request, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> Member:
    member = await members.change_role(scope, member_id, body.role, seen)
    await commit_change_of(request, scope, member_id)
    return tag.edited(member)


@router.delete("/members/{member_id}", status_code=204, summary="Remove a member")
@needs("members:write")
@raises("last-owner")
async def remove_member(member_id: uuid.UUID, request: Request, scope: RequestScope, seen: IfMatch) -> None:
    """Ends their sessions here. What they have made stays; invited again, they are the same member."""
    await members.remove_member(scope, member_id, seen)
    await commit_change_of(request, scope, member_id)


@router.post("/members/{member_id}/sign-in-link", status_code=201, summary="Make a link that signs a member in")
@needs("sign-in-links:write")
@raises("in-other-organizations", "more-than-yours", "shown-once")
async def create_sign_in_link(
    member_id: uuid.UUID, request: Request, response: Response, scope: RequestScope, idempotency: IdempotencyKey
) -> SignInLink:
    """For who has forgotten the password: it works once, for half an hour, and lets them choose another."""
    response.headers["Cache-Control"] = "no-store"

    async def made() -> SignInLink:
        return await members.make_sign_in_link(scope, request.app.state.people, member_id, partial(link_of, request))

    return await idempotency.once_shown(scope.session, ShownSignInLink, made)


@router.get("/invitations", summary="Invitations that can still be accepted, the newest first or as asked")
@needs("members:read")
async def list_invitations(scope: RequestReadScope, page: _InvitationsPage) -> Page[Invitation]:
    return await invitations.list_invitations(scope, page)


@router.post("/invitations", status_code=201, summary="Invite somebody: a link to hand over, which works once")
@needs("members:write")
@raises("shown-once", "more-than-yours", "secrets-unavailable")
async def create_invitation(
    body: InvitationCreate, request: Request, response: Response, scope: RequestScope, idempotency: IdempotencyKey
) -> NewInvitation:
    response.headers["Cache-Control"] = "no-store"
    handover = await _handover(request, body.email)
    return await idempotency.once_shown(
        scope.session, Invitation, lambda: invitations.create_invitation(scope, body, handover)
    )


async def _handover(request: Request, email: str | None) -> Handover:
    """Before a transaction begins: the key of letters may have to be fetched."""
    mailroom: Mailroom = request.app.state.mailroom
    outgoing = await mailroom.outgoing() if email is not None else None
    return Handover(link=partial(link_of, request), mailroom=mailroom, outgoing=outgoing)


@router.delete("/invitations/{invitation_id}", status_code=204, summary="Take an invitation back")
@needs("members:write")
async def revoke_invitation(invitation_id: uuid.UUID, scope: RequestScope) -> None:
    """Whoever has accepted it stays a member."""
    await invitations.revoke_invitation(scope, invitation_id)


@router.get("/projects/{project_id}/invitations", summary="Invitations into a project's team, the newest first")
@needs("team:write")
async def list_project_invitations(
    project_id: uuid.UUID, scope: RequestReadScope, page: _ProjectInvitationsPage
) -> Page[Invitation]:
    return await invitations.list_project_invitations(scope, project_id, page)


@router.post(
    "/projects/{project_id}/invitations", status_code=201, summary="Invite somebody into a project's team, by a link"
)
@needs("team:write")
@raises("shown-once", "more-than-yours", "secrets-unavailable")
async def create_project_invitation(
    *,
    project_id: uuid.UUID,
    body: ProjectInvitationCreate,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
) -> NewInvitation:
    """Who is not in the organisation yet comes into it as a guest, and sees this project alone."""
    response.headers["Cache-Control"] = "no-store"
    handover = await _handover(request, body.email)
    return await idempotency.once_shown(
        scope.session, Invitation, lambda: invitations.create_project_invitation(scope, project_id, body, handover)
    )


@router.delete(
    "/projects/{project_id}/invitations/{invitation_id}",
    status_code=204,
    summary="Take an invitation into a project's team back",
)
@needs("team:write")
async def revoke_project_invitation(project_id: uuid.UUID, invitation_id: uuid.UUID, scope: RequestScope) -> None:
    """Whoever has accepted it stays in the team."""
    await invitations.revoke_invitation(scope, invitation_id, project_id=project_id)
