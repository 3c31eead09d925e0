"""Lines that are not written but drawn: from what a schedule costs, and from what was rendered."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from film_studio.engines.preproduction.budget.lines import MOST_RATE, BudgetSettings, Line
from film_studio.engines.preproduction.schedule.costs import cost
from film_studio.engines.preproduction.schedule.shoot import Shoot

#: Accounts in which drawn lines stand until somebody chooses another.
_CAST: Final = "1400"
_SET_OPERATIONS: Final = "2500"
_TRANSPORT: Final = "3500"
_RENDERING: Final = "5500"
_LARGEST_NAME: Final = 200


@dataclass(frozen=True, kw_only=True)
class Rendered:
    """What workers of a queue have done for a project."""

    queue: str
    seconds: float
    usd_hour: float | None
    """What an hour of such a worker costs; None where nobody has told the API."""


def of_schedule(shoot: Shoot) -> tuple[list[Line], list[str]]:
    """Days of work and hold of everybody, company moves, short nights; and what the schedule does not say."""
    costs, settings = cost(shoot), shoot.settings
    lines = [
        Line(
            id=1,
            account=_CAST,
            description=person.name[:_LARGEST_NAME],
            amount=person.work + person.hold,
            unit="day",
            rate=settings.of(person.name).day_rate * 100,
            source="cast",
            key=f"cast:{person.name}",
        )
        for person in costs.people
    ]
    for key, account, description, count, rate in (
        ("moves", _TRANSPORT, "Company moves within a day", costs.moves, settings.move_cost),
        ("turn-rounds", _SET_OPERATIONS, "Nights with too little rest after them", costs.turn_rounds,
         settings.turn_round_cost),
    ):  # fmt: skip
        if count and rate:
            lines.append(
                Line(
                    id=1, account=account, description=description, amount=count, unit="time",
                    rate=min(rate * 100, MOST_RATE), source="schedule", key=key,
                )
            )  # fmt: skip
    unpaid = [person.name for person in costs.people if not settings.of(person.name).day_rate]
    missing = [f"{name} has no day rate in the schedule; say it in its settings, and draw again" for name in unpaid]
    return lines, missing


def of_renders(rendered: Sequence[Rendered], settings: BudgetSettings) -> tuple[list[Line], list[str]]:
    """What was rendered for the project so far, a line for each kind of worker; and what is not known of it."""
    rate = 1.0 if settings.currency == "USD" else settings.usd_rate
    done = [each for each in rendered if each.seconds > 0]
    if done and rate is None:
        said = f"say what a dollar costs in {settings.currency}, and draw again"
        return [], [f"What rendering costs is known in US dollars; {said}"]
    lines: list[Line] = []
    missing: list[str] = []
    for each in done:
        if each.usd_hour is None:
            missing.append(f"What an hour of the workers of {each.queue} costs is not known to this studio")
            continue
        hours = Decimal(str(each.seconds)) / 3600
        price = hours * Decimal(str(each.usd_hour)) * Decimal(str(rate)) * 100
        lines.append(
            Line(
                id=1,
                account=_RENDERING,
                description=f"Rendering so far, {each.queue}: {hours.quantize(Decimal('0.01'))} hours",
                rate=min(int(price.quantize(Decimal(1), ROUND_HALF_UP)), MOST_RATE),
                source="renders",
                key=f"renders:{each.queue}",
            )
        )
    return lines, missing
