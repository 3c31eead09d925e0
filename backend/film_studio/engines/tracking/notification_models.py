"""Tables of notifications: what members are told of, and what they want to be told of."""

import uuid
from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from film_studio.kit.database.base import Base, OrganizationScoped, parent_key, within_organization
from film_studio.kit.versions import Versioned


class NotificationRow(OrganizationScoped, Base):
    """That a member is told of something, once: of one happening nobody is told twice."""

    __tablename__ = "notification"
    __table_args__ = (
        parent_key(),
        within_organization("member_id", "member"),
        within_organization("project_id", "project"),
        UniqueConstraint("member_id", "happening_id"),
        Index(None, "member_id", "id"),
        Index(None, "project_id"),
        Index("ix_notification_unmailed", "member_id", postgresql_where=sql("mail and mailed_at is null")),
    )

    member_id: Mapped[uuid.UUID]
    happening_id: Mapped[uuid.UUID]
    project_id: Mapped[uuid.UUID | None]
    kind: Mapped[str] = mapped_column(String(16))
    subject_type: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[uuid.UUID]
    production_id: Mapped[uuid.UUID | None]  # of a film: where to look
    actor_name: Mapped[str | None] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text)
    mail: Mapped[bool]  # whether it goes into a letter, unless it is read before
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]


class NotificationSettingsRow(Versioned, OrganizationScoped, Base):
    """What a member wants to be told of, by kinds; who has no row has never said anything."""

    __tablename__ = "notification_settings"
    __table_args__ = (
        within_organization("member_id", "member"),
        UniqueConstraint("organization_id", "member_id"),
    )

    member_id: Mapped[uuid.UUID]
    page: Mapped[list[str]] = mapped_column(ARRAY(Text))
    mail: Mapped[list[str]] = mapped_column(ARRAY(Text))
