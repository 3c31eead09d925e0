"""A paper that is printed from a production's tables: its recipe, and what it leaves behind.

Each paper has its own words in a module beside this one; they are one kind of job. A new paper is a model with a
literal `paper`, its place in `Body`, and a template of that name in `workers/film_workers/tasks/papers/`.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, ClassVar, Final, Literal, get_args

from pydantic import Field

from contracts.recipes.assessment_paper import BeatSheetPaper, CoveragePaper
from contracts.recipes.base import Contract, JobKind, RecipeBase, ResultBase
from contracts.recipes.breakdown_paper import BreakdownSheetsPaper, ElementListPaper
from contracts.recipes.budget_paper import BudgetPaper
from contracts.recipes.call_sheet_paper import CallSheetPaper
from contracts.recipes.schedule_paper import DayOutOfDaysPaper, SchedulePaper
from contracts.renderers import RENDERERS

DOCUMENT: Final = "document.pdf"
#: Papers that a room shows page by page, as images beside the PDF, and their first pages.
SHOWN: Final = frozenset({"call_sheet", "coverage", "beat_sheet"})
PAGES: Final = tuple(f"page-{number}.png" for number in range(1, 13))
PageSize = Literal["us-letter", "a4"]
#: How far a paper has got with those who have to agree to it; whoever prints it says so.
Standing = Literal["draft", "prelim", "approved"]
Body = Annotated[
    SchedulePaper
    | DayOutOfDaysPaper
    | BreakdownSheetsPaper
    | ElementListPaper
    | BudgetPaper
    | CallSheetPaper
    | CoveragePaper
    | BeatSheetPaper,
    Field(discriminator="paper"),
]
#: The names of all papers, in that order.
PAPERS: Final[tuple[str, ...]] = tuple(
    name for model in get_args(get_args(Body)[0]) for name in get_args(model.model_fields["paper"].annotation)
)


class Head(Contract):
    """What stands on every page, whatever the paper is."""

    title: str = Field(description="Of the film")
    company: str
    script: str = Field(description="Of which script it is: its colour, else its number, and its date")
    version: str = Field(default="", description="Of the schedule or budget: its name, version and date")
    standing: Standing = "draft"


class DocumentRecipe(RecipeBase):
    """One paper, with everything that is printed on it. Makes `document.pdf`, and of what a room shows `page-1.png` to
    `page-12.png`, as far as it has pages."""

    kind: Literal["document"] = "document"
    renderer: str = RENDERERS["typst"].stamp
    size: PageSize = "us-letter"
    head: Head
    body: Body


class DocumentResult(ResultBase):
    #: Until version 2 no paper had its pages as images.
    STEPS: ClassVar[Sequence[Callable[[dict[str, Any]], dict[str, Any]]]] = (
        lambda fields: {**fields, "pages": 0, "images": 0},
    )

    kind: Literal["document"] = "document"
    paper: str = Field(description="Which one it is: one_line_schedule")
    missing: str = Field(default="", description="Characters that no font of the studio has, once each; at most 100")
    pages: int = Field(default=0, description="How many it has; 0 for a paper that is shown nowhere page by page")
    images: int = Field(default=0, description="How many of its pages lie beside it as images, from the first on")


KIND: Final = JobKind(
    name="document",
    queue="jobs",
    recipe=DocumentRecipe,
    result=DocumentResult,
    files={DOCUMENT: "application/pdf", **dict.fromkeys(PAGES, "image/png")},
    counted_by="images",
    called_by="paper",
)
