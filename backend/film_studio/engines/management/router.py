"""HTTP of the management engine."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from film_studio.engines.management import service, team_router
from film_studio.engines.management.queries import PROJECTS
from film_studio.engines.management.schemas import DeletedProject, Project, ProjectCreate, ProjectUpdate
from film_studio.identity.dependencies import RequestReadScope, RequestScope, commit_change_of
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageOf, PageRequest
from film_studio.kit.schemas import Search
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter(tags=["management"])
router.include_router(team_router.router)
_ProjectsPage = Annotated[PageRequest, Depends(PROJECTS.request)]


@router.post("/projects", status_code=201, summary="Create a project")
@needs("projects:write")
async def create_project(
    *,
    body: ProjectCreate,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
    tag: EntityTag,
) -> Project:
    project = await idempotency.once(scope.session, Project, lambda: service.create_project(scope, body))
    if body.team_only:
        await commit_change_of(request, scope)
    response.headers["Location"] = request.url_for("get_project", project_id=str(project.id)).path
    return tag.edited(project)


@router.get("/projects", summary="Projects, the newest first or as asked")
@needs("projects:read", somewhere=True)
async def list_projects(scope: RequestReadScope, page: _ProjectsPage, q: Search = None) -> Page[Project]:
    return await service.list_projects(scope, page, q=q)


@router.get("/deleted-projects", summary="Deleted projects that can still be restored, the newest first")
@needs("projects:read", somewhere=True)
async def list_deleted_projects(scope: RequestReadScope, page: PageOf) -> Page[DeletedProject]:
    return await service.list_deleted_projects(scope, page)


@router.get("/projects/{project_id}", summary="A project")
@needs("projects:read")
async def get_project(project_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> Project:
    return tag.edited(await service.get_project(scope, project_id))


@router.patch("/projects/{project_id}", summary="Rename a project, or say who sees it")
@needs("projects:write")
async def update_project(
    *,
    project_id: uuid.UUID,
    body: ProjectUpdate,
    request: Request,
    scope: RequestScope,
    seen: IfMatch,
    tag: EntityTag,
) -> Project:
    project = await service.update_project(scope, project_id, body, seen)
    if body.team_only is not None:
        await commit_change_of(request, scope)
    return tag.edited(project)


@router.post("/projects/{project_id}/restore", summary="Restore a deleted project")
@needs("projects:write")
async def restore_project(
    *, project_id: uuid.UUID, scope: RequestScope, seen: IfMatch, idempotency: IdempotencyKey, tag: EntityTag
) -> Project:
    """As it was, but for the productions that deleting it has stopped: started anew, they find what they had made.
    A project that is not deleted stays as it is."""
    restored = await idempotency.once(scope.session, Project, lambda: service.restore_project(scope, project_id, seen))
    return tag.edited(restored)
