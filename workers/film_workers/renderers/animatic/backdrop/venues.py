"""Where people meet: hall, bar."""

from film_workers.renderers.animatic.backdrop.furniture import pendant
from film_workers.renderers.animatic.backdrop.kit import WALL, Set, across, down
from film_workers.renderers.animatic.backdrop.rooms import from_wall, room, window
from film_workers.renderers.animatic.draw import ellipse, fill, glow, line, polygon, rectangle, smooth
from film_workers.renderers.animatic.palette import darker, lighter, mix

FOOT = WALL[3]


def hall(s: Set) -> None:
    """A large public room: columns, tall windows, a wide floor."""
    stone = s.pick("#d3c6ae", "#c3bfb6", "#b9a78f")
    room(s, stone, s.pick("#8f7a60", "#9c958a"), kind="tiles", ceiling="#cfc4ae")
    for k in range(5):
        x = 214 + k * 318
        _tall_window(s, x, 110, 170, 500)
    tone = s.on(stone)
    for k in range(6):
        x = 150 + k * 318 - 8
        shaft = (
            across(x, x + 76, lighter(tone, 0.18), tone, darker(tone, 0.34))
            if s.key < 0
            else across(x, x + 76, darker(tone, 0.34), tone, lighter(tone, 0.18))
        )
        s.put(
            fill(rectangle(x + 8, 90, 60, 634), shaft),
            *(fill(rectangle(x + 18 + j * 14, 120, 4, 570), darker(tone, 0.35), alpha=0.4) for j in range(4)),
        )
        s.put(
            fill(rectangle(x - 8, 70, 92, 28), lighter(tone, 0.10)),
            fill(rectangle(x, 98, 76, 12), darker(tone, 0.18)),
            fill(rectangle(x - 6, 690, 88, 36), darker(tone, 0.10)),
        )
    banner = s.on(s.pick("#7d2f33", "#2f4a6b", "#3f5f45"))
    for x in (430, 1384):
        s.put(
            fill(
                polygon((x, 130), (x + 106, 130), (x + 106, 470), (x + 53, 520), (x, 470)),
                down(130, 520, lighter(banner, 0.1), darker(banner, 0.3)),
            ),
            fill(ellipse(x + 53, 270, 30, 30), s.on("#d2b46a")),
            fill(ellipse(x + 53, 270, 19, 19), banner),
        )
    carpet = s.on(s.pick("#8c3a3a", "#3d5570"))
    a, b = from_wall(830, FOOT, 1.0), from_wall(1090, FOOT, 1.0)
    c, d = from_wall(1090, FOOT, 3.4), from_wall(830, FOOT, 3.4)
    s.put(fill(polygon(a, b, c, d), down(FOOT, 1280, darker(carpet, 0.2), carpet)))
    for dx in (14, 240):
        e, f = from_wall(830 + dx, FOOT, 1.0), from_wall(830 + dx, FOOT, 3.4)
        s.put(fill(polygon(e, (e[0] + 6, e[1]), (f[0] + 20, f[1]), f), s.on("#d2b46a"), alpha=0.8))
    for x in (620, 1300):
        _chandelier(s, x, 150)
    for side in (-1, 1):
        for k in range(3):
            near = 1.12 + k * 0.30
            x, y = from_wall(960 + side * 520, FOOT, near)
            w = 330 * near
            wood = s.on("#6b4a30")
            s.put(
                glow(x, y, w * 0.6, 16 * near, s.ink, 0.45, "multiply"),
                fill(
                    rectangle(x - w / 2, y - 84 * near, w, 40 * near, 5),
                    down(y - 84 * near, y - 40 * near, lighter(wood, 0.1), wood),
                ),
                fill(rectangle(x - w / 2, y - 42 * near, w, 16 * near), darker(wood, 0.18)),
                fill(rectangle(x - w / 2 + 8, y - 28 * near, w - 16, 28 * near), darker(wood, 0.5)),
            )


