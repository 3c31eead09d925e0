"""HTTP of files on paper that become screenplays."""

import uuid
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Request, Response

from film_studio.engines.writing import MEDIA_TYPES, Import, Losses, Revision, get_revision
from film_studio.flows import imports, uploads
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.problem_kinds import raises
from film_studio.kit.processes import Processes
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter(tags=["writing"])
_TAKEN: Final = (*MEDIA_TYPES.values(), "application/octet-stream")
_FILE: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The file itself, at most 5 MB",
        "content": {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in _TAKEN},
    }
}


@router.post(
    "/projects/{project_id}/imports",
    status_code=201,
    summary="Read a PDF or a DOCX as a screenplay",
    openapi_extra=_FILE,
)
@needs("scripts:write")
@raises(
    "not-a-screenplay", "screenplay-too-large", "too-many-imports", "invalid-filename", "busy", "storage-unavailable"
)
async def create_import(
    project_id: uuid.UUID,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
    *,
    filename: Annotated[str | None, Query(description="Name of the file")] = None,
    x_filename: Annotated[str | None, Header(description="Name of the file, percent-encoded")] = None,
) -> Import:
    """Each paragraph by where it stands and how it looks. It is not a revision before somebody accepts it; the file is
    kept as it came."""
    uploads.check_media_type(request.headers.get("Content-Type"), _TAKEN, "PDF or DOCX")
    name = uploads.clean_filename(filename, x_filename)
    processes: Processes = request.app.state.processes
    found = await imports.create_import(
        scope, processes, idempotency, project_id, data=await request.body(), filename=name
    )
    response.headers["Location"] = request.url_for("get_import", import_id=str(found.id)).path
    return found


@router.post("/imports/{import_id}/revision", status_code=201, summary="Make a revision of an import")
@needs("scripts:write")
@raises(
    "import-is-over", "revised-meanwhile", "not-a-screenplay", "screenplay-too-large", "busy", "storage-unavailable"
)
async def accept_import(
    *,
    import_id: uuid.UUID,
    request: Request,
    response: Response,
    scope: RequestScope,
    seen: IfMatch,
    idempotency: IdempotencyKey,
    based_on: Annotated[
        uuid.UUID | None,
        Query(description="The revision that it follows: where it is not the newest any more, nothing is kept (412)"),
    ] = None,
) -> Revision:
    """As its paragraphs are tagged. The import stays, with its file."""
    processes: Processes = request.app.state.processes
    revision = await imports.accept_import(scope, processes, idempotency, import_id, seen, based_on=based_on)
    response.headers["Location"] = request.url_for("get_revision", revision_id=str(revision.id)).path
    return revision


@router.get("/revisions/{revision_id}/losses", summary="What Fountain cannot hold of a revision")
@needs("scripts:read")
@raises("storage-unavailable", "busy")
async def list_losses(revision_id: uuid.UUID, request: Request, scope: RequestReadScope, tag: EntityTag) -> Losses:
    """Of one that came from Final Draft; the file itself is its source, and keeps it all."""
    revision = await get_revision(scope, revision_id)
    tag.lasting(None, revision.sha256)
    return await imports.losses_of(scope, request.app.state.processes, revision)
