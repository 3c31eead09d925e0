"""What sets are built from: skies, ground, plants, houses, rooms with their windows, lamps and furniture.

All in stage units. A piece takes the set it is put into, and where; its colours are those of daylight, which the set's
light then changes.
"""

import math
from dataclasses import dataclass, field
from random import Random

import numpy as np

from film_workers.picture.animatic import stage
from film_workers.picture.animatic.draw import (
    Colour,
    Drawing,
    Linear,
    Points,
    Shape,
    ellipse,
    fill,
    glow,
    line,
    polygon,
    rectangle,
    smooth,
)
from film_workers.picture.animatic.palette import Light, darker, lighter, mix, rgb

HORIZON = 560.0
#: Back wall of rooms: left, top, right, foot; and where its edges run to.
WALL = (150.0, 64.0, 1770.0, 724.0)
VANISHING = (960.0, 480.0)
STAGE_MIDDLE = 960.0


@dataclass
class Set:
    """A set being built: `back` lies behind people, `front` before them; `key` is the side that light comes from."""

    light: Light
    random: Random
    interior: bool
    time: str
    key: float = 1.0
    back: Drawing = field(default_factory=list[Shape])
    front: Drawing = field(default_factory=list[Shape])

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


# --- outdoors -------------------------------------------------------------------------------------------------


def sky(s: Set, horizon: float = HORIZON, *, clouds: int = 5) -> None:
    """Sky down to the horizon, with what shines in it."""
    light = s.light
    stops = tuple((at, colour) for at, colour in light.sky)
    s.put(
        fill(
            rectangle(stage.LEFT, stage.TOP, stage.RIGHT - stage.LEFT, horizon - stage.TOP + 4),
            Linear((0, stage.TOP * 0.5), (0, horizon), stops),
        )
    )
    x = (light.sun[0] if s.key > 0 or light.sun is None else 1 - light.sun[0]) * 1920 if light.sun else 960
    y = (light.sun[1] if light.sun else 0.3) * horizon
    if light.moon:
        for _ in range(150):
            sx, sy = s.random.uniform(stage.LEFT, stage.RIGHT), s.random.uniform(stage.TOP, horizon * 0.82)
            r = s.random.choice((0.8, 1.0, 1.3, 1.9))
            s.put(fill(ellipse(sx, sy, r, r), (232, 238, 255), alpha=s.random.uniform(0.35, 0.95)))
        s.put(glow(x, y, 330, 330, light.sun_colour, 0.42), fill(ellipse(x, y, 46, 46), light.sun_colour))
        s.put(
            *(
                fill(ellipse(x + dx, y + dy, r, r * 0.9), (200, 210, 232), alpha=0.5)
                for dx, dy, r in ((-12, -8, 11), (14, 10, 8), (6, -18, 6))
            )
        )
    else:
        low = s.time in {"dawn", "dusk"}
        s.put(glow(x, y, 760 if low else 460, 420 if low else 460, light.sun_colour, 0.62))
        s.put(fill(ellipse(x, y, 52, 52), mix(light.sun_colour, (255, 255, 255), 0.5)))
    for _ in range(clouds):
        cloud(
            s,
            s.random.uniform(stage.LEFT, stage.RIGHT),
            s.random.uniform(20, horizon * 0.62),
            s.random.uniform(0.6, 1.5),
        )


def cloud(s: Set, x: float, y: float, size: float) -> None:
    light = s.light
    tone = mix(light.sky[-1][1], (255, 255, 255), 0.55 if not light.moon else 0.06)
    under = mix(tone, light.sky[0][1], 0.35)
    opacity = 0.32 if light.moon else 0.80 if s.time == "day" else 0.55
    width = 150 * size
    bumps = [
        (x + (i / 5 - 0.5) * 2 * width, y - abs(math.sin(i * 1.7 + size * 9)) * 34 * size * (1 - abs(i / 5 - 0.5)))
        for i in range(6)
    ]
    outline = smooth([(x - width * 1.25, y + 12 * size), *bumps, (x + width * 1.25, y + 12 * size), (x, y + 20 * size)])
    s.put(
        fill(outline, under, alpha=opacity * 0.8, blur=2.0),
        fill(outline - (0, 7 * size), tone, alpha=opacity, blur=1.5),
    )


def ridge(s: Set, y: float, height: float, colour: Colour, *, rough: float = 1.0, foot: float | None = None) -> Points:
    """A range of hills: put, and its outline given back."""
    steps = 40
    xs = np.linspace(stage.LEFT - 20, stage.RIGHT + 20, steps)
    phase = [s.random.uniform(0, 6.28) for _ in range(4)]
    shape = (
        np.sin(xs / 330 + phase[0]) * 0.5
        + np.sin(xs / 170 + phase[1]) * 0.28
        + rough * np.sin(xs / 80 + phase[2]) * 0.13
        + rough * np.sin(xs / 41 + phase[3]) * 0.06
    )
    ys = y - height * (0.5 + 0.5 * shape)
    bottom = foot if foot is not None else y + 40
    outline = np.concatenate([np.stack([xs, ys], axis=1), [[stage.RIGHT + 20, bottom], [stage.LEFT - 20, bottom]]])
    s.put(fill(outline, down(y - height, bottom, colour, mix(colour, s.light.haze, 0.30))))
    return outline


