"""Streets and what is above and between them: street, house front, rooftop, road."""

import math

from film_workers.renderers.animatic.backdrop.kit import Set, across, down
from film_workers.renderers.animatic.backdrop.lying import lies
from film_workers.renderers.animatic.backdrop.outdoors import bush, facade, ridge, sky, street_lamp, tree, tufts
from film_workers.renderers.animatic.composition import LEFT, RIGHT
from film_workers.renderers.animatic.draw import ellipse, fill, glow, line, polygon, rectangle, smooth
from film_workers.renderers.animatic.palette import darker, lighter, mix

_BRICKS = ("#b5705a", "#c9a27a", "#8d95a3", "#a9836a", "#d0bfa4", "#7f8f8a", "#9a6460")


def skyline(s: Set, foot: float, low: float, high: float, depth: float, lit: float = 1.0) -> None:  # noqa: PLR0917
    """Far buildings as flat shapes, with windows that are lit at night."""
    x = LEFT
    tone = s.on("#6d7890", depth)
    while x < RIGHT:
        w, h = s.random.uniform(70, 170), s.random.uniform(low, high)
        top = foot - h
        s.put(fill(rectangle(x, top, w, h + 30), down(top, foot, tone, mix(tone, s.light.haze, 0.35))))
        if s.random.random() < 0.35:
            s.put(
                fill(rectangle(x + w * 0.3, top - 24, w * 0.4, 26), tone),
                fill(rectangle(x + w * 0.48, top - 60, 4, 40), tone),
            )
        if s.light.lamps > 0.2:
            for row in range(int(h / 22)):
                for column in range(int(w / 18)):
                    if s.random.random() < 0.30 * s.light.lamps * lit:
                        s.put(
                            fill(
                                rectangle(x + 7 + column * 18, top + 10 + row * 22, 8, 11),
                                mix(s.light.lamp, tone, s.random.uniform(0, 0.5)),
                            )
                        )
        x += w + s.random.uniform(-4, 10)


def street(s: Set) -> None:
    sky(s, 600, clouds=4)
    skyline(s, 640, 160, 420, 0.52)
    # What is seen between two houses.
    s.put(fill(rectangle(LEFT, 596, RIGHT - LEFT, 150), s.on("#6d7890", 0.42)))
    x = LEFT - 30.0
    index = 0
    while x < RIGHT:
        w = s.random.uniform(240, 340)
        facade(
            s,
            x,
            742,
            w,
            s.random.uniform(380, 640),
            _BRICKS[(s.random.randint(0, 6) + index) % 7],
            depth=0.10,
            floors=s.random.randint(4, 6),
            columns=s.random.randint(3, 4),
            shop=s.random.random() < 0.75,
        )
        x += w + (0 if s.random.random() < 0.8 else 60)
        index += 1
    walk, tar = s.on("#a8a49c"), s.on("#5b5f66")
    s.put(
        fill(rectangle(-320, 736, 2560, 92), down(736, 828, darker(walk, 0.18), walk)),
        *(
            fill(
                polygon((960 + k * 110, 740), (962 + k * 110, 740), (960 + k * 132 + 3, 828), (960 + k * 132, 828)),
                darker(walk, 0.35),
                alpha=0.5,
            )
            for k in range(-13, 14)
        ),
    )
    s.put(
        fill(rectangle(-320, 826, 2560, 14), lighter(walk, 0.14)),
        fill(rectangle(-320, 840, 2560, 12), darker(walk, 0.4)),
        fill(rectangle(-320, 850, 2560, 430), down(850, 1280, darker(tar, 0.10), tar, darker(tar, 0.35))),
    )
    lies(s, 738, hard=True)
    s.put(
        *(
            fill(
                polygon((k * 330 - 300, 1096), (k * 330 - 120, 1096), (k * 330 - 126, 1116), (k * 330 - 314, 1116)),
                s.on("#d8cfae"),
                alpha=0.85,
            )
            for k in range(9)
        )
    )
    for tx in (60, 1120):
        tree(s, tx + s.random.uniform(-30, 30), 812, 420, s.pick("#5f8f57", "#7a9a4f", "#4f8060"))
    for lx, side in ((420, 1), (1560, -1)):
        street_lamp(s, lx, 826, 520, side)
    if s.random.random() < 0.8:
        car(s, 1330 if s.key < 0 else 250, 868, 1.0, s.pick("#8c3a33", "#3a5680", "#c9c3b4", "#4f6b5a"))
    if s.dark:
        for _ in range(7):
            gx = s.random.uniform(-200, 2100)
            s.put(glow(gx, s.random.uniform(890, 1020), 150, 60, s.light.lamp, 0.16))
    hydrant = s.on("#b5392f")
    s.put(
        fill(rectangle(900, 776, 26, 48, 8), hydrant),
        fill(rectangle(894, 786, 38, 10, 4), darker(hydrant, 0.2)),
        fill(ellipse(913, 776, 15, 11), lighter(hydrant, 0.1)),
    )


