"""When the sun rises and sets at a location, by astral: within a minute or two of what observatories publish."""

import datetime
from collections.abc import Callable
from typing import Final

from astral import Observer
from astral.sun import elevation, noon, sunrise, sunset

from film_studio.engines.preproduction.callsheet.schemas import Coordinates, SheetSun

_DAYS: Final = tuple(datetime.timedelta(days=days) for days in (-1, 0, 1))
_HALF: Final = datetime.timedelta(hours=12)
_HALF_A_MINUTE: Final = datetime.timedelta(seconds=30)
#: Of the sun's middle, in degrees, when its upper edge is at the horizon.
_HORIZON: Final = -0.833


def sun_of(place: Coordinates, zone: datetime.tzinfo, date: datetime.date) -> SheetSun:
    """Sunrise and sunset around the noon of a date. A summer's sunset may come after midnight, and one that does not
    come within the half day is said in words."""
    observer = Observer(place.latitude, place.longitude)
    middle = noon(observer, date, tzinfo=zone)
    moments = {
        what: [each for days in _DAYS if (each := _on(what, observer, date + days, zone)) is not None]
        for what in (sunrise, sunset)
    }
    rises = next((each for each in moments[sunrise] if middle - _HALF <= each <= middle), None)
    sets = next((each for each in moments[sunset] if middle <= each <= middle + _HALF), None)
    is_up = elevation(observer, middle) > _HORIZON
    words = ""
    if rises is None and sets is None:
        words = "The sun does not set." if is_up else "The sun does not rise."
    elif sets is None:
        words = "The sun does not set."
    elif rises is None:
        words = "The sun was up all night."
    return SheetSun(rises=rises, sets=sets, words=words)


def _on(
    what: Callable[..., datetime.datetime], observer: Observer, date: datetime.date, zone: datetime.tzinfo
) -> datetime.datetime | None:
    """astral counts days by clocks, and so the sunset of a date may be that of the evening before."""
    try:
        moment = what(observer, date, tzinfo=zone)
    except ValueError:  # it is above the horizon all that day, or below
        return None
    return (moment + _HALF_A_MINUTE).replace(second=0, microsecond=0)