def _tall_window(s: Set, x: float, y: float, width: float, height: float) -> None:
    light = s.light
    arch = smooth(
        [
            (x, y + width * 0.5),
            (x + width * 0.14, y + width * 0.16),
            (x + width / 2, y),
            (x + width * 0.86, y + width * 0.16),
            (x + width, y + width * 0.5),
            (x + width, y + height * 0.8),
            (x + width, y + height),
            (x + width, y + height),
            (x, y + height),
            (x, y + height),
            (x, y + height * 0.8),
        ]
    )
    frame = s.on("#7d6f5c")
    s.put(
        fill(
            (arch - (x + width / 2, y + height / 2)) * 1.07 + (x + width / 2, y + height / 2),
            darker(s.on("#b3a58c"), 0.2),
        ),
        fill(arch, down(y, y + height, light.sky[max(0, len(light.sky) - 3)][1], light.sky[-1][1])),
    )
    s.pane(arch)
    s.put(
        *(fill(rectangle(x + width * k / 3 - 3, y, 6, height), frame, clip=arch) for k in (1, 2)),
        *(fill(rectangle(x, y + height * k / 6, width, 5), frame, clip=arch) for k in range(1, 6)),
    )
    strength = (0.5 if s.time == "day" else 0.36 if not light.moon else 0.16) * (1 - 0.6 * light.cover)
    lean = -s.key * 150
    shaft = polygon(
        (x, y + 30), (x + width, y + 30), (x + width * 1.3 + lean * 2.3, 1010), (x - width * 0.3 + lean * 2.3, 1010)
    )
    s.put(
        glow(x + width / 2, y + height / 2, width * 1.3, height * 0.8, light.window, strength * 0.6),
        fill(shaft, light.window, alpha=strength * 0.18, blend="screen", blur=14),
    )
    s.put(
        fill(
            polygon(
                (x + lean * 1.2, 770),
                (x + width + lean * 1.2, 770),
                (x + width * 1.3 + lean * 2.3, 1010),
                (x - width * 0.3 + lean * 2.3, 1010),
            ),
            light.window,
            alpha=strength * 0.45,
            blend="screen",
            blur=10,
        )
    )


def _chandelier(s: Set, x: float, y: float) -> None:
    gold = s.on("#b8934a")
    s.put(
        fill(rectangle(x - 2, -200, 4, y + 200), s.ink),
        fill(
            smooth(
                [(x - 120, y + 40), (x, y + 84), (x + 120, y + 40), (x + 110, y + 34), (x, y + 70), (x - 110, y + 34)]
            ),
            gold,
        ),
        fill(rectangle(x - 8, y, 16, 80, 6), gold),
    )
    for dx in (-112, -58, 0, 58, 112):
        dy = 30 - (1 - abs(dx) / 112) * -26
        s.put(fill(rectangle(x + dx - 5, y + dy - 22, 10, 24), s.on("#f0e9d8")))
        if s.light.lamps > 0.1:
            s.put(fill(ellipse(x + dx, y + dy - 28, 6, 10), mix(s.light.lamp, (255, 255, 255), 0.6)))
    if s.light.lamps > 0.1:
        s.put(glow(x, y + 20, 430, 330, s.light.lamp, 0.5 * s.light.lamps))


