"""The table of budgets."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, false
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from contracts.limits import NAME_CHARACTERS
from film_studio.kit.database.base import Base, OrganizationScoped, parent_key, within_organization
from film_studio.kit.versions import Versioned


class BudgetRow(Versioned, OrganizationScoped, Base):
    """One budget of a project. Deleted, it is not shown."""

    __tablename__ = "budget"
    __table_args__ = (
        parent_key(),
        within_organization("project_id", "project"),
        within_organization("scenario_id", "scenario"),
        Index("ix_budget_project_id", "organization_id", "project_id"),
    )

    project_id: Mapped[uuid.UUID]
    name: Mapped[str] = mapped_column(String(NAME_CHARACTERS))
    locked: Mapped[bool] = mapped_column(default=False, server_default=false())
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)  # budget.lines.BudgetSettings
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)  # budget.lines.Line
    next_line: Mapped[int] = mapped_column(default=1)  # what the next line is called
    missing: Mapped[list[str]] = mapped_column(JSONB)  # what drawn lines lack, in words
    summary: Mapped[dict[str, Any]] = mapped_column(JSONB)  # what a list shows
    scenario_id: Mapped[uuid.UUID | None]  # the schedule that it is drawn from,
    scenario_version: Mapped[int | None]  # and its version then
    deleted_at: Mapped[datetime | None]
