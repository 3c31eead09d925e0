"""HTTP of the management engine."""

import uuid
from typing import Final

from fastapi import APIRouter

from film_studio.engines.management import service
from film_studio.engines.management.schemas import ProjectAnswer, ProjectRequest
from film_studio.idempotency import IdempotencyKey
from film_studio.identity.dependencies import CurrentIdentity, OrganizationSession
from film_studio.pagination import Page, PageOf

router: Final = APIRouter(prefix="/projects", tags=["management"])


@router.post("", status_code=201, summary="Create a project")
async def create_project(
    body: ProjectRequest, identity: CurrentIdentity, session: OrganizationSession, idempotency: IdempotencyKey
) -> ProjectAnswer:
    return await idempotency.once(
        session, ProjectAnswer, lambda: service.create_project(session, identity.organization_id, body.title)
    )


@router.get("", summary="Projects, the newest first")
async def list_projects(identity: CurrentIdentity, session: OrganizationSession, page: PageOf) -> Page[ProjectAnswer]:
    return await service.projects(session, identity.organization_id, page)


@router.get("/{project_id}", summary="A project")
async def get_project(project_id: uuid.UUID, identity: CurrentIdentity, session: OrganizationSession) -> ProjectAnswer:
    return ProjectAnswer.model_validate(await service.get_project(session, identity.organization_id, project_id))


@router.patch("/{project_id}", summary="Rename a project")
async def rename_project(
    project_id: uuid.UUID, body: ProjectRequest, identity: CurrentIdentity, session: OrganizationSession
) -> ProjectAnswer:
    return await service.rename_project(session, identity.organization_id, project_id, body.title)
