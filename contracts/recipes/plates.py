"""The plates of a character's sheet: their recipe, and what they leave behind."""

from collections.abc import Mapping
from typing import Final, Literal

from pydantic import Field

from contracts.recipes.animatic import Look
from contracts.recipes.base import JobKind, RecipeBase, ResultBase
from contracts.renderers import RENDERERS

Plate = Literal["front", "three_quarter", "profile", "back", "expressions"]
#: File → the plate on it, in the order of a sheet.
PLATES: Final[Mapping[str, Plate]] = {
    "front.png": "front",
    "three-quarter.png": "three_quarter",
    "profile.png": "profile",
    "back.png": "back",
    "expressions.png": "expressions",
}


class PlatesRecipe(RecipeBase):
    """A character from every side, and a row of their faces. Makes a PNG a plate."""

    kind: Literal["plates"] = "plates"
    renderer: str = RENDERERS["plates"].stamp
    look: Look


class PlatesResult(ResultBase):
    kind: Literal["plates"] = "plates"
    expressions: tuple[str, ...] = Field(description="Of the faces in their row, from the left")


KIND: Final = JobKind(
    name="plates",
    queue="jobs",
    recipe=PlatesRecipe,
    result=PlatesResult,
    files=dict.fromkeys(PLATES, "image/png"),
)
