"""Applies what workers report, once and in any order, and starts the jobs that it unblocks."""

import asyncio
import time
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any, Final, Literal

from sqlalchemy import Uuid, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.contextvars import bound_contextvars

from contracts.messages import EventBase, Failed, MessageError, Progress, Released, Started, Succeeded, read_event
from contracts.queues import QueueName
from film_studio.jobs.advance import advance, announce, fail, lock_owner, record_artifacts, succeed, wake_relay
from film_studio.jobs.context import JobsContext
from film_studio.jobs.models import ACTIVE, JobOwnerRow, JobRow
from film_studio.jobs.queues import EVENTS_AT_ONCE, QueuePolicy
from film_studio.jobs.types import JobTypes
from film_studio.kit.clock import utc_now
from runtime import spans
from runtime.log_events import EventApplied, EventNotApplied, EventOfUnknownJob, EventUnreadable, ProgressApplied
from runtime.logging import log
from runtime.spans import Span
from runtime.sqs import ReceivedMessage
from runtime.tracing import Trace, in_logs

Event = Started | Progress | Succeeded | Failed | Released
Effect = Literal["applied", "late", "unknown"]
#: So many answers are asked for at once, after one that was full.
_FURTHER_RECEIVES: Final = 3


async def apply(
    session: AsyncSession,
    events: Sequence[Event],
    types: JobTypes,
    policies: Mapping[QueueName, QueuePolicy],
    *,
    now: datetime | None = None,
) -> list[Effect]:
    """Apply events of one owner, in their order, in the session's transaction. Returns what became of each.

    An event is `late` when it comes from an earlier attempt, for a job that is over, or out of order, unless it is the
    outcome. What a late worker made is remembered all the same: it is what the recipe makes.
    """
    owner = await lock_owner(session, events[0].owner_id)
    if owner is None:
        effects: list[Effect] = ["unknown"] * len(events)
        return effects
    jobs = await _jobs_of(session, owner, events)
    await record_artifacts(session, _made(jobs, events))
    applying = _Applying(types=types, policies=policies, owner=owner, now=now or utc_now())
    effects = [applying.apply(jobs.get(event.job_id), event) for event in events]
    if applying.is_settled:
        await advance(session, types, owner, after=applying.succeeded)
        await wake_relay(session)  # there is room in a queue again
    elif "applied" in effects:
        await announce(session, owner)
    return effects


async def _jobs_of(session: AsyncSession, owner: JobOwnerRow, events: Sequence[Event]) -> dict[uuid.UUID, JobRow]:
    """The jobs of this owner that the events are of, as they are now."""
    ids = {event.job_id for event in events if event.organization_id == owner.organization_id}
    found = await session.scalars(
        select(JobRow)
        .where(JobRow.owner_id == owner.id, JobRow.id == any_(literal(list(ids), ARRAY(Uuid))))
        .execution_options(populate_existing=True)
    )
    return {job.id: job for job in found}


def _made(jobs: Mapping[uuid.UUID, JobRow], events: Sequence[Event]) -> list[tuple[JobRow, dict[str, Any]]]:
    """The results among the events, each with the job whose recipe makes it."""
    return [
        (job, event.result.model_dump(mode="json"))
        for event in events
        if isinstance(event, Succeeded)
        and (job := jobs.get(event.job_id)) is not None
        and event.result.kind == job.kind
        and job.recipe_hash is not None
    ]


@dataclass(kw_only=True)
class _Applying:
    """What events do to the jobs of a locked owner; what follows from all of them comes after the last."""

    types: JobTypes
    policies: Mapping[QueueName, QueuePolicy]
    owner: JobOwnerRow
    now: datetime
    succeeded: list[uuid.UUID] = field(default_factory=list[uuid.UUID])
    is_settled: bool = False

    def apply(self, job: JobRow | None, event: Event) -> Effect:
        if job is None:
            return "unknown"
        if job.status not in ACTIVE or event.attempt != job.attempt:
            return "late"
        outcome = isinstance(event, Succeeded) or (isinstance(event, Failed) and not event.retryable)
        if not outcome and _out_of_order(job, event):
            return "late"
        job.worker, job.sequence, job.reported_at = event.worker, event.sequence, event.at
        job.lease_expires_at = self.now + self.policies[self.types[job.kind].queue].lease
        self.is_settled = self.is_settled or outcome
        self._take_effect(job, event)
        return "applied"

    def _take_effect(self, job: JobRow, event: Event) -> None:
        match event:
            case Succeeded() if event.result.kind != job.kind:
                reason = f"worker {event.worker} reported a {event.result.kind} for this {job.kind}"
                fail(self.types, self.owner, job, reason)
            case Succeeded():
                seconds = None if event.cached else event.seconds
                succeed(job, event.result.model_dump(mode="json"), cached=event.cached, seconds=seconds)
                self.succeeded.append(job.id)
            case Failed(retryable=False):
                fail(self.types, self.owner, job, event.reason)
            case Failed() | Released():
                # The message is in the queue again: the next worker has the same attempt.
                job.status = "queued"
                job.progress = 0.0
                if isinstance(event, Failed):
                    job.error = event.reason
            case Started() | Progress():
                job.status = "running"
                job.progress = event.fraction if isinstance(event, Progress) else 0.0
                job.started_at = job.started_at or self.now
                if isinstance(event, Progress) and event.found is not None:
                    job.found = event.found.model_dump(mode="json")


