"""Under the open sky: park, forest, field, coast, mountain, desert."""

import math

from film_workers.renderers.animatic.backdrop.kit import Set, down
from film_workers.renderers.animatic.backdrop.outdoors import bush, ground, ridge, sky, street_lamp, tree, tufts
from film_workers.renderers.animatic.backdrop.town import skyline
from film_workers.renderers.animatic.draw import Colour, Shape, ellipse, fill, glow, line, polygon, rectangle, smooth
from film_workers.renderers.animatic.palette import darker, lighter, mix

_LEAVES = ("#5f8f57", "#7a9a4f", "#4f8060", "#6f8f4a")


def park(s: Set) -> None:
    sky(s, 580, clouds=6)
    skyline(s, 600, 60, 240, 0.62, lit=0.6)
    for k in range(16):
        tree(
            s,
            -300 + k * 170 + s.random.uniform(-40, 40),
            640 + s.random.uniform(0, 20),
            s.random.uniform(180, 300),
            s.pick(*_LEAVES),
            0.42,
        )
    lawn = s.on("#78a05a")
    ground(s, 628, lawn, mix(lawn, s.light.haze, 0.35))
    water, shore = s.on("#6fa3b5"), s.on("#8f9a6a")
    pond = smooth([(150, 705), (420, 682), (820, 690), (960, 712), (700, 744), (330, 750)])
    s.put(fill(pond * (1.02, 1.0) + (-12, 4), shore), fill(pond, down(680, 750, s.light.sky[-1][1], water)))
    s.put(
        *(
            fill(line(((x, y), (x + 70, y)), 2.4, taper=0.8), (255, 255, 255), alpha=0.35, clip=pond)
            for x, y in ((300, 716), (520, 702), (640, 728), (420, 736))
        )
    )
    path = s.on("#d3c29c")
    s.put(
        fill(
            smooth(
                [
                    (1120, 640),
                    (1150, 640),
                    (1290, 720),
                    (1150, 830),
                    (960, 960),
                    (1060, 1290),
                    (260, 1290),
                    (520, 980),
                    (860, 820),
                    (1120, 720),
                ]
            ),
            down(640, 1290, mix(path, s.light.haze, 0.2), path, darker(path, 0.22)),
        )
    )
    for x, y, h in ((300, 800, 460), (1560, 790, 520), (1820, 860, 640), (-60, 900, 680)):
        tree(s, x, y, h, s.pick(*_LEAVES), 0.06)
    for x in (560, 1420):
        street_lamp(s, x, 846, 400, 1 if x < 960 else -1)
    wood, iron = s.on("#8a5f3f"), s.on("#3a3d40")
    bx = 1130
    s.put(
        glow(bx + 150, 888, 200, 20, s.ink, 0.5, "multiply"),
        *(fill(rectangle(bx + k, 806, 12, 80), iron) for k in (20, 270)),
        *(fill(rectangle(bx, 770 + k * 22, 302, 15, 4), darker(wood, 0.08 * k)) for k in range(3)),
        fill(polygon((bx - 8, 846), (bx + 310, 846), (bx + 318, 862), (bx - 16, 862)), lighter(wood, 0.12)),
    )
    for _ in range(9):
        bush(
            s,
            s.random.uniform(-300, 2200),
            s.random.uniform(720, 790),
            s.random.uniform(30, 60),
            s.pick(*_LEAVES),
            0.12,
        )
    tufts(s, 700, 1260, lawn, 200)
    flowers(s, 980, 1250, 60)
    _leaves_above(s, s.pick(*_LEAVES))


def flowers(s: Set, top: float, bottom: float, count: int) -> None:
    for _ in range(count):
        x, y = s.random.uniform(-300, 2200), s.random.uniform(top, bottom)
        r = 3 + 5 * (y - top) / (bottom - top)
        s.put(
            fill(ellipse(x, y, r, r), s.on(s.pick("#f0e3a0", "#e8b6c4", "#f5f1e6", "#d9a0d0"))),
            fill(ellipse(x, y, r * 0.4, r * 0.4), s.on("#d99a2f")),
        )


def _leaves_above(s: Set, leaf: str) -> None:
    """A branch that hangs into the top of the frame, near the camera."""
    tone = darker(s.on(leaf), 0.42)
    side = -s.key
    corner = 960 + side * 960
    leaves: list[Shape] = []
    for _ in range(34):
        t = s.random.random()
        x, y = (
            corner - side * t * 620 + s.random.uniform(-30, 30),
            -30 + (1 - t) ** 1.3 * 190 * s.random.uniform(0.3, 1.0),
        )
        angle = s.random.uniform(0.2, 1.4) * side
        leaves.append(
            fill(ellipse(x, y, 34, 13, angle), mix(tone, s.light.shade, s.random.uniform(0.0, 0.3)), blur=2.5)
        )
    s.hang((corner, -60.0), 0.05, *leaves, front=True)


