"""Sends what the outbox holds: at least once, and never before the job that it is for has been committed."""

import asyncio
from collections import defaultdict

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts import storage_keys
from contracts.queues import QueueName
from film_studio.jobs.context import JobsContext
from film_studio.jobs.models import JobRow, OutboxRow
from film_studio.jobs.queues import OutgoingMessage
from runtime.log_events import MessageRefused
from runtime.logging import log
from runtime.sqs import BATCH


class Relay:
    """Publishes outbox entries. Any number of them may run: each takes entries that no other has."""

    def __init__(self, context: JobsContext) -> None:
        self._context = context

    async def publish_all(self) -> None:
        """Send until the outbox holds nothing more that could be sent."""
        while await self.publish_once():
            pass

    async def publish_once(self) -> int:
        """Send up to ten entries. Returns how many left the outbox.

        When the process ends between sending and committing, they are sent again: the worker finds the result, or
        the API drops the second report.
        """
        async with self._context.database.system() as session:
            # In the order of creation; the entry's lock keeps other relays away from it, not from its job.
            found = await session.execute(
                select(OutboxRow, JobRow)
                .join(JobRow, JobRow.id == OutboxRow.job_id)
                .order_by(OutboxRow.id)
                .limit(BATCH)
                .with_for_update(of=OutboxRow, skip_locked=True)
            )
            rows = [(entry, job) for entry, job in found]
            current = [(entry, job) for entry, job in rows if job.status == "queued" and job.attempt == entry.attempt]
            refused = await self._send(current)
            gone = [entry for entry, _ in rows if entry.id not in refused]
            await session.execute(delete(OutboxRow).where(OutboxRow.id.in_([entry.id for entry in gone])))
            await self._mark(session, [(entry, job) for entry, job in current if entry.id not in refused])
        return len(gone)

    async def _send(self, entries: list[tuple[OutboxRow, JobRow]]) -> set[int]:
        """Put the recipes where workers find them, then the messages. Returns the ids of entries that SQS refused."""
        await asyncio.gather(*(self._store_recipe(job) for _, job in entries))
        by_queue: defaultdict[QueueName, list[OutboxRow]] = defaultdict(list)
        for entry, _ in entries:
            by_queue[entry.queue].append(entry)
        refused: set[int] = set()
        for queue, batch in by_queue.items():
            messages = [OutgoingMessage(body=entry.body, group=str(entry.organization_id)) for entry in batch]
            for index, reason in (await self._context.queues.send(queue, messages)).items():
                refused.add(batch[index].id)
                log(MessageRefused(queue=queue, job=batch[index].job_id, reason=reason))
        return refused

    async def _store_recipe(self, job: JobRow) -> None:
        if job.recipe is None or job.recipe_hash is None:
            raise ValueError(f"job {job.id} is queued without a recipe")
        key = storage_keys.recipe(job.organization_id, job.recipe_hash)
        await self._context.storage.put(key, job.recipe.encode(), "application/json")

    async def _mark(self, session: AsyncSession, sent: list[tuple[OutboxRow, JobRow]]) -> None:
        now = self._context.clock()
        for entry, job in sorted(sent, key=lambda pair: pair[1].id):
            # A worker may have reported already: what it said is newer.
            await session.execute(
                update(JobRow)
                .where(
                    JobRow.id == job.id,
                    JobRow.attempt == entry.attempt,
                    JobRow.status == "queued",
                    JobRow.published_at.is_(None),
                )
                .values(published_at=now, lease_expires_at=now + self._context.policies[entry.queue].lease)
                .execution_options(synchronize_session=False)
            )
