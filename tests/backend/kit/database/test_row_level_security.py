"""The database itself keeps organisations apart, whatever a query forgets."""

import asyncio
import contextlib
import uuid
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import httpx
import psycopg
import pytest
from film_studio.engines.management import ProjectRow
from film_studio.engines.writing import RevisionRow
from film_studio.kit.database.reader import Query, read
from film_studio.kit.database.session import Database, Sight
from film_studio.migrations.tables import Base
from sqlalchemy import bindparam, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from contracts.environment import APP_ROLE, SYSTEM_ROLE
from tests.backend.conftest import Organization

pytestmark = pytest.mark.anyio


def tables_of_organizations() -> list[str]:
    return sorted(
        table.name
        for table in Base.metadata.tables.values()
        if "organization_id" in table.c or table.name == "organization"
    )


@pytest.mark.parametrize("table", tables_of_organizations())
async def test_row_level_security_is_forced_on_every_table_of_organisations(
    owner: psycopg.Connection[Any], table: str
) -> None:
    flags = owner.execute(
        "select relrowsecurity, relforcerowsecurity from pg_class where oid = %s::regclass", (table,)
    ).fetchone()
    assert flags == (True, True)
    policies = owner.execute(
        "select roles::text[], qual, with_check from pg_policies where tablename = %s", (table,)
    ).fetchall()
    (mine,) = [policy for policy in policies if policy[0] == [APP_ROLE]]
    assert "app.org_id" in mine[1]
    assert "app.org_id" in mine[2]
    assert [roles for roles, _, _ in policies if "public" in roles] == []


async def test_no_table_of_the_database_is_left_out(owner: psycopg.Connection[Any]) -> None:
    unprotected = owner.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' "
        "and not relforcerowsecurity"
    ).fetchall()
    assert unprotected == [("alembic_version",)]


@pytest.mark.parametrize("role", [APP_ROLE, SYSTEM_ROLE])
async def test_the_roles_of_the_api_are_neither_owners_nor_above_policies(
    owner: psycopg.Connection[Any], role: str
) -> None:
    row = owner.execute(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = %s", (role,)
    ).fetchone()
    assert row == (False, False, False, False)
    owned = owner.execute("select count(*) from pg_tables where tableowner = %s", (role,)).fetchone()
    assert owned == (0,)


async def test_a_query_without_a_filter_sees_one_organisation_only(
    client: httpx.AsyncClient, make_organization: Callable[[str], Organization], database: Database
) -> None:
    await client.post("/api/v1/projects", json={"title": "Ours"})
    rival = make_organization("Rival")
    await rival.client.post("/api/v1/projects", json={"title": "Theirs"})
    async with database.for_organization(rival.id) as session:
        assert (await session.scalars(select(ProjectRow.title))).all() == ["Theirs"]
    async with database.system() as session:
        assert {"Ours", "Theirs"} <= set((await session.scalars(select(ProjectRow.title))).all())


async def test_an_unknown_organisation_sees_nothing_at_all(client: httpx.AsyncClient, database: Database) -> None:
    await client.post("/api/v1/projects", json={"title": "Ours"})
    for organization_id in (uuid.uuid4(), ""):
        async with database.for_organization(organization_id) as session:  # pyright: ignore[reportArgumentType]
            for table in Base.metadata.sorted_tables:
                allowed = await session.scalar(
                    text("select has_table_privilege(:name, 'select')"), {"name": table.name}
                )
                if allowed:
                    assert await session.scalar(select(func.count()).select_from(table)) == 0, table.name


async def test_a_row_of_another_organisation_can_be_neither_written_nor_taken_over(
    organization_id: uuid.UUID, make_organization: Callable[[str], Organization], database: Database
) -> None:
    rival = make_organization("Rival")
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.for_organization(rival.id) as session:
            session.add(ProjectRow(organization_id=organization_id, title="Planted"))
    async with database.for_organization(organization_id) as session:
        session.add(ProjectRow(organization_id=organization_id, title="Ours"))
    async with database.for_organization(rival.id) as session:
        await session.execute(text("update project set title = 'Taken'"))
    async with database.system() as session:
        assert "Taken" not in (await session.scalars(select(ProjectRow.title))).all()


def test_an_index_that_begins_with_the_organisation_serves_each_of_its_tables_and_none_is_written_twice(
    owner: psycopg.Connection[Any],
) -> None:
    indexes: defaultdict[str, list[tuple[list[str], bool]]] = defaultdict(list)
    for table, unique, columns in owner.execute(
        """
        select indrelid::regclass::text, indisunique, array(
            select attname::text from unnest(indkey) with ordinality as part(number, place)
            join pg_attribute on attrelid = indrelid and attnum = number order by place
        )
        from pg_index join pg_class on pg_class.oid = indexrelid
        where relnamespace = 'public'::regnamespace and indpred is null
        """
    ):
        indexes[table].append((columns, unique))
    for table in Base.metadata.sorted_tables:
        found = indexes[table.name]
        if "organization_id" in table.columns:
            assert any(columns[0] == "organization_id" for columns, _ in found), table.name
        for columns, unique in found:
            longer = [other for other, _ in found if len(other) > len(columns) and other[: len(columns)] == columns]
            assert unique or not longer, f"{table.name}: the index on {columns} is covered by the one on {longer}"


