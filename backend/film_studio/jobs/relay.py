"""Sends what the outbox holds: at least once, and never before the job that it is for has been committed.

A relay claims entries, commits, and only then talks to S3 and SQS: while these hang, no request waits for a lock of it.
"""

import asyncio
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError
from sqlalchemy import ColumnElement, Select, Uuid, column, delete, func, or_, select, table, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.contextvars import bound_contextvars

from contracts import storage_keys
from contracts.messages import MessageError, read_job
from contracts.queues import QueueName
from film_studio.jobs.advance import advance, fail, lock_owner
from film_studio.jobs.context import JobsContext
from film_studio.jobs.erasure import entries_being_erased
from film_studio.jobs.models import JobRow, OutboxRow
from film_studio.jobs.queues import OutgoingMessage
from runtime.log_events import MessageNotSent, MessageRefused, MessageSent
from runtime.logging import log
from runtime.sqs import BATCH
from runtime.tracing import in_logs

#: A relay that says nothing for so long counts as dead, and others send what it has claimed.
CLAIM: Final = timedelta(seconds=30)
#: While S3 or SQS is out of reach, an entry is tried again this often.
OUTAGE_PAUSE: Final = timedelta(seconds=5)
#: After a failure of its own an entry is left alone for so long, doubled with each further one up to the longest.
FIRST_BACKOFF: Final = timedelta(seconds=5)
LONGEST_BACKOFF: Final = timedelta(minutes=10)
#: So often an entry may fail, half an hour in all; then its job has failed.
MAX_FAILURES: Final = 10
#: So many jobs of a queue are sent to begin with. Scaling starts all workers when fifteen wait or are in work, so fewer
#: would leave a stack with few of them (components/compute/scaling.py, STEPS).
LEAST_WINDOW: Final = 20
#: With more workers, for each the one that it is at and the one that it takes next: what is in a queue is cancelled by
#: the workers, one message after the other, and whose jobs came first there go first.
JOBS_A_WORKER: Final = 2
#: Of PostgreSQL's advisory locks: any number that nobody else in this database uses.
_WINDOW: Final = 0x57494E44
_ORGANIZATIONS: Final = table("organization", column("id", Uuid()))


@dataclass(frozen=True, kw_only=True)
class _Claimed:
    """An entry, and its job as it was when the entry was claimed."""

    entry: OutboxRow
    job: JobRow

    @property
    def is_current(self) -> bool:
        return self.job.status == "queued" and self.job.attempt == self.entry.attempt


@dataclass
class _Outcome:
    """What became of claimed entries, by their ids."""

    out_of_reach: set[int] = field(default_factory=set[int])
    failed: dict[int, str] = field(default_factory=dict[int, str])

    def is_gone(self, entry: OutboxRow) -> bool:
        return entry.id not in self.out_of_reach and entry.id not in self.failed


