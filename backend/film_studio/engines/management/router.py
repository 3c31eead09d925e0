"""HTTP of the management engine."""

import uuid
from typing import Final

from fastapi import APIRouter

from film_studio.engines.management import service
from film_studio.engines.management.schemas import Project, ProjectCreate, ProjectUpdate
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageOf

router: Final = APIRouter(prefix="/projects", tags=["management"])


@router.post("", status_code=201, summary="Create a project")
@needs("projects:write")
async def create_project(body: ProjectCreate, scope: RequestScope, idempotency: IdempotencyKey) -> Project:
    return await idempotency.once(scope.session, Project, lambda: service.create_project(scope, body))


@router.get("", summary="Projects, the newest first")
@needs("projects:read")
async def list_projects(scope: RequestReadScope, page: PageOf) -> Page[Project]:
    return await service.list_projects(scope, page)


@router.get("/{project_id}", summary="A project")
@needs("projects:read")
async def get_project(project_id: uuid.UUID, scope: RequestReadScope) -> Project:
    return await service.get_project(scope, project_id)


@router.patch("/{project_id}", summary="Rename a project")
@needs("projects:write")
async def update_project(project_id: uuid.UUID, body: ProjectUpdate, scope: RequestScope) -> Project:
    return await service.update_project(scope, project_id, body)


@router.post("/{project_id}/restore", summary="Restore a deleted project")
@needs("projects:write")
async def restore_project(project_id: uuid.UUID, scope: RequestScope) -> Project:
    """As it was, but for the productions that deleting it has stopped: started anew, they find what they had made.
    A project that is not deleted stays as it is."""
    return await service.restore_project(scope, project_id)
