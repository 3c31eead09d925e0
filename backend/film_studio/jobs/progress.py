"""How far the jobs of an owner are, and when to look again: for whatever shows it."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.renderers import Kind
from film_studio.jobs.changes import Changes
from film_studio.jobs.models import JobRow, OwnerStatus

#: At most one event an owner and second: a page need not be painted more often.
EVENT_SECONDS: Final = 1.0
#: The state is looked up this often even when nobody says that it has changed.
LOOK_SECONDS: Final = 10.0
_SHOWN: Final = 8


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many jobs of a kind there are; `cached` are those of `done` whose result had been made before."""

    done: int
    total: int
    failed: int
    cached: int


@dataclass(frozen=True, kw_only=True)
class Running:
    """A job that is at a worker; `progress` from 0 to 1."""

    kind: Kind
    ordinal: int
    part: int | None
    progress: float


@dataclass(kw_only=True)
class Progress:
    """Of one owner: its jobs by kind, up to eight that are running, and the shares of the work there is and is done."""

    counts: dict[Kind, Counts] = field(default_factory=dict[Kind, Counts])
    running: list[Running] = field(default_factory=list[Running])
    weight: float = 0.0
    worked: float = 0.0

    @property
    def fraction(self) -> float:
        """Share of the work that is done, 0 to 1."""
        return min(1.0, self.worked / self.weight) if self.weight else 0.0


async def progress_of(session: AsyncSession, owner_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Progress]:
    """The progress of each of the owners."""
    found = {owner_id: Progress() for owner_id in owner_ids}
    worked = case((JobRow.status.in_(("running", "succeeded")), JobRow.progress), else_=0.0)
    rows = await session.execute(
        select(
            JobRow.owner_id,
            JobRow.kind,
            func.count().label("total"),
            func.count().filter(JobRow.status == "succeeded").label("done"),
            func.count().filter(JobRow.status == "failed").label("failed"),
            func.count().filter(JobRow.cached).label("cached"),
            func.sum(JobRow.weight).label("weight"),
            func.sum(JobRow.weight * worked).label("worked"),
        )
        .where(JobRow.owner_id.in_(owner_ids))
        .group_by(JobRow.owner_id, JobRow.kind)
    )
    for row in rows:
        progress = found[row.owner_id]
        progress.counts[row.kind] = Counts(done=row.done, total=row.total, failed=row.failed, cached=row.cached)
        progress.weight += row.weight
        progress.worked += row.worked
    running = await session.execute(
        select(JobRow.owner_id, JobRow.kind, JobRow.ordinal, JobRow.part, JobRow.progress)
        .where(JobRow.owner_id.in_(owner_ids), JobRow.status == "running")
        .order_by(JobRow.started_at)
    )
    for owner_id, kind, ordinal, part, progress in running:
        shown = found[owner_id].running
        if len(shown) < _SHOWN:
            shown.append(Running(kind=kind, ordinal=ordinal, part=part, progress=progress))
    return found


class State(Protocol):
    """What pages show of an owner and its progress; `changes` grows with every visible change."""

    @property
    def status(self) -> OwnerStatus: ...

    @property
    def changes(self) -> int: ...


Shown = TypeVar("Shown", bound=State)


async def follow(
    changes: Changes,
    owner_id: uuid.UUID,
    look: Callable[[], Awaitable[Shown | None]],
    *,
    seen: int | None = None,
    event_seconds: float = EVENT_SECONDS,
) -> AsyncIterator[Shown]:
    """What `look` finds whenever it has changed since `seen` (its `changes`), until the owner is over: the last state
    is given in any case. Ends when `look` finds nothing. No connection is held between two looks."""
    with changes.watch(owner_id) as changed:
        while True:
            changed.clear()
            state = await look()
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
