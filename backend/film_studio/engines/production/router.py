"""HTTP of the production engine."""

import uuid
from collections.abc import AsyncGenerator
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from contracts.renderers import Kind
from film_studio.database.session import Database
from film_studio.engines.production import service
from film_studio.engines.production.schemas import JobAnswer, ProductionAnswer, ProductionShotAnswer, ShotAnswer
from film_studio.idempotency import IdempotencyKey
from film_studio.identity.dependencies import CurrentIdentity, OrganizationSession
from film_studio.jobs.models import JobStatus
from film_studio.jobs.progress import follow
from film_studio.jobs.runtime import JobsRuntime
from film_studio.pagination import Page, PageOf
from film_studio.storage import Storage

router: Final = APIRouter(tags=["production"])


@router.get("/revisions/{revision_id}/shots", summary="The planned shots of a revision")
async def list_shots(
    revision_id: uuid.UUID, identity: CurrentIdentity, session: OrganizationSession, page: PageOf
) -> Page[ShotAnswer]:
    return await service.shots(session, identity.organization_id, revision_id, page)


@router.post("/revisions/{revision_id}/productions", status_code=202, summary="Start a production")
async def start_production(
    revision_id: uuid.UUID, identity: CurrentIdentity, session: OrganizationSession, idempotency: IdempotencyKey
) -> ProductionAnswer:
    """Makes the film of this revision. What an earlier production made from equal recipes is not made again."""
    return await idempotency.once(
        session, ProductionAnswer, lambda: service.start(session, identity.organization_id, revision_id)
    )


@router.get("/projects/{project_id}/productions", summary="Productions of a project, the newest first")
async def list_productions(
    project_id: uuid.UUID, identity: CurrentIdentity, session: OrganizationSession, page: PageOf
) -> Page[ProductionAnswer]:
    return await service.productions(session, identity.organization_id, project_id, page)


@router.get("/productions/{production_id}", summary="A production and how far it is")
async def get_production(
    production_id: uuid.UUID, identity: CurrentIdentity, session: OrganizationSession
) -> ProductionAnswer:
    return await service.show(session, identity.organization_id, production_id)


@router.get("/productions/{production_id}/jobs", summary="Jobs of a production")
async def list_jobs(
    *,
    production_id: uuid.UUID,
    identity: CurrentIdentity,
    session: OrganizationSession,
    page: PageOf,
    kind: Annotated[Kind | None, Query(description="Only jobs of this kind")] = None,
    status: Annotated[JobStatus | None, Query(description="Only jobs in this state")] = None,
) -> Page[JobAnswer]:
    return await service.jobs(session, identity.organization_id, production_id, page, kind=kind, status=status)


@router.get("/productions/{production_id}/shots", summary="Shots of a production, with what is done to look at")
async def list_production_shots(
    request: Request, production_id: uuid.UUID, identity: CurrentIdentity, session: OrganizationSession, page: PageOf
) -> Page[ProductionShotAnswer]:
    storage: Storage = request.app.state.storage
    return await service.made_shots(session, storage, identity.organization_id, production_id, page)


@router.post("/productions/{production_id}/cancel", summary="Stop a production")
async def cancel_production(
    production_id: uuid.UUID, identity: CurrentIdentity, session: OrganizationSession
) -> ProductionAnswer:
    """What has been made is kept, and serves the next production. Cancelling again changes nothing."""
    return await service.cancel(session, identity.organization_id, production_id)


@router.post("/productions/{production_id}/retry", status_code=202, summary="Try the failed jobs again")
async def retry_production(
    production_id: uuid.UUID, identity: CurrentIdentity, session: OrganizationSession
) -> ProductionAnswer:
    return await service.retry(session, identity.organization_id, production_id)


async def _existing(request: Request, production_id: uuid.UUID, identity: CurrentIdentity) -> uuid.UUID:
    """Refuses before the stream begins: afterwards nothing but the connection could say no."""
    database: Database = request.app.state.database
    async with database.for_organization(identity.organization_id) as session:
        await service.get_production(session, identity.organization_id, production_id)
    return production_id


@router.get(
    "/productions/{production_id}/events",
    response_class=EventSourceResponse,
    summary="Progress of a production, as server-sent events",
)
async def stream_production(
    request: Request,
    identity: CurrentIdentity,
    production_id: Annotated[uuid.UUID, Depends(_existing)],
    last_event_id: Annotated[
        int | None, Header(ge=0, description="The id of the last event seen: what came before is not sent again")
    ] = None,
) -> AsyncGenerator[ServerSentEvent]:
    """`progress` with the production's state at once and whenever it changes, at most once a second; `finished` with
    its last state, after which the stream ends and need not be opened again."""
    jobs: JobsRuntime = request.app.state.jobs
    async for state in follow(
        request.app.state.database, jobs.changes, identity.organization_id, production_id, seen=last_event_id
    ):
        yield ServerSentEvent(
            data=state, event="progress" if state.status == "running" else "finished", id=str(state.changes)
        )
