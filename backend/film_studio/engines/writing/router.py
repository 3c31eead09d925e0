"""HTTP of the writing engine."""

import uuid
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Request, Response

from film_studio.engines.writing import queries, service
from film_studio.engines.writing.schemas import RevisionAnswer, SceneAnswer
from film_studio.flows import uploads
from film_studio.identity.dependencies import CurrentIdentity, OrganizationReader, OrganizationSession
from film_studio.kit.pagination import Page, PageOf
from film_studio.kit.storage import Storage, content_disposition

router: Final = APIRouter(tags=["writing"])

_SCREENPLAY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The Fountain file itself, UTF-8, at most 5 MB",
        "content": {media_type: {"schema": {"type": "string"}} for media_type in uploads.MEDIA_TYPES},
    }
}


@router.post(
    "/projects/{project_id}/revisions",
    status_code=201,
    summary="Upload a screenplay as the project's next revision",
    openapi_extra=_SCREENPLAY,
    responses={200: {"model": RevisionAnswer, "description": "These bytes are a revision of the project already"}},
)
async def upload_screenplay(
    project_id: uuid.UUID,
    request: Request,
    response: Response,
    identity: CurrentIdentity,
    session: OrganizationSession,
    *,
    filename: Annotated[str | None, Query(description="Name of the file")] = None,
    x_filename: Annotated[str | None, Header(description="Name of the file, percent-encoded")] = None,
) -> RevisionAnswer:
    uploads.check_media_type(request.headers.get("Content-Type"))
    name = uploads.clean_filename(filename, x_filename)
    storage: Storage = request.app.state.storage
    revision, is_new = await service.upload(
        session, storage, identity.organization_id, project_id, data=await request.body(), filename=name
    )
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = request.url_for("get_revision", revision_id=str(revision.id)).path
    return revision


@router.get("/projects/{project_id}/revisions", summary="A project's revisions, the newest first")
async def list_revisions(
    project_id: uuid.UUID, identity: CurrentIdentity, session: OrganizationSession, page: PageOf
) -> Page[RevisionAnswer]:
    return await service.revisions(session, identity.organization_id, project_id, page)


@router.get("/revisions/{revision_id}", summary="A revision")
async def get_revision(revision_id: uuid.UUID, reader: OrganizationReader) -> RevisionAnswer:
    return await service.show_revision(reader, revision_id)


@router.get(
    "/revisions/{revision_id}/source",
    summary="The screenplay, byte for byte as it was uploaded",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def get_source(
    revision_id: uuid.UUID, request: Request, identity: CurrentIdentity, session: OrganizationSession
) -> Response:
    storage: Storage = request.app.state.storage
    revision = await queries.get_revision(session, identity.organization_id, revision_id)
    data = await service.source(storage, revision)
    return Response(
        data,
        media_type="text/plain; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition(revision.filename or f"revision-{revision.number}.fountain"),
            "Cache-Control": "private, max-age=31536000, immutable",
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.get("/revisions/{revision_id}/scenes", summary="The scenes of a revision, in order")
async def list_scenes(
    revision_id: uuid.UUID, identity: CurrentIdentity, session: OrganizationSession, page: PageOf
) -> Page[SceneAnswer]:
    return await service.scenes(session, identity.organization_id, revision_id, page)
