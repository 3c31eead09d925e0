"""A budget as it is printed: the top sheet, and every line behind it."""

from collections.abc import Iterable
from typing import Final

from contracts.recipes.budget_paper import BudgetPaper, BudgetTotal, PrintedAccount, PrintedLine, PrintedSection
from film_studio.engines.preproduction.budget.chart import SECTION_OF
from film_studio.engines.preproduction.budget.lines import Source
from film_studio.engines.preproduction.budget.schemas import Budget, BudgetLine
from film_studio.engines.preproduction.budget.sums import share
from film_studio.engines.preproduction.papers.words import money

_FROM: Final[dict[Source, str]] = {"person": "", "cast": "schedule", "schedule": "schedule", "renders": "renders"}


def budget_paper(budget: Budget, facts: Iterable[tuple[str, str]], *, detail: bool) -> BudgetPaper:
    """`facts`: what stands at the head of the top sheet beside the currency, name and value."""
    sheet, settings = budget.top_sheet, budget.settings
    whole = all(
        amount % 100 == 0
        for amount in (
            *(line.rate for line in budget.lines),
            *(line.total for line in budget.lines),
            *(account.total for section in sheet.sections for account in section.accounts),
            *(sheet.contingency, sheet.overhead, sheet.bond),
        )
    )
    totals = (
        ("Total above the line", sheet.above),
        ("Total below the line", sheet.below),
        ("Above and below the line", sheet.above + sheet.below),
        (f"Contingency, {settings.contingency:g} % of below the line", sheet.contingency),
        (f"Overhead, {settings.overhead:g} %", sheet.overhead),
        (f"Completion bond, {settings.bond:g} %", sheet.bond),
    )
    return BudgetPaper(
        facts=(*facts, ("Currency", settings.currency)),
        currency=settings.currency,
        detail=detail,
        sections=tuple(
            PrintedSection(
                title=section.title,
                accounts=tuple(
                    PrintedAccount(
                        number=account.number,
                        title=account.title,
                        total=money(account.total, whole=whole),
                        lines=_lines(budget, account.number, whole=whole) if detail else (),
                    )
                    for account in section.accounts
                ),
                total=money(section.total, whole=whole),
            )
            for section in sheet.sections
        ),
        totals=(
            *(BudgetTotal(title=title, total=money(total, whole=whole)) for title, total in totals),
            BudgetTotal(title="Grand total", total=money(sheet.grand_total, whole=whole), grand=True),
        ),
        missing=tuple(budget.missing),
    )


def _lines(budget: Budget, account: str, *, whole: bool) -> tuple[PrintedLine, ...]:
    if account == SECTION_OF[account].fringes:
        return tuple(_fringes(budget, account, whole=whole))
    return tuple(_line(line, whole=whole) for line in budget.lines if line.account == account)


def _line(line: BudgetLine, *, whole: bool) -> PrintedLine:
    return PrintedLine(
        description=line.description,
        amount=f"{line.amount:g}",
        unit=line.unit,
        times=str(line.times),
        rate=money(line.rate, whole=whole),
        total=money(line.total, whole=whole),
        drawn=_FROM[line.source],
        fringes=", ".join(line.fringes),
    )


def _fringes(budget: Budget, account: str, *, whole: bool) -> Iterable[PrintedLine]:
    """What is due on a section's lines, a fringe each: so much per cent of so much."""
    for fringe in budget.settings.fringes:
        due = sum(
            line.total
            for line in budget.lines
            if fringe.name in line.fringes and SECTION_OF[line.account].fringes == account
        )
        if due:
            yield PrintedLine(
                description=fringe.name,
                amount=f"{fringe.percent:g}",
                unit="% of",
                times="1",
                rate=money(due, whole=whole),
                total=money(share(due, fringe.percent), whole=whole),
            )
