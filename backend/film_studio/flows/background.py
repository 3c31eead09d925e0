"""The API's background tasks: relay, cancellations, event consumer, reconciler, housekeeping, telling, mail, webhooks,
suggestions, and the listener that feeds the progress streams."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from contracts.queues import EVENTS_POLL_SECONDS, QueueName
from contracts.renderers import RENDERERS
from film_studio.engines import JOB_TYPES
from film_studio.engines.enterprise import WebhookSender
from film_studio.flows import housekeeping
from film_studio.flows.consents import barred
from film_studio.flows.suggesting import SuggestionDesk
from film_studio.flows.telling import Teller
from film_studio.jobs.cancellations import Cancellations
from film_studio.jobs.changes import Changes
from film_studio.jobs.context import JobsContext
from film_studio.jobs.events import EventConsumer
from film_studio.jobs.loop import repeat
from film_studio.jobs.queues import QueuePolicy, Queues
from film_studio.jobs.reconciler import Reconciler
from film_studio.jobs.relay import Relay
from film_studio.kit.database.session import Database
from film_studio.kit.outgoing_mail import MailRelay
from film_studio.kit.settings import ApiSettings
from film_studio.kit.storage import Storage
from runtime.log_events import JobsStarted
from runtime.logging import log
from runtime.settings import SettingsError

#: The outbox and cancellations are looked at this often even when nobody says that there is something.
RELAY_SECONDS: Final = 5.0
#: Letters of what members have not read of are looked for this often.
DIGEST_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 8.0


class Background:
    """Each process has one, and any number of processes may share a database. `changes` serves the progress streams."""

    def __init__(
        self,
        database: Database,
        storage: Storage,
        settings: ApiSettings,
        *,
        teller: Teller | None = None,
        webhooks: WebhookSender | None = None,
        mail: MailRelay | None = None,
        suggestions: SuggestionDesk | None = None,
    ) -> None:
        _check_renderers(settings)
        self.changes = Changes(database)
        self._database = database
        self._storage = storage
        self._teller = teller
        self._webhooks = webhooks
        self._mail = mail
        self._suggestions = suggestions
        self.queues = Queues(settings)
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Work in the background from now on; what needs a part that is away begins when it comes."""
        self._tasks = [
            self._task("changes", self.changes.listen),
            self._task(
                "housekeeping",
                lambda: housekeeping.throw_away_old(self._database, self._storage),
                interval_seconds=housekeeping.INTERVAL.total_seconds(),
            ),
            asyncio.create_task(self._begin(), name="begin"),
        ]
        for name, work, wake in (
            ("telling", self._teller and self._teller.tell_all, self.changes.happenings),
            ("webhooks", self._webhooks and self._webhooks.send_all, self.changes.deliveries),
            ("suggestions", self._suggestions and self._suggestions.write_all, self.changes.suggestions),
            ("mail", self._mail and self._mail.send_all, self.changes.mail),
        ):
            if work is not None:
                self._tasks.append(self._task(name, work, interval_seconds=RELAY_SECONDS, wake=wake))
        if self._teller is not None and self._mail is not None:
            self._tasks.append(self._task("digests", self._teller.mail_all, interval_seconds=DIGEST_SECONDS))

    async def _begin(self) -> None:
        """Ask the queues for their visibility, which jobs' leases follow from, until they answer; then work on jobs."""
        policies: dict[QueueName, QueuePolicy] = {}
        asked = asyncio.Event()

        async def ask() -> None:
            policies.update(await self.queues.policies())
            asked.set()

        await repeat(ask, name="queues", stopping=asked)
        self._tasks += self._on_jobs(policies)
        log(JobsStarted(lease_seconds={name: policy.lease.total_seconds() for name, policy in policies.items()}))

    def _on_jobs(self, policies: Mapping[QueueName, QueuePolicy]) -> list[asyncio.Task[None]]:
        context = JobsContext(
            database=self._database,
            storage=self._storage,
            queues=self.queues,
            types=JOB_TYPES,
            policies=policies,
            barred=barred,
        )
        relay, consumer, reconciler = Relay(context), EventConsumer(context), Reconciler(context)
        cancellations = Cancellations(context)
        return [
            self._task("relay", relay.publish_all, interval_seconds=RELAY_SECONDS, wake=self.changes.outbox),
            # Beside the relay, which may hang at a queue.
            self._task(
                "cancellations",
                cancellations.publish_all,
                interval_seconds=RELAY_SECONDS,
                wake=self.changes.cancellations,
            ),
            self._task("events", lambda: consumer.consume_once(wait_seconds=EVENTS_POLL_SECONDS)),
            self._task("reconciler", reconciler.run_once, interval_seconds=reconciler.interval_seconds),
        ]

    def _task(
        self,
        name: str,
        work: Callable[[], Awaitable[object]],
        *,
        interval_seconds: float = 0.0,
        wake: asyncio.Event | None = None,
    ) -> asyncio.Task[None]:
        repeated = repeat(work, name=name, stopping=self._stopping, interval_seconds=interval_seconds, wake=wake)
        return asyncio.create_task(repeated, name=name)

    async def stop(self) -> None:
        """End every task; what was begun is finished or rolled back. Takes as long as one poll for events."""
        self._stopping.set()
        self.changes.wake_background()
        for task in self._tasks:
            if task.get_name() in {"begin", "changes"}:
                task.cancel()
        if self._tasks:
            _, unfinished = await asyncio.wait(self._tasks, timeout=_STOP_SECONDS)
            for task in unfinished:
                task.cancel()
            for task in self._tasks:
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        self._tasks = []
        self.queues.close()


def _check_renderers(settings: ApiSettings) -> None:
    """The recipes composed here are for these renderers; promising another one would be a silent substitution."""
    for name, chosen, kind in (
        ("VIDEO_RENDERER", settings.video_renderer, "shot"),
        ("VOICE_RENDERER", settings.voice_renderer, "line"),
        ("SCORE_RENDERER", settings.score_renderer, "score"),
    ):
        composed = [renderer.name for renderer in RENDERERS.values() if kind in renderer.kinds]
        if chosen not in composed:
            raise SettingsError(
                f"environment variable {name}: {chosen!r} is not a renderer that this API composes recipes for; "
                f"set it to {' or '.join(map(repr, composed))}"
            )
