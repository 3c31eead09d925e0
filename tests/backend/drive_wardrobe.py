"""Drives a backend that has the wardrobe engine: `drive_wardrobe.py SETTINGS OWNER_URL API_KEY`."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
from alembic.migration import MigrationContext
from alembic.operations import Operations
from film_studio.app import create_app
from film_studio.flows.erasure import erase_deleted_projects
from film_studio.kit.database.security import enable_row_level_security
from film_studio.kit.database.session import sqlalchemy_url
from film_studio.kit.settings import ApiSettings
from film_studio.migrations.tables import TABLES
from sqlalchemy import create_engine


def make_table(owner_url: str) -> None:
    """What the engine's migration would do."""
    (table,) = [each for each in TABLES if each.__tablename__ == "garment"]
    with create_engine(sqlalchemy_url(owner_url)).begin() as connection:
        table.metadata.create_all(connection, tables=[table.metadata.tables["garment"]])
        operations: Any = Operations(MigrationContext.configure(connection))
        enable_row_level_security(operations, "garment")


async def drive(settings: ApiSettings, owner_url: str, api_key: str) -> None:
    app = create_app(settings, background=False)
    headers = {"Authorization": f"Bearer {api_key}"}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api.test", headers=headers) as client,
    ):
        made = await client.post("/api/v1/projects", json={"title": "Dressed"})
        project = made.json()["id"]
        revision = await client.post(
            f"/api/v1/projects/{project}/revisions",
            content=b"INT. BAR - DAY\n\nMARA\nHi.\n",
            headers={"Content-Type": "text/plain"},
        )
        worn = await client.get(f"/api/v1/revisions/{revision.json()['id']}/garments")
        assert worn.json() == ["MARA"], worn.text
        await client.delete(f"/api/v1/projects/{project}", headers={"If-Match": made.headers["ETag"]})
        later = datetime.now(UTC) + timedelta(days=31)
        assert await erase_deleted_projects(app.state.database, app.state.storage, later) == 1
    with psycopg.connect(owner_url) as connection:
        assert connection.execute("select count(*) from garment").fetchone() == (0,)


def main() -> None:
    settings, owner_url, api_key = sys.argv[1:]
    make_table(owner_url)
    asyncio.run(drive(ApiSettings.model_validate_json(settings), owner_url, api_key))
    sys.stdout.write("served, known, followed, erased\n")


if __name__ == "__main__":
    main()
