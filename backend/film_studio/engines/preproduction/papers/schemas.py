"""Papers on the wire: which one, and how it is set."""

from typing import Literal

from pydantic import Field

from contracts.recipes.document import PageSize, Standing
from film_studio.engines.preproduction.breakdown.categories import Category
from film_studio.kit.schemas import Body


class Print(Body):
    """How any paper is set."""

    size: PageSize = "us-letter"
    standing: Standing = Field(
        default="draft", description="What stands at its foot: how far it has got with those who have to agree to it"
    )


class BreakdownPrint(Print):
    paper: Literal["breakdown_sheets", "element_list"] = Field(
        default="breakdown_sheets", description="A page for each scene, or all elements by category"
    )
    empty_boxes: bool = Field(
        default=True, description="Of sheets: also the boxes of categories of which a scene needs nothing"
    )


class SchedulePrint(Print):
    paper: Literal["one_line_schedule", "shooting_schedule", "stripboard", "day_out_of_days"] = Field(
        default="one_line_schedule",
        description="A line for each scene; the same with its elements; strips in their colours; who works when",
    )
    category: Category = Field(default="cast", description="Of the day-out-of-days: of whom or of what it is")


class BudgetPrint(Print):
    detail: bool = Field(default=True, description="Every line too; without it the top sheet alone")
