"""Where people pass through and ride: station, vehicle."""

from film_workers.renderers.animatic.backdrop.kit import WALL, Set, across, down
from film_workers.renderers.animatic.backdrop.outdoors import ground, ridge, sky, tree
from film_workers.renderers.animatic.draw import ellipse, fill, glow, line, polygon, rectangle, smooth
from film_workers.renderers.animatic.palette import darker, lighter, mix

FOOT = WALL[3]


def station(s: Set) -> None:  # noqa: PLR0912 - a set is a list of things
    """A platform under an iron roof: track, train, clock."""
    sky(s, 560, clouds=3)
    far = s.on("#8a8f98", 0.35)
    for k in range(9):
        x, h = -320 + k * 290, s.random.uniform(90, 220)
        s.put(fill(rectangle(x, 560 - h, 250, h + 20), mix(far, s.light.haze, 0.35)))
    iron = s.on("#3d4a50")
    glass = mix(s.light.sky[1][1], s.on("#9fb0b5"), 0.4)
    s.put(fill(polygon((-320, -200), (2240, -200), (2240, 120), (960, -40), (-320, 120)), darker(iron, 0.1)))
    for k in range(14):
        x = -320 + k * 190
        s.put(fill(polygon((x + 12, -200), (x + 172, -200), (x + 168, 40), (x + 18, 40)), glass, alpha=0.75))
    s.put(
        fill(
            smooth(
                [
                    (-330, 210),
                    (300, 96),
                    (960, 60),
                    (1620, 96),
                    (2250, 210),
                    (2250, 176),
                    (1620, 62),
                    (960, 26),
                    (300, 62),
                    (-330, 176),
                ]
            ),
            iron,
        )
    )
    for k in range(17):
        x = -300 + k * 160
        s.put(fill(line(((x, -10), (x + 80, 110), (x + 160, -10)), 6), iron, alpha=0.9))
    train = s.on(s.pick("#2f6b5e", "#8c3a33", "#3a5680", "#b5892f"))
    top, foot = 318.0, 706.0
    tx = -120 if s.key > 0 else 40
    s.put(
        fill(rectangle(tx - 600, foot - 8, 2600, 50), s.ink),
        fill(
            rectangle(tx - 600, top, 2500, foot - top, 34),
            down(top, foot, lighter(train, 0.16), train, darker(train, 0.30)),
        ),
        fill(rectangle(tx - 600, top + 196, 2500, 14), s.on("#e9dfc8")),
        fill(rectangle(tx - 600, top + 6, 2500, 22, 10), darker(train, 0.35)),
    )
    for k in range(-4, 13):
        x = tx + k * 150
        if x > tx + 1800:
            continue
        if k % 4 == 3:
            s.put(
                fill(rectangle(x + 20, top + 50, 104, foot - top - 66, 8), darker(train, 0.18)),
                fill(
                    [
                        rectangle(x + 18, top + 48, 108, foot - top - 62, 8),
                        rectangle(x + 23, top + 53, 98, foot - top - 72, 6),
                    ],
                    darker(train, 0.45),
                ),
            )
        lit = mix(s.light.lamp, (255, 255, 255), 0.25) if s.light.lamps > 0.2 else mix(s.light.sky[-1][1], s.ink, 0.28)
        pane = rectangle(x + 14, top + 62, 118, 104, 12)
        s.put(
            fill(rectangle(x + 8, top + 56, 130, 116, 14), darker(train, 0.38)),
            fill(pane, down(top + 62, top + 166, lit, darker(lit, 0.22))),
        )
        s.put(
            fill(
                polygon((x + 20, top + 62), (x + 70, top + 62), (x + 30, top + 166), (x + 14, top + 166)),
                (255, 255, 255),
                alpha=0.12,
                clip=pane,
            )
        )
        if s.random.random() < 0.4:
            hx = x + 60 + s.random.uniform(-14, 20)
            s.put(
                fill(ellipse(hx, top + 128, 15, 18), s.ink, alpha=0.6),
                fill(ellipse(hx, top + 172, 28, 26), s.ink, alpha=0.6, clip=pane),
            )
    platform = s.on("#a9a297")
    s.put(
        fill(rectangle(-320, 724, 2560, 560), down(724, 1280, darker(platform, 0.25), platform, darker(platform, 0.3))),
        fill(rectangle(-320, 716, 2560, 16), lighter(platform, 0.2)),
        fill(rectangle(-320, 748, 2560, 22), s.on("#d9b13f")),
        fill(rectangle(-320, 700, 2560, 18), s.ink, alpha=0.6),
    )
    for k in range(-14, 15):
        x0, x1 = 960 + k * 120, 960 + (k * 120) * 3.2
        s.put(fill(polygon((x0, 772), (x0 + 2, 772), (x1 + 6, 1280), (x1, 1280)), darker(platform, 0.35), alpha=0.4))
    for y in (806, 862, 944, 1060, 1200):
        s.put(fill(rectangle(-320, y, 2560, 3), darker(platform, 0.35), alpha=0.4))
    for x in (210, 1710):
        s.put(
            glow(x, 812, 100, 16, s.ink, 0.5, "multiply"),
            fill(rectangle(x - 17, 96, 34, 710), across(x - 17, x + 17, lighter(iron, 0.2), iron, darker(iron, 0.3))),
            fill(rectangle(x - 30, 776, 60, 34), iron),
            fill(
                smooth([(x - 17, 240), (x - 100, 130), (x - 150, 110), (x - 150, 96), (x - 90, 112), (x - 17, 200)]),
                iron,
            ),
            fill(
                smooth([(x + 17, 240), (x + 100, 130), (x + 150, 110), (x + 150, 96), (x + 90, 112), (x + 17, 200)]),
                iron,
            ),
        )
    cx, cy = 1320.0, 214.0
    s.put(
        fill(rectangle(cx - 4, 60, 8, 90), iron),
        fill(ellipse(cx, cy, 74, 74), iron),
        fill(ellipse(cx, cy, 64, 64), mix(s.on("#f6f1e4"), s.light.lamp, 0.3 * s.light.lamps)),
        fill(line(((cx, cy), (cx, cy - 46)), 6), (30, 30, 34)),
        fill(line(((cx, cy), (cx + 30, cy + 16)), 7), (30, 30, 34)),
    )
    s.put(*(fill(rectangle(cx - 2, cy - 60 if k == 0 else cy + 50, 4, 10), (30, 30, 34)) for k in range(2)))
    sign = s.on("#26456b")
    s.put(
        fill(rectangle(560, 200, 330, 74, 8), sign),
        *(fill(rectangle(586 + k * 60, 222, 40 + 12 * (k % 2), 12), (240, 240, 235), alpha=0.9) for k in range(4)),
        *(fill(rectangle(586 + k * 84, 246, 58, 8), (240, 240, 235), alpha=0.5) for k in range(3)),
        *(fill(rectangle(600 + k * 246, 96, 5, 104), iron) for k in range(2)),
    )
    bench = s.on("#7a5638")
    for bx in (560, 1250):
        s.put(
            glow(bx + 120, 842, 170, 16, s.ink, 0.5, "multiply"),
            *(fill(rectangle(bx, 742 + k * 22, 240, 15, 4), darker(bench, 0.10 * k)) for k in range(2)),
            fill(rectangle(bx - 6, 792, 252, 16, 4), lighter(bench, 0.1)),
            *(fill(rectangle(bx + 16 + k * 200, 800, 10, 42), iron) for k in range(2)),
        )
    if s.light.lamps > 0.1:
        for lx in (430, 960, 1490):
            s.put(
                fill(rectangle(lx - 60, 118, 120, 12, 5), mix(s.light.lamp, (255, 255, 255), 0.5)),
                glow(lx, 130, 420, 330, s.light.lamp, 0.40 * s.light.lamps),
                glow(lx, 860, 380, 70, s.light.lamp, 0.32 * s.light.lamps),
            )


