"""Tables of call sheets: where is shot, who is of the crew, each day's sheet, and what was given out of it to whom."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Double, Index, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from contracts.limits import NAME_CHARACTERS
from film_studio.kit.database.base import Base, OrganizationScoped, parent_key, within_organization
from film_studio.kit.versions import Versioned


class LocationRow(Versioned, OrganizationScoped, Base):
    """A place where is shot."""

    __tablename__ = "location"
    __table_args__ = (
        parent_key(),
        within_organization("project_id", "project"),
        Index("ix_location_project_id", "organization_id", "project_id"),
    )

    project_id: Mapped[uuid.UUID]
    name: Mapped[str] = mapped_column(String(NAME_CHARACTERS))
    address: Mapped[str | None] = mapped_column(Text)
    parking: Mapped[str | None] = mapped_column(Text)
    hospital: Mapped[str | None] = mapped_column(Text)
    latitude: Mapped[float | None] = mapped_column(Double)
    longitude: Mapped[float | None] = mapped_column(Double)
    time_zone: Mapped[str] = mapped_column(String(64))
    sets: Mapped[list[str]] = mapped_column(ARRAY(Text))  # of the script, that are shot here


class CrewMemberRow(Versioned, OrganizationScoped, Base):
    """Somebody who works on a project's shoot; of the cast too, who have their character as role."""

    __tablename__ = "crew_member"
    __table_args__ = (
        parent_key(),
        within_organization("project_id", "project"),
        within_organization("member_id", "member"),
        Index("ix_crew_member_project_id", "organization_id", "project_id"),
    )

    project_id: Mapped[uuid.UUID]
    name: Mapped[str] = mapped_column(String(NAME_CHARACTERS))
    department: Mapped[str] = mapped_column(String(16))  # settings.Department
    role: Mapped[str] = mapped_column(String(NAME_CHARACTERS))
    contact: Mapped[str | None] = mapped_column(Text)
    call_offset: Mapped[int]  # minutes after the crew call; before it, below zero
    member_id: Mapped[uuid.UUID | None]  # who is told in the studio


class CallSheetRow(Versioned, OrganizationScoped, Base):
    """What people say of a day of a scenario, beside what follows from the schedule."""

    __tablename__ = "call_sheet"
    __table_args__ = (
        parent_key(),
        within_organization("project_id", "project"),
        within_organization("scenario_id", "scenario"),
        UniqueConstraint("scenario_id", "day"),
        Index("ix_call_sheet_project_id", "organization_id", "project_id"),
    )

    project_id: Mapped[uuid.UUID]
    scenario_id: Mapped[uuid.UUID]
    day: Mapped[int]  # of the scenario, from 1
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)  # settings.CallSheetSettings
    published: Mapped[int]  # how many versions were given out


class PublishedSheetRow(OrganizationScoped, Base):
    """A version as it was given out. The database lets nobody change it."""

    __tablename__ = "published_sheet"
    __table_args__ = (
        parent_key(),
        within_organization("call_sheet_id", "call_sheet"),
        UniqueConstraint("call_sheet_id", "number"),
    )

    call_sheet_id: Mapped[uuid.UUID]
    number: Mapped[int]  # from 1
    sheet: Mapped[dict[str, Any]] = mapped_column(JSONB)  # schemas.Sheet
    changes: Mapped[list[str]] = mapped_column(ARRAY(Text))  # since the version before, in words


class SheetReceiptRow(OrganizationScoped, Base):
    """That a member is called by a version, and when they have seen it."""

    __tablename__ = "sheet_receipt"
    __table_args__ = (
        parent_key(),
        within_organization("sheet_id", "published_sheet"),
        within_organization("member_id", "member"),
        UniqueConstraint("sheet_id", "member_id"),
    )

    sheet_id: Mapped[uuid.UUID]
    member_id: Mapped[uuid.UUID]
    seen_at: Mapped[datetime | None]
