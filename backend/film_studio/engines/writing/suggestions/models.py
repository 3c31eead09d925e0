"""The table of suggestions."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Double, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from film_studio.kit.database.base import Base, OrganizationScoped, parent_key, within_organization
from film_studio.kit.versions import Versioned

STATES = ("waiting", "writing", "open", "accepted", "rejected", "failed")


class SuggestionRow(Versioned, OrganizationScoped, Base):
    """What somebody has asked a writer for, and what it has answered. The revision that it is about stays as it is; one
    that is accepted is another revision."""

    __tablename__ = "suggestion"
    __table_args__ = (
        parent_key(),
        within_organization("project_id", "project"),
        within_organization("revision_id", "revision"),
        within_organization("accepted_revision_id", "revision"),
        within_organization("member_id", "member"),
        within_organization("api_key_id", "api_key"),
        CheckConstraint(f"state in ({', '.join(map(repr, STATES))})", name="state_is_known"),
        CheckConstraint("(state = 'accepted') = (accepted_revision is not null)", name="accepted_is_a_revision"),
        CheckConstraint("num_nonnulls(member_id, api_key_id) = 1", name="one_asker"),
        Index(None, "project_id", "id"),
        Index("ix_suggestion_waiting", "due_at", postgresql_where=text("state in ('waiting', 'writing')")),
    )

    project_id: Mapped[uuid.UUID]
    revision_id: Mapped[uuid.UUID | None]  # None for a project that had none
    revision: Mapped[int | None]  # number of that
    kind: Mapped[str] = mapped_column(String(16))
    writer: Mapped[str] = mapped_column(String(16))
    wish: Mapped[str] = mapped_column(Text)
    seed: Mapped[int]
    title: Mapped[str] = mapped_column(Text)  # of the project when it was asked
    first_line: Mapped[int]  # from 1
    lines: Mapped[int]  # that would be replaced
    before: Mapped[str] = mapped_column(Text)
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)  # each a text and its hunks
    state: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None] = mapped_column(Text)  # why it failed, or was rejected
    member_id: Mapped[uuid.UUID | None]
    api_key_id: Mapped[uuid.UUID | None]
    made_by: Mapped[str | None] = mapped_column(Text)
    input_tokens: Mapped[int | None]
    output_tokens: Mapped[int | None]
    usd: Mapped[float | None] = mapped_column(Double)
    due_at: Mapped[datetime]  # from when on a process may take it
    tries: Mapped[int]
    accepted_revision_id: Mapped[uuid.UUID | None]
    accepted_revision: Mapped[int | None]  # number of that
