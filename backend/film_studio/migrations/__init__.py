"""Alembic migrations: expand, deploy, contract; never a change that the running version of the API cannot live with."""
