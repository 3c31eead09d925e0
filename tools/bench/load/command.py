"""`./studio load`: starts a cloud of its own on this machine, has many clients use it at once, and says how it did."""

import argparse
import asyncio
import sys
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from tools import environments
from tools.bench.http import Connection
from tools.bench.load.report import LoadReport, route_of
from tools.bench.load.studio import LoadedStudio, fill
from tools.bench.load.traffic import CLIENTS, Seen, repeated, streams, traffic
from tools.bench.process import cpu_seconds, resident_bytes
from tools.errors import StudioError
from tools.interface import Command
from tools.local_cloud import processes
from tools.local_cloud.cloud import LocalCloud
from tools.local_cloud.postgres import temporary_state

#: Traffic with and without streams takes turns so often: what else the machine does meets both.
_ROUNDS: Final = 2
_WARM_SECONDS: Final = 1.0
_BARE_REQUESTS: Final = 4_000
_SAMPLE_SECONDS: Final = 0.2
#: Of a screenplay's reader and of Python's pools, after the last request.
_SETTLE_SECONDS: Final = 2.0


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=20, metavar="N", help="of traffic, 2 to 300 (default: 20)")
    parser.add_argument("--streams", type=int, default=100, metavar="N", help="open streams, 0 to 500 (default: 100)")


def run(options: argparse.Namespace) -> LoadReport:
    if not 2 <= options.seconds <= 300:
        raise StudioError(f"--seconds {options.seconds:g}: choose 2 to 300.")
    if not 0 <= options.streams <= 500:
        raise StudioError(f"--streams {options.streams}: choose 0 to 500.")
    with temporary_state() as state:
        return load(state, seconds=options.seconds, stream_count=options.streams)


def load(state: Path, *, seconds: float, stream_count: int) -> LoadReport:
    """Load a cloud that lives in `state`, which is empty."""
    with LocalCloud(state, say=lambda line: print(line, file=sys.stderr), voice_renderer="formant") as cloud:
        for service in cloud.services:
            if "worker" in service.task.name:
                service.stop()
        return asyncio.run(_measured(cloud, seconds=seconds, stream_count=stream_count))


async def _measured(cloud: LocalCloud, *, seconds: float, stream_count: int) -> LoadReport:
    studio = await fill(cloud, callers=CLIENTS)
    await traffic(studio, Seen(), seconds=_WARM_SECONDS)
    before = resident_bytes(studio.process_id)
    peak = [before]
    watching = asyncio.create_task(_watch(studio.process_id, peak))
    seen, quiet, beside = Seen(), _Turn(), _Turn()
    for _ in range(_ROUNDS):
        await _turn(studio, seen, quiet, seconds=seconds / 2 / _ROUNDS, stream_count=0)
        await _turn(studio, seen, beside, seconds=seconds / 2 / _ROUNDS, stream_count=stream_count)
    await asyncio.sleep(_SETTLE_SECONDS)
    watching.cancel()
    bare = await _bare_cpu_seconds(cloud.logs)
    cpu = quiet.cpu / max(1, quiet.requests)
    return LoadReport(
        seconds=seconds,
        clients=CLIENTS,
        streams=stream_count,
        routes=tuple(route_of(name, found) for name, found in sorted(seen.milliseconds.items())),
        requests_a_second=round(quiet.requests / quiet.seconds, 1),
        beside_streams=round(beside.requests / beside.seconds, 1),
        cpu_milliseconds=round(cpu * 1000, 3),
        cpu_ratio=round(cpu / bare, 1),
        memory_before=before,
        memory_peak=max(peak),
        memory_after=resident_bytes(studio.process_id),
        events=seen.events,
        failures=dict(seen.failures),
        refused=dict(seen.refused),
    )


class _Turn:
    """What traffic of one sort has come to, all its turns together."""

    def __init__(self) -> None:
        self.requests = 0
        self.seconds = 0.0
        self.cpu = 0.0


async def _turn(studio: LoadedStudio, seen: Seen, turn: _Turn, *, seconds: float, stream_count: int) -> None:
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(streams(studio, seen, count=stream_count))
        requests, began, cpu = seen.requests, time.monotonic(), cpu_seconds(studio.process_id)
        await traffic(studio, seen, seconds=seconds)
        turn.requests += seen.requests - requests
        turn.seconds += time.monotonic() - began
        turn.cpu += cpu_seconds(studio.process_id) - cpu


async def _watch(process_id: int, peak: list[int]) -> None:
    while True:
        peak.append(await asyncio.to_thread(resident_bytes, process_id))
        await asyncio.sleep(_SAMPLE_SECONDS)


async def _bare_cpu_seconds(logs: Path) -> float:
    """What the least possible answer costs the server, in the interpreter that the API runs in."""
    port = processes.free_port()
    server = processes.start(
        [environments.ENVIRONMENTS["api"].python, "-P", "-m", "tools.bench.bare", str(port)],
        environment=processes.base_environment(),
        log=logs / "bare.log",
    )
    try:
        connections = [Connection(port, {}) for _ in range(CLIENTS)]
        await _answering(connections[0], logs / "bare.log")
        before = cpu_seconds(server.pid)
        await repeated(lambda connection: connection.call("GET", "/"), connections, requests=_BARE_REQUESTS)
        return (cpu_seconds(server.pid) - before) / _BARE_REQUESTS
    finally:
        processes.stop(server)


async def _answering(connection: Connection, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            await connection.call("GET", "/")
        except OSError:
            await asyncio.sleep(0.05)
        else:
            return
    raise StudioError(f"the bare endpoint did not start:\n{processes.tail(log)}")


COMMAND: Final = Command(
    description="Start a cloud on this machine, have 16 clients and 100 streams use its API, and say how it did.",
    arguments=arguments,
    run=run,
    reports=True,
    exit_codes={1: "the API failed at a request, or refused one that was right"},
)
