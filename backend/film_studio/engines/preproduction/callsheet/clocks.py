"""Times of a shooting day, as clocks at the location show them, also past midnight and where clocks are changed."""

import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo, available_timezones

ClockStyle = Literal["24h", "12h"]
#: Whoever is called before the crew, as for make-up, is called at most so long before.
EARLIEST: Final = datetime.timedelta(hours=-8)
_ONE_DAY: Final = datetime.timedelta(days=1)
_STEP: Final = datetime.timedelta(minutes=5)
_ZONES: Final = frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Whether it is a name of the IANA's list, such as Europe/Oslo."""
    return name in _ZONES


def at(date: datetime.date, clock: str, zone: datetime.tzinfo) -> datetime.datetime:
    """The moment at which clocks show `clock` on a date. Of a time that comes twice, when clocks are set back, the
    first; of one that is left out, when they are set forward, as long after midnight as it says."""
    local = datetime.datetime.combine(date, datetime.time.fromisoformat(clock), zone)
    return local.astimezone(datetime.UTC).astimezone(zone)


def from_(first: datetime.datetime, clock: str) -> datetime.datetime:
    """The first moment from `first` on at which clocks there show `clock`: of a night's work, often the next day's."""
    zone = first.tzinfo or datetime.UTC
    found = [at(first.date() + _ONE_DAY * days, clock, zone) for days in (-1, 0, 1, 2)]
    return next(moment for moment in found if not is_before(moment, first))


def is_before(first: datetime.datetime, second: datetime.datetime) -> bool:
    """Python compares two moments of one zone by their clocks, which show one hour twice when they are set back."""
    return first.timestamp() < second.timestamp()


def later(moment: datetime.datetime, minutes: float) -> datetime.datetime:
    """So many minutes of work later, which is what a watch measures also where clocks are changed meanwhile."""
    zone = moment.tzinfo or datetime.UTC
    return (moment.astimezone(datetime.UTC) + datetime.timedelta(minutes=minutes)).astimezone(zone)


def hours_between(first: datetime.datetime, second: datetime.datetime) -> float:
    """Hours that pass; below zero where the second comes first. To a hundredth."""
    return round((second.astimezone(datetime.UTC) - first.astimezone(datetime.UTC)) / datetime.timedelta(hours=1), 2)


def rounded(moment: datetime.datetime, *, up: bool) -> datetime.datetime:
    """To five minutes: people are called a little early, and are done a little late."""
    zone = moment.tzinfo or datetime.UTC
    seconds, step = int(moment.timestamp()), int(_STEP.total_seconds())
    steps = -(-seconds // step) if up else seconds // step
    return datetime.datetime.fromtimestamp(steps * step, datetime.UTC).astimezone(zone)


def shown(moment: datetime.datetime, date: datetime.date, style: ClockStyle = "24h") -> str:
    """As it is printed on the sheet of a date: 02:30 +1 for what is past its midnight."""
    days = (moment.date() - date).days
    clock = f"{moment:%H:%M}" if style == "24h" else f"{moment:%I:%M %p}".lstrip("0")
    return f"{clock} {days:+d}" if days else clock


def zone_of(name: str | None) -> datetime.tzinfo:
    """Of a location; without one, that in which clocks are never changed."""
    return ZoneInfo(name) if name else datetime.UTC
