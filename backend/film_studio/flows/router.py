"""HTTP of what crosses engines."""

import uuid
from pathlib import PurePosixPath
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Header, Query, Request, Response

from film_studio.engines.character import SampleCreate, StoryDay
from film_studio.engines.management import DeletedProject
from film_studio.engines.preproduction import Scenario
from film_studio.engines.production import Production, ProductionCreate
from film_studio.engines.writing import (
    Issue,
    IssueCreate,
    Layout,
    Revision,
    ScreenplayCreate,
    StructureReport,
    get_revision,
)
from film_studio.flows import (
    approved,
    character_sheets,
    contact_sheets,
    estimates,
    lineage,
    paper,
    productions,
    projects,
    reading,
    revisions,
    samples,
    schedules,
    uploads,
)
from film_studio.flows.estimate_schemas import ProductionEstimate
from film_studio.flows.job_schemas import Job
from film_studio.flows.lineage_schemas import Lineage
from film_studio.flows.schedule_schemas import OrderSearch, OrderToApply
from film_studio.identity.dependencies import RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.problem_kinds import raises
from film_studio.kit.processes import Processes
from film_studio.kit.settings import ApiSettings
from film_studio.kit.storage import content_disposition
from film_studio.kit.versions import EntityTag, IfMatch

router: Final = APIRouter()

_SCREENPLAY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "The file itself: Fountain, UTF-8, or Final Draft (.fdx); at most 5 MB",
        "content": {media_type: {"schema": {"type": "string"}} for media_type in uploads.MEDIA_TYPES},
    }
}


@router.delete("/projects/{project_id}", summary="Delete a project", tags=["management"])
@needs("projects:write")
async def delete_project(project_id: uuid.UUID, scope: RequestScope, seen: IfMatch, tag: EntityTag) -> DeletedProject:
    """Stops its productions, and hides it with everything of it. For 30 days it can be restored; then its rows, its
    screenplays and all that was made for it alone are erased. Deleting it again changes nothing."""
    return tag.edited(await projects.stop_and_delete_project(scope, project_id, seen))


@router.post(
    "/projects/{project_id}/revisions",
    status_code=201,
    summary="Upload a screenplay as the project's next revision",
    tags=["writing"],
    openapi_extra=_SCREENPLAY,
    responses={200: {"model": Revision, "description": "These bytes are a revision of the project already"}},
)
@needs("scripts:write")
@raises(
    "revised-meanwhile", "not-a-screenplay", "screenplay-too-large", "invalid-filename", "busy", "storage-unavailable"
)
async def create_revision(
    project_id: uuid.UUID,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
    *,
    filename: Annotated[str | None, Query(description="Name of the file")] = None,
    x_filename: Annotated[str | None, Header(description="Name of the file, percent-encoded")] = None,
    based_on: Annotated[
        uuid.UUID | None,
        Query(description="The revision that was changed: where it is not the newest any more, nothing is kept (412)"),
    ] = None,
) -> Revision:
    uploads.check_media_type(request.headers.get("Content-Type"))
    name = uploads.clean_filename(filename, x_filename)
    processes: Processes = request.app.state.processes
    data = await request.body()
    revision, is_new = await revisions.upload_revision(
        scope, processes, idempotency, project_id, data=data, filename=name, based_on=based_on
    )
    response.status_code = 201 if is_new else 200
    response.headers["Location"] = request.url_for("get_revision", revision_id=str(revision.id)).path
    return revision