def car(s: Set, x: float, foot: float, size: float, colour: str) -> None:
    tone = s.on(colour)
    w = 400 * size
    s.put(glow(x + w / 2, foot + 2, w * 0.62, 26 * size, s.ink, 0.7, "multiply"))
    shell = smooth(
        [
            (x, foot - 24 * size),
            (x + 4, foot - 66 * size),
            (x + w * 0.20, foot - 84 * size),
            (x + w * 0.32, foot - 134 * size),
            (x + w * 0.66, foot - 136 * size),
            (x + w * 0.80, foot - 88 * size),
            (x + w * 0.98, foot - 72 * size),
            (x + w, foot - 26 * size),
            (x + w * 0.5, foot - 16 * size),
        ]
    )
    s.put(fill(shell, down(foot - 136 * size, foot, lighter(tone, 0.24), tone, darker(tone, 0.45))))
    glass = mix(s.light.sky[-1][1], s.ink, 0.35)
    s.put(
        fill(
            polygon(
                (x + w * 0.27, foot - 90 * size),
                (x + w * 0.35, foot - 124 * size),
                (x + w * 0.485, foot - 126 * size),
                (x + w * 0.485, foot - 90 * size),
            ),
            glass,
        ),
        fill(
            polygon(
                (x + w * 0.505, foot - 126 * size),
                (x + w * 0.64, foot - 125 * size),
                (x + w * 0.735, foot - 90 * size),
                (x + w * 0.505, foot - 90 * size),
            ),
            glass,
        ),
    )
    s.put(
        fill(
            line(((x + w * 0.02, foot - 50 * size), (x + w * 0.98, foot - 52 * size)), 3), darker(tone, 0.4), alpha=0.6
        ),
        fill(rectangle(x + w * 0.53, foot - 76 * size, 26 * size, 5 * size, 2), darker(tone, 0.5)),
    )
    for wx in (0.21, 0.79):
        s.put(
            fill(ellipse(x + w * wx, foot - 24 * size, 35 * size, 35 * size), s.ink),
            fill(ellipse(x + w * wx, foot - 24 * size, 18 * size, 18 * size), s.on("#aeb3b6")),
            fill(ellipse(x + w * wx, foot - 24 * size, 7 * size, 7 * size), s.ink),
        )
    lamp = mix(s.light.lamp, (255, 255, 255), 0.4)
    s.put(
        fill(ellipse(x + w * 0.975, foot - 58 * size, 8 * size, 9 * size), lamp),
        fill(ellipse(x + w * 0.018, foot - 56 * size, 6 * size, 9 * size), (200, 50, 40)),
    )
    if s.light.lamps > 0.5:
        s.put(
            glow(x + w, foot - 56 * size, 190 * size, 90 * size, s.light.lamp, 0.6),
            glow(x, foot - 56 * size, 70 * size, 50 * size, (255, 60, 40), 0.5),
        )