def ground(s: Set, top: float, near: Colour, far: Colour) -> None:
    s.put(
        fill(
            rectangle(stage.LEFT, top, stage.RIGHT - stage.LEFT, stage.BOTTOM - top),
            down(top, stage.BOTTOM, far, mix(far, near, 0.7), near, darker(near, 0.25)),
        )
    )


def tufts(
    s: Set, top: float, bottom: float, colour: Colour, count: int, clear: tuple[float, float] = (0.0, 0.0)
) -> None:
    """Grass, larger towards the camera. `clear` is the half width of a road down the middle, at the top and at the bottom."""
    for i in range(count):
        t = (i + s.random.random()) / count
        y = top + (bottom - top) * t**1.6
        x = s.random.uniform(stage.LEFT, stage.RIGHT)
        if abs(x - STAGE_MIDDLE) < clear[0] + (clear[1] - clear[0]) * t**1.6:
            continue
        h = 6 + 34 * t**1.5
        tone = mix(
            colour,
            darker(colour, 0.45) if s.random.random() < 0.6 else lighter(colour, 0.25),
            s.random.uniform(0.2, 0.8),
        )
        blades = [
            (x - h * 0.5, y),
            (x - h * 0.55, y - h * 0.7),
            (x - h * 0.2, y - h * 0.15),
            (x, y - h),
            (x + h * 0.2, y - h * 0.2),
            (x + h * 0.5, y - h * 0.75),
            (x + h * 0.45, y),
        ]
        s.put(fill(polygon(*blades), tone, alpha=0.8))


def tree(s: Set, x: float, y: float, height: float, leaf: str, depth: float = 0.0) -> None:
    """A broad-leaved tree whose trunk stands at (`x`, `y`)."""
    trunk, crown = s.on("#5b4433", depth), s.on(leaf, depth)
    shade = mix(darker(crown, 0.32), s.light.shade, 0.15)
    w = height * 0.045
    s.put(glow(x, y, height * 0.42, height * 0.06, s.ink, 0.35, "multiply"))
    s.put(
        fill(
            smooth(
                [
                    (x - w * 1.5, y + 3),
                    (x - w, y - height * 0.2),
                    (x - w * 0.9, y - height * 0.5),
                    (x + w * 0.9, y - height * 0.5),
                    (x + w, y - height * 0.2),
                    (x + w * 1.7, y + 3),
                ]
            ),
            across(x - w, x + w, *((trunk, darker(trunk, 0.4)) if s.key < 0 else (darker(trunk, 0.4), trunk))),
        )
    )
    cy, r = y - height * 0.66, height * 0.30
    knots: list[tuple[float, float]] = []
    for i in range(13):
        angle = 2 * math.pi * i / 13
        reach = r * s.random.uniform(0.86, 1.14)
        knots.append((x + reach * 1.08 * math.cos(angle), cy + reach * math.sin(angle)))
    outline = smooth(knots)
    s.put(fill(outline, shade))
    for dx, dy, k in (
        (-0.34, 0.10, 0.55),
        (0.34, 0.06, 0.55),
        (0.0, -0.30, 0.66),
        (-0.22, -0.22, 0.5),
        (0.26, -0.30, 0.5),
    ):
        blob = smooth(
            [
                (
                    x + r * (dx + s.key * 0.10) + k * r * s.random.uniform(0.85, 1.1) * math.cos(a),
                    cy + r * (dy - 0.10) + k * r * 0.8 * s.random.uniform(0.85, 1.1) * math.sin(a),
                )
                for a in np.linspace(0, 2 * math.pi, 9)[:-1]
            ]
        )
        s.put(fill(blob, mix(crown, shade, s.random.uniform(0.0, 0.35)), alpha=0.85, clip=outline))
    lit = smooth(
        [
            (x + r * (s.key * 0.42) + 0.42 * r * math.cos(a), cy - r * 0.42 + 0.34 * r * math.sin(a))
            for a in np.linspace(0, 2 * math.pi, 9)[:-1]
        ]
    )
    s.put(fill(lit, mix(crown, s.light.key, 0.35), alpha=0.55, blur=r * 0.06, clip=outline))


def pine(s: Set, x: float, y: float, height: float, leaf: str, depth: float = 0.0) -> None:
    """A conifer."""
    crown = s.on(leaf, depth)
    shade = darker(crown, 0.30)
    w = height * 0.21
    s.put(fill(rectangle(x - height * 0.018, y - height * 0.12, height * 0.036, height * 0.13), s.on("#4a382c", depth)))
    left: list[tuple[float, float]] = []
    right: list[tuple[float, float]] = []
    tiers = 6
    for i in range(tiers):
        top, wide = y - height * (1 - i * 0.145), w * (0.16 + 0.84 * (i + 1) / tiers) * s.random.uniform(0.88, 1.1)
        low = top + height * 0.20
        left += [(x - wide, low), (x - wide * 0.52, low - height * 0.03)]
        right += [(x + wide, low), (x + wide * 0.52, low - height * 0.03)]
    outline = polygon((x, y - height), *right, (x, y - height * 0.06), *reversed(left))
    s.put(fill(outline, crown))
    half = polygon((x, y - height), *(right if s.key < 0 else left), (x, y - height * 0.06))
    s.put(fill(half, shade, alpha=0.8))


