"""Tables of the character engine: the cast of a revision, what people chose for it, and who has agreed to it."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Date, Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from contracts.limits import NAME_CHARACTERS
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
    page: Mapped[dict[str, Any]] = mapped_column(JSONB)  # casting.cast.OnPage


class ChoiceRow(Versioned, OrganizationScoped, Base):
    """What somebody chose for a character of a project, whatever revision names it. Null stays as cast. Given back to
    the casting, the row stays: its versions never begin again."""

    __tablename__ = "character_choice"
    __table_args__ = (
        parent_key(),
        within_organization("project_id", "project"),
        UniqueConstraint("organization_id", "project_id", "name_key"),
        CheckConstraint("mode in ('avatar', 'actor', 'brand')", name="mode_is_known"),
        CheckConstraint("same_as <> name_key", name="is_not_merged_into_itself"),
    )

    project_id: Mapped[uuid.UUID]
    name_key: Mapped[str] = mapped_column(Text)
    look: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))  # contracts.recipes.Look
    neural_voice: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))  # …kokoro.KokoroVoice
    locked: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))  # as cast when locked: look, voice
    outfits: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=sql("'{}'"))  # story day → wardrobe.Clothes
    mode: Mapped[str] = mapped_column(String(16), server_default=sql("'avatar'"))  # casting.agreement.Mode
    notes: Mapped[str | None] = mapped_column(Text)  # of continuity
    same_as: Mapped[str | None] = mapped_column(Text)  # name_key of whom this is another name of; never of a merged one


class SheetVersionRow(OrganizationScoped, Base):
    """A character of a project as they were when somebody kept it. Never changed."""

    __tablename__ = "sheet_version"
    __table_args__ = (
        parent_key(),
        within_organization("project_id", "project"),
        UniqueConstraint("project_id", "name_key", "number"),
        CheckConstraint("stage in ('concept', 'casting', 'final', 'alternate')", name="stage_is_known"),
    )

    project_id: Mapped[uuid.UUID]
    name_key: Mapped[str] = mapped_column(Text)
    number: Mapped[int]  # from 1
    stage: Mapped[str] = mapped_column(String(16))  # sheet_schemas.Stage
    note: Mapped[str | None] = mapped_column(Text)
    look: Mapped[dict[str, Any]] = mapped_column(JSONB)  # in force then, as what follows
    neural_voice: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    outfits: Mapped[dict[str, Any]] = mapped_column(JSONB)


class ConsentRow(Versioned, OrganizationScoped, Base):
    """What a person has agreed to: that a character of a project looks, or sounds, like them."""

    __tablename__ = "consent"
    __table_args__ = (
        parent_key(),
        within_organization("project_id", "project"),
        CheckConstraint("kind in ('likeness', 'voice')", name="kind_is_known"),
        CheckConstraint("expires_on >= begins_on", name="begins_before_it_expires"),
        CheckConstraint("num_nulls(file_sha256, file_bytes, file_type, file_name) in (0, 4)", name="file_is_whole"),
        Index(None, "project_id", "id"),
    )

    project_id: Mapped[uuid.UUID]
    name_key: Mapped[str] = mapped_column(Text)
    character: Mapped[str] = mapped_column(Text)  # as the script spelled the name then
    kind: Mapped[str] = mapped_column(String(16))  # casting.agreement.ConsentKind
    person: Mapped[str] = mapped_column(String(NAME_CHARACTERS))
    uses: Mapped[list[str]] = mapped_column(ARRAY(Text))  # casting.agreement.Use
    territory: Mapped[str] = mapped_column(String(NAME_CHARACTERS))
    begins_on: Mapped[date] = mapped_column(Date)
    expires_on: Mapped[date | None] = mapped_column(Date)  # its last day
    withdrawn_on: Mapped[date | None] = mapped_column(Date)
    file_sha256: Mapped[str | None] = mapped_column(String(64))
    file_bytes: Mapped[int | None]
    file_type: Mapped[str | None] = mapped_column(String(64))
    file_name: Mapped[str | None] = mapped_column(Text)