def bar(s: Set) -> None:
    room(s, s.pick("#5b3a3a", "#3f4a4d", "#4a3d55", "#6b4a35"), "#5d4433", wainscot="#4a3226", ceiling="#5f5148")
    side = s.key
    window(s, 200 if side < 0 else 1410, 170, 300, 300, panes=(2, 2))
    x = 640 if side < 0 else 300
    wood = s.on("#4a3023")
    s.put(
        fill(rectangle(x, 130, 980, 440), darker(wood, 0.35)),
        fill(rectangle(x - 14, 112, 1008, 26), lighter(wood, 0.15)),
    )
    mirror = rectangle(x + 30, 156, 920, 260)
    s.put(
        fill(mirror, down(156, 416, s.on("#7d8f95"), s.on("#4f5d63"))),
        fill(
            polygon((x + 130, 156), (x + 300, 156), (x + 170, 416), (x, 416)), (255, 255, 255), alpha=0.08, clip=mirror
        ),
    )
    for row in range(3):
        y = 250 + row * 104
        s.put(
            fill(rectangle(x + 14, y, 952, 12), lighter(wood, 0.2)),
            glow(x + 490, y - 40, 560, 80, s.light.lamp, 0.10 + 0.16 * s.light.lamps),
        )
        cursor = x + 36.0
        while cursor < x + 930:
            h, w = s.random.uniform(52, 84), s.random.uniform(17, 26)
            glass = s.on(s.pick("#3f7d5a", "#a8642c", "#d9c08a", "#6b2f33", "#4f7f95", "#cfd8d6", "#8a3f2a"))
            s.put(
                fill(
                    smooth(
                        [
                            (cursor, y),
                            (cursor, y - h * 0.55),
                            (cursor + w * 0.36, y - h * 0.70),
                            (cursor + w * 0.36, y - h),
                            (cursor + w * 0.64, y - h),
                            (cursor + w * 0.64, y - h * 0.70),
                            (cursor + w, y - h * 0.55),
                            (cursor + w, y),
                        ],
                        steps=4,
                    ),
                    across(cursor, cursor + w, lighter(glass, 0.2), darker(glass, 0.25)),
                )
            )
            s.put(fill(rectangle(cursor + w * 0.15, y - h * 0.42, w * 0.7, h * 0.22), s.on("#efe6d0"), alpha=0.8))
            cursor += w + s.random.uniform(4, 22)
    top = 620.0
    s.put(
        glow(960, 850, 960, 60, s.ink, 0.5, "multiply"),
        fill(rectangle(120, top + 26, 1680, 190), down(top + 26, top + 216, lighter(wood, 0.06), darker(wood, 0.45))),
    )
    s.put(
        *(
            fill(
                [rectangle(150 + k * 166, top + 50, 140, 140, 4), rectangle(156 + k * 166, top + 56, 128, 128, 3)],
                darker(wood, 0.5),
            )
            for k in range(10)
        )
    )
    s.put(
        fill(
            polygon((90, top + 28), (1830, top + 28), (1790, top - 22), (130, top - 22)),
            across(90, 1830, lighter(wood, 0.20), lighter(wood, 0.42), lighter(wood, 0.20)),
        ),
        fill(rectangle(90, top + 26, 1740, 12), s.on("#b8934a")),
    )
    for k in range(4):
        gx = 420 + k * 330 + s.random.uniform(-50, 50)
        s.put(
            fill(
                polygon((gx - 14, top - 42), (gx + 14, top - 42), (gx + 10, top), (gx - 10, top)),
                s.on("#dfe6e6"),
                alpha=0.6,
            ),
            fill(polygon((gx - 12, top - 26), (gx + 12, top - 26), (gx + 10, top), (gx - 10, top)), s.on("#c9842f")),
        )
    for k in range(5):
        sx = 330 + k * 320
        seat = s.on("#8c3f33")
        s.put(
            glow(sx, 905, 80, 14, s.ink, 0.5, "multiply"),
            fill(rectangle(sx - 5, 740, 10, 160), s.on("#8a8f92")),
            fill(ellipse(sx, 900, 46, 9), s.on("#6d7275")),
            fill(rectangle(sx - 50, 716, 100, 26, 12), down(716, 742, lighter(seat, 0.15), darker(seat, 0.3))),
        )
    for px in (520, 960, 1400):
        pendant(s, px, 210, 46, "#7d3f2a")
    glowing = mix((240, 96, 120), (120, 200, 240), 0.0 if s.random.random() < 0.5 else 1.0)
    nx = 1520 if side < 0 else 200
    ring = [ellipse(nx + 90, 250, 74, 74), ellipse(nx + 90, 250, 67, 67)]
    s.put(
        fill(ring, mix(glowing, (255, 255, 255), 0.4)),
        fill(line(((nx + 55, 260), (nx + 82, 286), (nx + 130, 220)), 8), mix(glowing, (255, 255, 255), 0.4)),
        glow(nx + 90, 250, 250, 230, glowing, 0.42),
    )
