"""HTTP of the management engine."""

import uuid
from typing import Final

from fastapi import APIRouter

from film_studio.engines.management import service
from film_studio.engines.management.schemas import DeletedProjectAnswer, ProjectAnswer, ProjectRequest
from film_studio.engines.production import service as production
from film_studio.identity.dependencies import CurrentIdentity, OrganizationReader, OrganizationSession
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageOf

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


@router.delete("/{project_id}", summary="Delete a project")
async def delete_project(
    project_id: uuid.UUID, identity: CurrentIdentity, session: OrganizationSession
) -> DeletedProjectAnswer:
    """Stops its productions, and hides it with everything of it. For 30 days it can be restored; then its rows, its
    screenplays and all that was made for it alone are erased. Deleting it again changes nothing."""
    deleted = await service.delete_project(session, identity.organization_id, project_id)
    await production.cancel_all(session, identity.organization_id, project_id)
    return deleted


@router.post("/{project_id}/restore", summary="Restore a deleted project")
async def restore_project(
    project_id: uuid.UUID, identity: CurrentIdentity, session: OrganizationSession
) -> ProjectAnswer:
    """As it was, but for the productions that deleting it has stopped: started anew, they find what they had made.
    A project that is not deleted stays as it is."""
    return await service.restore_project(session, identity.organization_id, project_id)
