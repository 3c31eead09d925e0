"""Sets by place and time of day: one drawing for every shot of a scene, seen from one side."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from contracts.recipes.animatic import Place
from contracts.recipes.film import Weather
from film_workers.renderers.animatic import palette
from film_workers.renderers.animatic.backdrop import homes, nature, town, transport, venues, wilds, work
from film_workers.renderers.animatic.backdrop.afloat import wheelhouse
from film_workers.renderers.animatic.backdrop.inserts import detail, surface
from film_workers.renderers.animatic.backdrop.kit import Set, Swing
from film_workers.renderers.animatic.backdrop.lying import air
from film_workers.renderers.animatic.draw import Drawing, Points
from film_workers.renderers.animatic.palette import Light
from film_workers.renderers.animatic.scene import Location

__all__ = ["Scenery", "detail", "is_windy", "scenery", "surface"]

_SETS: Final[Mapping[Place, Callable[[Set], None]]] = {
    "room": homes.living_room,
    "bedroom": homes.bedroom,
    "kitchen": homes.kitchen,
    "office": work.office,
    "corridor": work.corridor,
    "hospital": work.hospital,
    "workshop": work.workshop,
    "hall": venues.hall,
    "bar": venues.bar,
    "station": transport.station,
    "vehicle": transport.vehicle,
    "street": town.street,
    "rooftop": town.rooftop,
    "road": town.road,
    "park": nature.park,
    "forest": nature.forest,
    "field": nature.field,
    "coast": wilds.coast,
    "mountain": wilds.mountain,
    "desert": wilds.desert,
}
_ROOMS: Final = frozenset({"room", "bedroom", "kitchen", "office", "corridor", "hall", "bar", "hospital", "workshop"})
_HOMES: Final = frozenset({"room", "bedroom", "kitchen"})


@dataclass(frozen=True)
class Scenery:
    """A drawn set: what is behind people and what is before them, in set units, and its light, which comes from the
    side `key` (-1 left, 1 right). `glass`: outlines through which weather is seen in a room, each with how many shapes
    of `back` lie behind it; `sheltered`: weather is seen through them alone; `swings`: what
    the wind moves."""

    back: Drawing
    front: Drawing
    light: Light
    key: float
    glass: tuple[tuple[int, Points], ...] = ()
    sheltered: bool = False
    swings: tuple[Swing, ...] = ()


def is_windy(weather: Weather | None) -> bool:
    """Whether the wind blows."""
    return weather is not None and weather.kind in {"wind", "storm"} and weather.is_here


def _is_wet(weather: Weather | None) -> bool:
    """Whether the ground is wet: not before it rains, nor as it begins."""
    return weather is not None and weather.kind in {"rain", "storm"} and weather.phase not in {"before", "begins"}


@lru_cache(maxsize=6)
def scenery(location: Location) -> Scenery:
    """Draw a set. Details follow `seed`: the same location looks the same at every time of day.

    A room seen from outside is its house or its street; a place that has no inside, such as a field, is drawn as it is.
    """
    afloat = location.place == "vehicle" and location.outside == "coast"
    inside = location.interior and (location.place in _ROOMS or afloat)
    random = palette.chance("set", location.place, location.interior, location.seed)
    key = random.choice((-1.0, 1.0))
    weather = location.weather
    light = palette.under(palette.light_of(location.time_of_day, inside), weather, inside)
    drawn = Set(
        light=light,
        random=random,
        interior=inside,
        time=location.time_of_day,
        key=key,
        wet=_is_wet(weather) and not location.interior,
        snowy=location.snow_lies and not location.interior,
        # What hangs in a boat moves with it; in a room the wind stays outside.
        windy=is_windy(weather) and (afloat or not location.interior),
        draughty=is_windy(weather) and inside and not afloat,
    )
    if location.place in _ROOMS and not location.interior:
        (town.house if location.place in _HOMES else town.street)(drawn)
    elif afloat:
        wheelhouse(drawn)
    else:
        _SETS[location.place](drawn)
    if not inside:
        air(drawn)
    return Scenery(drawn.back, drawn.front, light, key, tuple(drawn.glass), location.interior, tuple(drawn.swings))
