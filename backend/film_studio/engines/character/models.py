"""Tables of the character engine: the cast of a revision, and what people chose for it."""

import uuid
from typing import Any

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from film_studio.kit.database.base import Base, OrganizationScoped, parent_key, within_organization
from film_studio.kit.versions import Versioned


class CastMemberRow(OrganizationScoped, Base):
    """A character of a revision: how much there is to say, and the constant look and voice."""

    __tablename__ = "cast_member"
    __table_args__ = (
        parent_key(),
        within_organization("revision_id", "revision"),
        UniqueConstraint("revision_id", "index"),
    )

    revision_id: Mapped[uuid.UUID]
    index: Mapped[int]  # from 0, in order of first appearance
    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text)  # screenplay.names.key: the same in every spelling and every revision
    language: Mapped[str] = mapped_column(Text)  # BCP 47 tag of what is mostly spoken in the film
    aliases: Mapped[list[str]] = mapped_column(ARRAY(Text))
    lines: Mapped[int]
    words: Mapped[int]
    first_scene: Mapped[int]  # index of a scene
    last_scene: Mapped[int]
    look: Mapped[dict[str, Any]] = mapped_column(JSONB)  # contracts.recipes.Look
    voice: Mapped[dict[str, Any]] = mapped_column(JSONB)  # contracts.recipes.formant.FormantVoice
    neural_voice: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))  # …kokoro.KokoroVoice


class ChoiceRow(Versioned, OrganizationScoped, Base):
    """What somebody chose for a character of a project, whatever revision names it. Null stays as cast. Given back to
    the casting, the row stays: its versions never begin again."""

    __tablename__ = "character_choice"
    __table_args__ = (
        parent_key(),
        within_organization("project_id", "project"),
        UniqueConstraint("organization_id", "project_id", "name_key"),
    )

    project_id: Mapped[uuid.UUID]
    name_key: Mapped[str] = mapped_column(Text)
    look: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))  # contracts.recipes.Look
    neural_voice: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))  # …kokoro.KokoroVoice
    locked: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))  # as cast when locked: look, voice
