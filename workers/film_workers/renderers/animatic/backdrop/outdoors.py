"""What stands under the sky: the sky itself, hills, ground, trees, house fronts, street lamps."""

import math

import numpy as np

from film_workers.renderers.animatic.backdrop.kit import HORIZON, SET_MIDDLE, Set, across, down
from film_workers.renderers.animatic.backdrop.lying import clouded, lies, snow_on
from film_workers.renderers.animatic.composition import BOTTOM, LEFT, RIGHT, TOP
from film_workers.renderers.animatic.draw import (
    Colour,
    Linear,
    Points,
    ellipse,
    fill,
    glow,
    line,
    polygon,
    rectangle,
    smooth,
)
from film_workers.renderers.animatic.palette import darker, lighter, mix

#: The height from which on a tree is seen to move in the wind.
_SEEN_TO_MOVE = 380.0


def sky(s: Set, horizon: float = HORIZON, *, clouds: int = 5) -> None:
    """Sky down to the horizon, with what shines in it."""
    light = s.light
    stops = tuple((at, colour) for at, colour in light.sky)
    s.put(
        fill(
            rectangle(LEFT, TOP, RIGHT - LEFT, horizon - TOP + 4),
            Linear((0, TOP * 0.5), (0, horizon), stops),
        )
    )
    sun_x, sun_y = light.sun or (0.5, 0.3)
    x, y = (sun_x if s.key > 0 else 1 - sun_x) * 1920, sun_y * horizon
    hidden = light.cover > 0.5
    if light.moon:
        for _ in range(150):
            sx, sy = s.random.uniform(LEFT, RIGHT), s.random.uniform(TOP, horizon * 0.82)
            r = s.random.choice((0.8, 1.0, 1.3, 1.9))
            star = fill(ellipse(sx, sy, r, r), (232, 238, 255), alpha=s.random.uniform(0.35, 0.95))
            if not hidden:
                s.put(star)
    if hidden:
        clouded(s, horizon)
    elif light.moon:
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
            s.random.uniform(LEFT, RIGHT),
            s.random.uniform(20, horizon * 0.62),
            s.random.uniform(0.6, 1.5),
        )


def cloud(s: Set, x: float, y: float, size: float) -> None:
    light = s.light
    tone = mix(light.sky[-1][1], (255, 255, 255), (0.55 if not light.moon else 0.06) * (1 - 0.8 * light.cover))
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
    xs = np.linspace(LEFT - 20, RIGHT + 20, steps)
    phase = [s.random.uniform(0, 6.28) for _ in range(4)]
    shape = (
        np.sin(xs / 330 + phase[0]) * 0.5
        + np.sin(xs / 170 + phase[1]) * 0.28
        + rough * np.sin(xs / 80 + phase[2]) * 0.13
        + rough * np.sin(xs / 41 + phase[3]) * 0.06
    )
    ys = y - height * (0.5 + 0.5 * shape)
    bottom = foot if foot is not None else y + 40
    outline = np.concatenate([np.stack([xs, ys], axis=1), [[RIGHT + 20, bottom], [LEFT - 20, bottom]]])
    s.put(fill(outline, down(y - height, bottom, colour, mix(colour, s.light.haze, 0.30))))
    return outline


def ground(s: Set, top: float, near: Colour, far: Colour) -> None:
    s.put(
        fill(
            rectangle(LEFT, top, RIGHT - LEFT, BOTTOM - top),
            down(top, BOTTOM, far, mix(far, near, 0.7), near, darker(near, 0.25)),
        )
    )
    lies(s, top)


def tufts(  # noqa: PLR0917 - where, and how large: the order of every drawing call
    s: Set, top: float, bottom: float, colour: Colour, count: int, clear: tuple[float, float] = (0.0, 0.0)
) -> None:
    """Grass, larger towards the camera. `clear`: half widths of a road down the middle, at the top and the bottom."""
    for i in range(count):
        t = (i + s.random.random()) / count
        y = top + (bottom - top) * t**1.6
        x = s.random.uniform(LEFT, RIGHT)
        if abs(x - SET_MIDDLE) < clear[0] + (clear[1] - clear[0]) * t**1.6:
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


def tree(s: Set, x: float, y: float, height: float, leaf: str, depth: float = 0.0) -> None:  # noqa: PLR0917
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
    shapes = [fill(outline, shade)]
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
        shapes.append(fill(blob, mix(crown, shade, s.random.uniform(0.0, 0.35)), alpha=0.85, clip=outline))
    lit = smooth(
        [
            (x + r * (s.key * 0.42) + 0.42 * r * math.cos(a), cy - r * 0.42 + 0.34 * r * math.sin(a))
            for a in np.linspace(0, 2 * math.pi, 9)[:-1]
        ]
    )
    shapes.append(fill(lit, mix(crown, s.light.key, 0.35), alpha=0.55, blur=r * 0.06, clip=outline))
    shapes += snow_on(s, outline, depth)
    if height >= _SEEN_TO_MOVE:
        s.hang((x, y - height * 0.2), 0.035, *shapes)
    else:
        s.put(*shapes)


def pine(s: Set, x: float, y: float, height: float, leaf: str, depth: float = 0.0) -> None:  # noqa: PLR0917
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
    s.put(*snow_on(s, outline, depth))


def bush(s: Set, x: float, y: float, size: float, leaf: str, depth: float = 0.0) -> None:  # noqa: PLR0917
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


def facade(  # noqa: PLR0917 - where, and how large: the order of every drawing call
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


def street_lamp(s: Set, x: float, foot: float, height: float, side: float = 1.0, depth: float = 0.0) -> None:  # noqa: PLR0917
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
