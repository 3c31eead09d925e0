"""Starts, stops and retries productions: what is to be done, and what each piece waits for, in one transaction."""

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.recipes.base import RecipeHash
from contracts.recipes.film import FRAMES_PER_SECOND
from contracts.renderers import Kind
from film_studio.database.base import uuid7
from film_studio.database.bulk import insert_all
from film_studio.engines.production.models import Production
from film_studio.engines.production.shotlist import Plan
from film_studio.jobs.advance import advance, announce, made_before, new_attempt, succeed, utc_now, wake_relay
from film_studio.jobs.compose import set_recipe
from film_studio.jobs.models import Job, JobDependency, OutboxEntry

#: Shares of the work, in frames of shot rendering: a spoken line, and a frame of the film in score and assembly.
_LINE_WEIGHT = 6.0
_SCORE_WEIGHT = 0.05
_ASSEMBLY_WEIGHT = 0.15

_Row = dict[str, Any]


async def submit(session: AsyncSession, production: Production, plan: Plan) -> None:
    """Add all jobs of a new production and start those that wait for nothing.

    A line waits for nothing, a shot for the lines of its scene, the score for all lines, the assembly for all shots
    and the score. A line said twice the same way is one job.
    """
    session.add(production)
    await session.flush()
    graph = await asyncio.to_thread(_graph, production, plan)
    made = await made_before(session, production.organization_id, graph.lines)
    jobs, outbox = await asyncio.to_thread(_begun, graph, made)
    await insert_all(session, Job, jobs)
    await insert_all(
        session,
        JobDependency,
        [
            {
                "production_id": production.id,
                "organization_id": production.organization_id,
                "gate": gate,
                "awaits_id": awaits,
            }
            for gate, awaited in graph.gates.items()
            for awaits in awaited
        ],
    )
    await insert_all(session, OutboxEntry, outbox)
    await wake_relay(session)
    await advance(session, production, after=None)


@dataclass(frozen=True, kw_only=True)
class _Graph:
    """The jobs of a production, in the order in which they are listed, and the ids that each gate waits for."""

    jobs: list[Job]
    lines: dict[RecipeHash, Job]  # by the hash of their recipe
    gates: dict[str, dict[uuid.UUID, None]]


def _graph(production: Production, plan: Plan) -> _Graph:
    """Takes a feature half a second of spelling and hashing recipes: call it off the event loop."""
    lines: dict[RecipeHash, Job] = {}
    gates: dict[str, dict[uuid.UUID, None]] = {"lines": {}, "pictures": {}}
    for shot in plan.shots:
        for line in shot.lines:
            job = _job(production, "line", line.index, scene=shot.scene, weight=_LINE_WEIGHT)
            job = lines.setdefault(set_recipe(job, line.recipe), job)
            gates["lines"][job.id] = None
            gates.setdefault(_scene_gate(shot.scene), {})[job.id] = None
    frames = [shot.seconds * FRAMES_PER_SECOND for shot in plan.shots]
    shots = [
        _job(production, "shot", shot.index, scene=shot.scene, weight=weight, gate=_scene_gate(shot.scene))
        for shot, weight in zip(plan.shots, frames, strict=True)
    ]
    score = _job(production, "score", 0, weight=_SCORE_WEIGHT * sum(frames), gate="lines")
    assembly = _job(production, "assembly", 0, weight=_ASSEMBLY_WEIGHT * sum(frames), gate="pictures")
    gates["pictures"] = {job.id: None for job in (*shots, score)}
    return _Graph(jobs=[*lines.values(), *shots, score, assembly], lines=lines, gates=gates)


def _begun(graph: _Graph, made: Mapping[RecipeHash, dict[str, Any]]) -> tuple[list[_Row], list[_Row]]:
    """The rows of all jobs, and those of the outbox: every line is there already or starts, the rest waits."""
    outbox: list[OutboxEntry] = []
    for name, line in graph.lines.items():
        if (result := made.get(name)) is not None:
            succeed(line, result, cached=True)
        else:
            outbox.append(new_attempt(line))
    return _rows(graph.jobs), _rows(outbox)


def _rows(entities: Sequence[Job | OutboxEntry]) -> list[_Row]:
    """The columns of new rows; PostgreSQL numbers and dates them."""
    if not entities:
        return []
    names = [column.key for column in type(entities[0]).__table__.columns if column.server_default is None]
    return [{name: vars(entity).get(name) for name in names} for entity in entities]


async def cancel(session: AsyncSession, production: Production) -> None:
    """Stop a locked, running production. What is being made at this moment is kept for later, and changes nothing."""
    # First the outbox, then the jobs: the relay takes its locks in this order too.
    of_production = select(Job.id).where(Job.production_id == production.id)
    await session.execute(delete(OutboxEntry).where(OutboxEntry.job_id.in_(of_production)))
    await session.execute(
        update(Job)
        .where(Job.production_id == production.id, Job.status.in_(("waiting", "queued", "running")))
        .values(status="cancelled", finished_at=utc_now(), lease_expires_at=None)
    )
    production.status = "cancelled"
    production.finished_at = utc_now()
    await announce(session, production)


async def retry(session: AsyncSession, production: Production) -> int:
    """Try the failed jobs of a locked production again, alone. Returns how many there were."""
    failed = list(await session.scalars(select(Job).where(Job.production_id == production.id, Job.status == "failed")))
    for job in failed:
        job.status = "waiting"
        job.error = None
        job.finished_at = None
        job.losses = 0
    if failed:
        production.error = None
        await advance(session, production, after=None)
    return len(failed)


def _scene_gate(scene: int) -> str:
    return f"lines of scene {scene}"


def _job(
    production: Production,
    kind: Kind,
    ordinal: int,
    *,
    weight: float,
    scene: int | None = None,
    gate: str | None = None,
) -> Job:
    return Job(
        id=uuid7(),
        organization_id=production.organization_id,
        production_id=production.id,
        kind=kind,
        ordinal=ordinal,
        scene=scene,
        weight=weight,
        gate=gate,
        status="waiting",
        cached=False,
        progress=0.0,
        attempt=0,
        losses=0,
    )
