"""Far from anybody: coast, mountain, desert."""

import math

import numpy as np

from film_workers.renderers.animatic.backdrop.kit import Set, down
from film_workers.renderers.animatic.backdrop.nature import flowers
from film_workers.renderers.animatic.backdrop.outdoors import ground, pine, ridge, sky, tufts
from film_workers.renderers.animatic.draw import (
    ellipse,
    fill,
    glow,
    line,
    moved,
    polygon,
    rectangle,
    smooth,
)
from film_workers.renderers.animatic.palette import darker, lighter, mix


def water(s: Set) -> None:
    """Sky over open water, with the light's glitter on it."""
    sky(s, 560, clouds=7)
    light = s.light
    sea, deep = mix(s.on("#4f8fae"), light.sky[-1][1], 0.28), s.on("#2f6282")
    s.put(
        fill(
            rectangle(-320, 556, 2560, 420),
            down(556, 960, mix(sea, light.sky[-1][1], 0.55), sea, deep, s.on("#3f7f92")),
        )
    )
    if light.sun:
        x = (light.sun[0] if s.key > 0 else 1 - light.sun[0]) * 1920
        for _ in range(70):
            t = s.random.random()
            y = 562 + 330 * t**1.3
            w = 20 + 90 * t
            s.put(
                fill(
                    line(
                        ((x + s.random.gauss(0, 30 + 110 * t), y), (x + s.random.gauss(0, 30 + 110 * t) + w, y + 1)),
                        2 + 3 * t,
                        taper=0.9,
                    ),
                    light.sun_colour,
                    alpha=0.55,
                )
            )
    for k in range(90):
        t = (k / 90) ** 1.2
        y, x, w = 570 + 320 * t, s.random.uniform(-320, 2240), 30 + 150 * t
        s.put(
            fill(
                line(
                    smooth([(x, y), (x + w * 0.3, y - 3 - 3 * t), (x + w * 0.7, y + 1), (x + w, y)], closed=False),
                    1.5 + 3.5 * t,
                    taper=0.9,
                ),
                mix(sea, (255, 255, 255), 0.45 if k % 3 == 0 else 0.15),
                alpha=0.6,
            )
        )


