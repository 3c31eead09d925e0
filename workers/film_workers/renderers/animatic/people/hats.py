"""Hats, in units of one head height around the head's middle: over the hair, above the eyes."""

from collections.abc import Callable, Mapping
from typing import Final

from contracts.recipes.animatic import Hat, HatShape
from film_workers.renderers.animatic.draw import Drawing, Points, ellipse, fill
from film_workers.renderers.animatic.palette import Light, lighter, mix, rgb
from film_workers.renderers.animatic.people.pen import Pen, Toned, side, toned


def hat_on(pen: Pen, hat: Hat, light: Light, turned: bool, key: float) -> Drawing:
    """The hat on a head that looks at the camera, or, `turned`, to the right."""
    return _SHAPES[hat.shape](pen, toned(rgb(hat.colour), light), light, 0.04 if turned else 0.0, key)


def _form(pen: Pen, form: Points, tone: Toned, light: Light, key: float) -> Drawing:
    unit, rim = pen.unit, light.rim_strength * 0.7
    return [
        fill(form, tone.base),
        side(form, key * 0.16 * unit, -0.03 * unit, tone.shadow, alpha=0.7, blur=0.025 * unit),
        side(form, -key * 0.03 * unit, 0.02 * unit, light.rim, alpha=rim, blur=0.01 * unit, screen=True),
    ]


def _brim(pen: Pen, at: tuple[float, float], size: tuple[float, float], tone: Toned) -> Drawing:
    (x, y), (wide, high) = at, size
    under = fill(pen(ellipse(x, y + 0.05, wide * 0.72, high * 0.9)), tone.line, alpha=0.5, blur=0.02 * pen.unit)
    return [under, fill(pen(ellipse(x, y, wide, high)), mix(tone.base, tone.shadow, 0.35))]


def _band(pen: Pen, x: float, low: float, half: float, tone: Toned) -> Drawing:
    high = low - 0.11
    points = ((x - half, high), (x, high + 0.04), (x + half, high), (x + half, low), (x, low + 0.05), (x - half, low))
    return [fill(pen.curve(*points), tone.line)]


def _top(pen: Pen, tone: Toned, light: Light, x: float, key: float) -> Drawing:
    crown = pen.curve(
        (x - 0.38, -0.40), (x - 0.39, -0.75), (x - 0.43, -1.12), (x, -1.17), (x + 0.43, -1.12), (x + 0.39, -0.75),
        (x + 0.38, -0.40), (x, -0.35),
    )  # fmt: skip
    lid = fill(pen(ellipse(x, -1.12, 0.42, 0.055)), lighter(tone.base, 0.10))
    brim = _brim(pen, (x, -0.38), (0.60, 0.085), tone)
    return [*brim, *_form(pen, crown, tone, light, key), lid, *_band(pen, x, -0.43, 0.385, tone)]


def _wide(pen: Pen, tone: Toned, light: Light, x: float, key: float) -> Drawing:
    crown = pen.curve(
        (x - 0.40, -0.36), (x - 0.40, -0.60), (x - 0.30, -0.84), (x - 0.06, -0.78), (x + 0.10, -0.79),
        (x + 0.30, -0.84), (x + 0.40, -0.60), (x + 0.40, -0.36), (x, -0.30),
    )  # fmt: skip
    brim = _brim(pen, (x, -0.34), (0.70, 0.11), tone)
    return [*brim, *_form(pen, crown, tone, light, key), *_band(pen, x, -0.38, 0.40, tone)]


def _dome(pen: Pen, x: float, low: float, high: float, half: float) -> Points:
    return pen.curve(
        (x - half, low), (x - half * 0.98, (low + high) / 2), (x - half * 0.62, high + 0.06), (x, high),
        (x + half * 0.62, high + 0.06), (x + half * 0.98, (low + high) / 2), (x + half, low), (x, low + 0.05),
    )  # fmt: skip


def _cap(pen: Pen, tone: Toned, light: Light, x: float, key: float) -> Drawing:
    dome = _form(pen, _dome(pen, x, -0.27, -0.68, 0.42), tone, light, key)
    if x:
        peak = pen.curve((0.20, -0.36), (0.46, -0.33), (0.70, -0.24), (0.66, -0.20), (0.42, -0.24), (0.20, -0.25))
    else:
        peak = pen.curve((-0.36, -0.33), (0.0, -0.40), (0.36, -0.33), (0.30, -0.22), (0.0, -0.205), (-0.30, -0.22))
    return [*dome, fill(peak, tone.shadow)]


def _beret(pen: Pen, tone: Toned, light: Light, x: float, key: float) -> Drawing:
    form = pen.curve(
        (-0.40, -0.33), (-0.58, -0.45), (-0.54, -0.62), (-0.20, -0.72), (0.22, -0.66), (0.42, -0.48), (0.40, -0.36),
        (x, -0.33),
    )  # fmt: skip
    stalk = fill(pen.stroke(0.03, (-0.08, -0.69), (-0.05, -0.76)), tone.line)
    return [*_form(pen, form, tone, light, key), stalk]


def _beanie(pen: Pen, tone: Toned, light: Light, x: float, key: float) -> Drawing:
    dome = _form(pen, _dome(pen, x, -0.30, -0.72, 0.41), tone, light, key)
    fold = pen.curve((x - 0.43, -0.42), (x, -0.46), (x + 0.43, -0.42), (x + 0.43, -0.26), (x, -0.24), (x - 0.43, -0.26))
    ribs = [
        fill(pen.stroke(0.014, (x + at, -0.42), (x + at, -0.27)), tone.line, alpha=0.5, clip=fold)
        for at in (-0.32, -0.2, -0.07, 0.07, 0.2, 0.32)
    ]
    return [*dome, fill(fold, lighter(tone.base, 0.12)), *ribs]


def _helmet(pen: Pen, tone: Toned, light: Light, x: float, key: float) -> Drawing:
    form = _form(pen, _dome(pen, x, -0.24, -0.76, 0.47), tone, light, key)
    rim = pen.curve((x - 0.50, -0.27), (x, -0.30), (x + 0.50, -0.27), (x + 0.49, -0.21), (x, -0.22), (x - 0.49, -0.21))
    shine = fill(
        pen(ellipse(x - key * 0.16, -0.60, 0.12, 0.06, -0.3)),
        light.rim,
        alpha=0.35,
        blend="screen",
        blur=0.03 * pen.unit,
    )
    return [*form, fill(rim, tone.shadow), shine]


_SHAPES: Final[Mapping[HatShape, Callable[[Pen, Toned, Light, float, float], Drawing]]] = {
    "top": _top,
    "brim": _wide,
    "cap": _cap,
    "beret": _beret,
    "beanie": _beanie,
    "helmet": _helmet,
}
