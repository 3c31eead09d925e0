"""What a request costs the API: select by id, lists of 50 and how far a film is, in CPU time, next to a bare endpoint.

CPU time of the server's process, because it survives a machine that is busy with other things: one process on one
core, 32 clients on connections that stay open, rounds in which the endpoints take turns. PostgreSQL's own time is not
in it. Every other read of one row, and every other list of 50, is asked for once, and the dearest is shown. Results of
workers are counted a second of CPU time too; how far a film is beside 600,000 other jobs, by the clock.
"""

import argparse
import asyncio
import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from typing import Any, Final

from contracts.environment import APP_ROLE, DATABASE_NAME, OWNER_ROLE, SYSTEM_ROLE
from tools import environments
from tools.bench.film import SHOTS, add_jobs, make_film, results_a_second
from tools.bench.http import Connection
from tools.bench.process import cpu_seconds
from tools.bench.reads import ITEMS, reads
from tools.environments import ROOT
from tools.errors import StudioError
from tools.local_cloud import processes
from tools.local_cloud.emulator import Emulator
from tools.local_cloud.postgres import Postgres, temporary_state

CLIENTS: Final = 32
ROUNDS: Final = 3
#: Upper limits, in multiples of the bare endpoint.
MARKS: Final = {
    "select_ratio": 16.0,
    "list_ratio": 25.0,
    "production_ratio": 30.0,
    "shots_ratio": 120.0,
    "other_row_ratio": 30.0,
    "other_list_ratio": 60.0,
}
#: A production's progress beside `OTHER_JOBS` of the organisation, at most so many milliseconds; and at least so many
#: results that workers report, a second of one process.
MANY_JOBS_MARK: Final = 3.0
RESULTS_MARK: Final = 150
OTHER_JOBS: Final = 600_000
_REQUESTS: Final = {"bare": 8_000, "select": 1_200, "list": 600, "production": 1_200, "shots": 300}
#: Of each other read, in one round: forty of them take as long as the others together.
_OTHER_REQUESTS: Final = 150
_LABELS: Final = {
    "bare": "bare Starlette",
    "select": "select by id",
    "list": "list of 50",
    "production": "a production's progress",
    "shots": f"{SHOTS} shots with signed URLs",
    "other_row": "dearest other single row",
    "other_list": f"dearest other list of {ITEMS}",
}


def run(*, rounds: int = ROUNDS) -> tuple[dict[str, float], dict[str, str]]:
    """CPU microseconds a request (median of the rounds) of each endpoint, and their ratios to the bare one; results of
    workers a second, and milliseconds of progress beside many jobs. With it, which routes the dearest are."""
    environments.ensure("emulator")
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(temporary_state())
        api, key, database_url, report = stack.enter_context(_api(folder))
        bare = stack.enter_context(_bare(folder))
        headers = {"Authorization": f"Bearer {key}"}
        project = _projects(api.port, headers, count=60)
        film = make_film(api.port, headers, project, database_url)
        targets: dict[str, tuple[_Server, str, dict[str, str]]] = {
            "bare": (bare, "/", {}),
            "select": (api, f"/api/v1/projects/{project}", headers),
            "list": (api, "/api/v1/projects?limit=50", headers),
            "production": (api, f"/api/v1/productions/{film}", headers),
            "shots": (api, f"/api/v1/productions/{film}/shots?limit={SHOTS}", headers),
        }
        found: dict[str, list[float]] = {name: [] for name in targets}
        for round_number in range(rounds + 1):
            for name, (server, path, sent) in targets.items():
                # A key of its own each time: one alone would be told to ask more slowly.
                own = {"Authorization": f"Bearer {_key(api.port, headers)}"} if sent else {}
                cost = _cost(server, path, own, _REQUESTS[name] if round_number else 300)
                if round_number:  # the first one only warms up
                    found[name].append(cost)
        measured = {path for _, path, _ in targets.values()}
        dearest = _dearest(api, headers, {"project_id": project, "production_id": film}, measured, found)
        results = results_a_second(api.port, headers, database_url, api.cpu_seconds, report)
        many = _milliseconds_beside_many(api, headers, film, database_url)
    figures = {f"{name}_microseconds": round(statistics.median(costs), 1) for name, costs in found.items()}
    figures |= {
        f"{name}_ratio": round(figures[f"{name}_microseconds"] / figures["bare_microseconds"], 2)
        for name in found
        if name != "bare"
    }
    return figures | {"results_a_second": round(results, 1), "many_jobs_milliseconds": round(many, 2)}, dearest


