"""Milestones on the wire."""

import uuid
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from film_studio.kit.schemas import VERSION, Body, Name, Wire

MilestoneKind = Annotated[
    Literal["script_lock", "casting", "picture_lock", "sound_lock", "screening", "release", "other"],
    Field(description="What is there by then"),
]
_Due = Annotated[date, Field(description="The day by which it is wanted", examples=["2026-06-03"])]


class MilestoneCreate(Body):
    title: Name
    kind: MilestoneKind = "other"
    due_on: _Due


class MilestoneUpdate(Body):
    """What is left out stays; null takes away, where there can be nothing."""

    title: Name | None = None
    kind: MilestoneKind | None = None
    due_on: _Due | None = None
    reached_on: date | None = Field(default=None, description="The day on which somebody said that it is there")


class Milestone(Wire):
    """A day by which something of a film is there."""

    id: uuid.UUID
    title: str
    kind: MilestoneKind
    due_on: date
    reached_on: date | None
    version: int = VERSION


class MilestoneProgress(Milestone):
    """A milestone, and how far it is."""

    tasks: int = Field(ge=0, description="That belong to it")
    tasks_done: int = Field(ge=0)
    days_late: int = Field(ge=0, description="Since it was due, until it was reached or today; 0 while it is on time")
