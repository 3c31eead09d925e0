"""What happens when jobs are done: the next ones start, and the status of their owner is settled.

Every function here expects that the caller holds the lock of the owner's row (`lock_owner`).
"""

import uuid
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final

from sqlalchemy import String, any_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from structlog.contextvars import bound_contextvars

from contracts.messages import JobMessage, storable
from contracts.recipes.base import RecipeHash
from film_studio.jobs.models import ACTIVE, ArtifactRow, JobDependencyRow, JobOwnerRow, JobRow, OutboxRow
from film_studio.jobs.progress import fraction_of
from film_studio.jobs.types import ComposeError, JobType, JobTypes
from film_studio.kit import happenings, notices
from film_studio.kit.clock import utc_now
from film_studio.kit.database.locks import keep_stored
from film_studio.kit.notices import Notice
from runtime.log_events import ComposeFailed, JobFailed
from runtime.logging import log
from runtime.tracing import in_logs

#: Channels of PostgreSQL's NOTIFY: there is something to send; a cancellation is to be told to the workers.
OUTBOX_CHANNEL: Final = "film_studio_outbox"
CANCELLATIONS_CHANNEL: Final = "film_studio_cancellations"


async def lock_owner(session: AsyncSession, owner_id: uuid.UUID) -> JobOwnerRow | None:
    """The owner, locked until the transaction's end; None where there is none for this session."""
    return await session.get(JobOwnerRow, owner_id, with_for_update=True, populate_existing=True)


async def advance(
    session: AsyncSession, types: JobTypes, owner: JobOwnerRow, *, after: Iterable[uuid.UUID] | None
) -> None:
    """Start all that waits for nothing more, and settle the owner's status.

    `after`: the jobs that have just succeeded; None looks at all jobs of the owner. A recipe that has been made
    before succeeds here and now, and what awaited it goes on, so what is done a second time sends no message.
    """
    done = None if after is None else list(after)
    while done is None or done:
        ready = await _composed(session, types, owner, await _ready(session, owner, done))
        done = await _begin(session, types, owner, ready)
    await _settle(session, owner)


def enqueue(session: AsyncSession, types: JobTypes, owner: JobOwnerRow, job: JobRow) -> None:
    """A new attempt: the message will be sent when the transaction has committed."""
    session.add(new_attempt(types, owner, job))


def new_attempt(types: JobTypes, owner: JobOwnerRow, job: JobRow) -> OutboxRow:
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
        owner_id=job.owner_id,
        kind=job.kind,
        attempt=job.attempt,
        recipe_hash=job.recipe_hash,
        request_id=owner.request_id,
        traceparent=owner.traceparent,
    )
    return OutboxRow(
        organization_id=job.organization_id,
        job_id=job.id,
        attempt=job.attempt,
        queue=types[job.kind].queue,
        body=message.model_dump_json(),
    )


def succeed(job: JobRow, result: dict[str, Any], *, cached: bool, seconds: float | None = None) -> None:
    """The job is done. `seconds` of work, where it was done for this job."""
    job.status = "succeeded"
    job.result = result
    job.cached = cached
    job.seconds = seconds
    job.progress = 1.0
    job.error = None
    job.finished_at = utc_now()
    job.lease_expires_at = None


def fail(types: JobTypes, owner: JobOwnerRow, job: JobRow, reason: str) -> None:
    """The job is over; its siblings go on, and what awaits it stays where it is until a retry."""
    reason = storable(reason)
    job.status = "failed"
    job.error = reason
    job.finished_at = utc_now()
    job.lease_expires_at = None
    owner.error = owner.error or f"{types.describe(job.kind, job.ordinal)}: {reason}"
    with of_owner(owner):
        log(JobFailed(job=job.id, owner=owner.id, kind=job.kind, reason=reason))


def of_owner(owner: JobOwnerRow) -> AbstractContextManager[None]:
    """Lines that are written meanwhile say whose they are, and which request asked for it."""
    named = in_logs(owner.request_id, owner.traceparent)
    return bound_contextvars(organization=str(owner.organization_id), **named)


async def record_artifacts(session: AsyncSession, made: Sequence[tuple[JobRow, dict[str, Any]]]) -> None:
    """Remember what the jobs' recipes make."""
    if not made:
        return
    rows = [
        {"organization_id": job.organization_id, "recipe_hash": job.recipe_hash, "kind": job.kind, "result": result}
        for job, result in made
    ]
    # In one order for all: two transactions that insert the same ones would else wait for each other.
    rows.sort(key=lambda row: str(row["recipe_hash"]))
    await session.execute(insert(ArtifactRow).on_conflict_do_nothing(), rows)


async def made_before(
    session: AsyncSession, organization_id: uuid.UUID, hashes: Iterable[RecipeHash | None]
) -> dict[RecipeHash, dict[str, Any]]:
    """The results that exist already, by the hash of their recipe; they stay until the transaction ends."""
    await keep_stored(session, organization_id)
    rows = await session.execute(
        select(ArtifactRow.recipe_hash, ArtifactRow.result).where(
            ArtifactRow.organization_id == organization_id,
            ArtifactRow.recipe_hash == any_(literal(list(hashes), ARRAY(String))),
        )
    )
    return {row.recipe_hash: row.result for row in rows}


async def announce(session: AsyncSession, owner: JobOwnerRow) -> None:
    """Tell those who watch, when the transaction has committed."""
    owner.changes += 1
    await session.flush()  # which counts
    state = {
        "status": owner.status,
        "fraction": fraction_of(owner.status, owner.counts),
        "changes": owner.changes,
    }
    await notices.announce(
        session,
        Notice(
            organization_id=owner.organization_id,
            type=owner.subject_type,
            id=owner.subject_id,
            owner_id=owner.id,
            state=state,
        ),
    )


