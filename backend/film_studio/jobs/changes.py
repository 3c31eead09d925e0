"""Tells this process what PostgreSQL announces: what has changed, an outbox that has something to send, mail,
what has happened, webhooks, cancellations that workers have to hear of.

One LISTEN connection a process, whatever the number of pages that are watching.
"""

import asyncio
import contextlib
import uuid
from collections import defaultdict
from collections.abc import Callable, Generator
from typing import Final, LiteralString, cast

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from film_studio.jobs.advance import CANCELLATIONS_CHANNEL, OUTBOX_CHANNEL
from film_studio.kit import happenings, notices, outgoing_mail
from film_studio.kit.database.session import Database
from film_studio.kit.notices import Notice

#: How long one wait for a notification lasts; a stop waits no longer, because it cancels it.
_WAIT_SECONDS: Final = 60.0
#: Takes what has changed in an organisation; None when anything may have.
Hear = Callable[[Notice | None], None]


class Changes:
    """Events of asyncio that are set when PostgreSQL says so. When a lost connection is back everybody is woken, to
    make up for what was announced meanwhile."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._watchers: defaultdict[uuid.UUID, set[asyncio.Event]] = defaultdict(set)
        self._hearers: defaultdict[uuid.UUID, list[Hear]] = defaultdict(list)
        self.outbox = asyncio.Event()
        self.cancellations = asyncio.Event()
        self.mail = asyncio.Event()
        self.happenings = asyncio.Event()
        self.deliveries = asyncio.Event()
        self.suggestions = asyncio.Event()
        self._by_channel: Final[dict[LiteralString, asyncio.Event]] = {
            OUTBOX_CHANNEL: self.outbox,
            CANCELLATIONS_CHANNEL: self.cancellations,
            outgoing_mail.CHANNEL: self.mail,
            happenings.CHANNEL: self.happenings,
            happenings.DELIVERIES_CHANNEL: self.deliveries,
            happenings.SUGGESTIONS_CHANNEL: self.suggestions,
        }
        self.listening = asyncio.Event()

    @contextlib.contextmanager
    def watch(self, owner_id: uuid.UUID) -> Generator[asyncio.Event]:
        """An event that is set with each change of the owner, for the length of the block."""
        changed = asyncio.Event()
        self._watchers[owner_id].add(changed)
        try:
            yield changed
        finally:
            self._watchers[owner_id].discard(changed)
            if not self._watchers[owner_id]:
                del self._watchers[owner_id]

    @contextlib.contextmanager
    def hear(self, organization_id: uuid.UUID, hear: Hear) -> Generator[None]:
        """Call `hear` with each change in the organisation, for the length of the block."""
        self._hearers[organization_id].append(hear)
        try:
            yield
        finally:
            self._hearers[organization_id].remove(hear)
            if not self._hearers[organization_id]:
                del self._hearers[organization_id]

    async def listen(self) -> None:
        """Listen until the connection breaks (an error) or this is cancelled."""
        try:
            async with self._database.system_engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                raw = await connection.get_raw_connection()
                driver = raw.driver_connection
                if not isinstance(driver, AsyncConnection):
                    raise TypeError(f"LISTEN needs psycopg's asynchronous connection, not {type(driver)}")
                try:
                    await self._receive(cast("AsyncConnection[TupleRow]", driver))
                finally:
                    # It must not go back to a pool: whoever got it next would get our notifications too.
                    await connection.invalidate()
        finally:
            self.listening.clear()

    async def _receive(self, driver: "AsyncConnection[TupleRow]") -> None:
        for channel in (notices.CHANNEL, *self._by_channel):
            await driver.execute(f"listen {channel}")
        self.listening.set()
        self._wake_all()
        while True:
            async for notification in driver.notifies(timeout=_WAIT_SECONDS):
                self._notice(notification.channel, notification.payload)
            # This notices a connection that vanished without a word.
            await driver.execute("select 1")

    def _notice(self, channel: str, payload: str) -> None:
        for name, event in self._by_channel.items():
            if name == channel:
                event.set()
                return
        notice = notices.read_notice(payload)
        if notice is None:
            self._wake_all()
            return
        if notice.owner_id is not None:
            for changed in self._watchers.get(notice.owner_id, ()):
                changed.set()
        for hear in tuple(self._hearers.get(notice.organization_id, ())):
            hear(notice)

    def wake_background(self) -> None:
        """Have every outbox looked at."""
        for event in self._by_channel.values():
            event.set()

    def _wake_all(self) -> None:
        self.wake_background()
        for watchers in self._watchers.values():
            for changed in watchers:
                changed.set()
        for hearers in self._hearers.values():
            for hear in tuple(hearers):
                hear(None)
