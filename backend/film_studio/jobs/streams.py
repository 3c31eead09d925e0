"""An owner of jobs as a stream of server-sent events."""

import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Header, Request

from film_studio.jobs.feeds import Feeds
from film_studio.jobs.models import OwnerStatus
from film_studio.kit.event_stream import EventStream, Streams, encode, send

#: What a browser that comes again sends by itself.
LastEventId = Annotated[
    str | None,
    Header(
        description="The id of the last event seen, which is not sent again; anything else begins anew",
        max_length=200,
    ),
]
#: No count of changes is longer.
_LONGEST_ID: Final = 18


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A state as all who watch it are sent it, spelled once: `data` is JSON."""

    status: OwnerStatus
    changes: int
    data: str

    @property
    def message(self) -> bytes:
        """`progress`, or `finished` for the last one."""
        return encode("progress" if self.status == "running" else "finished", self.data, identifier=str(self.changes))


def stream_owner(
    request: Request,
    view: str,
    owner_id: uuid.UUID,
    look: Callable[[], Awaitable[Snapshot | None]],
    *,
    check: Callable[[], Awaitable[Any]],
    last_event_id: str | None,
) -> EventStream:
    """The state at once, unless it is the one seen last, and whenever it changes; the last one in any case."""
    feeds: Feeds = request.app.state.feeds
    streams: Streams = request.app.state.streams
    seen = _changes_of(last_event_id)

    async def content() -> AsyncGenerator[bytes]:
        with streams.opened() as outlet:

            def give(state: Snapshot | None) -> None:
                if state is None:
                    outlet.finish()
                    return
                over = state.status != "running"
                if over or state.changes != seen:
                    outlet.put(view, state.message)
                if over:
                    outlet.finish()

            with feeds.watch(view, owner_id, look, give):
                async for part in send(outlet, request, check):
                    yield part

    return EventStream(content())


def _changes_of(last_event_id: str | None) -> int | None:
    """The count of changes that an event's id is; None for one that was never given out."""
    if last_event_id is None or not last_event_id.isascii() or not last_event_id.isdigit():
        return None
    return int(last_event_id) if len(last_event_id) <= _LONGEST_ID else None