async def wake_relay(session: AsyncSession) -> None:
    """Have the outbox looked at when the transaction has committed."""
    await session.execute(select(func.pg_notify(OUTBOX_CHANNEL, "")))


async def wake_cancellations(session: AsyncSession) -> None:
    """Have the workers told of cancellations when the transaction has committed."""
    await session.execute(select(func.pg_notify(CANCELLATIONS_CHANNEL, "")))


async def _ready(session: AsyncSession, owner: JobOwnerRow, done: Sequence[uuid.UUID] | None) -> list[JobRow]:
    """Waiting jobs whose gates have opened, in their order."""
    await session.flush()
    dependency, awaited = aliased(JobDependencyRow), aliased(JobRow)
    unfinished = (
        select(dependency.gate)
        .join(awaited, awaited.id == dependency.awaits_id)
        .where(dependency.owner_id == owner.id, awaited.status != "succeeded")
    )
    if done is None:
        opened = or_(JobRow.gate.is_(None), JobRow.gate.not_in(unfinished))
    else:
        awaiting = select(JobDependencyRow.gate).where(
            JobDependencyRow.owner_id == owner.id, JobDependencyRow.awaits_id.in_(done)
        )
        touched = set(await session.scalars(awaiting.distinct()))
        shut = set(await session.scalars(unfinished.where(dependency.gate.in_(touched)).distinct()))
        opened = JobRow.gate.in_(touched - shut)
    jobs = await session.execute(
        select(JobRow)
        .where(JobRow.owner_id == owner.id, JobRow.status == "waiting", opened)
        .order_by(JobRow.kind, JobRow.ordinal)
    )
    return list(jobs.scalars())


async def _composed(
    session: AsyncSession, types: JobTypes, owner: JobOwnerRow, ready: Sequence[JobRow]
) -> list[JobRow]:
    """Those of `ready` that have a recipe now; a job whose recipe cannot be composed has failed."""
    for kind in types:
        missing = [job for job in ready if job.kind == kind.name and job.recipe is None]
        if not missing:
            continue
        reason = await _compose(session, kind, owner, missing)
        for job in missing:
            if job.recipe is None:
                fail(types, owner, job, reason)
    return [job for job in ready if job.recipe is not None]


async def _compose(session: AsyncSession, kind: JobType, owner: JobOwnerRow, jobs: Sequence[JobRow]) -> str:
    """Compose what can be composed. Returns why the rest cannot."""
    if kind.compose is None:
        return f"a {kind.name} is submitted with its recipe, and this one came without; report this"
    try:
        await kind.compose(session, owner.id, jobs)
    except ComposeError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 — raised, it would hold up the event that made these jobs ready, for ever
        with of_owner(owner):
            log(ComposeFailed(owner=owner.id), error=error)
        return f"its recipe cannot be composed ({type(error).__name__}: {error}); report this"
    return f"no recipe was composed for this {kind.name}; report this"


async def _begin(
    session: AsyncSession, types: JobTypes, owner: JobOwnerRow, ready: Sequence[JobRow]
) -> list[uuid.UUID]:
    """Finish what exists already, queue the rest. Returns the ids of the jobs that have succeeded thereby."""
    if not ready:
        return []
    hashes = {job.recipe_hash for job in ready}
    made = await made_before(session, owner.organization_id, hashes)
    under_way = await session.execute(
        select(JobRow.recipe_hash, JobRow.id).where(
            JobRow.owner_id == owner.id,
            JobRow.recipe_hash.in_(hashes),
            JobRow.status.in_((*ACTIVE, "failed")),
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
            enqueue(session, types, owner, job)
            twins[job.recipe_hash] = job.id
    await wake_relay(session)
    return done


async def _follow(session: AsyncSession, job: JobRow, twin: uuid.UUID) -> None:
    """Equal recipes are one piece of work: the job waits for its twin, and will find the artifact there."""
    job.gate = f"twin of {twin}"
    await session.execute(
        insert(JobDependencyRow)
        .values(owner_id=job.owner_id, gate=job.gate, awaits_id=twin, organization_id=job.organization_id)
        .on_conflict_do_nothing()
    )


async def _settle(session: AsyncSession, owner: JobOwnerRow) -> None:
    """Derive the owner's status from its jobs: failed only when nothing more can run."""
    await session.flush()  # which counts
    counts = owner.counts.values()
    was_running = owner.status == "running"
    if owner.status != "cancelled":
        if all(kind["done"] == kind["total"] for kind in counts):
            owner.status = "succeeded"
        elif any(kind["failed"] for kind in counts) and not any(kind["active"] for kind in counts):
            owner.status = "failed"
        else:
            owner.status = "running"
        owner.finished_at = None if owner.status == "running" else utc_now()
    if was_running and owner.finished_at is not None:
        await _tell(session, owner)
    await announce(session, owner)


async def _tell(session: AsyncSession, owner: JobOwnerRow) -> None:
    """Have it told that the jobs are over, when the transaction has committed."""
    over = {
        "organization_id": owner.organization_id,
        "name": f"jobs.{owner.status}",
        "subject_type": owner.subject_type,
        "subject_id": owner.subject_id,
        **dict.fromkeys(("project_id", "actor_kind", "actor_id", "actor_name")),
        "details": {"owner": str(owner.id), "error": owner.error},
    }
    await happenings.put(session, [over])