def house(s: Set) -> None:
    """A home from outside: front door, garden, fence."""
    sky(s, 620, clouds=6)
    ridge(s, 640, 130, s.on("#7f9a86", 0.45), foot=760)
    for k in range(9):
        tree(
            s,
            -260 + k * 300 + s.random.uniform(-60, 60),
            700,
            s.random.uniform(240, 360),
            s.pick("#5f8f57", "#6f8f4a", "#4f8060"),
            0.30,
        )
    lawn = s.on("#6f9a55")
    s.put(
        fill(rectangle(-320, 690, 2560, 600), down(690, 1280, mix(lawn, s.light.haze, 0.25), lawn, darker(lawn, 0.35)))
    )
    lies(s, 690)
    wall, roof, wood = (
        s.on(s.pick("#e3d8c3", "#c9b7a0", "#a9bcc4", "#d4b08c")),
        s.on(s.pick("#8a4a3c", "#5a5f6b", "#6b5544")),
        s.on("#f0ebe0"),
    )
    x, foot, w, h = 500.0, 770.0, 920.0, 330.0
    s.put(
        glow(x + w / 2, foot, w * 0.66, 40, s.ink, 0.5, "multiply"),
        fill(
            rectangle(x, foot - h, w, h),
            across(x, x + w, *((wall, darker(wall, 0.18)) if s.key < 0 else (darker(wall, 0.18), wall))),
        ),
    )
    s.put(*(fill(rectangle(x, foot - h + 22 * k, w, 2), darker(wall, 0.25), alpha=0.5) for k in range(1, 15)))
    s.put(
        fill(
            polygon(
                (x - 60, foot - h + 12),
                (x + 150, foot - h - 190),
                (x + w - 150, foot - h - 190),
                (x + w + 60, foot - h + 12),
            ),
            down(foot - h - 190, foot - h, lighter(roof, 0.14), darker(roof, 0.12)),
        ),
        *(
            fill(rectangle(x - 40 + k * 8, foot - h - 22 * k, w + 80 - k * 16, 2), darker(roof, 0.35), alpha=0.35)
            for k in range(9)
        ),
    )
    s.put(
        fill(rectangle(x + w * 0.72, foot - h - 260, 70, 120), darker(s.on("#9a6f58"), 0.05)),
        fill(rectangle(x + w * 0.72 - 8, foot - h - 266, 86, 16), darker(s.on("#9a6f58"), 0.3)),
    )
    s.put(
        fill(polygon((x + 300, foot - h + 14), (x + 460, foot - h - 120), (x + 620, foot - h + 14)), wall),
        fill(
            line(((x + 286, foot - h + 16), (x + 460, foot - h - 130), (x + 634, foot - h + 16)), 16),
            lighter(roof, 0.2),
        ),
    )
    lit = mix(s.light.lamp, (255, 255, 255), 0.2) if s.light.lamps > 0.3 else mix(s.light.sky[1][1], s.ink, 0.40)
    for wx, wy, ww, wh in ((70, 90, 170, 150), (680, 90, 170, 150), (418, -64, 84, 70)):
        s.put(
            fill(rectangle(x + wx - 10, foot - h + wy - 10, ww + 20, wh + 20), wood),
            fill(
                rectangle(x + wx, foot - h + wy, ww, wh),
                down(foot - h + wy, foot - h + wy + wh, lit, darker(lit, 0.15)),
            ),
            fill(rectangle(x + wx + ww / 2 - 4, foot - h + wy, 8, wh), wood),
            fill(rectangle(x + wx, foot - h + wy + wh / 2 - 4, ww, 8), wood),
        )
        if s.light.lamps > 0.3:
            s.put(glow(x + wx + ww / 2, foot - h + wy + wh / 2, ww * 1.5, wh * 1.4, s.light.lamp, 0.4 * s.light.lamps))
    door = s.on(s.pick("#2f5d62", "#8c3a33", "#3f5a3f", "#7d5a2f"))
    s.put(
        fill(rectangle(x + 396, foot - 224, 128, 224), wood),
        fill(rectangle(x + 406, foot - 214, 108, 214), down(foot - 214, foot, lighter(door, 0.1), darker(door, 0.2))),
        fill(ellipse(x + 498, foot - 100, 6, 6), s.on("#d2b46a")),
        fill(rectangle(x + 426, foot - 190, 68, 60, 4), lit),
    )
    s.put(
        fill(polygon((x + 350, foot), (x + 570, foot), (x + 590, foot + 26), (x + 330, foot + 26)), s.on("#b9b2a4")),
        fill(
            polygon((x + 400, foot + 26), (x + 520, foot + 26), (x + 760, 1290), (x + 160, 1290)),
            down(foot, 1280, s.on("#c2b79f"), darker(s.on("#c2b79f"), 0.2)),
        ),
    )
    if s.light.lamps > 0.3:
        s.put(
            fill(ellipse(x + 376, foot - 190, 9, 12), s.light.lamp),
            glow(x + 376, foot - 190, 200, 190, s.light.lamp, 0.5 * s.light.lamps),
        )
    for k in range(7):
        bush(
            s,
            x - 60 + k * 170 if k != 3 else x - 190,
            foot + 10,
            s.random.uniform(56, 82),
            s.pick("#4f7f4a", "#5f8f57", "#6b8a45"),
        )
    for sign, bx in ((-1, -80), (1, 2000)):
        tree(s, bx, 860, 620, s.pick("#5f8f57", "#7a9a4f"), 0.0)
        s.put(
            *(
                fill(
                    polygon(
                        (bx + sign * 110 - sign * k * 60 - 16, 900),
                        (bx + sign * 110 - sign * k * 60 - 16, 830),
                        (bx + sign * 110 - sign * k * 60, 812),
                        (bx + sign * 110 - sign * k * 60 + 16, 830),
                        (bx + sign * 110 - sign * k * 60 + 16, 900),
                    ),
                    darker(wood, 0.06 * (k % 2)),
                )
                for k in range(-4, 10)
            )
        )
    tufts(s, 800, 1260, lawn, 160)


