"""Day-out-of-days: on which days of a schedule a person works, is held, or is dropped and picked up again."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

#: S start, W work, F finish, H hold, D after a drop, P picked up again: SW is the first day, WD the last before a drop.
Code = Literal["", "SW", "W", "WF", "SWF", "H", "WD", "SWD", "D", "PW", "PWF"]


@dataclass(frozen=True, slots=True)
class Engagement:
    """One person in a schedule. `codes`: one for each of its days, empty before the start and after the finish."""

    codes: tuple[Code, ...]
    start: int
    finish: int
    work: int
    hold: int
    drop: int

    @property
    def paid(self) -> int:
        """Days of work and of hold."""
        return self.work + self.hold


def engagement(working: Sequence[int], dates: Sequence[datetime.date], drop_after_days: int | None) -> Engagement:
    """Of a person who works on the days `working`, ascending, at least one, of a schedule with these `dates`.

    Where more calendar days than `drop_after_days` lie between two days of work, the person is dropped in the longest
    such gap, the first of equal ones, and held in all others.
    """
    dropped = _dropped(working, dates, drop_after_days)
    start, finish = working[0], working[-1]
    works = set(working)
    codes: tuple[Code, ...] = tuple(
        _code(day, start, finish, dropped, works=day in works) if start <= day <= finish else ""
        for day in range(len(dates))
    )
    drop = dropped[1] - dropped[0] - 1 if dropped else 0
    hold = finish - start + 1 - len(working) - drop
    return Engagement(codes=codes, start=start, finish=finish, work=len(working), hold=hold, drop=drop)


def _dropped(
    working: Sequence[int], dates: Sequence[datetime.date], drop_after_days: int | None
) -> tuple[int, int] | None:
    """The days of work before and after the drop."""
    if drop_after_days is None:
        return None
    gaps = [
        (before, after)
        for before, after in pairwise(working)
        if (dates[after] - dates[before]).days - 1 > drop_after_days and after - before > 1
    ]
    return max(gaps, key=lambda gap: (gap[1] - gap[0], -gap[0]), default=None)


def _code(day: int, start: int, finish: int, dropped: tuple[int, int] | None, *, works: bool) -> Code:
    if not works:
        return "D" if dropped and dropped[0] < day < dropped[1] else "H"
    before = "S" if day == start else "P" if dropped and day == dropped[1] else ""
    after = "F" if day == finish else "D" if dropped and day == dropped[0] else ""
    return _WORKING[before, after]


_WORKING: dict[tuple[str, str], Code] = {
    ("", ""): "W",
    ("S", ""): "SW",
    ("S", "F"): "SWF",
    ("S", "D"): "SWD",
    ("", "F"): "WF",
    ("", "D"): "WD",
    ("P", ""): "PW",
    ("P", "F"): "PWF",
}
