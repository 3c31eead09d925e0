"""Says what a production would take, before anybody starts it."""

import asyncio
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from contracts.queues import QueueName
from contracts.recipes.base import RecipeHash
from contracts.recipes.line import LineResult
from contracts.renderers import RENDERERS, Kind
from film_studio.engines import JOB_TYPES
from film_studio.engines.character import check_consents, parts_of
from film_studio.engines.postproduction import foresee
from film_studio.engines.production import Plan, film_jobs, most_jobs
from film_studio.engines.tracking import ApprovedAnew, approved_anew
from film_studio.engines.writing import revision_row
from film_studio.flows.estimate_schemas import ApprovedShot, KindEstimate, ProductionEstimate
from film_studio.flows.productions import plan_of
from film_studio.identity.scope import Scope
from film_studio.jobs.measures import results_of, seconds_a_weight
from film_studio.jobs.models import JobOwnerRow, JobRow
from film_studio.kit.stored import readable


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """The jobs of a film that has not been started, with the recipes that can be told, and those that are made."""

    jobs: Sequence[JobRow]
    made: Collection[RecipeHash]


async def estimate_production(
    scope: Scope,
    revision_id: uuid.UUID,
    usd_hour: Mapping[QueueName, float] | None,
    voice_renderer: str,
    score_renderer: str,
) -> ProductionEstimate:
    """What making the film would take; nothing is written. `usd_hour` is the price of a worker by its queue.

    Raises a 404 problem for the revision, a 409 one without a plan and where somebody has not agreed.
    """
    revision = await revision_row(scope, revision_id)
    await check_consents(scope, revision.id)
    plan = await plan_of(scope, revision.id, voice_renderer, await parts_of(scope, revision.id))
    await scope.commit()  # holds no connection during what follows
    foreseen = await foresee_jobs(scope, plan, score_renderer)
    approved = await approved_of(scope, revision.project_id, revision.id, foreseen)
    kinds: dict[Kind, KindEstimate] = {}
    for each in JOB_TYPES:
        if jobs := [job for job in foreseen.jobs if job.kind == each.name]:
            kinds[each.name] = await _estimate(scope, each.name, jobs, foreseen.made)
    return ProductionEstimate(
        jobs={str(kind): estimate for kind, estimate in kinds.items()},
        seconds=round(sum(kind.seconds for kind in kinds.values()), 1),
        usd=None if usd_hour is None else _price(kinds, usd_hour),
        approved=[ApprovedShot.model_validate(shot) for shot in approved],
    )


async def foresee_jobs(scope: Scope, plan: Plan, score_renderer: str) -> Foreseen:
    """The jobs that the film would have. Takes a feature half a second beside the event loop."""
    owner = JobOwnerRow(id=uuid.uuid4(), organization_id=scope.organization_id)
    graph = await asyncio.to_thread(film_jobs, owner, plan, [uuid.uuid4() for _ in range(most_jobs(plan))])
    spoken = await results_of(scope, _hashes(graph.jobs))
    lines = {name: readable(LineResult, result) for name, result in spoken.items()}
    durations = {name: line.duration_ms for name, line in lines.items() if line is not None}
    foreseen = await asyncio.to_thread(foresee, plan, durations, score_renderer)
    for job in graph.jobs:
        job.recipe_hash = job.recipe_hash or foreseen.get((job.kind, job.ordinal))
    return Foreseen(jobs=graph.jobs, made=frozenset(await results_of(scope, _hashes(graph.jobs))))


async def approved_of(
    scope: Scope, project_id: uuid.UUID, revision_id: uuid.UUID, foreseen: Foreseen
) -> list[ApprovedAnew]:
    """What is approved of the project, and would be made anew by these jobs."""
    shots = {job.ordinal: job.recipe_hash for job in foreseen.jobs if job.kind == "shot"}
    return await approved_anew(scope, project_id, revision_id, shots, foreseen.made)


def _hashes(jobs: Sequence[JobRow]) -> set[RecipeHash]:
    return {job.recipe_hash for job in jobs if job.recipe_hash is not None}


async def _estimate(scope: Scope, kind: Kind, jobs: Sequence[JobRow], made: Collection[RecipeHash]) -> KindEstimate:
    seen = set(made)
    weights: list[float] = []
    for job in jobs:
        if job.recipe_hash is None:
            weights.append(job.weight)
        elif job.recipe_hash not in seen:
            seen.add(job.recipe_hash)
            weights.append(job.weight)
    measured = await seconds_a_weight(scope, kind)
    rate = _usual(kind) if measured is None else measured
    return KindEstimate(
        total=len(jobs),
        kept=len(jobs) - len(weights),
        seconds=round(sum(weights) * rate, 1),
        measured=measured is not None,
    )


def _usual(kind: Kind) -> float:
    """Seconds a frame, of the slowest renderer that does such jobs."""
    return max(renderer.seconds_a_frame for renderer in RENDERERS.values() if kind in renderer.kinds)


def _price(kinds: Mapping[Kind, KindEstimate], usd_hour: Mapping[QueueName, float]) -> float | None:
    """USD; None when the price of a queue is not known."""
    queues: dict[Kind, QueueName] = {kind: JOB_TYPES[kind].queue for kind in kinds}
    if not set(queues.values()) <= usd_hour.keys():
        return None
    return round(sum(kinds[kind].seconds / 3600 * usd_hour[queue] for kind, queue in queues.items()), 4)
