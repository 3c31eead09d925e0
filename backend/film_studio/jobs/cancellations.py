"""Tells workers, which ask nothing of the database, whose messages to drop: a small object a cancelled owner."""

from typing import Final

from botocore.exceptions import BotoCoreError
from sqlalchemy import select, update

from contracts import storage_keys
from film_studio.jobs.context import JobsContext
from film_studio.jobs.models import JobOwnerRow
from runtime.log_events import CancellationNotPublished, CancellationPublished
from runtime.logging import log

_BATCH: Final = 1000


class Cancellations:
    """Any number of them may run: an object that is written twice is the same."""

    def __init__(self, context: JobsContext) -> None:
        self._context = context

    async def publish_all(self) -> int:
        """Tell of every cancellation that workers do not know of yet. Returns how many they know of now. Raises
        botocore's errors when storage is out of reach; what is left is made up for by the next call."""
        async with self._context.database.system() as session:
            owners = (
                await session.scalars(
                    select(JobOwnerRow)
                    .where(JobOwnerRow.status == "cancelled", JobOwnerRow.cancellation_published_at.is_(None))
                    .order_by(JobOwnerRow.id)
                    .limit(_BATCH)
                )
            ).all()
        return sum([await self._publish(owner) for owner in owners])

    async def _publish(self, owner: JobOwnerRow) -> bool:
        key = storage_keys.cancellation(owner.organization_id, owner.id)
        try:
            await self._context.storage.put(key, b"cancelled\n", "text/plain")
        except BotoCoreError:
            raise  # the next one would wait as long
        except Exception as error:  # noqa: BLE001 — the others must not wait for this one
            log(CancellationNotPublished(owner=owner.id), error=error)
            return False
        async with self._context.database.system() as session:
            await session.execute(
                update(JobOwnerRow)
                .where(JobOwnerRow.id == owner.id)
                .values(cancellation_published_at=self._context.clock())
                .execution_options(synchronize_session=False)
            )
        log(CancellationPublished(owner=owner.id))
        return True
