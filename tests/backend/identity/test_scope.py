"""A request's scope: one organisation, reads that see what it wrote, all or nothing."""

import contextlib
import uuid

import pytest
from film_studio.engines.management import ProjectRow
from film_studio.identity.caller import service_of
from film_studio.identity.scope import open_scope
from film_studio.kit.database.bulk import new_ids
from film_studio.kit.database.reader import Query
from film_studio.kit.database.session import Database
from film_studio.kit.storage import Storage
from sqlalchemy import bindparam, func, select, text

pytestmark = pytest.mark.anyio
TITLES = Query(select(ProjectRow.title).where(ProjectRow.organization_id == bindparam("organization_id")))


async def test_a_read_sees_what_its_request_has_written_and_others_do_not_before_the_end(
    database: Database, storage: Storage, organization_id: uuid.UUID
) -> None:
    async with (
        open_scope(database, storage, service_of(organization_id)) as scope,
        open_scope(database, storage, service_of(organization_id)) as other,
    ):
        scope.session.add(ProjectRow(organization_id=organization_id, title="Written here"))
        await scope.session.flush()
        assert {"title": "Written here"} in await scope.rows(TITLES)
        assert {"title": "Written here"} not in await other.rows(TITLES)
        await scope.commit()
        assert {"title": "Written here"} in await other.rows(TITLES)


async def test_what_raises_leaves_nothing_behind(
    database: Database, storage: Storage, organization_id: uuid.UUID
) -> None:
    with contextlib.suppress(RuntimeError):
        async with open_scope(database, storage, service_of(organization_id)) as scope:
            scope.session.add(ProjectRow(organization_id=organization_id, title="Halfway"))
            await scope.session.flush()
            raise RuntimeError
    async with open_scope(database, storage, service_of(organization_id)) as scope:
        assert {"title": "Halfway"} not in await scope.rows(TITLES)


@pytest.mark.parametrize("begun", [False, True])
async def test_a_read_stays_within_its_organisation_whatever_it_is_asked_for(
    database: Database, storage: Storage, organization_id: uuid.UUID, begun: bool
) -> None:
    async with open_scope(database, storage, service_of(organization_id)) as scope:
        scope.session.add(ProjectRow(organization_id=organization_id, title="Ours"))
    async with open_scope(database, storage, service_of(uuid.uuid4())) as stranger:
        if begun:
            await stranger.session.execute(text("select 1"))
        assert await stranger.rows(TITLES, organization_id=organization_id) == []


async def test_ids_made_beforehand_sort_as_they_were_given_and_before_later_rows(
    database: Database, storage: Storage, organization_id: uuid.UUID
) -> None:
    async with open_scope(database, storage, service_of(organization_id)) as scope:
        ids = await new_ids(scope.session, 5_000)
        row = ProjectRow(organization_id=organization_id, title="Later")
        scope.session.add(row)
        await scope.session.flush()
        assert ids == sorted(set(ids))
        assert ids[-1] < row.id
        assert await scope.session.scalar(select(func.uuid_extract_version(row.id))) == 7


async def test_storage_is_not_asked_while_a_transaction_is_open(
    database: Database, storage: Storage, organization_id: uuid.UUID
) -> None:
    async with open_scope(database, storage, service_of(organization_id)) as scope:
        assert await scope.storage.get("nothing") is None
        await scope.session.execute(text("select 1"))
        with pytest.raises(RuntimeError, match="inside a transaction"):
            _ = scope.storage
        await scope.commit()
        assert await scope.storage.get("nothing") is None