def rooftop(s: Set) -> None:
    sky(s, 640, clouds=5)
    skyline(s, 660, 120, 330, 0.60)
    skyline(s, 700, 70, 240, 0.38)
    skyline(s, 760, 40, 190, 0.18)
    tar, wall = s.on("#7b7672"), s.on(s.pick("#a9745c", "#8f8a84", "#9c8a70"))
    s.put(
        fill(rectangle(-320, 700, 2560, 66), down(700, 766, lighter(wall, 0.08), darker(wall, 0.25))),
        fill(rectangle(-320, 688, 2560, 18), lighter(wall, 0.25)),
        *(fill(rectangle(-320 + k * 130, 708, 2, 58), darker(wall, 0.4), alpha=0.5) for k in range(20)),
    )
    s.put(
        fill(rectangle(-320, 764, 2560, 520), down(764, 1280, darker(tar, 0.25), tar, darker(tar, 0.3))),
        fill(rectangle(-320, 764, 2560, 26), s.ink, alpha=0.35, blur=8),
    )
    lies(s, 766, hard=True)
    for k in range(-9, 10):
        s.put(
            fill(
                polygon((960 + k * 210, 770), (963 + k * 210, 770), (960 + k * 520 + 8, 1280), (960 + k * 520, 1280)),
                darker(tar, 0.3),
                alpha=0.35,
            )
        )
    tank = s.on("#8a6a4c")
    tx = 1560 if s.key < 0 else 330
    s.put(
        glow(tx, 772, 170, 22, s.ink, 0.5, "multiply"),
        *(
            fill(line(((tx + a, 540), (tx + b, 770)), 12), darker(tank, 0.5))
            for a, b in ((-84, -104), (84, 104), (-30, -34), (30, 34))
        ),
        fill(line(((tx - 90, 600), (tx + 96, 730)), 6), darker(tank, 0.5)),
        fill(line(((tx + 90, 600), (tx - 96, 730)), 6), darker(tank, 0.5)),
    )
    s.put(
        fill(
            rectangle(tx - 110, 320, 220, 226),
            across(
                tx - 110,
                tx + 110,
                *(
                    (lighter(tank, 0.22), tank, darker(tank, 0.45))
                    if s.key < 0
                    else (darker(tank, 0.45), tank, lighter(tank, 0.22))
                ),
            ),
        ),
        *(fill(rectangle(tx - 110, 350 + k * 50, 220, 5), darker(tank, 0.5)) for k in range(4)),
        fill(polygon((tx - 124, 324), (tx, 226), (tx + 124, 324)), darker(tank, 0.28)),
    )
    hut = 210 if s.key < 0 else 1360
    brick = s.on("#9a8474")
    s.put(
        glow(hut + 170, 800, 240, 24, s.ink, 0.5, "multiply"),
        fill(rectangle(hut, 470, 340, 330), down(470, 800, brick, darker(brick, 0.25))),
        fill(rectangle(hut - 14, 452, 368, 24), darker(brick, 0.35)),
        fill(rectangle(hut + 110, 560, 120, 240), s.on("#4d5f66")),
        fill(rectangle(hut + 122, 572, 96, 100), darker(s.on("#4d5f66"), 0.25)),
        fill(ellipse(hut + 214, 690, 6, 6), s.on("#d2b46a")),
    )
    if s.light.lamps > 0.2:
        s.put(
            fill(ellipse(hut + 170, 532, 16, 9), mix(s.light.lamp, (255, 255, 255), 0.5)),
            glow(hut + 170, 540, 300, 260, s.light.lamp, 0.55 * s.light.lamps),
            glow(hut + 170, 830, 330, 70, s.light.lamp, 0.45 * s.light.lamps),
        )
    steel = s.on("#a9adb0")
    for k, vx in enumerate((790, 1090)):
        s.put(
            glow(vx + 60, 804, 110, 16, s.ink, 0.5, "multiply"),
            fill(rectangle(vx, 690 + k * 14, 130, 112, 6), down(690, 800, lighter(steel, 0.15), darker(steel, 0.3))),
            *(fill(rectangle(vx + 12, 708 + j * 16 + k * 14, 106, 7), darker(steel, 0.5)) for j in range(5)),
        )
    s.put(
        fill(rectangle(690, 640, 30, 160), darker(steel, 0.2)),
        fill(
            smooth([(690, 650), (686, 610), (720, 596), (760, 604), (760, 630), (724, 632), (720, 650)]),
            darker(steel, 0.12),
        ),
    )
    for k in range(2):
        y = 560 + k * 22
        s.put(
            fill(
                line(smooth([(-320, y - 60), (500, y + 20), (1200, y + 26), (2240, y - 70)], closed=False), 2.4),
                s.ink,
                alpha=0.55,
            )
        )
    for k in range(11):
        bx = 640 + k * 66
        by = 588 + 26 * math.sin((bx - 300) / 500)
        s.put(
            fill(
                ellipse(bx, by, 7, 9),
                mix(s.light.lamp, (255, 255, 255), 0.4) if s.light.lamps > 0.2 else s.on("#e8dfc8"),
            )
        )
        if s.light.lamps > 0.2:
            s.put(glow(bx, by, 70, 70, s.light.lamp, 0.42 * s.light.lamps))


