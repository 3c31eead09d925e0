"""The cast of a film on paper: its recipe, and what it leaves behind."""

from typing import Final, Literal

from pydantic import Field

from contracts.recipes.animatic import Look
from contracts.recipes.base import Contract, JobKind, RecipeBase, ResultBase
from contracts.renderers import RENDERERS

CASTING_SHEET: Final = "casting-sheet.pdf"


class Appearance(Contract):
    """A scene as the matrix has it."""

    number: str
    present: tuple[int, ...] = Field(description="Numbers of people, from 1, in their order")


class CastEntry(Contract):
    """Somebody as they are printed."""

    name: str
    also: tuple[str, ...] = Field(default=(), description="Their other names")
    look: Look
    mode: str
    lacks: tuple[str, ...] = Field(default=(), description="What has not been agreed to")
    lines: int = Field(ge=0)
    words: int = Field(ge=0)
    scenes: tuple[str, ...] = Field(description="Their numbers")
    days: tuple[str, ...] = Field(description="Story days")
    said: tuple[str, ...] = Field(default=(), description="What the page says of them")
    talks: tuple[str, ...] = Field(default=(), description="With whom, those first with whom most")
    notes: str = ""


class CastingSheetRecipe(RecipeBase):
    """Everybody with their portrait, and who is in which scene. Makes `casting-sheet.pdf`."""

    kind: Literal["casting_sheet"] = "casting_sheet"
    renderer: str = RENDERERS["typst"].stamp
    title: str
    revision: int = Field(ge=1, description="Its number within the project")
    paper: Literal["a4", "us-letter"] = "a4"
    people: tuple[CastEntry, ...] = Field(min_length=1)
    matrix: tuple[Appearance, ...]


class CastingSheetResult(ResultBase):
    kind: Literal["casting_sheet"] = "casting_sheet"
    people: int


KIND: Final = JobKind(
    name="casting_sheet",
    queue="jobs",
    recipe=CastingSheetRecipe,
    result=CastingSheetResult,
    files={CASTING_SHEET: "application/pdf"},
)
