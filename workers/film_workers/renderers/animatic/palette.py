"""Colour and light: what the time of day does to a set and to those who stand in it."""

import zlib
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Final

from contracts.recipes.film import TimeOfDay, Weather, WeatherKind
from film_workers.renderers.animatic.draw import Colour

WHITE: Final[Colour] = (255, 255, 255)
BLACK: Final[Colour] = (0, 0, 0)


def rgb(text: str) -> Colour:
    """`#rrggbb` as numbers 0 … 255."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def mix(a: Colour, b: Colour, t: float) -> Colour:
    """`a` at 0, `b` at 1."""
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t


def times(a: Colour, b: Colour) -> Colour:
    """`a` seen in light of colour `b`."""
    return a[0] * b[0] / 255, a[1] * b[1] / 255, a[2] * b[2] / 255


def darker(colour: Colour, amount: float) -> Colour:
    """Darkened by a fraction, cooler as shadows are."""
    k = 1 - amount
    return colour[0] * k * 0.97, colour[1] * k * 0.98, min(255, colour[2] * k * 1.03)


def lighter(colour: Colour, amount: float) -> Colour:
    return mix(colour, (255, 250, 240), amount)


def chance(*parts: object) -> Random:
    """Random numbers that are the same wherever the same words are given. (`hash` differs between processes.)"""
    return Random(zlib.crc32("\0".join(map(str, parts)).encode()))  # noqa: S311 - it draws trees, not keys


@dataclass(frozen=True, kw_only=True)
class Light:
    """How a set is lit. Colours multiply (`tint`, `shade`) or add (`key`, `rim`, `lamp`). `cover` is how much of the
    sky clouds hide, `thick` how much of what lies back the air does."""

    sky: tuple[tuple[float, Colour], ...]
    haze: Colour
    tint: Colour
    shade: Colour
    key: Colour
    rim: Colour
    rim_strength: float
    lamp: Colour
    lamps: float
    sun: tuple[float, float] | None
    sun_colour: Colour
    moon: bool
    window: Colour
    vignette: float
    cover: float = 0.0
    thick: float = 0.0

    def on(self, colour: Colour, depth: float = 0.0) -> Colour:
        """A surface's colour in this light; `depth` 0 … 1 is how far it lies back in the haze."""
        lit = times(colour, self.tint)
        return mix(lit, self.haze, min(0.94, depth + self.thick * (0.15 + 1.2 * depth)) if depth else 0.0)


def _stops(*stops: tuple[float, str]) -> tuple[tuple[float, Colour], ...]:
    return tuple((at, rgb(colour)) for at, colour in stops)


_EXTERIOR: Final[dict[TimeOfDay, Light]] = {
    "dawn": Light(
        sky=_stops((0, "#4f6fa6"), (0.45, "#a9a3c4"), (0.75, "#f1b9a0"), (1, "#ffe0b0")),
        haze=rgb("#e9bfae"), tint=rgb("#e6cdc8"), shade=rgb("#8f84a8"), key=rgb("#ffd2a0"), rim=rgb("#ffcf9a"),
        rim_strength=0.55, lamp=rgb("#ffd08a"), lamps=0.35, sun=(0.24, 0.92), sun_colour=rgb("#ffe3b0"), moon=False,
        window=rgb("#ffd9a8"), vignette=0.16,
    ),
    "day": Light(
        sky=_stops((0, "#3f87c8"), (0.5, "#86bfe6"), (1, "#e2f1f6")),
        haze=rgb("#cfe3ea"), tint=rgb("#fffaf0"), shade=rgb("#93a0bd"), key=rgb("#fff3d6"), rim=rgb("#fffbe8"),
        rim_strength=0.40, lamp=rgb("#fff0c8"), lamps=0.0, sun=(0.78, 0.20), sun_colour=rgb("#fffbe6"), moon=False,
        window=rgb("#dff0fb"), vignette=0.10,
    ),
    "dusk": Light(
        sky=_stops((0, "#2a2a5c"), (0.42, "#7d4a7f"), (0.72, "#e0705a"), (0.92, "#ffb765"), (1, "#ffd795")),
        haze=rgb("#d68a72"), tint=rgb("#d4a596"), shade=rgb("#6a5584"), key=rgb("#ffb070"), rim=rgb("#ffb36a"),
        rim_strength=0.75, lamp=rgb("#ffc46e"), lamps=0.8, sun=(0.74, 0.90), sun_colour=rgb("#ffd58a"), moon=False,
        window=rgb("#ffc27a"), vignette=0.20,
    ),
    "night": Light(
        sky=_stops((0, "#070c20"), (0.5, "#121f42"), (0.85, "#27406a"), (1, "#3d5a82")),
        haze=rgb("#22365a"), tint=rgb("#7286b4"), shade=rgb("#435488"), key=rgb("#b6cdf5"), rim=rgb("#a9c6ff"),
        rim_strength=0.60, lamp=rgb("#ffc873"), lamps=1.0, sun=(0.20, 0.17), sun_colour=rgb("#e8efff"), moon=True,
        window=rgb("#ffd27a"), vignette=0.26,
    ),
}  # fmt: skip

