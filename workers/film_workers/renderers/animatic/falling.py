"""Weather in motion: rain, snow, drifting fog, dust and leaves in the wind, laid over frames.

Each layer is a pattern that repeats, drawn once for a size of picture, and moves by whole pixels: a frame costs one
addition a layer, and what it shows depends on its number alone. Layers near the camera are larger and faster than those
far from it. In a room they are seen through its windows.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Final, TypeAlias

import cv2
import numpy as np

from contracts.recipes.film import FrameRate, Weather, WeatherKind, per_second
from film_workers.renderers.animatic.draw import Pixels, Planes, as_pixels
from film_workers.renderers.animatic.palette import chance
from film_workers.renderers.animatic.scene import Location

Size: TypeAlias = tuple[int, int]
_SHIFT: Final = 4
_FIXED: Final = 1 << _SHIFT
#: The most that luma may be (BT.709, limited range).
_WHITE: Final = 235
#: A pattern repeats after so much of the picture's height, across and down; no two layers together.
_PERIODS: Final = ((1.13, 0.91), (0.97, 1.07), (1.21, 0.83))
#: Rain is drawn on threes: it falls too fast for the eye to follow a drop, and new rain is what costs an encoder most.
#: Snow is drawn on twos, as people are.
_EACH: Final[dict[WeatherKind, int]] = {"rain": 3, "storm": 3, "snow": 2}
#: How much is told apart of weather that comes or goes within a shot: each share is a picture of its own to encode.
_SHARES: Final = 16
#: When it comes or goes, in shares of the shot.
_TURNS: Final = (0.15, 0.6)
#: Light that a drop gives back in the dark, of that by day.
_AT_NIGHT: Final = 0.55


@dataclass(frozen=True, slots=True)
class _Layer:
    """A pattern, extended by one picture beyond its period, and its way: heights of the picture a second, right and
    down; `sway`: how far it swings to the sides."""

    pattern: Pixels
    period: Size
    speed: tuple[float, float]
    sway: float = 0.0


class Falling:
    """What moves through the air of a picture of `size`."""

    def __init__(self, weather: Weather, size: Size, rate: FrameRate, bright: float) -> None:
        self._size, self._rate = size, per_second(rate)
        self._each = _EACH.get(weather.kind, 1)
        self._layers = _LAYERS[weather.kind](weather.strength, size, bright)
        self._leaves = _leaves(weather, size)
        self._rest = np.empty((size[1], size[0]), np.uint8)

    def number(self, frame: int) -> int:
        """The frame whose weather is shown at a frame."""
        return frame - frame % self._each

    def lay(self, frame: int, planes: Planes, through: Pixels | None, share: float = 1.0) -> None:
        """Lay it over a frame; `through`: where it is seen, 0 … 255 a pixel, or all over; `share`: how much of it."""
        if share <= 0:
            return
        frame, luma = self.number(frame), planes[0]
        for layer in self._layers:
            part = self._at(layer, frame)
            if through is not None:
                part = as_pixels(cv2.multiply(part, through, self._rest, scale=share / 255))
            elif share < 1:
                part = as_pixels(cv2.convertScaleAbs(part, self._rest, alpha=share))
            cv2.add(luma, part, luma)
        if self._layers:
            cv2.min(luma, _WHITE, luma)  # pyright: ignore[reportCallIssue, reportArgumentType] - OpenCV takes numbers
        if through is None:
            for leaf in self._leaves[: round(share * len(self._leaves))]:
                leaf.lay(float(frame / self._rate), planes)

    def _at(self, layer: _Layer, frame: int) -> Pixels:
        width, height = self._size
        seconds = float(frame / self._rate)
        swung = layer.sway * math.sin(2 * math.pi * 0.21 * seconds)
        x = -round((layer.speed[0] * seconds + swung) * height) % layer.period[0]
        y = -round(layer.speed[1] * seconds * height) % layer.period[1]
        return layer.pattern[y : y + height, x : x + width]


@lru_cache(maxsize=2)
def _falling(kind: WeatherKind, strength: float, size: Size, rate: FrameRate, bright: float) -> Falling:
    return Falling(Weather(kind=kind, strength=strength), size, rate, bright)


def falling(location: Location, size: Size, rate: FrameRate) -> Falling | None:
    """What falls in a place, for frames of `size` (width, height); None in fair weather."""
    if location.weather is None or not location.weather.is_here:
        return None
    kind, strength = location.weather.kind, location.weather.strength
    return _falling(kind, strength, size, rate, _AT_NIGHT if location.time_of_day == "night" else 1.0)


def is_busy(location: Location) -> bool:
    """Whether so much falls all over a picture that hardly any of it stays as it was in the one before."""
    weather = location.weather
    return weather is not None and weather.is_here and weather.kind in _EACH and not location.interior


def share_of(weather: Weather | None, frame: int, frames: int) -> float:
    """How much of a shot's weather is there at a frame, 0 to 1: all of it, where it neither begins nor ends in it."""
    if weather is None or weather.phase not in {"begins", "ends"}:
        return 1.0
    begins, done = (turn * frames for turn in _TURNS)
    share = min(1.0, max(0.0, (frame - begins) / (done - begins)))
    share = share if weather.phase == "begins" else 1 - share
    return round(share * _SHARES) / _SHARES


