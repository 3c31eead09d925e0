"""HTTP of the production engine. Starting, cancelling and retrying a production are flows."""

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request

from contracts.renderers import Kind
from film_studio.engines.production import service
from film_studio.engines.production.queries import JOBS, PRODUCTIONS, production_status
from film_studio.engines.production.schemas import Production, ProductionJob, ProductionShot, Shot
from film_studio.identity.dependencies import RequestReadScope, caller_of
from film_studio.identity.permissions import needs
from film_studio.jobs.models import JobStatus, OwnerStatus
from film_studio.jobs.streams import LastEventId, Snapshot, stream_owner
from film_studio.kit.event_stream import Empty, EventStream, sends
from film_studio.kit.pagination import Page, PageOf, PageRequest
from film_studio.kit.problem_kinds import raises
from film_studio.kit.problems import Problem
from film_studio.kit.versions import EntityTag

router: Final = APIRouter(tags=["production"])
_ProductionsPage = Annotated[PageRequest, Depends(PRODUCTIONS.request)]
_JobsPage = Annotated[PageRequest, Depends(JOBS.request)]


@router.get("/revisions/{revision_id}/shots", summary="The planned shots of a revision")
@needs("scripts:read")
async def list_shots(revision_id: uuid.UUID, scope: RequestReadScope, page: PageOf, tag: EntityTag) -> Page[Shot]:
    return tag.lasting(await service.list_shots(scope, revision_id, page))


@router.get("/projects/{project_id}/productions", summary="Productions of a project, the newest first or as asked")
@needs("productions:read")
async def list_productions(
    project_id: uuid.UUID,
    scope: RequestReadScope,
    page: _ProductionsPage,
    status: Annotated[OwnerStatus | None, Query(description="Only productions in this state")] = None,
) -> Page[Production]:
    return await service.list_productions(scope, project_id, page, status=status)


@router.get("/productions/{production_id}", summary="A production and how far it is")
@needs("productions:read")
async def get_production(production_id: uuid.UUID, scope: RequestReadScope, tag: EntityTag) -> Production:
    production = await service.get_production(scope, production_id)
    return tag.lasting(production, state=production.changes)


@router.get("/productions/{production_id}/jobs", summary="Jobs of a production")
@needs("productions:read")
async def list_production_jobs(
    *,
    production_id: uuid.UUID,
    scope: RequestReadScope,
    page: _JobsPage,
    kind: Annotated[Kind | None, Query(description="Only jobs of this kind")] = None,
    status: Annotated[JobStatus | None, Query(description="Only jobs in this state")] = None,
) -> Page[ProductionJob]:
    return await service.list_production_jobs(scope, production_id, page, kind=kind, status=status)


@router.get("/productions/{production_id}/shots", summary="Shots of a production, with what is done to look at")
@needs("productions:read")
@raises("storage-unavailable")
async def list_production_shots(
    production_id: uuid.UUID, scope: RequestReadScope, page: PageOf
) -> Page[ProductionShot]:
    return await service.list_production_shots(scope, production_id, page)


@router.get(
    "/productions/{production_id}/events",
    response_class=EventStream,
    summary="Progress of a production, as server-sent events",
)
@needs("productions:read")
@sends(progress=Production, finished=Production, problem=Problem, reconnect=Empty)
async def stream_production(
    request: Request, scope: RequestReadScope, production_id: uuid.UUID, last_event_id: LastEventId = None
) -> EventStream:
    """`progress` with the production's state at once and whenever it changes, at most once a second; `finished` with
    its last state, after which the stream ends and need not be opened again. `problem` ends it when its caller may
    watch no longer, and `reconnect` when the same stream has to be opened anew."""
    await production_status(scope, production_id)
    shared = scope.shared()

    async def look() -> Snapshot | None:
        production = await service.watch_production(shared, production_id)
        if production is None:
            return None
        return Snapshot(status=production.status, changes=production.changes, data=production.model_dump_json())

    return stream_owner(
        *(request, "production", production_id, look),
        check=lambda: caller_of(request),
        last_event_id=last_event_id,
    )