class Relay:
    """Publishes outbox entries. Any number of them may run: each takes entries that no other has."""

    def __init__(self, context: JobsContext) -> None:
        self._context = context

    async def publish_all(self) -> None:
        """Send until the outbox holds nothing more that could be sent now: whoever waits for room in a queue waits
        here, where a cancellation reaches it and organisations take turns."""
        while claimed := await self._claim():
            await self._publish(claimed)

    async def publish_once(self) -> int:
        """Send up to ten entries. Returns how many left the outbox.

        When the process ends between sending and settling, they are sent again: the worker finds the result, or the
        API drops the second report.
        """
        return await self._publish(await self._claim())

    async def _claim(self) -> list[_Claimed]:
        """Up to ten entries that are this relay's until `CLAIM` is over: each organisation's oldest first, then the
        second of each, so that nobody waits until another's thousands are sent."""
        now = self._context.clock()
        async with self._context.database.system() as session:
            # One relay at a time: each counts what the others have claimed.
            await session.execute(select(func.pg_advisory_xact_lock(_WINDOW)))
            room = await self._room(session, now)
            free = or_(OutboxRow.claimed_until.is_(None), OutboxRow.claimed_until < now)
            free &= OutboxRow.queue.in_([queue for queue, places in room.items() if places > 0])
            if (held := await entries_being_erased(session, now)) is not None:
                free &= OutboxRow.id.not_in(held)
            found = await session.execute(
                select(OutboxRow, JobRow)
                .join(JobRow, JobRow.id == OutboxRow.job_id)
                .where(OutboxRow.id.in_(_fair(free)), free)
                .order_by(OutboxRow.id)
                # The entry's lock keeps other relays away from it, not from its job.
                .with_for_update(of=OutboxRow, skip_locked=True)
            )
            claimed = _within(room, [_Claimed(entry=entry, job=job) for entry, job in found])
            await _hold(session, [each.entry.id for each in claimed], until=now + CLAIM)
        return claimed

    async def _room(self, session: AsyncSession, now: datetime) -> dict[QueueName, int]:
        """How many more jobs may be sent to each queue, by what is sent and not over, and by who works."""
        sent: Counter[QueueName] = Counter()
        workers: Counter[QueueName] = Counter()
        # First what is being sent, then what was: what another relay is done with in between is counted twice, and
        # not left out.
        for queue, entries in await session.execute(
            select(OutboxRow.queue, func.count())
            # What has failed and waits for another try holds up nobody.
            .where(OutboxRow.claimed_until >= now, OutboxRow.failures == 0)
            .group_by(OutboxRow.queue)
        ):
            sent[queue] += entries
        at_work = JobRow.worker.distinct()
        for kind, jobs, working in await session.execute(
            select(JobRow.kind, func.count(), func.count(at_work).filter(JobRow.status == "running"))
            # Of a job of which nothing is heard any more, nobody knows whether it is in a queue.
            .where(JobRow.lease_expires_at > now)
            .group_by(JobRow.kind)
        ):
            queue = self._context.types[kind].queue
            sent[queue] += jobs
            workers[queue] += working
        return {
            queue: max(LEAST_WINDOW, JOBS_A_WORKER * workers[queue]) - sent[queue] for queue in self._context.policies
        }

    async def _publish(self, claimed: list[_Claimed]) -> int:
        current = [each for each in claimed if each.is_current]
        if refused := await self._refuse(current):
            current = [each for each in current if each.job.id not in refused]
            claimed = [each for each in claimed if each.job.id not in refused]
        outcome = await self._send(current)
        gone = [each.entry for each in claimed if outcome.is_gone(each.entry)]
        async with self._context.database.system() as session:
            await session.execute(delete(OutboxRow).where(OutboxRow.id.in_([entry.id for entry in gone])))
            await self._mark(session, [each for each in current if outcome.is_gone(each.entry)])
            await _hold(session, outcome.out_of_reach, until=self._context.clock() + OUTAGE_PAUSE)
        for each in current:
            if (reason := outcome.failed.get(each.entry.id)) is not None:
                await self._put_off(each, reason)
        return len(gone) + len(refused)

    async def _refuse(self, claimed: list[_Claimed]) -> Mapping[uuid.UUID, str]:
        """Let those jobs fail that must not begin; their siblings go on. Returns why, by their ids."""
        if not claimed:
            return {}
        async with self._context.database.system() as session:
            barred = await self._context.barred(session, [each.job for each in claimed], self._context.clock().date())
        for each in claimed:
            if (reason := barred.get(each.job.id)) is not None:
                await self._fail(each, reason)
        return barred

    async def _send(self, claimed: list[_Claimed]) -> _Outcome:
        """Put the recipes where workers find them, then the messages."""
        outcome = _Outcome()
        stored = await asyncio.gather(*(self._store_recipe(each.job) for each in claimed), return_exceptions=True)
        by_queue: defaultdict[QueueName, list[OutboxRow]] = defaultdict(list)
        for each, error in zip(claimed, stored, strict=True):
            if error is None:
                by_queue[each.entry.queue].append(each.entry)
            else:
                _note(outcome, each.entry, error)
        for queue, batch in by_queue.items():
            messages = [OutgoingMessage(body=entry.body, group=str(entry.organization_id)) for entry in batch]
            try:
                refused = await self._context.queues.send(queue, messages)
            except (BotoCoreError, ClientError) as error:
                for entry in batch:
                    _note(outcome, entry, error)
                continue
            for index, entry in enumerate(batch):
                with _of(entry):
                    if (reason := refused.get(index)) is None:
                        log(MessageSent(queue=queue, job=entry.job_id, attempt=entry.attempt))
                    else:
                        outcome.failed[entry.id] = f"SQS refused its message ({reason})"
                        log(MessageRefused(queue=queue, job=entry.job_id, reason=reason))
        return outcome

    async def _store_recipe(self, job: JobRow) -> None:
        if job.recipe is None or job.recipe_hash is None:
            raise ValueError(f"job {job.id} is queued without a recipe")
        key = storage_keys.recipe(job.organization_id, job.recipe_hash)
        await self._context.storage.put(key, job.recipe.encode(), "application/json")

    async def _mark(self, session: AsyncSession, sent: list[_Claimed]) -> None:
        now = self._context.clock()
        for each in sorted(sent, key=lambda each: each.job.id):
            # A worker may have reported already: what it said is newer.
            await session.execute(
                update(JobRow)
                .where(
                    JobRow.id == each.job.id,
                    JobRow.attempt == each.entry.attempt,
                    JobRow.status == "queued",
                    JobRow.published_at.is_(None),
                )
                .values(published_at=now, lease_expires_at=now + self._context.policies[each.entry.queue].lease)
                .execution_options(synchronize_session=False)
            )

    async def _put_off(self, claimed: _Claimed, reason: str) -> None:
        """Leave the entry alone for a while; the job of one that has failed too often has failed, and says why."""
        failures = claimed.entry.failures + 1
        async with self._context.database.system() as session:
            if failures < MAX_FAILURES:
                until = self._context.clock() + _backoff(failures)
                await _hold(session, [claimed.entry.id], until=until, failures=failures)
                return
        await self._fail(
            claimed, f"it could not be sent to the workers in {failures} tries: {reason}; mend the cause, then retry"
        )

    async def _fail(self, claimed: _Claimed, reason: str) -> None:
        """Take the entry out of the outbox; its job has failed, unless it went on meanwhile."""
        async with self._context.database.system() as session:
            owner = await lock_owner(session, claimed.job.owner_id)
            await session.execute(delete(OutboxRow).where(OutboxRow.id == claimed.entry.id))
            job = await session.get(JobRow, claimed.job.id, populate_existing=True)
            if owner is None or job is None or job.status != "queued" or job.attempt != claimed.entry.attempt:
                return
            fail(self._context.types, owner, job, reason)
            await advance(session, self._context.types, owner, after=())