def coast(s: Set) -> None:
    water(s)
    head = 300 if s.key > 0 else 1560
    side = 1 if head < 960 else -1
    cliff = s.on("#8f8474", 0.20)
    left = head - side * 700
    outline = smooth(
        [
            (left, 300),
            (head - side * 330, 330),
            (head - side * 120, 372),
            (head + side * 60, 404),
            (head + side * 150, 470),
            (head + side * 190, 570),
            (head + side * 210, 590),
            (left, 600),
        ]
    )
    s.put(
        fill(outline, down(300, 590, cliff, darker(cliff, 0.35))),
        fill(
            smooth(
                [
                    (left, 280),
                    (head - side * 330, 318),
                    (head - side * 120, 358),
                    (head + side * 70, 396),
                    (head + side * 20, 412),
                    (head - side * 200, 384),
                    (left, 350),
                ]
            ),
            s.on("#7f9a5f", 0.18),
        ),
    )
    for _ in range(14):
        x = head + side * s.random.uniform(-420, 150)
        s.put(
            fill(
                line(
                    ((x, s.random.uniform(400, 450)), (x + s.random.uniform(-16, 16), s.random.uniform(500, 580))),
                    7,
                    taper=0.9,
                ),
                darker(cliff, 0.42),
                alpha=0.45,
                clip=outline,
            )
        )
    _lighthouse(s, head - side * 40, 388)
    foam = mix((255, 255, 255), s.light.tint, 0.5)
    for k, (y, amount) in enumerate(((858, 0.55), (890, 0.75), (926, 0.95))):
        xs = np.linspace(-330, 2250, 30)
        wave = y + 9 * np.sin(xs / 120 + k * 2 + s.random.random() * 6) + 5 * np.sin(xs / 47 + k)
        crest = np.stack([xs, wave], axis=1)
        s.put(fill(np.concatenate([crest, moved(crest, 0, 16 + 8 * k)[::-1]]), foam, alpha=amount, blur=1.2))
    sand = s.on("#d8c398")
    xs = np.linspace(-330, 2250, 30)
    edge = np.stack([xs, 930 + 16 * np.sin(xs / 240) + 6 * np.sin(xs / 70)], axis=1)
    shore = np.concatenate([edge, [[2250, 1300], [-330, 1300]]])
    s.put(
        fill(shore - (0, 12), darker(sand, 0.34)),
        fill(shore, down(920, 1280, darker(sand, 0.12), sand, darker(sand, 0.2))),
    )
    for _ in range(130):
        x, y = s.random.uniform(-300, 2220), s.random.uniform(956, 1270)
        s.put(fill(ellipse(x, y, s.random.uniform(2, 7), 2.2), darker(sand, s.random.uniform(0.1, 0.4)), alpha=0.6))
    rock = s.on("#6f6a66")
    for x, y, r in ((120, 930, 150), (300, 960, 80), (1730, 924, 170), (1560, 950, 70), (1960, 970, 130)):
        knots = [
            (
                x + r * math.cos(a) * s.random.uniform(0.85, 1.1),
                y - r * 0.30 + r * 0.48 * math.sin(a) * s.random.uniform(0.8, 1.15),
            )
            for a in np.linspace(0, 2 * math.pi, 10)[:-1]
        ]
        stone = polygon(*knots)
        s.put(
            glow(x, y + r * 0.14, r * 1.2, r * 0.2, s.ink, 0.5, "multiply"),
            fill(stone, darker(rock, 0.35)),
            fill(stone * (0.75, 0.7) + (x * 0.25 + s.key * r * 0.12, (y - r * 0.45) * 0.3), rock, clip=stone),
            fill(
                stone * (0.4, 0.32) + (x * 0.6 + s.key * r * 0.26, (y - r * 0.62) * 0.68),
                lighter(rock, 0.22),
                clip=stone,
            ),
        )
    for _ in range(5):
        x, y = s.random.uniform(500, 1500), s.random.uniform(120, 330)
        w = s.random.uniform(12, 22)
        s.put(
            fill(
                line(
                    smooth(
                        [
                            (x - w, y - w * 0.3),
                            (x - w * 0.4, y - w * 0.45),
                            (x, y),
                            (x + w * 0.4, y - w * 0.45),
                            (x + w, y - w * 0.3),
                        ],
                        closed=False,
                    ),
                    3,
                    taper=0.7,
                ),
                s.ink,
                alpha=0.7,
            )
        )


def _lighthouse(s: Set, x: float, foot: float) -> None:
    white, red = s.on("#f1ece0", 0.08), s.on("#b8382d", 0.08)
    top = foot - 250
    body = polygon((x - 32, foot + 10), (x - 21, top), (x + 21, top), (x + 32, foot + 10))
    s.put(
        fill(body, white),
        *(fill(rectangle(x - 40, top + 20 + k * 84, 80, 40), red, clip=body) for k in range(3)),
        fill(
            rectangle(x - (32 if s.key > 0 else -8), top, 24, 260),
            s.light.shade,
            alpha=0.45,
            blend="multiply",
            clip=body,
        ),
    )
    s.put(
        fill(rectangle(x - 30, top - 8, 60, 10), s.ink),
        fill(rectangle(x - 17, top - 44, 34, 36), mix(s.light.lamp, (255, 255, 255), 0.3)),
        fill(polygon((x - 24, top - 44), (x, top - 72), (x + 24, top - 44)), red),
    )
    if s.light.lamps > 0.2:
        side = 1 if x < 960 else -1
        beam = polygon((x, top - 30), (x, top - 22), (x + side * 1900, top + 110), (x + side * 1900, top - 190))
        s.put(
            fill(beam, s.light.lamp, alpha=0.22 * s.light.lamps, blend="screen", blur=10),
            glow(x, top - 26, 210, 210, s.light.lamp, 0.75 * s.light.lamps),
        )


