"""Heads: hair, eyes that look where the figure faces, and mouths, in units of one head height around the head's
middle."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from contracts.recipes.animatic import Look
from film_workers.picture.animatic.draw import (
    Colour,
    Drawing,
    Points,
    Shape,
    ellipse,
    fill,
    line,
    moved,
    rectangle,
    smooth,
)
from film_workers.picture.animatic.palette import Light, chance, darker, mix, rgb

Mouth: TypeAlias = Literal["closed", "teeth", "half", "open", "round", "wide"]
MOUTHS: Final[tuple[Mouth, ...]] = ("closed", "teeth", "half", "open", "round", "wide")


@dataclass(frozen=True, slots=True)
class Pen:
    """Puts a local drawing on the plane: `unit` plane units a local one, mirrored where `flip` is -1."""

    x: float
    y: float
    unit: float
    flip: float = 1.0
    widen: float = 1.0

    def __call__(self, points: Points) -> Points:
        return points * (self.unit * self.flip * self.widen, self.unit) + (self.x, self.y)

    def curve(self, *points: tuple[float, float]) -> Points:
        return self(smooth(points))

    def stroke(
        self, width: float, *points: tuple[float, float], taper: float = 0.6, tail: float | None = None
    ) -> Points:
        return self(line(smooth(points, closed=False), width, taper=taper, tail=tail))

    def to(self, x: float, y: float, unit: float = 1.0) -> "Pen":
        return Pen(self.x + x * self.unit * self.flip * self.widen, self.y + y * self.unit, self.unit * unit, self.flip)


@dataclass(frozen=True, slots=True)
class Toned:
    """A colour and what light makes of it."""

    base: Colour
    shadow: Colour
    line: Colour


def toned(colour: Colour, light: Light) -> Toned:
    lit = light.on(colour)
    deep = mix(darker(lit, 0.30), light.shade, 0.16)
    return Toned(lit, deep, darker(deep, 0.34))


def side(
    form: Points, across: float, down: float, paint: Colour, *, alpha: float, blur: float, screen: bool = False
) -> Shape:
    """What of a form is not covered by itself moved by (`across`, `down`): the side turned from light, or its rim."""
    low, high = form.min(axis=0) - abs(across) - abs(down), form.max(axis=0) + abs(across) + abs(down)
    frame = rectangle(float(low[0]), float(low[1]), float(high[0] - low[0]), float(high[1] - low[1]))
    shape = fill(
        [frame, moved(form, across, down)],
        paint,
        alpha=alpha,
        blend="screen" if screen else "normal",
        blur=blur,
        clip=form,
    )
    bounds = (*map(float, form.min(axis=0)), *map(float, form.max(axis=0)))
    return Shape(
        shape.contours, paint, alpha, shape.blend, blur, form, False, (bounds[0], bounds[1], bounds[2], bounds[3])
    )


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

#: Middle, width of the near (left) and the far eye.
_EYES: Final = {False: ((-0.165, 0.150), (0.165, 0.150)), True: ((0.005, 0.150), (0.262, 0.112))}


def _locks(look: Look, turned: bool) -> list[tuple[tuple[float, float], float]]:
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
    return drawing + _hair(pen, look, hair, light, turned, key)


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


def _hair(pen: Pen, look: Look, tone: Toned, light: Light, turned: bool, key: float) -> Drawing:  # noqa: PLR0917
    unit = pen.unit
    style = look.hair_style
    if style == "bald":
        shine = pen(ellipse(0.10 if turned else key * 0.12, -0.38, 0.10, 0.045, -0.2))
        return [fill(shine, light.rim, alpha=0.22 * light.rim_strength + 0.08, blend="screen", blur=0.02 * unit)]
    if style == "curly":
        curls = _locks(look, turned)
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


# --- what moves -----------------------------------------------------------------------------------------------


def eyes(pen: Pen, look: Look, light: Light, turned: bool, *, closed: bool) -> Drawing:
    """Eyes, brows and glasses. Turned, the eyes look the way the head faces; else at the camera."""
    skin, hair = toned(rgb(look.skin), light), toned(rgb(look.hair), light)
    brow = mix(skin.line, hair.shadow if look.hair_style != "bald" else skin.line, 0.6)
    white = mix(light.on((246, 243, 238)), light.on(rgb(look.skin)), 0.10)
    dark = mix(skin.line, (20, 14, 14), 0.72)
    random = chance("eyes", look.skin, look.hair, look.top)
    iris = light.on(rgb(random.choice(("#4b3321", "#3a2a1c", "#5d4426", "#44643f", "#4a6b86", "#3c5570"))))
    gaze = 0.026 if turned else 0.0
    drawing: Drawing = []
    for index, (x, width) in enumerate(_EYES[turned]):
        half, y = width / 2, -0.005
        if closed:
            drawing += [
                fill(pen.stroke(0.026, (x - half, y + 0.016), (x, y + 0.042), (x + half, y + 0.014)), dark),
                fill(
                    pen.stroke(0.014, (x - half, y - 0.02), (x, y - 0.012), (x + half, y - 0.022)),
                    skin.shadow,
                    alpha=0.8,
                ),
            ]
        else:
            ball = pen.curve(
                (x - half, y + 0.012),
                (x - half * 0.4, y - 0.048),
                (x + half * 0.4, y - 0.050),
                (x + half, y + 0.004),
                (x + half * 0.45, y + 0.044),
                (x - half * 0.45, y + 0.046),
            )
            look_x = x + gaze
            drawing += [
                fill(ball, white),
                fill(pen(ellipse(look_x, y - 0.002, 0.047 * width / 0.15, 0.052)), iris, clip=ball),
                fill(pen(ellipse(look_x, y - 0.002, 0.025 * width / 0.15, 0.028)), (16, 12, 14), clip=ball),
                fill(pen(rectangle(x - half, y - 0.062, width, 0.032)), skin.line, alpha=0.35, clip=ball),
                fill(
                    pen(ellipse(look_x + 0.014 * pen.flip, y - 0.020, 0.011, 0.012)), mix(white, (255, 255, 255), 0.6)
                ),
                fill(
                    pen.stroke(
                        0.026,
                        (x - half - 0.008, y + 0.012),
                        (x - half * 0.4, y - 0.050),
                        (x + half * 0.4, y - 0.052),
                        (x + half + 0.008, y + 0.002),
                        taper=0.5,
                    ),
                    dark,
                ),
                fill(
                    pen.stroke(0.010, (x - half * 0.6, y + 0.050), (x, y + 0.058), (x + half * 0.6, y + 0.048)),
                    skin.shadow,
                    alpha=0.8,
                ),
            ]
        inner, outer = (x + half * 0.95, x - half * 1.15) if index == 0 else (x - half * 0.95, x + half * 1.15)
        drawing.append(
            fill(
                pen.stroke(
                    0.036, (inner, -0.112), ((inner + outer) / 2, -0.142), (outer, -0.108), taper=0.25, tail=0.85
                ),
                brow,
            )
        )
    if look.glasses:
        drawing += _glasses(pen, light, turned)
    return drawing


def _glasses(pen: Pen, light: Light, turned: bool) -> Drawing:
    frame = light.on((46, 40, 44))
    drawing: Drawing = []
    for x, width in _EYES[turned]:
        w = width * 1.62
        outer, inner = (
            rectangle(x - w / 2, -0.100, w, 0.205, 0.075),
            rectangle(x - w / 2 + 0.018, -0.082, w - 0.036, 0.169, 0.062),
        )
        drawing += [
            fill(pen(inner), light.rim, alpha=0.10, blend="screen"),
            fill([pen(outer), pen(inner)], frame),
            fill(
                pen(line(((x - w * 0.22, 0.04), (x + w * 0.06, -0.06)), 0.022)), light.rim, alpha=0.22, blend="screen"
            ),
        ]
    (near, near_width), (far, far_width) = _EYES[turned]
    drawing.append(
        fill(
            pen.stroke(
                0.020,
                (near + near_width * 0.80, -0.02),
                ((near + far) / 2, -0.045),
                (far - far_width * 0.80, -0.02),
                taper=0,
            ),
            frame,
        )
    )
    if turned:
        drawing.append(fill(pen(line(((near - near_width * 0.8, -0.03), (-0.24, -0.02)), 0.022)), frame))
    return drawing


def mouth(pen: Pen, look: Look, light: Light, turned: bool, shape: Mouth) -> Drawing:
    """The mouth in one of its shapes."""
    skin = toned(rgb(look.skin), light)
    x, w = (0.165, 0.105) if turned else (0.0, 0.120)
    y = 0.318
    lip = mix(skin.shadow, light.on((150, 52, 52)), 0.42)
    dark, inside = mix(skin.line, (30, 10, 12), 0.5), light.on((92, 26, 30))
    teeth, tongue = light.on((246, 240, 230)), light.on((186, 84, 84))
    if shape == "closed":
        return [
            fill(
                pen.curve(
                    (x - w * 0.75, y + 0.004),
                    (x, y + 0.006),
                    (x + w * 0.75, y + 0.002),
                    (x + w * 0.4, y + 0.040),
                    (x - w * 0.4, y + 0.042),
                ),
                lip,
                alpha=0.75,
            ),
            fill(
                pen.stroke(
                    0.020,
                    (x - w, y - 0.014),
                    (x - w * 0.4, y + 0.008),
                    (x + w * 0.4, y + 0.007),
                    (x + w, y - 0.018),
                    taper=0.5,
                ),
                dark,
            ),
        ]
    wide, tall = {
        "teeth": (0.98, 0.034),
        "half": (0.82, 0.050),
        "open": (0.88, 0.098),
        "round": (0.46, 0.062),
        "wide": (1.12, 0.062),
    }[shape]
    a, top, bottom = w * wide, y - tall * 0.55, y + tall * 1.05
    hole = pen.curve(
        (x - a, y - 0.004),
        (x - a * 0.5, top),
        (x + a * 0.5, top),
        (x + a, y - 0.004),
        (x + a * 0.55, bottom),
        (x - a * 0.55, bottom),
    )
    rim = pen.curve(
        (x - a * 1.12, y - 0.004),
        (x - a * 0.5, top - 0.020),
        (x + a * 0.5, top - 0.020),
        (x + a * 1.12, y - 0.004),
        (x + a * 0.58, bottom + 0.026),
        (x - a * 0.58, bottom + 0.026),
    )
    drawing = [fill(rim, lip), fill(hole, inside)]
    if shape in {"open", "wide", "half"}:
        drawing.append(fill(pen(ellipse(x, bottom + 0.004, a * 0.62, tall * 0.55)), tongue, clip=hole))
    if shape in {"open", "wide", "teeth", "half"}:
        depth = {"teeth": 0.040, "open": 0.034, "wide": 0.038, "half": 0.024}[shape]
        drawing.append(fill(pen(rectangle(x - a * 0.86, top - 0.03, a * 1.72, 0.03 + depth, 0.01)), teeth, clip=hole))
    return drawing


def back_of_head(pen: Pen, look: Look, light: Light) -> Drawing:
    """A head seen from behind: what an over-the-shoulder shot has in its corner."""
    skin, hair = toned(rgb(look.skin), light), toned(rgb(look.hair), light)
    outline = pen.curve(*_OUTLINE[False])
    drawing: Drawing = [fill(pen(ellipse(x, 0.02, 0.062, 0.105)), skin.shadow) for x in (-0.385, 0.385)]
    drawing.append(fill(outline, skin.shadow))
    if look.hair_style == "bald":
        return drawing
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
    drawing.append(fill(mass, hair.shadow))
    if look.hair_style == "bun":
        drawing.append(fill(pen(ellipse(0, -0.62, 0.19, 0.18)), hair.shadow))
    if look.hair_style == "curly":
        drawing += [fill(pen(ellipse(x, y, r, r)), hair.shadow) for (x, y), r in _locks(look, False)]
    return drawing
