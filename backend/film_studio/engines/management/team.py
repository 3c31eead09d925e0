"""Who is in a project's team, as what; and what whoever asks may do in it."""

import uuid
from typing import Final

from sqlalchemy import bindparam, delete, select

from film_studio.engines.engine import Erasure
from film_studio.engines.management.models import ProjectRow
from film_studio.engines.management.queries import SUBJECT, check_project, project_row
from film_studio.engines.management.team_schemas import ProjectAccess, TeamMember, TeamMemberCreate
from film_studio.identity.caller import check_may_give
from film_studio.identity.models import InvitationRow, MemberRow, PersonRow, ProjectMemberRow
from film_studio.identity.permissions import IN_PROJECT, ProjectRole
from film_studio.identity.scope import ReadScope, Scope
from film_studio.identity.teams import sees_all
from film_studio.kit.database.reader import Query
from film_studio.kit.pagination import Listing, Page, PageRequest, folded
from film_studio.kit.problems import ProblemError, not_found
from film_studio.kit.versions import Precondition

_TEAM: Final = (
    select(
        ProjectMemberRow.id,
        ProjectMemberRow.member_id,
        PersonRow.name,
        ProjectMemberRow.role,
        ProjectMemberRow.version,
        ProjectMemberRow.created_at,
    )
    .join(MemberRow, MemberRow.id == ProjectMemberRow.member_id)
    .join(PersonRow, PersonRow.id == MemberRow.person_id)
    .where(
        ProjectMemberRow.organization_id == bindparam("organization_id"),
        ProjectMemberRow.project_id == bindparam("project_id"),
        MemberRow.removed_at.is_(None),
    )
)
TEAM: Final = Listing(
    _TEAM,
    by=ProjectMemberRow.id,
    sorts={"created_at": ProjectMemberRow.id, "name": folded(PersonRow.name), "role": ProjectMemberRow.role},
)
_TEAM_MEMBER: Final = Query(_TEAM.where(ProjectMemberRow.member_id == bindparam("member_id")))


async def list_team(scope: ReadScope, project_id: uuid.UUID, page: PageRequest) -> Page[TeamMember]:
    """Raises a 404 problem for the project."""
    await check_project(scope, project_id)
    return await TEAM.page(scope, page, TeamMember.model_validate, project_id=project_id)


async def get_team_member(scope: ReadScope, project_id: uuid.UUID, member_id: uuid.UUID) -> TeamMember:
    """Raises 404 problems, for the project and for who is not in its team."""
    await check_project(scope, project_id)
    for row in await scope.rows(_TEAM_MEMBER, project_id=project_id, member_id=member_id):
        return TeamMember.model_validate(row)
    raise not_found("member", member_id)


async def get_access(scope: ReadScope, project_id: uuid.UUID) -> ProjectAccess:
    """What the caller may do in the project. Raises a 404 problem."""
    await check_project(scope, project_id)
    own = await scope.rows(_TEAM_MEMBER, project_id=project_id, member_id=scope.caller.id)
    return ProjectAccess(role=own[0]["role"] if own else None, permissions=sorted(scope.caller.in_project(project_id)))


async def add_team_member(scope: Scope, project_id: uuid.UUID, body: TeamMemberCreate) -> TeamMember:
    """Raises problems: 404 for the project and the member, 403 for a role that may do more than who gives it, 409 for
    who is in the team."""
    await project_row(scope, project_id, lock="keep")
    check_may_give(scope.caller, IN_PROJECT[body.role], project_id=project_id)
    member = await scope.session.scalar(
        select(MemberRow.id)
        .where(
            MemberRow.organization_id == scope.organization_id,
            MemberRow.id == body.member_id,
            MemberRow.removed_at.is_(None),
        )
        .with_for_update(read=True)
    )
    if member is None:
        raise not_found("member", body.member_id)
    if await _row(scope, project_id, body.member_id) is not None:
        raise ProblemError(
            409, "in-the-team", "this member is in the project's team already; change their role there instead"
        )
    await join_team(scope, project_id, body.member_id, body.role)
    return await get_team_member(scope, project_id, body.member_id)


async def is_in_team(scope: Scope, project_id: uuid.UUID, member_id: uuid.UUID) -> bool:
    return await _row(scope, project_id, member_id) is not None


async def sees_project(scope: Scope, project: ProjectRow, member_id: uuid.UUID) -> bool:
    """Whether the organisation has such a member, who may read the project."""
    member = select(MemberRow.role).where(
        MemberRow.organization_id == scope.organization_id, MemberRow.id == member_id, MemberRow.removed_at.is_(None)
    )
    role = await scope.session.scalar(member)
    if role is None:
        return False
    is_open = role == "member" and not project.team_only
    return is_open or sees_all(role) or await is_in_team(scope, project.id, member_id)


async def join_team(scope: Scope, project_id: uuid.UUID, member_id: uuid.UUID, role: ProjectRole) -> None:
    scope.session.add(
        ProjectMemberRow(organization_id=scope.organization_id, project_id=project_id, member_id=member_id, role=role)
    )
    await scope.session.flush()
    await scope.announce(SUBJECT.type, project_id)
    scope.record("team_member.added", "member", member_id, project_id=project_id, after={"role": role})


async def change_team_role(
    scope: Scope, project_id: uuid.UUID, member_id: uuid.UUID, role: ProjectRole, seen: Precondition
) -> TeamMember:
    """Raises problems: 404, 403 as `add_team_member`, and those of `seen`."""
    await project_row(scope, project_id, lock="keep")
    row = await _row(scope, project_id, member_id)
    if row is None:
        raise not_found("member", member_id)
    present = await get_team_member(scope, project_id, member_id)
    seen.check(row, present)
    check_may_give(scope.caller, IN_PROJECT[role], project_id=project_id)
    before, row.role = row.role, role
    await scope.session.flush()
    await scope.announce(SUBJECT.type, project_id)
    scope.record(
        *("team_member.updated", "member", member_id),
        project_id=project_id,
        before={"role": before},
        after={"role": role},
    )
    return present.model_copy(update={"role": role, "version": row.version})


async def remove_team_member(scope: Scope, project_id: uuid.UUID, member_id: uuid.UUID, seen: Precondition) -> None:
    """Raises problems: 404 and those of `seen`."""
    await project_row(scope, project_id, lock="keep")
    row = await _row(scope, project_id, member_id)
    if row is None:
        raise not_found("member", member_id)
    seen.check(row, await get_team_member(scope, project_id, member_id))
    await scope.announce(SUBJECT.type, project_id)
    await scope.session.delete(row)
    await scope.session.flush()
    scope.record("team_member.removed", "member", member_id, project_id=project_id, before={"role": row.role})


async def _row(scope: Scope, project_id: uuid.UUID, member_id: uuid.UUID) -> ProjectMemberRow | None:
    """Locked to change it."""
    found = await scope.session.scalars(
        select(ProjectMemberRow)
        .where(
            ProjectMemberRow.organization_id == scope.organization_id,
            ProjectMemberRow.project_id == project_id,
            ProjectMemberRow.member_id == member_id,
        )
        .with_for_update()
    )
    return found.one_or_none()


async def erase_team(erasure: Erasure) -> None:
    """The team, and the invitations into it."""
    for table in (ProjectMemberRow, InvitationRow):
        statement = delete(table).where(table.project_id == erasure.project_id)
        await erasure.session.execute(statement, execution_options={"synchronize_session": False})
