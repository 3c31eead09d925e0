"""Tables of the production engine: the shots planned for a revision, and the productions that make its film."""

import uuid
from typing import Any

from sqlalchemy import Double, Index, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from film_studio.kit.database.base import Base, OrganizationScoped, parent_key, within_organization


class ShotPlanRow(OrganizationScoped, Base):
    """The whole plan of a revision as the planner made it. Immutable: a production goes by the plan it began with."""

    __tablename__ = "shot_plan"
    __table_args__ = (parent_key(), within_organization("revision_id", "revision"), UniqueConstraint("revision_id"))

    revision_id: Mapped[uuid.UUID]
    plan: Mapped[dict[str, Any]] = mapped_column(JSONB)  # planning.shotlist.Plan


class ShotRow(OrganizationScoped, Base):
    """One planned shot of a revision. A card (a title, the end) has no size, angle or move."""

    __tablename__ = "shot"
    __table_args__ = (
        parent_key(),
        within_organization("revision_id", "revision"),
        UniqueConstraint("revision_id", "index"),
    )

    revision_id: Mapped[uuid.UUID]
    index: Mapped[int]  # from 0, in the film's order
    scene: Mapped[int]
    size: Mapped[str | None] = mapped_column(String(16))
    move: Mapped[str | None] = mapped_column(String(16))
    angle: Mapped[str | None] = mapped_column(String(16))
    subjects: Mapped[list[str]] = mapped_column(ARRAY(Text))
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)  # schemas.ShotLine
    seconds: Mapped[float] = mapped_column(Double)  # planned; the voices decide
    transition: Mapped[str] = mapped_column(String(16))  # to the next shot
    spec: Mapped[dict[str, Any]] = mapped_column(JSONB)  # planning.shotlist.PlannedShot


class ProductionRow(OrganizationScoped, Base):
    """A film in the making: one run of a revision's jobs, whose owner it is; that row has the same id."""

    __tablename__ = "production"
    __table_args__ = (
        parent_key(),
        within_organization("id", "job_owner"),
        within_organization("project_id", "project"),
        within_organization("revision_id", "revision"),
        Index(None, "project_id", "id"),
    )

    project_id: Mapped[uuid.UUID]
    revision_id: Mapped[uuid.UUID]
    voice_renderer: Mapped[str] = mapped_column(String(32))  # that speaks what it can of the lines
    score_renderer: Mapped[str] = mapped_column(String(32))  # that plays the music
    format: Mapped[dict[str, Any]] = mapped_column(JSONB)  # contracts.recipes.film.FilmFormat
    casting: Mapped[dict[str, Any]] = mapped_column(JSONB)  # name → character.Part, as chosen when it began
