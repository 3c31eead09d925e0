"""The top sheet: what stands in each account, with fringes, contingency, overhead and bond."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from film_studio.engines.preproduction.budget.chart import SECTION_OF, SECTIONS
from film_studio.engines.preproduction.budget.lines import BudgetSettings, Line
from film_studio.engines.preproduction.budget.schemas import AccountTotal, SectionTotal, TopSheet


def top_sheet(lines: Sequence[Line], settings: BudgetSettings) -> TopSheet:
    """All in hundredths. A fringe is worked out once a section, on all that it is due on there, and rounded then."""
    accounts: defaultdict[str, int] = defaultdict(int)
    due: defaultdict[tuple[str, str], int] = defaultdict(int)
    percents = {fringe.name: fringe.percent for fringe in settings.fringes}
    for line in lines:
        accounts[line.account] += line.cost
        for name in dict.fromkeys(line.fringes):
            due[SECTION_OF[line.account].fringes, name] += line.cost
    for (account, name), base in due.items():
        accounts[account] += share(base, percents.get(name, 0))
    sections = [
        SectionTotal(
            name=section.name,
            title=section.title,
            accounts=[
                AccountTotal(number=number, title=title, total=accounts[number])
                for number, title in section.accounts.items()
            ],
            total=sum(accounts[number] for number in section.accounts),
        )
        for section in SECTIONS
    ]
    above = sum(section.total for section in sections if section.name == "above")
    below = sum(section.total for section in sections if section.name != "above")
    contingency = share(below, settings.contingency)
    overhead, bond = share(above + below, settings.overhead), share(above + below, settings.bond)
    return TopSheet(
        sections=sections,
        above=above,
        below=below,
        contingency=contingency,
        overhead=overhead,
        bond=bond,
        grand_total=above + below + contingency + overhead + bond,
    )


def share(of: int, percent: float) -> int:
    """So many per cent of it, halves rounded up."""
    exact = of * Decimal(str(percent)) / 100
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))
