"""The API's background tasks: relay, cancellations, event consumer, reconciler, housekeeping, and the listener that
feeds the progress streams."""

import asyncio
import contextlib
from typing import Final

from contracts.queues import EVENTS_POLL_SECONDS
from contracts.renderers import RENDERERS
from film_studio.engines import JOB_TYPES
from film_studio.flows import housekeeping
from film_studio.jobs.cancellations import Cancellations
from film_studio.jobs.changes import Changes
from film_studio.jobs.context import JobsContext
from film_studio.jobs.events import EventConsumer
from film_studio.jobs.loop import repeat
from film_studio.jobs.queues import Queues
from film_studio.jobs.reconciler import Reconciler
from film_studio.jobs.relay import Relay
from film_studio.kit.database.session import Database
from film_studio.kit.settings import ApiSettings
from film_studio.kit.storage import Storage
from runtime.log_events import JobsStarted
from runtime.logging import log
from runtime.settings import SettingsError

#: The outbox and cancellations are looked at this often even when nobody says that there is something.
RELAY_SECONDS: Final = 5.0
_STOP_SECONDS: Final = 8.0


class Background:
    """Each process has one, and any number of processes may share a database. `changes` serves the progress streams."""

    def __init__(self, database: Database, storage: Storage, settings: ApiSettings) -> None:
        _check_renderers(settings)
        self.changes = Changes(database)
        self._database = database
        self._storage = storage
        self._queues = Queues(settings)
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Ask the queues for their visibility, then work in the background. Raises botocore's errors without them."""
        policies = await self._queues.policies()
        context = JobsContext(
            database=self._database,
            storage=self._storage,
            queues=self._queues,
            types=JOB_TYPES,
            policies=policies,
        )
        relay, consumer, reconciler = Relay(context), EventConsumer(context), Reconciler(context)
        cancellations = Cancellations(context)

        async def consume() -> None:
            await consumer.consume_once(wait_seconds=EVENTS_POLL_SECONDS)

        stopping = self._stopping
        self._tasks = [
            asyncio.create_task(repeat(self.changes.listen, name="changes", stopping=stopping), name="changes"),
            asyncio.create_task(
                repeat(
                    relay.publish_all,
                    name="relay",
                    stopping=stopping,
                    interval_seconds=RELAY_SECONDS,
                    wake=self.changes.outbox,
                ),
                name="relay",
            ),
            # Beside the relay, which may hang at a queue.
            asyncio.create_task(
                repeat(
                    cancellations.publish_all,
                    name="cancellations",
                    stopping=stopping,
                    interval_seconds=RELAY_SECONDS,
                    wake=self.changes.cancellations,
                ),
                name="cancellations",
            ),
            asyncio.create_task(repeat(consume, name="events", stopping=stopping), name="events"),
            asyncio.create_task(
                repeat(
                    reconciler.run_once,
                    name="reconciler",
                    stopping=stopping,
                    interval_seconds=reconciler.interval_seconds,
                ),
                name="reconciler",
            ),
            asyncio.create_task(
                repeat(
                    lambda: housekeeping.throw_away_old(self._database, self._storage),
                    name="housekeeping",
                    stopping=stopping,
                    interval_seconds=housekeeping.INTERVAL.total_seconds(),
                ),
                name="housekeeping",
            ),
        ]
        log(JobsStarted(lease_seconds={name: policy.lease.total_seconds() for name, policy in policies.items()}))

    async def stop(self) -> None:
        """End every task; what was begun is finished or rolled back. Takes as long as one poll for events."""
        self._stopping.set()
        self.changes.outbox.set()
        self.changes.cancellations.set()
        for task in self._tasks:
            if task.get_name() == "changes":
                task.cancel()
        if self._tasks:
            _, unfinished = await asyncio.wait(self._tasks, timeout=_STOP_SECONDS)
            for task in unfinished:
                task.cancel()
            for task in self._tasks:
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        self._tasks = []
        self._queues.close()


def _check_renderers(settings: ApiSettings) -> None:
    """The recipes composed here are for these renderers; promising another one would be a silent substitution."""
    for name, chosen, composed in (
        ("VIDEO_RENDERER", settings.video_renderer, RENDERERS["animatic"]),
        ("VOICE_RENDERER", settings.voice_renderer, RENDERERS["formant"]),
    ):
        if chosen != composed.name:
            raise SettingsError(
                f"environment variable {name}: {chosen!r} is not a renderer that this API composes recipes for; "
                f"set it to {composed.name!r}"
            )
