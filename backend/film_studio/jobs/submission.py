"""Submits jobs for an owner, stops them and tries them again; each in the caller's transaction."""

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.recipes.base import RecipeHash
from contracts.renderers import Kind
from film_studio.jobs.advance import (
    advance,
    announce,
    made_before,
    new_attempt,
    succeed,
    wake_cancellations,
    wake_relay,
)
from film_studio.jobs.counts import count_all, recount
from film_studio.jobs.models import JobDependencyRow, JobOwnerRow, JobRow, OutboxRow
from film_studio.jobs.types import JobTypes
from film_studio.kit.clock import utc_now
from film_studio.kit.database.bulk import insert_all, new_ids
from runtime.tracing import CURRENT

_Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Graph:
    """The jobs of one owner, in the order in which they are listed, and the ids of the jobs that each gate waits for.

    A job without a gate has its recipe; one with a gate gets it from its type's `compose` when the gate has opened. No
    two jobs that have a recipe have the same.
    """

    jobs: Sequence[JobRow]
    gates: Mapping[str, Sequence[uuid.UUID]]


async def new_owner(
    session: AsyncSession, organization_id: uuid.UUID, subject_type: str, subject_id: uuid.UUID | None = None
) -> JobOwnerRow:
    """Insert an owner for jobs of this subject; without an id it is its own subject, whose row gets the same id."""
    (owner_id,) = await new_ids(session, 1)
    owner = JobOwnerRow(
        id=owner_id,
        organization_id=organization_id,
        subject_type=subject_type,
        subject_id=subject_id or owner_id,
        status="running",
        changes=0,
        counts={},
    )
    _asked_for(owner)
    session.add(owner)
    await session.flush()
    return owner


def _asked_for(owner: JobOwnerRow) -> None:
    """What is done for the owner from now on is done for the request that is being answered."""
    if (trace := CURRENT.get()) is not None:
        owner.request_id, owner.traceparent = trace.request_id, trace.traceparent


def new_job(
    owner: JobOwnerRow,
    job_id: uuid.UUID,
    kind: Kind,
    ordinal: int,
    *,
    weight: float,
    part: int | None = None,
    gate: str | None = None,
) -> JobRow:
    """A job that waits; `job_id` is one of `new_ids`."""
    return JobRow(
        id=job_id,
        organization_id=owner.organization_id,
        owner_id=owner.id,
        kind=kind,
        ordinal=ordinal,
        part=part,
        weight=weight,
        gate=gate,
        status="waiting",
        cached=False,
        progress=0.0,
        attempt=0,
        losses=0,
    )


async def submit(session: AsyncSession, types: JobTypes, owner: JobOwnerRow, graph: Graph) -> None:
    """Add all jobs of a new owner, which this transaction has inserted, and start those that wait for nothing."""
    made = await made_before(session, owner.organization_id, [job.recipe_hash for job in graph.jobs if job.recipe_hash])
    jobs, outbox = await asyncio.to_thread(_begun, types, owner, graph, made)
    await insert_all(session, JobRow, jobs)
    owner.counts = count_all(graph.jobs)
    scope = {"owner_id": owner.id, "organization_id": owner.organization_id}
    gates = [{**scope, "gate": gate, "awaits_id": job} for gate, awaited in graph.gates.items() for job in awaited]
    await insert_all(session, JobDependencyRow, gates)
    await insert_all(session, OutboxRow, outbox)
    await wake_relay(session)
    await advance(session, types, owner, after=None)


def _begun(
    types: JobTypes, owner: JobOwnerRow, graph: Graph, made: Mapping[RecipeHash, dict[str, Any]]
) -> tuple[list[_Row], list[_Row]]:
    """The rows of all jobs, and those of the outbox: what has a recipe is there already or starts, the rest waits."""
    outbox: list[OutboxRow] = []
    for job in graph.jobs:
        if job.recipe_hash is None:
            continue
        if (result := made.get(job.recipe_hash)) is not None:
            succeed(job, result, cached=True)
        else:
            outbox.append(new_attempt(types, owner, job))
    return _rows(graph.jobs), _rows(outbox)


def _rows(entities: Sequence[JobRow | OutboxRow]) -> list[_Row]:
    """The columns of new rows; PostgreSQL dates them, and numbers those that have no id yet."""
    if not entities:
        return []
    names = [
        column.key
        for column in type(entities[0]).__table__.columns
        if column.server_default is None or vars(entities[0]).get(column.key) is not None
    ]
    return [{name: vars(entity).get(name) for name in names} for entity in entities]


async def cancel(session: AsyncSession, owner: JobOwnerRow) -> None:
    """Stop the work for a locked, running owner: nothing of it begins any more, and workers stop at their next
    heartbeat. What is done by then is kept for later, and changes nothing."""
    # First the outbox, then the jobs: the relay takes its locks in this order too.
    of_owner = select(JobRow.id).where(JobRow.owner_id == owner.id)
    await session.execute(delete(OutboxRow).where(OutboxRow.job_id.in_(of_owner)))
    await session.execute(
        update(JobRow)
        .where(JobRow.owner_id == owner.id, JobRow.status.in_(("waiting", "queued", "running")))
        .values(status="cancelled", finished_at=utc_now(), lease_expires_at=None)
    )
    owner.status = "cancelled"
    owner.finished_at = utc_now()
    await recount(session, owner)
    await wake_cancellations(session)
    await announce(session, owner)


async def retry(session: AsyncSession, types: JobTypes, owner: JobOwnerRow) -> int:
    """Try the failed jobs of a locked owner again, alone. Returns how many there were."""
    failed = list(await session.scalars(select(JobRow).where(JobRow.owner_id == owner.id, JobRow.status == "failed")))
    for job in failed:
        job.status = "waiting"
        job.error = None
        job.finished_at = None
        job.losses = 0
    if failed:
        owner.error = None
        _asked_for(owner)
        await advance(session, types, owner, after=None)
    return len(failed)
