"""Call sheets on the wire."""

import datetime
import uuid
from typing import Annotated

from pydantic import AfterValidator, Field

from contracts.recipes.document import PageSize
from film_studio.engines.preproduction.callsheet.clocks import ClockStyle
from film_studio.engines.preproduction.callsheet.said import Department
from film_studio.engines.preproduction.callsheet.settings import CallSheetSettings
from film_studio.engines.preproduction.schedule.board import MOST_DAYS
from film_studio.engines.preproduction.schedule.days_out_of_days import Code
from film_studio.engines.preproduction.schedule.schemas import OneLine, OneLineDay
from film_studio.kit.schemas import VERSION, Body, Lines, Name, Wire

MOST_SETS = 500


TimeZone = Annotated[str, Field(min_length=1, max_length=64, examples=["Europe/Oslo"])]
_Sets = Annotated[
    list[Name],
    Field(max_length=MOST_SETS, description="Sets of the script that are shot here, in any case"),
    AfterValidator(lambda sets: list(dict.fromkeys(sets))),
]
_Offset = Annotated[int, Field(ge=-480, le=960, description="Minutes after the crew call; below zero before it")]


class Coordinates(Body):
    latitude: float = Field(ge=-90, le=90, allow_inf_nan=False, description="Degrees, north of the equator")
    longitude: float = Field(ge=-180, le=180, allow_inf_nan=False, description="Degrees, east of Greenwich")


class LocationEdit(Body):
    """All of it: what is left out is taken away."""

    name: Name
    time_zone: TimeZone
    address: Lines | None = None
    parking: Lines | None = None
    hospital: Lines | None = Field(default=None, description="The nearest, with address and telephone")
    coordinates: Coordinates | None = None
    sets: _Sets = Field(default_factory=list)


class Location(Wire):
    """A place where is shot."""

    id: uuid.UUID
    project_id: uuid.UUID
    name: str
    time_zone: str
    address: str | None
    parking: str | None
    hospital: str | None
    coordinates: Coordinates | None
    sets: list[str]
    version: int = VERSION
    created_at: datetime.datetime


class CrewMemberEdit(Body):
    """All of it: what is left out is taken away."""

    name: Name
    department: Department = Field(examples=["sound"])
    role: Name = Field(description="Of the cast: the character")
    contact: Lines | None = None
    call_offset: _Offset = 0
    member_id: uuid.UUID | None = Field(default=None, description="The member who is told when they are called")


class Reader(Wire):
    """A member who is called."""

    id: uuid.UUID
    name: str


class CrewMember(Wire):
    """Somebody who works on the shoot."""

    id: uuid.UUID
    project_id: uuid.UUID
    name: str
    department: Department
    role: str
    contact: str | None
    call_offset: int
    member: Reader | None = Field(description="Who is told when they are called")
    version: int = VERSION
    created_at: datetime.datetime


class CallSheetCreate(Body):
    scenario_id: uuid.UUID
    day: int = Field(ge=1, le=MOST_DAYS, description="Of the scenario, from 1")
    settings: CallSheetSettings | None = Field(default=None, description="Without, those that everything derives from")


class CallSheetUpdate(Body):
    settings: CallSheetSettings = Field(description="All of them, in place of the former", examples=[{}])


class CallSheet(Wire):
    """What people say of a day; `/sheet` has what is printed."""

    id: uuid.UUID
    project_id: uuid.UUID
    scenario_id: uuid.UUID
    day: int
    settings: CallSheetSettings
    published: int = Field(description="Versions that were given out")
    version: int = VERSION
    created_at: datetime.datetime


class CallSheetPrint(Body):
    size: PageSize = "us-letter"
    number: int | None = Field(default=None, ge=1, lt=2**31, description="Of a version; null: the draft")


class SheetTime(Wire):
    at: datetime.datetime = Field(description="With the offset of clocks at the location")
    derived: bool = Field(description="Or somebody said it")


class SheetSun(Wire):
    rises: datetime.datetime | None
    sets: datetime.datetime | None
    words: str = Field(description="Where it does not")


class SheetPlace(Wire):
    name: str
    address: str | None
    parking: str | None
    time_zone: str
    coordinates: Coordinates | None


class SheetScene(OneLine):
    """A scene of the day, in the order of shooting."""

    description: str | None
    place: str | None = Field(description="Name of the location; null: nobody has said where the set is")
    starts: datetime.datetime = Field(description="Expected")


class SheetCast(Wire):
    number: int
    character: str
    artist: str | None
    status: Code
    pickup: SheetTime | None
    call: SheetTime | None
    on_set: SheetTime | None
    dismissed: datetime.datetime | None = Field(description="Expected")
    remarks: str | None


class SheetCrew(Wire):
    crew_member_id: uuid.UUID
    name: str
    department: Department
    role: str
    contact: str | None
    call: SheetTime


class SheetBackground(Wire):
    count: int
    who: str
    call: SheetTime
    report_to: str | None


class SheetNote(Wire):
    department: str
    text: str


class ForcedCall(Wire):
    """Who is called with less rest than is due."""

    who: str
    released: datetime.datetime
    called: datetime.datetime
    rest_hours: float
    due_hours: float
    words: str


class Sheet(Wire):
    """A call sheet as it is printed. What nobody has said yet is null and named in `blanks`."""

    title: str
    company: str
    day: int
    days: int
    date: datetime.date
    time_zone: str | None
    script: str = Field(description="Revision and colour of the script")
    schedule: str = Field(description="Name and version of the scenario")
    clock: ClockStyle
    crew_call: SheetTime
    shooting_call: SheetTime
    lunch: SheetTime
    wrap: SheetTime
    closed_set: bool
    weather: str | None
    hospital: str | None
    base: SheetPlace | None
    sun: SheetSun | None
    scenes: list[SheetScene]
    pages: str
    cast: list[SheetCast] = Field(description="Who works or is held, by number")
    background: list[SheetBackground]
    requirements: list[SheetNote] = Field(description="What the breakdown has for these scenes, by category")
    notes: list[SheetNote]
    crew: list[SheetCrew]
    advance: OneLineDay | None = Field(description="The next day of the schedule")
    forced: list[ForcedCall]
    warnings: list[str]
    blanks: list[str]


class Receipt(Wire):
    member: Reader
    seen_at: datetime.datetime | None = Field(description="Null: not yet")


class PublishedSheetSummary(Wire):
    """A version that was given out."""

    id: uuid.UUID
    call_sheet_id: uuid.UUID
    number: int
    changes: list[str] = Field(description="Since the version before, in words")
    receipts: list[Receipt] = Field(description="Who is called by it, and who else has seen it")
    created_at: datetime.datetime


class PublishedSheet(Wire):
    id: uuid.UUID
    call_sheet_id: uuid.UUID
    number: int
    changes: list[str]
    sheet: Sheet
    created_at: datetime.datetime
