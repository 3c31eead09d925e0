"""Health: alive as long as the process runs, ready only when database, schema and bucket are there."""

from typing import Any

import httpx
import psycopg
import pytest
from film_studio.app import create_app
from film_studio.kit.settings import ApiSettings

from tests.backend.conftest import client_of

pytestmark = pytest.mark.anyio


async def ask(settings: ApiSettings, what: str) -> httpx.Response:
    app = create_app(settings, background=False)
    async with app.router.lifespan_context(app), client_of(app, None) as stranger:
        return await stranger.get(f"/api/v1/health/{what}")


async def test_a_migrated_database_and_a_bucket_make_it_ready(settings: ApiSettings) -> None:
    assert (await ask(settings, "ready")).json() == {"status": "ok"}


async def test_without_a_database_it_is_alive_but_not_ready(settings: ApiSettings) -> None:
    nowhere = settings.model_copy(update={"database_system_url": "postgresql://nobody@127.0.0.1:1/nothing"})
    assert (await ask(nowhere, "live")).status_code == 200
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
