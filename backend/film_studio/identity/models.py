"""Tables of identity: organisations and their API keys."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from film_studio.kit.database.base import Base, Identified, OrganizationScoped, parent_key


class OrganizationRow(Identified, Base):
    """Who owns projects, pays and has members; every other row belongs to one."""

    __tablename__ = "organization"

    name: Mapped[str] = mapped_column(String(200))


class ApiKeyRow(OrganizationScoped, Base):
    """A key of the API. What is stored cannot be turned back into the key."""

    __tablename__ = "api_key"
    __table_args__ = (
        parent_key(),
        Index("ix_api_key_live", "organization_id", "id", postgresql_where=text("revoked_at is null")),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_is_hex"),
    )

    name: Mapped[str] = mapped_column(String(200))
    prefix: Mapped[str] = mapped_column(String(16))  # the key's first characters, for people to tell keys apart
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    bootstrap: Mapped[bool] = mapped_column(default=False)  # made by the migration task, stands in the stack's secret
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
