"""What a budget looks like on paper: the top sheet, then each account with its lines. Written as it is printed."""

from typing import Literal

from pydantic import Field

from contracts.recipes.base import Contract


class PrintedLine(Contract):
    """A line of an account: amount × unit × times × rate."""

    description: str
    amount: str
    unit: str
    times: str
    rate: str
    total: str
    drawn: str = Field(default="", description="From what it was drawn; empty for a line that a person wrote")
    fringes: str = ""


class PrintedAccount(Contract):
    number: str
    title: str
    total: str
    lines: tuple[PrintedLine, ...] = Field(default=(), description="None: it stands on the top sheet alone")


class PrintedSection(Contract):
    title: str
    accounts: tuple[PrintedAccount, ...]
    total: str


class BudgetTotal(Contract):
    title: str
    total: str
    grand: bool = False


class BudgetPaper(Contract):
    """The top sheet, and, where wanted, every line behind it."""

    paper: Literal["budget"] = "budget"
    facts: tuple[tuple[str, str], ...] = Field(default=(), description="Shoot days, currency: name and value")
    currency: str
    detail: bool = Field(description="Whether accounts are printed line by line")
    sections: tuple[PrintedSection, ...] = Field(min_length=1)
    totals: tuple[BudgetTotal, ...]
    missing: tuple[str, ...] = Field(default=(), description="What drawn lines lack, in words")
