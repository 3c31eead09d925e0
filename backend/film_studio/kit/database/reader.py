"""Reads of one organisation, each one message to PostgreSQL: for what pages ask for most.

A session costs a read three messages (begin, select, commit) and the bookkeeping of an object a row. Whatever writes,
locks, or reads several things that have to fit together uses a session.
"""

import uuid
from collections.abc import Mapping
from typing import Any, Final

import psycopg
from psycopg import AsyncClientCursor, AsyncConnection
from psycopg.rows import dict_row
from sqlalchemy import SelectBase
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import OperationalError
from sqlalchemy.util import await_only, greenlet_spawn

from film_studio.kit.database.session import Database, become, give_up_connections

_DIALECT: Final = PGDialect_psycopg()


class Query:
    """A SELECT of columns, composed once for the process; `bindparam`s are what `Reader.rows` is given."""

    def __init__(self, statement: SelectBase) -> None:
        compiled = statement.compile(dialect=_DIALECT)
        self.text: Final = str(compiled)
        self.parameters: Final[Mapping[str, Any]] = compiled.params


class Reader:
    """Reads as one organisation, under row-level security."""

    def __init__(self, database: Database, organization_id: uuid.UUID) -> None:
        self.organization_id: Final = organization_id
        self._engine = database.app_engine.sync_engine

    async def rows(self, query: Query, **parameters: Any) -> list[dict[str, Any]]:
        """The rows by the names of their columns. `organization_id` is a parameter of every query.

        Raises SQLAlchemy's errors of a pool that is used up and of a connection that broke, else psycopg's.
        """
        values = {**query.parameters, "organization_id": self.organization_id, **parameters}
        # Statements of one message are one transaction: the organisation ends with it, also when the SELECT fails.
        return await greenlet_spawn(self._fetch, f"{become(self.organization_id)}; {query.text}", values)

    def _fetch(self, text: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        pooled = self._engine.raw_connection()
        try:
            driver: AsyncConnection[Any] = pooled.driver_connection  # pyright: ignore[reportAssignmentType]
            try:
                return await_only(_send(driver, text, values))
            except psycopg.OperationalError as error:
                if not driver.broken:
                    raise
                pooled.invalidate(error)
                give_up_connections(self._engine)
                raise OperationalError(text, None, error, connection_invalidated=True) from error
        finally:
            pooled.close()


async def _send(driver: AsyncConnection[Any], text: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    # A client cursor writes the values into the text, quoted: bound by the server, there could be one statement only.
    cursor = AsyncClientCursor(driver, row_factory=dict_row)
    await cursor.execute(text.encode(), values)
    cursor.nextset()
    return await cursor.fetchall()