def forest(s: Set) -> None:
    light = s.light
    glade = mix(light.sky[-1][1], light.haze, 0.5)
    moss = s.on("#6a8050")
    s.put(
        fill(
            rectangle(-320, -200, 2560, 1000),
            down(-200, 760, mix(s.on("#3f6a4a"), light.haze, 0.25), mix(glade, s.on("#8fae7a"), 0.25), glade),
        )
    )
    s.put(glow(960 + s.key * 180, 470, 900, 620, light.sun_colour, 0.40 if not light.moon else 0.22))
    for layer, (depth, count, width) in enumerate(((0.72, 30, 20), (0.52, 20, 32), (0.30, 13, 50))):
        foot = 640 + layer * 44
        for k in range(count):
            x = -320 + (k + s.random.random()) * 2560 / count
            _trunk(s, x, foot, width * s.random.uniform(0.7, 1.3), depth)
        for k in range(count + 6):
            bush(
                s,
                -320 + k * 2560 / (count + 6) + s.random.uniform(-30, 30),
                foot + 22,
                s.random.uniform(50, 90) + layer * 10,
                s.pick("#5f8a55", "#4f7a50", "#6f8f4a"),
                depth * 0.85,
            )
        s.put(fill(rectangle(-320, foot - 140, 2560, 200), mix(glade, light.haze, 0.5), alpha=0.16, blur=30))
    ground(s, 742, moss, mix(moss, light.haze, 0.30))
    path = s.on("#a38c66")
    s.put(
        fill(
            smooth(
                [
                    (1010, 744),
                    (1050, 744),
                    (1120, 800),
                    (1000, 880),
                    (1180, 1000),
                    (1480, 1290),
                    (480, 1290),
                    (760, 1000),
                    (820, 880),
                    (960, 800),
                ]
            ),
            down(744, 1290, mix(path, light.haze, 0.3), path, darker(path, 0.3)),
        )
    )
    for k in range(8):
        x = 300 + k * 230 + s.random.uniform(-60, 60)
        lean = s.key * -340
        ray = polygon((x, -200), (x + 70, -200), (x + 190 + lean, 900), (x - 10 + lean, 900))
        s.put(fill(ray, light.sun_colour, alpha=0.075 if not light.moon else 0.05, blend="screen", blur=16))
    for x, w in ((60, 86), (360, 62), (1520, 70), (1790, 104), (-220, 110), (2100, 90)):
        _trunk(s, x + s.random.uniform(-20, 20), 850 + w * 0.6, w, 0.03)
    for _ in range(12):
        _fern(
            s,
            s.random.choice((s.random.uniform(-300, 620), s.random.uniform(1300, 2220))),
            s.random.uniform(850, 960),
            s.random.uniform(60, 120),
        )
    tufts(s, 790, 1260, moss, 170)
    canopy = darker(s.on("#4a7048"), 0.25)
    for k in range(30):
        x = -320 + k * 88
        s.put(
            fill(
                ellipse(x, -60 + s.random.uniform(-30, 60), 130, 90 + s.random.uniform(0, 40)),
                mix(canopy, darker(canopy, 0.4), s.random.random()),
                alpha=0.92,
            )
        )
    for side in (-1, 1):
        _fern_front(s, 960 + side * 900, 1130, 330)


def _trunk(s: Set, x: float, foot: float, width: float, depth: float) -> None:
    bark = s.on("#6b5140", depth)
    dark = mix(darker(bark, 0.42), s.light.haze, depth * 0.8)
    outline = smooth(
        [
            (x - width * 0.8, foot),
            (x - width * 0.46, foot - 90),
            (x - width * 0.40, 300),
            (x - width * 0.34, -230),
            (x + width * 0.34, -230),
            (x + width * 0.40, 300),
            (x + width * 0.48, foot - 90),
            (x + width * 0.9, foot),
        ]
    )
    s.put(fill(outline, dark))
    lit = outline * (0.55, 1) + (x * 0.45 + s.key * width * 0.22, 0)
    s.put(fill(lit, bark))
    if depth < 0.2:
        s.put(glow(x, foot, width * 2.2, width * 0.35, s.ink, 0.5, "multiply"))
        for _ in range(9):
            y = s.random.uniform(0, foot - 60)
            dx = s.random.uniform(-0.3, 0.3) * width
            s.put(
                fill(line(((x + dx, y), (x + dx * 1.1, y + s.random.uniform(40, 110))), 4, taper=0.9), dark, alpha=0.6)
            )


