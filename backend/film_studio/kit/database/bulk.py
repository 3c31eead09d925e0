"""Inserts thousands of rows in one statement: a feature has fifteen hundred lines and as many shots."""

import asyncio
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.kit.database.base import Base


async def insert_all(session: AsyncSession, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert `rows` of `model`'s table, in their order. All have the same columns; of those left out, PostgreSQL's
    defaults apply, not the model's.

    The rows travel as one JSON text, written off the event loop: bound value by value, a feature's jobs stop every
    other request for a second. (COPY would do too, but not under row-level security.)
    """
    if not rows:
        return
    table = model.__tablename__
    columns = ", ".join(f'"{name}"' for name in rows[0])
    statement = text(
        f"insert into {table} ({columns}) "  # noqa: S608 — names of our own columns
        f"select {columns} from json_populate_recordset(cast(null as {table}), cast(:rows as json))"
    )
    encoded = await asyncio.to_thread(json.dumps, rows, default=str, separators=(",", ":"))
    await session.execute(statement, {"rows": encoded})


async def new_ids(session: AsyncSession, count: int) -> list[uuid.UUID]:
    """Ids for rows that have to be known to one another before they are inserted; they sort in the order given.

    PostgreSQL makes them, as it makes every other id: two clocks would mix up the order of creation.
    """
    found = await session.execute(text("select uuidv7() from generate_series(1, :count)"), {"count": count})
    return list(found.scalars())
