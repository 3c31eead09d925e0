"""HTTP of projects' teams."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from film_studio.engines.management import team
from film_studio.engines.management.team_schemas import ProjectAccess, TeamMember, TeamMemberCreate, TeamMemberUpdate
from film_studio.identity.dependencies import RequestReadScope, RequestScope, commit_change_of
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problem_kinds import raises
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter(prefix="/projects/{project_id}", tags=["management"])
_TeamPage = Annotated[PageRequest, Depends(team.TEAM.request)]


@router.get("/access", summary="What you may do in a project")
@needs("projects:read")
async def get_project_access(project_id: uuid.UUID, scope: RequestReadScope) -> ProjectAccess:
    return await team.get_access(scope, project_id)


@router.get("/team", summary="A project's team, the first ones first or as asked")
@needs("projects:read")
async def list_team(project_id: uuid.UUID, scope: RequestReadScope, page: _TeamPage) -> Page[TeamMember]:
    return await team.list_team(scope, project_id, page)


@router.post("/team", status_code=201, summary="Let a member of the organisation into a project's team")
@needs("team:write")
@raises("in-the-team", "more-than-yours")
async def add_team_member(
    *,
    project_id: uuid.UUID,
    body: TeamMemberCreate,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
    tag: EntityTag,
) -> TeamMember:
    """In a project that is open to the organisation its team says who makes the film; in one that is open to its team
    alone, and for guests, also who gets in."""
    added = await idempotency.once(scope.session, TeamMember, lambda: team.add_team_member(scope, project_id, body))
    await commit_change_of(request, scope, body.member_id)
    path = request.url_for("get_team_member", project_id=str(project_id), member_id=str(body.member_id)).path
    response.headers["Location"] = path
    return tag.edited(added)


@router.get("/team/{member_id}", summary="A member in a project's team")
@needs("projects:read")
async def get_team_member(
    project_id: uuid.UUID, member_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag
) -> TeamMember:
    return tag.edited(await team.get_team_member(scope, project_id, member_id))


@router.patch("/team/{member_id}", summary="Give a member another role in a project's team")
@needs("team:write")
@raises("more-than-yours")
async def update_team_member(
    *,
    project_id: uuid.UUID,
    member_id: uuid.UUID,
    body: TeamMemberUpdate,
    request: Request,
    scope: RequestScope,
    seen: IfMatch,
    tag: EntityTag,
) -> TeamMember:
    changed = await team.change_team_role(scope, project_id, member_id, body.role, seen)
    await commit_change_of(request, scope, member_id)
    return tag.edited(changed)


@router.delete("/team/{member_id}", status_code=204, summary="Take a member out of a project's team")
@needs("team:write")
async def remove_team_member(
    project_id: uuid.UUID, member_id: uuid.UUID, request: Request, scope: RequestScope, seen: IfMatch
) -> None:
    """What they have made stays. A guest sees the project no longer, nor does anybody where it is open to its team
    alone."""
    await team.remove_team_member(scope, project_id, member_id, seen)
    await commit_change_of(request, scope, member_id)
