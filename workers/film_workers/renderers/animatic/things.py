"""Things in the picture: animals, vehicles, furniture, luggage, at their size beside people, in the set's light.

Drawings come from the material, or are our own where it lacks one; what has neither is a neutral shape.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np

from contracts.recipes.film import Thing
from film_workers import material
from film_workers.renderers.animatic import waterline
from film_workers.renderers.animatic.backdrop.kit import Swing
from film_workers.renderers.animatic.composition import FRAME_HEIGHT, Composition
from film_workers.renderers.animatic.draw import Colour, Drawing, Linear, Points, fill, glow, polygon, rectangle
from film_workers.renderers.animatic.palette import Light, darker, mix, rgb
from film_workers.renderers.animatic.scene import Scene

#: So many kinds of thing stand in a picture at most; more would hide one another.
MOST: Final = 4
#: In a wide shot a smaller thing would be a dot. Metres.
SMALLEST: Final = 0.25
_SIDE_BY_SIDE: Final = 3
#: Heads to a metre: an adult of 1.72 m is 6.9 heads tall.
_HEADS: Final = 6.9 / 1.72
_FINENESS: Final = 16.0
_CORNERS_OF_AN_ELLIPSE: Final = 28
_TABLE: Final = 0.74
_EYE_LEVEL: Final = 1.25
_IN_THE_AIR: Final = 2.3
#: Of the picture's height; and the metres at which people look at it.
_TALLEST, _EYES = 0.5, 1.6
#: Of the picture's height, above what is seen whole.
_MARGIN: Final = 0.04
_IN_A_HAND, _LEAST_IN_A_HAND, _MOST_IN_A_HAND = 0.2, 0.12, 0.6
#: How far cloth is blown at most, of its length.
_BLOWN: Final = {"hangs": 0.34, "streams": 0.16}
#: What is held by its foot, over the head: its metres.
_HELD_UP: Final = {"umbrella": 1.25}
_GREY: Final[Colour] = (150.0, 148.0, 144.0)
_OWN: Final[dict[str, list[dict[str, Any]]]] = tomllib.loads(
    Path(__file__).with_name("own_things.toml").read_text(encoding="utf-8")
)


@dataclass(frozen=True, slots=True)
class _Area:
    colour: Colour
    alpha: float
    contours: tuple[Points, ...]
    #: Cloth: what it is held by, and whether it hangs or streams away.
    wind: tuple[Literal["hangs", "streams"], float, float] | None = None


@cache
def of_the_material() -> dict[str, Any]:
    """The material's drawings; nothing where it was not made, so that every film is made without it."""
    try:
        return json.loads(material.path("things/things.json").read_bytes())
    except material.MaterialMissingError:
        return {}


@cache
def areas_of(name: str) -> tuple[_Area, ...]:
    """A thing's drawing in a box from 0 to 1 downwards and as wide as it is beside its height; empty without one."""
    if name in _OWN:
        areas = [_Area(rgb(each["colour"]), 1.0, _outlines(each), _cloth(each)) for each in _OWN[name]]
    else:
        areas = [
            _Area(rgb(colour), alpha, tuple(_points(contour, _FINENESS) for contour in contours))
            for colour, alpha, contours in of_the_material().get(name, ())
        ]
    if not areas:
        return ()
    points = np.concatenate([contour for area in areas for contour in area.contours])
    low, high = points.min(axis=0), points.max(axis=0)
    origin, height = np.array([(low[0] + high[0]) / 2, low[1]]), high[1] - low[1]
    return tuple(
        _Area(
            area.colour,
            area.alpha,
            tuple((contour - origin) / height for contour in area.contours),
            area.wind
            and (area.wind[0], (area.wind[1] - float(origin[0])) / height, (area.wind[2] - float(origin[1])) / height),
        )
        for area in areas
    )


def _cloth(area: Mapping[str, Any]) -> tuple[Literal["hangs", "streams"], float, float] | None:
    for way in ("hangs", "streams"):
        if way in area:
            x, y = area[way]
            return way, float(x), float(y)
    return None


