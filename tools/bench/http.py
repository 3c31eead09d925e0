"""HTTP/1.1 as cheaply as a client can speak it: whoever measures shares two cores with what is measured."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Connection:
    """Stays open between calls; one that has closed is opened anew by the next call."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self._port = port
        self._headers = {"Host": "127.0.0.1", **headers}
        self._opened: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        if self._opened is not None:
            self._opened[1].close()
            self._opened = None

    async def call(
        self, method: str, path: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Raises OSError and EOFError where the connection breaks."""
        try:
            reader = await self._send(method, path, body, headers or {})
            status, received = await _head(reader)
            content = b"" if status in (204, 304) else await _body(reader, received)
        except (OSError, EOFError):
            self.close()
            raise
        if received.get("connection") == "close":
            self.close()
        return Answer(status=status, headers=received, body=content)

    async def stream(self, path: str) -> tuple[int, asyncio.StreamReader]:
        """The status of an answer that goes on, and where its lines come from, in chunks as they are sent."""
        reader = await self._send("GET", path, b"", {"Accept": "text/event-stream"})
        status, _ = await _head(reader)
        return status, reader

    async def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> asyncio.StreamReader:
        if self._opened is None:
            self._opened = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._opened
        sent = {**self._headers, **headers}
        if body or method in ("POST", "PATCH"):
            sent["Content-Length"] = str(len(body))
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
        await writer.drain()
        return reader


async def _head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    return int(first.split()[1]), headers


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding") != "chunked":
        return await reader.readexactly(int(headers.get("content-length", "0")))
    parts: list[bytes] = []
    while size := int(await reader.readline(), 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(parts)