def mountain(s: Set) -> None:
    sky(s, 600, clouds=5)
    _peaks(s, 600, 420, 0.62, 5)
    _peaks(s, 640, 330, 0.42, 6)
    s.put(fill(rectangle(-320, 560, 2560, 110), mix(s.light.haze, (255, 255, 255), 0.1), alpha=0.42, blur=34))
    ridge(s, 690, 120, s.on("#5f7f6a", 0.34), rough=2.0, foot=780)
    for k in range(46):
        x = -320 + k * 57 + s.random.uniform(-20, 20)
        pine(
            s,
            x,
            706 + s.random.uniform(-12, 12),
            s.random.uniform(90, 150),
            s.pick("#3f6a55", "#4a7058", "#35604f"),
            0.30,
        )
    meadow = s.on("#84975f")
    ground(s, 706, meadow, mix(meadow, s.light.haze, 0.32))
    for _ in range(16):
        x = s.random.choice((s.random.uniform(-310, 560), s.random.uniform(1360, 2230)))
        pine(
            s, x, s.random.uniform(770, 850), s.random.uniform(230, 430), s.pick("#3f6a55", "#4a7058", "#35604f"), 0.06
        )
    path = s.on("#c0ab84")
    s.put(
        fill(
            smooth(
                [
                    (1000, 716),
                    (1022, 716),
                    (1120, 790),
                    (980, 880),
                    (1090, 990),
                    (1300, 1290),
                    (560, 1290),
                    (800, 990),
                    (860, 880),
                    (1010, 790),
                ]
            ),
            down(716, 1290, mix(path, s.light.haze, 0.3), path, darker(path, 0.25)),
        )
    )
    rock = s.on("#8a8681")
    for _ in range(11):
        x, y = s.random.choice((s.random.uniform(-300, 760), s.random.uniform(1180, 2200))), s.random.uniform(850, 1150)
        r = (y - 760) * s.random.uniform(0.12, 0.30)
        knots = [
            (
                x + r * math.cos(a) * s.random.uniform(0.8, 1.1),
                y - r * 0.3 + r * 0.55 * math.sin(a) * s.random.uniform(0.8, 1.1),
            )
            for a in np.linspace(0, 2 * math.pi, 9)[:-1]
        ]
        stone = polygon(*knots)
        s.put(
            glow(x, y + r * 0.2, r * 1.2, r * 0.25, s.ink, 0.5, "multiply"),
            fill(stone, darker(rock, 0.35)),
            fill(stone * (0.72, 0.66) + (x * 0.28 + s.key * r * 0.14, (y - r * 0.5) * 0.34), rock, clip=stone),
        )
    tufts(s, 790, 1270, meadow, 190)
    flowers(s, 960, 1260, 50)


def _peaks(s: Set, foot: float, height: float, depth: float, count: int) -> None:
    rock, snow = s.on("#6f7a8f", depth), s.on("#f6f8fb", depth * 0.55)
    for k in range(count):
        x = -320 + (k + 0.5 + s.random.uniform(-0.3, 0.3)) * 2560 / count
        h, w = height * s.random.uniform(0.65, 1.05), 2560 / count * s.random.uniform(0.75, 1.0)
        top = foot - h
        left, right = [(x - w, foot)], [(x + w, foot)]
        for t in (0.25, 0.5, 0.75):
            left.append((x - w * (1 - t) + s.random.uniform(-20, 20), foot - h * t * s.random.uniform(0.92, 1.06)))
            right.append((x + w * (1 - t) + s.random.uniform(-20, 20), foot - h * t * s.random.uniform(0.92, 1.06)))
        outline = polygon(*left, (x, top), *reversed(right))
        s.put(fill(outline, down(top, foot, rock, mix(rock, s.light.haze, 0.5))))
        ridge_line = [(x, top), (x + 14, top + h * 0.25), (x - 20, top + h * 0.5), (x + 16, foot)]
        dark = polygon(*ridge_line, *(left if s.key > 0 else right))
        s.put(fill(dark, mix(darker(rock, 0.30), s.light.haze, depth * 0.4), alpha=0.75, clip=outline))
        cap = [(x - w * 0.36, top + h * 0.36)]
        cap += [
            (x - w * 0.30 + j * w * 0.10, top + h * (0.26 + 0.14 * (j % 2) + s.random.uniform(-0.02, 0.05)))
            for j in range(7)
        ]
        s.put(fill(polygon((x, top - 4), *reversed([*cap, (x + w * 0.36, top + h * 0.36)])), snow, clip=outline))
        s.put(
            fill(
                polygon(*ridge_line[:3], (x - s.key * w * 0.5, top + h * 0.5)),
                s.light.shade,
                alpha=0.35,
                blend="multiply",
                clip=outline,
            )
        )