_INTERIOR: Final[dict[TimeOfDay, Light]] = {
    "dawn": Light(
        sky=_EXTERIOR["dawn"].sky, haze=rgb("#d9b7a8"), tint=rgb("#dfc8bf"), shade=rgb("#85799c"),
        key=rgb("#ffd7ab"), rim=rgb("#ffd9b0"), rim_strength=0.50, lamp=rgb("#ffd493"), lamps=0.25, sun=None,
        sun_colour=rgb("#ffdcae"), moon=False, window=rgb("#ffe2bd"), vignette=0.20,
    ),
    "day": Light(
        sky=_EXTERIOR["day"].sky, haze=rgb("#d8e2e2"), tint=rgb("#fbf4ea"), shade=rgb("#8d93ad"),
        key=rgb("#fff6e0"), rim=rgb("#fffdf0"), rim_strength=0.38, lamp=rgb("#fff0cf"), lamps=0.0, sun=None,
        sun_colour=rgb("#fff8e2"), moon=False, window=rgb("#f3faff"), vignette=0.14,
    ),
    "dusk": Light(
        sky=_EXTERIOR["dusk"].sky, haze=rgb("#b9796a"), tint=rgb("#d3a488"), shade=rgb("#6c5378"),
        key=rgb("#ffb47a"), rim=rgb("#ffb877"), rim_strength=0.65, lamp=rgb("#ffc578"), lamps=0.8, sun=None,
        sun_colour=rgb("#ffb26e"), moon=False, window=rgb("#ffbf80"), vignette=0.24,
    ),
    "night": Light(
        sky=_EXTERIOR["night"].sky, haze=rgb("#3a3a58"), tint=rgb("#9f8b88"), shade=rgb("#4d4a72"),
        key=rgb("#ffd596"), rim=rgb("#9db9f0"), rim_strength=0.45, lamp=rgb("#ffcb80"), lamps=1.0, sun=None,
        sun_colour=rgb("#9fb8ea"), moon=True, window=rgb("#8fa9dc"), vignette=0.30,
    ),
}  # fmt: skip


@cache
def light_of(time: TimeOfDay, interior: bool) -> Light:
    return (_INTERIOR if interior else _EXTERIOR)[time]


@dataclass(frozen=True, slots=True)
class _Sky:
    """What a kind of weather does to light: the share of the sky that it hides, what is left of the light's strength,
    and how thick the air is."""

    cover: float
    left: float
    thick: float


_SKIES: Final[dict[WeatherKind, _Sky]] = {
    "rain": _Sky(0.88, 0.84, 0.22),
    "storm": _Sky(1.0, 0.66, 0.34),
    "snow": _Sky(0.86, 0.97, 0.38),
    "fog": _Sky(0.96, 0.95, 1.0),
    "wind": _Sky(0.15, 1.0, 0.0),
}


def under(light: Light, weather: Weather | None, inside: bool) -> Light:
    """The light of a place in some weather; `inside` a room, whose lamps it leaves alone."""
    if weather is None:
        return light
    sky = _SKIES[weather.kind]
    cover = sky.cover * (0.75 + 0.25 * weather.strength)
    left = 1 - (1 - sky.left) * (0.6 + 0.4 * weather.strength)

    def grey(colour: Colour, share: float, dim: float) -> Colour:
        luma = (0.30 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]) * dim
        return mix(times(colour, (255 * dim, 255 * dim, 255 * dim)), (luma * 0.95, luma, min(255, luma * 1.05)), share)

    share = cover * (0.35 if inside else 1.0)
    dim = 1 - (1 - left) * (0.35 if inside else 1.0)
    return replace(
        light,
        sky=tuple((at, grey(colour, cover * 0.9, left)) for at, colour in light.sky),
        haze=light.haze if inside else grey(light.haze, cover * 0.8, left),
        tint=grey(light.tint, share * 0.45, dim),
        shade=grey(light.shade, share * 0.4, 1.0),
        key=grey(light.key, share * 0.7, 1.0),
        rim_strength=light.rim_strength * (1 - 0.65 * share),
        sun_colour=grey(light.sun_colour, cover, left),
        window=grey(light.window, cover * 0.8, left),
        cover=cover,
        thick=0.0 if inside or not weather.is_here else sky.thick * (0.6 + 0.4 * weather.strength),
    )
