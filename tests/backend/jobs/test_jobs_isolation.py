"""The database itself keeps organisations apart in every table of the way of work."""

import uuid
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.backend.studio import Studio

pytestmark = pytest.mark.anyio

TABLES = ("shot_plan", "shot", "production", "job", "job_dependency", "outbox", "artifact")


async def test_another_organisation_sees_no_row_even_without_a_filter(
    studio: Studio, make_organization: Callable[[str], Any]
) -> None:
    production = await studio.start()
    await studio.succeed(await studio.job(production.id, "line"))
    stranger = make_organization("Other pictures")
    for table in TABLES:
        count = text(f"select count(*) from {table}")
        async with studio.database.for_organization(studio.organization_id) as session:
            assert await session.scalar(count) != 0, f"{table} has rows to be seen"
        async with studio.database.for_organization(stranger.id) as session:
            assert await session.scalar(count) == 0, table


async def test_another_organisation_cannot_change_or_add_a_row(
    studio: Studio, make_organization: Callable[[str], Any]
) -> None:
    production = await studio.start()
    stranger = make_organization("Other pictures")
    async with studio.database.for_organization(stranger.id) as session:
        await session.execute(text("update job set status = 'cancelled'"))
        await session.execute(text("delete from outbox"))
    assert studio.outbox(production.id) == 4
    assert (await studio.job(production.id, "line")).status == "queued"
    with pytest.raises(DBAPIError, match="row-level security"):
        async with studio.database.for_organization(stranger.id) as session:
            await session.execute(
                text(
                    "insert into artifact (organization_id, recipe_hash, kind, result) values (:o, 'x', 'line', '{}')"
                ),
                {"o": studio.organization_id},
            )


async def test_a_job_cannot_await_one_of_another_organisation(
    studio: Studio, make_organization: Callable[[str], Any], owner: psycopg.Connection[Any]
) -> None:
    production = await studio.start()
    job = await studio.job(production.id, "line")
    stranger = make_organization("Other pictures")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        owner.execute(
            "insert into job_dependency (owner_id, gate, awaits_id, organization_id) values (%s, 'x', %s, %s)",
            (production.id, job.id, stranger.id),
        )


async def test_the_api_cannot_change_a_plan(studio: Studio) -> None:
    await studio.start()
    for table in ("shot", "shot_plan"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with studio.database.for_organization(studio.organization_id) as session:
                await session.execute(text(f"update {table} set revision_id = :id"), {"id": uuid.uuid4()})
