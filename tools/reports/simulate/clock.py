"""What goes by the clock: the hours of a week at which a service may have more or fewer workers, or an API is closed.

Times are in seconds; those of a week count from Monday's first, by the clock of the schedule's own zone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from components.base.hours import HOURS_A_WEEK
from tools.errors import StudioError
from tools.program.recording import Evaluation
from tools.reports.cost.rates import hours_of_week

HOUR: Final = 3600.0
WEEK: Final = HOURS_A_WEEK * HOUR
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MOMENT: Final = re.compile(rf"({'|'.join(_DAYS)}) ([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, kw_only=True)
class Change:
    """`at` a second of the week, what a service has at least and at most becomes another."""

    at: float
    least: int
    most: int


def changes(evaluation: Evaluation, resource_id: str) -> tuple[Change, ...]:
    """What the schedules of a scaling target do in a week, in its order; empty where it has none."""
    found: list[Change] = []
    for each in evaluation.of_type("aws:appautoscaling/scheduledAction:ScheduledAction"):
        if each.inputs["resourceId"] == resource_id:
            action: dict[str, Any] = each.inputs["scalableTargetAction"]
            least, most = int(action["minCapacity"]), int(action["maxCapacity"])
            found += [Change(at=hour * HOUR, least=least, most=most) for hour in hours_of_week(each.inputs["schedule"])]
    return tuple(sorted(found, key=lambda change: change.at))


def latest(schedule: Sequence[Change], moment: float) -> Change | None:
    """The change that holds at a second of the week, maybe since the week before; None without a schedule."""
    if not schedule:
        return None
    return next((change for change in reversed(schedule) if change.at <= moment % WEEK), schedule[-1])


def following(schedule: Sequence[Change], begins: float, until: float) -> Iterator[tuple[float, Change]]:
    """Each change after `begins` (a second of the week) with its distance from it, up to `until` seconds."""
    for week in range(int((begins + until) // WEEK) + 1):
        for change in schedule:
            distance = week * WEEK + change.at - begins
            if 0 < distance <= until:
                yield distance, change


def opens(schedule: Sequence[Change], moment: float) -> float:
    """Seconds from a moment, counted from a Monday, until something runs: 0 where it does, or has no schedule."""
    now = latest(schedule, moment)
    if now is None or now.most > 0:
        return 0.0
    return next(distance for distance, change in following(schedule, moment % WEEK, 2 * WEEK) if change.most > 0)


def second_of_week(text: str) -> float:
    """`Mon 09:00`. Raises `StudioError`."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise StudioError(f"'{text}' is not a moment of a week: give a day and a time, such as 'Mon 09:00'.")
    day, hour, minute = found.groups()
    return (24 * _DAYS.index(day) + int(hour)) * HOUR + int(minute) * 60


def moment(second: float) -> str:
    """As `second_of_week` reads it."""
    hours, rest = divmod(int(second % WEEK), 3600)
    return f"{_DAYS[hours // 24]} {hours % 24:02}:{rest // 60:02}"
