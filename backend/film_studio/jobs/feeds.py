"""What is watched is read once for all who watch it: at most once an owner of jobs, process and second."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar

from film_studio.jobs.changes import Changes
from film_studio.jobs.models import OwnerStatus
from runtime.log_events import TaskFailed
from runtime.logging import log

#: At most one event an owner and second: a page need not be painted more often.
EVENT_SECONDS: Final = 1.0
#: The state is looked up this often even when nobody says that it has changed.
LOOK_SECONDS: Final = 10.0
#: After a look that failed: the database is away, and those who watch stay.
_PAUSE_SECONDS: Final = 2.0


class State(Protocol):
    """What is shown of an owner and its progress; `changes` grows with every visible change."""

    @property
    def status(self) -> OwnerStatus: ...

    @property
    def changes(self) -> int: ...


Shown = TypeVar("Shown", bound=State)
#: Takes a state, and None when there is none any more. Nothing comes after that, nor after a state that is over.
Give = Callable[[Shown | None], None]


@dataclass(kw_only=True, eq=False)
class _Feed:
    """One state, looked at by one task, and those who are given it."""

    look: Callable[[], Awaitable[Any]]
    takers: list[Give[Any]] = field(default_factory=list[Give[Any]])
    state: State | None = None
    task: asyncio.Task[None] | None = None

    def give(self, state: State | None) -> None:
        self.state = state
        for give in tuple(self.takers):
            give(state)


class Feeds:
    """Each process has one. No connection is held between two looks."""

    def __init__(self, changes: Changes, *, event_seconds: float = EVENT_SECONDS) -> None:
        self._changes = changes
        self._event_seconds = event_seconds
        self._feeds: dict[tuple[str, uuid.UUID], _Feed] = {}

    @contextlib.contextmanager
    def watch(
        self, view: str, owner_id: uuid.UUID, look: Callable[[], Awaitable[Shown | None]], give: Give[Shown]
    ) -> Generator[None]:
        """Give what `look` finds, at once and whenever it has changed, until the owner is over.

        All who watch the same view of an owner share the looks of the first: they may see the same of it.
        """
        key = (view, owner_id)
        feed = self._feeds.get(key)
        if feed is None:
            feed = self._feeds[key] = _Feed(look=look)
            feed.task = asyncio.create_task(self._run(key, feed), name=f"feed of {view} {owner_id}")
        elif feed.state is not None:
            give(feed.state)  # pyright: ignore[reportArgumentType] — of this view, and so what its look finds
        feed.takers.append(give)
        try:
            yield
        finally:
            feed.takers.remove(give)
            if not feed.takers:
                self._end(key, feed)

    def _end(self, key: tuple[str, uuid.UUID], feed: _Feed) -> None:
        if self._feeds.get(key) is feed:
            del self._feeds[key]
        if feed.task is not None:
            feed.task.cancel()

    async def _run(self, key: tuple[str, uuid.UUID], feed: _Feed) -> None:
        with self._changes.watch(key[1]) as changed:
            while True:
                changed.clear()
                looked = time.monotonic()
                try:
                    state: State | None = await feed.look()
                except Exception as error:  # noqa: BLE001 — those who watch stay, and see it when the database is back
                    log(TaskFailed(task="feed"), error=error)
                    await asyncio.sleep(_PAUSE_SECONDS)
                    continue
                if state is None or state.status != "running":
                    if self._feeds.get(key) is feed:
                        del self._feeds[key]  # whoever comes now looks anew: it may have been tried again
                    feed.give(state)
                    return
                if feed.state is None or state.changes != feed.state.changes:
                    feed.give(state)
                await asyncio.sleep(max(0.0, looked + self._event_seconds - time.monotonic()))
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), LOOK_SECONDS)
