"""HTTP of the production engine. Starting, cancelling and retrying a production are flows."""

import uuid
from collections.abc import AsyncGenerator
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from contracts.renderers import Kind
from film_studio.engines.production import service
from film_studio.engines.production.queries import production_status
from film_studio.engines.production.schemas import Job, Production, ProductionShot, Shot
from film_studio.identity.dependencies import CurrentCaller, RequestReadScope, RequestScope
from film_studio.identity.permissions import needs
from film_studio.identity.scope import open_scope
from film_studio.jobs.models import JobStatus
from film_studio.jobs.progress import follow
from film_studio.kit.pagination import Page, PageOf

router: Final = APIRouter(tags=["production"])


@router.get("/revisions/{revision_id}/shots", summary="The planned shots of a revision")
@needs("scripts:read")
async def list_shots(revision_id: uuid.UUID, scope: RequestReadScope, page: PageOf) -> Page[Shot]:
    return await service.list_shots(scope, revision_id, page)


@router.get("/projects/{project_id}/productions", summary="Productions of a project, the newest first")
@needs("productions:read")
async def list_productions(project_id: uuid.UUID, scope: RequestScope, page: PageOf) -> Page[Production]:
    return await service.list_productions(scope, project_id, page)


@router.get("/productions/{production_id}", summary="A production and how far it is")
@needs("productions:read")
async def get_production(production_id: uuid.UUID, scope: RequestScope) -> Production:
    return await service.get_production(scope, production_id)


@router.get("/productions/{production_id}/jobs", summary="Jobs of a production")
@needs("productions:read")
async def list_production_jobs(
    *,
    production_id: uuid.UUID,
    scope: RequestReadScope,
    page: PageOf,
    kind: Annotated[Kind | None, Query(description="Only jobs of this kind")] = None,
    status: Annotated[JobStatus | None, Query(description="Only jobs in this state")] = None,
) -> Page[Job]:
    return await service.list_production_jobs(scope, production_id, page, kind=kind, status=status)


@router.get("/productions/{production_id}/shots", summary="Shots of a production, with what is done to look at")
@needs("productions:read")
async def list_production_shots(
    production_id: uuid.UUID, scope: RequestReadScope, page: PageOf
) -> Page[ProductionShot]:
    return await service.list_production_shots(scope, production_id, page)


async def _existing(request: Request, production_id: uuid.UUID, caller: CurrentCaller) -> uuid.UUID:
    """Refuses before the stream begins: afterwards nothing but the connection could say no."""
    async with open_scope(request.app.state.database, request.app.state.storage, caller) as scope:
        await production_status(scope, production_id)
    return production_id


@router.get(
    "/productions/{production_id}/events",
    response_class=EventSourceResponse,
    summary="Progress of a production, as server-sent events",
)
@needs("productions:read")
async def stream_production(
    request: Request,
    caller: CurrentCaller,
    production_id: Annotated[uuid.UUID, Depends(_existing)],
    last_event_id: Annotated[
        int | None, Header(ge=0, description="The id of the last event seen: what came before is not sent again")
    ] = None,
) -> AsyncGenerator[ServerSentEvent]:
    """`progress` with the production's state at once and whenever it changes, at most once a second; `finished` with
    its last state, after which the stream ends and need not be opened again."""
    state = request.app.state

    async def look() -> Production | None:
        async with open_scope(state.database, state.storage, caller) as scope:
            return await service.watch_production(scope, production_id)

    async for production in follow(state.changes, production_id, look, seen=last_event_id):
        yield ServerSentEvent(
            data=production,
            event="progress" if production.status == "running" else "finished",
            id=str(production.changes),
        )
