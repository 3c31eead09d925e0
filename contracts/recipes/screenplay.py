"""A screenplay on paper: its recipe, line for line, and what it leaves behind."""

from typing import Annotated, Final, Literal, NamedTuple

from pydantic import Field

from contracts.recipes.base import Contract, JobKind, RecipeBase, ResultBase
from contracts.renderers import RENDERERS

SCREENPLAY: Final = "screenplay.pdf"
Paper = Literal["us-letter", "a4"]
#: Where a piece of a line stands: from its column, to its column, around its column.
Alignment = Literal["left", "right", "center"]


class Words(NamedTuple):
    """A stretch of words in one style: any of b (bold), i (italic) and u (underlined)."""

    text: str
    style: Annotated[str, Field(pattern=r"^b?i?u?$")] = ""


class Piece(NamedTuple):
    """What stands at one place of a line; columns count from the left margin, ten to the inch."""

    column: Annotated[int, Field(ge=0)]
    alignment: Alignment
    words: tuple[Words, ...]


class PrintedLine(NamedTuple):
    """One line of a page, from its top, six to the inch."""

    line: Annotated[int, Field(ge=0)]
    pieces: tuple[Piece, ...]
    scene: str = ""  # its number, in both margins
    changed: bool = False  # an asterisk in the right margin


class PrintedPage(Contract):
    """One page; its `number` is printed as it is: 12A, 15-16."""

    number: str = Field(description="Empty for one that shows none, as the first does")
    header: str = Field(default="", description="At the top left: BLUE REVISIONS 28 MAY 2026")
    paper: str = Field(default="#ffffff", pattern=r"^#[0-9a-f]{6}$", description="Its colour")
    lines: tuple[PrintedLine, ...]


class TitleBlock(Contract):
    """The title page: what stands in its middle, and at its foot."""

    title: tuple[str, ...] = ()
    middle: tuple[str, ...] = Field(default=(), description="Credit, authors, source, one a line; empty ones part them")
    left: tuple[str, ...] = Field(default=(), description="At the foot: contact, copyright")
    right: tuple[str, ...] = Field(default=(), description="At the foot: draft, date, revisions")


class ScreenplayRecipe(RecipeBase):
    """A screenplay, or some of its pages, set in the industry's layout. Makes `screenplay.pdf`."""

    kind: Literal["screenplay"] = "screenplay"
    renderer: str = RENDERERS["typst"].stamp
    title: str = Field(description="The document's own, which readers show in their window")
    paper: Paper = "us-letter"
    title_page: TitleBlock | None = None
    pages: tuple[PrintedPage, ...] = Field(min_length=1)


class ScreenplayResult(ResultBase):
    kind: Literal["screenplay"] = "screenplay"
    pages: int = Field(description="The title page aside")
    missing: str = Field(default="", description="Characters that no font of the studio has, once each; at most 100")


KIND: Final = JobKind(
    name="screenplay",
    queue="jobs",
    recipe=ScreenplayRecipe,
    result=ScreenplayResult,
    files={SCREENPLAY: "application/pdf"},
)