def _outlines(area: Mapping[str, Any]) -> tuple[Points, ...]:
    """An area of `own_things.toml`, which says what each key holds. Raises `KeyError` for one without an outline."""
    if "ellipse" in area:
        x, y, wide, high = area["ellipse"]
        return (_round(x, y, wide, high),)
    if "ring" in area:
        x, y, radius, thick = area["ring"]
        outer, inner = radius + thick / 2, radius - thick / 2
        return _round(x, y, outer, outer), _round(x, y, inner, inner)[::-1]
    if "bar" in area:
        x1, y1, x2, y2, half = area["bar"]
        across = np.array([y1 - y2, x2 - x1]) * half / np.hypot(x2 - x1, y2 - y1)
        one, other = np.array([x1, y1]), np.array([x2, y2])
        return (np.array([one + across, other + across, other - across, one - across]),)
    return (_points(area["corners"], 1.0),)


def _round(x: float, y: float, wide: float, high: float) -> Points:
    angles = np.linspace(0, 2 * np.pi, _CORNERS_OF_AN_ELLIPSE, endpoint=False)
    return np.stack([x + wide * np.cos(angles), y + high * np.sin(angles)], axis=1)


def _points(values: Sequence[float], fineness: float) -> Points:
    return np.array(values, dtype=np.float64).reshape(-1, 2) / fineness


def shown(scene: Scene) -> tuple[Thing, ...]:
    """Those of the scene's things that stand in the picture: in wide shots of a set in which one can stand."""
    if scene.size not in {"EWS", "WS", "FS"} or scene.location.place == "vehicle":
        return ()
    held = {figure.holds for figure in scene.figures}
    return tuple(thing for thing in scene.things if thing.metres >= SMALLEST and thing.name not in held)[:MOST]


def held(scene: Scene, name: str, hand: tuple[float, float], size: float, light: Light) -> Drawing:
    """A thing in a hand at a point, beside somebody of `size` units a head: at its own size, as far as a hand holds
    it."""
    metres = next((thing.metres for thing in scene.things if thing.name == name), _IN_A_HAND)
    x, y = hand
    if name in _HELD_UP:
        height = _HELD_UP[name] * _HEADS * size
        return drawn(name, x, y + height * 0.06, height, light, shadow=False)
    height = min(max(metres, _LEAST_IN_A_HAND), _MOST_IN_A_HAND) * _HEADS * size
    return drawn(name, x, y + height * 0.35, height, light, shadow=False)


def undrawn(scene: Scene) -> tuple[str, ...]:
    """Names of the scene's things that a shot wide enough for them leaves out or shows as a neutral shape."""
    if scene.size not in {"EWS", "WS", "FS"}:
        return ()
    held = {figure.holds for figure in scene.figures}
    kept = shown(scene)
    return tuple(
        thing.name
        for thing in scene.things
        if (thing not in kept and thing.name not in held) or not areas_of(thing.name)
    )


def standing(scene: Scene, composition: Composition, light: Light, *, blown: bool = False) -> Drawing:
    """The scene's things behind its people, in frame units; without their cloth where that is `blown` about."""
    drawing: Drawing = []
    for thing, x, ground, size in _places(scene, composition):
        if isinstance(thing, _OnTable):
            drawing += _table(x, ground, size, light)
            continue
        if isinstance(thing, _InWater):
            drawing += _afloat(thing.thing, size, thing.water, composition, light)
            continue
        shadow = thing.stands in {"floor", "table"}
        drawing += drawn(thing.name, x, ground, size, light, shadow=shadow, blown=blown)
    return drawing


def blown(scene: Scene, composition: Composition, light: Light) -> tuple[Swing, ...]:
    """The cloth of the scene's things, as it moves in the wind."""
    swings: list[Swing] = []
    for thing, x, ground, size in _places(scene, composition):
        if not isinstance(thing, Thing):
            continue
        for area in areas_of(thing.name):
            if area.wind is None:
                continue
            way, at_x, at_y = area.wind
            pivot = x + at_x * size, ground - size + at_y * size
            axis = 1 if way == "hangs" else 0
            far = max(float(np.abs(contour[:, axis] - (at_x, at_y)[axis]).max()) for contour in area.contours)
            shapes = tuple(_lit([replace(area, wind=None)], x, ground, size, light))
            swings.append(Swing(shapes, pivot, _BLOWN[way], cloth=(way, max(far * size, 1.0)), framed=True))
    return tuple(swings)


