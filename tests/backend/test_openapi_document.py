"""The OpenAPI document that is checked in is the one the API serves; its clients get typed errors."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from film_studio import openapi
from film_studio.kit.problem_kinds import KINDS, raises, schema_name
from openapi_spec_validator import OpenAPIV31SpecValidator as Validator

pytestmark = pytest.mark.anyio
SOURCE = Path(openapi.__file__).parent
CHECKED_IN = Path(__file__).parents[2] / "backend" / "openapi.json"


def operations(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


async def test_the_document_that_is_checked_in_is_up_to_date(app: FastAPI) -> None:
    assert CHECKED_IN.read_text(encoding="utf-8") == openapi.text(app), "run: ./studio fix openapi"


async def test_the_api_serves_its_document(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v1/openapi.json")).json() == json.loads(CHECKED_IN.read_text(encoding="utf-8"))


async def test_every_operation_has_a_name_of_its_own_and_says_what_it_is_for(app: FastAPI) -> None:
    found = operations(openapi.document(app))
    names = [operation["operationId"] for _, operation in found]
    assert len(names) == len(set(names))
    assert [name for name, operation in found if not operation.get("summary")] == []


async def test_a_strict_reader_takes_the_document(app: FastAPI) -> None:
    errors = [
        f"{list(error.absolute_path)}: {error.message}" for error in Validator(openapi.document(app)).iter_errors()
    ]
    assert not errors


async def test_every_operation_declares_its_errors_as_problems(app: FastAPI) -> None:
    for name, operation in operations(openapi.document(app)):
        answers = answers_of(app, operation)
        content = answers["default"]["content"]
        assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}, name
        for status, answer in answers.items():
            if status[0] in "45":
                assert list(answer["content"]) == ["application/problem+json"], name
                kinds = kinds_of(answer)
                assert {KINDS[kind].status for kind in kinds} == {int(status)}, name


@pytest.mark.parametrize(
    ("operation", "kinds"),
    [
        ("live", {"invalid-request"}),
        (
            "update_project",
            {
                *("malformed-json", "unauthorized", "not-allowed", "too-many-requests", "not-found", "conflict"),
                "changed-meanwhile",
                *("body-too-large", "unsupported-media-type", "invalid-request", "precondition-required"),
                *("database-unavailable", "secrets-unavailable"),
            },
        ),
        (
            "list_scenes",
            {
                *("unauthorized", "not-allowed", "too-many-requests", "not-found", "invalid-request", "invalid-cursor"),
                *("database-unavailable", "secrets-unavailable"),
            },
        ),
        (
            "create_revision",
            {
                *("unauthorized", "not-allowed", "too-many-requests", "not-found", "conflict", "body-too-large"),
                "unsupported-media-type",
                "revised-meanwhile",
                *("invalid-request", "invalid-filename", "not-a-screenplay", "screenplay-too-large"),
                *("idempotency-key-reused", "done-already", "busy", "database-unavailable", "storage-unavailable"),
                "secrets-unavailable",
            },
        ),
    ],
)
async def test_problems_are_declared_where_they_can_occur(app: FastAPI, operation: str, kinds: set[str]) -> None:
    (found,) = [each for _, each in operations(openapi.document(app)) if each["operationId"] == operation]
    answers = answers_of(app, found)
    declared = {kind for status, answer in answers.items() if status[0] in "45" for kind in kinds_of(answer)}
    assert declared == kinds


async def test_each_refusal_is_written_once_and_used(app: FastAPI) -> None:
    document = openapi.document(app)
    shared: dict[str, Any] = document["components"]["responses"]
    named = [
        answer["$ref"].rsplit("/", 1)[-1]
        for _, operation in operations(document)
        for status, answer in operation["responses"].items()
        if status[0] in "45d"
    ]
    assert set(named) == set(shared)
    assert len({json.dumps(answer, sort_keys=True) for answer in shared.values()}) == len(shared)


def answers_of(app: FastAPI, operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What an operation answers, by status, with the answers that it shares with others."""
    shared = openapi.document(app)["components"]["responses"]
    return {
        status: shared[answer["$ref"].rsplit("/", 1)[-1]] if "$ref" in answer else answer
        for status, answer in operation["responses"].items()
    }


