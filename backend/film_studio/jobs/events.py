"""Applies what workers report, once and in any order, and starts the jobs that it unblocks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.messages import EventBase, Failed, MessageError, Progress, Released, Started, Succeeded, read_event
from contracts.queues import QueueName
from film_studio.jobs.advance import advance, announce, fail, lock_owner, record_artifact, succeed
from film_studio.jobs.context import JobsContext
from film_studio.jobs.models import ACTIVE, JobOwnerRow, JobRow
from film_studio.jobs.queues import QueuePolicy
from film_studio.jobs.types import JobTypes
from film_studio.kit.clock import utc_now
from runtime.log_events import EventApplied, EventNotApplied, EventOfUnknownJob, EventUnreadable
from runtime.logging import log
from runtime.sqs import ReceivedMessage

Event = Started | Progress | Succeeded | Failed | Released
Effect = Literal["applied", "late", "unknown"]


async def apply(
    session: AsyncSession,
    event: Event,
    types: JobTypes,
    policies: Mapping[QueueName, QueuePolicy],
    *,
    now: datetime | None = None,
) -> Effect:
    """Apply one event in the session's transaction.

    An event is `late` when it comes from an earlier attempt, for a job that is over, or out of order, unless it is the
    outcome. What a late worker made is remembered all the same: it is what the recipe makes.
    """
    owner = await lock_owner(session, event.owner_id)
    job = None if owner is None else await session.get(JobRow, event.job_id, populate_existing=True)
    if owner is None or job is None or job.owner_id != owner.id or owner.organization_id != event.organization_id:
        return "unknown"
    if isinstance(event, Succeeded) and event.result.kind == job.kind and job.recipe_hash is not None:
        await record_artifact(session, job, event.result.model_dump(mode="json"))
    if job.status not in ACTIVE or event.attempt != job.attempt:
        return "late"
    outcome = isinstance(event, Succeeded) or (isinstance(event, Failed) and not event.retryable)
    if not outcome and _out_of_order(job, event):
        return "late"
    now = now or utc_now()
    job.worker, job.sequence, job.reported_at = event.worker, event.sequence, event.at
    job.lease_expires_at = now + policies[types[job.kind].queue].lease
    await _take_effect(session, types, owner, job, event, now=now)
    return "applied"


def _out_of_order(job: JobRow, event: EventBase) -> bool:
    """Sequence numbers order the events of one worker; one that was started again counts from the beginning."""
    if job.worker != event.worker or job.sequence is None or job.reported_at is None:
        return False
    return event.sequence <= job.sequence and event.at <= job.reported_at


async def _take_effect(
    session: AsyncSession, types: JobTypes, owner: JobOwnerRow, job: JobRow, event: Event, *, now: datetime
) -> None:
    match event:
        case Succeeded() if event.result.kind != job.kind:
            fail(types, owner, job, f"worker {event.worker} reported a {event.result.kind} for this {job.kind}")
            await advance(session, types, owner, after=())
        case Succeeded():
            seconds = None if event.cached else event.seconds
            succeed(job, event.result.model_dump(mode="json"), cached=event.cached, seconds=seconds)
            await advance(session, types, owner, after=(job.id,))
        case Failed(retryable=False):
            fail(types, owner, job, event.reason)
            await advance(session, types, owner, after=())
        case Failed() | Released():
            # The message is in the queue again: the next worker has the same attempt.
            job.status = "queued"
            job.progress = 0.0
            if isinstance(event, Failed):
                job.error = event.reason
            await announce(session, owner)
        case Started() | Progress():
            job.status = "running"
            job.progress = event.fraction if isinstance(event, Progress) else 0.0
            job.started_at = job.started_at or now
            await announce(session, owner)


class EventConsumer:
    """Takes events from their queue and applies each in a transaction of its own; deletes it when that has committed.

    An event that cannot be read, or applied, stays: it comes again, and the queue's redrive policy puts it aside in
    the dead-letter queue in the end, where it can be looked at beside the reason in the log.
    """

    def __init__(self, context: JobsContext) -> None:
        self._context = context

    async def consume_once(self, *, wait_seconds: int = 0) -> int:
        """Take one batch. Returns how many events it held."""
        messages = await self._context.queues.receive_events(wait_seconds=wait_seconds)
        done = [message.receipt for message in messages if await self._consumed(message)]
        await self._context.queues.delete_events(done)
        return len(messages)

    async def _consumed(self, message: ReceivedMessage) -> bool:
        try:
            event = read_event(message.body)
        except MessageError as error:
            log(EventUnreadable(reason=str(error), receives=message.receives))
            return False
        try:
            async with self._context.database.system() as session:
                effect = await apply(session, event, self._context.types, self._context.policies)
        except Exception as error:  # noqa: BLE001 — it comes again; the other events of the batch must not wait for that
            log(EventNotApplied(job=event.job_id, kind=event.event, receives=message.receives), error=error)
            return False
        log(EventApplied(kind=event.event, job=event.job_id, attempt=event.attempt, effect=effect))
        if effect == "unknown":
            log(EventOfUnknownJob(job=event.job_id, worker=event.worker))
        return True
