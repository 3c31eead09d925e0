"""Reads of one organisation, each one message to PostgreSQL: what pages ask for most.

A session costs a read three messages (begin, select, commit) and the bookkeeping of an object a row.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection, adapt, generators
from psycopg.abc import Transformer
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import OperationalError
from sqlalchemy.util import greenlet_spawn

from film_studio.kit.database.errors import without_values
from film_studio.kit.database.session import Database, Sight, become, give_up_connections

_DIALECT: Final = PGDialect_psycopg()
#: In a pooled connection's `info`: what turns values into SQL and back, with what it has looked up of their types.
_TRANSFORMER: Final = "reader"


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

    @cached_property
    def _template(self) -> tuple[bytes, Mapping[str, bytes]]:
        return self.text.encode(), {name: name.encode() for name in self.parameters}

    def written(self, values: Mapping[str, Any], transformer: Transformer) -> bytes:
        """The statement with its values in it, quoted: bound by the server, a message could hold one statement only."""
        text, names = self._template
        return text % {
            encoded: b"NULL" if (value := values[name]) is None else transformer.as_literal(value)
            for name, encoded in names.items()
        }


async def read(database: Database, sight: Sight, query: Query, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows by the names of their columns, read with this sight of an organisation, under row-level security.

    Raises SQLAlchemy's errors of a pool that is used up and of a connection that broke, else psycopg's.
    """
    engine = database.app_engine.sync_engine
    pooled = await greenlet_spawn(engine.raw_connection)
    driver: AsyncConnection[Any] = pooled.driver_connection  # pyright: ignore[reportAssignmentType]
    try:
        return await _fetched(driver, pooled.info, sight, query, {**query.parameters, **parameters})
    except psycopg.Error as error:
        without_values(error)
        if not (driver.broken and isinstance(error, psycopg.OperationalError)):
            raise
        await greenlet_spawn(pooled.invalidate, error)
        give_up_connections(engine)
        raise OperationalError(query.text, None, error, connection_invalidated=True) from error
    finally:
        # What there is to roll back is waited for, in a greenlet. After a message of statements there is nothing.
        if driver.info.transaction_status is TransactionStatus.IDLE:
            pooled.close()
        else:
            await greenlet_spawn(pooled.close)


async def _fetched(
    driver: AsyncConnection[Any], info: dict[str, Any], sight: Sight, query: Query, values: Mapping[str, Any]
) -> list[dict[str, Any]]:
    transformer: Transformer = info.get(_TRANSFORMER) or info.setdefault(_TRANSFORMER, adapt.Transformer(driver))
    # Statements of one message are one transaction: the organisation ends with it, also when the SELECT fails.
    driver.pgconn.send_query(b"%s; %s" % (become(sight).encode(), query.written(values, transformer)))
    results = await driver.wait(generators.execute(driver.pgconn))
    for result in results:
        if result.status == ExecStatus.FATAL_ERROR:
            raise psycopg.errors.error_from_result(result, encoding=driver.info.encoding)
    found = results[-1]
    names = [(found.fname(column) or b"").decode() for column in range(found.nfields)]
    transformer.set_pgresult(found)
    return [dict(zip(names, row, strict=True)) for row in transformer.load_rows(0, found.ntuples, tuple)]
