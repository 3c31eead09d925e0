"""A part that is away is said as such, to every route's caller: which part, and when to come again."""

import asyncio
import re
import uuid
from typing import Any

import httpx
import psycopg
import pytest
from film_studio import openapi
from film_studio.app import create_app
from film_studio.kit.failures import UnavailableError, failure_of
from film_studio.kit.settings import ApiSettings
from psycopg import errors
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from tests.backend.conftest import Template, client_of
from tests.backend.ports import closed_port, silent_port

pytestmark = pytest.mark.anyio
#: What only whoever holds a share link is shown, by the reads of other routes.
SHARED = (
    *("get_shared", "get_shared_subtitles"),
    *("list_shared_comments", "create_shared_comment", "create_shared_reply"),
)
AWAY = ("08006", "25006", "25P03", "40001", "40P01", "53300", "55P03", "57014", "57P01", "57P03")


@pytest.mark.parametrize("state", AWAY)
def test_a_database_that_cannot_now_is_away(state: str) -> None:
    error = errors.lookup(state)("…")
    for raised in (error, DBAPIError("select", None, error)):
        failure = failure_of(raised)
        assert failure is not None
        assert (failure.status, failure.part) == (503, "database")


@pytest.mark.parametrize(
    "error",
    [
        psycopg.OperationalError("connection refused"),
        errors.ConnectionTimeout("timeout expired"),
        OperationalError("select", None, Exception(), connection_invalidated=True),
        PoolTimeoutError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_database_that_is_not_reached_is_away(error: Exception) -> None:
    failure = failure_of(error)
    assert failure is not None
    assert failure.kind == "database-unavailable"


@pytest.mark.parametrize("part", ["database", "storage", "queue"])
def test_the_part_that_is_away_is_named(part: Any) -> None:
    failure = failure_of(UnavailableError(part, "silent"))
    assert failure is not None
    assert (failure.status, failure.kind, failure.part) == (503, f"{part}-unavailable", part)
    assert part in failure.detail


@pytest.mark.parametrize("state", ["23505", "23503", "23514"])
def test_what_another_request_has_done_first_is_a_conflict(state: str) -> None:
    failure = failure_of(DBAPIError("insert", None, errors.lookup(state)("…")))
    assert failure is not None
    assert (failure.status, failure.part) == (409, None)


@pytest.mark.parametrize("error", [errors.lookup("22003")("…"), psycopg.DataError("cannot contain NUL")])
def test_a_value_that_no_table_takes_is_the_callers_to_mend(error: Exception) -> None:
    failure = failure_of(error)
    assert failure is not None
    assert (failure.status, failure.part) == (422, None)


@pytest.mark.parametrize("error", [errors.lookup("42P01")("no such table"), RuntimeError("mistake")])
def test_a_mistake_of_ours_is_none_of_these(error: Exception) -> None:
    assert failure_of(error) is None


def body_of(document: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    """A body that the operation accepts, as arguments of a request."""
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        taken = content["application/json"]["schema"]
        several = taken.get("oneOf") or taken.get("anyOf") or [taken]  # any of: it or null
        name = several[0]["$ref"].rpartition("/")[2]
        schema = document["components"]["schemas"][name]
        return {"json": {each: value_of(schema["properties"][each], document) for each in schema.get("required", ())}}
    return {"content": b"INT. KITCHEN - DAY\n\nFog.\n"} if content else {}


def value_of(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    """What a field takes."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if schema.get("format") == "uuid":
        return str(uuid.uuid4())
    for chosen in ("examples", "enum"):
        if chosen in schema:
            return schema[chosen][0]
    if "const" in schema:
        return schema["const"]
    if {"type": "null"} in schema.get("anyOf", ()):
        return None
    if schema.get("type") == "array":
        return [value_of(schema["items"], document)]
    if schema.get("type") == "boolean":
        return False
    if schema.get("type") == "object":
        return {each: value_of(schema["properties"][each], document) for each in schema.get("required", ())}
    return int(schema.get("minimum", 0)) if schema.get("type") == "integer" else "A name or password"


def query_of(operation: dict[str, Any], document: dict[str, Any]) -> dict[str, str]:
    """The parameters of its query that the operation cannot do without, as its document shows them."""
    parameters = [
        each for each in openapi.parameters_of(operation, document) if each["in"] == "query" and each["required"]
    ]
    return {each["name"]: each["schema"]["examples"][0] for each in parameters}


@pytest.mark.parametrize("away", ["database_url", "database_system_url"])
async def test_every_route_says_that_the_database_is_away(settings: ApiSettings, template: Template, away: str) -> None:
    nowhere = settings.model_copy(update={away: f"postgresql://nobody@127.0.0.1:{closed_port()}/nothing"})
    app = create_app(nowhere, background=False)
    document = app.openapi()
    async with app.router.lifespan_context(app), client_of(app, template.api_key) as client:
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                if "security" not in operation or operation["operationId"] in SHARED:
                    continue
                url = re.sub(r"\{\w+\}", str(uuid.uuid4()), path)
                response = await client.request(
                    method, url, params=query_of(operation, document), **body_of(document, operation)
                )
                assert response.status_code == 503, f"{method} {path}: {response.text}"
                assert response.json()["type"].endswith(":database-unavailable")
                assert response.headers["Retry-After"]


async def test_a_database_that_takes_connections_and_is_silent_is_away(
    settings: ApiSettings, template: Template
) -> None:
    with silent_port() as port:
        nowhere = settings.model_copy(update={"database_url": f"postgresql://nobody@127.0.0.1:{port}/nothing"})
        app = create_app(nowhere, background=False)
        async with app.router.lifespan_context(app), client_of(app, template.api_key) as client:
            response = await client.get("/api/v1/projects")
    assert response.status_code == 503
    assert response.json()["type"].endswith(":database-unavailable")


@pytest.mark.parametrize("silent", [True, False], ids=["silent", "closed"])
async def test_an_upload_says_that_storage_is_away_and_keeps_nothing(
    settings: ApiSettings, client: httpx.AsyncClient, template: Template, monkeypatch: pytest.MonkeyPatch, silent: bool
) -> None:
    project = (await client.post("/api/v1/projects", json={"title": "Fog"})).json()["id"]
    path = f"/api/v1/projects/{project}/revisions"
    app = create_app(settings, background=False)
    with silent_port() as port:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{port if silent else closed_port()}")
        async with app.router.lifespan_context(app), client_of(app, template.api_key) as calling:
            response = await calling.post(path, content=b"INT. KITCHEN - DAY\n\nFog.\n")
    assert response.status_code == 503, response.text
    assert response.json()["type"].endswith(":storage-unavailable")
    assert response.headers["Retry-After"]
    assert (await client.get(path)).json()["items"] == []


async def test_while_storage_hangs_under_many_uploads_everybody_else_is_answered(
    settings: ApiSettings, client: httpx.AsyncClient, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    projects = [(await client.post("/api/v1/projects", json={"title": f"Fog {n}"})).json()["id"] for n in range(25)]
    app = create_app(settings, background=False)
    with silent_port() as port:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{port}")
        async with app.router.lifespan_context(app), client_of(app, template.api_key) as calling:
            uploads = [
                asyncio.create_task(
                    calling.post(f"/api/v1/projects/{project}/revisions", content=f"INT. {project} - DAY\n".encode())
                )
                for project in projects
            ]
            answered = 0
            while not all(upload.done() for upload in uploads):
                other = await calling.get(f"/api/v1/projects/{projects[0]}")
                assert other.status_code == 200, other.text
                answered += 1
                await asyncio.sleep(0.05)
            refused = [(await upload).json()["type"].rpartition(":")[2] for upload in uploads]
    assert answered >= 10
    assert set(refused) <= {"storage-unavailable", "busy"}
    assert "storage-unavailable" in refused
