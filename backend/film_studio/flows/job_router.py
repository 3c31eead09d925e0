"""HTTP of jobs of every kind. What starts one answers 202 with its Location."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request

from contracts.renderers import Kind
from film_studio.engines import SUBJECTS
from film_studio.flows import jobs
from film_studio.flows.job_schemas import Job, JobDetail
from film_studio.identity.dependencies import RequestReadScope, RequestScope, caller_of
from film_studio.identity.permissions import needs
from film_studio.jobs.models import JobStatus
from film_studio.jobs.streams import LastEventId, stream_owner
from film_studio.kit.event_stream import Empty, EventStream, sends
from film_studio.kit.idempotency import IdempotencyKey
from film_studio.kit.pagination import Page, PageRequest
from film_studio.kit.problem_kinds import raises
from film_studio.kit.problems import Problem
from film_studio.kit.settings import ApiSettings

router: Final = APIRouter(tags=["jobs"])


@router.get("/jobs", summary="Jobs of the organisation, the newest first or as asked")
@needs("jobs:read", somewhere=True)
async def list_jobs(
    *,
    scope: RequestReadScope,
    page: Annotated[PageRequest, Depends(jobs.JOBS.request)],
    status: Annotated[JobStatus | None, Query(description="Only jobs in this state")] = None,
    kind: Annotated[Kind | None, Query(description="Only jobs of this kind")] = None,
    subject: Annotated[
        str | None,
        Query(
            pattern=f"^({'|'.join(SUBJECTS)}):[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}$",
            description="Only jobs for this thing, by its type and id: production:01980b7e-…",
        ),
    ] = None,
) -> Page[Job]:
    return await jobs.list_jobs(scope, page, status=status, kind=kind, subject=subject)


@router.get("/jobs/{job_id}", summary="A job, and what it has made")
@needs("jobs:read")
@raises("storage-unavailable")
async def get_job(request: Request, job_id: uuid.UUID, scope: RequestReadScope) -> JobDetail:
    return await jobs.get_job(scope, job_id, _usd_hour(request))


@router.get("/jobs/{job_id}/events", response_class=EventStream, summary="Progress of a job, as server-sent events")
@needs("jobs:read")
@sends(progress=Job, finished=Job, problem=Problem, reconnect=Empty)
async def stream_job(
    request: Request, scope: RequestReadScope, job_id: uuid.UUID, last_event_id: LastEventId = None
) -> EventStream:
    """`progress` with the job's state at once and whenever it may have changed, at most once a second; `finished` with
    its last state, after which the stream ends. `problem` and `reconnect` end it as they do a production's."""
    row = await jobs.job_row(scope, job_id)
    shared = scope.shared()
    return stream_owner(
        *(request, f"job {job_id}", row["owner_id"], lambda: jobs.watch_job(shared, job_id)),
        check=lambda: caller_of(request),
        last_event_id=last_event_id,
    )


@router.post("/jobs/{job_id}/cancel", summary="Stop a job that was asked for alone")
@needs("jobs:write")
@raises("job-is-over", "job-is-a-part", "storage-unavailable")
async def cancel_job(
    request: Request, job_id: uuid.UUID, scope: RequestScope, idempotency: IdempotencyKey
) -> JobDetail:
    """Cancelling again changes nothing. One of many jobs, as a shot of a production is, stops with all of them."""
    return await idempotency.once(scope.session, JobDetail, lambda: jobs.cancel_job(scope, job_id, _usd_hour(request)))


def _usd_hour(request: Request) -> jobs.UsdHour:
    settings: ApiSettings = request.app.state.settings
    return settings.work_usd_hour
