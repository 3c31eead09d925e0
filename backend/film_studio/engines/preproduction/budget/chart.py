"""The chart of accounts of a film's budget, as the industry numbers them."""

import tomllib
from pathlib import Path
from typing import Final, Literal

from contracts.recipes.base import Contract

SectionName = Literal["above", "production", "post", "other"]


class Section(Contract):
    """A part of the top sheet with a total of its own."""

    name: SectionName
    title: str
    fringes: str
    """Number of the account in which the section's fringes stand."""
    accounts: dict[str, str]
    """Title by number."""


class _Chart(Contract):
    """chart.toml."""

    sections: tuple[Section, ...]


SECTIONS: Final = _Chart.model_validate(
    tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
).sections
SECTION_OF: Final = {number: section for section in SECTIONS for number in section.accounts}
TITLES: Final = {number: title for section in SECTIONS for number, title in section.accounts.items()}
#: Accounts in which somebody may write a line.
ACCOUNTS: Final = tuple(number for number in TITLES if number != SECTION_OF[number].fringes)

if len(SECTION_OF) != sum(len(section.accounts) for section in SECTIONS) or any(
    section.fringes not in section.accounts for section in SECTIONS
):
    raise ValueError("chart.toml: an account stands in one section alone, and that of the fringes among the others")
