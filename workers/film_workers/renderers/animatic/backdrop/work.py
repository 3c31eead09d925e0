"""Where people work: office, hospital, workshop, corridor."""

from film_workers.renderers.animatic.backdrop.furniture import (
    books,
    box,
    chair,
    pendant,
    picture,
    plant,
    shelves,
    table_lamp,
)
from film_workers.renderers.animatic.backdrop.kit import WALL, Set, across, down
from film_workers.renderers.animatic.backdrop.rooms import room, window
from film_workers.renderers.animatic.draw import Colour, ellipse, fill, glow, line, polygon, rectangle, smooth
from film_workers.renderers.animatic.palette import darker, lighter, mix

FOOT = WALL[3]


def tubes(s: Set, *places: tuple[float, float, float]) -> None:
    """Fluorescent lamps: middle, height and width."""
    on = max(0.35, s.light.lamps)
    cold: Colour = mix((232, 242, 250), s.light.lamp, 0.2)
    for x, y, width in places:
        s.put(
            fill(rectangle(x - width / 2, y, width, 16, 4), mix(s.on("#dfe5e8"), cold, on)),
            glow(x, y + 30, width * 0.9, 190, cold, 0.30 * on),
        )


def office(s: Set) -> None:
    room(s, s.pick("#c4ccd0", "#d9d2c3", "#b6c0bd"), s.pick("#7d8288", "#8a7f73"), kind="concrete")
    side = s.key
    for k in range(3):
        window(s, (200 if side < 0 else 860) + k * 300, 150, 262, 360, panes=(1, 2))
    blind = s.on("#d8d8d2")
    for k in range(3):
        x = (200 if side < 0 else 860) + k * 300
        s.put(*(fill(rectangle(x, 150 + j * 13, 262, 5), blind, alpha=0.75) for j in range(9)))
    shelves(s, 1330 if side < 0 else 190, 220, 400, 500, 5, "#8a8f94")
    board = 1120 if side < 0 else 620
    s.put(
        fill(rectangle(board, 200, 190, 150), s.on("#f4f2ec")),
        fill([rectangle(board - 5, 195, 200, 160), rectangle(board, 200, 190, 150)], s.on("#8d9499")),
    )
    s.put(
        *(
            fill(rectangle(board + 18 + (k % 3) * 56, 218 + (k // 3) * 58, 44, 44), s.on(c))
            for k, c in enumerate(("#f2d36b", "#9fd0c4", "#f0a08a", "#f2d36b", "#c9b5e0"))
        )
    )
    tubes(s, (520, 30, 420), (1400, 30, 420))
    for x, w in ((330, 520), (1080, 540)):
        box(s, x, 664, w, 170, s.pick("#b58d63", "#c9b79a"), depth=62)
        for k in range(2):
            sx = x + w * (0.22 + 0.46 * k)
            s.put(
                fill(rectangle(sx - 10, 604, 20, 30), s.ink),
                fill(rectangle(sx - 82, 500, 164, 108, 8), s.on("#2b2f36")),
                fill(
                    rectangle(sx - 75, 507, 150, 92),
                    across(
                        sx - 75, sx + 75, mix(s.on("#9fc4d4"), (210, 235, 255), s.light.lamps * 0.6), s.on("#5f8ea6")
                    ),
                ),
            )
            s.put(
                *(
                    fill(rectangle(sx - 62, 520 + j * 15, 40 + (j * 37) % 70, 5), (255, 255, 255), alpha=0.5)
                    for j in range(5)
                )
            )
            if s.dark:
                s.put(glow(sx, 560, 210, 170, (150, 200, 240), 0.30))
        books(s, x + w * 0.40, 618, 70, 46)
        chair(s, x + w * 0.5, 860, 230, "#3b4350", side=1 if x < 800 else -1)
    if s.dark:
        table_lamp(s, 1320, 618, 60)
    plant(s, 960, 772, 280)


def hospital(s: Set) -> None:
    room(s, "#cfe0dc", "#aebfc0", kind="tiles", wainscot="#9cbdb8", ceiling="#eef2f0")
    side = s.key
    window(s, 240 if side < 0 else 1290, 150, 360, 330, panes=(2, 1), city=True)
    tubes(s, (620, 24, 360), (1300, 24, 360))
    x, foot, width = 690, 800, 620
    steel, sheet, cover = s.on("#b9c4c8"), s.on("#f5f5f1"), s.on("#86b3bd")
    s.put(glow(x + width / 2, foot + 30, width * 0.6, 40, s.ink, 0.5, "multiply"))
    s.put(
        *(fill(ellipse(x + k, foot + 22, 16, 16), s.ink) for k in (50, width - 50)),
        *(fill(rectangle(x + k, foot - 60, 10, 76), steel) for k in (46, width - 56)),
    )
    s.put(fill(rectangle(x - 22, 520, 26, 270, 10), steel), fill(rectangle(x + width, 600, 22, 190, 10), steel))
    s.put(fill(polygon((x, 700), (x, 610), (x + 190, 670), (x + width, 676), (x + width, 740), (x, 740)), sheet))
    s.put(
        fill(smooth([(x + 8, 620), (x + 60, 574), (x + 150, 600), (x + 170, 668), (x + 60, 650)]), lighter(sheet, 0.5))
    )
    s.put(
        fill(
            smooth(
                [
                    (x + 170, 690),
                    (x + 260, 650),
                    (x + 420, 662),
                    (x + width + 4, 660),
                    (x + width + 6, 764),
                    (x + 400, 776),
                    (x + 166, 766),
                ]
            ),
            down(650, 776, cover, darker(cover, 0.28)),
        )
    )
    s.put(
        fill(rectangle(x + 10, 742, width - 20, 16), steel),
        *(fill(rectangle(x + 200 + k * 90, 640, 7, 70), steel) for k in range(5)),
        fill(rectangle(x + 196, 636, 380, 9, 4), lighter(steel, 0.2)),
    )
    mx = x - 190
    s.put(
        fill(rectangle(mx + 56, 420, 8, 370), steel),
        fill(rectangle(mx, 380, 130, 100, 8), s.on("#e4e8e6")),
        fill(rectangle(mx + 10, 390, 110, 70), (18, 34, 38)),
    )
    pulse = [
        (mx + 12, 430),
        (mx + 38, 430),
        (mx + 46, 404),
        (mx + 56, 450),
        (mx + 64, 424),
        (mx + 72, 430),
        (mx + 118, 430),
    ]
    s.put(
        fill(line(pulse, 3), (110, 240, 160)), glow(mx + 65, 430, 140, 110, (110, 240, 170), 0.16 + 0.2 * s.light.lamps)
    )
    drip = x + width + 90
    s.put(
        fill(rectangle(drip, 330, 7, 460), steel),
        fill(rectangle(drip - 34, 328, 72, 7), steel),
        fill(rectangle(drip - 44, 340, 40, 84, 10), s.on("#e8f2f0"), alpha=0.85),
        fill(rectangle(drip - 44, 380, 40, 44, 10), s.on("#b6d9d6")),
    )
    rail = s.on("#8fa3a6")
    s.put(fill(rectangle(150, 116, 1620, 7), rail))
    curtain = s.on("#7fb0ab")
    cx = 1440 if side < 0 else 160
    s.put(
        fill(
            polygon((cx, 120), (cx + 260, 120), (cx + 252, 420), (cx + 262, 742), (cx - 4, 742), (cx + 8, 420)),
            across(
                cx,
                cx + 260,
                curtain,
                darker(curtain, 0.22),
                curtain,
                darker(curtain, 0.26),
                lighter(curtain, 0.08),
                darker(curtain, 0.2),
            ),
        )
    )
    s.put(*(fill(rectangle(cx + 26 + k * 42, 124, 5, 610), darker(curtain, 0.4), alpha=0.25) for k in range(6)))
    box(s, 1390 if side > 0 else 420, 650, 130, 140, "#d9e0df", depth=26)
    picture(s, 950, 200, 190, 140)


def workshop(s: Set) -> None:
    room(s, s.pick("#a08d78", "#8d8f88", "#b0a08a"), "#837c74", kind="concrete", ceiling="#8a8278")
    side = s.key
    brick = s.on("#9a6f58")
    for row in range(11):
        for k in range(-1, 17):
            x = 150 + k * 104 + (52 if row % 2 else 0)
            if s.random.random() < 0.30:
                left, right = max(150, x), min(1770, x + 98)
                if right > left:
                    s.put(
                        fill(
                            rectangle(left, 80 + row * 58, right - left, 52),
                            mix(brick, darker(brick, 0.4), s.random.random()),
                            alpha=0.22,
                        )
                    )
    window(s, 230 if side < 0 else 1240, 120, 440, 300, panes=(4, 3))
    board = 820 if side < 0 else 300
    wood = s.on("#b38b5d")
    s.put(
        fill(rectangle(board + 8, 158, 620, 260), s.ink, alpha=0.3, blur=8),
        fill(rectangle(board, 150, 620, 260), down(150, 410, wood, darker(wood, 0.18))),
    )
    iron, grip = s.on("#4a4f55"), s.on("#b5452f")
    for k in range(9):
        x = board + 44 + k * 66
        length = s.random.uniform(90, 170)
        kind = s.random.randint(0, 3)
        s.put(
            fill(rectangle(x - 4, 178, 9, length), iron),
            fill(rectangle(x - 7, 178 + length * 0.55, 15, length * 0.5, 7), grip if k % 2 else s.on("#3f5f7a")),
        )
        if kind == 0:
            s.put(fill(rectangle(x - 26, 176, 54, 22, 5), iron))
        elif kind == 1:
            s.put(fill([ellipse(x, 186, 19, 19), ellipse(x, 180, 9, 11)], iron))
        elif kind == 2:
            s.put(fill(polygon((x - 14, 178), (x + 16, 178), (x + 44, 250), (x + 8, 210)), iron))
    box(s, 260, 640, 1400, 190, s.pick("#8a6440", "#75563a"), depth=70)
    s.put(
        *(fill(rectangle(290 + k * 340, 676, 300, 120, 4), darker(s.on("#75563a"), 0.25)) for k in range(4)),
        *(fill(rectangle(410 + k * 340, 700, 60, 10, 4), iron) for k in range(4)),
    )
    vice = 470
    s.put(
        fill(rectangle(vice, 560, 120, 40, 6), s.on("#3f5a66")),
        fill(rectangle(vice + 30, 596, 60, 36), s.on("#3f5a66")),
        fill(rectangle(vice - 40, 576, 50, 9), iron),
    )
    for k, colour in enumerate(("#b5452f", "#3f6f5a", "#c58a2e")):
        tin = s.on(colour)
        s.put(
            fill(
                rectangle(760 + k * 66, 560 - k * 8, 54, 66 + k * 8, 4),
                across(760 + k * 66, 814 + k * 66, lighter(tin, 0.15), darker(tin, 0.35)),
            )
        )
    s.put(
        fill(rectangle(1080, 590, 330, 18), lighter(wood, 0.2)),
        fill(rectangle(1120, 574, 260, 17), wood),
        *(fill(ellipse(1000 + k * 9, 626 + (k % 3) * 4, 12, 5), lighter(wood, 0.3)) for k in range(9)),
    )
    pendant(s, 660, 210, 80, "#39504a")
    pendant(s, 1260, 210, 80, "#39504a")
    tyre = s.on("#2b2b2e")
    tx = 1730 if side < 0 else 150
    s.put(
        glow(tx, 852, 130, 22, s.ink, 0.5, "multiply"),
        *(
            fill(
                [ellipse(tx, 820 - k * 58, 104, 32), ellipse(tx, 812 - k * 58, 50, 13)],
                mix(tyre, s.light.haze, 0.04 * k),
            )
            for k in range(3)
        ),
    )


def corridor(s: Set) -> None:
    wall, floor = s.on(s.pick("#c9c3b4", "#b5c2c0", "#c7b39d")), s.on(s.pick("#7c7f7d", "#8a7358"))
    vx, vy = 960.0, 470.0

    def ring(near: float) -> tuple[float, float, float, float]:
        return vx - 130 * near, vy - 150 * near, vx + 130 * near, vy + 170 * near

    far, close = ring(1.0), ring(9.2)
    dim = 0.42 if s.dark else 0.22
    s.put(fill(rectangle(-320, -200, 2560, 1480), darker(wall, 0.4)))
    s.put(
        fill(
            polygon((far[0], far[3]), (far[2], far[3]), (close[2], close[3]), (close[0], close[3])),
            down(far[3], 1280, darker(floor, dim), lighter(floor, 0.08), darker(floor, 0.2)),
        )
    )
    s.put(
        fill(
            polygon((far[0], far[1]), (far[2], far[1]), (close[2], close[1]), (close[0], close[1])),
            down(-200, far[1], darker(wall, 0.28), darker(wall, dim)),
        )
    )
    s.put(
        fill(
            polygon((far[0], far[1]), (far[0], far[3]), (close[0], close[3]), (close[0], close[1])),
            across(-320, far[0], lighter(wall, 0.10), darker(wall, dim + 0.08)),
        )
    )
    s.put(
        fill(
            polygon((far[2], far[1]), (far[2], far[3]), (close[2], close[3]), (close[2], close[1])),
            across(far[2], 2240, darker(wall, dim + 0.14), darker(wall, 0.10)),
        )
    )
    near = 1.0
    seams = darker(floor, 0.4)
    while near < 9:
        near *= 1.2
        y = ring(near)[3]
        s.put(fill(rectangle(ring(near)[0], y, ring(near)[2] - ring(near)[0], 0.7 * near), seams, alpha=0.4))
    for k in range(-4, 5):
        x0, x1 = vx + k * 32, vx + k * 32 * 9.2
        s.put(
            fill(
                polygon((x0 - 0.4, far[3]), (x0 + 0.4, far[3]), (x1 + 3, close[3]), (x1 - 3, close[3])),
                seams,
                alpha=0.4,
            )
        )
    s.put(
        fill(rectangle(far[0], far[1], 260, 320), mix(s.light.window, wall, 0.2)),
        fill(rectangle(far[0] + 60, far[1] + 60, 140, 260), s.on("#5b6a70")),
        fill(rectangle(far[0] + 76, far[1] + 80, 108, 120), mix(s.light.window, (255, 255, 255), 0.4)),
    )
    s.put(glow(vx, vy, 520, 420, s.light.window, 0.46))
    door, panel = s.on(s.pick("#7d5a3c", "#4d6470", "#8b8d86")), darker(wall, 0.34)
    for sign in (-1, 1):
        for a, b in ((1.25, 1.6), (2.1, 2.75), (3.7, 4.9), (6.4, 8.6)):
            (xa, xb) = (vx + sign * 130 * a, vx + sign * 130 * b)
            ya, yb = vy - 92 * a, vy - 92 * b
            tone = darker(door, (0.30 if sign == s.key else 0.12) + 0.10 / a)
            frame = polygon(
                (xa - sign * 4 * a, ya - 8 * a),
                (xb + sign * 4 * b, yb - 8 * b),
                (xb + sign * 4 * b, vy + 170 * b),
                (xa - sign * 4 * a, vy + 170 * a),
            )
            s.put(
                fill(frame, panel),
                fill(
                    polygon((xa, ya), (xb, yb), (xb, vy + 169 * b), (xa, vy + 169 * a)),
                    across(min(xa, xb), max(xa, xb), tone, darker(tone, 0.2)),
                ),
            )
            mid = (a + b) / 2
            s.put(
                fill(
                    polygon(
                        (vx + sign * 130 * (a + 0.25 * (b - a)), vy - 66 * (a + 0.25 * (b - a))),
                        (vx + sign * 130 * (a + 0.75 * (b - a)), vy - 66 * (a + 0.75 * (b - a))),
                        (vx + sign * 130 * (a + 0.75 * (b - a)), vy - 8 * mid),
                        (vx + sign * 130 * (a + 0.25 * (b - a)), vy - 8 * mid),
                    ),
                    mix(s.light.lamp, tone, 0.55 if s.dark and mid > 3 else 0.8),
                )
            )
            s.put(
                fill(
                    ellipse(vx + sign * 130 * (a + 0.14 * (b - a)), vy + 50 * mid, 2.4 * mid, 2.4 * mid),
                    s.on("#d2b46a"),
                )
            )
        stripe = s.on(s.pick("#5f8f8a", "#a8643c"))
        s.put(
            fill(
                polygon(
                    (vx + sign * 130, vy + 78),
                    (vx + sign * 130, vy + 84),
                    (vx + sign * 130 * 9.2, vy + 84 * 9.2),
                    (vx + sign * 130 * 9.2, vy + 78 * 9.2),
                ),
                stripe,
                alpha=0.25,
            )
        )
    cold = mix((235, 243, 250), s.light.lamp, 0.35)
    on = max(0.35, s.light.lamps)
    for near in (1.2, 1.8, 2.8, 4.6):
        y = vy - 150 * near
        s.put(
            fill(
                polygon(
                    (vx - 40 * near, y),
                    (vx + 40 * near, y),
                    (vx + 40 * near * 1.25, y - 150 * near * 0.25),
                    (vx - 40 * near * 1.25, y - 150 * near * 0.25),
                ),
                mix(wall, cold, 0.5 + 0.5 * on),
            ),
            glow(vx, y, 110 * near, 60 * near, cold, 0.34 * on),
            glow(vx, vy + 172 * near, 100 * near, 16 * near, cold, 0.26 * on),
        )
    plant(s, 250 if s.key > 0 else 1670, 900, 300)
