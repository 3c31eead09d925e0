"""Alembic's entry: migrates the connection that `film_studio.migrate` hands over, or DATABASE_OWNER_URL."""

import os
from importlib import import_module

from alembic import context
from sqlalchemy import Connection, create_engine

from film_studio.kit.database.base import Base
from film_studio.kit.database.session import sqlalchemy_url


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    # `alembic revision --autogenerate` compares with every model. What is applied stands in the versions alone, and
    # loading all engines would take the task longer than migrating does.
    import_module("film_studio.migrations.tables")
    with create_engine(sqlalchemy_url(os.environ["DATABASE_OWNER_URL"])).connect() as own:
        run(own)
