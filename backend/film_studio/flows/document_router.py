"""HTTP of papers that are printed from a production's tables."""

import uuid
from typing import Final

from fastapi import APIRouter, Request, Response

from film_studio.engines.preproduction import BreakdownPrint, BudgetPrint, CallSheetPrint, SchedulePrint
from film_studio.flows import documents
from film_studio.flows.job_schemas import Job
from film_studio.identity.dependencies import RequestScope
from film_studio.identity.permissions import needs
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.problem_kinds import raises

router: Final = APIRouter(tags=["preproduction"])


@router.post(
    "/revisions/{revision_id}/documents",
    status_code=202,
    summary="Print a revision's breakdown: a sheet for each scene, or its elements",
)
@needs("scripts:read")
@raises("nothing-to-print")
async def print_breakdown(
    *,
    revision_id: uuid.UUID,
    body: BreakdownPrint,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
) -> Job:
    """What was dismissed is left out; what is only suggested is printed so that it is seen. The job's file is the PDF:
    asked for again while nothing has changed, it is the same job."""
    job = await idempotency.once(scope.session, Job, lambda: documents.print_breakdown(scope, revision_id, body))
    return _begun(request, response, job)


@router.post(
    "/scenarios/{scenario_id}/documents",
    status_code=202,
    summary="Print a scenario: one-line or shooting schedule, stripboard, day-out-of-days",
)
@needs("scripts:read")
@raises("nothing-to-print")
async def print_schedule(
    *,
    scenario_id: uuid.UUID,
    body: SchedulePrint,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
) -> Job:
    """The job's file is the PDF: asked for again while nothing has changed, it is the same job."""
    job = await idempotency.once(scope.session, Job, lambda: documents.print_schedule(scope, scenario_id, body))
    return _begun(request, response, job)


@router.post(
    "/budgets/{budget_id}/documents",
    status_code=202,
    summary="Print a budget: its top sheet, and every line",
)
@needs("budgets:read")
@raises("nothing-to-print")
async def print_budget(
    *,
    budget_id: uuid.UUID,
    body: BudgetPrint,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
) -> Job:
    """The job's file is the PDF: asked for again while nothing has changed, it is the same job."""
    job = await idempotency.once(scope.session, Job, lambda: documents.print_budget(scope, budget_id, body))
    return _begun(request, response, job)


@router.post(
    "/call-sheets/{call_sheet_id}/documents", status_code=202, summary="Print a call sheet: its draft, or a version"
)
@needs("scripts:read")
@raises("no-such-day")
async def print_call_sheet(
    *,
    call_sheet_id: uuid.UUID,
    body: CallSheetPrint,
    request: Request,
    response: Response,
    scope: RequestScope,
    idempotency: IdempotencyKey,
) -> Job:
    """The job's file is the PDF, front and back: asked for again while nothing has changed, it is the same job."""
    job = await idempotency.once(scope.session, Job, lambda: documents.print_call_sheet(scope, call_sheet_id, body))
    return _begun(request, response, job)


def _begun(request: Request, response: Response, job: Job) -> Job:
    response.headers["Location"] = request.url_for("get_job", job_id=str(job.id)).path
    return job
