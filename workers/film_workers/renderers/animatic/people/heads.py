"""Heads, in units of one head height around the head's middle: what of them does not move."""

from typing import Final

from contracts.recipes.animatic import Look
from film_workers.renderers.animatic.draw import Drawing, ellipse, fill
from film_workers.renderers.animatic.palette import Light, mix, rgb
from film_workers.renderers.animatic.people.hair import hair_on, locks
from film_workers.renderers.animatic.people.hats import hat_on
from film_workers.renderers.animatic.people.pen import Pen, Toned, side, toned

_OUTLINE: Final = {
    False: (
        (0, -0.52),
        (0.22, -0.48),
        (0.36, -0.30),
        (0.385, -0.06),
        (0.365, 0.14),
        (0.30, 0.33),
        (0.17, 0.465),
        (0.06, 0.505),
        (-0.06, 0.505),
        (-0.17, 0.465),
        (-0.30, 0.33),
        (-0.365, 0.14),
        (-0.385, -0.06),
        (-0.36, -0.30),
        (-0.22, -0.48),
    ),
    True: (
        (0.02, -0.52),
        (0.25, -0.46),
        (0.36, -0.28),
        (0.375, -0.08),
        (0.395, 0.05),
        (0.365, 0.20),
        (0.32, 0.35),
        (0.22, 0.475),
        (0.12, 0.505),
        (-0.04, 0.455),
        (-0.20, 0.31),
        (-0.30, 0.12),
        (-0.375, -0.08),
        (-0.37, -0.30),
        (-0.23, -0.47),
    ),
}

_BEARD: Final = {
    False: (
        (-0.375, 0.02),
        (-0.37, 0.16),
        (-0.31, 0.36),
        (-0.18, 0.51),
        (0.0, 0.565),
        (0.18, 0.51),
        (0.31, 0.36),
        (0.37, 0.16),
        (0.375, 0.02),
        (0.32, 0.10),
        (0.26, 0.20),
        (0.13, 0.225),
        (0.0, 0.245),
        (-0.13, 0.225),
        (-0.26, 0.20),
        (-0.32, 0.10),
    ),
    True: (
        (-0.27, 0.02),
        (-0.31, 0.14),
        (-0.21, 0.34),
        (-0.04, 0.50),
        (0.13, 0.565),
        (0.25, 0.51),
        (0.335, 0.36),
        (0.365, 0.22),
        (0.31, 0.235),
        (0.22, 0.225),
        (0.14, 0.235),
        (0.03, 0.225),
        (-0.07, 0.19),
        (-0.17, 0.11),
        (-0.22, 0.02),
    ),
}


def head(pen: Pen, look: Look, light: Light, turned: bool, key: float) -> Drawing:
    """The head without its eyes and mouth. `key` is the side that light comes from, -1 left, 1 right."""
    skin, hair = toned(rgb(look.skin), light), toned(rgb(look.hair), light)
    unit = pen.unit
    outline = pen.curve(*_OUTLINE[turned])
    ears = ((-0.245, 0.045),) if turned else ((-0.385, 0.02), (0.385, 0.02))
    drawing: Drawing = []
    if not turned:
        drawing += [fill(pen(ellipse(x, y, 0.062, 0.105)), skin.base) for x, y in ears]
        drawing += [fill(pen(ellipse(x, y, 0.030, 0.062)), skin.shadow) for x, y in ears]
    drawing += [
        fill(outline, skin.base),
        side(outline, key * 0.17 * unit, -0.05 * unit, skin.shadow, alpha=0.62, blur=0.035 * unit),
        fill(
            pen.curve((-0.30, 0.40), (0.0, 0.43), (0.30, 0.40), (0.24, 0.54), (0.0, 0.58), (-0.2, 0.54)),
            skin.shadow,
            alpha=0.45,
            blur=0.03 * unit,
            clip=outline,
        ),
    ]
    blush = mix(skin.base, light.on((214, 92, 84)), 0.32)
    cheeks = ((-0.06, 0.17, 0.10), (0.29, 0.17, 0.06)) if turned else ((-0.215, 0.165, 0.095), (0.215, 0.165, 0.095))
    drawing += [
        fill(pen(ellipse(x, y, r, 0.07)), blush, alpha=0.50, blur=0.03 * unit, clip=outline) for x, y, r in cheeks
    ]
    drawing += [
        side(
            outline,
            -key * 0.030 * unit,
            0.010 * unit,
            light.rim,
            alpha=light.rim_strength * 0.75,
            blur=0.008 * unit,
            screen=True,
        )
    ]
    if turned:
        drawing += [
            fill(pen(ellipse(-0.245, 0.045, 0.060, 0.105, 0.12)), mix(skin.base, skin.shadow, 0.2)),
            fill(pen(ellipse(-0.238, 0.045, 0.030, 0.066, 0.12)), mix(skin.shadow, skin.line, 0.2)),
        ]
    drawing += _nose(pen, skin, turned, key)
    if look.beard:
        beard = pen.curve(*_BEARD[turned])
        drawing += [
            fill(beard, hair.base),
            side(beard, key * 0.10 * unit, -0.06 * unit, hair.shadow, alpha=0.6, blur=0.02 * unit),
        ]
    drawing += hair_on(pen, look, hair, light, turned, key)
    return drawing + hat_on(pen, look.hat, light, turned, key) if look.hat else drawing