def _dearest(
    api: "_Server", headers: dict[str, str], known: dict[str, str], measured: set[str], found: dict[str, list[float]]
) -> dict[str, str]:
    """Ask for every other read, and put what the dearest row and the dearest list cost among what was found; which
    routes they are."""
    costs: dict[str, list[tuple[float, str]]] = {"other_row": [], "other_list": []}
    for read in reads(api.port, headers, known):
        if read.path not in measured:
            own = {"Authorization": f"Bearer {_key(api.port, headers)}"}
            _cost(api, read.path, own, CLIENTS)  # warms up
            cost = _cost(api, read.path, own, _OTHER_REQUESTS)
            costs["other_list" if read.is_list else "other_row"].append((cost, read.template))
    found |= {name: [max(each)[0]] for name, each in costs.items()}
    return {name: max(each)[1] for name, each in costs.items()}


def _milliseconds_beside_many(api: "_Server", headers: dict[str, str], film: str, database_url: str) -> float:
    """Wall time of a production's progress, asked for by one client, beside `OTHER_JOBS`: of the fastest tenth, which a
    machine that is busy with other things makes wait least."""
    add_jobs(api.port, headers, database_url, count=OTHER_JOBS)

    async def measured() -> list[float]:
        times: list[float] = []
        async with Connection(api.port, headers) as connection:
            for _ in range(300):
                began = time.perf_counter()
                await connection.call("GET", f"/api/v1/productions/{film}")
                times.append(time.perf_counter() - began)
        return times

    return statistics.quantiles(asyncio.run(measured()), n=10)[0] * 1000


