"""The API called by its own document, with the valid and the invalid: no request is a server error, and no answer is
one that the document does not declare."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import hypothesis
import pytest
from film_studio.kit.settings import ApiSettings
from hypothesis.errors import Flaky

from tests.backend.conftest import Template
from tests.backend.fuzzing import CHECKS, FEW, Case, Known, Target, schemathesis
from tests.backend.fuzzing import settings as few_or_many
from tests.backend.test_server import Server, started

DOCUMENT = json.loads((Path(__file__).parents[2] / "backend" / "openapi.json").read_text(encoding="utf-8"))
SCREENPLAY = "Title: Fog\n\nINT. BAR - DAY\n\nFog.\n\nMARA\nNow.\n\nEXT. PIER - NIGHT\n\nLEO\nLater.\n"


def is_stream(operation: dict[str, Any]) -> bool:
    return any("text/event-stream" in answer.get("content", {}) for answer in operation["responses"].values())


STREAMS = [
    operation["operationId"]
    for methods in DOCUMENT["paths"].values()
    for operation in methods.values()
    if is_stream(operation)
]
#: All but streams, which do not end; what takes away comes last.
OPERATIONS: list[str] = sorted(
    (
        f"{method.upper()} {path}"
        for path, methods in DOCUMENT["paths"].items()
        for method, operation in methods.items()
        if not is_stream(operation)
    ),
    key=lambda label: str(label).startswith("DELETE"),
)


@pytest.fixture(scope="module")
def server(settings: ApiSettings) -> Iterator[Server]:
    with started(settings) as running:
        yield running


@pytest.fixture(scope="module")
def target(server: Server, template: Template) -> Target:
    """The running API with a few films in it."""
    base_url = f"http://127.0.0.1:{server.port}"
    headers = {"Authorization": f"Bearer {template.api_key}"}
    known = Known()
    with httpx.Client(base_url=f"{base_url}/api/v1", headers=headers, timeout=30) as calling:
        for number in range(4):
            project = calling.post("/projects", json={"title": f"Film {number}"}).json()["id"]
            revision = calling.post(f"/projects/{project}/revisions", content=SCREENPLAY.encode()).json()["id"]
            production = calling.post(f"/revisions/{revision}/productions").json()["id"]
            job = calling.get(f"/productions/{production}/jobs?limit=1").json()["items"][0]["id"]
            task = calling.post(f"/projects/{project}/tasks", json={"title": f"Task {number}"}).json()["id"]
            key = calling.post("/api-keys", json={"name": f"Key {number}"}).json()["id"]
            due = {"title": f"Lock {number}", "due_on": "2026-06-03"}
            milestone = calling.post(f"/projects/{project}/milestones", json=due).json()["id"]
            chosen = {"name": f"Filter {number}", "shared": True}
            chosen_id = calling.post(f"/projects/{project}/task-filters", json=chosen).json()["id"]
            playlist = calling.post(f"/projects/{project}/playlists", json={"title": f"List {number}"}).json()["id"]
            hook = {"name": f"Hook {number}", "url": "https://hooks.example.org", "events": ["task.created"]}
            webhook = calling.post("/webhooks", json=hook).json()["id"]
            delivery = calling.post(f"/webhooks/{webhook}/test").json()["id"]
            for name, value in (
                ("webhook", webhook),
                ("message", delivery),
                ("project", project),
                ("revision", revision),
                ("production", production),
                ("key", key),
                ("job", job),
                ("task", task),
                ("milestone", milestone),
                ("task_filter", chosen_id),
                ("playlist", playlist),
            ):
                known.learn(f"{name}_id", value)
    schema = schemathesis.openapi.from_dict(DOCUMENT).exclude(operation_id=STREAMS)
    schema.config.update(base_url=base_url)
    return Target(schema=schema, base_url=base_url, headers=headers, known=known)


@pytest.mark.parametrize("label", OPERATIONS)
def test_an_operation_takes_what_is_valid_and_refuses_what_is_not(target: Target, label: str, fuzz_cases: int) -> None:
    operation = target.schema.find_operation_by_label(label)

    @few_or_many(max(10, fuzz_cases // len(OPERATIONS)))
    @hypothesis.given(case=target.cases(operation))
    def calls(case: Case) -> None:
        target.send(case)

    calls()


def test_what_was_made_can_be_worked_on_in_any_order(target: Target, fuzz_cases: int) -> None:
    faults: list[str] = []
    answers: list[Any] = []

    class Machine(target.schema.as_state_machine()):
        def get_call_kwargs(self, case: Case) -> dict[str, Any]:
            return {"headers": target.headers, "timeout": 30}

        def validate_response(self, response: Any, case: Case, additional_checks: Any = None, **kwargs: Any) -> None:
            answers.append(response.status_code)
            # A link that took a null from an answer, such as the project of what was done in none, calls for nothing.
            if "/None" in str(response.request.url):
                return
            # Collected: raised, it would be tried again, with what the first try has made.
            try:
                case.validate_response(response, checks=CHECKS, headers=target.headers)
            except schemathesis.core.failures.FailureGroup as group:
                faults.append(f"{case.as_curl_command()}\n{group}: {group.exceptions}")

    while len(answers) < fuzz_cases // 3 and not faults:
        # The API remembers what former runs have made, so that one that begins alike may go on in another way.
        with contextlib.suppress(Flaky):
            hypothesis.seed(len(answers))(Machine).run(settings=few_or_many(FEW, steps=15))
    assert not faults, "\n\n".join(faults[:5])
    assert 200 in answers
