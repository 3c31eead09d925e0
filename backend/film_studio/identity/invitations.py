"""Invitations as those see them who are invited: a link lets one person in, once."""

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.identity.audit.trail import Change
from film_studio.identity.keys import digest
from film_studio.identity.models import InvitationRow, MemberRow, OrganizationRow, ProjectMemberRow
from film_studio.identity.sessions import Holder, record_of
from film_studio.identity.teams import PROJECT
from film_studio.identity.tokens import looks_like_one_time_token
from film_studio.kit.clock import utc_now


@dataclass(frozen=True, kw_only=True)
class Invited:
    """What an invitation says to who holds it. `role` is in the organisation, of who is not in it yet; `project_role`
    in the team of the `project`, where it leads into one."""

    id: uuid.UUID
    organization_id: uuid.UUID
    organization: str
    role: str
    email: str | None
    project_id: uuid.UUID | None
    project: str | None
    project_role: str | None


def is_open() -> ColumnElement[bool]:
    """Whether an invitation can still be accepted."""
    return (
        InvitationRow.accepted_at.is_(None)
        & InvitationRow.revoked_at.is_(None)
        & (InvitationRow.expires_at > func.now())
    )


async def find(session: AsyncSession, token: str, *, lock: bool = False) -> Invited | None:
    """The invitation of a link; None for one that does not work, for whatever reason. With `lock`, others wait."""
    if not looks_like_one_time_token(token):
        return None
    query = (
        select(
            InvitationRow.id,
            InvitationRow.organization_id,
            OrganizationRow.name.label("organization"),
            InvitationRow.role,
            InvitationRow.email,
            InvitationRow.project_id,
            PROJECT.c.title.label("project"),
            InvitationRow.project_role,
        )
        .join(OrganizationRow, OrganizationRow.id == InvitationRow.organization_id)
        .outerjoin(PROJECT, PROJECT.c.id == InvitationRow.project_id)
        .where(InvitationRow.sha256 == digest(token), is_open(), PROJECT.c.deleted_at.is_(None))
    )
    if lock:
        query = query.with_for_update(of=InvitationRow)
    found = (await session.execute(query)).mappings().one_or_none()
    return None if found is None else Invited(**found)


async def accept(session: AsyncSession, invited: Invited, person_id: uuid.UUID) -> Holder | None:
    """Let the person in, by an invitation that is locked; None where they are in already, in the organisation and in
    the team that it leads into, and nothing is changed. Who is in the organisation keeps their role there."""
    row = (
        await session.scalars(
            select(MemberRow)
            .where(MemberRow.organization_id == invited.organization_id, MemberRow.person_id == person_id)
            .with_for_update()
        )
    ).one_or_none()
    was_in = row is not None and row.removed_at is None
    if row is None:
        row = MemberRow(organization_id=invited.organization_id, person_id=person_id, role=invited.role)
        session.add(row)
    if not was_in:
        row.role, row.removed_at = invited.role, None
    await session.flush()
    joined = invited.project_id is not None and await _join_team(session, invited, row.id)
    if was_in and not joined:
        return None
    used = await session.get_one(InvitationRow, invited.id)
    used.accepted_at, used.accepted_by = utc_now(), row.id
    holder = Holder(organization_id=invited.organization_id, subject=person_id, member_id=row.id)
    told = {"role": row.role, "project_role": invited.project_role, "invitation": str(invited.id)}
    joined_now = Change(
        action="member.joined",
        subject_type="member",
        subject_id=row.id,
        project_id=invited.project_id,
        after=told,
    )
    await record_of(session, holder, joined_now)
    return holder


async def _join_team(session: AsyncSession, invited: Invited, member_id: uuid.UUID) -> bool:
    """Whether that changes anything. Who is in the team gets the role of the invitation."""
    of_them = (ProjectMemberRow.project_id == invited.project_id, ProjectMemberRow.member_id == member_id)
    row = (await session.scalars(select(ProjectMemberRow).where(*of_them).with_for_update())).one_or_none()
    if row is not None and row.role == invited.project_role:
        return False
    if row is None:
        row = ProjectMemberRow(
            organization_id=invited.organization_id, project_id=invited.project_id, member_id=member_id
        )
        session.add(row)
    row.role = str(invited.project_role)
    await session.flush()
    return True