def road(s: Set) -> None:
    sky(s, 540, clouds=6)
    ridge(s, 556, 190, s.on("#7f8fa5", 0.60), rough=1.6)
    ridge(s, 566, 100, s.on("#7a9080", 0.40))
    field = s.on(s.pick("#9aa35a", "#b09a5a", "#7f9a58"))
    s.put(
        fill(
            rectangle(-320, 548, 2560, 740), down(548, 1280, mix(field, s.light.haze, 0.35), field, darker(field, 0.4))
        )
    )
    for k in range(16):
        x = -300 + k * 165 + s.random.uniform(-40, 40)
        if abs(x - 960) > 190:
            bush(s, x, 574 + s.random.uniform(0, 16), s.random.uniform(14, 30), "#5f7a48", 0.30)
    tar = s.on("#5d6068")
    vx, vy = 960.0, 546.0
    s.put(
        fill(polygon((vx - 20, vy), (vx + 20, vy), (vx + 1180, 1290), (vx - 1180, 1290)), s.on("#b5a582"), alpha=0.9),
        fill(
            polygon((vx - 15, vy), (vx + 15, vy), (vx + 980, 1290), (vx - 980, 1290)),
            down(vy, 1290, mix(tar, s.light.haze, 0.45), tar, darker(tar, 0.3)),
        ),
    )
    for sign in (-1, 1):
        s.put(
            fill(
                polygon((vx + sign * 13.5, vy), (vx + sign * 14, vy), (vx + sign * 915, 1290), (vx + sign * 880, 1290)),
                s.on("#e3dcc3"),
                alpha=0.85,
            )
        )
    near = 0.012
    while near < 1.05:
        y0, y1 = vy + 744 * near, vy + 744 * near * 1.22
        s.put(
            fill(
                polygon((vx - 13 * near, y0), (vx + 13 * near, y0), (vx + 15 * near, y1), (vx - 15 * near, y1)),
                s.on("#e8c65a"),
                alpha=0.95,
            )
        )
        near *= 1.55
    lies(s, 550, hard=True)
    for k in range(8):
        t = 0.045 * 1.56**k
        for sign in (-1, 1):
            x, foot = vx + sign * 1280 * t, vy + 744 * t
            h = 900 * t
            wood = s.on("#6b5544", max(0.0, 0.4 - k * 0.08))
            if sign < 0 and k < 7:
                s.put(
                    fill(rectangle(x - h * 0.012, foot - h, h * 0.024, h), wood),
                    fill(rectangle(x - h * 0.09, foot - h * 0.92, h * 0.18, h * 0.018), wood),
                )
                nx, nf, nh = vx - 1280 * t * 1.56, vy + 744 * t * 1.56, 900 * t * 1.56
                for e in (-0.085, 0.085):
                    a, b = (x + h * e, foot - h * 0.925), (nx + nh * e, nf - nh * 0.925)
                    s.put(
                        fill(
                            line(
                                smooth([a, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2 + nh * 0.05), b], closed=False),
                                1.4 + t * 2,
                            ),
                            s.ink,
                            alpha=0.6,
                        )
                    )
            elif sign > 0 and k > 1:
                post = s.on("#e6e0d2")
                s.put(
                    fill(rectangle(x - h * 0.012, foot - h * 0.13, h * 0.024, h * 0.13), post),
                    fill(rectangle(x - h * 0.012, foot - h * 0.11, h * 0.024, h * 0.03), s.on("#b5392f")),
                )
    tree(s, 1640, 690, 400, s.pick("#5f8f57", "#6f8f4a"), 0.06)
    tree(s, 1890, 740, 520, "#6a8a4c")
    tufts(s, 640, 1260, field, 240, clear=(190, 1160))
    sign = s.on("#2f6b4f")
    s.put(
        fill(rectangle(1370, 560, 8, 150), s.on("#8a8f92")),
        fill(rectangle(1300, 520, 150, 76, 8), sign),
        fill([rectangle(1304, 524, 142, 68, 6), rectangle(1307, 527, 136, 62, 5)], (240, 240, 235)),
        fill(rectangle(1322, 542, 90, 9), (240, 240, 235)),
        fill(rectangle(1322, 562, 60, 9), (240, 240, 235)),
    )