def _nose(pen: Pen, skin: Toned, turned: bool, key: float) -> Drawing:
    dark = mix(skin.shadow, skin.line, 0.25)
    if turned:
        return [
            fill(
                pen.curve(
                    (0.150, -0.03),
                    (0.205, 0.10),
                    (0.232, 0.165),
                    (0.185, 0.205),
                    (0.115, 0.195),
                    (0.125, 0.14),
                    (0.14, 0.06),
                ),
                skin.shadow,
                alpha=0.55,
            ),
            fill(
                pen.stroke(0.020, (0.155, -0.04), (0.205, 0.08), (0.238, 0.165), (0.195, 0.20), (0.130, 0.195)),
                dark,
                alpha=0.9,
            ),
        ]
    s = -key
    return [
        fill(
            pen.curve((s * 0.015, -0.02), (s * 0.05, 0.10), (s * 0.075, 0.175), (0.0, 0.20), (s * 0.005, 0.10)),
            skin.shadow,
            alpha=0.55,
        ),
        fill(pen.stroke(0.018, (-0.055, 0.178), (-0.02, 0.200), (0.02, 0.200), (0.055, 0.178)), dark, alpha=0.9),
    ]


def back_of_head(pen: Pen, look: Look, light: Light) -> Drawing:
    """A head seen from behind: what an over-the-shoulder shot has in its corner."""
    skin, hair = toned(rgb(look.skin), light), toned(rgb(look.hair), light)
    outline = pen.curve(*_OUTLINE[False])
    drawing: Drawing = [fill(pen(ellipse(x, 0.02, 0.062, 0.105)), skin.shadow) for x in (-0.385, 0.385)]
    drawing.append(fill(outline, skin.shadow))
    if look.hair_style != "bald":
        drawing += _hair_from_behind(pen, look, hair)
    return drawing + hat_on(pen, look.hat, light, False, 1.0) if look.hat else drawing


def _hair_from_behind(pen: Pen, look: Look, hair: Toned) -> Drawing:
    bottom = {"short": 0.30, "curly": 0.36, "bob": 0.50, "long": 1.15, "bun": 0.28}[look.hair_style]
    reach = 0.50 if look.hair_style in {"bob", "long"} else 0.43
    mass = pen.curve(
        (0, -0.63),
        (0.33, -0.54),
        (reach, -0.2),
        (reach, bottom * 0.6),
        (reach * 0.72, bottom),
        (0, bottom + 0.04),
        (-reach * 0.72, bottom),
        (-reach, bottom * 0.6),
        (-reach, -0.2),
        (-0.33, -0.54),
    )
    drawing = [fill(mass, hair.shadow)]
    if look.hair_style == "bun":
        drawing.append(fill(pen(ellipse(0, -0.62, 0.19, 0.18)), hair.shadow))
    if look.hair_style == "curly":
        drawing += [fill(pen(ellipse(x, y, r, r)), hair.shadow) for (x, y), r in locks(look, False)]
    return drawing