def bush(s: Set, x: float, y: float, size: float, leaf: str, depth: float = 0.0) -> None:
    tone = s.on(leaf, depth)
    knots = [
        (
            x + size * math.cos(a) * s.random.uniform(0.85, 1.1),
            y - size * 0.42 + size * 0.52 * math.sin(a) * s.random.uniform(0.8, 1.15),
        )
        for a in np.linspace(0, 2 * math.pi, 12)[:-1]
    ]
    outline = smooth(knots)
    s.put(
        glow(x, y + size * 0.1, size * 1.2, size * 0.24, s.ink, 0.4, "multiply"),
        fill(outline, mix(darker(tone, 0.30), s.light.shade, 0.12)),
    )
    s.put(
        fill(
            outline * (0.82, 0.80) + (x * 0.18 + s.key * size * 0.10, (y - size * 0.55) * 0.20),
            tone,
            alpha=0.85,
            blur=size * 0.03,
            clip=outline,
        )
    )


def facade(
    s: Set,
    x: float,
    foot: float,
    width: float,
    height: float,
    colour: str,
    *,
    depth: float = 0.0,
    floors: int = 5,
    columns: int = 4,
    shop: bool = False,
) -> None:
    """A house front with windows, some of them lit when it is dark."""
    tone = s.on(colour, depth)
    top = foot - height
    s.put(fill(rectangle(x, top, width, height), down(top, foot, tone, darker(tone, 0.16))))
    shaded = width * 0.10
    s.put(
        fill(
            rectangle(x if s.key > 0 else x + width - shaded, top, shaded, height),
            s.light.shade,
            alpha=0.28,
            blend="multiply",
        )
    )
    s.put(
        fill(rectangle(x - width * 0.02, top - 8, width * 1.04, 14), darker(tone, 0.22)),
        fill(rectangle(x - width * 0.02, top + 6, width * 1.04, 5), s.ink, alpha=0.22),
    )
    base = foot - (height * 0.17 if shop else height * 0.04)
    step_x, step_y = width / columns, (base - top - 20) / floors
    for row in range(floors):
        for column in range(columns):
            wx, wy = x + step_x * (column + 0.24), top + 22 + step_y * (row + 0.16)
            w, h = step_x * 0.52, step_y * 0.60
            lit = s.random.random() < 0.34 * s.light.lamps
            glass = (
                mix(s.light.lamp, tone, s.random.uniform(0.0, 0.25))
                if lit
                else mix(mix(s.light.sky[1][1], tone, 0.35), s.ink, 0.22)
            )
            s.put(
                fill(rectangle(wx - 3, wy - 3, w + 6, h + 6), darker(tone, 0.28)), fill(rectangle(wx, wy, w, h), glass)
            )
            if not lit:
                s.put(fill(polygon((wx, wy), (wx + w * 0.6, wy), (wx, wy + h * 0.7)), s.light.sky[-1][1], alpha=0.25))
            s.put(
                fill(rectangle(wx + w / 2 - 1.5, wy, 3, h), darker(tone, 0.3)),
                fill(rectangle(wx - 5, wy + h + 3, w + 10, 5), lighter(tone, 0.18)),
            )
    if shop:
        wide = width * 0.88
        left = x + width * 0.06
        window = mix(s.light.lamp, (255, 255, 255), 0.1) if s.light.lamps > 0.3 else mix(s.light.sky[1][1], s.ink, 0.45)
        s.put(
            fill(rectangle(x, base, width, foot - base), darker(tone, 0.42)),
            fill(rectangle(left, base + 34, wide, foot - base - 50), down(base, foot, window, darker(window, 0.35))),
        )
        awning = s.on(s.pick("#a33b34", "#2f6b5e", "#c58a2e", "#3b4f7a"))
        for k in range(8):
            s.put(
                fill(
                    polygon(
                        (left + wide * k / 8, base + 6),
                        (left + wide * (k + 1) / 8, base + 6),
                        (left + wide * (k + 1) / 8 + 6, base + 48),
                        (left + wide * k / 8 - 6, base + 48),
                    ),
                    awning if k % 2 else lighter(awning, 0.65),
                )
            )
        for k in range(5):
            s.put(
                fill(
                    rectangle(left + wide * (0.08 + 0.18 * k), foot - 58 - s.random.uniform(0, 26), wide * 0.09, 40),
                    s.ink,
                    alpha=0.45,
                )
            )
        if s.light.lamps > 0.3:
            s.put(glow(x + width / 2, foot, width * 0.75, 120, s.light.lamp, 0.45 * s.light.lamps))


