"""Budgets on the wire."""

import datetime
import uuid

from pydantic import Field

from film_studio.engines.preproduction.budget.chart import SectionName
from film_studio.engines.preproduction.budget.lines import BudgetSettings, Line
from film_studio.kit.schemas import VERSION, Body, Name, Wire


class AccountTotal(Wire):
    number: str
    title: str
    total: int


class SectionTotal(Wire):
    name: SectionName
    title: str
    accounts: list[AccountTotal] = Field(description="All of the chart, in its order, also those with nothing in them")
    total: int


class TopSheet(Wire):
    """All money in hundredths of the budget's currency."""

    sections: list[SectionTotal]
    above: int = Field(description="The line")
    below: int = Field(description="The line: production, post-production and other")
    contingency: int
    overhead: int
    bond: int
    grand_total: int


class BudgetLine(Line):
    total: int = Field(description="Amount × times × rate, in hundredths")


class DrawnFrom(Wire):
    """The schedule that lines were drawn from: where it has a later version now, they are drawn again on request."""

    scenario_id: uuid.UUID
    version: int


class BudgetSummary(Wire):
    id: uuid.UUID
    project_id: uuid.UUID
    name: str
    locked: bool
    version: int = VERSION
    currency: str
    grand_total: int = Field(description="In hundredths of the currency")
    created_at: datetime.datetime


class Budget(Wire):
    """What the film costs, from the top sheet to each line."""

    id: uuid.UUID
    project_id: uuid.UUID
    name: str
    locked: bool = Field(description="Nobody changes a locked one")
    version: int = VERSION
    settings: BudgetSettings
    drawn_from: DrawnFrom | None
    lines: list[BudgetLine] = Field(description="In the order in which they were written")
    top_sheet: TopSheet
    missing: list[str] = Field(description="What drawn lines lack, as somebody's day rate, and where to say it")
    created_at: datetime.datetime


class BudgetCreate(Body):
    name: Name
    copy_of: uuid.UUID | None = Field(default=None, description="A budget of the project to begin with")
    scenario_id: uuid.UUID | None = Field(
        default=None, description="A schedule of the project from which cast, moves and nights are drawn"
    )
    settings: BudgetSettings | None = Field(default=None, description="Without, those of what it copies")


class BudgetUpdate(Body):
    """What is left out stays."""

    name: Name | None = None
    locked: bool | None = None
    settings: BudgetSettings | None = Field(default=None, description="All of them, in place of the former")


class DrawFrom(Body):
    scenario_id: uuid.UUID | None = Field(default=None, description="Without, the schedule that it was drawn from last")