def _extended(pattern: Pixels, size: Size) -> Pixels:
    """A pattern repeated until a picture that begins anywhere in it is full."""
    return as_pixels(np.pad(pattern, ((0, size[1]), (0, size[0])), mode="wrap"))


def _streaks(  # noqa: PLR0917 - how many, how long, how wide, how bright
    random: Random, size: Size, period: Size, count: int, step: tuple[float, float], wide: float, light: float
) -> Pixels:
    """Lines along `step` (pixels), each of its own length and light, that go on across the pattern's edges."""
    columns, rows = period
    pattern = np.zeros((rows, columns), np.uint8)
    for _ in range(count):
        x, y = random.uniform(0, columns), random.uniform(0, rows)
        long, level = random.uniform(0.5, 1.0), round(light * random.uniform(0.45, 1.0))
        end = x + step[0] * long, y + step[1] * long
        for dx in (-columns, 0, columns):
            for dy in (-rows, 0, rows):
                ends = [(round((a + dx) * _FIXED), round((b + dy) * _FIXED)) for a, b in ((x, y), end)]
                cv2.line(pattern, ends[0], ends[1], level, max(1, round(wide)), cv2.LINE_AA, _SHIFT)
    return _extended(as_pixels(cv2.GaussianBlur(pattern, (3, 3), 0, borderType=cv2.BORDER_WRAP)), size)


def _rain(strength: float, size: Size, bright: float, *, slant: float = 0.10) -> list[_Layer]:
    height = size[1]
    layers: list[_Layer] = []
    for near, (across, down) in enumerate(_PERIODS):
        period = round(across * height), round(down * height)
        random = chance("rain", near, slant)
        share = across * down
        count = round((120, 110, 55)[near] * share * (0.35 + 1.3 * strength))
        long = (0.040, 0.060, 0.100)[near] * height * (0.7 + 0.6 * strength)
        speed = (1.3, 1.9, 2.8)[near]
        pattern = _streaks(
            random, size, period, count, (long * slant, long), (1.0, 1.4, 2.0)[near] * height / 1080,
            (46, 56, 60)[near] * bright,
        )  # fmt: skip
        layers.append(_Layer(pattern, period, (speed * slant, speed)))
    return layers


def _storm(strength: float, size: Size, bright: float) -> list[_Layer]:
    return _rain(strength, size, bright, slant=0.42)


def _snow(strength: float, size: Size, bright: float) -> list[_Layer]:
    height = size[1]
    drift = 0.05 + 0.30 * max(0.0, strength - 0.5)
    layers: list[_Layer] = []
    for near, (across, down) in enumerate(_PERIODS):
        period = columns, rows = round(across * height), round(down * height)
        random = chance("snow", near)
        pattern = np.zeros((rows, columns), np.uint8)
        for _ in range(round((300, 120, 34)[near] * across * down * (0.4 + 1.2 * strength))):
            radius = (0.0016, 0.0030, 0.0058)[near] * height * random.uniform(0.6, 1.3)
            x, y = random.uniform(0, columns), random.uniform(0, rows)
            level = round((150, 175, 150)[near] * (0.6 + 0.4 * bright) * random.uniform(0.6, 1.0))
            for dx in (-columns, 0, columns):
                for dy in (-rows, 0, rows):
                    middle = round((x + dx) * _FIXED), round((y + dy) * _FIXED)
                    cv2.circle(pattern, middle, round(radius * _FIXED), level, cv2.FILLED, cv2.LINE_AA, _SHIFT)
        soft = (0.0008, 0.0012, 0.0034)[near] * height
        pattern = cv2.GaussianBlur(pattern, (0, 0), max(0.4, soft), borderType=cv2.BORDER_WRAP)
        speed = (0.09, 0.14, 0.21)[near] * (0.8 + 0.8 * strength)
        layers.append(
            _Layer(_extended(as_pixels(pattern), size), period, (drift * (near + 1), speed), 0.012 * (near + 1))
        )
    return layers