def desert(s: Set) -> None:
    sky(s, 590, clouds=2)
    mesa = s.on("#b0705a", 0.42)
    for near, w, h in ((120, 240, 150), (520, 130, 210), (1420, 330, 180), (1880, 150, 120)):
        x = near + s.random.uniform(-60, 60)
        outline = polygon(
            (x - w * 0.62, 600),
            (x - w * 0.5, 600 - h * 0.55),
            (x - w * 0.42, 600 - h),
            (x + w * 0.40, 600 - h * 0.98),
            (x + w * 0.48, 600 - h * 0.5),
            (x + w * 0.66, 600),
        )
        s.put(
            fill(outline, down(600 - h, 600, mesa, mix(mesa, s.light.haze, 0.4))),
            *(
                fill(rectangle(x - w, 600 - h * k, w * 2, h * 0.05), darker(mesa, 0.22), alpha=0.55, clip=outline)
                for k in (0.30, 0.52, 0.74)
            ),
            fill(
                rectangle(x - w if s.key > 0 else x + w * 0.1, 600 - h, w * 0.9, h),
                s.light.shade,
                alpha=0.35,
                blend="multiply",
                clip=outline,
            ),
        )
    sand = s.on("#dcb07a")
    ground(s, 588, sand, mix(sand, s.light.haze, 0.40))
    for k, (y, h) in enumerate(((640, 46), (700, 70), (790, 86), (930, 96))):
        xs = np.linspace(-340, 2260, 60)
        phase = s.random.uniform(0, 6.28)
        crest = y - h * (0.5 + 0.5 * np.sin(xs / (300 + 60 * k) + phase)) - h * 0.2 * np.sin(xs / 130 + phase * 2)
        near = mix(sand, s.light.haze, 0.30 - 0.09 * k)
        outline = np.concatenate([np.stack([xs, crest], axis=1), [[2260, 1300], [-340, 1300]]])
        s.put(fill(outline, down(y - h, y + 260, lighter(near, 0.16), near, darker(near, 0.16))))
        slope = np.gradient(crest) * s.key
        shade = np.concatenate(
            [
                np.stack([xs, crest], axis=1),
                np.stack([xs - s.key * 40, crest + np.clip(slope * 26 + 6, 0, 90)], axis=1)[::-1],
            ]
        )
        s.put(fill(shade, mix(darker(near, 0.32), s.light.shade, 0.25), alpha=0.55, blur=3))
        if k == 3:
            for _ in range(60):
                x, ry = s.random.uniform(-300, 2200), s.random.uniform(930, 1270)
                w = s.random.uniform(50, 160)
                s.put(
                    fill(
                        line(smooth([(x, ry), (x + w * 0.5, ry - 5), (x + w, ry)], closed=False), 3.5, taper=0.9),
                        darker(near, 0.25),
                        alpha=0.45,
                    )
                )
    for x, y, h in ((300, 830, 240), (1640, 800, 190), (1880, 900, 330), (-120, 880, 280)):
        _cactus(s, x + s.random.uniform(-40, 40), y, h)
    bone = s.on("#efe4cc")
    for _ in range(9):
        x, y = s.random.uniform(-280, 2200), s.random.uniform(900, 1180)
        s.put(
            fill(ellipse(x, y, 16, 8), darker(sand, 0.35)),
            fill(ellipse(x - 2, y - 4, 14, 7), mix(s.on("#b58a63"), bone, 0.2)),
        )


def _cactus(s: Set, x: float, foot: float, height: float) -> None:
    green = s.on("#5d8a5a")
    w = height * 0.085
    s.put(glow(x - s.key * height * 0.25, foot, height * 0.42, height * 0.05, s.ink, 0.5, "multiply"))
    parts = [
        [(x, foot), (x, foot - height)],
        [
            (x, foot - height * 0.40),
            (x - height * 0.20, foot - height * 0.42),
            (x - height * 0.22, foot - height * 0.72),
        ],
        [
            (x, foot - height * 0.54),
            (x + height * 0.18, foot - height * 0.56),
            (x + height * 0.20, foot - height * 0.82),
        ],
    ]
    for index, part in enumerate(parts):
        width = w * (2 if index == 0 else 1.4)
        curve = part if index == 0 else smooth(part, closed=False)
        s.put(
            fill(line(curve, width), darker(green, 0.30)),
            fill(line(moved(np.asarray(curve), s.key * width * 0.18, 0), width * 0.62), green),
        )
        end = part[-1]
        s.put(fill(ellipse(end[0], end[1], width / 2, width / 2), darker(green, 0.16)))
        s.put(fill(line(np.asarray(curve), width * 0.07), darker(green, 0.45), alpha=0.7))