def _out_of_order(job: JobRow, event: EventBase) -> bool:
    """Sequence numbers order the events of one worker; one that was started again counts from the beginning."""
    if job.worker != event.worker or job.sequence is None or job.reported_at is None:
        return False
    return event.sequence <= job.sequence and event.at <= job.reported_at


@dataclass(frozen=True, kw_only=True)
class _Received:
    """An event with the message that brought it."""

    event: Event
    message: ReceivedMessage


class EventConsumer:
    """Takes events from their queue, applies those of an owner together in a transaction, and deletes them when that
    has committed. Where one of them cannot be applied, each gets a transaction of its own.

    An event that cannot be read, or applied, stays: it comes again, and the queue's redrive policy puts it aside in
    the dead-letter queue in the end, where it can be looked at beside the reason in the log.
    """

    def __init__(self, context: JobsContext) -> None:
        self._context = context

    async def consume_once(self, *, wait_seconds: int = 0) -> int:
        """Take one batch. Returns how many events it held."""
        messages = await self._received(wait_seconds)
        of_owners: defaultdict[uuid.UUID, list[_Received]] = defaultdict(list)
        for message in messages:
            if (event := _read(message)) is not None:
                of_owners[event.owner_id].append(_Received(event=event, message=message))
        done = [each.message.receipt for batch in of_owners.values() for each in await self._applied(batch)]
        await self._context.queues.delete_events(done)
        return len(messages)

    async def _received(self, wait_seconds: int) -> list[ReceivedMessage]:
        receive = self._context.queues.receive_events
        first = await receive(wait_seconds=wait_seconds)
        if len(first) < EVENTS_AT_ONCE:
            return first
        # There are more: the more of an owner's events come together, the less each costs.
        further = await asyncio.gather(*(receive(wait_seconds=0) for _ in range(_FURTHER_RECEIVES)))
        return [*first, *chain.from_iterable(further)]

    async def _applied(self, batch: Sequence[_Received]) -> Sequence[_Received]:
        """Those of one owner's events that were applied, or never can be."""
        events = [each.event for each in batch]
        began = time.time_ns()
        try:
            async with self._context.database.system() as session:
                effects = await apply(session, events, self._context.types, self._context.policies)
        except Exception as error:  # noqa: BLE001 — it comes again; the other events must not wait for that
            if len(batch) > 1:
                return [done for each in batch for done in await self._applied([each])]
            (each,) = batch
            with _of(each.event):
                log(
                    EventNotApplied(job=each.event.job_id, kind=each.event.event, receives=each.message.receives),
                    error=error,
                )
            return []
        for event, effect in zip(events, effects, strict=True):
            _say(event, effect, began)
        return batch


def _say(event: Event, effect: Effect, began: int) -> None:
    if spans.are_sent() and not isinstance(event, Progress):
        spans.send(_span(event, effect, began))
    line = ProgressApplied if isinstance(event, Progress) else EventApplied
    with _of(event):
        log(line(kind=event.event, job=event.job_id, attempt=event.attempt, effect=effect))
        if effect == "unknown":
            log(EventOfUnknownJob(job=event.job_id, worker=event.worker))


def _span(event: Event, effect: Effect, began: int) -> Span:
    trace = Trace.begin(event.request_id or "", event.traceparent or "")
    return Span(
        name=f"apply {event.event}",
        kind="consumer",
        traceparent=trace.traceparent,
        parent=trace.parent,
        began=began,
        ended=time.time_ns(),
        attributes={"job": str(event.job_id), "attempt": event.attempt, "effect": effect},
        error="the job failed" if isinstance(event, Failed) else None,
    )


def _of(event: Event) -> AbstractContextManager[None]:
    named = in_logs(event.request_id, event.traceparent)
    return bound_contextvars(organization=str(event.organization_id), owner=str(event.owner_id), **named)


def _read(message: ReceivedMessage) -> Event | None:
    try:
        return read_event(message.body)
    except MessageError as error:
        log(EventUnreadable(reason=str(error), receives=message.receives))
        return None
