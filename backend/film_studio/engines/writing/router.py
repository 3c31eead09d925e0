"""HTTP of the writing engine. Uploading a screenplay, which every engine follows, is a flow."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Response

from film_studio.engines.writing import imports, issues, service
from film_studio.engines.writing.assessment.router import router as assessment_router
from film_studio.engines.writing.queries import REVISIONS
from film_studio.engines.writing.schemas import (
    Import,
    ImportedParagraph,
    ImportUpdate,
    Issue,
    IssueUpdate,
    Revision,
    RevisionUpdate,
    Scene,
)
from film_studio.engines.writing.suggestions import router as suggestions
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.pagination import Page, PageOf, PageRequest
from film_studio.kit.problem_kinds import raises
from film_studio.kit.storage import content_disposition
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter(tags=["writing"])
router.include_router(assessment_router)
router.include_router(suggestions.router)
_RevisionsPage = Annotated[PageRequest, Depends(REVISIONS.request)]


@router.get("/projects/{project_id}/revisions", summary="A project's revisions, the newest first or as asked")
@needs("scripts:read")
async def list_revisions(project_id: uuid.UUID, scope: RequestReadScope, page: _RevisionsPage) -> Page[Revision]:
    return await service.list_revisions(scope, project_id, page)


@router.get("/revisions/{revision_id}", summary="A revision")
@needs("scripts:read")
async def get_revision(revision_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> Revision:
    return tag.edited(await service.get_revision(scope, revision_id))


@router.patch("/revisions/{revision_id}", summary="Name a revision")
@needs("scripts:write")
async def update_revision(
    *, revision_id: uuid.UUID, body: RevisionUpdate, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> Revision:
    return tag.edited(await service.update_revision(scope, revision_id, body, seen))


@router.get(
    "/revisions/{revision_id}/source",
    summary="The screenplay, byte for byte as it was uploaded",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
@needs("scripts:read")
@raises("storage-unavailable")
async def get_revision_source(revision_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> Response:
    revision = await service.get_revision(scope, revision_id)
    tagged = tag.headers(f'W/"{revision.sha256}"')
    data = await service.get_revision_source(scope, revision)
    return Response(
        data,
        media_type="text/plain; charset=utf-8",
        headers={
            **tagged,
            "Content-Disposition": content_disposition(revision.filename or f"revision-{revision.number}.fountain"),
            "Cache-Control": "private, max-age=31536000, immutable",
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.get("/revisions/{revision_id}/scenes", summary="The scenes of a revision, in order")
@needs("scripts:read")
async def list_scenes(revision_id: uuid.UUID, scope: RequestReadScope, page: PageOf, tag: EntityTag) -> Page[Scene]:
    return tag.lasting(await service.list_scenes(scope, revision_id, page))


@router.get("/projects/{project_id}/issues", summary="What was issued of a project's screenplay, the newest first")
@needs("scripts:read")
async def list_issues(project_id: uuid.UUID, scope: RequestReadScope, page: PageOf) -> Page[Issue]:
    return await issues.list_issues(scope, project_id, page)


@router.get("/revisions/{revision_id}/issue", summary="In which colour a revision was issued")
@needs("scripts:read")
async def get_issue(revision_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> Issue:
    """404 for a revision that was not."""
    return tag.edited(await issues.get_issue(scope, revision_id))


@router.patch("/revisions/{revision_id}/issue", summary="Lock the pages and scenes of what was issued, or unlock them")
@needs("scripts:write")
@raises("issued-since")
async def update_issue(
    *, revision_id: uuid.UUID, body: IssueUpdate, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> Issue:
    """Locked, the next issue keeps the numbers of its pages and scenes: 12A follows 12, of a cut scene OMITTED stays.
    It can be undone until something else is issued."""
    return tag.edited(await issues.update_issue(scope, revision_id, body, seen))


@router.get("/projects/{project_id}/imports", summary="Files that were read as screenplays, the newest first")
@needs("scripts:read")
async def list_imports(project_id: uuid.UUID, scope: RequestReadScope, page: PageOf) -> Page[Import]:
    """Those that are not a revision yet, and those that are."""
    return await imports.list_imports(scope, project_id, page)


@router.get("/imports/{import_id}", summary="An import")
@needs("scripts:read")
async def get_import(import_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> Import:
    return tag.edited(await imports.get_import(scope, import_id))


@router.get("/imports/{import_id}/paragraphs", summary="How each paragraph of an import was read")
@needs("scripts:read")
async def list_imported_paragraphs(
    import_id: uuid.UUID, scope: RequestReadScope, page: PageOf
) -> Page[ImportedParagraph]:
    return await imports.list_imported_paragraphs(scope, import_id, page)


@router.get(
    "/imports/{import_id}/source",
    summary="The imported file, byte for byte as it came",
    response_class=Response,
    responses={200: {"content": {media_type: {} for media_type in imports.MEDIA_TYPES.values()}}},
)
@needs("scripts:read")
@raises("storage-unavailable")
async def get_import_source(import_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> Response:
    found = await imports.get_import(scope, import_id)
    tagged = tag.headers(f'W/"{found.id}"')
    return Response(
        await imports.get_import_source(scope, found),
        media_type=imports.MEDIA_TYPES[found.format],
        headers={
            **tagged,
            "Content-Disposition": content_disposition(found.filename or f"import.{found.format}"),
            "Cache-Control": "private, max-age=31536000, immutable",
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.patch("/imports/{import_id}", summary="Say what paragraphs of an import are")
@needs("scripts:write")
@raises("import-is-over", "not-in-the-import")
async def update_import(
    *, import_id: uuid.UUID, body: ImportUpdate, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> Import:
    """What it was read as stays with each. Another 30 days begin before it goes."""
    return tag.edited(await imports.update_import(scope, import_id, body, seen))


@router.delete("/imports/{import_id}", status_code=204, summary="Let an import go")
@needs("scripts:write")
@raises("import-is-over")
async def delete_import(import_id: uuid.UUID, scope: RequestScope, seen: IfMatch) -> None:
    """Its file goes with it. One that a revision was made of stays."""
    await imports.delete_import(scope, import_id, seen)
