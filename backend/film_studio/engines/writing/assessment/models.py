"""Tables of coverage and beat sheets."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from contracts.limits import NAME_CHARACTERS
from film_studio.kit.database.base import Base, OrganizationScoped, parent_key, within_organization
from film_studio.kit.versions import Versioned

_VERDICTS = "('pass', 'consider', 'recommend')"


class CoverageRow(Versioned, OrganizationScoped, Base):
    """What a reader says of one revision."""

    __tablename__ = "coverage"
    __table_args__ = (
        parent_key(),
        within_organization("project_id", "project"),
        within_organization("revision_id", "revision"),
        CheckConstraint(f"script in {_VERDICTS}", name="script_is_known"),
        CheckConstraint(f"writer in {_VERDICTS}", name="writer_is_known"),
        Index("ix_coverage_project_id_id", "project_id", "id"),
    )

    project_id: Mapped[uuid.UUID]
    revision_id: Mapped[uuid.UUID]
    reader: Mapped[str] = mapped_column(String(NAME_CHARACTERS))
    read_on: Mapped[date]
    submitted_by: Mapped[str | None] = mapped_column(String(NAME_CHARACTERS))
    genre: Mapped[str | None] = mapped_column(String(NAME_CHARACTERS))
    logline: Mapped[str | None] = mapped_column(Text)
    synopsis: Mapped[str | None] = mapped_column(Text)
    comments: Mapped[str | None] = mapped_column(Text)
    grades: Mapped[dict[str, Any]] = mapped_column(JSONB)  # by what is judged: a grade, or null
    script: Mapped[str | None] = mapped_column(String(16))  # what the reader advises
    writer: Mapped[str | None] = mapped_column(String(16))


class BeatSheetRow(Versioned, OrganizationScoped, Base):
    """The turns of a story, in order."""

    __tablename__ = "beat_sheet"
    __table_args__ = (
        parent_key(),
        within_organization("project_id", "project"),
        Index("ix_beat_sheet_project_id_id", "project_id", "id"),
    )

    project_id: Mapped[uuid.UUID]
    name: Mapped[str] = mapped_column(String(NAME_CHARACTERS))
    beats: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)  # each a Beat
