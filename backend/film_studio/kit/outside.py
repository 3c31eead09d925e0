"""Fetches small JSON documents from elsewhere, whoever answers there: nothing slow, large, or inside."""

import asyncio
import contextlib
import ipaddress
import json
import socket
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from urllib3 import PoolManager, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

#: Until an answer has to be complete: a request of ours answers within five seconds, also where it fetches twice.
SECONDS: Final = 2.0
_STEP_SECONDS: Final = 1.5
#: The documents that are fetched have some kilobytes.
MOST_BYTES: Final = 256 * 1024
_THREADS: Final = 8
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost"})
#: Addresses of IPv6 that translators send on to one of IPv4 which stands in them, whichever that is.
_TRANSLATED: Final = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "::/96")))
#: The sockets of what a thread fetches, where somebody wants to end it from outside.
_opened: Final = threading.local()


class OutsideError(Exception):
    """Nothing usable was answered in time; the text is for the log."""


class UnknownHostError(OutsideError):
    """A name has no address, now or at all."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What somebody answered. `document` is None where it is not a JSON object."""

    status: int
    document: Mapping[str, Any] | None


def is_on_this_machine(url: str) -> bool:
    """Whether a URL names this machine by its loopback address, as on a laptop."""
    return urlsplit(url).hostname in LOOPBACK


def check_url(url: object, *, loopback: bool) -> str:
    """The URL, if it may be fetched: HTTPS without a user; with `loopback` also plain HTTP of this machine.

    Raises `OutsideError`.
    """
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
        has_port = parts is not None and parts.port != 0  # a port that is none raises
    except ValueError as error:
        raise OutsideError(f"{str(url)[:200]!r} is not a URL: {error}") from error
    plain = parts is not None and parts.scheme == "http" and parts.hostname in LOOPBACK
    is_named = parts is not None and parts.hostname and has_port and "@" not in parts.netloc
    if parts is None or not is_named or not (parts.scheme == "https" or plain):
        raise OutsideError(f"{str(url)[:200]!r} is not an https:// URL")
    if plain and not loopback:
        raise OutsideError(f"{str(url)[:200]!r} leads to this machine")
    return str(url)


