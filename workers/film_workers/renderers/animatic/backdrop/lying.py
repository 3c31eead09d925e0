"""What weather does to a set outside: a closed sky, thick air, wet ground, snow on the ground and on what stands there.

None of it takes a random number of the set's own: its trees and houses stay where they are in any weather.
"""

from film_workers.renderers.animatic.backdrop.kit import HORIZON, Set, down
from film_workers.renderers.animatic.composition import BOTTOM, LEFT, RIGHT, TOP
from film_workers.renderers.animatic.draw import Colour, Drawing, Points, ellipse, fill, polygon, rectangle
from film_workers.renderers.animatic.palette import chance, darker, lighter, mix


def clouded(s: Set, horizon: float) -> None:
    """Banks of cloud from edge to edge, in place of sun, moon and stars."""
    random = chance("clouds", horizon)
    high, low = s.light.sky[0][1], s.light.sky[-1][1]
    for k in range(16):
        y = TOP + (horizon * 0.86 - TOP) * (k + random.random()) / 16
        tone = darker(mix(high, low, 0.25), 0.20) if k % 2 else lighter(mix(high, low, 0.6), 0.10)
        bank = ellipse(random.uniform(LEFT, RIGHT), y, random.uniform(380, 760), random.uniform(26, 74))
        s.put(fill(bank, tone, alpha=0.42, blur=26))


def air(s: Set) -> None:
    """Rain, snow and fog lie between the camera and what is far: most where the ground ends."""
    thick = s.light.thick
    if not thick:
        return
    s.put(
        fill(rectangle(LEFT, HORIZON - 150, RIGHT - LEFT, 260), s.light.haze, alpha=0.55 * thick, blur=70),
        fill(rectangle(LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP), s.light.haze, alpha=0.34 * thick),
    )


def lies(s: Set, top: float, *, hard: bool = False) -> None:
    """What has fallen on the ground below `top`: snow, or water, in puddles where it is `hard`."""
    if s.snowy:
        _snow(s, top)
    elif s.wet:
        _water(s, top, hard=hard)


def snow_on(s: Set, outline: Points, depth: float) -> Drawing:
    """Snow on a tree: on top of its crown, and less below; nothing where none lies."""
    if not s.snowy:
        return []
    left, top = outline.min(axis=0)
    right, bottom = outline.max(axis=0)
    height = bottom - top
    foot = top + height * 0.30
    cap = polygon((left - 9, top - 9), (right + 9, top - 9), (right + 9, foot + 8), (left - 9, foot - 8))
    return [
        fill(outline, _white(s, depth), alpha=0.34),
        fill(cap, _white(s, depth), alpha=0.85, blur=height * 0.07, clip=outline),
    ]


def _white(s: Set, depth: float = 0.0) -> Colour:
    return s.on("#f3f7fd", depth)


def _snow(s: Set, top: float) -> None:
    white = _white(s)
    random = chance("snow", top)
    s.put(
        fill(
            rectangle(LEFT, top, RIGHT - LEFT, BOTTOM - top),
            down(top, BOTTOM, mix(white, s.light.haze, 0.30), white, darker(white, 0.10)),
            alpha=0.94,
        )
    )
    for _ in range(12):
        t = random.random()
        x, y = random.uniform(LEFT, RIGHT), top + (BOTTOM - top) * t
        drift = ellipse(x, y, 120 + 300 * t, 8 + 26 * t)
        s.put(fill(drift, s.light.shade, alpha=0.12, blur=6 + 10 * t))


def _water(s: Set, top: float, *, hard: bool) -> None:
    """Wet ground is darker, and shows the sky where water stands."""
    sky = s.light.sky[-1][1]
    s.put(
        fill(
            rectangle(LEFT, top, RIGHT - LEFT, BOTTOM - top),
            (150, 158, 172) if hard else (196, 200, 204),
            alpha=0.85,
            blend="multiply",
        )
    )
    if not hard:
        return
    random = chance("puddles", top)
    for k in range(14):
        t = ((k + random.random()) / 14) ** 1.3
        x, y = random.uniform(LEFT, RIGHT), top + 30 + (BOTTOM - top - 60) * t
        wide = (60 + 240 * t) * random.uniform(0.6, 1.2)
        pool = ellipse(x, y, wide, wide * (0.07 + 0.06 * t))
        s.put(
            fill(
                pool,
                down(y - wide * 0.12, y + wide * 0.12, mix(sky, s.ink, 0.34), mix(sky, s.ink, 0.10)),
                alpha=0.62,
                blur=3,
            ),
            fill(ellipse(x - wide * 0.2, y - wide * 0.02, wide * 0.42, wide * 0.018), sky, alpha=0.55, blur=2),
        )
        if s.dark:
            s.put(fill(ellipse(x, y, wide * 0.16, wide * 0.10), s.light.lamp, alpha=0.30, blur=wide * 0.03))
