"""Coverage and beat sheets on the wire."""

import uuid
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from contracts.limits import BEATS_A_SHEET
from film_studio.kit.schemas import VERSION, Body, Lines, Name, Wire

Grade = Literal["excellent", "good", "fair", "poor"]
Verdict = Literal["pass", "consider", "recommend"]


class Grades(Body):
    """What a reader thinks of each side of a screenplay; null is not judged."""

    premise: Grade | None = None
    story_line: Grade | None = None
    structure: Grade | None = None
    characterisation: Grade | None = None
    dialogue: Grade | None = None
    setting: Grade | None = None
    marketability: Grade | None = None


class CoverageCreate(Body):
    """A reader's judgement of a revision. Pass is no, consider is perhaps, recommend is yes."""

    reader: Name
    read_on: date = Field(examples=["2026-05-28"])
    submitted_by: Name | None = None
    genre: Name | None = None
    logline: Lines | None = None
    synopsis: Lines | None = Field(default=None, description="With the ending")
    comments: Lines | None = None
    grades: Grades = Field(default_factory=Grades)
    script: Verdict | None = None
    writer: Verdict | None = None


class CoverageUpdate(Body):
    """What is left out stays; null takes away, where there can be nothing. Grades are changed together."""

    reader: Name | None = None
    read_on: date | None = None
    submitted_by: Name | None = None
    genre: Name | None = None
    logline: Lines | None = None
    synopsis: Lines | None = None
    comments: Lines | None = None
    grades: Grades | None = None
    script: Verdict | None = None
    writer: Verdict | None = None


class Coverage(Wire):
    """What a reader says of a revision."""

    id: uuid.UUID
    project_id: uuid.UUID
    revision_id: uuid.UUID
    reader: str
    read_on: date
    submitted_by: str | None
    genre: str | None
    logline: str | None
    synopsis: str | None
    comments: str | None
    grades: Grades
    script: Verdict | None
    writer: Verdict | None
    version: int = VERSION


class Beat(Body):
    """A turn of the story."""

    name: Name = Field(examples=["Midpoint"])
    text: Lines | None = Field(default=None, description="What happens")
    scene: Name | None = Field(default=None, description="Its number in the script: 12, 12A", examples=["12A"])
    share: float | None = Field(
        default=None, ge=0, le=1, description="Of the script's pages, where it is to come: 0.5 is in its middle"
    )


_Beats = Annotated[list[Beat], Field(max_length=BEATS_A_SHEET, description="In the story's order")]


class BeatSheetCreate(Body):
    name: Name
    beats: _Beats = Field(default_factory=list)


class BeatSheetUpdate(Body):
    """What is left out, or null, stays; beats are changed together."""

    name: Name | None = None
    beats: _Beats | None = None


class BeatSheet(Wire):
    """The turns of a story and the scenes in which they come. On which page that is follows from the revision."""

    id: uuid.UUID
    project_id: uuid.UUID
    name: str
    beats: list[Beat]
    version: int = VERSION
