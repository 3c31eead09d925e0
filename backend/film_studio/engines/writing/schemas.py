"""Revisions and scenes on the wire."""

import uuid
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from contracts.limits import PARAGRAPHS_AT_ONCE
from contracts.recipes.screenplay import Paper
from film_studio.kit.schemas import VERSION, Body, Name, Wire
from film_studio.screenplay.imports.paragraphs import Certainty, Kind


class Revision(Wire):
    """One version of a project's screenplay, exactly as it was uploaded. Only its name is edited."""

    id: uuid.UUID
    project_id: uuid.UUID
    number: int = Field(description="Counts the project's revisions, from 1")
    filename: str | None
    name: str | None = Field(description="What people call it; null for none")
    sha256: str = Field(description="Of the file's bytes")
    bytes: int
    title: str | None = Field(description="As the title page has it; null without one")
    pages: float = Field(description="In the industry's layout")
    scene_count: int
    version: int = VERSION
    created_at: datetime


class RevisionUpdate(Body):
    name: Name | None = Field(description="What people call it; null takes the name away")


class Issue(Wire):
    """A revision that was given out, in a colour of its own."""

    id: uuid.UUID
    project_id: uuid.UUID
    revision_id: uuid.UUID
    number: int = Field(description="Counts the project's issues, from 0")
    colour: str = Field(description="Of its paper: Blue, Second Blue")
    dated: date
    locked: bool = Field(description="Whether the next issue keeps the numbers of its pages and scenes")
    revised_pages: int = Field(description="How many of its pages are other than in the issue before")
    version: int = VERSION
    created_at: datetime


class IssueCreate(Body):
    dated: date = Field(description="The day that stands on its pages", examples=["2026-05-28"])


class IssueUpdate(Body):
    locked: bool = Field(description="Whether the next issue keeps its numbers", examples=[True])


class ScreenplayCreate(Body):
    """How a screenplay is set on paper. One that was issued has its colours, its numbers and its asterisks."""

    paper: Paper = "us-letter"
    scene_numbers: bool = Field(default=True, description="In both margins")
    revised_only: bool = Field(default=False, description="Only the pages that changed with its issue")
    character: Name | None = Field(default=None, description="Only pages of scenes in which they speak: sides")


class LaidOutScene(Wire):
    """A scene of a text that is not kept."""

    line: int = Field(description="Of its heading, or of its first words, from 1")
    number: str = Field(description="As the writer numbered it, else counted from 1")
    heading: str | None = Field(description="Null for what stands before the first scene heading")
    start_page: float = Field(description="From 1, as a fraction")
    eighths: int = Field(description="Length in eighths of a page, at least 1")


class ReaderRemark(Wire):
    """Something that the reader took otherwise than it looks."""

    line: int = Field(description="From 1")
    text: str = Field(description="What it is taken for, and what to do if that was not meant")


class Layout(Wire):
    """A screenplay set on pages, in the industry's layout."""

    pages: float
    seconds: float = Field(description="Of film to expect: a page is a minute")
    page_starts: list[int] = Field(description="The line, from 1, of what first begins on each page from the second on")
    scenes: list[LaidOutScene]
    characters: list[str] = Field(description="Who speaks, in order of their first line")
    remarks: list[ReaderRemark] = Field(description="At most 100, in the order of the lines")


class Scene(Wire):
    id: uuid.UUID
    index: int = Field(description="From 0, in the film's order")
    number: str = Field(description="As the writer numbered it, else counted from 1")
    heading: str | None = Field(description="Null for what stands before the first scene heading")
    interior: bool
    exterior: bool
    location: str | None
    time: str | None = Field(description="As written: NIGHT, CONTINUOUS")
    start_page: float = Field(description="From 1, as a fraction")
    eighths: int = Field(description="Length in eighths of a page, at least 1")
    characters: list[str] = Field(description="Who speaks in it, in order of their first line")


class ReportedAct(Wire):
    title: str = Field(description="As the writer called it, by a section of the first level")
    first_page: int
    last_page: int


class ReportedScene(Wire):
    number: str
    heading: str | None
    start_page: float = Field(description="From 1, as a fraction")
    eighths: int
    speeches: int
    words: int = Field(description="That are spoken in it")
    characters: list[str]


class Share(Wire):
    """How much of a screenplay is of one kind."""

    name: str
    scenes: int
    eighths: int


class ReportedCharacter(Wire):
    name: str
    scenes: int = Field(description="In which they speak")
    speeches: int
    words: int
    first_page: int
    last_page: int
    longest_speech: int = Field(description="In words")


class LongestSpeech(Wire):
    character: str
    words: int
    page: int
    scene: str = Field(description="Its number")


class StructureReport(Wire):
    """What can be counted in a screenplay; nothing in it is a judgement. A page is eight eighths."""

    pages: float
    screen_seconds: float = Field(description="Of film to expect: a page is a minute")
    reading_seconds: float
    dialogue_share: float = Field(ge=0, le=1, description="Words that are spoken, of all that are printed")
    longest_speech: LongestSpeech | None = Field(description="Null where nobody speaks")
    acts: list[ReportedAct] = Field(description="Empty where the writer wrote none")
    scenes: list[ReportedScene] = Field(description="In order")
    settings: list[Share] = Field(description="INT, EXT, INT/EXT, and none for scenes that say neither")
    times: list[Share] = Field(description="By the time of day as written, the longest first; none where there is none")
    locations: list[Share] = Field(description="By the location as written, the longest first")
    characters: list[ReportedCharacter] = Field(description="Who speaks, by their words, the most first")


class Import(Wire):
    """A PDF or a DOCX that was read as a screenplay, until somebody makes a revision of it."""

    id: uuid.UUID
    project_id: uuid.UUID
    filename: str | None
    format: Literal["pdf", "docx"]
    bytes: int
    pages: int = Field(description="0 for a DOCX, which has none of its own")
    paragraphs: int
    unsure: int = Field(description="Paragraphs that were guessed, and that nobody has tagged yet")
    remarks: list[str] = Field(description="What of the file is in no paragraph")
    state: Literal["open", "accepted"]
    expires_at: datetime = Field(description="When it goes if it is still open, and its file with it")
    revision: int | None = Field(description="Number of the revision that was made of it; null while it is open")
    version: int = VERSION
    created_at: datetime


class ImportedParagraph(Wire):
    """A paragraph as it was read, and what it is taken for."""

    index: int = Field(description="From 0")
    page: int = Field(description="On which it begins, from 1")
    kind: Kind = Field(description="What it is taken for: `ignored` is left out")
    read_as: Kind
    text: str = Field(description="With Fountain's marks of emphasis")
    number: str = Field(description="Of a scene; empty for none")
    certainty: Certainty
    why: str = Field(description="What it was known by")


class ParagraphTag(Body):
    index: int = Field(ge=0, le=2_000_000, description="Of the paragraph, from 0", examples=[0])
    kind: Kind = Field(examples=["action"])


class ImportUpdate(Body):
    paragraphs: list[ParagraphTag] = Field(
        min_length=1,
        max_length=PARAGRAPHS_AT_ONCE,
        description="What paragraphs are; all or none are tagged",
        examples=[[{"index": 0, "kind": "action"}]],
    )


class Loss(Wire):
    """Something of a Final Draft file that Fountain cannot hold."""

    line: int | None = Field(description="Of the file, from 1; null where it has none")
    reason: str


class Losses(Wire):
    items: list[Loss] = Field(description="In the order of the file; empty for a screenplay in Fountain")
