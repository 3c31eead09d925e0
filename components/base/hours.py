"""Hours of a week, as a setting spells them: `08-20 Europe/Berlin Mon-Fri`."""

import re
from dataclasses import dataclass
from typing import Final
from zoneinfo import available_timezones

HOURS_A_WEEK: Final = 7 * 24
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SPELLED: Final = re.compile(
    r"(?P<opens>\d\d)-(?P<closes>\d\d) (?P<zone>UTC|[A-Z]\w+(?:/[A-Z][\w+-]+)+) (?P<first>\w{3})(?:-(?P<last>\w{3}))?"
)


@dataclass(frozen=True, kw_only=True)
class Hours:
    """From the hour `opens` until the hour `closes` of each of the days, by the clock of the zone."""

    opens: int
    closes: int
    zone: str
    first: str
    last: str

    @property
    def a_week(self) -> int:
        days = _DAYS.index(self.last) - _DAYS.index(self.first) + 1
        return (self.closes - self.opens) * days

    @property
    def share(self) -> float:
        """Of a week."""
        return self.a_week / HOURS_A_WEEK

    def cron(self, hour: int) -> str:
        """As Application Auto Scaling takes it, in the zone."""
        days = self.first if self.first == self.last else f"{self.first}-{self.last}"
        return f"cron(0 {hour} ? * {days.upper()} *)"

    def __str__(self) -> str:
        days = self.first if self.first == self.last else f"{self.first}-{self.last}"
        return f"{self.opens:02}-{self.closes:02} {self.zone} {days}"


def hours(value: str) -> Hours | None:
    """Empty text is None: always."""
    if not value:
        return None
    found = _SPELLED.fullmatch(value)
    if found is None:
        raise ValueError("hours of a week, such as '08-20 Europe/Berlin Mon-Fri'")
    first, last = found["first"], found["last"] or found["first"]
    zones = available_timezones()
    if not (first in _DAYS and last in _DAYS and _DAYS.index(first) <= _DAYS.index(last)):
        raise ValueError("hours of days from Mon to Sun, in that order, such as 'Mon-Fri'")
    if zones and found["zone"] not in zones:
        raise ValueError("hours in a zone of the IANA's list, such as 'Europe/Berlin' or 'UTC'")
    opens, closes = int(found["opens"]), int(found["closes"])
    if not opens < closes <= 23:
        raise ValueError("hours that open before they close on the same day, from 00 to 23")
    return Hours(opens=opens, closes=closes, zone=found["zone"], first=first, last=last)
