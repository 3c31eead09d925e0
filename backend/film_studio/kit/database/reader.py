"""Reads of one organisation, each one message to PostgreSQL: what pages ask for most.

A session costs a read three messages (begin, select, commit) and the bookkeeping of an object a row.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import psycopg
from psycopg import AsyncClientCursor, AsyncConnection
from psycopg.rows import dict_row
from sqlalchemy import Engine, Select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import OperationalError
from sqlalchemy.util import await_only, greenlet_spawn

from film_studio.kit.database.errors import without_values
from film_studio.kit.database.session import Database, Sight, become, give_up_connections

_DIALECT: Final = PGDialect_psycopg()


class Query:
    """A SELECT of columns, composed once for the process; its `bindparam`s are given values with each read.

    It is composed when it is first read: all of them together are a fifth of what a start of the API takes.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self.statement: Final = statement

    @cached_property
    def _composed(self) -> tuple[str, Mapping[str, Any]]:
        compiled = self.statement.compile(dialect=_DIALECT)
        return str(compiled), compiled.params

    @property
    def text(self) -> str:
        return self._composed[0]

    @property
    def parameters(self) -> Mapping[str, Any]:
        return self._composed[1]


async def read(database: Database, sight: Sight, query: Query, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows by the names of their columns, read with this sight of an organisation, under row-level security.

    Raises SQLAlchemy's errors of a pool that is used up and of a connection that broke, else psycopg's.
    """
    engine = database.app_engine.sync_engine
    # Statements of one message are one transaction: the organisation ends with it, also when the SELECT fails.
    text = f"{become(sight)}; {query.text}"
    return await greenlet_spawn(_fetch, engine, text, {**query.parameters, **parameters})


def _fetch(engine: Engine, text: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    pooled = engine.raw_connection()
    try:
        driver: AsyncConnection[Any] = pooled.driver_connection  # pyright: ignore[reportAssignmentType]
        try:
            return await_only(_send(driver, text, values))
        except psycopg.Error as error:
            without_values(error)
            if not (driver.broken and isinstance(error, psycopg.OperationalError)):
                raise
            pooled.invalidate(error)
            give_up_connections(engine)
            raise OperationalError(text, None, error, connection_invalidated=True) from error
    finally:
        pooled.close()


async def _send(driver: AsyncConnection[Any], text: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    # A client cursor writes the values into the text, quoted: bound by the server, there could be one statement only.
    cursor = AsyncClientCursor(driver, row_factory=dict_row)
    await cursor.execute(text.encode(), values)
    while cursor.nextset():
        pass  # the answers to what comes before the query
    return await cursor.fetchall()
