"""A head seen from the side, facing right: what a sheet of a character shows beside the views of the film."""

import math
from typing import Final

from contracts.recipes.animatic import HairStyle, Look
from film_workers.renderers.animatic.draw import Drawing, ellipse, fill, line
from film_workers.renderers.animatic.palette import Light, mix, rgb
from film_workers.renderers.animatic.people.hats import hat_on
from film_workers.renderers.animatic.people.pen import Pen, Toned, side, toned

_Form = tuple[tuple[float, float], ...]
_OUTLINE: Final[_Form] = (
    (0.00, -0.52), (0.20, -0.47), (0.315, -0.30), (0.33, -0.14), (0.315, -0.05), (0.36, 0.05), (0.425, 0.145),
    (0.395, 0.19), (0.325, 0.205), (0.345, 0.265), (0.325, 0.31), (0.34, 0.36), (0.325, 0.44), (0.24, 0.505),
    (0.08, 0.46), (-0.08, 0.36), (-0.16, 0.24), (-0.28, 0.26), (-0.38, 0.10), (-0.42, -0.14), (-0.34, -0.38),
    (-0.18, -0.50),
)  # fmt: skip
_BEARD: Final[_Form] = (
    (-0.07, 0.06), (-0.09, 0.30), (0.06, 0.48), (0.22, 0.565), (0.335, 0.50), (0.35, 0.37), (0.31, 0.32),
    (0.33, 0.235), (0.24, 0.22), (0.10, 0.20), (0.0, 0.06),
)  # fmt: skip
_CAP: Final[_Form] = ((0.30, -0.33), (0.26, -0.50), (0.02, -0.62), (-0.28, -0.56), (-0.46, -0.30), (-0.47, -0.02))
#: From the nape back to the forehead, below the crown.
_BELOW: Final[dict[HairStyle, _Form]] = {
    "short": ((-0.36, 0.22), (-0.24, 0.14), (-0.16, 0.02), (-0.02, 0.06), (0.02, -0.16), (0.18, -0.30)),
    "bun": ((-0.36, 0.20), (-0.24, 0.10), (-0.14, -0.06), (0.02, -0.10), (0.18, -0.30)),
    "bob": ((-0.46, 0.36), (-0.30, 0.50), (0.02, 0.46), (0.08, 0.16), (0.10, -0.14), (0.20, -0.30)),
    "long": ((-0.56, 0.60), (-0.52, 1.16), (-0.16, 1.10), (-0.06, 0.46), (0.04, 0.10), (0.08, -0.16), (0.20, -0.30)),
}
_CURLS: Final = 13


def head_in_profile(pen: Pen, look: Look, light: Light, key: float) -> Drawing:
    """The whole head, calm."""
    skin, hair = toned(rgb(look.skin), light), toned(rgb(look.hair), light)
    unit = pen.unit
    outline, dark = pen.curve(*_OUTLINE), mix(skin.line, (30, 10, 12), 0.5)
    drawing: Drawing = [
        fill(outline, skin.base),
        side(outline, key * 0.15 * unit, -0.05 * unit, skin.shadow, alpha=0.55, blur=0.035 * unit),
        fill(pen(ellipse(0.16, 0.17, 0.09, 0.07)), mix(skin.base, light.on((214, 92, 84)), 0.32), alpha=0.5,
             blur=0.03 * unit, clip=outline),
        fill(pen.stroke(0.018, (0.33, 0.195), (0.36, 0.175), (0.385, 0.19)), mix(skin.shadow, skin.line, 0.3)),
        fill(pen.stroke(0.020, (0.235, 0.318), (0.29, 0.312), (0.335, 0.302), taper=0.5), dark),
    ]  # fmt: skip
    drawing += _eye(pen, look, light, skin, hair)
    if look.beard:
        beard = pen.curve(*_BEARD)
        drawing += [
            fill(beard, hair.base),
            side(beard, key * 0.10 * unit, -0.06 * unit, hair.shadow, alpha=0.6, blur=0.02 * unit),
        ]
    drawing += _hair(pen, look, hair)
    if look.hair_style not in {"bob", "long", "curly"}:
        drawing += [
            fill(pen(ellipse(-0.07, 0.045, 0.062, 0.108, 0.12)), mix(skin.base, skin.shadow, 0.2)),
            fill(pen(ellipse(-0.062, 0.045, 0.030, 0.066, 0.12)), mix(skin.shadow, skin.line, 0.2)),
        ]
    if look.glasses:
        frame = light.on((38, 34, 36))
        ring = line(
            [(0.24 + 0.075 * math.cos(k / 8 * math.pi), 0.105 * math.sin(k / 8 * math.pi)) for k in range(17)], 0.02
        )
        drawing += [fill(pen(ring), frame), fill(pen(line(((0.16, -0.02), (-0.10, -0.03)), 0.02)), frame)]
    return drawing + hat_on(pen, look.hat, light, True, key) if look.hat else drawing


def _eye(pen: Pen, look: Look, light: Light, skin: Toned, hair: Toned) -> Drawing:
    brow = mix(skin.line, hair.shadow if look.hair_style != "bald" else skin.line, 0.6)
    dark = mix(skin.line, (20, 14, 14), 0.72)
    ball = pen.curve((0.19, 0.012), (0.235, -0.046), (0.28, -0.018), (0.285, 0.03), (0.235, 0.044))
    return [
        fill(ball, mix(light.on((246, 243, 238)), light.on(rgb(look.skin)), 0.10)),
        fill(pen(ellipse(0.262, 0.0, 0.024, 0.05)), mix(dark, light.on((75, 51, 33)), 0.4), clip=ball),
        fill(pen.stroke(0.024, (0.18, 0.01), (0.23, -0.05), (0.29, -0.016), taper=0.5), dark),
        fill(pen.stroke(0.034, (0.15, -0.105), (0.22, -0.15), (0.305, -0.12), taper=0.6), brow),
    ]


def _hair(pen: Pen, look: Look, hair: Toned) -> Drawing:
    style = look.hair_style
    if style == "bald":
        return []
    if style == "curly":
        turn = [math.pi * (0.80 + 1.06 * k / (_CURLS - 1)) for k in range(_CURLS)]
        around = [(-0.06 + 0.42 * math.cos(-a), -0.10 + 0.46 * math.sin(a)) for a in turn]
        inside = [(-0.30, -0.10), (-0.30, 0.12), (-0.16, -0.26), (0.02, -0.36), (0.16, -0.40), (-0.34, 0.24)]
        return [
            fill(pen(ellipse(x, y, r, r)), tone)
            for tone, r, places in ((mix(hair.base, hair.shadow, 0.5), 0.17, around), (hair.base, 0.15, inside))
            for x, y in places
        ]
    drawing: Drawing = []
    if style == "bun":
        drawing.append(fill(pen(ellipse(-0.56, -0.26, 0.18, 0.17)), hair.base))
    mass = pen.curve(*_CAP, *_BELOW[style])
    strand = mix(hair.shadow, hair.line, 0.5)
    drawing += [fill(mass, hair.base)]
    for k in (0.0, 0.07):
        lock = pen.stroke(0.014, (0.24, -0.40 - k), (0.0, -0.50 - k / 2), (-0.28, -0.40), (-0.40, -0.12 + k))
        drawing.append(fill(lock, strand, alpha=0.5, clip=mass))
    return drawing
