"""Hair: behind the shoulders, over the brow, and a head seen from behind."""

from typing import Final

import numpy as np

from contracts.recipes.animatic import Look
from film_workers.renderers.animatic.draw import Drawing, ellipse, fill
from film_workers.renderers.animatic.palette import Light, chance, mix, rgb
from film_workers.renderers.animatic.people.pen import Pen, Toned, side, toned

# Hair in front of the face: outer contour, then the hairline back.
_FRINGE: Final[dict[tuple[str, bool], tuple[tuple[float, float], ...]]] = {
    ("short", False): (
        (-0.40, 0.02),
        (-0.44, -0.24),
        (-0.35, -0.51),
        (-0.02, -0.64),
        (0.35, -0.53),
        (0.44, -0.24),
        (0.40, 0.02),
        (0.355, -0.08),
        (0.335, -0.22),
        (0.22, -0.31),
        (-0.05, -0.26),
        (-0.26, -0.33),
        (-0.34, -0.20),
        (-0.36, -0.08),
    ),
    ("short", True): (
        (0.375, -0.20),
        (0.43, -0.38),
        (0.30, -0.57),
        (0.04, -0.645),
        (-0.24, -0.60),
        (-0.43, -0.42),
        (-0.455, -0.14),
        (-0.40, 0.10),
        (-0.31, 0.13),
        (-0.255, 0.05),
        (-0.215, -0.10),
        (-0.17, -0.22),
        (0.02, -0.24),
        (0.22, -0.33),
        (0.32, -0.31),
    ),
    ("bob", False): (
        (-0.36, 0.38),
        (-0.47, 0.14),
        (-0.47, -0.24),
        (-0.34, -0.54),
        (0.0, -0.65),
        (0.34, -0.54),
        (0.47, -0.24),
        (0.47, 0.14),
        (0.36, 0.38),
        (0.32, 0.16),
        (0.335, -0.10),
        (0.25, -0.24),
        (0.0, -0.21),
        (-0.25, -0.24),
        (-0.335, -0.10),
        (-0.32, 0.16),
    ),
    ("bob", True): (
        (0.37, -0.16),
        (0.42, -0.36),
        (0.30, -0.57),
        (0.02, -0.65),
        (-0.27, -0.60),
        (-0.46, -0.40),
        (-0.51, -0.05),
        (-0.50, 0.26),
        (-0.40, 0.47),
        (-0.20, 0.46),
        (-0.16, 0.20),
        (-0.14, -0.04),
        (-0.04, -0.20),
        (0.14, -0.23),
        (0.29, -0.21),
    ),
    ("long", False): (
        (-0.39, 0.60),
        (-0.47, 0.20),
        (-0.46, -0.24),
        (-0.34, -0.54),
        (0.0, -0.64),
        (0.34, -0.54),
        (0.46, -0.24),
        (0.47, 0.20),
        (0.39, 0.60),
        (0.345, 0.16),
        (0.34, -0.08),
        (0.26, -0.27),
        (0.10, -0.39),
        (-0.13, -0.29),
        (-0.31, -0.15),
        (-0.345, 0.16),
    ),
    ("long", True): (
        (0.385, -0.02),
        (0.43, -0.34),
        (0.30, -0.57),
        (0.02, -0.645),
        (-0.27, -0.60),
        (-0.46, -0.40),
        (-0.50, 0.0),
        (-0.49, 0.40),
        (-0.37, 0.72),
        (-0.22, 0.52),
        (-0.17, 0.18),
        (-0.13, -0.08),
        (0.02, -0.26),
        (0.20, -0.36),
        (0.33, -0.25),
    ),
    ("bun", False): (
        (-0.39, 0.02),
        (-0.42, -0.26),
        (-0.31, -0.51),
        (0.0, -0.59),
        (0.31, -0.51),
        (0.42, -0.26),
        (0.39, 0.02),
        (0.35, -0.12),
        (0.27, -0.30),
        (0.0, -0.385),
        (-0.27, -0.30),
        (-0.35, -0.12),
    ),
    ("bun", True): (
        (0.375, -0.22),
        (0.38, -0.40),
        (0.26, -0.54),
        (0.02, -0.595),
        (-0.25, -0.55),
        (-0.42, -0.38),
        (-0.435, -0.12),
        (-0.37, 0.09),
        (-0.29, 0.10),
        (-0.245, -0.04),
        (-0.16, -0.19),
        (0.04, -0.31),
        (0.22, -0.36),
        (0.31, -0.33),
    ),
}

