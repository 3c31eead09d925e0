"""Tables of the tracking engine: what is said of films, who has approved them, and what is to be done."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, Index, String, Text, UniqueConstraint, Uuid, func
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from film_studio.kit.database.base import Base, OrganizationScoped, parent_key, within_organization
from film_studio.kit.versions import Versioned


class Authored:
    """A row that somebody wrote: a member, a program by its key, or a guest by a link, who says a name."""

    member_id: Mapped[uuid.UUID | None]
    api_key_id: Mapped[uuid.UUID | None]
    share_link_id: Mapped[uuid.UUID | None]
    guest_name: Mapped[str | None] = mapped_column(String(200))


def _of_author() -> tuple[SchemaItem, ...]:
    return (
        CheckConstraint("num_nonnulls(member_id, api_key_id, share_link_id) = 1", name="one_author"),
        CheckConstraint("(guest_name is null) = (share_link_id is null)", name="guests_have_names"),
        within_organization("member_id", "member"),
        within_organization("api_key_id", "api_key"),
        within_organization("share_link_id", "share_link"),
    )


class CommentRow(Authored, Versioned, OrganizationScoped, Base):
    """What somebody says of frames of a film. It belongs to a shot of the production that it was written on."""

    __tablename__ = "comment"
    __table_args__ = (
        parent_key(),
        *_of_author(),
        within_organization("project_id", "project"),
        within_organization("production_id", "production"),
        Index(None, "project_id", "id"),
    )

    project_id: Mapped[uuid.UUID]
    production_id: Mapped[uuid.UUID]
    shot: Mapped[int]  # from 0, of the production
    offset: Mapped[int]  # of its first frame in the shot
    frames: Mapped[int]  # how many it is about, into the next shots where it is longer than its own
    drawing: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=sql("'[]'"))  # comment_schemas.Stroke
    text: Mapped[str] = mapped_column(Text)
    resolved_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class ReplyRow(Authored, Versioned, OrganizationScoped, Base):
    """An answer to a comment."""

    __tablename__ = "reply"
    __table_args__ = (
        parent_key(),
        *_of_author(),
        within_organization("comment_id", "comment"),
        Index(None, "comment_id", "id"),
    )

    comment_id: Mapped[uuid.UUID]
    text: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class ApprovalRow(Authored, OrganizationScoped, Base):
    """Somebody has approved a shot of a film, or, without a number, the film with all its shots."""

    __tablename__ = "approval"
    __table_args__ = (
        parent_key(),
        *_of_author(),
        within_organization("project_id", "project"),
        within_organization("production_id", "production"),
        UniqueConstraint("production_id", "shot", postgresql_nulls_not_distinct=True),
        Index(None, "project_id", "id"),
    )

    project_id: Mapped[uuid.UUID]
    production_id: Mapped[uuid.UUID]
    shot: Mapped[int | None]


class MilestoneRow(Versioned, OrganizationScoped, Base):
    """A day by which something of a film is there: its picture is locked, it is shown."""

    __tablename__ = "milestone"
    __table_args__ = (
        parent_key(),
        within_organization("project_id", "project"),
        CheckConstraint(
            "kind in ('script_lock', 'casting', 'picture_lock', 'sound_lock', 'screening', 'release', 'other')",
            name="kind_is_known",
        ),
        Index(None, "project_id", "id"),
    )

    project_id: Mapped[uuid.UUID]
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16))
    due_on: Mapped[date] = mapped_column(Date)
    reached_on: Mapped[date | None] = mapped_column(Date)
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class TaskFilterRow(OrganizationScoped, Base):
    """Which tasks of a project somebody looks at: kept for themselves, or for everybody who sees its tasks."""

    __tablename__ = "task_filter"
    __table_args__ = (
        parent_key(),
        within_organization("project_id", "project"),
        within_organization("member_id", "member"),
        CheckConstraint("shared or member_id is not null", name="own_ones_have_an_owner"),
        Index(None, "project_id", "id"),
    )

    project_id: Mapped[uuid.UUID]
    member_id: Mapped[uuid.UUID | None]  # who has made it; null for a program
    name: Mapped[str] = mapped_column(String(200))
    shared: Mapped[bool]
    shows: Mapped[dict[str, Any]] = mapped_column(JSONB)  # task_schemas.TaskQuery


class PlaylistRow(Versioned, OrganizationScoped, Base):
    """Films and shots of a project in the order in which they are looked at together."""

    __tablename__ = "playlist"
    __table_args__ = (parent_key(), within_organization("project_id", "project"), Index(None, "project_id", "id"))

    project_id: Mapped[uuid.UUID]
    title: Mapped[str] = mapped_column(String(200))
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)  # playlist_schemas.Shown
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class TaskRow(Versioned, OrganizationScoped, Base):
    """What somebody has to do for a film."""

    __tablename__ = "task"
    __table_args__ = (
        parent_key(),
        within_organization("project_id", "project"),
        within_organization("assignee_id", "member"),
        within_organization("milestone_id", "milestone"),
        CheckConstraint("priority in ('low', 'normal', 'high', 'urgent')", name="priority_is_known"),
        CheckConstraint("status in ('todo', 'doing', 'review', 'done')", name="status_is_known"),
        Index(None, "project_id", "id"),
    )

    project_id: Mapped[uuid.UUID]
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16))
    priority: Mapped[str] = mapped_column(String(16), server_default=sql("'normal'"))
    milestone_id: Mapped[uuid.UUID | None]  # of the same project
    assignee_id: Mapped[uuid.UUID | None]
    due_on: Mapped[date | None] = mapped_column(Date)
    about: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))  # task_schemas.About
    #: Tasks of the project that are done before it; never, however far on, itself.
    awaits: Mapped[list[uuid.UUID]] = mapped_column(ARRAY(Uuid), server_default=sql("'{}'"))
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
