"""Looks after jobs that have gone silent: finds their result, or publishes them again.

SQS loses no message, yet one may stand in a dead-letter queue because its workers died, and the queues of the
laptop forget theirs when the machine is switched off.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from contracts import storage_keys
from contracts.queues import QueueName
from contracts.recipes import RESULT
from film_studio.jobs.advance import (
    advance,
    announce,
    enqueue,
    fail,
    lock_owner,
    of_owner,
    record_artifacts,
    succeed,
    wake_relay,
)
from film_studio.jobs.context import JobsContext
from film_studio.jobs.models import JobRow
from runtime.log_events import JobLost, JobNotLookedAfter, ResultFound, ResultUnreadable
from runtime.logging import log

#: Attempts that came to nothing, each received as often as the queue allows: by then the job itself is what kills its
#: workers, and more attempts only cost money. It counts as failed until somebody retries it.
MAX_LOSSES: Final = 4
#: A job whose queue is not empty may be in it: publishing it again would only make the queue longer. After this long
#: its message counts as lost.
BACKLOG_PATIENCE: Final = timedelta(hours=2)
#: After an error a job is left alone for so long, doubled with each further one.
FIRST_BACKOFF: Final = timedelta(minutes=1)
_BATCH: Final = 200
_ERROR_LENGTH: Final = 500


@dataclass(frozen=True, kw_only=True)
class _Silent:
    """A job whose lease has expired, as it was when it was found."""

    job_id: uuid.UUID
    owner_id: uuid.UUID
    attempt: int


class Reconciler:
    """Any number of them may run: each decides under the owner's lock, and looks again before it does."""

    def __init__(self, context: JobsContext) -> None:
        self._context = context

    @property
    def interval_seconds(self) -> float:
        """How often to look: often enough that the lease decides how long a loss lasts."""
        return min(policy.visibility.total_seconds() for policy in self._context.policies.values()) / 3

    async def run_once(self) -> int:
        """Look after every job whose lease has expired. Returns how many there were."""
        async with self._context.database.system() as session:
            jobs = (
                await session.scalars(
                    select(JobRow)
                    .where(JobRow.lease_expires_at < self._context.clock())
                    .order_by(JobRow.lease_expires_at)
                    .limit(_BATCH)
                )
            ).all()
        under_way: dict[QueueName, int] = {}
        for job in jobs:
            silent = _Silent(job_id=job.id, owner_id=job.owner_id, attempt=job.attempt)
            try:
                queue = self._context.types[job.kind].queue
                if queue not in under_way:
                    under_way[queue] = await self._context.queues.under_way(queue)
                await self._look_after(silent, await self._stored_result(job), in_queue=under_way[queue] > 0)
            except BotoCoreError:
                raise  # a service is out of reach, for every other job too
            except Exception as error:  # noqa: BLE001 — whatever is wrong with one job, the others are looked after
                log(JobNotLookedAfter(job=job.id, attempt=job.attempt, losses=job.losses), error=error)
                await self._put_off(silent, error)
        return len(jobs)

    async def _put_off(self, silent: _Silent, error: Exception) -> None:
        """Leave the job alone for a while. One at which this happens again and again has failed, and says why. Raises
        when the database is away."""
        now = self._context.clock()
        async with self._context.database.system() as session:
            owner = await lock_owner(session, silent.owner_id)
            job = await session.get(JobRow, silent.job_id, populate_existing=True)
            if owner is None or job is None or job.attempt != silent.attempt or job.lease_expires_at is None:
                return
            if not isinstance(error, OperationalError | ClientError):  # an outage says nothing about the job
                job.losses += 1
            if job.losses < MAX_LOSSES:
                job.lease_expires_at = now + FIRST_BACKOFF * 2**job.losses
            else:
                fail(self._context.types, owner, job, _cannot_be_looked_after(job, error))
                await advance(session, self._context.types, owner, after=())

    async def _look_after(self, silent: _Silent, result: dict[str, Any] | None, *, in_queue: bool) -> None:
        now, types = self._context.clock(), self._context.types
        async with self._context.database.system() as session:
            owner = await lock_owner(session, silent.owner_id)
            job = await session.get(JobRow, silent.job_id, populate_existing=True)
            if owner is None or job is None or job.attempt != silent.attempt:
                return
            if job.lease_expires_at is None or job.lease_expires_at >= now:
                return
            if result is not None:
                with of_owner(owner):
                    log(ResultFound(job=job.id, attempt=job.attempt))
                await record_artifacts(session, [(job, result)])
                succeed(job, result, cached=True)
                await advance(session, types, owner, after=(job.id,))
            elif in_queue and now - (job.published_at or job.created_at) < BACKLOG_PATIENCE:
                # Its message is on its way, or comes back by itself from a worker that died.
                job.status = "queued"
                job.progress = 0.0
                job.lease_expires_at = now + self._context.policies[self._context.types[job.kind].queue].lease
                await announce(session, owner)
            elif job.losses + 1 >= MAX_LOSSES:
                fail(types, owner, job, _given_up(job))
                await advance(session, types, owner, after=())
            else:
                job.losses += 1
                with of_owner(owner):
                    log(JobLost(job=job.id, attempt=job.attempt, worker=job.worker, losses=job.losses))
                enqueue(session, types, owner, job)
                await wake_relay(session)
                await announce(session, owner)

    async def _stored_result(self, job: JobRow) -> dict[str, Any] | None:
        if job.recipe_hash is None:
            return None
        stored = await self._context.storage.get(storage_keys.result(job.organization_id, job.recipe_hash))
        if stored is None:
            return None
        try:
            result = RESULT.validate_json(stored)
        except ValidationError as error:
            log(ResultUnreadable(job=job.id, recipe_hash=job.recipe_hash, reason=str(error)))
            return None
        return result.model_dump(mode="json") if result.kind == job.kind else None


def _given_up(job: JobRow) -> str:
    heard = f"the last word came from worker {job.worker}" if job.worker else "no worker has ever reported it"
    return (
        f"it was handed out {job.losses + 1} times and nothing more was heard of it; {heard}. "
        "Look at the worker's log and at the dead-letter queue, mend the cause, then retry"
    )


def _cannot_be_looked_after(job: JobRow, error: Exception) -> str:
    return (
        f"nothing was heard of it, and looking after it failed {job.losses} times ({type(error).__name__}: "
        f"{str(error)[:_ERROR_LENGTH]}); look at the API's log for this job, mend the cause, then retry"
    )
