"""Rooms: walls, floor and ceiling in perspective, and windows with the light that they throw."""

import numpy as np

from film_workers.renderers.animatic.backdrop.kit import VANISHING, WALL, Set, across, down
from film_workers.renderers.animatic.composition import BOTTOM, LEFT, RIGHT, TOP
from film_workers.renderers.animatic.draw import (
    Colour,
    ellipse,
    fill,
    glow,
    line,
    polygon,
    rectangle,
    smooth,
)
from film_workers.renderers.animatic.palette import darker, lighter, mix


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
            down(TOP, top, darker(roof, dim + 0.05), darker(roof, dim + 0.22)),
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
            down(foot, BOTTOM, darker(boards, dim + 0.10), boards, darker(boards, 0.18)),
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
            s.put(fill(rectangle(LEFT, y, RIGHT - LEFT, 1.2 * near), seam, alpha=0.45))
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
    s.pane(pane)
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
    shine = (0.50 if s.time == "day" else 0.42 if not light.moon else 0.22) * (1 - 0.6 * light.cover)
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
            s.drape(
                (edge, y - 46),
                0.05,
                height + 196,
                fill(
                    outline,
                    across(min(edge, inner), max(edge, inner), cloth, darker(cloth, 0.25), cloth, darker(cloth, 0.30)),
                ),
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
                ),
            )