@dataclass(frozen=True, slots=True)
class _OnTable:
    """The small table that a thing stands on."""


@dataclass(frozen=True, slots=True)
class _InWater:
    thing: Thing
    water: waterline.Water


def _places(
    scene: Scene, composition: Composition
) -> Iterator[tuple[Thing | _OnTable | _InWater, float, float, float]]:
    """Each thing with the x of its middle, its foot and its height in frame units, several of a kind one by one; a
    table and what floats with a metre instead of a height."""
    stage = composition.stage
    metre = stage.unit * _HEADS
    water = waterline.water_of(scene, composition)
    # What is larger stands further back.
    for thing in sorted(shown(scene), key=lambda each: -each.metres):
        if water is not None and water.holds(thing):
            yield _InWater(thing, water), 0.0, 0.0, metre
            continue
        back = min(1.0, thing.metres / 4)
        ground = stage.ground - stage.unit * (0.25 + 0.8 * back)
        size = thing.metres * metre * (1 - 0.25 * back)
        if size > _TALLEST * FRAME_HEIGHT:
            # So far away that it is seen whole: nearer to the horizon, which is at the height of eyes.
            horizon = stage.ground - _EYES * metre
            below = ground - horizon
            room = max(horizon - _MARGIN * FRAME_HEIGHT, 0.1 * FRAME_HEIGHT)
            nearness = min(_TALLEST * FRAME_HEIGHT / size, room / max(size - below, 1.0))
            ground = horizon + below * nearness
            size *= nearness
            if water is not None and ground < water.beach:
                # What does not float stands on the beach, however far away it is drawn.
                ground = water.beach
        count = min(thing.count, _SIDE_BY_SIDE)
        wide = _width(thing.name) * size
        # Whole in the frame, where it has room for it, as people are.
        half = min(0.5 * composition.width, wide * (0.54 * count + 0.04))
        x = min(max(stage.at(thing.x), half), composition.width - half)
        if thing.stands == "table" and scene.location.interior:
            yield _OnTable(), x, ground, metre
            ground -= _TABLE * metre
        elif thing.stands == "hangs":
            ground -= _EYE_LEVEL * metre
        elif thing.stands == "flies":
            ground = max(ground - _IN_THE_AIR * metre, size + _MARGIN * FRAME_HEIGHT)
        for index in range(count):
            step = index - (count - 1) / 2
            yield thing, x + step * wide * 1.08, ground, size


def _afloat(thing: Thing, metre: float, water: waterline.Water, composition: Composition, light: Light) -> Drawing:
    """A thing in the water: what of it is above, its reflection, and the rings around it."""
    beside = _width(thing.name)
    float_of = waterline.floating(thing, metre, beside, water, composition.width)
    wide = beside * float_of.height
    count = min(thing.count, _SIDE_BY_SIDE)
    half = min(0.5 * composition.width, wide * (0.54 * count + 0.04))
    # What is far away is nearer to the middle, as perspective has it.
    near = (float_of.y - water.horizon) / (water.ground - water.horizon)
    middle = composition.width / 2
    x = middle + (composition.stage.at(thing.x) - middle) * (0.55 + 0.45 * near)
    x = water.within(x, half)
    drawing: Drawing = []
    for index in range(count):
        at = x + (index - (count - 1) / 2) * wide * 1.08
        drawing += _floats(thing.name, at, float_of, light)
    return drawing


def _floats(name: str, x: float, placed: waterline.Floating, light: Light) -> Drawing:
    half = _width(name) * placed.height / 2
    areas = areas_of(name)
    whole = (
        list(_lit(areas, x, placed.foot, placed.height, light))
        if areas
        else [fill(rectangle(x - half, placed.y - placed.height * 0.6, 2 * half, placed.height, 8), light.on(_GREY))]
    )
    cut = waterline.above(x, placed.y, half, placed.height)
    below = rectangle(x - 2 * half, placed.y, 4 * half, placed.height)
    sea = waterline.colour_of(light)
    reflected = [
        fill(
            waterline.mirrored(shape.contours, placed.y),
            sea if isinstance(shape.paint, Linear) else mix(sea, shape.paint, 0.35),
            alpha=0.4 * shape.alpha,
            clip=below,
        )
        for shape in whole
    ]
    hull = half * (_hull(areas) if areas else 1.0)
    return [*reflected, *(replace(shape, clip=cut) for shape in whole), *waterline.ripples(x, placed.y, hull, light)]


