"""A budget as CSV: the top sheet, then each account with its lines."""

from collections.abc import Sequence
from decimal import Decimal

from film_studio.engines.preproduction.budget.schemas import Budget
from film_studio.kit.spreadsheet import csv_of


def budget_csv(budget: Budget) -> str:
    """Money in the currency, with two decimals; a column says which level a row is of."""
    sheet, currency = budget.top_sheet, budget.settings.currency
    rows: list[Sequence[object]] = [
        [
            *("Level", "Account", "Description", "Amount", "Unit", "Times"),
            *(f"Rate ({currency})", "Fringes", f"Total ({currency})"),
        ]
    ]
    for section in sheet.sections:
        for account in section.accounts:
            rows.append(["account", account.number, account.title, "", "", "", "", "", money(account.total)])
            rows += [
                [
                    *("line", line.account, line.description, f"{line.amount:g}", line.unit, line.times),
                    *(money(line.rate), ", ".join(line.fringes), money(line.total)),
                ]
                for line in budget.lines
                if line.account == account.number
            ]
        rows.append(["section", "", f"Total {section.title}", "", "", "", "", "", money(section.total)])
    rows += [
        ["total", "", title, "", "", "", "", "", money(total)]
        for title, total in (
            ("Above the line", sheet.above),
            ("Below the line", sheet.below),
            ("Contingency", sheet.contingency),
            ("Overhead", sheet.overhead),
            ("Completion bond", sheet.bond),
            ("GRAND TOTAL", sheet.grand_total),
        )
    ]
    return csv_of(rows)


def money(hundredths: int) -> str:
    """As a number with two decimals."""
    return str((Decimal(hundredths) / 100).quantize(Decimal("0.01")))
