"""Applies what workers report, once and in any order, and lets follow what follows from it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.messages import EventBase, Failed, MessageError, Progress, Released, Started, Succeeded, read_event
from contracts.queues import QueueName
from contracts.recipes import KINDS
from film_studio.engines.production.models import Production
from film_studio.jobs.advance import advance, announce, fail, lock_production, record_artifact, succeed, utc_now
from film_studio.jobs.context import JobsContext
from film_studio.jobs.models import ACTIVE, Job
from film_studio.jobs.queues import QueuePolicy, ReceivedMessage

_LOG: Final = structlog.get_logger(component="events")

Event = Started | Progress | Succeeded | Failed | Released
Effect = Literal["applied", "late", "unknown"]


async def apply(
    session: AsyncSession, event: Event, policies: Mapping[QueueName, QueuePolicy], *, now: datetime | None = None
) -> Effect:
    """Apply one event in the session's transaction.

    `late` is what comes from an earlier attempt, for a job that is over, or (the outcome aside) out of order.
    What a late worker made is remembered all the same: it is what the recipe makes.
    """
    production = await lock_production(session, event.owner_id)
    job = None if production is None else await session.get(Job, event.job_id, populate_existing=True)
    if production is None or job is None or job.production_id != production.id:
        return "unknown"
    if production.organization_id != event.organization_id:
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
    job.lease_expires_at = now + policies[KINDS[job.kind].queue].lease
    await _take_effect(session, production, job, event, now)
    return "applied"


def _out_of_order(job: Job, event: EventBase) -> bool:
    """Sequence numbers order the events of one worker; one that was started again counts from the beginning."""
    if job.worker != event.worker or job.sequence is None or job.reported_at is None:
        return False
    return event.sequence <= job.sequence and event.at <= job.reported_at


async def _take_effect(session: AsyncSession, production: Production, job: Job, event: Event, now: datetime) -> None:
    match event:
        case Succeeded() if event.result.kind != job.kind:
            fail(production, job, f"worker {event.worker} reported a {event.result.kind} for this {job.kind}")
            await advance(session, production, after=())
        case Succeeded():
            succeed(job, event.result.model_dump(mode="json"), cached=event.cached)
            await advance(session, production, after=(job.id,))
        case Failed(retryable=False):
            fail(production, job, event.reason)
            await advance(session, production, after=())
        case Failed() | Released():
            # The message is in the queue again: the next worker has the same attempt.
            job.status = "queued"
            job.progress = 0.0
            if isinstance(event, Failed):
                job.error = event.reason
            await announce(session, production)
        case Started() | Progress():
            job.status = "running"
            job.progress = event.fraction if isinstance(event, Progress) else 0.0
            job.started_at = job.started_at or now
            await announce(session, production)


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
            _LOG.error("event_unreadable", reason=str(error), receives=message.receives)
            return False
        try:
            async with self._context.database.system() as session:
                effect = await apply(session, event, self._context.policies)
        except Exception:  # noqa: BLE001 — it comes again; the other events of the batch must not wait for that
            _LOG.exception("event_not_applied", job=str(event.job_id), kind=event.event, receives=message.receives)
            return False
        _LOG.debug("event", kind=event.event, job=str(event.job_id), attempt=event.attempt, effect=effect)
        if effect == "unknown":
            _LOG.warning("event_of_unknown_job", job=str(event.job_id), worker=event.worker)
        return True
