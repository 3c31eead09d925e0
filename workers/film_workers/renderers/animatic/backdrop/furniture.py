"""What rooms are furnished with: lamps, pictures, books, plants, tables, chairs."""

import math

from film_workers.renderers.animatic.backdrop.kit import Set, across, down
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


def shelves(  # noqa: PLR0917 - where, and how large: the order of every drawing call
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


def box(  # noqa: PLR0917 - where, and how large: the order of every drawing call
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


def table(s: Set, x: float, top: float, width: float, height: float, colour: str) -> None:  # noqa: PLR0917
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


def chair(s: Set, x: float, foot: float, size: float, colour: str, side: float = 1.0) -> None:  # noqa: PLR0917
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