async def test_a_reference_cannot_cross_organisations(
    organization_id: uuid.UUID, make_organization: Callable[[str], Organization], database: Database
) -> None:
    """Foreign keys are checked without policies: only the composite key keeps this out."""
    rival = make_organization("Rival")
    project = ProjectRow(id=uuid.uuid4(), organization_id=organization_id, title="Ours")
    async with database.for_organization(organization_id) as session:
        session.add(project)
    with pytest.raises(IntegrityError, match="fk_revision_organization_id_project_id_project"):
        async with database.for_organization(rival.id) as session:
            session.add(
                RevisionRow(
                    organization_id=rival.id,
                    project_id=project.id,
                    number=1,
                    sha256="0" * 64,
                    bytes=1,
                    pages=1.0,
                    scene_count=0,
                )
            )


@pytest.mark.parametrize("table", ["revision", "scene", "cast_member"])
async def test_the_api_cannot_change_a_revision(organization_id: uuid.UUID, database: Database, table: str) -> None:
    for statement in (f"update {table} set created_at = now()", f"delete from {table}"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with database.for_organization(organization_id) as session:
                await session.execute(text(statement))


async def test_the_organisation_does_not_outlive_its_transaction(
    organization_id: uuid.UUID, database: Database
) -> None:
    """A pooled connection goes to the next caller: nothing of the last one may be left on it."""
    async with database.for_organization(organization_id) as session:
        process = await session.scalar(text("select pg_backend_pid()"))
    async with database.app_engine.connect() as connection:
        assert await connection.scalar(text("select pg_backend_pid()")) == process
        assert not await connection.scalar(text("select current_setting('app.org_id', true)"))
        assert await connection.scalar(select(func.count()).select_from(ProjectRow)) == 0


async def test_what_raises_leaves_nothing_behind(organization_id: uuid.UUID, database: Database) -> None:
    with contextlib.suppress(RuntimeError):
        async with database.for_organization(organization_id) as session:
            session.add(ProjectRow(organization_id=organization_id, title="Halfway"))
            await session.flush()
            raise RuntimeError
    async with database.for_organization(organization_id) as session:
        assert "Halfway" not in (await session.scalars(select(ProjectRow.title))).all()


async def test_a_savepoint_that_fails_takes_back_its_own_part_only(
    organization_id: uuid.UUID, database: Database
) -> None:
    async with database.for_organization(organization_id) as session:
        session.add(ProjectRow(organization_id=organization_id, title="Kept"))
        await session.flush()
        with contextlib.suppress(RuntimeError):
            async with session.begin_nested():
                session.add(ProjectRow(organization_id=organization_id, title="Taken back"))
                await session.flush()
                raise RuntimeError
    async with database.for_organization(organization_id) as session:
        titles = (await session.scalars(select(ProjectRow.title))).all()
    assert "Kept" in titles
    assert "Taken back" not in titles


async def test_a_read_in_one_message_sees_one_organisation_only(
    client: httpx.AsyncClient, make_organization: Callable[[str], Organization], database: Database
) -> None:
    await client.post("/api/v1/projects", json={"title": "Ours"})
    rival = make_organization("Rival")
    await rival.client.post("/api/v1/projects", json={"title": "Theirs"})
    assert await read(database, Sight(rival.id), Query(select(ProjectRow.title)), {}) == [{"title": "Theirs"}]
    assert await read(database, Sight(uuid.uuid4()), Query(select(ProjectRow.title)), {}) == []


async def test_the_organisation_does_not_outlive_a_read_in_one_message_even_when_it_fails(
    organization_id: uuid.UUID, database: Database
) -> None:
    query = Query(select(func.pg_backend_pid().label("process")))
    (found,) = await read(database, Sight(organization_id), query, {})
    with pytest.raises(psycopg.errors.DivisionByZero):
        await read(database, Sight(organization_id), Query(select(text("1 / 0"))), {})
    async with database.app_engine.connect() as connection:
        assert await connection.scalar(text("select pg_backend_pid()")) == found["process"]
        assert not await connection.scalar(text("select current_setting('app.org_id', true)"))
        assert await connection.scalar(select(func.count()).select_from(ProjectRow)) == 0


async def test_a_value_of_a_read_in_one_message_is_never_read_as_sql(
    client: httpx.AsyncClient, organization_id: uuid.UUID, database: Database
) -> None:
    title = "'; set local app.org_id = ''; -- \\' %s %(id)s"
    await client.post("/api/v1/projects", json={"title": title})
    query = Query(select(ProjectRow.title).where(ProjectRow.title == bindparam("title")))
    assert await read(database, Sight(organization_id), query, {"title": title}) == [{"title": title}]


@pytest.mark.parametrize("path", ["/api/v1/projects", "/api/v1/organization"])
async def test_connections_that_the_server_ended_cost_one_answer_that_says_try_again(
    client: httpx.AsyncClient, owner: psycopg.Connection[Any], path: str
) -> None:
    """As after a failover: the pool is full of connections to a server that is gone. By a read and by a session."""
    await asyncio.gather(*(client.get(path) for _ in range(8)))
    owner.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = %s", (APP_ROLE,))
    answers = [await client.get(path) for _ in range(10)]
    assert [answer.status_code for answer in answers] == [503] + [200] * 9
    assert answers[0].headers["Retry-After"]
