"""What follows when jobs are done: the next ones start, and the production comes to its end.

Every function here expects that the caller holds the lock of the production's row (`lock_production`).
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import structlog
from sqlalchemy import String, any_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from contracts.messages import JobMessage
from contracts.recipes import KINDS
from contracts.recipes.base import RecipeHash
from film_studio.database.locks import keep_stored
from film_studio.engines.production.models import Production
from film_studio.engines.production.plans import PlanMissingError
from film_studio.jobs.compose import ComposeError, compose
from film_studio.jobs.models import ACTIVE, Artifact, Job, JobDependency, OutboxEntry

#: Channels of PostgreSQL's NOTIFY: there is something to send; a production (its id is the payload) has changed.
OUTBOX_CHANNEL: Final = "film_studio_outbox"
CHANGES_CHANNEL: Final = "film_studio_changes"
_LOG: Final = structlog.get_logger(component="jobs")


def utc_now() -> datetime:
    return datetime.now(UTC)


def describe(job: Job) -> str:
    """The job as people call it: line 12, shot 3, score, assembly."""
    return f"{job.kind} {job.ordinal + 1}" if job.kind in ("line", "shot") else job.kind


async def lock_production(session: AsyncSession, production_id: uuid.UUID) -> Production | None:
    """The production, locked until the transaction's end; None where there is none for this session."""
    return await session.get(Production, production_id, with_for_update=True, populate_existing=True)


async def advance(session: AsyncSession, production: Production, *, after: Iterable[uuid.UUID] | None) -> None:
    """Start all that waits for nothing more, and settle the production's status.

    `after`: the jobs that have just succeeded; None looks at the whole production. A recipe that has been made
    before succeeds here and now, and what awaited it goes on, so a film made a second time sends no message.
    """
    done = None if after is None else list(after)
    while done is None or done:
        ready = await _composed(session, production, await _ready(session, production, done))
        done = await _begin(session, production, ready)
    await _settle(session, production)


def enqueue(session: AsyncSession, job: Job) -> None:
    """A new attempt: the message will be sent when the transaction has committed."""
    session.add(new_attempt(job))


def new_attempt(job: Job) -> OutboxEntry:
    """Make the job queued once more. Returns what has to come into the outbox with it."""
    if job.recipe_hash is None:
        raise ValueError(f"job {job.id} has no recipe yet")
    job.attempt += 1
    job.status = "queued"
    job.progress = 0.0
    job.worker = job.sequence = job.reported_at = None
    job.published_at = job.finished_at = job.lease_expires_at = None
    message = JobMessage(
        job_id=job.id,
        organization_id=job.organization_id,
        owner_id=job.production_id,
        kind=job.kind,
        attempt=job.attempt,
        recipe_hash=job.recipe_hash,
    )
    return OutboxEntry(
        organization_id=job.organization_id,
        job_id=job.id,
        attempt=job.attempt,
        queue=KINDS[job.kind].queue,
        body=message.model_dump_json(),
    )


def succeed(job: Job, result: dict[str, Any], *, cached: bool) -> None:
    job.status = "succeeded"
    job.result = result
    job.cached = cached
    job.progress = 1.0
    job.error = None
    job.finished_at = utc_now()
    job.lease_expires_at = None


def fail(production: Production, job: Job, reason: str) -> None:
    """The job is over; its siblings go on, and what awaits it stays where it is until a retry."""
    job.status = "failed"
    job.error = reason
    job.finished_at = utc_now()
    job.lease_expires_at = None
    production.error = production.error or f"{describe(job)}: {reason}"
    _LOG.warning("job_failed", job=str(job.id), production=str(production.id), kind=job.kind, reason=reason)


async def record_artifact(session: AsyncSession, job: Job, result: dict[str, Any]) -> None:
    """Remember what the job's recipe makes."""
    await session.execute(
        insert(Artifact)
        .values(organization_id=job.organization_id, recipe_hash=job.recipe_hash, kind=job.kind, result=result)
        .on_conflict_do_nothing()
    )


async def made_before(
    session: AsyncSession, organization_id: uuid.UUID, hashes: Iterable[RecipeHash | None]
) -> dict[RecipeHash, dict[str, Any]]:
    """The results that exist already, by the hash of their recipe; they stay until the transaction ends."""
    await keep_stored(session, organization_id)
    rows = await session.execute(
        select(Artifact.recipe_hash, Artifact.result).where(
            Artifact.organization_id == organization_id,
            Artifact.recipe_hash == any_(literal(list(hashes), ARRAY(String))),
        )
    )
    return {row.recipe_hash: row.result for row in rows}


