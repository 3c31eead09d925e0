"""Health: alive as long as the process runs, ready only when database, schema and bucket are there."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import psycopg
import pytest
from film_studio import health
from film_studio.app import create_app
from film_studio.kit.settings import ApiSettings
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from contracts.environment import APP_ROLE
from tests.backend.conftest import Template, client_of
from tests.backend.ports import closed_port, silent_port

pytestmark = pytest.mark.anyio


async def ask(settings: ApiSettings, what: str) -> httpx.Response:
    app = create_app(settings, background=False)
    async with app.router.lifespan_context(app), client_of(app, None) as stranger:
        return await stranger.get(f"/api/v1/health/{what}")


async def asked_again(asking: Callable[[], Awaitable[httpx.Response]]) -> httpx.Response:
    """As who asks again and again is answered: on a machine full of work a first login may take more than the check
    waits for."""
    answer = await asking()
    for _ in range(4):
        if answer.status_code != 503:
            break
        await asyncio.sleep(1.1)  # what was found is kept for a second
        answer = await asking()
    return answer


async def test_a_migrated_database_and_a_bucket_make_it_ready(settings: ApiSettings) -> None:
    ready = await asked_again(lambda: ask(settings, "ready"))
    assert ready.json() == {
        "status": "ok",
        "parts": {"database": "ok", "storage": "ok", "queues": "ok", "erasure": "ok"},
    }
    assert (await ask(settings, "started")).json() == {"status": "ok"}


@pytest.mark.parametrize("role", ["database_url", "database_system_url"])
async def test_without_a_database_it_is_alive_but_not_ready(settings: ApiSettings, role: str) -> None:
    nowhere = settings.model_copy(update={role: "postgresql://nobody@127.0.0.1:1/nothing"})
    assert (await ask(nowhere, "live")).status_code == 200
    assert (await ask(nowhere, "started")).status_code == 503
    refused = await ask(nowhere, "ready")
    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    assert "the database cannot be used" in refused.json()["detail"]


async def test_a_schema_behind_the_code_is_not_ready(settings: ApiSettings, owner: psycopg.Connection[Any]) -> None:
    row = owner.execute("select version_num from alembic_version").fetchone()
    assert row is not None
    owner.execute("update alembic_version set version_num = '0000'")
    try:
        refused = await ask(settings, "ready")
    finally:
        owner.execute("update alembic_version set version_num = %s", row)
    assert refused.status_code == 503
    assert "python -m film_studio.migrate" in refused.json()["detail"]


async def test_a_schema_ahead_of_the_code_is_ready(settings: ApiSettings, owner: psycopg.Connection[Any]) -> None:
    """During a deployment the old version runs on the new schema."""
    row = owner.execute("select version_num from alembic_version").fetchone()
    assert row is not None
    owner.execute("update alembic_version set version_num = '9999'")
    try:
        assert (await ask(settings, "ready")).status_code == 200
    finally:
        owner.execute("update alembic_version set version_num = %s", row)


async def test_without_its_bucket_it_is_not_ready(settings: ApiSettings) -> None:
    refused = await ask(settings.model_copy(update={"assets_bucket": "no-such-bucket"}), "ready")
    assert refused.status_code == 503
    assert "ASSETS_BUCKET" in refused.json()["detail"]
    assert set(refused.json()["parts"]) == {"database", "storage", "queues", "erasure"}


async def test_a_right_that_the_apis_role_lacks_is_named(settings: ApiSettings, owner: psycopg.Connection[Any]) -> None:
    owner.execute(f"revoke select on project from {APP_ROLE}")
    try:
        refused = await ask(settings, "ready")
    finally:
        owner.execute(f"grant select on project to {APP_ROLE}")
    assert refused.status_code == 503
    assert "may not read project" in refused.json()["detail"]


@pytest.mark.parametrize("silent", [True, False], ids=["silent", "closed"])
async def test_without_queues_everything_is_answered_and_ready_says_that_films_wait(
    settings: ApiSettings, template: Template, monkeypatch: pytest.MonkeyPatch, silent: bool
) -> None:
    with silent_port() as port:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SQS", f"http://127.0.0.1:{port if silent else closed_port()}")
        app = create_app(settings)
        async with app.router.lifespan_context(app), client_of(app, template.api_key) as client:
            assert (await asked_again(lambda: client.get("/api/v1/health/started"))).status_code == 200
            ready = (await client.get("/api/v1/health/ready")).json()
            assert ready["status"] == "degraded"
            assert ready["parts"]["database"] == "ok"
            assert "queues" in ready["parts"]["queues"]
            production = await production_of(client)
            for what in ("cancel", None):
                path = f"/api/v1/productions/{production}/cancel" if what else "/api/v1/projects"
                answer = await client.request("POST" if what else "GET", path)
                assert answer.status_code == 200, answer.text


async def test_once_started_a_database_that_fails_over_has_no_task_replaced(
    settings: ApiSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(settings, background=False)
    async with app.router.lifespan_context(app), client_of(app, None) as stranger:
        assert (await stranger.get("/api/v1/health/started")).status_code == 200
        await app.state.database.close()
        monkeypatch.setattr(app.state.database, "app_engine", nowhere_engine())
        monkeypatch.setattr(health, "_KEPT_SECONDS", -1.0)
        assert (await stranger.get("/api/v1/health/ready")).status_code == 503
        assert (await stranger.get("/api/v1/health/started")).status_code == 200


async def production_of(client: httpx.AsyncClient) -> str:
    """A production that has been started over HTTP."""
    project = (await client.post("/api/v1/projects", json={"title": "Waiting"})).json()["id"]
    path = f"/api/v1/projects/{project}/revisions"
    revision = (await client.post(path, content=b"INT. BAR - DAY\n\nMARA\nHi.\n")).json()["id"]
    started = await client.post(f"/api/v1/revisions/{revision}/productions")
    assert started.status_code == 202, started.text
    return started.json()["id"]


def nowhere_engine() -> AsyncEngine:
    return create_async_engine(f"postgresql+psycopg://nobody@127.0.0.1:{closed_port()}/nothing")


async def test_a_project_that_cannot_be_erased_is_told_of(
    settings: ApiSettings, owner: psycopg.Connection[Any], organization_id: uuid.UUID
) -> None:
    owner.execute(
        "insert into project (organization_id, title, deleted_at, erasure_failures) values (%s, 'Stuck', now(), 7)",
        (organization_id,),
    )
    ready = (await ask(settings, "ready")).json()
    assert ready["status"] == "degraded"
    assert "cannot be erased (1)" in ready["parts"]["erasure"]
    owner.execute("delete from project where title = 'Stuck'")
