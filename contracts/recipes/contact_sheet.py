"""A contact sheet: its recipe, and what it leaves behind."""

from typing import Final, Literal

from pydantic import Field

from contracts.recipes.base import Contract, JobKind, RecipeBase, RecipeHashField, ResultBase
from contracts.recipes.film import FRAMES_PER_SECOND, AspectRatio, FrameRate
from contracts.renderers import RENDERERS

CONTACT_SHEET: Final = "contact-sheet.pdf"


class Panel(Contract):
    """One shot as it is printed."""

    shot_hash: RecipeHashField | None = Field(description="Whose still is shown; None for a shot that has none")
    size: str | None = Field(description="None for a card")
    angle: str | None
    move: str | None
    frames: int = Field(ge=1, description="Its length as made, else as planned")
    who: str = Field(default="", description="Who speaks first in it")
    text: str = Field(default="", max_length=240, description="What is said, else what happens, else what a card says")


class SheetScene(Contract):
    """A scene's shots in the film's order."""

    number: str
    heading: str
    panels: tuple[Panel, ...] = Field(min_length=1)


class ContactSheetRecipe(RecipeBase):
    """Every shot of a film with its picture, as a storyboard is printed. Makes `contact-sheet.pdf`."""

    kind: Literal["contact_sheet"] = "contact_sheet"
    renderer: str = RENDERERS["typst"].stamp
    title: str
    revision: int = Field(ge=1, description="Its number within the project")
    paper: Literal["a4", "us-letter"] = "a4"
    frame_rate: FrameRate = FRAMES_PER_SECOND
    aspect_ratio: AspectRatio = "16:9"
    drawn_by: tuple[str, ...] = Field(description="Every renderer that made a shot of it")
    scenes: tuple[SheetScene, ...] = Field(min_length=1)


class ContactSheetResult(ResultBase):
    kind: Literal["contact_sheet"] = "contact_sheet"
    panels: int = Field(description="How many shots it shows")
    pictures: int = Field(description="How many of them have a picture")


KIND: Final = JobKind(
    name="contact_sheet",
    queue="jobs",
    recipe=ContactSheetRecipe,
    result=ContactSheetResult,
    files={CONTACT_SHEET: "application/pdf"},
)
