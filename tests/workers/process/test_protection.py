"""Scale-in protection: asked for while a message is held, given back after, never a reason to fail."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from film_workers.process.protection import TaskProtection


class Agent:
    """The part of the ECS agent that a task talks to, on a real port."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.answer: tuple[int, bytes] = (200, b'{"protection":{}}')
        agent = self

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                agent.asked.append((self.path, json.loads(body)))
                self.send_response(agent.answer[0])
                self.end_headers()
                self.wfile.write(agent.answer[1])

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                """Tests print nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.uri = f"http://127.0.0.1:{self.server.server_port}/api/token"

    @property
    def states(self) -> list[bool]:
        return [body["ProtectionEnabled"] for _, body in self.asked]


@pytest.fixture
def agent() -> Iterator[Agent]:
    agent = Agent()
    thread = threading.Thread(target=agent.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield agent
    agent.server.shutdown()
    thread.join()
    agent.server.server_close()


class Clock:
    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_a_task_is_protected_while_it_holds_a_message(agent: Agent) -> None:
    protection = TaskProtection(agent.uri, clock=Clock())
    protection.hold()
    protection.release(idle=True)
    assert agent.asked == [
        ("/api/token/task-protection/v1/state", {"ProtectionEnabled": True, "ExpiresInMinutes": 15}),
        ("/api/token/task-protection/v1/state", {"ProtectionEnabled": False}),
    ]


def test_quick_jobs_that_follow_one_another_share_a_protection(agent: Agent) -> None:
    clock = Clock()
    protection = TaskProtection(agent.uri, clock=clock)
    for _ in range(10):
        protection.hold()
        clock.seconds += 1
        protection.release(idle=False)
    assert agent.states == [True]


def test_a_worker_that_is_never_idle_can_still_be_scaled_in_between_jobs(agent: Agent) -> None:
    clock = Clock()
    protection = TaskProtection(agent.uri, clock=clock)
    protection.hold()
    clock.seconds += 31
    protection.release(idle=False)
    assert agent.states == [True, False]


def test_a_long_job_renews_its_protection_before_it_expires(agent: Agent) -> None:
    clock = Clock()
    protection = TaskProtection(agent.uri, clock=clock)
    for _ in range(40):
        protection.hold()
        clock.seconds += 40
    assert agent.states == [True] * 5  # 1,600 s: at the start, then every 300 s or the first beat after


@pytest.mark.parametrize("answer", [(500, b""), (200, b'{"failure":{"Reason":"DEPLOYMENT_BLOCKED"}}')])
def test_a_refusal_does_not_stop_the_work(agent: Agent, answer: tuple[int, bytes]) -> None:
    agent.answer = answer
    protection = TaskProtection(agent.uri, clock=Clock())
    protection.hold()
    protection.release(idle=True)
    assert agent.states == [True, False]


def test_outside_ecs_nobody_is_asked() -> None:
    protection = TaskProtection(None)
    protection.hold()
    protection.release(idle=True)
