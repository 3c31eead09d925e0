"""Sends what the outbox holds: at least once, and never before the job that it is for has been committed.

A relay claims entries, commits, and only then talks to S3 and SQS: while these hang, no request waits for a lock of it.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection
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
        """Send until the outbox holds nothing more that could be sent now."""
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
        free = or_(OutboxRow.claimed_until.is_(None), OutboxRow.claimed_until < now)
        async with self._context.database.system() as session:
            found = await session.execute(
                select(OutboxRow, JobRow)
                .join(JobRow, JobRow.id == OutboxRow.job_id)
                .where(OutboxRow.id.in_(_fair(free)), free)
                .order_by(OutboxRow.id)
                # The entry's lock keeps other relays away from it, not from its job.
                .with_for_update(of=OutboxRow, skip_locked=True)
            )
            claimed = [_Claimed(entry=entry, job=job) for entry, job in found]
            await _hold(session, [each.entry.id for each in claimed], until=now + CLAIM)
        return claimed

    async def _publish(self, claimed: list[_Claimed]) -> int:
        current = [each for each in claimed if each.is_current]
        outcome = await self._send(current)
        gone = [each.entry for each in claimed if outcome.is_gone(each.entry)]
        async with self._context.database.system() as session:
            await session.execute(delete(OutboxRow).where(OutboxRow.id.in_([entry.id for entry in gone])))
            await self._mark(session, [each for each in current if outcome.is_gone(each.entry)])
            await _hold(session, outcome.out_of_reach, until=self._context.clock() + OUTAGE_PAUSE)
        for each in current:
            if (reason := outcome.failed.get(each.entry.id)) is not None:
                await self._put_off(each, reason)
        return len(gone)

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
            owner = await lock_owner(session, claimed.job.owner_id)
            await session.execute(delete(OutboxRow).where(OutboxRow.id == claimed.entry.id))
            job = await session.get(JobRow, claimed.job.id, populate_existing=True)
            if owner is None or job is None or job.status != "queued" or job.attempt != claimed.entry.attempt:
                return
            fail(
                self._context.types,
                owner,
                job,
                f"it could not be sent to the workers in {failures} tries: {reason}; mend the cause, then retry",
            )
            await advance(session, self._context.types, owner, after=())


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