@cache
def _footing(name: str) -> tuple[float, float]:
    """Where a drawing meets the ground, of its width: the middle of that, from its own middle, and half its length."""
    points = np.concatenate([contour for area in areas_of(name) for contour in area.contours])
    low = points[points[:, 1] > 0.86][:, 0]
    wide = _width(name)
    return float(low.max() + low.min()) / 2 / wide, float(low.max() - low.min()) / 2 / wide


def _hull(areas: Sequence[_Area]) -> float:
    """How wide the lower part of a drawing is, of all its width."""
    points = np.concatenate([contour for area in areas for contour in area.contours])
    low = points[points[:, 1] > 0.72]
    widest = float(np.abs(points[:, 0]).max())
    return float(np.abs(low[:, 0]).max()) / widest if len(low) and widest else 1.0


def _width(name: str) -> float:
    areas = areas_of(name)
    return max(float(abs(contour[:, 0]).max()) for area in areas for contour in area.contours) * 2 if areas else 0.8


def drawn(
    name: str, x: float, foot: float, height: float, light: Light, *, shadow: bool = True, blown: bool = False
) -> Drawing:
    """A thing whose middle is at `x` and whose foot is at `foot`, `height` tall; a neutral shape without a drawing.
    `blown`: without its cloth."""
    wide = _width(name) * height
    drawing: Drawing = []
    areas = areas_of(name)
    if shadow:
        below = darker(light.shade, 0.5)
        middle, half = _footing(name) if areas else (0.0, 0.5)
        reach = max(half * wide * 1.24, 0.06 * height) if areas else wide * 0.62
        drawing.append(
            glow(x + middle * wide, foot - height * 0.01, reach, max(4.0, height * 0.09), below, 0.75, "multiply")
        )
    if not areas:
        shape = rectangle(x - wide / 2, foot - height, wide, height, height * 0.12)
        return [*drawing, fill(shape, light.on(_GREY))]
    return drawing + list(_lit([area for area in areas if not (blown and area.wind)], x, foot, height, light))


def _lit(areas: Sequence[_Area], x: float, foot: float, height: float, light: Light) -> Iterator[Any]:
    """Desaturated by a quarter, lit from above, in the set's light."""
    origin = np.array([x, foot - height])
    for area in areas:
        grey = sum(area.colour) / 3
        calm = mix(area.colour, (grey, grey, grey), 0.26)
        middle = float(np.mean([contour[:, 1].mean() for contour in area.contours]))
        bright = 1.06 - 0.30 * middle
        colour = light.on((min(255, calm[0] * bright), min(255, calm[1] * bright), min(255, calm[2] * bright)))
        yield fill([contour * height + origin for contour in area.contours], colour, alpha=area.alpha)


def _table(x: float, ground: float, metre: float, light: Light) -> Drawing:
    """A small table for what does not stand on the floor."""
    wood = light.on(rgb("#7a5a3e"))
    half, top = 0.36 * metre, ground - _TABLE * metre
    legs = [
        polygon(
            (x + side * half * 0.82 - 0.02 * metre, top),
            (x + side * half * 0.82 + 0.02 * metre, top),
            (x + side * half * 0.82 + 0.02 * metre, ground),
            (x + side * half * 0.82 - 0.02 * metre, ground),
        )
        for side in (-1, 1)
    ]
    return [
        glow(x, ground, half * 1.4, 0.07 * metre, darker(light.shade, 0.5), 0.7, "multiply"),
        *(fill(leg, darker(wood, 0.3)) for leg in legs),
        fill(rectangle(x - half, top - 0.012 * metre, 2 * half, 0.05 * metre, 0.01 * metre), wood),
    ]