def _fog(strength: float, size: Size, bright: float) -> list[_Layer]:
    """Two banks that drift past one another."""
    height = size[1]
    layers: list[_Layer] = []
    for near in (0, 1):
        columns, rows = round((1.9, 2.5)[near] * height), round((1.1, 1.4)[near] * height)
        random = chance("fog", near)
        coarse = np.array([[random.random() for _ in range(9)] for _ in range(7)], np.float32)
        wrapped = np.pad(coarse, 2, mode="wrap")
        scale = columns / 9, rows / 7
        large = cv2.resize(wrapped, None, fx=scale[0], fy=scale[1], interpolation=cv2.INTER_CUBIC)
        bank = large[round(2 * scale[1]) :, round(2 * scale[0]) :][:rows, :columns]
        level = (16, 22)[near] * (0.5 + strength) * (0.5 + 0.5 * bright)
        pattern = np.rint(np.clip((bank - 0.25) / 0.75, 0, 1) * level).astype(np.uint8)
        layers.append(_Layer(_extended(as_pixels(pattern), size), (columns, rows), ((0.016, -0.028)[near], 0.0)))
    return layers


def _wind(strength: float, size: Size, bright: float) -> list[_Layer]:
    """Dust that the wind carries, seen as faint lines."""
    height = size[1]
    across, down = _PERIODS[0]
    period = round(across * height), round(down * height)
    long = 0.10 * height * (0.6 + strength)
    pattern = _streaks(
        chance("dust"), size, period, round(40 * (0.4 + strength)), (long, long * 0.05), 1.0, 26 * bright
    )
    return [_Layer(pattern, period, (1.1 + strength, 0.05))]


_LAYERS: Final[dict[WeatherKind, Callable[[float, Size, float], list[_Layer]]]] = {
    "rain": _rain,
    "storm": _storm,
    "snow": _snow,
    "fog": _fog,
    "wind": _wind,
}
#: Luma and both chromas of leaves.
_COLOURS: Final = ((92, 106, 148), (74, 112, 140), (110, 100, 138), (66, 116, 126))


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A leaf that the wind carries across the picture again and again: where it is at the beginning, its speed in
    widths a second, how it rises and falls and turns, its size in pixels."""

    start: float
    height: float
    speed: float
    rise: float
    turns: float
    length: float
    colour: tuple[int, int, int]

    def lay(self, seconds: float, planes: Planes) -> None:
        """Draw it into a frame."""
        rows, columns = planes[0].shape
        way = (self.start + self.speed * seconds) % 1.3 - 0.15
        x = way * columns
        y = (self.height + self.rise * math.sin(2 * math.pi * (1.7 * way + self.start))) * rows
        turn = 2 * math.pi * self.turns * seconds + self.start * 9
        flat = 0.25 + 0.55 * abs(math.sin(turn * 0.7))
        along = math.cos(turn) * self.length, math.sin(turn) * self.length
        aside = -along[1] * flat * 0.5, along[0] * flat * 0.5
        corners = np.array(
            [(x + along[0], y + along[1]), (x + aside[0], y + aside[1]), (x - along[0], y - along[1]),
             (x - aside[0], y - aside[1])]
        )  # fmt: skip
        for plane, step, level in zip(planes, (1, 2, 2), self.colour, strict=True):
            outline = np.rint(corners / step * _FIXED).astype(np.int32)
            cv2.fillConvexPoly(plane, outline, level, cv2.LINE_AA, _SHIFT)


def _leaves(weather: Weather, size: Size) -> Sequence[_Leaf]:
    """Leaves in the wind: more in a stronger one, and in a storm."""
    if weather.kind not in {"wind", "storm"}:
        return ()
    random = chance("leaves")
    return [
        _Leaf(
            start=random.uniform(0, 1.3),
            height=random.uniform(0.15, 0.95),
            speed=random.uniform(0.28, 0.55) * (0.6 + weather.strength),
            rise=random.uniform(0.02, 0.10),
            turns=random.uniform(0.6, 1.8),
            length=size[1] * random.uniform(0.005, 0.011),
            colour=random.choice(_COLOURS),
        )
        for _ in range(round(6 + 14 * weather.strength))
    ]