class _Server:
    """A server's process and its port."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def cpu_seconds(self) -> float:
        return cpu_seconds(self.process.pid)


@contextlib.contextmanager
def _served(
    command: list[str | Path], environment: dict[str, str], port: int, log: Path, ready: str
) -> Generator[_Server]:
    process = processes.start(command, environment=processes.base_environment() | environment, log=log)
    try:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(process.pid, {min(os.sched_getaffinity(0))})
        deadline = time.monotonic() + 60
        while not _answers(f"http://127.0.0.1:{port}{ready}"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise StudioError(f"{command[-1]} did not start:\n{processes.tail(log)}")
            time.sleep(0.05)
        yield _Server(process, port)
    finally:
        processes.stop(process)


@contextlib.contextmanager
def _bare(folder: Path) -> Generator[_Server]:
    port = processes.free_port()
    command: list[str | Path] = [sys.executable, "-P", "-m", "tools.bench.bare", str(port)]
    with _served(command, {"PYTHONPATH": str(ROOT)}, port, folder / "bare.log", "/") as server:
        yield server


@contextlib.contextmanager
def _api(folder: Path) -> Generator[tuple[_Server, str, str, Callable[[str], object]]]:
    """The API with everything it needs, an API key of it, its database as whoever may do anything there, and what tells
    it of an event as workers do."""
    port = processes.free_port()
    (folder / "database").mkdir(mode=0o755)
    with Emulator(folder / "aws") as aws, Postgres(folder / "database", durable=False) as server:
        server.create_database(DATABASE_NAME)
        aws.client("s3").create_bucket(Bucket="assets")
        queues = {name: aws.client("sqs").create_queue(QueueName=name)["QueueUrl"] for name in _QUEUES}
        arn, session_key_arn = (
            aws.client("secretsmanager").create_secret(Name=name)["ARN"] for name in ("api-key", "session-key")
        )

        def url(role: str) -> str:
            return f"postgresql://{role}@127.0.0.1:{server.port}/{DATABASE_NAME}"

        common = aws.credentials | {
            "AWS_REGION": aws.region,
            "DATABASE_AUTH": "password",
            "PGPASSWORD": server.password,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'backend'}",
            "SESSION_KEY_SECRET_ARN": session_key_arn,
            "STAGE": "bench",
        }
        migrated = subprocess.run(
            [sys.executable, "-P", "-m", "film_studio.migrate"],
            env=processes.base_environment()
            | common
            | {"DATABASE_OWNER_URL": url(OWNER_ROLE), "API_KEY_SECRET_ARN": arn},
            capture_output=True,
            text=True,
            check=False,
        )
        if migrated.returncode:
            raise StudioError(migrated.stderr.strip())
        key = aws.client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
        environment = common | {
            "ASSETS_BUCKET": "assets",
            "BIND_HOST": "127.0.0.1",
            "CORS_ORIGINS": "http://127.0.0.1:3000",
            "DATABASE_SYSTEM_URL": url(SYSTEM_ROLE),
            "DATABASE_URL": url(APP_ROLE),
            "FORWARDED_HOPS": "0",
            "PORT": str(port),
            "VIDEO_RENDERER": "animatic",
            "VOICE_RENDERER": "formant",
            "SCORE_RENDERER": "score",
            **{f"{name.upper()}_QUEUE_URL": queue for name, queue in queues.items()},
        }
        command: list[str | Path] = [sys.executable, "-P", "-m", "film_studio"]
        with _served(command, environment, port, folder / "api.log", "/api/v1/health/ready") as api:
            tell = partial(aws.client("sqs").send_message, QueueUrl=queues["events"])
            yield api, key, server.url(DATABASE_NAME), lambda body: tell(MessageBody=body)


def _key(port: int, headers: dict[str, str]) -> str:
    return _post(port, "/api/v1/api-keys", headers, {"name": "Bench"})["key"]


_QUEUES: Final = ("job", "video", "voice", "events")


def _projects(port: int, headers: dict[str, str], *, count: int) -> str:
    """Make projects to select and list; the id of one of them."""
    return [_post(port, "/api/v1/projects", headers, {"title": f"Film {number}"}) for number in range(count)][-1]["id"]


def _post(port: int, path: str, headers: dict[str, str], body: dict[str, str]) -> dict[str, Any]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        data=json.dumps(body).encode(),
        headers=headers | {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 — loopback
        return json.load(answer)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 — loopback
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _cost(server: _Server, path: str, headers: dict[str, str], requests: int) -> float:
    """CPU microseconds a request."""
    before = server.cpu_seconds()
    asyncio.run(_load(server.port, path, headers, requests))
    return (server.cpu_seconds() - before) / requests * 1e6


async def _load(port: int, path: str, headers: dict[str, str], requests: int) -> None:
    lines = [f"GET {path} HTTP/1.1", "Host: bench", *(f"{name}: {value}" for name, value in headers.items())]
    message = ("\r\n".join(lines) + "\r\n\r\n").encode()
    share, rest = divmod(requests, CLIENTS)
    await asyncio.gather(*(_client(port, message, share + (number < rest)) for number in range(CLIENTS)))


async def _client(port: int, message: bytes, requests: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(requests):
        writer.write(message)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if not head.startswith(b"http/1.1 200"):
            raise StudioError(f"the server answered {head.splitlines()[0].decode()}")
        length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
    writer.close()
    await writer.wait_closed()


def main() -> None:
    parser = argparse.ArgumentParser(prog="./studio bench api", description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures, dearest = run()
    if options.json:
        print(json.dumps(figures | dearest))
        return
    print(f"{'endpoint':<28} {'CPU µs':>8} {'× bare':>7} {'mark':>6}")
    for name, label in _LABELS.items():
        ratio = figures.get(f"{name}_ratio", 1.0)
        mark = MARKS.get(f"{name}_ratio")
        limit = "" if mark is None else f"≤ {mark:.0f}"
        which = dearest.get(name, "")
        print(f"{label:<28} {figures[f'{name}_microseconds']:>8.0f} {ratio:>7.1f} {limit:>6}  {which}".rstrip())
    print(f"{figures['results_a_second']:.0f} results a second of one process (mark ≥ {RESULTS_MARK})")
    many = figures["many_jobs_milliseconds"]
    print(f"{many:.1f} ms for a production's progress beside {OTHER_JOBS:,} jobs (mark ≤ {MANY_JOBS_MARK:.0f} ms)")


if __name__ == "__main__":
    main()
