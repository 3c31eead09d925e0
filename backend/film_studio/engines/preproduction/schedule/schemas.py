"""Schedules on the wire."""

import datetime
import uuid
from typing import Literal

from pydantic import Field

from contracts.recipes.film import TimeOfDay
from film_studio.engines.preproduction.schedule.board import Board
from film_studio.engines.preproduction.schedule.days_out_of_days import Code
from film_studio.engines.preproduction.schedule.settings import ScheduleSettings
from film_studio.kit.schemas import VERSION, Body, Name, Wire


class PartOfScene(Wire):
    """Which part of its scene a strip is."""

    scene: int = Field(description="Index in the scenario's revision")
    number: int = Field(description="From 1")
    parts: int = Field(description="Of the scene")


class CastChanges(Wire):
    """What of the cast has changed since a board was made; `revise` brings the board to it."""

    merged: list[str] = Field(description="Names that are another's by now, and stand for somebody on the board")
    split: list[str] = Field(description="Names that are somebody of their own again")
    silent: list[str] = Field(description="Who plays without a line in a scene, or does not any more")


class StripScene(Wire):
    """A scene as its strip shows it, or a part of one."""

    index: int = Field(
        description="In the scenario's revision, from 0, or the id of a part: what the board calls it by"
    )
    number: str = Field(description="As the script says it; of a part with its own: 12 pt 1")
    heading: str | None
    interior: bool
    exterior: bool
    location: str | None
    time_of_day: TimeOfDay = Field(description="As the heading says it, else that of the scene before")
    eighths: int
    cast: list[str]
    part: PartOfScene | None = Field(default=None, description="null for a whole scene")

    @property
    def is_night(self) -> bool:
        return self.time_of_day == "night"

    @property
    def place(self) -> str:
        """The same for one location, however headings spell it."""
        return " ".join((self.location or "").casefold().split())


class PersonCost(Wire):
    name: str
    work: int = Field(description="Days")
    hold: int = Field(description="Days between the first and the last, without work, and paid")
    drop: int = Field(description="Days between a drop and being picked up again, which are not paid")
    money: int = Field(description="Day rate × days of work and hold")


class ScheduleCost(Wire):
    """Money in whole units of the production's currency."""

    cast: int = Field(description="For days of work and hold")
    hold: int = Field(description="Of it, for days of hold")
    hold_days: int
    moves: int = Field(description="Of the company, within days")
    turn_rounds: int = Field(description="Nights with less rest after them than is due")
    total: int
    people: list[PersonCost]


class Conflict(Wire):
    """What cannot be shot as it stands."""

    kind: Literal["length", "absence", "hours", "turn_round", "date"]
    day: int = Field(description="From 0")
    scenes: list[int] = Field(description="As the board calls them: by index, or by the id of a part")
    text: str = Field(description="What clashes, in words")


class ScenarioSummary(Wire):
    """A scenario beside the others: what it costs, how many conflicts it has."""

    id: uuid.UUID
    project_id: uuid.UUID
    name: str
    locked: bool
    version: int = VERSION
    days: int
    scheduled: int = Field(description="Strips that are in a day")
    boneyard: int
    conflicts: int
    cast_cost: int
    total_cost: int
    created_at: datetime.datetime


class Scenario(Wire):
    """One way to shoot the film."""

    id: uuid.UUID
    project_id: uuid.UUID
    revision_id: uuid.UUID = Field(description="Whose scenes are on the board")
    name: str
    locked: bool = Field(description="Nobody changes a locked one; at most one of a project is")
    version: int = VERSION
    settings: ScheduleSettings
    board: Board
    dates: list[datetime.date] = Field(description="Of each day")
    scenes: list[StripScene] = Field(description="All of the revision, in the script's order")
    parts: list[StripScene] = Field(description="Of scenes that are split: each has a strip in place of its scene's")
    cast: list[str] = Field(description="In order of first appearance: the first has board number 1")
    cost: ScheduleCost
    conflicts: list[Conflict]
    can_undo: bool
    can_redo: bool
    created_at: datetime.datetime


class ScenarioCreate(Body):
    name: Name
    copy_of: uuid.UUID | None = Field(
        default=None,
        description="A scenario of the project whose board and settings it begins with; without, all scenes of the "
        "newest revision in the script's order",
    )
    settings: ScheduleSettings | None = Field(
        default=None, description="Without, those of what it copies; else days of 5 pages from next Monday on"
    )


class ScenarioUpdate(Body):
    """What is left out stays."""

    name: Name | None = None
    locked: bool | None = None
    settings: ScheduleSettings | None = Field(default=None, description="All of them, in place of the former")


class EngagedPerson(Wire):
    """A row of the day-out-of-days."""

    number: int = Field(description="On the board, from 1")
    name: str
    codes: list[Code] = Field(description="One for each day of the schedule")
    start: datetime.date
    finish: datetime.date
    work: int
    hold: int
    drop: int
    span: int = Field(description="Days of the schedule from start to finish: work + hold + drop")


class DaysOutOfDays(Wire):
    dates: list[datetime.date]
    people: list[EngagedPerson]
    working: list[int] = Field(description="How many of the cast work on each day")


class OneLine(Wire):
    """A scene in the one-line schedule."""

    scene: str
    side: str = Field(description="INT, EXT or INT/EXT; empty where the heading does not say")
    set: str
    time_of_day: TimeOfDay
    cast: list[int] = Field(description="Board numbers")
    eighths: int
    pages: str = Field(description="As it is printed: 2 3/8")


class OneLineDay(Wire):
    number: int = Field(description="From 1")
    date: datetime.date
    banners: list[str]
    scenes: list[OneLine]
    pages: str = Field(description="Of the whole day: what stands after its work")


class OneLineSchedule(Wire):
    days: list[OneLineDay]
