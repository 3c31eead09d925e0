"""Server-sent events (HTML, section 9.2): what a browser's stream is sent, and when the stream ends.

A stream asks at each ping whether its caller may still see it, and ends with `problem` when not. It ends with
`reconnect` when the process stops, and after an hour: another process may take it then.
"""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
from typing import Any, Final, TypeVar

from fastapi import Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from film_studio.kit.failures import failure_of
from film_studio.kit.problems import ProblemError, problem_of

#: CloudFront gives an origin up that says nothing for 60 s.
PING_SECONDS: Final = 15.0
LIFE_SECONDS: Final = 3600.0
#: Different messages that a client has not taken yet; beyond them it is told to ask for everything anew.
MOST_WAITING: Final = 1000
#: All browsers of a process that stops come again, and not in the same moment.
_RETRY_MILLISECONDS: Final = (200, 3000)
_ATTRIBUTE: Final = "__film_studio_events__"
Route = TypeVar("Route", bound=Callable[..., Any])
_PING: Final = b": ping\n\n"


def encode(event: str, data: str, *, identifier: str | None = None, retry: int | None = None) -> bytes:
    """One event on the wire. `data` is JSON, and so without line breaks."""
    lines = [f"event: {event}", f"data: {data}"]
    if identifier is not None:
        lines.append(f"id: {identifier}")
    if retry is not None:
        lines.append(f"retry: {retry}")
    return ("\n".join(lines) + "\n\n").encode()


class Empty(BaseModel):
    """Nothing but that it happened."""

    model_config = ConfigDict(extra="forbid")


def sends(**events: type[BaseModel]) -> Callable[[Route], Route]:
    """Declare, under a stream's decorator, its events by their names, and what the data of each is."""

    def declared(route: Route) -> Route:
        setattr(route, _ATTRIBUTE, events)
        return route

    return declared


def events_of(route: Callable[..., Any]) -> Mapping[str, type[BaseModel]]:
    """What `sends` has declared."""
    return getattr(route, _ATTRIBUTE, {})


class EventStream(StreamingResponse):
    """An answer that goes on."""

    media_type = "text/event-stream"

    def __init__(self, content: AsyncGenerator[bytes], status_code: int = 200) -> None:
        super().__init__(content, status_code, headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"})


class Outlet:
    """What waits to be sent to one client: of each subject the newest alone, so that a slow one holds little."""

    def __init__(self) -> None:
        self._waiting: dict[str, bytes] = {}
        self._filled = asyncio.Event()
        self._ended = asyncio.Event()
        self._overflowed = False
        self.finished = False
        self.ending = False

    def put(self, subject: str, message: bytes) -> None:
        """Send this, in place of what of the same subject has not been sent yet."""
        if subject not in self._waiting and len(self._waiting) >= MOST_WAITING:
            self._overflowed = True
        else:
            self._waiting[subject] = message
        self._filled.set()

    def finish(self) -> None:
        """Send what waits; nothing comes any more."""
        self.finished = True
        self._filled.set()
        self._ended.set()

    def end(self) -> None:
        """Send what waits, and have the client come again."""
        self.ending = True
        self._filled.set()
        self._ended.set()

    def take(self) -> bytes:
        """All that waits."""
        self._filled.clear()
        taken = b"".join(self._waiting.values())
        self._waiting = {}
        if self._overflowed:
            self._overflowed = False
            taken += encode("missed", "{}")
        return taken

    async def rest(self, seconds: float) -> None:
        """For so long, or until the stream ends."""
        if seconds and not (self.finished or self.ending):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), seconds)

    async def wait(self, seconds: float) -> None:
        """Until something waits, or so long."""
        if not self._filled.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._filled.wait(), seconds)


class Streams:
    """All streams of the process."""

    def __init__(self) -> None:
        self._open: set[Outlet] = set()
        self._ending = False

    @contextlib.contextmanager
    def opened(self) -> Generator[Outlet]:
        """A new client's outlet, for the length of the block."""
        outlet = Outlet()
        if self._ending:
            outlet.end()
        self._open.add(outlet)
        try:
            yield outlet
        finally:
            self._open.discard(outlet)

    def end(self) -> None:
        """Have all clients come again, to another process: this one stops."""
        self._ending = True
        for outlet in self._open:
            outlet.end()


async def send(
    outlet: Outlet,
    request: Request,
    check: Callable[[], Awaitable[Any]],
    *,
    ping_seconds: float = PING_SECONDS,
    life_seconds: float = LIFE_SECONDS,
    pause_seconds: float = 0.0,
) -> AsyncGenerator[bytes]:
    """What the client is sent, until it goes, the outlet is finished or ended, `check` raises a problem, or its life
    is over. After each message it is left alone for `pause_seconds`: what changes meanwhile is sent together."""
    now = time.monotonic()
    ping, last = now + ping_seconds, now + life_seconds
    pause = 0.0
    while True:
        await outlet.rest(pause)
        pause = 0.0
        await outlet.wait(max(0.0, min(ping, last) - time.monotonic()))
        if taken := outlet.take():
            yield taken
            pause = pause_seconds
        now = time.monotonic()
        if outlet.finished:
            return
        if outlet.ending or now >= last:
            yield encode("reconnect", "{}", retry=random.randint(*_RETRY_MILLISECONDS))  # noqa: S311 — no secret
            return
        if now >= ping:
            problem = await _refused(request, check)
            if problem is not None:
                yield problem
                return
            yield _PING
            ping = now + ping_seconds


async def _refused(request: Request, check: Callable[[], Awaitable[Any]]) -> bytes | None:
    """The event that says why the stream ends; None when it goes on, as when nobody can be asked now."""
    try:
        await check()
    except ProblemError as error:
        return encode("problem", problem_of(request, error).model_dump_json(exclude_none=True))
    except Exception as error:
        failure = failure_of(error)
        if failure is None or failure.part is None:
            raise
    return None
