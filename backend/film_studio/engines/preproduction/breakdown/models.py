"""Tables of the breakdown: the sheet of each scene of a revision, and its elements."""

import uuid
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from contracts.limits import NAME_CHARACTERS
from film_studio.kit.database.base import Base, OrganizationScoped, parent_key, within_organization
from film_studio.kit.versions import Versioned


class SceneSheetRow(OrganizationScoped, Base):
    """What the breakdown sheet of a scene has beyond the scene's own row. Written with its revision, never changed."""

    __tablename__ = "scene_sheet"
    __table_args__ = (
        parent_key(),
        within_organization("revision_id", "revision"),
        UniqueConstraint("revision_id", "index"),
    )

    revision_id: Mapped[uuid.UUID]
    index: Mapped[int]  # of the scene, from 0
    story_day: Mapped[str] = mapped_column(String(16))
    synopsis: Mapped[str | None] = mapped_column(Text)  # as the writer gives it
    paragraphs: Mapped[list[list[Any]]] = mapped_column(JSONB)  # [line, kind, text] of each: categories.Paragraph


class ElementRow(Versioned, OrganizationScoped, Base):
    """An element of a scene. What people did with it is brought into the next revision, as a row of that."""

    __tablename__ = "element"
    __table_args__ = (
        parent_key(),
        within_organization("revision_id", "revision"),
        CheckConstraint("state in ('suggested', 'confirmed', 'dismissed')", name="state_is_known"),
        CheckConstraint("(scene is null) = (lost is not null)", name="lost_in_no_scene"),
        Index(None, "revision_id", "scene"),
    )

    revision_id: Mapped[uuid.UUID]
    scene: Mapped[int | None]  # null for what a new revision has lost
    category: Mapped[str] = mapped_column(String(16))  # categories.Category
    name: Mapped[str] = mapped_column(String(NAME_CHARACTERS))
    count: Mapped[int]
    character: Mapped[str | None] = mapped_column(Text)  # whose it is
    state: Mapped[str] = mapped_column(String(16))  # categories.State
    key: Mapped[str] = mapped_column(Text)  # categories.Found.key
    suggested: Mapped[str | None] = mapped_column(String(16))  # the category that rules gave it; null: a person's own
    suggested_name: Mapped[str | None] = mapped_column(Text)
    line: Mapped[int | None]
    words: Mapped[str] = mapped_column(Text)  # of the paragraph at the line; empty for an element of the whole scene
    quote: Mapped[str] = mapped_column(Text)  # their sentence
    carried: Mapped[str | None] = mapped_column(String(16))  # same_scenes.How; null: nothing of the revision before
    lost: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))  # carrying.Lost