class Outside:
    """Each process has one of each purpose. With `loopback` it reaches this machine too, and what is beside it: for a
    laptop. Nothing takes longer than `seconds`, and up to `at_once` requests are on their way."""

    def __init__(self, *, loopback: bool, seconds: float = SECONDS, at_once: int = _THREADS) -> None:
        self._loopback: Final = loopback
        self._seconds: Final = seconds
        # Threads of their own: one that hangs outside holds up nobody inside.
        self._threads: Final = ThreadPoolExecutor(at_once, thread_name_prefix="outside")
        step = Timeout(connect=min(_STEP_SECONDS, seconds), read=seconds)
        self._pools: Final = PoolManager(timeout=step, retries=False)
        anywhere: dict[str, type[HTTPConnectionPool | HTTPSConnectionPool]] = {"https": _Pool, "http": _PlainPool}
        public: dict[str, type[HTTPConnectionPool | HTTPSConnectionPool]] = {"https": _PublicPool}
        self._pools.pool_classes_by_scheme = anywhere if loopback else public

    async def get(self, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """Raises `OutsideError`."""
        return await self._run("GET", url, dict(headers or {}), None)

    async def post_form(self, url: str, form: Mapping[str, str], *, headers: Mapping[str, str]) -> Answer:
        """Post fields as a form. Raises `OutsideError`."""
        form_headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return await self._run("POST", url, form_headers, urlencode(form).encode())

    async def post(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> int:
        """Post a body on a connection of its own, and read no more than the status that it is answered with. Raises
        `OutsideError`."""
        answer = await self._run("POST", url, {**headers, "Connection": "close"}, body, is_read=False)
        return answer.status

    async def check(self, url: str) -> str:
        """The URL, if it may be fetched and leads, as far as its name has addresses now, to public ones. Raises
        `OutsideError`."""
        check_url(url, loopback=self._loopback)
        if self._loopback:
            return url
        parts = urlsplit(url)
        with contextlib.suppress(TimeoutError, UnknownHostError):
            async with asyncio.timeout(self._seconds):
                await asyncio.get_running_loop().run_in_executor(
                    self._threads, public_addresses, parts.hostname, parts.port or 443
                )
        return url

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._pools.clear()

    async def _run(
        self, method: str, url: str, headers: dict[str, str], body: bytes | None, *, is_read: bool = True
    ) -> Answer:
        check_url(url, loopback=self._loopback)
        opened: list[socket.socket] = []
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.get_running_loop().run_in_executor(
                    self._threads, lambda: self._fetch(method, url, headers, body, is_read=is_read, opened=opened)
                )
        except TimeoutError as error:
            raise OutsideError(f"{urlsplit(url).hostname} did not answer within {self._seconds:g} s") from error
        except (HTTPError, OSError, UnicodeError) as error:
            raise OutsideError(f"{urlsplit(url).hostname}: {_reason(error)}") from error
        finally:
            # Whoever sends a byte now and then would hold the thread: without a connection it goes on to others.
            for each in opened:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

    def _fetch(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        body: bytes | None,
        *,
        is_read: bool,
        opened: list[socket.socket],
    ) -> Answer:
        ends = time.monotonic() + self._seconds
        _opened.sockets = None if is_read else opened
        answer = self._pools.request(
            method,
            url,
            body=body,
            headers={"Accept": "application/json", "Accept-Encoding": "identity", **headers},
            # Where an address is believed, the one that it sends on to is not.
            redirect=False,
            preload_content=False,
        )
        found = b""
        try:
            while is_read and (part := answer.read1(MOST_BYTES)):
                found += part
                if len(found) > MOST_BYTES:
                    raise OutsideError(f"{urlsplit(url).hostname} answered with more than {MOST_BYTES} bytes")
                if time.monotonic() > ends:
                    raise OutsideError(f"{urlsplit(url).hostname} took more than {self._seconds:g} s")
        finally:
            # The next request cannot use a connection whose answer was not read to its end.
            answer.close()
        return Answer(status=answer.status, document=_object(found))


def _reason(error: Exception) -> str:
    """Without what only a programmer reads: of a connection that was refused, that it was."""
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    return getattr(cause, "strerror", None) or str(cause)


def _object(body: bytes) -> Mapping[str, Any] | None:
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None  # pyright: ignore[reportUnknownVariableType]


def public_addresses(host: str | None, port: int) -> list[tuple[str, int]]:
    """Where a name leads: asked once, so that who has been checked is who is spoken to. Raises `OutsideError` where any
    of its addresses is not a public one, and `UnknownHostError` where it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnknownHostError(f"{host} has no address: {error}") from error
    addresses = [(str(place[0]), int(place[1])) for *_, place in found]
    for address, _ in addresses:
        if not _is_public(ipaddress.ip_address(address.partition("%")[0])):
            raise OutsideError(f"{host} leads to {address}, which is not a public address")
    return addresses


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if any(address in network for network in _TRANSLATED) or address.teredo is not None:
            return False
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
    return address.is_global and not address.is_multicast


class _Connection(HTTPSConnection):
    """Tells whoever asked for it which socket it uses."""

    def connect(self) -> None:
        super().connect()
        _note(self.sock)


class _PlainConnection(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _note(self.sock)


class _PublicConnection(_Connection):
    def _new_conn(self) -> socket.socket:
        found: OSError | None = None
        for address in public_addresses(self.host, self.port or 443):
            try:
                connected = socket.create_connection(address, timeout=_seconds_of(self.timeout))
            except OSError as error:
                found = error
                continue
            _note(connected)
            return connected
        raise OutsideError(f"{self.host} cannot be reached: {found}")


class _Pool(HTTPSConnectionPool):
    ConnectionCls = _Connection  # pyright: ignore[reportAssignmentType] — its own base fits as little


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection  # pyright: ignore[reportAssignmentType] — its own base fits as little


class _PublicPool(HTTPSConnectionPool):
    ConnectionCls = _PublicConnection  # pyright: ignore[reportAssignmentType] — its own base fits as little


def _note(connected: object) -> None:
    sockets: list[socket.socket] | None = getattr(_opened, "sockets", None)
    if sockets is not None and isinstance(connected, socket.socket):
        sockets.append(connected)


def _seconds_of(timeout: object) -> float:
    return float(timeout) if isinstance(timeout, int | float) else _STEP_SECONDS