def _fern(s: Set, x: float, foot: float, size: float) -> None:
    leaf = s.on(s.pick("#5a8f4f", "#4a7f5a", "#6f9a4a"))
    for k in range(9):
        angle = -math.pi / 2 + (k - 4) * 0.30
        tip = x + size * math.cos(angle), foot + size * 0.85 * math.sin(angle) + abs(k - 4) * size * 0.07
        mid = x + size * 0.5 * math.cos(angle), foot + size * 0.62 * math.sin(angle)
        s.put(
            fill(
                line(smooth([(x, foot), mid, tip], closed=False), size * 0.13, taper=0.9),
                mix(leaf, darker(leaf, 0.4), (k % 3) / 3),
            )
        )


def _fern_front(s: Set, x: float, foot: float, size: float) -> None:
    dark = darker(s.on("#4a7048"), 0.62)
    for k in range(11):
        angle = -math.pi / 2 + (k - 5) * 0.25
        tip = x + size * math.cos(angle), foot + size * 0.8 * math.sin(angle) + abs(k - 5) * size * 0.06
        mid = x + size * 0.5 * math.cos(angle), foot + size * 0.62 * math.sin(angle)
        s.front.append(fill(line(smooth([(x, foot), mid, tip], closed=False), size * 0.10, taper=0.9), dark, blur=3))


def field(s: Set) -> None:
    sky(s, 560, clouds=8)
    ridge(s, 580, 150, s.on("#7f95a5", 0.60))
    ridge(s, 596, 80, s.on("#7a9a6a", 0.42))
    for k in range(22):
        tree(s, -310 + k * 122 + s.random.uniform(-30, 30), 600, s.random.uniform(50, 110), s.pick(*_LEAVES), 0.46)
    crop = s.on(s.pick("#d1b45a", "#b9b04f", "#9fae55"))
    ground(s, 590, crop, mix(crop, s.light.haze, 0.40))
    vx, vy = 960 + s.key * 160, 584.0
    for k in range(-26, 27):
        x1 = vx + k * 150
        s.put(
            fill(
                polygon((vx + k * 7 - 0.5, vy + 8), (vx + k * 7 + 0.5, vy + 8), (x1 + 22, 1290), (x1 - 22, 1290)),
                darker(crop, 0.28),
                alpha=0.34,
            )
        )
    barn, roof = s.on("#9a3f33"), s.on("#5d5a58")
    bx = 1420 if s.key < 0 else 330
    s.put(
        fill(rectangle(bx, 500, 190, 110), mix(barn, s.light.haze, 0.16)),
        fill(
            polygon((bx - 14, 504), (bx + 30, 440), (bx + 95, 412), (bx + 160, 440), (bx + 204, 504)),
            mix(roof, s.light.haze, 0.16),
        ),
        fill(rectangle(bx + 68, 536, 54, 74), mix(s.on("#e8e0d0"), s.light.haze, 0.12)),
        fill(line(((bx + 68, 536), (bx + 122, 610)), 4), barn),
        fill(line(((bx + 122, 536), (bx + 68, 610)), 4), barn),
    )
    if s.light.lamps > 0.3:
        s.put(
            fill(rectangle(bx + 84, 466, 22, 22), s.light.lamp),
            glow(bx + 95, 480, 110, 100, s.light.lamp, 0.5 * s.light.lamps),
        )
    tree(s, 1560 if s.key > 0 else 380, 716, 430, s.pick(*_LEAVES), 0.08)
    wood = s.on("#7d6650")
    for k in range(16):
        x = -300 + k * 166
        s.put(
            fill(rectangle(x, 768 + 8 * math.sin(k), 15, 116), wood),
            fill(rectangle(x, 768 + 8 * math.sin(k), 5, 116), lighter(wood, 0.2)),
        )
    for y in (796, 838):
        s.put(
            fill(
                line(
                    smooth([(-330, y), (300, y + 7), (960, y - 4), (1600, y + 6), (2250, y)], closed=False),
                    11,
                    taper=0.0,
                ),
                darker(wood, 0.12),
            )
        )
    _grain(s, crop)


def _grain(s: Set, crop: Colour) -> None:
    for k in range(430):
        t = (k / 430) ** 1.4
        y, x = 880 + 420 * t, s.random.uniform(-320, 2240)
        h = 30 + 70 * t
        lean = s.random.uniform(-0.2, 0.2) * h
        tone = mix(
            crop, darker(crop, 0.45) if s.random.random() < 0.5 else lighter(crop, 0.35), s.random.uniform(0.2, 0.9)
        )
        s.put(
            fill(polygon((x - 1.5 - t, y), (x + lean, y - h), (x + 1.5 + t, y)), tone),
            fill(ellipse(x + lean, y - h, 3 + 3 * t, 8 + 8 * t, lean / h), lighter(tone, 0.15)),
        )