def street_lamp(s: Set, x: float, foot: float, height: float, side: float = 1.0, depth: float = 0.0) -> None:
    iron = s.on("#2c3036", depth)
    top = foot - height
    arm = x + side * height * 0.16
    s.put(
        fill(rectangle(x - height * 0.010, top, height * 0.020, height), iron),
        fill(rectangle(x - height * 0.02, foot - height * 0.10, height * 0.04, height * 0.10), iron),
    )
    s.put(
        fill(
            line(
                smooth(
                    [(x, top + 4), (x + side * height * 0.05, top - height * 0.03), (arm, top - height * 0.02)],
                    closed=False,
                ),
                height * 0.018,
            ),
            iron,
        )
    )
    s.put(
        fill(
            polygon(
                (arm - height * 0.04, top),
                (arm + height * 0.04, top),
                (arm + height * 0.022, top - height * 0.03),
                (arm - height * 0.022, top - height * 0.03),
            ),
            iron,
        )
    )
    if s.light.lamps > 0.2:
        s.put(fill(ellipse(arm, top + 2, height * 0.028, height * 0.014), mix(s.light.lamp, (255, 255, 255), 0.6)))
        s.put(glow(arm, top, height * 0.42, height * 0.42, s.light.lamp, 0.55 * s.light.lamps))
        beam = polygon(
            (arm - height * 0.03, top),
            (arm + height * 0.03, top),
            (arm + height * 0.34, foot),
            (arm - height * 0.34, foot),
        )
        s.put(fill(beam, s.light.lamp, alpha=0.10 * s.light.lamps, blend="screen", blur=height * 0.02))
        s.put(glow(arm, foot, height * 0.45, height * 0.07, s.light.lamp, 0.55 * s.light.lamps))


# --- indoors --------------------------------------------------------------------------------------------------


def from_wall(x: float, y: float, near: float) -> tuple[float, float]:
    """A point of the back wall carried towards the camera: 1 stays, 2 is twice as near."""
    return VANISHING[0] + (x - VANISHING[0]) * near, VANISHING[1] + (y - VANISHING[1]) * near


def room(
    s: Set, wall: str, floor: str, *, kind: str = "planks", ceiling: str = "#e8e4dc", wainscot: str | None = None
) -> None:
    """Three walls, floor and ceiling, lit from the key side."""
    left, top, right, foot = WALL
    tone, boards, roof = s.on(wall), s.on(floor), s.on(ceiling)
    dim = 0.34 if s.dark else 0.14
    near = 1.62
    s.put(
        fill(
            polygon((left, top), (right, top), from_wall(right, top, near), from_wall(left, top, near)),
            down(stage.TOP, top, darker(roof, dim + 0.05), darker(roof, dim + 0.22)),
        )
    )
    bright, deep = mix(tone, s.light.key, 0.12), darker(tone, dim + 0.06)
    s.put(
        fill(
            rectangle(left, top, right - left, foot - top),
            across(left, right, *((bright, tone, deep) if s.key < 0 else (deep, tone, bright))),
        )
    )
    s.put(
        fill(
            rectangle(left - 40, top - 60, right - left + 80, 150),
            s.light.shade,
            alpha=0.34,
            blend="multiply",
            blur=60,
            clip=rectangle(left, top, right - left, foot - top),
        )
    )
    for x, sign in ((left, -1), (right, 1)):
        shade = darker(tone, dim + (0.10 if sign == s.key else 0.26))
        outer = x + sign * 520
        points = polygon((x, top), (x, foot), from_wall(x, foot, near), from_wall(x, top, near))
        s.put(
            fill(
                points,
                across(x, outer, shade, darker(shade, 0.30))
                if sign > 0
                else across(outer, x, darker(shade, 0.30), shade),
            )
        )
        s.put(glow(x, (top + foot) / 2, 90, foot - top, s.ink, 0.22, "multiply"))
    s.put(
        fill(
            polygon((left, foot), (right, foot), from_wall(right, foot, 3.4), from_wall(left, foot, 3.4)),
            down(foot, stage.BOTTOM, darker(boards, dim + 0.10), boards, darker(boards, 0.18)),
        )
    )
    _flooring(s, kind, boards)
    if wainscot:
        panel = s.on(wainscot)
        height = foot - 190
        s.put(
            fill(rectangle(left, height, right - left, 190), down(height, foot, panel, darker(panel, 0.18))),
            fill(rectangle(left, height - 9, right - left, 12), lighter(panel, 0.15)),
        )
        s.put(
            *(
                fill(
                    [
                        rectangle(left + 24 + k * 135, height + 26, 104, 124),
                        rectangle(left + 29 + k * 135, height + 31, 94, 114),
                    ],
                    darker(panel, 0.3),
                    alpha=0.55,
                )
                for k in range(12)
            )
        )
        for x in (left, right):
            s.put(
                fill(
                    polygon((x, height), (x, foot), from_wall(x, foot, near), from_wall(x, height, near)),
                    darker(panel, 0.30 + dim),
                )
            )
    skirting = darker(s.on("#efe9dd"), 0.10 + dim * 0.5)
    s.put(
        fill(rectangle(left, foot - 20, right - left, 22), skirting),
        fill(rectangle(left, foot, right - left, 10), s.ink, alpha=0.35, blur=4),
    )
    for x in (left, right):
        s.put(
            fill(
                polygon((x, foot - 20), (x, foot + 1), from_wall(x, foot + 1, near), from_wall(x, foot - 20, near)),
                darker(skirting, 0.24),
            )
        )
    s.put(
        fill(rectangle(left, top, right - left, 7), darker(roof, 0.1)),
        glow(960, top, 1200, 150, s.ink, 0.20, "multiply"),
    )


