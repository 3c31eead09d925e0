"""HTTP of papers that are printed from a production's tables. Each answers with the job whose file is the PDF."""

import uuid
from collections.abc import Awaitable, Callable
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from film_studio.engines.preproduction import BreakdownPrint, BudgetPrint, CallSheetPrint, Print, SchedulePrint
from film_studio.flows import documents
from film_studio.flows.job_schemas import Job
from film_studio.identity.dependencies import RequestScope
from film_studio.identity.permissions import needs
from film_studio.identity.scope import Scope
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.problem_kinds import raises

router: Final = APIRouter(tags=["preproduction"])
#: Of every paper.
_ONCE: Final = "The job's file is the PDF: asked for again while nothing has changed, it is the same job."


class _Press:
    """What a request for a paper comes with. `begin` answers with the job that `make` has begun."""

    def __init__(self, request: Request, response: Response, scope: RequestScope, idempotency: IdempotencyKey) -> None:
        self._request = request
        self._response = response
        self._scope = scope
        self._idempotency = idempotency

    async def begin(self, make: Callable[[Scope], Awaitable[Job]]) -> Job:
        job = await self._idempotency.once(self._scope.session, Job, lambda: make(self._scope))
        self._response.headers["Location"] = self._request.url_for("get_job", job_id=str(job.id)).path
        return job


Press = Annotated[_Press, Depends()]


@router.post(
    "/revisions/{revision_id}/documents",
    status_code=202,
    summary="Print a revision's breakdown: a sheet for each scene, or its elements",
    description=f"What was dismissed is left out; what is only suggested is printed so that it is seen. {_ONCE}",
)
@needs("scripts:read")
@raises("nothing-to-print")
async def print_breakdown(revision_id: uuid.UUID, body: BreakdownPrint, press: Press) -> Job:
    return await press.begin(lambda scope: documents.print_breakdown(scope, revision_id, body))


@router.post(
    "/scenarios/{scenario_id}/documents",
    status_code=202,
    summary="Print a scenario: one-line or shooting schedule, stripboard, day-out-of-days",
    description=_ONCE,
)
@needs("scripts:read")
@raises("nothing-to-print")
async def print_schedule(scenario_id: uuid.UUID, body: SchedulePrint, press: Press) -> Job:
    return await press.begin(lambda scope: documents.print_schedule(scope, scenario_id, body))


@router.post(
    "/budgets/{budget_id}/documents",
    status_code=202,
    summary="Print a budget: its top sheet, and every line",
    description=_ONCE,
)
@needs("budgets:read")
@raises("nothing-to-print")
async def print_budget(budget_id: uuid.UUID, body: BudgetPrint, press: Press) -> Job:
    return await press.begin(lambda scope: documents.print_budget(scope, budget_id, body))


@router.post(
    "/call-sheets/{call_sheet_id}/documents",
    status_code=202,
    summary="Print a call sheet: its draft, or a version",
    description=f"Front and back, each page as an image too. {_ONCE}",
)
@needs("scripts:read")
@raises("no-such-day")
async def print_call_sheet(call_sheet_id: uuid.UUID, body: CallSheetPrint, press: Press) -> Job:
    return await press.begin(lambda scope: documents.print_call_sheet(scope, call_sheet_id, body))


@router.post(
    "/coverage/{coverage_id}/documents",
    status_code=202,
    summary="Print what a reader says of a revision",
    description=f"Each page as an image too. {_ONCE}",
)
@needs("scripts:read")
async def print_coverage(coverage_id: uuid.UUID, body: Print, press: Press) -> Job:
    return await press.begin(lambda scope: documents.print_coverage(scope, coverage_id, body))


@router.post(
    "/beat-sheets/{beat_sheet_id}/documents",
    status_code=202,
    summary="Print a beat sheet, beside the pages of the newest revision",
    description=f"Each page as an image too. {_ONCE}",
)
@needs("scripts:read")
@raises("nothing-to-print")
async def print_beat_sheet(beat_sheet_id: uuid.UUID, body: Print, press: Press) -> Job:
    return await press.begin(lambda scope: documents.print_beat_sheet(scope, beat_sheet_id, body))
