"""Connections to PostgreSQL: transactions of one organisation, under row-level security, and those of the system."""

import asyncio
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final, Literal

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.engine import URL, AdaptedConnection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.pool import ConnectionPoolEntry, PoolResetState

from contracts.connections import APP_POOL, SYSTEM_POOL
from film_studio.kit.database.errors import hide_values
from film_studio.kit.settings import ApiSettings, DatabaseAuth
from runtime.aws import database_token


@dataclass(frozen=True, slots=True)
class Sight:
    """What a transaction sees of the rows: those of one organisation, and of its projects, with what is of them, all;
    or those that a member is shown (of a `guest`, the projects that they were let into alone); or one `project_id`."""

    organization_id: uuid.UUID
    member_id: uuid.UUID | None = None
    guest: bool = False
    project_id: uuid.UUID | None = None


class OrganizationSession(Session):
    """A session whose every transaction starts with the sight `info["sight"]`."""


@event.listens_for(OrganizationSession, "after_begin")
def _begin_as_organization(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """Begin, and become the organisation, in one message; the connections of this pool begin nothing by themselves.

    Begun by the driver and set by a statement, it would be two messages, each answered, before any row is asked for.
    """
    if transaction.nested:
        return
    sight: Sight = session.info["sight"]
    statement = f"begin; {become(sight)}"
    adapted: AdaptedConnection = connection.connection.dbapi_connection  # pyright: ignore[reportAssignmentType]
    try:
        adapted.run_async(lambda driver: driver.execute(statement, prepare=False))  # two statements: no plan to prepare
    except psycopg.OperationalError as error:
        connection.invalidate(error)
        give_up_connections(connection.engine)
        raise OperationalError(statement, None, error, connection_invalidated=True) from error


def become(sight: Sight) -> str:
    """The statements after which the policies show what is in `sight`, until the transaction ends."""
    text = f"set local app.org_id = '{sight.organization_id}'"
    if sight.member_id is not None:
        text += f"; set local app.member_id = '{sight.member_id}'; set local app.guest = '{sight.guest}'"
    if sight.project_id is not None:
        text += f"; set local app.project_id = '{sight.project_id}'"
    return text


def give_up_connections(engine: Engine) -> None:
    """What SQLAlchemy does when a statement of its own meets a broken connection: it drops the pool's other
    connections, which date from before the interruption too."""
    engine.dispose(close=False)


def sqlalchemy_url(url: str) -> URL:
    """The same URL with the driver that all of the API uses: psycopg 3."""
    return make_url(url).set(drivername="postgresql+psycopg")


#: Seconds that a request waits for a connection of the pool, and, where the pool may open one, for that: together with
#: what the request does besides, a database that is away is said within five seconds.
_POOL_SECONDS: Final = 2
_CONNECT_SECONDS: Final = 2


def connect_arguments() -> dict[str, Any]:
    """libpq settings of every connection: a database that vanished is noticed within half a minute."""
    return {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}


def _reset(connection: DBAPIConnection, _record: ConnectionPoolEntry, state: PoolResetState) -> None:
    """Roll back what a connection comes back to the pool with. Most come back with nothing, which SQLAlchemy would wait
    for all the same, in a greenlet."""
    driver: psycopg.AsyncConnection[Any] = connection.driver_connection  # pyright: ignore[reportAttributeAccessIssue]
    if state.asyncio_safe and driver.info.transaction_status is not TransactionStatus.IDLE:
        connection.rollback()


def _engine(
    url: str,
    *,
    auth: DatabaseAuth,
    region: str,
    pool_size: int,
    name: str,
    isolation_level: Literal["AUTOCOMMIT"] | None = None,
) -> AsyncEngine:
    target = sqlalchemy_url(url)
    engine = create_async_engine(
        target,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=_POOL_SECONDS,
        pool_recycle=1800,
        pool_reset_on_return=None,  # `_reset` does
        isolation_level=isolation_level,
        hide_parameters=True,
        connect_args={**connect_arguments(), "connect_timeout": _CONNECT_SECONDS, "application_name": name},
    )
    hide_values(engine.sync_engine)
    event.listen(engine.sync_engine, "reset", _reset)
    if auth == "iam":

        def add_token(_dialect: object, _record: object, _args: object, parameters: dict[str, Any]) -> None:
            parameters["password"] = database_token(
                region, host=target.host or "", port=target.port or 5432, user=target.username or ""
            )

        event.listen(engine.sync_engine, "do_connect", add_token)
    return engine


# Together what `async with session, session.begin()` does, without the switches between greenlets that begin and close
# nothing.
async def commit(session: AsyncSession) -> None:
    """Commit what was begun, if anything was."""
    if session.in_transaction():
        await session.commit()


async def close(session: AsyncSession) -> None:
    """Roll back what was begun and not committed, and give the connection back."""
    if session.in_transaction():
        # To its end, even when the request is cancelled meanwhile: the pool wants its connection back clean.
        await asyncio.shield(asyncio.ensure_future(session.close()))
    else:
        session.sync_session.close()


class Database:
    """Two pools: `session_of` and `for_organization` log in as a role that sees one organisation at a time, `system` as
    one that sees all. Both give a session inside a transaction that commits at the end of the block, or rolls back when
    the block raises."""

    def __init__(self, settings: ApiSettings) -> None:
        auth, region = settings.database_auth, settings.aws_region
        self.app_engine = _engine(
            settings.database_url,
            auth=auth,
            region=region,
            pool_size=APP_POOL,
            name="film-studio-api",
            isolation_level="AUTOCOMMIT",
        )
        self.system_engine = _engine(
            settings.database_system_url, auth=auth, region=region, pool_size=SYSTEM_POOL, name="film-studio-system"
        )

    def session_of(self, sight: Sight) -> AsyncSession:
        """A session with this sight, whose transaction begins with its first statement. Whoever made it calls `commit`
        and, whatever happens, `close`."""
        return AsyncSession(
            self.app_engine,
            sync_session_class=OrganizationSession,
            info={"sight": sight},
            expire_on_commit=False,
        )

    @asynccontextmanager
    async def for_organization(self, organization_id: uuid.UUID) -> AsyncGenerator[AsyncSession]:
        session = self.session_of(Sight(organization_id))
        try:
            yield session
            await commit(session)
        finally:
            await close(session)

    @asynccontextmanager
    async def system(self) -> AsyncGenerator[AsyncSession]:
        async with AsyncSession(self.system_engine, expire_on_commit=False) as session, session.begin():
            yield session

    async def close(self) -> None:
        await self.app_engine.dispose()
        await self.system_engine.dispose()
