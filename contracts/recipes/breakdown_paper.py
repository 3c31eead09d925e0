"""What a breakdown looks like on paper: a sheet a scene, and a list of its elements. Written as it is printed."""

from typing import Literal

from pydantic import Field

from contracts.recipes.base import Contract
from contracts.recipes.schedule_paper import ElementBox, Tint


class PrintedSheet(Contract):
    """The sheet of one scene. What the studio does not know is printed as a blank to be filled in by hand."""

    sheet: int = Field(ge=1)
    scene: str
    side: str
    set: str
    time_of_day: str
    pages: str
    synopsis: str = ""
    script_page: str
    story_day: str
    tint: Tint
    boxes: tuple[ElementBox, ...] = Field(description="In the order of the sheet, those without anything too if wanted")


class BreakdownSheetsPaper(Contract):
    """A page for each scene."""

    paper: Literal["breakdown_sheets"] = "breakdown_sheets"
    sheets: tuple[PrintedSheet, ...] = Field(min_length=1)


class ElementRow(Contract):
    """An element with every scene that needs it."""

    name: str
    of: str = Field(default="", description="Whose it is")
    most: int = Field(ge=1, description="How many of it a scene needs at most")
    scenes: str = Field(description="Their numbers: 1, 4, 12A")
    count: int = Field(ge=1, description="How many scenes")
    confirmed: bool = Field(description="By a person, in all these scenes")


class ElementGroup(Contract):
    title: str
    rows: tuple[ElementRow, ...] = Field(min_length=1)


class ElementListPaper(Contract):
    """All elements of a script, by category."""

    paper: Literal["element_list"] = "element_list"
    groups: tuple[ElementGroup, ...] = Field(min_length=1)
