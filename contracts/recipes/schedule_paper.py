"""What a schedule looks like on paper: its strips day by day, and who works when. Written as it is printed."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.recipes.base import Contract

#: Colour of a strip, as the board on the page has it: dawn, dusk, else whether it is outdoors alone, by day or night.
Tint = Literal["day_int", "day_ext", "night_int", "night_ext", "dawn", "dusk"]


class ElementBox(Contract):
    """The elements of one category in a scene."""

    title: str = Field(description="Vehicles, Props")
    confirmed: tuple[str, ...] = ()
    suggested: tuple[str, ...] = Field(default=(), description="Found by rules, and not confirmed by anybody")


class CastNumber(Contract):
    """What somebody is called by on strips and call sheets."""

    number: str
    name: str


class PrintedScene(Contract):
    """A scene as a row, or as a strip."""

    kind: Literal["scene"] = "scene"
    number: str
    side: str = Field(description="INT, EXT or INT/EXT; empty where the heading does not say")
    set: str
    time_of_day: str
    story_day: str = Field(description="D1, N1, FB1")
    synopsis: str = ""
    cast: str = Field(description="Board numbers: 1, 4, 7")
    pages: str = Field(description="2 3/8")
    time: str = Field(description="To shoot it, hours and minutes: 1:30")
    background: str = Field(default="", description="How many people; empty for none")
    flags: tuple[str, ...] = Field(default=(), description="Of which departments it needs something")
    tint: Tint
    elements: tuple[ElementBox, ...] = ()


class PrintedBanner(Contract):
    kind: Literal["banner"] = "banner"
    text: str


PrintedItem = Annotated[PrintedScene | PrintedBanner, Field(discriminator="kind")]


class PrintedDay(Contract):
    """What is shot between two day breaks, and what follows it before the next day."""

    number: int = Field(ge=1)
    date: str = Field(description="Wed 3 June 2026")
    items: tuple[PrintedItem, ...]
    pages: str = Field(description="1 2/8 pages")
    time: str
    days_off: str = Field(default="", description="Before the next day of work: Sat 6 June – Sun 7 June")
    week_ends: str = Field(default="", description="What is said of the week that ends with this day")


class SchedulePaper(Contract):
    """A schedule by day. A shooting schedule has the elements of each scene; a stripboard the boneyard too."""

    paper: Literal["one_line_schedule", "shooting_schedule", "stripboard"]
    cast: tuple[CastNumber, ...] = ()
    days: tuple[PrintedDay, ...] = Field(min_length=1)
    boneyard: tuple[PrintedScene, ...] = ()


class CalendarDay(Contract):
    """A column of the day-out-of-days."""

    weekday: str = Field(description="Mon; empty for several days that are left out")
    date: str = Field(description="6/3: month and day")
    day: str = Field(default="", description="Number of the shooting day; empty where nothing is shot")
    begins_week: bool = False


class EngagedRow(Contract):
    """Somebody, or something, on each of the columns."""

    number: str
    name: str
    codes: tuple[str, ...] = Field(description="One for each column; empty where there is nothing")
    work: int
    hold: int
    drop: int
    start: str
    finish: str
    total: int = Field(description="Days of the schedule from start to finish")


class DayOutOfDaysPaper(Contract):
    """On which days somebody starts, works, is held, and finishes."""

    paper: Literal["day_out_of_days"] = "day_out_of_days"
    subject: str = Field(description="Of what it is the report: Cast, Vehicles")
    columns: tuple[CalendarDay, ...] = Field(min_length=1)
    rows: tuple[EngagedRow, ...] = Field(min_length=1)
    working: tuple[int, ...] = Field(description="How many work on each of the columns")