def kinds_of(answer: dict[str, Any]) -> set[str]:
    """The kinds of problems that an answer declares."""
    schema = answer["content"]["application/problem+json"]["schema"]
    names = {schema_name(kind): kind for kind in KINDS}
    return {names[each["$ref"].rsplit("/", 1)[-1]] for each in schema.get("oneOf", [schema])}


def test_every_kind_of_problem_that_the_code_makes_is_in_the_table_with_its_status() -> None:
    found = {kind: status for path in SOURCE.rglob("*.py") for kind, status in problems_made_in(path)}
    table = {name: kind.status for name, kind in KINDS.items() if name in found}
    assert found == table, "add a line to KINDS of film_studio/kit/problem_kinds.py, and @raises(…) to the routes"
    assert len(found) > 15


def problems_made_in(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ProblemError":
            match node.args:
                case [ast.Constant(value=int(status)), ast.Constant(value=str(kind)), *_]:
                    yield kind, status
                case _:
                    pass


def test_a_kind_that_is_not_in_the_table_is_not_declared() -> None:
    with pytest.raises(ValueError, match="add a line there"):
        raises("no-such-kind")


async def test_what_is_made_leads_to_the_operations_on_it(app: FastAPI) -> None:
    found = {operation["operationId"]: operation for _, operation in operations(openapi.document(app))}
    made = found["create_project"]["responses"]["201"]
    assert made["links"]["get_project"] == {
        "operationId": "get_project",
        "parameters": {"path.project_id": "$response.body#/id"},
    }
    assert {"create_revision", "update_project", "delete_project", "list_productions"} <= set(made["links"])
    assert made["headers"]["Location"] == {"$ref": "#/components/headers/Location"}
    assert "get_production" in found["create_production"]["responses"]["202"]["links"]


async def test_every_stream_declares_the_data_of_its_events(app: FastAPI) -> None:
    streams = {
        operation["operationId"]: operation["responses"]["200"]["content"]["text/event-stream"]
        for _, operation in operations(openapi.document(app))
        if "text/event-stream" in operation["responses"].get("200", {}).get("content", {})
    }
    assert {"stream_production", "stream_job", "stream_events"} <= set(streams)
    assert all(stream["schema"] == {"type": "string"} and stream["x-events"] for stream in streams.values())
    assert streams["stream_production"]["x-events"]["finished"] == {"$ref": "#/components/schemas/Production"}


async def test_no_parameter_is_null(app: FastAPI) -> None:
    document = openapi.document(app)
    for name, operation in operations(document):
        for parameter in openapi.parameters_of(operation, document):
            assert "null" not in json.dumps(parameter), name


async def test_a_parameter_that_several_operations_take_is_written_once(app: FastAPI) -> None:
    document = openapi.document(app)
    written = (each for _, operation in operations(document) for each in operation.get("parameters", ()))
    inline = {json.dumps(each) for each in written if "$ref" not in each}
    shared = document["components"]["parameters"].values()

    assert {("query", "limit"), ("query", "cursor"), ("header", "if-match"), ("path", "project_id")} <= {
        (each["in"], each["name"]) for each in shared
    }
    assert inline.isdisjoint(map(json.dumps, shared))


async def test_every_operation_asks_who_is_calling_but_health_and_those_that_let_people_in(app: FastAPI) -> None:
    public = {name for name, operation in operations(openapi.document(app)) if "security" not in operation}
    sessions = {
        "sign-in",
        "refresh",
        "sign-out",
        "invitation",
        "accept-invitation",
        "forgotten-password",
        "confirm-email",
        "share",
        "openid",
    }
    assert {name for name in public if "/health/" not in name} == {
        "GET /api/v1/session/ways",
        *(f"POST /api/v1/session/{each}" for each in sessions),
    }


async def test_every_reference_in_the_document_leads_somewhere(app: FastAPI) -> None:
    document = openapi.document(app)
    text = json.dumps(document)
    for part in text.split('"$ref": "#/components/schemas/')[1:]:
        assert part.partition('"')[0] in document["components"]["schemas"]
