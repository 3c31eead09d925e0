"""Fetches small JSON documents from elsewhere, whoever answers there: nothing slow, large, or inside."""

import asyncio
import ipaddress
import json
import socket
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from urllib3 import PoolManager, Timeout
from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

#: Until an answer has to be complete: a request of ours answers within five seconds, also where it fetches twice.
SECONDS: Final = 2.0
_STEP_SECONDS: Final = 1.5
#: The documents that are fetched have some kilobytes.
MOST_BYTES: Final = 256 * 1024
_THREADS: Final = 8
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost"})


class OutsideError(Exception):
    """Nothing usable was answered in time; the text is for the log."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What somebody answered. `document` is None where it is not a JSON object."""

    status: int
    document: Mapping[str, Any] | None


def is_on_this_machine(url: str) -> bool:
    """Whether a URL names this machine by its loopback address, as on a laptop."""
    return urlsplit(url).hostname in _LOOPBACK


def check_url(url: object, *, loopback: bool) -> str:
    """The URL, if it may be fetched: HTTPS without a user; with `loopback` also plain HTTP of this machine.

    Raises `OutsideError`.
    """
    parts = urlsplit(url) if isinstance(url, str) else None
    plain = parts is not None and parts.scheme == "http" and parts.hostname in _LOOPBACK
    if parts is None or not parts.hostname or "@" in parts.netloc or not (parts.scheme == "https" or plain):
        raise OutsideError(f"{str(url)[:200]!r} is not an https:// URL")
    if plain and not loopback:
        raise OutsideError(f"{str(url)[:200]!r} leads to this machine")
    return str(url)


class Outside:
    """Each process has one. With `loopback` it reaches this machine too, and what is beside it: for a laptop."""

    def __init__(self, *, loopback: bool) -> None:
        self._loopback: Final = loopback
        # Threads of their own: one that hangs outside holds up nobody inside.
        self._threads: Final = ThreadPoolExecutor(_THREADS, thread_name_prefix="outside")
        self._pools: Final = PoolManager(timeout=Timeout(connect=_STEP_SECONDS, read=_STEP_SECONDS), retries=False)
        if not loopback:
            pools: dict[str, type[HTTPConnectionPool | HTTPSConnectionPool]] = {"https": _PublicPool}
            self._pools.pool_classes_by_scheme = pools

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Raises `OutsideError`."""
        return await self._run("GET", url, dict(headers or {}), None)

    async def post_form(self, url: str, form: Mapping[str, str], *, headers: Mapping[str, str]) -> Answer:
        """Post fields as a form. Raises `OutsideError`."""
        return await self._run("POST", url, dict(headers), dict(form))

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._pools.clear()

    async def _run(self, method: str, url: str, headers: dict[str, str], form: dict[str, str] | None) -> Answer:
        check_url(url, loopback=self._loopback)
        try:
            async with asyncio.timeout(SECONDS):
                return await asyncio.get_running_loop().run_in_executor(
                    self._threads, self._fetch, method, url, headers, form
                )
        except TimeoutError as error:
            raise OutsideError(f"{urlsplit(url).hostname} did not answer within {SECONDS} s") from error
        except (HTTPError, OSError) as error:
            raise OutsideError(f"{urlsplit(url).hostname}: {error}") from error

    def _fetch(self, method: str, url: str, headers: dict[str, str], form: dict[str, str] | None) -> Answer:
        ends = time.monotonic() + SECONDS
        sent = {} if form is None else {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self._pools.request(
            method,
            url,
            body=None if form is None else urlencode(form),
            headers={"Accept": "application/json", "Accept-Encoding": "identity", **sent, **headers},
            # Where an address is believed, the one that it sends on to is not.
            redirect=False,
            preload_content=False,
        )
        body = b""
        try:
            while part := answer.read1(MOST_BYTES):
                body += part
                if len(body) > MOST_BYTES:
                    raise OutsideError(f"{urlsplit(url).hostname} answered with more than {MOST_BYTES} bytes")
                if time.monotonic() > ends:
                    raise OutsideError(f"{urlsplit(url).hostname} took more than {SECONDS} s")
        finally:
            # The next request cannot use a connection whose answer was not read to its end.
            answer.close()
        return Answer(status=answer.status, document=_object(body))


def _object(body: bytes) -> Mapping[str, Any] | None:
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None  # pyright: ignore[reportUnknownVariableType]


def _check_peer(connected: socket.socket) -> socket.socket:
    """Looked at once connected: a name can have another address each time somebody asks."""
    address = ipaddress.ip_address(connected.getpeername()[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if not address.is_global or address.is_multicast:
        connected.close()
        raise OutsideError(f"{address} is not a public address")
    return connected


class _PublicConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _check_peer(super()._new_conn())


class _PublicPool(HTTPSConnectionPool):
    ConnectionCls = _PublicConnection  # pyright: ignore[reportAssignmentType] — its own base fits as little