def _within(room: Mapping[QueueName, int], found: Iterable[_Claimed]) -> list[_Claimed]:
    """Those for whose queues there is room; the others are free again with the end of the transaction."""
    left = dict(room)
    claimed: list[_Claimed] = []
    for each in found:
        if left[each.entry.queue] > 0:
            left[each.entry.queue] -= 1
            claimed.append(each)
    return claimed


def _fair(free: ColumnElement[bool]) -> Select[tuple[int]]:
    """The ids of up to ten free entries: of as many organisations as there are, in each the oldest first."""
    oldest = (
        select(OutboxRow.id, func.row_number().over(order_by=OutboxRow.id).label("place"))
        .where(OutboxRow.organization_id == _ORGANIZATIONS.c.id, free)
        .order_by(OutboxRow.id)
        .limit(BATCH)
        .lateral()
    )
    pairs = _ORGANIZATIONS.join(oldest, true())
    # Where there are more organisations than places, chance decides.
    return select(oldest.c.id).select_from(pairs).order_by(oldest.c.place, func.random()).limit(BATCH)


async def _hold(
    session: AsyncSession, entry_ids: Collection[int], *, until: datetime, failures: int | None = None
) -> None:
    values = {"claimed_until": until} if failures is None else {"claimed_until": until, "failures": failures}
    await session.execute(
        update(OutboxRow).where(OutboxRow.id.in_(entry_ids)).values(values).execution_options(synchronize_session=False)
    )


def _note(outcome: _Outcome, entry: OutboxRow, error: BaseException) -> None:
    """Tell what is out of reach, for every entry alike, from what is wrong with this one."""
    with _of(entry):
        log(MessageNotSent(queue=entry.queue, job=entry.job_id, failures=entry.failures), error=error)
    if isinstance(error, BotoCoreError | ClientError):
        outcome.out_of_reach.add(entry.id)
    elif isinstance(error, Exception):
        outcome.failed[entry.id] = f"{type(error).__name__}: {error}"
    else:
        raise error


def _of(entry: OutboxRow) -> AbstractContextManager[None]:
    """Lines that are written meanwhile say whose message it is, and which request asked for it."""
    named: dict[str, str] = {}
    with suppress(MessageError):  # one that cannot be read is sent all the same: its queue's worker sets it aside
        message = read_job(entry.body)
        named = {"owner": str(message.owner_id), **in_logs(message.request_id, message.traceparent)}
    return bound_contextvars(organization=str(entry.organization_id), **named)


def _backoff(failures: int) -> timedelta:
    return min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** (failures - 1))
