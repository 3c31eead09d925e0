"""Nothing inside is reached from an address that somebody gives, however it is written and wherever its name leads."""

import asyncio
import ipaddress
import socket
from typing import Any

import pytest
from film_studio.kit import outside
from film_studio.kit.outside import Outside, OutsideError, check_url, public_addresses
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.anyio
INSIDE = (
    *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "169.254.170.2", "100.64.0.1"),
    *("0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00:ec2::254", "fc00::1", "ff02::1"),
    *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1"),
)


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_refused(address: str) -> None:
    with pytest.raises(OutsideError, match="not a public address"):
        public_addresses(address, 443)


@settings(max_examples=200)
@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_the_same_however_ipv6_writes_it(address: ipaddress.IPv4Address) -> None:
    def is_taken(written: str) -> bool:
        try:
            public_addresses(written, 443)
        except OutsideError:
            return False
        return True

    assert is_taken(str(address)) == (address.is_global and not address.is_multicast)
    assert is_taken(f"::ffff:{address}") == is_taken(str(address))
    # Whoever translates these sends them on to the address in them.
    for written in (f"64:ff9b::{address}", f"::{address}"):
        assert not is_taken(written)


@pytest.mark.parametrize(
    "url",
    [
        *("http://films.example.org", "http://127.0.0.1", "https://a:b@films.example.org", "ftp://x", "https://"),
        *("https://[", "https://films.example.org:x", "https://films.example.org:99999", "file:///etc/passwd"),
    ],
)
def test_only_https_urls_without_a_user_are_fetched(url: str) -> None:
    with pytest.raises(OutsideError):
        check_url(url, loopback=False)


async def test_a_name_is_asked_for_once_and_none_of_its_addresses_may_be_inside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that leads somewhere else each time leads nowhere else between the check and the connection."""
    answers = [["203.0.113.7", "93.184.215.14"], ["93.184.215.14"], ["127.0.0.1"]]
    connected: list[Any] = []

    def asked(_host: str, port: int, **_: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in answers.pop(0)]

    def connect(address: tuple[str, int], **_: object) -> socket.socket:
        connected.append(address)
        raise ConnectionRefusedError("nobody is there")

    monkeypatch.setattr(outside.socket, "getaddrinfo", asked)
    monkeypatch.setattr(outside.socket, "create_connection", connect)
    fetching = Outside(loopback=False)
    with pytest.raises(OutsideError, match=r"203\.0\.113\.7, which is not a public address"):
        await fetching.post("https://hooks.example.org/x", b"{}", headers={})
    assert connected == []
    with pytest.raises(OutsideError, match="cannot be reached"):
        await fetching.post("https://hooks.example.org/x", b"{}", headers={})
    assert connected == [("93.184.215.14", 443)]
    with pytest.raises(OutsideError, match="not a public address"):
        await fetching.check("https://hooks.example.org/x")
    fetching.close()


async def test_who_sends_a_byte_now_and_then_holds_no_thread() -> None:
    """One thread serves both: after the first, which never ends, the second is answered at once."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if (await reader.read(4)).startswith(b"slow"):
            while not writer.is_closing():
                writer.write(b"H")
                await writer.drain()
                await asyncio.sleep(0.05)
        writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    fetching = Outside(loopback=True, seconds=0.5, at_once=1)
    with pytest.raises(OutsideError, match=r"did not answer within 0\.5 s"):
        await fetching.post(url, b"slow", headers={})
    assert await fetching.post(url, b"fast", headers={}) == 204
    fetching.close()
    server.close()
