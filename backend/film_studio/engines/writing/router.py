"""HTTP of the writing engine. Uploading a screenplay, which every engine follows, is a flow."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Response

from film_studio.engines.writing import issues, service
from film_studio.engines.writing.queries import REVISIONS
from film_studio.engines.writing.schemas import Issue, IssueUpdate, Revision, RevisionUpdate, Scene
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.pagination import Page, PageOf, PageRequest
from film_studio.kit.problem_kinds import raises
from film_studio.kit.storage import content_disposition
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter(tags=["writing"])
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
