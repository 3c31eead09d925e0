"""The migration task: roles, schema at head, the first API key, the key of sessions. Again it changes nothing."""

import logging
import sys
import time
from importlib.resources import files
from typing import Final

import psycopg
from alembic import command
from alembic.config import Config
from psycopg.errors import DeadlockDetected, LockNotAvailable
from psycopg.rows import TupleRow
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from contracts.environment import APP_ROLE, SYSTEM_ROLE
from film_studio.identity.bootstrap import BootstrapError, ensure_first_key, ensure_session_key
from film_studio.kit.database.roles import ensure_roles
from film_studio.kit.database.session import connect_arguments, sqlalchemy_url
from film_studio.kit.settings import MigrationSettings
from runtime.log_events import DatabaseNotReady, Migrated, MigrationFailed, MigrationWaits
from runtime.logging import configure, log
from runtime.settings import SettingsError

#: A new RDS instance accepts connections some minutes after it is "created".
WAIT_SECONDS: Final = 300.0
#: Of PostgreSQL's advisory locks: any number that nobody else in this database uses.
_LOCK: Final = 0x46494C4D
#: A statement that waits for a table makes every later request for that table wait behind it: it gives up after so
#: long, and the migrations begin again after a pause, in which those requests are answered.
LOCK_SECONDS: Final = 2
_PAUSE_SECONDS: Final = 3.0


class MigrationError(Exception):
    """Migrating failed; the text says where and what to do."""


def alembic_config() -> Config:
    """Alembic's configuration without a file: the image needs no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(files("film_studio") / "migrations"))
    return config


def connect(settings: MigrationSettings, *, wait_seconds: float = WAIT_SECONDS) -> psycopg.Connection[TupleRow]:
    """Connect as the owner, trying again for `wait_seconds`. Raises `MigrationError`."""
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            return psycopg.connect(
                settings.database_owner_url,
                password=settings.pgpassword.get_secret_value(),
                autocommit=True,
                **connect_arguments(),
            )
        except psycopg.OperationalError as error:
            if _refused(str(error)) or time.monotonic() >= deadline:
                raise MigrationError(
                    f"cannot log in to the database as its owner: {str(error).strip()}. Check DATABASE_OWNER_URL, "
                    "PGPASSWORD and that the security group lets this task in"
                ) from error
            log(DatabaseNotReady(error=str(error).strip()))
            time.sleep(1)


def _refused(message: str) -> bool:
    """Whether a server answered and said no: then waiting will not help. libpq gives no code for it, only this text."""
    return "FATAL:" in message and "the database system is" not in message  # … starting up, shutting down, in recovery


def migrate(settings: MigrationSettings, *, wait_seconds: float = WAIT_SECONDS) -> None:
    """Bring the database to head and make sure that the first organisation has its API key.

    Two of them at once are safe: the second waits for the first. Raises `MigrationError`.
    """
    with connect(settings, wait_seconds=wait_seconds) as connection:
        connection.execute("select pg_advisory_lock(%s)", (_LOCK,))
        try:
            with connection.transaction():
                ensure_roles(connection, settings)
            _upgrade(connection, settings, wait_seconds=wait_seconds)
            ensure_first_key(connection, settings)
            ensure_session_key(settings)
        finally:
            if not connection.closed:
                connection.execute("select pg_advisory_unlock(%s)", (_LOCK,))


def _upgrade(connection: psycopg.Connection[TupleRow], settings: MigrationSettings, *, wait_seconds: float) -> None:
    """Bring the schema to head in one transaction, trying again for `wait_seconds` where others hold a table."""
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            _upgrade_once(settings)
            break
        except DBAPIError as error:
            if not isinstance(error.orig, (LockNotAvailable, DeadlockDetected)):
                raise
            if time.monotonic() >= deadline:
                raise MigrationError(
                    f"a table that the migrations change was in use for {wait_seconds:.0f} s: "
                    f"{str(error.orig).strip()}. Nothing was changed. Look for long transactions in pg_stat_activity, "
                    "end them, then run the migrations again"
                ) from error
            log(MigrationWaits(error=str(error.orig).strip()))
            time.sleep(_PAUSE_SECONDS)
    # The API's readiness compares this with the head it was built with.
    connection.execute(f"grant select on alembic_version to {APP_ROLE}, {SYSTEM_ROLE}")


def _upgrade_once(settings: MigrationSettings) -> None:
    engine = create_engine(
        sqlalchemy_url(settings.database_owner_url),
        connect_args={"password": settings.pgpassword.get_secret_value(), **connect_arguments()},
        poolclass=StaticPool,
    )
    config = alembic_config()
    try:
        with engine.begin() as own:
            own.exec_driver_sql(f"set local lock_timeout = '{LOCK_SECONDS}s'")
            config.attributes["connection"] = own
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def main() -> int:
    try:
        settings = MigrationSettings.from_environment()
        configure(stage=settings.stage, libraries=logging.INFO)
        migrate(settings)
    except (SettingsError, MigrationError, BootstrapError) as error:
        sys.stderr.write(f"migration failed: {error}\n")
        return 1
    except Exception as error:  # noqa: BLE001 — the task's exit code and one line are all that a deploy sees
        log(MigrationFailed(), error=error)
        sys.stderr.write(f"migration failed: {type(error).__name__}: {str(error).strip()}\n")
        return 1
    log(Migrated())
    return 0


if __name__ == "__main__":
    sys.exit(main())
