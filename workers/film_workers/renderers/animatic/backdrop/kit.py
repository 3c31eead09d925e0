"""What a set is while it is being built, and where its planes lie.

All in set units. A piece takes the set it is put into, and where; its colours are those of daylight, which the set's
light then changes.
"""

from dataclasses import dataclass, field
from random import Random
from typing import Literal

from film_workers.renderers.animatic.draw import (
    Colour,
    Drawing,
    Linear,
    Points,
    Shape,
    turned,
    waved,
)
from film_workers.renderers.animatic.palette import Light, darker, mix, rgb

HORIZON = 560.0
#: Back wall of rooms: left, top, right, foot; and where its edges run to.
WALL = (150.0, 64.0, 1770.0, 724.0)
VANISHING = (960.0, 480.0)
SET_MIDDLE = 960.0


@dataclass(frozen=True, slots=True)
class Swing:
    """What hangs or stands by one point and moves in the wind: its shapes, that point, and how far it turns (radians);
    `front`: before people. `cloth`: it does not turn but waves, so many units long, hanging or streaming away;
    `framed`: in units of the frame, not of the set."""

    shapes: tuple[Shape, ...]
    pivot: tuple[float, float]
    reach: float
    front: bool = False
    cloth: tuple[Literal["hangs", "streams"], float] | None = None
    framed: bool = False

    def at(self, share: float) -> Drawing:
        """Its shapes when it has moved by a share of its reach, from -1 to 1."""
        if self.cloth is None:
            return turned(self.shapes, self.reach * share, self.pivot, (0.0, 0.0))
        way, long = self.cloth
        return waved(self.shapes, self.reach * share, self.pivot, long, down=way == "hangs")


@dataclass
class Set:
    """A set being built: `back` lies behind people, `front` before them; `key` is the side that light comes from.
    `wet` and `snowy`: what the weather leaves on it, outside. `glass`: what one sees the weather through, each with how
    many shapes of `back` lie behind it. `swings`: what moves in the wind where it is `windy`, and the curtains where it
    is `draughty`."""

    light: Light
    random: Random
    interior: bool
    time: str
    key: float = 1.0
    back: Drawing = field(default_factory=list[Shape])
    front: Drawing = field(default_factory=list[Shape])
    wet: bool = False
    snowy: bool = False
    glass: list[tuple[int, Points]] = field(default_factory=list[tuple[int, Points]])

    windy: bool = False
    draughty: bool = False
    swings: list[Swing] = field(default_factory=list[Swing])

    def hang(self, pivot: tuple[float, float], reach: float, *shapes: Shape, front: bool = False) -> None:
        """Put what moves in the wind; without any, it stands still among the rest."""
        if self.windy:
            self.swings.append(Swing(shapes, pivot, reach, front))
        else:
            (self.front if front else self.back).extend(shapes)

    def drape(self, pivot: tuple[float, float], reach: float, long: float, *shapes: Shape) -> None:
        """Put cloth that stirs where wind comes through a window; without any, it hangs still among the rest."""
        if self.draughty:
            self.swings.append(Swing(shapes, pivot, reach, cloth=("hangs", long)))
        else:
            self.back.extend(shapes)

    def pane(self, *outlines: Points) -> None:
        """What was put so far is seen through these."""
        self.glass += [(len(self.back), outline) for outline in outlines]

    def put(self, *shapes: Shape) -> None:
        self.back.extend(shapes)

    def on(self, colour: str | Colour, depth: float = 0.0) -> Colour:
        return self.light.on(rgb(colour) if isinstance(colour, str) else colour, depth)

    def pick(self, *colours: str) -> str:
        return self.random.choice(colours)

    @property
    def dark(self) -> bool:
        return self.light.lamps > 0.5

    @property
    def ink(self) -> Colour:
        """The deepest colour of this light."""
        return mix(darker(self.light.shade, 0.72), self.light.haze, 0.04)


def down(top: float, bottom: float, *colours: Colour) -> Linear:
    """A gradient from top to bottom."""
    return Linear((0, top), (0, bottom), tuple((i / (len(colours) - 1), c) for i, c in enumerate(colours)))


def across(left: float, right: float, *colours: Colour) -> Linear:
    return Linear((left, 0), (right, 0), tuple((i / (len(colours) - 1), c) for i, c in enumerate(colours)))