def _flooring(s: Set, kind: str, boards: Colour) -> None:
    left, _, right, foot = WALL
    seam = darker(boards, 0.38)
    if kind in {"planks", "tiles"}:
        step = 74 if kind == "planks" else 108
        for k in range(-6, int((right - left) / step) + 8):
            x = left + k * step
            s.put(
                fill(
                    polygon(
                        (x - 0.8, foot),
                        (x + 0.8, foot),
                        (from_wall(x, foot, 3.4)[0] + 3, from_wall(x, foot, 3.4)[1]),
                        (from_wall(x, foot, 3.4)[0] - 3, from_wall(x, foot, 3.4)[1]),
                    ),
                    seam,
                    alpha=0.45,
                )
            )
    if kind == "tiles":
        near = 1.0
        while near < 3.3:
            near *= 1.16
            y = from_wall(0, foot, near)[1]
            s.put(fill(rectangle(stage.LEFT, y, stage.RIGHT - stage.LEFT, 1.2 * near), seam, alpha=0.45))
    elif kind == "planks":
        for _ in range(46):
            near = s.random.uniform(1.0, 3.0)
            x = left + 74 * s.random.randint(-2, 23)
            (x0, y), (x1, _) = from_wall(x, foot, near), from_wall(x + 74, foot, near)
            s.put(fill(rectangle(x0, y, x1 - x0, 1.2 * near), seam, alpha=0.5))
            far = from_wall(x, foot, near * 1.25)[1]
            tone = lighter(boards, 0.10) if s.random.random() < 0.5 else darker(boards, 0.10)
            s.put(
                fill(
                    polygon(
                        (x0, y),
                        (x1, y),
                        (from_wall(x + 74, foot, near * 1.25)[0], far),
                        (from_wall(x, foot, near * 1.25)[0], far),
                    ),
                    tone,
                    alpha=0.35,
                )
            )
    elif kind == "concrete":
        for _ in range(26):
            near = s.random.uniform(1.0, 2.6)
            x, y = from_wall(s.random.uniform(left - 200, right + 200), foot, near)
            s.put(
                fill(ellipse(x, y, 90 * near * s.random.uniform(0.4, 1.2), 9 * near), seam, alpha=0.14, blur=5 * near)
            )


