"""Errors of statements without the values in them: a log must not carry half a screenplay."""

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext


def hide_values(engine: Engine) -> None:
    """From now on the errors of this engine tell of a statement and its tables, never of its values."""
    event.listen(engine, "handle_error", _on_error)


def _on_error(context: ExceptionContext) -> None:
    error = context.original_exception
    if not isinstance(error, psycopg.Error):
        return
    before = str(error)
    without_values(error)
    wrapped = context.sqlalchemy_exception
    if wrapped is not None:
        wrapped.args = tuple(
            part.replace(before, str(error)) if isinstance(part, str) else part for part in wrapped.args
        )


def without_values(error: psycopg.Error) -> None:
    """Leave of an error of PostgreSQL its code and what it concerns.

    Its DETAIL quotes whole rows, its LINE the statement, and errors of data the value itself.
    """
    if error.sqlstate is None:  # of the driver or the connection; there is no value in it
        return
    told = error.diag
    about = [
        f"{what} {name}"
        for what, name in (
            ("table", told.table_name),
            ("column", told.column_name),
            ("constraint", told.constraint_name),
        )
        if name
    ]
    message = None if isinstance(error, psycopg.DataError) else told.message_primary
    error.args = (" · ".join([f"SQLSTATE {error.sqlstate}", *([message] if message else []), *about]),)
