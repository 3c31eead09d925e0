"""Counts an owner's jobs as they change, so that nobody has to look at all of them to say how far it is.

The counts stand in the owner's row, which whoever changes a job has locked. What the session changes in job by job is
counted when it is flushed; a statement that changes many at once is followed by `recount`.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final, TypedDict, cast

from sqlalchemy import case, event, func, inspect, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from film_studio.jobs.models import ACTIVE, JobOwnerRow, JobRow


class KindCounts(TypedDict):
    """The jobs of one kind: how many there are, are done, have failed, are queued or running; `cached` are those of
    `done` whose result had been made before. `weight` is their share of the owner's work, `worked` what is done."""

    total: int
    done: int
    failed: int
    active: int
    cached: int
    weight: float
    worked: float


_NONE: Final[KindCounts] = {
    "total": 0,
    "done": 0,
    "failed": 0,
    "active": 0,
    "cached": 0,
    "weight": 0.0,
    "worked": 0.0,
}
#: What of a job is counted.
_COUNTED: Final = ("status", "cached", "weight", "progress")


def count_all(jobs: Iterable[JobRow]) -> dict[str, KindCounts]:
    """The counts of an owner that has these jobs, by their kind."""
    counts: dict[str, KindCounts] = {}
    for job in jobs:
        _add(counts.setdefault(job.kind, _NONE.copy()), _share(vars(job)), 1)
    return counts


async def recount(session: AsyncSession, owner: JobOwnerRow) -> None:
    """Count the jobs of a locked owner anew, after a statement that has changed many of them."""
    await session.flush()
    worked = case((JobRow.status.in_(("running", "succeeded")), JobRow.progress), else_=0.0)
    rows = await session.execute(
        select(
            JobRow.kind,
            func.count().label("total"),
            func.count().filter(JobRow.status == "succeeded").label("done"),
            func.count().filter(JobRow.status == "failed").label("failed"),
            func.count().filter(JobRow.status.in_(ACTIVE)).label("active"),
            func.count().filter(JobRow.cached).label("cached"),
            func.sum(JobRow.weight).label("weight"),
            func.sum(JobRow.weight * worked).label("worked"),
        )
        .where(JobRow.organization_id == owner.organization_id, JobRow.owner_id == owner.id)
        .group_by(JobRow.kind)
    )
    owner.counts = {row.kind: {name: getattr(row, name) for name in _NONE} for row in rows}


def _share(job: dict[str, Any]) -> KindCounts:
    """What a job with these columns adds to the counts of its kind."""
    status: str = job["status"]
    worked = job["progress"] if status in ("running", "succeeded") else 0.0
    return {
        "total": 1,
        "done": int(status == "succeeded"),
        "failed": int(status == "failed"),
        "active": int(status in ACTIVE),
        "cached": int(job["cached"]),
        "weight": job["weight"],
        "worked": job["weight"] * worked,
    }


def _add(counts: KindCounts, share: KindCounts, sign: int) -> None:
    values = cast("dict[str, float]", counts)
    for name, value in cast("dict[str, float]", share).items():
        values[name] += sign * value
    if counts["done"] == counts["total"]:
        counts["worked"] = counts["weight"]  # what sums of fractions have lost on the way


@event.listens_for(Session, "before_flush")
def _count_changes(session: Session, _context: object, _instances: object) -> None:
    """Bring the counts of the owners up to what the session is about to write of their jobs."""
    changed: defaultdict[uuid.UUID, list[JobRow]] = defaultdict(list)
    for entity in session.dirty:
        if isinstance(entity, JobRow):
            changed[entity.owner_id].append(entity)
    for owner_id, jobs in changed.items():
        _count_of_owner(session, owner_id, jobs)


def _count_of_owner(session: Session, owner_id: uuid.UUID, jobs: Iterable[JobRow]) -> None:
    counts: dict[str, KindCounts] | None = None
    owner: JobOwnerRow | None = None
    for job in jobs:
        former = inspect(job).committed_state
        before = {name: former.get(name, getattr(job, name)) for name in _COUNTED}
        after = {name: getattr(job, name) for name in _COUNTED}
        if before == after:
            continue
        if counts is None:
            owner = session.identity_map.get(inspect(JobOwnerRow).identity_key_from_primary_key((owner_id,)))
            if owner is None:
                raise RuntimeError(f"job {job.id} was changed without the lock of its owner; call lock_owner first")
            counts = {kind: count.copy() for kind, count in owner.counts.items()}
        kind = counts.setdefault(job.kind, _NONE.copy())
        _add(kind, _share(before), -1)
        _add(kind, _share(after), 1)
    if owner is not None and counts is not None:
        owner.counts = counts
