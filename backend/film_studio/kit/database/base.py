"""What every table has in common: identity, organisation, names of constraints."""

import uuid
from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, ForeignKeyConstraint, MetaData, UniqueConstraint, func, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

#: Constraints are named by rule, so that a migration on any database can drop one by its name.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: DateTime(timezone=True)}  # noqa: RUF012 — SQLAlchemy reads it from the class


class Identified:
    """A primary key that sorts by creation, and when that was."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, server_default=text("uuidv7()"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class OrganizationScoped(Identified):
    """A row of one organisation. Its table's migration calls `enable_row_level_security`; a test looks for it.

    A unique constraint of the table begins with the organisation: an index on that alone would be written for nothing.
    """

    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))


def parent_key() -> UniqueConstraint:
    """For the table that others point to with `within_organization`."""
    return UniqueConstraint("organization_id", "id")


def within_organization(column: str, table: str) -> ForeignKeyConstraint:
    """A foreign key that cannot cross organisations. A plain one could: PostgreSQL checks keys without policies."""
    return ForeignKeyConstraint(["organization_id", column], [f"{table}.organization_id", f"{table}.id"])