def window(
    s: Set,
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    panes: tuple[int, int] = (2, 2),
    curtains: str | None = None,
    city: bool = True,
) -> None:
    """A window in the back wall with the time of day behind it, and the light that it throws."""
    light = s.light
    frame = s.on("#f1ece2")
    pane = rectangle(x, y, width, height)
    low, high = light.sky[-1][1], light.sky[max(0, len(light.sky) - 3)][1]
    s.put(
        fill(rectangle(x - 18, y - 18, width + 36, height + 36), darker(frame, 0.10)),
        fill(pane, down(y, y + height, high, low)),
    )
    if light.moon:
        s.put(
            *(
                fill(
                    ellipse(x + s.random.random() * width, y + s.random.random() * height * 0.6, 1.3, 1.3),
                    (232, 238, 255),
                    alpha=0.8,
                    clip=pane,
                )
                for _ in range(14)
            )
        )
    horizon = y + height * 0.72
    far = mix(low, s.ink, 0.30 if not light.moon else 0.55)
    if city:
        cursor = x - 10
        while cursor < x + width:
            w, h = s.random.uniform(28, 62), s.random.uniform(0.15, 0.5) * height
            s.put(fill(rectangle(cursor, horizon - h + height * 0.1, w, h + height), far, clip=pane))
            if light.lamps > 0.3:
                s.put(
                    *(
                        fill(
                            rectangle(
                                cursor + 6 + s.random.randint(0, 3) * 10, horizon - h + height * 0.1 + 10 + 16 * k, 5, 7
                            ),
                            light.lamp,
                            alpha=0.85,
                            clip=pane,
                        )
                        for k in range(4)
                    )
                )
            cursor += w + s.random.uniform(0, 14)
    else:
        for k in range(5):
            cx = x + width * (k + 0.5) / 5
            s.put(
                fill(
                    ellipse(cx, horizon + 30, width * 0.16, height * s.random.uniform(0.15, 0.28)),
                    mix(far, s.on("#4d7a4a"), 0.4),
                    clip=pane,
                )
            )
    s.put(
        fill(
            polygon((x, y), (x + width * 0.42, y), (x + width * 0.10, y + height), (x, y + height)),
            (255, 255, 255),
            alpha=0.07,
            clip=pane,
        )
    )
    for k in range(1, panes[0]):
        s.put(fill(rectangle(x + width * k / panes[0] - 5, y, 10, height), frame))
    for k in range(1, panes[1]):
        s.put(fill(rectangle(x, y + height * k / panes[1] - 5, width, 10), frame))
    s.put(
        fill([rectangle(x - 9, y - 9, width + 18, height + 18), pane], frame),
        fill(rectangle(x, y, width, 12), s.ink, alpha=0.22),
    )
    s.put(
        fill(rectangle(x - 28, y + height + 16, width + 56, 16), lighter(frame, 0.1)),
        fill(rectangle(x - 28, y + height + 32, width + 56, 8), s.ink, alpha=0.28, blur=3),
    )
    shine = 0.50 if s.time == "day" else 0.42 if not light.moon else 0.22
    s.put(glow(x + width / 2, y + height / 2, width * 1.35, height * 1.2, light.window, shine * 0.55))
    # Its light falls on the floor, away from the window's side.
    lean = -s.key * 170
    foot = 760.0
    patch = polygon(
        (x + lean, foot),
        (x + width + lean, foot),
        (x + width * 1.25 + lean * 2.6, foot + 250),
        (x - width * 0.10 + lean * 2.6, foot + 250),
    )
    s.put(fill(patch, light.window, alpha=shine * 0.62, blend="screen", blur=9))
    shaft = polygon(
        (x, y), (x + width, y), (x + width * 1.25 + lean * 2.6, foot + 250), (x - width * 0.10 + lean * 2.6, foot + 250)
    )
    s.put(fill(shaft, light.window, alpha=shine * 0.16, blend="screen", blur=14))
    if curtains:
        cloth = s.on(curtains)
        s.put(fill(rectangle(x - 90, y - 52, width + 180, 9, 4), s.on("#6b5134")))
        for sign in (-1, 1):
            edge = x - 66 if sign < 0 else x + width + 66
            inner = edge - sign * 92
            inside = smooth(
                [(inner, y - 46), (inner + sign * 6, y + height * 0.5), (inner + sign * 22, y + height + 150)],
                closed=False,
            )
            outline = np.concatenate([[[edge, y - 46]], inside, [[edge + sign * 4, y + height + 150]]])
            s.put(
                fill(
                    outline,
                    across(min(edge, inner), max(edge, inner), cloth, darker(cloth, 0.25), cloth, darker(cloth, 0.30)),
                )
            )
            s.put(
                *(
                    fill(
                        line(
                            ((inner + sign * k * 24, y - 40), (inner + sign * (k * 22 + 14), y + height + 140)),
                            5,
                            taper=0.5,
                        ),
                        darker(cloth, 0.45),
                        alpha=0.35,
                    )
                    for k in range(1, 4)
                )
            )


def pendant(s: Set, x: float, drop: float, size: float, shade: str = "#394a44") -> None:
    """A lamp that hangs from the ceiling."""
    tone = s.on(shade)
    s.put(
        fill(rectangle(x - 2, -200, 4, drop + 200), s.ink),
        fill(
            polygon(
                (x - size * 0.25, drop),
                (x + size * 0.25, drop),
                (x + size, drop + size * 0.8),
                (x - size, drop + size * 0.8),
            ),
            across(x - size, x + size, darker(tone, 0.3), lighter(tone, 0.15), darker(tone, 0.35)),
        ),
    )
    if s.light.lamps > 0.1:
        bulb = drop + size * 0.8
        s.put(
            fill(ellipse(x, bulb, size * 0.8, size * 0.14), mix(s.light.lamp, (255, 255, 255), 0.5)),
            glow(x, bulb + size * 0.4, size * 5.2, size * 4.6, s.light.lamp, 0.5 * s.light.lamps),
        )
        cone = polygon(
            (x - size * 0.9, bulb),
            (x + size * 0.9, bulb),
            (x + size * 3.4, bulb + size * 8),
            (x - size * 3.4, bulb + size * 8),
        )
        s.put(fill(cone, s.light.lamp, alpha=0.10 * s.light.lamps, blend="screen", blur=size * 0.3))


def floor_lamp(s: Set, x: float, foot: float, height: float) -> None:
    iron, shade = s.on("#3a3530"), s.on("#e9d9b8")
    top = foot - height
    w = height * 0.13
    s.put(
        glow(x, foot, height * 0.22, height * 0.03, s.ink, 0.5, "multiply"),
        fill(ellipse(x, foot, height * 0.085, height * 0.02), iron),
        fill(rectangle(x - 3, top + 30, 6, height - 30), iron),
    )
    if s.light.lamps > 0.1:
        shade = mix(s.light.lamp, (255, 255, 255), 0.30)
        s.put(glow(x, top + w, height * 1.05, height * 0.95, s.light.lamp, 0.58 * s.light.lamps))
    s.put(
        fill(
            polygon((x - w * 0.62, top), (x + w * 0.62, top), (x + w, top + w * 1.5), (x - w, top + w * 1.5)),
            down(top, top + w * 1.5, shade, darker(shade, 0.12)),
        )
    )


