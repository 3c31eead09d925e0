"""How far a production is: what the pages show, and the stream that keeps them up to date."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from typing import Final

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.renderers import Kind
from film_studio.database.session import Database
from film_studio.engines.production.models import Production
from film_studio.engines.production.schemas import Doing, KindCount, ProductionAnswer
from film_studio.jobs.changes import Changes
from film_studio.jobs.models import Job

#: At most one event a production and second: a page need not be painted more often.
EVENT_SECONDS: Final = 1.0
#: The state is looked up this often even when nobody says that it has changed.
LOOK_SECONDS: Final = 10.0
_SHOWN: Final = 8


async def states(session: AsyncSession, productions: Sequence[Production]) -> list[ProductionAnswer]:
    """The state of each of `productions`, which the session has just read."""
    ids = [production.id for production in productions]
    counts: dict[uuid.UUID, dict[Kind, KindCount]] = {}
    weights: dict[uuid.UUID, tuple[float, float]] = {}
    rows = await session.execute(
        select(
            Job.production_id,
            Job.kind,
            func.count().label("total"),
            func.count().filter(Job.status == "succeeded").label("done"),
            func.count().filter(Job.status == "failed").label("failed"),
            func.count().filter(Job.cached).label("cached"),
            func.sum(Job.weight).label("weight"),
            func.sum(Job.weight * case((Job.status.in_(("running", "succeeded")), Job.progress), else_=0.0)).label(
                "worked"
            ),
        )
        .where(Job.production_id.in_(ids))
        .group_by(Job.production_id, Job.kind)
    )
    for row in rows:
        counts.setdefault(row.production_id, {})[row.kind] = KindCount(
            done=row.done, total=row.total, failed=row.failed, cached=row.cached
        )
        weight, worked = weights.get(row.production_id, (0.0, 0.0))
        weights[row.production_id] = (weight + row.weight, worked + row.worked)
    doing: dict[uuid.UUID, list[Doing]] = {}
    running = await session.execute(
        select(Job.production_id, Job.kind, Job.ordinal, Job.scene, Job.progress)
        .where(Job.production_id.in_(ids), Job.status == "running")
        .order_by(Job.started_at)
    )
    for production_id, kind, ordinal, scene, progress in running:
        doing.setdefault(production_id, []).append(Doing(kind=kind, ordinal=ordinal, scene=scene, progress=progress))
    return [
        _state(production, counts.get(production.id, {}), weights.get(production.id), doing.get(production.id, []))
        for production in productions
    ]


def _state(
    production: Production,
    counts: dict[Kind, KindCount],
    weights: tuple[float, float] | None,
    doing: list[Doing],
) -> ProductionAnswer:
    weight, worked = weights or (0.0, 0.0)
    done = 1.0 if production.status == "succeeded" else worked / weight if weight else 0.0
    return ProductionAnswer(
        id=production.id,
        project_id=production.project_id,
        revision_id=production.revision_id,
        status=production.status,
        fraction=round(min(1.0, done), 4),
        jobs=counts,
        doing=doing[:_SHOWN],
        error=production.error,
        created_at=production.created_at,
        finished_at=production.finished_at,
        changes=production.changes,
    )


async def read_state(
    database: Database, organization_id: uuid.UUID, production_id: uuid.UUID
) -> ProductionAnswer | None:
    """The state now, in a short transaction of its own; None when the organisation has no such production."""
    async with database.for_organization(organization_id) as session:
        production = await session.get(Production, production_id)
        return None if production is None else (await states(session, [production]))[0]


async def follow(
    database: Database,
    changes: Changes,
    organization_id: uuid.UUID,
    production_id: uuid.UUID,
    *,
    seen: int | None = None,
    event_seconds: float = EVENT_SECONDS,
) -> AsyncIterator[ProductionAnswer]:
    """The state whenever it has changed since `seen` (its `changes`), until the production is over: the last state is
    given in any case. No connection is held between two looks."""
    with changes.watch(production_id) as changed:
        while True:
            changed.clear()
            state = await read_state(database, organization_id, production_id)
            if state is None:
                return
            over = state.status != "running"
            if over or state.changes != seen:
                seen = state.changes
                given = time.monotonic()
                yield state
                if over:
                    return
                await asyncio.sleep(max(0.0, given + event_seconds - time.monotonic()))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), LOOK_SECONDS)
