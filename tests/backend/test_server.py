"""The API as the process that a container starts."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from film_studio.kit.settings import ApiSettings

from contracts import environment
from tests.backend.conftest import Template

ROOT = Path(__file__).parents[2]


@dataclass
class Server:
    process: subprocess.Popen[str]
    port: int
    lines: list[str] = field(default_factory=list[str])

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)


def process_environment(settings: ApiSettings) -> dict[str, str]:
    """Exactly the names of the contract, and what the platform adds."""
    platform = {name: os.environ[name] for name in (*environment.PLATFORM, "PATH") if name in os.environ}
    values = settings.model_dump(exclude_none=True) | {"cors_origins": ",".join(settings.cors_origins)}
    return (
        platform
        | {name.upper(): str(value) for name, value in values.items()}
        | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'backend'}"}
    )


@contextmanager
def started(settings: ApiSettings) -> Generator[Server]:
    process = subprocess.Popen(
        [sys.executable, "-m", "film_studio"],
        env=process_environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines: list[str] = []
    port = None
    for line in process.stdout:
        lines.append(line)
        if found := re.search(r"running on http://127.0.0.1:(\d+)", line):
            port = int(found[1])
            break
    assert port is not None, "".join(lines)
    server = Server(process, port, lines)
    reader = threading.Thread(target=lambda: lines.extend(process.stdout or ()))
    reader.start()
    try:
        yield server
    finally:
        process.terminate()
        process.wait(30)
        reader.join()


@pytest.fixture(scope="module")
def server(settings: ApiSettings) -> Iterator[Server]:
    with started(settings) as running:
        yield running


def test_it_answers_and_its_log_is_json_with_the_stage_in_every_line(server: Server, template: Template) -> None:
    calling = server.connection()
    calling.request("GET", "/api/v1/organization", headers={"Authorization": f"Bearer {template.api_key}"})
    answer = calling.getresponse()
    answer.read()
    assert answer.status == 200
    entries = [json.loads(line) for line in server.lines]
    assert {entry["stage"] for entry in entries} == {"test"}
    assert template.api_key not in "".join(server.lines)


def test_fifty_megabytes_are_refused_with_an_answer_and_the_next_request_goes_through(
    server: Server, template: Template
) -> None:
    headers = {"Authorization": f"Bearer {template.api_key}", "Content-Type": "text/plain"}
    path = "/api/v1/projects/00000000-0000-7000-8000-000000000000/revisions"
    for encoding in ({"Content-Length": str(50 * 1024 * 1024)}, {"Transfer-Encoding": "chunked"}):
        calling = server.connection()
        calling.request(
            "POST",
            path,
            body=(b" " * 1024 * 1024 for _ in range(50)),
            headers=headers | encoding,
            encode_chunked="Transfer-Encoding" in encoding,
        )
        answer = calling.getresponse()
        assert answer.status == 413
        assert json.loads(answer.read())["type"] == "urn:film-studio:problem:body-too-large"
    memory = Path(f"/proc/{server.process.pid}/status")
    if memory.exists():  # Linux
        peak = re.search(r"VmHWM:\s+(\d+) kB", memory.read_text())
        assert peak is not None
        assert int(peak[1]) < 400 * 1024
    calling = server.connection()
    calling.request("GET", "/api/v1/health/ready")
    assert calling.getresponse().status == 200


def test_sigterm_ends_it_in_order(settings: ApiSettings) -> None:
    with started(settings) as running:
        idle = running.connection()
        idle.request("GET", "/api/v1/health/live")
        idle.getresponse().read()  # and the connection stays open, as a load balancer's do
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(30) in (0, -signal.SIGTERM)


def test_sigterm_sends_whoever_watches_to_another_process(settings: ApiSettings, template: Template) -> None:
    headers = {"Authorization": f"Bearer {template.api_key}"}
    with started(settings) as running:
        production = _production(running.connection(), headers)
        of_production = f"/api/v1/productions/{production}/events"
        paths = (of_production, of_production, "/api/v1/events?topics=projects,productions")
        watching = [(running.connection(), path) for path in paths]
        answers = [_watched(connection, headers, path) for connection, path in watching]
        running.process.send_signal(signal.SIGTERM)
        for answer in answers:
            assert b"event: reconnect" in answer.read(), "the stream ends in order"
        assert running.process.wait(30) in (0, -signal.SIGTERM)
    assert "Traceback" not in "".join(running.lines)
    assert "graceful" not in "".join(running.lines), "nothing had to be given up"


def _production(connection: http.client.HTTPConnection, headers: dict[str, str]) -> str:
    """The id of one that nobody works on."""
    path = "/api/v1/projects"
    made: Any = {}
    for route, media_type, body in (
        ("", "application/json", '{"title": "Watched"}'),
        ("/projects/{}/revisions", "text/plain", "INT. BAR - DAY\n\nMARA\nHi.\n"),
        ("/revisions/{}/productions", "application/json", ""),
    ):
        path = f"/api/v1{route.format(made['id'])}" if route else path
        connection.request("POST", path, body, {**headers, "Content-Type": media_type})
        answer = connection.getresponse()
        assert answer.status in (201, 202)
        made = json.loads(answer.read())
    return made["id"]


def _watched(connection: http.client.HTTPConnection, headers: dict[str, str], path: str) -> http.client.HTTPResponse:
    """The answer to a stream that has begun."""
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    assert answer.status == 200
    return answer


def test_a_missing_variable_is_named_and_nothing_starts(settings: ApiSettings) -> None:
    variables = process_environment(settings)
    del variables["ASSETS_BUCKET"]
    ended = subprocess.run(
        [sys.executable, "-m", "film_studio"], env=variables, capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 2
    assert "environment variable ASSETS_BUCKET: is not set" in ended.stderr
