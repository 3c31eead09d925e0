"""What everybody does at once: clients that each wait for an answer before they ask again, and streams beside them."""

import asyncio
import contextlib
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from tools.bench.http import Answer, Connection
from tools.bench.load.studio import LoadedStudio
from tools.errors import FAILED, StudioError

#: Who asks at once, each with a key of its own.
CLIENTS: Final = 16
#: What a client asks for, and how often in a hundred.
SHARES: Final = {"select": 40, "list": 20, "progress": 20, "deliverables": 10, "rename": 7, "upload": 3}
_SCREENPLAY: Final = b"INT. KITCHEN - DAY\n\nFog.\n\nIDA\nWho is there?\n\nTOM\nNobody.\n"
_JSON: Final = {"Content-Type": "application/json"}
_TEXT: Final = {"Content-Type": "text/x-fountain"}


@dataclass(kw_only=True)
class Seen:
    """What came of it. `milliseconds` by what was asked; `failures` counts server errors and broken connections, by
    what was asked and how it ended, and `refused` answers that none of these requests should get."""

    milliseconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict[str, list[float]](list))
    failures: Counter[str] = field(default_factory=Counter[str])
    refused: Counter[str] = field(default_factory=Counter[str])
    events: int = 0

    @property
    def requests(self) -> int:
        return sum(map(len, self.milliseconds.values()))

    def note(self, name: str, answer: Answer) -> None:
        if answer.status >= 500:
            self.failures[f"{name}: {answer.status}"] += 1
        elif answer.status >= 400:
            self.refused[f"{name}: {answer.status}"] += 1


class _Client:
    """One who works on a project of their own, so that nobody's rename is refused for another's."""

    def __init__(self, studio: LoadedStudio, number: int, seen: Seen) -> None:
        self._studio = studio
        self._project = studio.projects[number]
        self._seen = seen
        self._chance = random.Random(number)  # noqa: S311 — the same traffic each time
        self._connection = studio.connection(number)
        self._tag = ""

    async def work(self, until: float) -> None:
        names, weights = list(SHARES), list(SHARES.values())
        async with self._connection:
            self._tag = (await self._ask("select")).headers["etag"]
            while time.monotonic() < until:
                (name,) = self._chance.choices(names, weights)
                began = time.perf_counter()
                try:
                    answer = await self._ask(name)
                except (OSError, EOFError) as error:
                    self._seen.failures[f"{name}: {type(error).__name__}"] += 1
                    continue
                self._seen.milliseconds[name].append((time.perf_counter() - began) * 1000)
                self._seen.note(name, answer)

    async def _ask(self, name: str) -> Answer:
        call, project, production = self._connection.call, f"/api/v1/projects/{self._project}", self._studio.production
        match name:
            case "list":
                return await call("GET", "/api/v1/projects?limit=50")
            case "progress":
                return await call("GET", f"/api/v1/productions/{production}")
            case "deliverables":
                return await call("GET", f"/api/v1/productions/{production}/deliverables")
            case "upload":
                return await call("POST", f"{project}/revisions", body=_SCREENPLAY, headers=_TEXT)
            case "rename":
                body = json.dumps({"title": f"Film {self._chance.random()}"}).encode()
                answer = await call("PATCH", project, body=body, headers=_JSON | {"If-Match": self._tag})
                self._tag = answer.headers.get("etag", self._tag)
                return answer
            case _:
                return await call("GET", project)


async def traffic(studio: LoadedStudio, seen: Seen, *, seconds: float) -> None:
    """All clients, for so long."""
    until = time.monotonic() + seconds
    await asyncio.gather(*(_Client(studio, number, seen).work(until) for number in range(CLIENTS)))


@asynccontextmanager
async def streams(studio: LoadedStudio, seen: Seen, *, count: int) -> AsyncGenerator[None]:
    """So many streams, open for as long as the block lasts: half watch a production, half what a browser watches."""
    connections = [studio.connection(number) for number in range(count)]
    paths = (f"/api/v1/productions/{studio.production}/events", "/api/v1/events?topics=productions,jobs")
    readers = [await _opened(connection, paths[number % 2]) for number, connection in enumerate(connections)]
    reading = [asyncio.create_task(_read(reader, seen)) for reader in readers]
    try:
        yield
        ended = sum(task.done() for task in reading)
        if ended:
            seen.failures["stream: ended by itself"] += ended
    finally:
        for connection, task in zip(connections, reading, strict=True):
            task.cancel()
            connection.close()
        for task in reading:
            with contextlib.suppress(asyncio.CancelledError, OSError, EOFError):
                await task


async def _opened(connection: Connection, path: str) -> asyncio.StreamReader:
    status, reader = await connection.stream(path)
    if status != 200:
        raise StudioError(f"the API answered {status} to a stream of {path}", exit_code=FAILED)
    return reader


async def _read(reader: asyncio.StreamReader, seen: Seen) -> None:
    while line := await reader.readline():
        seen.events += line.startswith(b"event:")


async def repeated(
    call: Callable[[Connection], Awaitable[object]], connections: list[Connection], *, requests: int
) -> None:
    """The same call so many times, shared among the connections."""

    async def one(connection: Connection) -> None:
        for _ in range(requests // len(connections)):
            await call(connection)

    await asyncio.gather(*map(one, connections))
