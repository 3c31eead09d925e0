"""The roles that the API logs in as, made by the migration task; neither owns a table nor sees past its policies."""

from typing import LiteralString

from psycopg import Connection, sql
from psycopg.rows import TupleRow

from contracts.environment import APP_ROLE, SYSTEM_ROLE
from film_studio.kit.settings import MigrationSettings

_ROLES: tuple[str, ...] = (APP_ROLE, SYSTEM_ROLE)
# A statement that waits for ever holds a connection of the pool for ever.
_SETTINGS: tuple[tuple[LiteralString, str], ...] = (
    ("statement_timeout", "30s"),
    ("idle_in_transaction_session_timeout", "60s"),
    ("lock_timeout", "20s"),
)


def ensure_roles(connection: Connection[TupleRow], settings: MigrationSettings) -> None:
    """Make the roles that are missing and let them log in: with IAM tokens (`rds_iam`), or with PGPASSWORD."""
    for role in _ROLES:
        name = sql.Identifier(role)
        exists = connection.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone()
        if exists is None:
            connection.execute(sql.SQL("create role {} login").format(name))
        if settings.database_auth == "iam":
            connection.execute(sql.SQL("grant rds_iam to {}").format(name))
        else:
            password = sql.Literal(settings.pgpassword.get_secret_value())
            connection.execute(sql.SQL("alter role {} login password {}").format(name, password))
        for setting, value in _SETTINGS:
            connection.execute(
                sql.SQL("alter role {} set {} = {}").format(name, sql.Identifier(setting), sql.Literal(value))
            )
