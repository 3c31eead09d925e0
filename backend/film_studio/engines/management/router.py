"""HTTP of the management engine."""

import uuid
from typing import Final

from fastapi import APIRouter

from film_studio.engines.management import service
from film_studio.engines.management.schemas import ProjectAnswer, ProjectRequest
from film_studio.idempotency import IdempotencyKey
from film_studio.identity.dependencies import CurrentIdentity, OrganizationReader, OrganizationSession
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
async def list_projects(reader: OrganizationReader, page: PageOf) -> Page[ProjectAnswer]:
    return await service.projects(reader, page)


@router.get("/{project_id}", summary="A project")
async def get_project(project_id: uuid.UUID, reader: OrganizationReader) -> ProjectAnswer:
    return await service.show_project(reader, project_id)


@router.patch("/{project_id}", summary="Rename a project")
async def rename_project(
    project_id: uuid.UUID, body: ProjectRequest, identity: CurrentIdentity, session: OrganizationSession
) -> ProjectAnswer:
    return await service.rename_project(session, identity.organization_id, project_id, body.title)
