"""Invitations as those see them who invite."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from film_studio.engines.enterprise.member_schemas import (
    Invitation,
    InvitationCreate,
    InvitationProject,
    NewInvitation,
    ProjectInvitationCreate,
)
from film_studio.engines.management import ProjectRow, check_project, project_row
from film_studio.identity import letters
from film_studio.identity.caller import check_may_give
from film_studio.identity.invitations import is_open
from film_studio.identity.keys import digest
from film_studio.identity.mailroom import Mailroom
from film_studio.identity.models import InvitationRow, MemberRow, OrganizationRow, PersonRow
from film_studio.identity.permissions import IN_PROJECT, OF_ROLE
from film_studio.identity.scope import ReadScope, Scope
from film_studio.identity.tokens import one_time_token
from film_studio.kit.database.reader import Query
from film_studio.kit.outgoing_mail import Outgoing
from film_studio.kit.pagination import Listing, Page, PageRequest
from film_studio.kit.problems import not_found

_INVITER: Final = aliased(MemberRow)
_INVITATIONS: Final = (
    select(
        InvitationRow.id,
        InvitationRow.email,
        InvitationRow.role,
        InvitationRow.project_id,
        ProjectRow.title,
        InvitationRow.project_role,
        PersonRow.name.label("invited_by"),
        InvitationRow.created_at,
        InvitationRow.expires_at,
    )
    .outerjoin(ProjectRow, ProjectRow.id == InvitationRow.project_id)
    .outerjoin(_INVITER, _INVITER.id == InvitationRow.invited_by)
    .outerjoin(PersonRow, PersonRow.id == _INVITER.person_id)
    .where(InvitationRow.organization_id == bindparam("organization_id"))
)
OPEN_INVITATIONS: Final = Listing(
    _INVITATIONS.where(is_open()),
    by=InvitationRow.id,
    descending=True,
    sorts={"created_at": InvitationRow.id, "expires_at": InvitationRow.expires_at},
)
_ORGANIZATION: Final = Query(select(OrganizationRow.name).where(OrganizationRow.id == bindparam("organization_id")))
OPEN_INVITATIONS_OF_PROJECT: Final = Listing(
    _INVITATIONS.where(is_open(), InvitationRow.project_id == bindparam("project_id")),
    by=InvitationRow.id,
    descending=True,
    sorts={"created_at": InvitationRow.id, "expires_at": InvitationRow.expires_at},
)
_INVITATION: Final = Query(_INVITATIONS.where(InvitationRow.id == bindparam("id")))


async def list_invitations(scope: ReadScope, page: PageRequest) -> Page[Invitation]:
    """Those that somebody can still accept."""
    return await OPEN_INVITATIONS.page(scope, page, _shown)


@dataclass(frozen=True, kw_only=True)
class Handover:
    """How an invitation gets to whom it is for: `link` makes the link of its token, and, where mail goes out, a letter
    is handed in to `outgoing`."""

    link: Callable[[str], str]
    mailroom: Mailroom
    outgoing: Outgoing | None


async def create_invitation(scope: Scope, body: InvitationCreate, handover: Handover) -> NewInvitation:
    """Raises a 403 problem for a role that may do more than who invites."""
    check_may_give(scope.caller, OF_ROLE[body.role])
    row = InvitationRow(email=body.email, role=body.role)
    return await _made(scope, row, body.days, handover)


async def list_project_invitations(scope: ReadScope, project_id: uuid.UUID, page: PageRequest) -> Page[Invitation]:
    """Those into the project's team. Raises a 404 problem for the project."""
    await check_project(scope, project_id)
    return await OPEN_INVITATIONS_OF_PROJECT.page(scope, page, _shown, project_id=project_id)


async def create_project_invitation(
    scope: Scope, project_id: uuid.UUID, body: ProjectInvitationCreate, handover: Handover
) -> NewInvitation:
    """Into the project's team, and, of who is not in the organisation, into that as a guest. Raises problems: 404 for
    the project, 403 for a role that may do more in it than who invites."""
    await project_row(scope, project_id, lock="keep")
    check_may_give(scope.caller, IN_PROJECT[body.role], project_id=project_id)
    row = InvitationRow(email=body.email, role="guest", project_id=project_id, project_role=body.role)
    return await _made(scope, row, body.days, handover)


async def _made(scope: Scope, row: InvitationRow, days: int, handover: Handover) -> NewInvitation:
    token = one_time_token("invitation")
    row.organization_id, row.sha256 = scope.organization_id, digest(token)
    row.invited_by = scope.caller.id if scope.caller.kind == "member" else None
    row.expires_at = scope.clock() + timedelta(days=days)
    scope.session.add(row)
    await scope.session.flush()
    told = {"email": row.email, "role": row.project_role or row.role, "days": days}
    scope.record("invitation.created", "invitation", row.id, project_id=row.project_id, after=told)
    (made,) = await scope.rows(_INVITATION, id=row.id)
    letter_goes = row.email is not None and handover.outgoing is not None
    if row.email is not None and handover.outgoing is not None:
        (organization,) = await scope.rows(_ORGANIZATION)
        letter = letters.invitation(
            row.email,
            organization=organization["name"],
            role=row.project_role or row.role,
            inviter=made["invited_by"],
            link=handover.mailroom.link(token),
            until=row.expires_at,
        )
        await handover.outgoing.put(scope.session, letter, useful_until=row.expires_at)
    return NewInvitation(**dict(_shown(made)), mailed=letter_goes, token=token, url=handover.link(token))


def _shown(row: Mapping[str, Any]) -> Invitation:
    project = None
    if row["project_id"] is not None:
        project = InvitationProject(id=row["project_id"], title=row["title"], role=row["project_role"])
    return Invitation(project=project, **{name: row[name] for name in Invitation.model_fields if name != "project"})


async def revoke_invitation(scope: Scope, invitation_id: uuid.UUID, *, project_id: uuid.UUID | None = None) -> None:
    """One into a project's team, or any. Doing it again, or for one that was accepted, changes nothing. Raises 404
    problems."""
    of_project = () if project_id is None else (InvitationRow.project_id == project_id,)
    if project_id is not None:
        await check_project(scope, project_id)
    one = select(InvitationRow).where(
        InvitationRow.organization_id == scope.organization_id, InvitationRow.id == invitation_id, *of_project
    )
    row = (await scope.session.scalars(one.with_for_update())).one_or_none()
    if row is None:
        raise not_found("invitation", invitation_id)
    if row.revoked_at is None and row.accepted_at is None:
        row.revoked_at = scope.clock()
        told = {"email": row.email, "role": row.project_role or row.role}
        scope.record("invitation.revoked", "invitation", row.id, project_id=row.project_id, before=told)
