"""Tables of the writing engine: a screenplay's revisions, immutable, the scenes of each, and what was issued."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import Double, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from contracts.limits import NAME_CHARACTERS
from film_studio.kit.database.base import Base, OrganizationScoped, parent_key, within_organization
from film_studio.kit.versions import Versioned


class RevisionRow(Versioned, OrganizationScoped, Base):
    """One version of a project's screenplay, exactly as it was uploaded; its bytes are in the assets bucket. Only what
    people call it is edited."""

    __tablename__ = "revision"
    __table_args__ = (
        parent_key(),
        within_organization("project_id", "project"),
        UniqueConstraint("project_id", "number"),
    )

    project_id: Mapped[uuid.UUID]
    number: Mapped[int]  # from 1, within the project
    filename: Mapped[str | None] = mapped_column(String(255))
    name: Mapped[str | None] = mapped_column(String(NAME_CHARACTERS))  # what people call it
    sha256: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[int]
    title: Mapped[str | None] = mapped_column(Text)  # as the title page has it
    pages: Mapped[float] = mapped_column(Double)
    scene_count: Mapped[int]


class IssueRow(Versioned, OrganizationScoped, Base):
    """A revision that was given out in a colour. Only whether its numbers are locked is edited."""

    __tablename__ = "issue"
    __table_args__ = (
        parent_key(),
        within_organization("project_id", "project"),
        within_organization("revision_id", "revision"),
        UniqueConstraint("project_id", "number"),
        UniqueConstraint("revision_id"),
    )

    project_id: Mapped[uuid.UUID]
    revision_id: Mapped[uuid.UUID]
    number: Mapped[int]  # from 0, within the project
    colour: Mapped[str] = mapped_column(Text)
    dated: Mapped[date]
    locked: Mapped[bool]
    revised_pages: Mapped[int]
    numbering: Mapped[dict[str, Any]] = mapped_column(JSONB)  # a Numbering


class SceneRow(OrganizationScoped, Base):
    """A scene of a revision, as breakdown and schedule need it."""

    __tablename__ = "scene"
    __table_args__ = (
        parent_key(),
        within_organization("revision_id", "revision"),
        UniqueConstraint("revision_id", "index"),
    )

    revision_id: Mapped[uuid.UUID]
    index: Mapped[int]  # from 0
    number: Mapped[str] = mapped_column(Text)
    heading: Mapped[str | None] = mapped_column(Text)
    interior: Mapped[bool]
    exterior: Mapped[bool]
    location: Mapped[str | None] = mapped_column(Text)
    time: Mapped[str | None] = mapped_column(Text)
    start_page: Mapped[float] = mapped_column(Double)
    eighths: Mapped[int]
    characters: Mapped[list[str]] = mapped_column(ARRAY(Text))