async def announce(session: AsyncSession, production: Production) -> None:
    """Tell those who watch, when the transaction has committed."""
    production.changes += 1
    await session.execute(select(func.pg_notify(CHANGES_CHANNEL, str(production.id))))


async def wake_relay(session: AsyncSession) -> None:
    """Have the outbox looked at when the transaction has committed."""
    await session.execute(select(func.pg_notify(OUTBOX_CHANNEL, "")))


async def _ready(session: AsyncSession, production: Production, done: Sequence[uuid.UUID] | None) -> list[Job]:
    """Waiting jobs whose gates have opened, in the film's order."""
    await session.flush()
    dependency, awaited = aliased(JobDependency), aliased(Job)
    unfinished = (
        select(dependency.gate)
        .join(awaited, awaited.id == dependency.awaits_id)
        .where(dependency.production_id == production.id, awaited.status != "succeeded")
    )
    if done is None:
        opened = or_(Job.gate.is_(None), Job.gate.not_in(unfinished))
    else:
        awaiting = select(JobDependency.gate).where(
            JobDependency.production_id == production.id, JobDependency.awaits_id.in_(done)
        )
        touched = set(await session.scalars(awaiting.distinct()))
        shut = set(await session.scalars(unfinished.where(dependency.gate.in_(touched)).distinct()))
        opened = Job.gate.in_(touched - shut)
    jobs = await session.execute(
        select(Job)
        .where(Job.production_id == production.id, Job.status == "waiting", opened)
        .order_by(Job.kind, Job.ordinal)
    )
    return list(jobs.scalars())


async def _composed(session: AsyncSession, production: Production, ready: Sequence[Job]) -> list[Job]:
    """Those of `ready` that have a recipe now; a job whose recipe cannot be composed has failed."""
    reason = ""
    try:
        await compose(session, production, ready)
    except (ComposeError, PlanMissingError) as error:
        reason = str(error)
    except Exception as error:  # noqa: BLE001 — raised, it would hold up the event that made these jobs ready, for ever
        _LOG.exception("compose_failed", production=str(production.id))
        reason = f"its recipe cannot be composed ({type(error).__name__}: {error}); report this screenplay"
    for job in ready:
        if job.recipe is None:
            fail(production, job, reason)
    return [job for job in ready if job.recipe is not None]


async def _begin(session: AsyncSession, production: Production, ready: Sequence[Job]) -> list[uuid.UUID]:
    """Finish what exists already, queue the rest. Returns the ids of the jobs that have succeeded thereby."""
    if not ready:
        return []
    hashes = {job.recipe_hash for job in ready}
    made = await made_before(session, production.organization_id, hashes)
    under_way = await session.execute(
        select(Job.recipe_hash, Job.id).where(
            Job.production_id == production.id,
            Job.recipe_hash.in_(hashes),
            Job.status.in_((*ACTIVE, "failed")),
        )
    )
    twins = {row.recipe_hash: row.id for row in under_way}
    done: list[uuid.UUID] = []
    for job in ready:
        if job.recipe_hash and (result := made.get(job.recipe_hash)) is not None:
            succeed(job, result, cached=True)
            done.append(job.id)
        elif (twin := twins.get(job.recipe_hash)) is not None:
            await _follow(session, job, twin)
        else:
            enqueue(session, job)
            twins[job.recipe_hash] = job.id
    await wake_relay(session)
    return done


async def _follow(session: AsyncSession, job: Job, twin: uuid.UUID) -> None:
    """Equal recipes are one piece of work: the job waits for its twin, and will find the artifact there."""
    job.gate = f"twin of {twin}"
    await session.execute(
        insert(JobDependency)
        .values(production_id=job.production_id, gate=job.gate, awaits_id=twin, organization_id=job.organization_id)
        .on_conflict_do_nothing()
    )


async def _settle(session: AsyncSession, production: Production) -> None:
    """Derive the production's status from its jobs: failed only when nothing more can run."""
    await session.flush()
    present = set(await session.scalars(select(Job.status).where(Job.production_id == production.id).distinct()))
    if production.status != "cancelled":
        if present <= {"succeeded"}:
            production.status = "succeeded"
        elif "failed" in present and not present & set(ACTIVE):
            production.status = "failed"
        else:
            production.status = "running"
        production.finished_at = None if production.status == "running" else utc_now()
    await announce(session, production)