@router.get(
    "/revisions/{revision_id}/fountain",
    summary="The screenplay as Fountain, whatever it was uploaded as",
    tags=["writing"],
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
@needs("scripts:read")
@raises("storage-unavailable", "busy")
async def get_revision_fountain(
    revision_id: uuid.UUID, request: Request, scope: RequestReadScope, tag: EntityTag
) -> Response:
    """Of a Final Draft file, what Fountain can say; the file itself is its source."""
    revision = await get_revision(scope, revision_id)
    tagged = tag.headers(f'W/"{revision.sha256}"')
    data = await reading.fountain_of(scope, request.app.state.processes, revision)
    return _file(data, revision, ".fountain", "text/plain; charset=utf-8", tagged)


@router.get(
    "/revisions/{revision_id}/final-draft",
    summary="The screenplay as a Final Draft file",
    tags=["writing"],
    response_class=Response,
    responses={200: {"content": {"application/xml": {"schema": {"type": "string"}}}}},
)
@needs("scripts:read")
@raises("storage-unavailable", "busy")
async def get_revision_final_draft(
    revision_id: uuid.UUID, request: Request, scope: RequestReadScope, tag: EntityTag
) -> Response:
    """Where the screenplay was imported from Final Draft, with everything of that file which was not edited."""
    revision = await get_revision(scope, revision_id)
    tagged = tag.headers(f'W/"{revision.sha256}-fdx"')
    data = await reading.final_draft_of(scope, request.app.state.processes, revision)
    return _file(data, revision, ".fdx", "application/xml", tagged)


@router.get("/revisions/{revision_id}/report", summary="What can be counted in a revision", tags=["writing"])
@needs("scripts:read")
@raises("storage-unavailable", "busy")
async def get_report(
    revision_id: uuid.UUID, request: Request, scope: RequestReadScope, tag: EntityTag
) -> StructureReport:
    """Acts where the writer wrote them, scenes and their lengths, places, times of day, and who says how much."""
    revision = await get_revision(scope, revision_id)
    tag.lasting(None, revision.sha256)
    return await reading.report_on(scope, request.app.state.processes, revision)


def _file(data: bytes, revision: Revision, suffix: str, media_type: str, headers: dict[str, str]) -> Response:
    name = PurePosixPath(revision.filename or f"revision-{revision.number}").stem + suffix
    return Response(
        data,
        media_type=media_type,
        headers={
            **headers,
            "Content-Disposition": content_disposition(name),
            "Cache-Control": "private, max-age=31536000, immutable",
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.post(
    "/projects/{project_id}/layout",
    summary="Set a screenplay on pages, without keeping it",
    tags=["writing"],
    openapi_extra=_SCREENPLAY,
)
@needs("scripts:write")
@raises("not-a-screenplay", "screenplay-too-large", "busy")
async def lay_out(
    project_id: uuid.UUID, request: Request, scope: RequestReadScope, _idempotency: IdempotencyKey
) -> Layout:
    """For whoever is writing: pages, scenes, who speaks, and what the reader took otherwise than it looks."""
    uploads.check_media_type(request.headers.get("Content-Type"))
    processes: Processes = request.app.state.processes
    return await reading.lay_out(scope, processes, project_id, await request.body())


@router.post(
    "/revisions/{revision_id}/screenplays",
    status_code=202,
    summary="Set a revision on paper, as a PDF",
    tags=["writing"],
)
@needs("scripts:write")
@raises("nothing-to-print", "storage-unavailable", "busy")
async def create_screenplay(
    *,
    revision_id: uuid.UUID,
    body: ScreenplayCreate,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
) -> Job:
    """In the industry's layout. What was issued has its colours, its locked numbers, and asterisks where a line is
    another than in the issue before. What was set before is not set again. The job's file is the PDF."""
    processes: Processes = request.app.state.processes
    job = await paper.create_screenplay(scope, processes, idempotency, revision_id, body=body)
    response.headers["Location"] = request.url_for("get_job", job_id=str(job.id)).path
    return job


@router.post(
    "/revisions/{revision_id}/issue",
    status_code=201,
    summary="Issue a revision, in the next colour",
    tags=["writing"],
)
@needs("scripts:write")
@raises("issued-already", "storage-unavailable", "busy")
async def create_issue(
    *, revision_id: uuid.UUID, body: IssueCreate, request: Request, scope: RequestScope, idempotency: IdempotencyKey
) -> Issue:
    """Only one that was made after the last that was issued. Where that one's numbers are locked, its pages and scenes
    keep them, and these are locked too."""
    processes: Processes = request.app.state.processes
    return await paper.issue_revision(scope, processes, idempotency, revision_id, body)


@router.post(
    "/revisions/{revision_id}/productions",
    status_code=202,
    response_model=Production,
    summary="Start a production",
    tags=["production"],
    responses={200: {"model": ProductionEstimate, "description": "With dry_run: what it would take"}},
)
@needs("productions:write")
@raises("no-shot-plan", "approved-shots", "consent-missing")
async def create_production(
    *,
    revision_id: uuid.UUID,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
    body: ProductionCreate | None = None,
    dry_run: Annotated[bool, Query(description="Only say what it would take; nothing is started")] = False,
    again: Annotated[bool, Query(description="Make approved shots anew too")] = False,
) -> Production | Response:
    """Makes the film of this revision. What an earlier production made from equal recipes is not made again."""
    settings: ApiSettings = request.app.state.settings
    film_format = body.format if body else None
    if dry_run:
        estimate = await estimates.estimate_production(
            scope,
            revision_id,
            settings.work_usd_hour,
            settings.voice_renderer,
            settings.score_renderer,
            film_format=film_format,
        )
        return Response(estimate.model_dump_json(), media_type="application/json")
    production = await idempotency.once(
        scope.session,
        Production,
        lambda: approved.start_production(
            scope,
            revision_id,
            voice_renderer=settings.voice_renderer,
            score_renderer=settings.score_renderer,
            film_format=film_format,
            again=again,
        ),
    )
    response.headers["Location"] = _production_path(request, production)
    return production


@router.get(
    "/productions/{production_id}/lineage",
    summary="What a film was made from, what of it is stale, and why",
    tags=["production"],
)
@needs("productions:read")
@raises("no-shot-plan")
async def get_lineage(production_id: uuid.UUID, scope: RequestScope) -> Lineage:
    """Stale is what the newest revision, with the cast as it is now, would make by another recipe."""
    return await lineage.get_lineage(scope, production_id)


@router.post("/productions/{production_id}/cancel", summary="Stop a production", tags=["production"])
@needs("productions:write")
@raises("production-is-over")
async def cancel_production(production_id: uuid.UUID, scope: RequestScope, idempotency: IdempotencyKey) -> Production:
    """What has been made is kept, and serves the next production. Cancelling again changes nothing."""
    return await idempotency.once(
        scope.session, Production, lambda: productions.cancel_production(scope, production_id)
    )


@router.post(
    "/productions/{production_id}/retry", status_code=202, summary="Try the failed jobs again", tags=["production"]
)
@needs("productions:write")
@raises("production-is-over", "nothing-to-retry", "consent-missing")
async def retry_production(
    production_id: uuid.UUID, request: Request, response: Response, scope: RequestScope, idempotency: IdempotencyKey
) -> Production:
    production = await idempotency.once(
        scope.session, Production, lambda: productions.retry_production(scope, production_id)
    )
    response.headers["Location"] = _production_path(request, production)
    return production


@router.post(
    "/productions/{production_id}/contact-sheets",
    status_code=202,
    summary="Set the shots of a production on paper, as a PDF",
    tags=["production"],
)
@needs("productions:write")
@raises("no-shot-plan", "storage-unavailable")
async def create_contact_sheet(
    production_id: uuid.UUID, request: Request, response: Response, scope: RequestScope, idempotency: IdempotencyKey
) -> Job:
    """Every shot with its still, by scene; those that are not made yet without one. What was set before is not set
    again. The job's file is the PDF."""
    job = await idempotency.once(
        scope.session,
        Job,
        lambda: contact_sheets.create_contact_sheet(scope, production_id),
    )
    response.headers["Location"] = request.url_for("get_job", job_id=str(job.id)).path
    return job


@router.post(
    "/characters/{character_id}/samples", status_code=202, summary="Hear a line of a character", tags=["character"]
)
@needs("productions:write")
@raises("no-shot-plan", "nothing-said", "voice-not-fit", "consent-missing")
async def create_sample(
    *,
    character_id: uuid.UUID,
    body: SampleCreate,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
) -> Job:
    """One of the character's own lines, in the voice that is asked for, by what speaks films here. The sound is a file
    of the job; what was spoken before, in a film or as a sample, is not spoken again."""
    settings: ApiSettings = request.app.state.settings
    job = await idempotency.once(
        scope.session,
        Job,
        lambda: samples.create_sample(scope, character_id, body.voice, settings.voice_renderer),
    )
    response.headers["Location"] = request.url_for("get_job", job_id=str(job.id)).path
    return job


@router.post(
    "/characters/{character_id}/plates",
    status_code=202,
    summary="Draw a character from every side, and a row of faces",
    tags=["character"],
)
@needs("scripts:read")
@raises("consent-missing", "no-such-subject")
async def create_plates(
    *,
    character_id: uuid.UUID,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
    day: Annotated[StoryDay | None, Query(description="As they are first dressed on this story day")] = None,
) -> Job:
    """As films draw them. The job's files are the plates; asked for again, it is the same job. Who may look at the
    sheet may have it drawn."""
    job = await idempotency.once(
        scope.session,
        Job,
        lambda: character_sheets.create_plates(scope, character_id, day),
    )
    response.headers["Location"] = request.url_for("get_job", job_id=str(job.id)).path
    return job


@router.post(
    "/revisions/{revision_id}/casting-sheets",
    status_code=202,
    summary="Set the cast of a revision on paper, as a PDF",
    tags=["character"],
)
@needs("scripts:write")
@raises("nothing-to-print")
async def create_casting_sheet(
    *,
    revision_id: uuid.UUID,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
    paper: Annotated[Literal["a4", "us-letter"], Query(description="Its size")] = "a4",
) -> Job:
    """Everybody with their portrait, and who is in which scene. The job's file is the PDF."""
    job = await idempotency.once(
        scope.session,
        Job,
        lambda: character_sheets.create_casting_sheet(scope, revision_id, paper),
    )
    response.headers["Location"] = request.url_for("get_job", job_id=str(job.id)).path
    return job


def _production_path(request: Request, production: Production) -> str:
    """Where to ask how far it is."""
    return request.url_for("get_production", production_id=str(production.id)).path


@router.post(
    "/scenarios/{scenario_id}/searches",
    status_code=202,
    summary="Look for an order of a scenario's strips that costs less",
    tags=["preproduction"],
)
@needs("preproduction:write")
@raises("board-does-not-fit", "storage-unavailable")
async def search_order(
    *,
    scenario_id: uuid.UUID,
    body: OrderSearch,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
) -> Job:
    """Keeps the limit of a day, locked strips, absences and hours; none costs more than the order as it is. The job's
    `found` is the best so far, also when it is stopped; nothing is changed until somebody applies it."""
    job = await idempotency.once(
        scope.session,
        Job,
        lambda: schedules.search_order(scope, scenario_id, body.work),
    )
    response.headers["Location"] = request.url_for("get_job", job_id=str(job.id)).path
    return job


@router.post(
    "/scenarios/{scenario_id}/order", summary="Give a scenario's board an order that was found", tags=["preproduction"]
)
@needs("preproduction:write")
@raises("scenario-locked", "board-does-not-fit", "no-order")
async def apply_order(
    *,
    scenario_id: uuid.UUID,
    body: OrderToApply,
    scope: RequestScope,
    seen: IfMatch,
    idempotency: IdempotencyKey,
    tag: EntityTag,
) -> Scenario:
    """The days, their dates, banners and the boneyard stay. It can be undone."""
    return tag.edited(
        await idempotency.once(
            scope.session, Scenario, lambda: schedules.apply_order(scope, scenario_id, body.job_id, seen)
        )
    )
