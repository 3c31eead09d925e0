"""What a call sheet looks like on paper: its front, and the crew and notes on its back. Written as it is printed."""

from typing import Literal

from pydantic import Field

from contracts.recipes.base import Contract


class PrintedTime(Contract):
    """As clocks at the location show it. Empty for what nobody has said."""

    title: str
    clock: str
    derived: bool = Field(default=False, description="It follows from other times, and nobody has said it")


class CalledScene(Contract):
    scene: str
    side: str
    set: str
    time_of_day: str
    description: str
    cast: str
    pages: str
    place: str
    starts: str


class CalledCast(Contract):
    number: str
    artist: str
    character: str
    status: str
    pickup: PrintedTime
    call: PrintedTime
    on_set: PrintedTime
    remarks: str


class CalledBackground(Contract):
    count: str
    who: str
    call: str
    report_to: str


class CalledCrew(Contract):
    role: str
    name: str
    call: str
    contact: str
    derived: bool = Field(default=False, description="It is their time on every day, and nobody has said another")


class CalledDepartment(Contract):
    title: str
    people: tuple[CalledCrew, ...]


class NoteBox(Contract):
    title: str
    text: str


class AdvanceDay(Contract):
    title: str
    scenes: tuple[CalledScene, ...]
    pages: str


class CallSheetPaper(Contract):
    """An empty text of `weather`, `hospital`, `base`, `parking` and `sun` is printed as a marked blank."""

    paper: Literal["call_sheet"] = "call_sheet"
    day: str = Field(description="Day 3 of 20")
    date: str
    times: tuple[PrintedTime, ...] = Field(min_length=1, description="The first is the crew call")
    closed_set: bool
    base: str
    parking: str
    hospital: str
    weather: str
    sun: str
    forced: tuple[str, ...]
    warnings: tuple[str, ...]
    changes: tuple[str, ...]
    scenes: tuple[CalledScene, ...]
    pages: str
    cast: tuple[CalledCast, ...]
    background: tuple[CalledBackground, ...]
    requirements: tuple[NoteBox, ...]
    notes: tuple[NoteBox, ...]
    advance: AdvanceDay | None
    crew: tuple[CalledDepartment, ...]
    contacts: bool = Field(description="Whether there is a column for how people are reached")
