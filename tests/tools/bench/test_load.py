"""`./studio load`: what it counts as a failure, and what it says."""

import asyncio
import json
from collections import Counter
from dataclasses import replace

import pytest

from tools.bench.http import Answer, Connection
from tools.bench.load.report import LoadReport, route_of
from tools.bench.load.traffic import Seen
from tools.command.__main__ import main as studio

REPORT = LoadReport(
    seconds=20,
    clients=16,
    streams=100,
    routes=(route_of("select", [float(number) for number in range(1, 201)]),),
    requests_a_second=500,
    beside_streams=450,
    cpu_milliseconds=1.5,
    cpu_ratio=20,
    memory_before=100_000_000,
    memory_peak=150_000_000,
    memory_after=110_000_000,
    events=7,
    failures={},
    refused={},
)


def test_the_report_says_what_streams_cost_and_what_memory_stayed() -> None:
    text = REPORT.text()
    assert "10% of them (mark 15%)" in text
    assert "+10% (mark +20%)" in text
    assert "select" in text
    assert (REPORT.routes[0].p50, REPORT.routes[0].p99) == (100.5, 199)
    assert json.loads(json.dumps(REPORT.document()))["streams_cost"] == pytest.approx(0.1)


def test_failures_and_wrong_refusals_are_its_exit_code() -> None:
    seen = Seen()
    for status in (200, 304, 503, 500, 503, 429):
        seen.note("select", Answer(status=status, headers={}, body=b""))
    assert seen.failures == Counter({"select: 503": 2, "select: 500": 1})
    assert REPORT.exit_code == 0
    for found in (replace(REPORT, failures=seen.failures), replace(REPORT, refused=seen.refused)):
        assert found.exit_code == 1
    assert "2 × select: 503" in replace(REPORT, failures=seen.failures).text()


@pytest.mark.parametrize("words", [["--seconds", "1"], ["--seconds", "301"], ["--streams", "501"]])
def test_a_load_has_bounds(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert studio(["load", *words]) == 2
    assert "choose" in capsys.readouterr().err


def test_a_connection_that_the_server_closes_is_opened_again() -> None:
    opened = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or b"0"))
        writer.write(b"HTTP/1.1 200 OK\r\nETag: seven\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
        writer.write(b"3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n")
        await writer.drain()
        writer.close()

    async def calls() -> list[Answer]:
        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            async with Connection(port, {}) as connection:
                return [await connection.call("POST", "/", body=b"{}"), await connection.call("GET", "/")]

    answers = asyncio.run(calls())
    assert [answer.json() for answer in answers] == [[1, 2], [1, 2]]
    assert answers[0].headers["etag"] == "seven"
    assert opened == 2
