"""What floats: where in a set's water it lies, how large it is there, and how the water cuts it and answers it.

Boats and animals that swim lie between the horizon and the shore; people who swim are seen from the chest up. Where a
set has no water of its own, those who swim do it in a basin at the lower edge of the picture.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from contracts.recipes.animatic import Place
from contracts.recipes.film import Act, Thing
from film_workers.renderers.animatic.backdrop.kit import HORIZON, down
from film_workers.renderers.animatic.composition import FRAME_HEIGHT, Composition, Placed
from film_workers.renderers.animatic.draw import Colour, Drawing, Points, fill, line, rectangle, smooth
from film_workers.renderers.animatic.palette import Light, darker, mix, rgb
from film_workers.renderers.animatic.scene import Location, Scene

#: Where the water of a set ends before its shore, in set units: at a coast behind the waves that break, in a park at
#: the near edge of its pond; and from where to where it lies.
_SHORES: Final[Mapping[Place, tuple[float, float, float]]] = {
    "coast": (850.0, -320.0, 2240.0),
    "park": (734.0, 230.0, 840.0),
}
#: What is larger does not fit a pond. Metres.
_LARGEST_IN_A_POND: Final = 1.2
#: Of the picture: what floats is at most so high, and so wide.
_TALLEST, _WIDEST = 0.42, 0.62
_MARGIN: Final = 0.04
#: How much of a thing is under water, of its height: a hull's bottom, most of an animal's body, and a boat's oars.
_DRAUGHT: Final = {"vehicle": 0.09, "animal": 0.34, "rowing-boat": 0.32}
#: Heads from the soles to where somebody who swims is cut; how near to the shore they are, from 0 at the horizon to 1
#: where people stand; where a basin begins and where who swims in it is cut, of the picture's height.
_CHEST: Final = 5.15
_SWIMS_AT: Final = 0.62
_BASIN, _IN_BASIN = 0.925, 0.975
#: On one's feet again.
_OUT: Final[frozenset[Act]] = frozenset({"enter", "leave", "walk", "run", "climb", "stand_up", "fight", "dance"})


@dataclass(frozen=True, slots=True)
class Water:
    """The water of a wide picture, in frame units: its horizon and its shore, and where people stand."""

    horizon: float
    shore: float
    ground: float
    left: float
    right: float

    def within(self, x: float, half: float) -> float:
        """The place nearest to `x` at which something `half` as wide to each side is all in the water."""
        return min(max(x, self.left + half), max(self.left + half, self.right - half))

    def holds(self, thing: Thing) -> bool:
        """Whether a thing floats in it: a ship in no pond."""
        return thing.stands == "swims" and (self.nearest > 0.5 or thing.metres <= _LARGEST_IN_A_POND)

    @property
    def beach(self) -> float:
        """Where the ground begins on which things stand before it; behind a pond there is ground everywhere."""
        return self.shore + 0.72 * (self.ground - self.shore) if self.nearest > 0.5 else self.horizon

    def at(self, nearness: float) -> float:
        """Where something is in it whose size is `nearness` of that at which it would stand among people."""
        return self.horizon + nearness * (self.ground - self.horizon)

    @property
    def nearest(self) -> float:
        """The nearness of what lies before the shore."""
        return (self.shore - self.horizon) / (self.ground - self.horizon)


@dataclass(frozen=True, slots=True)
class Floating:
    """How a thing floats: where its waterline is, its height with what is under water, and how much that is."""

    y: float
    height: float
    sunk: float

    @property
    def foot(self) -> float:
        return self.y + self.sunk


def has_water(location: Location) -> bool:
    """Whether there is water in a set that something may float in."""
    return location.place in _SHORES and not location.interior


def water_of(scene: Scene, composition: Composition) -> Water | None:
    """The water of a wide picture; None where its set has none."""
    if not has_water(scene.location) or scene.size not in {"EWS", "WS", "FS"}:
        return None
    x, y, height = composition.backdrop
    larger = FRAME_HEIGHT / height
    edge, *sides = _SHORES[scene.location.place]
    horizon, shore = (FRAME_HEIGHT / 2 + (each - y) * larger for each in (HORIZON, edge))
    left, right = (composition.width / 2 + (side - x) * larger for side in sides)
    return Water(horizon, shore, composition.stage.ground, max(0.0, left), min(composition.width, right))


def floating(thing: Thing, metre: float, wide: float, water: Water, width: float) -> Floating:
    """Where a thing floats in a picture `width` units wide, `metre` units a metre where people stand; `wide` as its
    drawing beside its height. As near as it is seen whole."""
    size = thing.metres * metre
    draught = _DRAUGHT.get(thing.name) or _DRAUGHT.get(thing.kind, _DRAUGHT["vehicle"])
    room = water.horizon - _MARGIN * FRAME_HEIGHT
    seen = size * (1 - draught) - (water.ground - water.horizon)
    nearness = min(
        water.nearest,
        _TALLEST * FRAME_HEIGHT / size,
        _WIDEST * width / (max(wide, 0.1) * size * max(1, min(thing.count, 3))),
        room / seen if seen > 0 else 1.0,
    )
    return Floating(water.at(nearness), size * nearness, draught * size * nearness)


def above(x: float, y: float, half: float, height: float) -> Points:
    """What is above a waterline at `y`, as an outline that other outlines are cut by; the water laps at it."""
    across = np.linspace(x - 1.3 * half, x + 1.3 * half, 40)
    lap = y + 0.012 * height * np.sin(across / max(half, 1.0) * 9.0)
    line_of_water = np.stack([across, lap], axis=1)
    top = y - 1.6 * height
    return np.concatenate([line_of_water, [[across[-1], top], [across[0], top]]])


def colour_of(light: Light) -> Colour:
    """Of water in a light, as sets have it."""
    return mix(light.on(rgb("#4f8fae")), light.sky[-1][1], 0.28)


def ripples(x: float, y: float, half: float, light: Light) -> Drawing:
    """What water does at the waterline of something `half` as wide to each side: a dark edge, and rings of light."""
    sea = colour_of(light)
    bright, dark = mix(sea, (255.0, 255.0, 255.0), 0.5), darker(sea, 0.3)
    thick = min(7.0, max(1.6, half * 0.035))
    rings: Drawing = [
        fill(line(((x - half, y + thick), (x + half, y + thick)), 2.2 * thick, taper=0.9), dark, alpha=0.45)
    ]
    for number, (reach, drop, alpha) in enumerate(((1.12, 0.4, 0.8), (1.34, 2.6, 0.5), (0.8, 4.4, 0.35))):
        left, right, at = x - half * reach, x + half * reach, y + drop * thick
        bend = thick * (1.2 if number % 2 else -1.2)
        curve = smooth(
            [
                (left, at),
                (left + 0.3 * (right - left), at + bend),
                (left + 0.7 * (right - left), at - bend),
                (right, at),
            ],
            closed=False,
        )
        rings.append(fill(line(curve, thick, taper=0.9), bright, alpha=alpha))
    return rings


def mirrored(contours: Sequence[Points], y: float) -> list[Points]:
    """Outlines as water that is not quite still shows them: below the waterline, and shorter."""
    return [np.stack([contour[:, 0], y + (y - contour[:, 1]) * 0.32], axis=1) for contour in contours]


# --- people ---------------------------------------------------------------------------------------------------


def swims(placed: Placed) -> bool:
    """Whether somebody is in the water for a whole shot: one in which they go in, too; none in which they get out."""
    figure = placed.figure
    return "swim" in figure.acts or (figure.posture == "swim" and _OUT.isdisjoint(figure.acts))


def line_of(placed: Placed) -> float:
    """Where the water cuts somebody who swims."""
    return placed.ground - _CHEST * placed.unit * placed.figure.look.height


def in_water(scene: Scene, composition: Composition, placed: Placed) -> Placed:
    """Where somebody of a wide picture is who swims."""
    tall = placed.figure.look.height
    water = water_of(scene, composition)
    x = placed.x
    if water is None:
        y, unit = _IN_BASIN * FRAME_HEIGHT, placed.unit
    else:
        nearness = min(_SWIMS_AT, water.nearest)
        y, unit = water.at(nearness), placed.unit * nearness
        x = water.within(x, 1.5 * unit)
    return Placed(placed.figure, x, y + _CHEST * unit * tall, unit, placed.facing, placed.engaged)


def immersed(scene: Scene, composition: Composition) -> Composition:
    """A composition with those who swim in the water, and before everybody else where that is a basin."""
    if scene.size not in {"EWS", "WS", "FS"} or not any(swims(placed) for placed in composition.placed):
        return composition
    placed = tuple(in_water(scene, composition, each) if swims(each) else each for each in composition.placed)
    before = water_of(scene, composition) is None
    return replace(composition, placed=tuple(sorted(placed, key=lambda each: swims(each) == before)))


def basin(scene: Scene, composition: Composition, light: Light) -> Drawing:
    """The water before people in a picture whose set shows none: up to the chest of who is close, and at the lower edge
    of a wide one."""
    swimmers = [placed for placed in composition.placed if swims(placed)]
    if not swimmers or water_of(scene, composition) is not None:
        return []
    wide = scene.size in {"EWS", "WS", "FS"}
    top = _BASIN * FRAME_HEIGHT if wide else min(line_of(placed) for placed in swimmers)
    if top >= FRAME_HEIGHT * 1.1:
        return []
    return _surface(composition.width, top, light, edge=wide)


def _surface(width: float, top: float, light: Light, *, edge: bool) -> Drawing:
    sea = colour_of(light)
    reach = 0.12 * width
    drawing: Drawing = [
        fill(
            rectangle(-reach, top, width + 2 * reach, 1.3 * FRAME_HEIGHT - top),
            down(top, 1.2 * FRAME_HEIGHT, mix(sea, (255.0, 255.0, 255.0), 0.12), darker(sea, 0.28)),
        )
    ]
    if edge:
        stone = light.on(rgb("#cfc9bc"))
        drawing.append(fill(rectangle(-reach, top - 14, width + 2 * reach, 16), darker(stone, 0.12)))
    bright = mix(sea, (255.0, 255.0, 255.0), 0.45)
    for number in range(18):
        share = (number * 0.618) % 1.0
        y = top + 10 + (1.05 * FRAME_HEIGHT - top) * ((number + 1) / 19) ** 1.2
        x, long = -reach + share * (width + reach), 60.0 + 9.0 * number
        drawing.append(
            fill(
                line(smooth([(x, y), (x + 0.4 * long, y - 4), (x + long, y)], closed=False), 3.0, taper=0.9),
                bright,
                alpha=0.5,
            )
        )
    return drawing