def table_lamp(s: Set, x: float, foot: float, size: float) -> None:
    shade = s.on("#e6cfa2")
    if s.light.lamps > 0.1:
        shade = mix(s.light.lamp, (255, 255, 255), 0.30)
        s.put(glow(x, foot - size, size * 4.6, size * 4.0, s.light.lamp, 0.58 * s.light.lamps))
    s.put(
        fill(
            smooth(
                [
                    (x - size * 0.2, foot),
                    (x - size * 0.26, foot - size * 0.3),
                    (x, foot - size * 0.62),
                    (x + size * 0.26, foot - size * 0.3),
                    (x + size * 0.2, foot),
                ]
            ),
            s.on("#4f6a6a"),
        )
    )
    s.put(
        fill(
            polygon(
                (x - size * 0.32, foot - size * 1.3),
                (x + size * 0.32, foot - size * 1.3),
                (x + size * 0.55, foot - size * 0.55),
                (x - size * 0.55, foot - size * 0.55),
            ),
            shade,
        )
    )


def picture(s: Set, x: float, y: float, width: float, height: float) -> None:
    """A framed picture: a small landscape, or an abstract one."""
    frame = s.on(s.pick("#3b2c22", "#b08d4f", "#e8e3d8", "#22262b"))
    s.put(
        fill(rectangle(x + 6, y + 9, width, height), s.ink, alpha=0.30, blur=6),
        fill(rectangle(x, y, width, height), frame),
    )
    inner = rectangle(x + 9, y + 9, width - 18, height - 18)
    a, b, c = (
        s.on(s.pick("#d8cdb4", "#7fa3b0", "#c97b5a", "#4f6f63", "#e0b35c", "#8a5a6a", "#f0e6d2")) for _ in range(3)
    )
    s.put(
        fill(inner, down(y, y + height, a, lighter(a, 0.4))),
        fill(
            smooth(
                [
                    (x - 10, y + height * 0.7),
                    (x + width * 0.3, y + height * s.random.uniform(0.35, 0.6)),
                    (x + width * 0.7, y + height * s.random.uniform(0.5, 0.75)),
                    (x + width + 10, y + height * 0.55),
                    (x + width + 10, y + height + 20),
                    (x - 10, y + height + 20),
                ]
            ),
            b,
            clip=inner,
        ),
        fill(
            ellipse(x + width * s.random.uniform(0.3, 0.7), y + height * 0.33, height * 0.11, height * 0.11),
            c,
            clip=inner,
        ),
    )


def books(s: Set, x: float, foot: float, width: float, height: float) -> None:
    """A row of spines."""
    cursor = x
    while cursor < x + width - 6:
        w = min(s.random.uniform(9, 22), x + width - cursor)
        h = height * s.random.uniform(0.66, 1.0)
        tone = s.on(
            s.pick("#8e3b46", "#39656b", "#c7a252", "#4c4c6d", "#d9d2c0", "#5d6b4c", "#2f3b47", "#a8643c", "#7d8b96")
        )
        if s.random.random() < 0.08:
            cursor += 16
            continue
        s.put(
            fill(
                rectangle(cursor, foot - h, w - 1.4, h),
                across(cursor, cursor + w, lighter(tone, 0.08), tone, darker(tone, 0.28)),
            )
        )
        s.put(fill(rectangle(cursor + 2, foot - h * 0.82, w - 5, 3), lighter(tone, 0.5), alpha=0.6))
        cursor += w


def shelves(
    s: Set, x: float, y: float, width: float, height: float, rows: int, wood: str, *, filled: float = 1.0
) -> None:
    tone = s.on(wood)
    s.put(fill(rectangle(x + 8, y + 14, width, height - 8), s.ink, alpha=0.32, blur=9))
    s.put(fill(rectangle(x, y, width, height), darker(tone, 0.42)))
    step = height / rows
    for row in range(rows):
        foot = y + step * (row + 1) - 10
        s.put(fill(rectangle(x + 10, y + step * row + 8, width - 20, step - 14), darker(tone, 0.52)))
        span = (width - 24) * s.random.uniform(0.62, 1.0) * filled
        books(s, x + 12, foot, span, step * 0.80)
        if width - 24 - span > 44:
            vase(s, x + 12 + span + 24, foot, step * 0.5)
        s.put(fill(rectangle(x, foot, width, 11), tone), fill(rectangle(x, foot + 11, width, 6), s.ink, alpha=0.3))
    s.put(
        fill(rectangle(x - 4, y - 6, width + 8, 12), lighter(tone, 0.08)),
        fill(rectangle(x - 2, y, 11, height), tone),
        fill(rectangle(x + width - 9, y, 11, height), darker(tone, 0.15)),
    )