def vehicle(s: Set) -> None:
    """Inside a car, seen from its bonnet: seats, windows, and what passes outside."""
    horizon = 500.0
    sky(s, horizon, clouds=4)
    ridge(s, horizon + 10, 120, s.on("#7d97a5", 0.45))
    for k in range(26):
        x = -300 + k * 100 + s.random.uniform(-30, 30)
        tree(
            s,
            x,
            horizon + s.random.uniform(20, 60),
            s.random.uniform(120, 220),
            s.pick("#5f8a55", "#4f7a50", "#7a8f4f"),
            0.25,
        )
    ground(s, horizon + 36, s.on("#6f7a5a"), s.on("#8a9070", 0.3))
    if s.light.lamps > 0.3:
        for _ in range(14):
            x, y = s.random.uniform(-200, 2100), s.random.uniform(360, 540)
            s.put(fill(ellipse(x, y, 7, 7), s.light.lamp, alpha=0.9), glow(x, y, 60, 60, s.light.lamp, 0.5))
    body, cloth = s.on(s.pick("#4a4f58", "#54483f", "#3f4c4a")), s.on(s.pick("#7d6a58", "#5d6470", "#6b4a42"))
    glass = [
        smooth(
            [
                (-40, 690),
                (120, 250),
                (330, 120),
                (960, 92),
                (1590, 120),
                (1800, 250),
                (1960, 690),
                (1960, 690),
                (960, 720),
                (-40, 690),
            ],
            steps=8,
        )
    ]
    s.put(
        fill(
            [rectangle(-320, -200, 2560, 1480), *glass], down(-200, 1280, darker(body, 0.15), body, darker(body, 0.45))
        )
    )
    s.pane(*glass)
    lining = s.on("#b9b0a2")
    s.put(
        fill(
            smooth([(-320, -200), (2240, -200), (2240, 60), (1640, 78), (960, 56), (280, 78), (-320, 60)]),
            down(-200, 90, darker(lining, 0.4), darker(lining, 0.12)),
        )
    )
    for x, lean in ((560, -1), (1360, 1)):
        s.put(
            fill(
                smooth([(x - 12, 100), (x + 12, 100), (x + 26 + lean * 10, 730), (x - 26 + lean * 10, 730)]),
                darker(body, 0.30),
            )
        )
    shine = polygon((300, 120), (620, 100), (300, 700), (20, 700))
    s.put(fill(shine, (255, 255, 255), alpha=0.06, clip=glass[0]))
    for x in (430, 1490):
        seat = smooth(
            [
                (x - 250, 1290),
                (x - 236, 760),
                (x - 190, 560),
                (x - 110, 512),
                (x, 500),
                (x + 110, 512),
                (x + 190, 560),
                (x + 236, 760),
                (x + 250, 1290),
            ]
        )
        rest = smooth(
            [
                (x - 92, 500),
                (x - 106, 400),
                (x - 70, 346),
                (x, 336),
                (x + 70, 346),
                (x + 106, 400),
                (x + 92, 500),
                (x, 520),
            ]
        )
        s.put(
            *(fill(rectangle(x + k - 6, 470, 12, 60), s.on("#9aa0a3")) for k in (-46, 46)),
            fill(rest, down(336, 520, lighter(cloth, 0.12), darker(cloth, 0.25))),
            fill(seat, across(x - 250, x + 250, darker(cloth, 0.25), lighter(cloth, 0.08), darker(cloth, 0.32))),
        )
        s.put(
            *(
                fill(
                    line(
                        smooth([(x + k * 62, 560), (x + k * 70, 800), (x + k * 74, 1280)], closed=False), 5, taper=0.3
                    ),
                    darker(cloth, 0.4),
                    alpha=0.55,
                )
                for k in (-2, -1, 0, 1, 2)
            )
        )
    belt = s.on("#2f3238")
    s.put(
        fill(line(smooth([(250, 430), (360, 760), (540, 1200)], closed=False), 22, taper=0.0), belt),
        fill(line(smooth([(1670, 430), (1560, 760), (1380, 1200)], closed=False), 22, taper=0.0), belt),
    )
    s.put(
        fill(rectangle(880, 66, 160, 52, 20), s.ink),
        fill(rectangle(888, 73, 144, 38, 15), mix(s.light.sky[-1][1], s.ink, 0.35)),
    )
    s.put(glow(960, 300, 1100, 620, s.light.window if not s.light.moon else s.light.sky[-1][1], 0.18))
    dash = smooth([(-330, 1140), (240, 1064), (960, 1046), (1680, 1064), (2250, 1140), (2250, 1300), (-330, 1300)])
    s.front.append(fill(dash, down(1040, 1280, darker(body, 0.35), darker(body, 0.62)), blur=2))
    wheel = [ellipse(1480, 1190, 250, 150), ellipse(1480, 1190, 218, 122)]
    s.front.append(fill(wheel, darker(body, 0.60), blur=1.5))