_BACK: Final[dict[tuple[str, bool], tuple[tuple[float, float], ...]]] = {
    ("bob", False): (
        (-0.50, 0.0),
        (-0.49, 0.34),
        (-0.40, 0.50),
        (0.0, 0.44),
        (0.40, 0.50),
        (0.49, 0.34),
        (0.50, 0.0),
        (0.0, -0.5),
    ),
    ("bob", True): (
        (0.30, 0.30),
        (0.34, -0.2),
        (-0.2, -0.5),
        (-0.50, -0.2),
        (-0.52, 0.22),
        (-0.44, 0.50),
        (-0.10, 0.46),
    ),
    ("long", False): (
        (-0.50, -0.1),
        (-0.54, 0.5),
        (-0.56, 1.05),
        (-0.38, 1.28),
        (0.0, 1.16),
        (0.38, 1.28),
        (0.56, 1.05),
        (0.54, 0.5),
        (0.50, -0.1),
        (0.0, -0.5),
    ),
    ("long", True): (
        (0.26, 0.62),
        (0.32, 0.0),
        (-0.1, -0.5),
        (-0.48, -0.25),
        (-0.56, 0.4),
        (-0.62, 1.0),
        (-0.48, 1.30),
        (-0.20, 1.20),
        (0.14, 1.02),
    ),
}


def locks(look: Look, turned: bool) -> list[tuple[tuple[float, float], float]]:
    """Middles and radii of curls."""
    random = chance("curls", look.hair, look.height)
    curls: list[tuple[tuple[float, float], float]] = []
    start, end = (2.5, 6.6) if turned else (2.75, 6.68)
    for i in range(15):
        angle = start + (end - start) * i / 14
        reach = 0.44 + random.random() * 0.06
        curls.append(
            (
                (reach * np.cos(angle) - 0.03 * turned, reach * 1.1 * np.sin(angle) - 0.1),
                0.135 + random.random() * 0.045,
            )
        )
    curls += [((x - 0.04 * turned, -0.38 - 0.06 * (1 - abs(x) * 2)), 0.16) for x in (-0.28, -0.12, 0.06, 0.22)]
    return curls


def behind(pen: Pen, look: Look, light: Light, turned: bool) -> Drawing:
    """Hair that hangs behind neck and shoulders."""
    points = _BACK.get((look.hair_style, turned))
    if points is None:
        return []
    tone = toned(rgb(look.hair), light)
    return [fill(pen.curve(*points), mix(tone.base, tone.shadow, 0.75))]


def hair_on(pen: Pen, look: Look, tone: Toned, light: Light, turned: bool, key: float) -> Drawing:  # noqa: PLR0917
    unit = pen.unit
    style = look.hair_style
    if style == "bald":
        shine = pen(ellipse(0.10 if turned else key * 0.12, -0.38, 0.10, 0.045, -0.2))
        return [fill(shine, light.rim, alpha=0.22 * light.rim_strength + 0.08, blend="screen", blur=0.02 * unit)]
    if style == "curly":
        curls = locks(look, turned)
        drawing: Drawing = [fill(pen(ellipse(x, y, r, r)), mix(tone.base, tone.shadow, 0.55)) for (x, y), r in curls]
        drawing += [
            fill(pen(ellipse(x + 0.022 * key * pen.flip, y - 0.03, r * 0.74, r * 0.72)), tone.base)
            for (x, y), r in curls
        ]
        glint = mix(tone.base, light.rim, 0.22)
        drawing += [
            fill(pen.stroke(0.022, (x - r * 0.4, y - r * 0.25), (x, y - r * 0.55), (x + r * 0.4, y - r * 0.30)), glint)
            for (x, y), r in curls[2:-4:2]
        ]
        return drawing
    drawing = []
    if style == "bun":
        bun = pen(ellipse(-0.30 if turned else 0.0, -0.60 if turned else -0.68, 0.19, 0.175))
        drawing += [
            fill(bun, tone.base),
            side(bun, key * 0.08 * unit, -0.05 * unit, tone.shadow, alpha=0.8, blur=0.015 * unit),
        ]
    fringe = pen.curve(*_FRINGE[style, turned])
    drawing += [
        fill(fringe, tone.base),
        side(fringe, key * 0.13 * unit, -0.07 * unit, tone.shadow, alpha=0.75, blur=0.018 * unit),
        side(
            fringe,
            -key * 0.035 * unit,
            0.030 * unit,
            light.rim,
            alpha=light.rim_strength * 0.7,
            blur=0.012 * unit,
            screen=True,
        ),
    ]
    strand, glint = mix(tone.shadow, tone.line, 0.5), mix(tone.base, light.rim, 0.20)
    for k in range(3):
        lift = k * 0.075
        drawing.append(
            fill(
                pen.stroke(
                    0.014,
                    (0.30 - lift, -0.36 - lift * 0.9),
                    (0.05, -0.46 - lift * 0.7),
                    (-0.25, -0.40 - lift),
                    (-0.37, -0.20 - lift),
                ),
                strand if k != 1 else glint,
                alpha=0.55,
                clip=fringe,
            )
        )
    return drawing