def vase(s: Set, x: float, foot: float, height: float) -> None:
    tone = s.on(s.pick("#c97b5a", "#3f6d73", "#d8cdb4", "#7a5a7d"))
    w = height * 0.32
    s.put(
        fill(
            smooth(
                [
                    (x - w * 0.5, foot),
                    (x - w, foot - height * 0.4),
                    (x - w * 0.4, foot - height * 0.85),
                    (x - w * 0.5, foot - height),
                    (x + w * 0.5, foot - height),
                    (x + w * 0.4, foot - height * 0.85),
                    (x + w, foot - height * 0.4),
                    (x + w * 0.5, foot),
                ]
            ),
            across(x - w, x + w, darker(tone, 0.25), lighter(tone, 0.2), darker(tone, 0.3)),
        )
    )


def plant(s: Set, x: float, foot: float, height: float) -> None:
    """A plant in a pot."""
    pot, leaf = s.on(s.pick("#b9694a", "#d9d4c8", "#4b5a60")), s.on(s.pick("#3f7a4f", "#56834a", "#2f6658"))
    w = height * 0.17
    s.put(glow(x, foot, w * 2.2, w * 0.4, s.ink, 0.45, "multiply"))
    for k in range(11):
        angle = -math.pi / 2 + (k - 5) * 0.26 + s.random.uniform(-0.1, 0.1)
        reach = height * s.random.uniform(0.5, 0.78)
        tip = x + reach * 0.62 * math.cos(angle), foot - height * 0.30 + reach * math.sin(angle)
        mid = x + reach * 0.30 * math.cos(angle), foot - height * 0.34 + reach * 0.62 * math.sin(angle)
        tone = mix(leaf, darker(leaf, 0.4) if k % 2 else lighter(leaf, 0.22), 0.6)
        s.put(fill(line(smooth([(x, foot - height * 0.26), mid, tip], closed=False), height * 0.085, taper=0.95), tone))
    s.put(
        fill(
            polygon(
                (x - w, foot - height * 0.30), (x + w, foot - height * 0.30), (x + w * 0.74, foot), (x - w * 0.74, foot)
            ),
            across(x - w, x + w, lighter(pot, 0.1), pot, darker(pot, 0.32)),
        ),
        fill(rectangle(x - w * 1.08, foot - height * 0.33, w * 2.16, height * 0.055), lighter(pot, 0.1)),
    )


def box(
    s: Set,
    x: float,
    top: float,
    width: float,
    height: float,
    colour: str | Colour,
    *,
    depth: float = 26.0,
    radius: float = 0.0,
) -> None:
    """A block of furniture: its front, and its top seen from above."""
    tone = s.on(colour) if isinstance(colour, str) else colour
    inset = depth * 0.75
    s.put(glow(x + width / 2, top + height, width * 0.62, 26, s.ink, 0.55, "multiply"))
    s.put(
        fill(
            polygon((x, top), (x + width, top), (x + width - inset, top - depth), (x + inset, top - depth)),
            lighter(tone, 0.20),
        )
    )
    s.put(
        fill(rectangle(x, top, width, height, radius), down(top, top + height, tone, darker(tone, 0.26))),
        fill(rectangle(x, top, width, 5), lighter(tone, 0.12)),
    )


def table(s: Set, x: float, top: float, width: float, height: float, colour: str) -> None:
    tone = s.on(colour)
    s.put(glow(x + width / 2, top + height, width * 0.66, 34, s.ink, 0.5, "multiply"))
    for leg in (x + 16, x + width - 32):
        s.put(
            fill(rectangle(leg + (14 if leg < x + width / 2 else -14), top, 13, height * 0.84), darker(tone, 0.5)),
            fill(
                polygon((leg, top), (leg + 17, top), (leg + 14, top + height), (leg + 3, top + height)),
                darker(tone, 0.25),
            ),
        )
    s.put(
        fill(polygon((x, top), (x + width, top), (x + width - 34, top - 34), (x + 34, top - 34)), lighter(tone, 0.16)),
        fill(rectangle(x, top, width, 16), tone),
        fill(rectangle(x + 14, top + 16, width - 28, 14), darker(tone, 0.38)),
    )


def chair(s: Set, x: float, foot: float, size: float, colour: str, side: float = 1.0) -> None:
    tone = s.on(colour)
    dark = darker(tone, 0.35)
    seat = foot - size * 0.46
    s.put(glow(x, foot, size * 0.45, size * 0.07, s.ink, 0.5, "multiply"))
    for dx in (-0.22, 0.20):
        s.put(
            fill(
                polygon(
                    (x + size * dx, seat),
                    (x + size * (dx + 0.045), seat),
                    (x + size * (dx + 0.05 * (1 if dx > 0 else -0.4)), foot),
                    (x + size * (dx - 0.01), foot),
                ),
                dark,
            )
        )
    back = x - side * size * 0.24
    s.put(
        fill(
            polygon(
                (back - size * 0.03, seat),
                (back + size * 0.03, seat),
                (back - side * size * 0.06 + size * 0.03, foot - size),
                (back - side * size * 0.06 - size * 0.03, foot - size),
            ),
            tone,
        )
    )
    s.put(
        fill(
            rectangle(x - size * 0.27, seat - size * 0.04, size * 0.54, size * 0.075, size * 0.03), lighter(tone, 0.12)
        )
    )
