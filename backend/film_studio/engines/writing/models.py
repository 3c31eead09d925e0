"""Tables of the writing engine: a screenplay's revisions, immutable, the scenes of each, what was issued, and files on
paper that are becoming one."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Double, Index, String, Text, UniqueConstraint
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


class ImportRow(Versioned, OrganizationScoped, Base):
    """A PDF or a DOCX that was read as a screenplay; its bytes are in the assets bucket. It stays open until somebody
    makes a revision of it, lets it go, or its time is over."""

    __tablename__ = "paper_import"
    __table_args__ = (
        parent_key(),
        within_organization("project_id", "project"),
        within_organization("revision_id", "revision"),
        CheckConstraint("state in ('open', 'accepted', 'cancelled')", name="state_is_known"),
        CheckConstraint("(state = 'accepted') = (revision is not null)", name="accepted_is_a_revision"),
        Index(None, "project_id", "id"),
        Index(None, "expires_at"),
    )

    project_id: Mapped[uuid.UUID]
    filename: Mapped[str | None] = mapped_column(String(255))
    format: Mapped[str] = mapped_column(String(8))
    sha256: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[int]
    pages: Mapped[int]
    paragraphs: Mapped[int]
    unsure: Mapped[int]  # of its paragraphs
    remarks: Mapped[list[str]] = mapped_column(ARRAY(Text))
    state: Mapped[str] = mapped_column(String(16))
    expires_at: Mapped[datetime]  # when an open one goes, and its file with it
    revision_id: Mapped[uuid.UUID | None]
    revision: Mapped[int | None]  # number of that


class ImportedParagraphRow(OrganizationScoped, Base):
    """A paragraph of an import: how it was read, and what somebody takes it for."""

    __tablename__ = "imported_paragraph"
    __table_args__ = (
        parent_key(),
        within_organization("import_id", "paper_import"),
        UniqueConstraint("import_id", "index"),
    )

    import_id: Mapped[uuid.UUID]
    index: Mapped[int]  # from 0
    page: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    read_as: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    number: Mapped[str] = mapped_column(Text)
    certainty: Mapped[str] = mapped_column(String(8))
    why: Mapped[str] = mapped_column(Text)
