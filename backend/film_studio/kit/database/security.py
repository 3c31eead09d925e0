"""Row-level security, applied by a table's migration: no query sees another organisation's rows."""

from typing import Protocol

from contracts.environment import APP_ROLE, SYSTEM_ROLE


class Operations(Protocol):
    """The part of Alembic's `op` that is used here."""

    def execute(self, sqltext: str) -> None: ...


def setting(name: str) -> str:
    """What a transaction has set, as text; NULL where it has not. The sub-select makes PostgreSQL evaluate it once a
    query instead of once a row. `current_setting` goes back to '' after the transaction that set it, not to NULL."""
    return f"(select nullif(current_setting('app.{name}', true), ''))"


_CURRENT = f"{setting('org_id')}::uuid"


def enable_row_level_security(
    op: Operations,
    table: str,
    *,
    column: str = "organization_id",
    app: str = "select, insert, update, delete",
    shown_where: str | None = None,
) -> None:
    """Enable and force row-level security on `table`, and grant it to the API's and the system's role.

    `column` holds the organisation; `app` is what the API's role may do (an immutable table: `select, insert`), with
    rows of the organisation alone, and of these, where it is given, with those of `shown_where`.
    The system's role and the owner see every row by a policy of their own: RDS lets nobody grant BYPASSRLS.
    """
    mine = f"({column} = {_CURRENT})"
    shown = mine if shown_where is None else f"({mine} and {shown_where})"
    for statement in (
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy {table}_app on {table} to {APP_ROLE} using {shown} with check {mine}",
        f"create policy {table}_system on {table} to {SYSTEM_ROLE} using (true) with check (true)",
        f"create policy {table}_owner on {table} to current_user using (true) with check (true)",
        f"grant {app} on {table} to {APP_ROLE}",
        f"grant select, insert, update, delete on {table} to {SYSTEM_ROLE}",
    ):
        op.execute(statement)


def enable_system_security(
    op: Operations, table: str, *, app: str | None = None, shown_where: str = "false", puts: bool = False
) -> None:
    """Enable and force row-level security on a table that belongs to no organisation: the system's role sees all of it.

    `app` is what the API's role may do (`select (id, name)`), and `shown_where` with which rows; without it, nothing.
    With `puts` it may add rows, of which it sees none.
    """
    for statement in (
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy {table}_system on {table} to {SYSTEM_ROLE} using (true) with check (true)",
        f"create policy {table}_owner on {table} to current_user using (true) with check (true)",
        f"grant select, insert, update, delete on {table} to {SYSTEM_ROLE}",
    ):
        op.execute(statement)
    if puts:
        op.execute(f"create policy {table}_app on {table} for insert to {APP_ROLE} with check (true)")
        op.execute(f"grant insert on {table} to {APP_ROLE}")
    if app is not None:
        op.execute(f"create policy {table}_app on {table} for select to {APP_ROLE} using ({shown_where})")
        op.execute(f"grant {app} on {table} to {APP_ROLE}")
