"""A screenplay as people judge it, on paper: a reader's coverage, and the turns of the story. As it is printed."""

from typing import Literal

from pydantic import Field

from contracts.recipes.base import Contract

Grade = Literal["excellent", "good", "fair", "poor"]
Verdict = Literal["pass", "consider", "recommend"]


class PrintedGrade(Contract):
    """One side of a screenplay, as the reader grades it."""

    side: str
    grade: Grade | None = Field(default=None, description="Null is not judged")


class PrintedVerdict(Contract):
    of: str = Field(description="Script, writer")
    verdict: Verdict | None = Field(default=None, description="Null is not said")


class CoveragePaper(Contract):
    """A reader's judgement. What the reader has not written is a blank."""

    paper: Literal["coverage"] = "coverage"
    facts: tuple[tuple[str, str], ...] = Field(description="Reader, genre, pages: name and value, empty where unknown")
    logline: str = ""
    synopsis: str = ""
    comments: str = ""
    grades: tuple[PrintedGrade, ...] = Field(min_length=1)
    verdicts: tuple[PrintedVerdict, ...]


class PrintedBeat(Contract):
    """A turn of the story: where it was meant, and where the script has it."""

    name: str
    text: str = ""
    scene: str = Field(default="", description="Its number; empty where nobody has named one")
    page: str = Field(default="", description="On which it comes; empty where the script has no such scene")
    meant: str = Field(default="", description="The page on which it was to come")
    lateness: str = Field(default="", description="How far the one is from the other, in words")
    comes_at: float | None = Field(default=None, ge=0, le=1, description="Of the script's pages")
    meant_at: float | None = Field(default=None, ge=0, le=1, description="Of the script's pages")


class BeatSheetPaper(Contract):
    """The turns of a story, in its order."""

    paper: Literal["beat_sheet"] = "beat_sheet"
    name: str
    pages: str = Field(description="Of the script: 112 3/8 pages")
    beats: tuple[PrintedBeat, ...] = Field(min_length=1)
