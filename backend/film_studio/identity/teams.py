"""Teams of projects, as identity knows them: what a member may do in which project."""

import uuid
from collections.abc import Mapping
from typing import Any, Final, cast

from sqlalchemy import Boolean, DateTime, Select, String, Uuid, column, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.identity.models import ProjectMemberRow
from film_studio.identity.permissions import IN_PROJECT, Permission, ProjectRole
from film_studio.kit.database.session import Sight

#: Of the management engine, which is above: what this floor has to know of it.
PROJECT: Final = table(
    "project",
    column("id", Uuid),
    column("organization_id", Uuid),
    column("title", String),
    column("team_only", Boolean),
    column("deleted_at", DateTime),
)


def sees_all(role: str | None) -> bool:
    """Whether a role in the organisation shows every project, whoever is in its team."""
    return role in ("owner", "producer")


def sight_of(organization_id: uuid.UUID, member_id: uuid.UUID, role: str | None) -> Sight:
    """What the database shows a member."""
    if sees_all(role):
        return Sight(organization_id)
    return Sight(organization_id, member_id=member_id, guest=role == "guest")


async def permissions_by_project(
    session: AsyncSession, organization_id: uuid.UUID, member_id: uuid.UUID | None, role: str | None
) -> Mapping[uuid.UUID, frozenset[Permission]]:
    """Where the member may do something else than in the organisation's other projects: a guest in those they were let
    into, a member in those that are open to their teams alone, nothing where they are not in one."""
    if member_id is None or sees_all(role):
        return {}
    found = await session.execute(_of_guest(member_id) if role == "guest" else _closed(organization_id, member_id))
    return {
        project_id: IN_PROJECT[cast("ProjectRole", own)] if own else frozenset[Permission]()
        for project_id, own in found
    }


def _of_guest(member_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    return select(ProjectMemberRow.project_id, ProjectMemberRow.role).where(ProjectMemberRow.member_id == member_id)


def _closed(organization_id: uuid.UUID, member_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(PROJECT.c.id, ProjectMemberRow.role)
        .outerjoin(
            ProjectMemberRow,
            (ProjectMemberRow.project_id == PROJECT.c.id) & (ProjectMemberRow.member_id == member_id),
        )
        .where(PROJECT.c.organization_id == organization_id, PROJECT.c.team_only)
    )
