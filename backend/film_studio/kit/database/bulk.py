"""Inserts thousands of rows in one statement: a feature has fifteen hundred lines and as many shots."""

import asyncio
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from film_studio.kit.database.base import Base


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table, ready to be sent: the same columns in all, as one JSON text."""

    table: str
    columns: tuple[str, ...]
    encoded: str


def encode(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> Rows:
    """`rows` of `model`'s table. Takes CPU time: call it off the event loop."""
    columns = tuple(rows[0]) if rows else ()
    return Rows(model.__tablename__, columns, json.dumps(rows, default=str, separators=(",", ":")))


async def insert_encoded(session: AsyncSession, rows: Rows, **constants: Any) -> None:
    """Insert `rows` in their order, each with the `constants` besides its own columns. Of columns left out,
    PostgreSQL's defaults apply, not the model's."""
    if not rows.columns:
        return
    own = ", ".join(f'"{name}"' for name in rows.columns)
    given = "".join(f'"{name}", ' for name in constants)
    bound = "".join(f":{name}, " for name in constants)
    statement = text(
        f"insert into {rows.table} ({given}{own}) "  # noqa: S608 — names of our own columns
        f"select {bound}{own} from json_populate_recordset(cast(null as {rows.table}), cast(:rows as json))"
    )
    await session.execute(statement, {**constants, "rows": rows.encoded})


async def insert_all(session: AsyncSession, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert `rows` of `model`'s table, in their order. All have the same columns; of those left out, PostgreSQL's
    defaults apply, not the model's.

    The rows travel as one JSON text, written off the event loop: bound value by value, a feature's jobs stop every
    other request for a second. (COPY would do too, but not under row-level security.)
    """
    if rows:
        await insert_encoded(session, await asyncio.to_thread(encode, model, rows))


async def new_ids(session: AsyncSession, count: int) -> list[uuid.UUID]:
    """Ids for rows that have to be known to one another before they are inserted; they sort in the order given.

    PostgreSQL makes them, as it makes every other id: two clocks would mix up the order of creation.
    """
    found = await session.execute(text("select uuidv7() from generate_series(1, :count)"), {"count": count})
    return list(found.scalars())
