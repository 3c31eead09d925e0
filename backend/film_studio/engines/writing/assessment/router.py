"""HTTP of coverage and beat sheets."""

import uuid
from typing import Final

from fastapi import APIRouter, Request, Response

from film_studio.engines.writing.assessment.schemas import (
    BeatSheet,
    BeatSheetCreate,
    BeatSheetUpdate,
    Coverage,
    CoverageCreate,
    CoverageUpdate,
)
from film_studio.engines.writing.assessment.service import BEAT_SHEETS, COVERAGE, create_coverage
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageOf
from film_studio.kit.problem_kinds import raises
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter()


@router.get("/projects/{project_id}/coverage", summary="What readers say of a project's screenplay, the first first")
@needs("scripts:read")
async def list_coverage(project_id: uuid.UUID, scope: RequestReadScope, page: PageOf) -> Page[Coverage]:
    """Of all its revisions: each names the one that was read."""
    return await COVERAGE.page(scope, project_id, page)


@router.post("/revisions/{revision_id}/coverage", status_code=201, summary="Judge a revision")
@needs("scripts:write")
@raises("too-many-assessments")
async def write_coverage(
    *,
    revision_id: uuid.UUID,
    body: CoverageCreate,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
    tag: EntityTag,
) -> Coverage:
    made = await idempotency.once(scope.session, Coverage, lambda: create_coverage(scope, revision_id, body))
    response.headers["Location"] = request.url_for("get_coverage", coverage_id=str(made.id)).path
    return tag.edited(made)


@router.get("/coverage/{coverage_id}", summary="What a reader says of a revision")
@needs("scripts:read")
async def get_coverage(coverage_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> Coverage:
    return tag.edited(await COVERAGE.get(scope, coverage_id))


@router.patch("/coverage/{coverage_id}", summary="Change a judgement")
@needs("scripts:write")
async def update_coverage(
    *, coverage_id: uuid.UUID, body: CoverageUpdate, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> Coverage:
    fields = body.model_dump(exclude_unset=True)
    return tag.edited(await COVERAGE.update(scope, "coverage.updated", coverage_id, fields, seen))


@router.delete("/coverage/{coverage_id}", status_code=204, summary="Delete a judgement")
@needs("scripts:write")
async def delete_coverage(coverage_id: uuid.UUID, scope: RequestScope, seen: IfMatch) -> None:
    await COVERAGE.delete(scope, "coverage.deleted", coverage_id, seen)


@router.get("/projects/{project_id}/beat-sheets", summary="A project's beat sheets, the first ones first")
@needs("scripts:read")
async def list_beat_sheets(project_id: uuid.UUID, scope: RequestReadScope, page: PageOf) -> Page[BeatSheet]:
    return await BEAT_SHEETS.page(scope, project_id, page)


@router.post("/projects/{project_id}/beat-sheets", status_code=201, summary="Begin a beat sheet")
@needs("scripts:write")
@raises("too-many-assessments")
async def create_beat_sheet(
    *,
    project_id: uuid.UUID,
    body: BeatSheetCreate,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
    tag: EntityTag,
) -> BeatSheet:
    """It may come before there is a screenplay."""
    made = await idempotency.once(
        scope.session,
        BeatSheet,
        lambda: BEAT_SHEETS.create(scope, "beat_sheet.created", project_id, body.model_dump()),
    )
    response.headers["Location"] = request.url_for("get_beat_sheet", beat_sheet_id=str(made.id)).path
    return tag.edited(made)


@router.get("/beat-sheets/{beat_sheet_id}", summary="A beat sheet")
@needs("scripts:read")
async def get_beat_sheet(beat_sheet_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> BeatSheet:
    return tag.edited(await BEAT_SHEETS.get(scope, beat_sheet_id))


@router.patch("/beat-sheets/{beat_sheet_id}", summary="Change a beat sheet")
@needs("scripts:write")
async def update_beat_sheet(
    *, beat_sheet_id: uuid.UUID, body: BeatSheetUpdate, scope: RequestScope, seen: IfMatch, tag: EntityTag
) -> BeatSheet:
    fields = body.model_dump(exclude_unset=True)
    return tag.edited(await BEAT_SHEETS.update(scope, "beat_sheet.updated", beat_sheet_id, fields, seen))


@router.delete("/beat-sheets/{beat_sheet_id}", status_code=204, summary="Delete a beat sheet")
@needs("scripts:write")
async def delete_beat_sheet(beat_sheet_id: uuid.UUID, scope: RequestScope, seen: IfMatch) -> None:
    await BEAT_SHEETS.delete(scope, "beat_sheet.deleted", beat_sheet_id, seen)
