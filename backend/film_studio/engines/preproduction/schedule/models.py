"""Tables of schedules: a project's scenarios, and every state of the board of each."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, false, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from contracts.limits import NAME_CHARACTERS
from film_studio.kit.database.base import Base, OrganizationScoped, parent_key, within_organization
from film_studio.kit.versions import Versioned


class ScenarioRow(Versioned, OrganizationScoped, Base):
    """One way to shoot a project's film. Deleted, it is not shown, and stays for the jobs that were for it."""

    __tablename__ = "scenario"
    __table_args__ = (
        parent_key(),
        within_organization("project_id", "project"),
        Index("ix_scenario_project_id", "organization_id", "project_id"),
        Index("uq_scenario_locked", "project_id", unique=True, postgresql_where=text("locked and deleted_at is null")),
    )

    project_id: Mapped[uuid.UUID]
    name: Mapped[str] = mapped_column(String(NAME_CHARACTERS))
    locked: Mapped[bool] = mapped_column(default=False, server_default=false())
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)  # schedule.settings.ScheduleSettings
    board: Mapped[int]  # number of its present board
    summary: Mapped[dict[str, Any]] = mapped_column(JSONB)  # what a list shows of board and settings
    deleted_at: Mapped[datetime | None]


class ScenarioBoardRow(OrganizationScoped, Base):
    """A board as it was between two edits: undone, the scenario goes back to the one before."""

    __tablename__ = "scenario_board"
    __table_args__ = (
        parent_key(),
        within_organization("scenario_id", "scenario"),
        within_organization("revision_id", "revision"),
        UniqueConstraint("scenario_id", "number"),
    )

    scenario_id: Mapped[uuid.UUID]
    number: Mapped[int]  # from 1, in the order in which they were made
    revision_id: Mapped[uuid.UUID]
    board: Mapped[dict[str, Any]] = mapped_column(JSONB)  # schedule.board.Board
    names: Mapped[dict[str, str]] = mapped_column(JSONB)  # another name of somebody → their own, as it was then
    #: Index of a scene → who plays in it without a line, as the breakdown had it then.
    silent: Mapped[dict[str, list[str]]] = mapped_column(JSONB, server_default=text("'{}'"))
    before: Mapped[int | None]  # what undo goes back to,
    after: Mapped[int | None]  # and redo on to
