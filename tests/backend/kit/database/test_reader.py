"""Reads of one message: what goes in comes out, and whatever becomes of one, the pool has its connection back."""

import asyncio
import uuid
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from film_studio.kit.database.reader import Query, read
from film_studio.kit.database.session import Database, Sight
from psycopg.pq import TransactionStatus
from sqlalchemy import Boolean, DateTime, Integer, String, Uuid, bindparam, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from contracts.connections import APP_POOL

pytestmark = pytest.mark.anyio
SIGHT = Sight(uuid.UUID(int=7))
ONE = Query(select(literal_column("1", Integer).label("one")))
ASLEEP = Query(select(func.pg_sleep(bindparam("seconds", type_=Integer)).label("slept")))
ENDING = Query(
    select(func.pg_terminate_backend(func.pg_backend_pid()).label("ended"), func.pg_sleep(30).label("slept"))
)
PID = Query(select(func.pg_backend_pid().label("pid")))


def pool_of(database: Database) -> QueuePool:
    pool = database.app_engine.sync_engine.pool
    assert isinstance(pool, QueuePool)
    return pool


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (String, 'it\'s 100% %(value)s; select 2 -- \\ "fog" 雾'),
        (String, ""),
        (String, None),
        (Uuid, uuid.UUID(int=9)),
        (Integer, -7),
        (Boolean, True),
        (DateTime(timezone=True), datetime(2026, 3, 29, 1, 30, 0, 1, tzinfo=UTC)),
    ],
)
async def test_a_value_comes_back_as_it_was_sent(database: Database, kind: Any, value: object) -> None:
    query = Query(
        select(
            cast(bindparam("value", type_=kind), kind).label("value"),
            literal_column("'50%'", String).label("share"),
            cast(literal_column("'{\"a\": [1]}'", String), JSONB).label("parts"),
            func.current_setting("app.org_id").label("organisation"),
        )
    )
    expected = {"value": value, "share": "50%", "parts": {"a": [1]}, "organisation": str(SIGHT.organization_id)}
    for _ in range(2):  # also on a connection that has read before
        assert await read(database, SIGHT, query, {"value": value}) == [expected]


async def test_a_read_that_fails_gives_its_connection_back_as_it_was(database: Database) -> None:
    broken = Query(select((literal_column("1", Integer) / bindparam("by", type_=Integer)).label("wrong")))
    assert await read(database, SIGHT, broken, {"by": 1}) == [{"wrong": 1}]
    before = pool_of(database).checkedin()
    with pytest.raises(psycopg.errors.DivisionByZero):
        await read(database, SIGHT, broken, {"by": 0})
    assert pool_of(database).checkedin() == before
    assert await read(database, SIGHT, ONE, {}) == [{"one": 1}]


async def test_a_read_that_is_given_up_stops_and_leaves_a_connection_that_can_be_used(database: Database) -> None:
    await read(database, SIGHT, ONE, {})
    asleep = asyncio.ensure_future(read(database, SIGHT, ASLEEP, {"seconds": 60}))
    await asyncio.sleep(0.2)
    asleep.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(asleep, timeout=10)
    assert pool_of(database).checkedout() == 0
    assert await read(database, SIGHT, ONE, {}) == [{"one": 1}]


async def test_more_reads_than_connections_wait_for_their_turn(database: Database) -> None:
    found = await asyncio.gather(*(read(database, SIGHT, PID, {}) for _ in range(3 * APP_POOL)))
    assert len({row["pid"] for rows in found for row in rows}) <= APP_POOL
    assert pool_of(database).checkedout() == 0


async def test_a_connection_that_was_ended_is_said_once_and_then_replaced(database: Database) -> None:
    with pytest.raises(OperationalError) as raised:
        await read(database, SIGHT, ENDING, {})
    assert raised.value.connection_invalidated
    assert await read(database, SIGHT, ONE, {}) == [{"one": 1}]
    assert pool_of(database).checkedout() == 0


async def test_a_connection_that_has_lain_there_too_long_is_opened_anew(database: Database) -> None:
    (one,) = await read(database, SIGHT, PID, {})
    pool_of(database)._recycle = 0  # pyright: ignore[reportPrivateUsage] — as if half an hour had passed
    (other,) = await read(database, SIGHT, PID, {})
    assert other["pid"] != one["pid"]
    assert pool_of(database).checkedout() == 0


async def test_what_a_transaction_leaves_open_is_rolled_back_before_the_next_one_has_its_connection(
    database: Database,
) -> None:
    async with database.app_engine.connect() as connection:
        await connection.exec_driver_sql("begin")
        await connection.exec_driver_sql("set local app.org_id = 'left over'")
        raw = await connection.get_raw_connection()
        driver: psycopg.AsyncConnection[Any] = raw.driver_connection  # pyright: ignore[reportAssignmentType]
        assert driver.info.transaction_status is TransactionStatus.INTRANS
    assert driver.info.transaction_status is TransactionStatus.IDLE
