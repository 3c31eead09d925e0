"""Where people live: living room, bedroom, kitchen."""

from film_workers.renderers.animatic.backdrop.furniture import (
    box,
    chair,
    floor_lamp,
    pendant,
    picture,
    plant,
    shelves,
    table,
    table_lamp,
    vase,
)
from film_workers.renderers.animatic.backdrop.kit import WALL, Set, across, down
from film_workers.renderers.animatic.backdrop.rooms import room, window
from film_workers.renderers.animatic.draw import ellipse, fill, glow, polygon, rectangle, smooth
from film_workers.renderers.animatic.palette import darker, lighter, mix

FOOT = WALL[3]


def rug(s: Set, x: float, y: float, rx: float, ry: float, colour: str) -> None:  # noqa: PLR0917
    tone = s.on(colour)
    s.put(fill(ellipse(x, y + 3, rx, ry), s.ink, alpha=0.3, blur=4), fill(ellipse(x, y, rx, ry), tone))
    s.put(
        fill([ellipse(x, y, rx * 0.92, ry * 0.90), ellipse(x, y, rx * 0.84, ry * 0.80)], lighter(tone, 0.35), alpha=0.7)
    )
    s.put(
        fill([ellipse(x, y, rx * 0.60, ry * 0.56), ellipse(x, y, rx * 0.56, ry * 0.51)], lighter(tone, 0.35), alpha=0.5)
    )


def sofa(s: Set, x: float, foot: float, width: float, colour: str) -> None:
    tone = s.on(colour)
    deep, light = darker(tone, 0.30), lighter(tone, 0.14)
    h = width * 0.36
    s.put(glow(x + width / 2, foot + 4, width * 0.62, 34, s.ink, 0.6, "multiply"))
    s.put(*(fill(rectangle(x + k, foot - 16, 16, 20), s.on("#3a2a20")) for k in (24, width - 40)))
    s.put(fill(rectangle(x + width * 0.05, foot - h, width * 0.90, h * 0.8, 34), down(foot - h, foot, tone, deep)))
    for k in range(3):
        w = width * 0.78 / 3
        s.put(
            fill(
                rectangle(x + width * 0.11 + k * w, foot - h * 0.92, w - 5, h * 0.52, 20),
                down(foot - h, foot - h * 0.4, light, tone),
            )
        )
    for k in range(3):
        w = width * 0.78 / 3
        s.put(
            fill(
                rectangle(x + width * 0.11 + k * w, foot - h * 0.50, w - 4, h * 0.26, 14),
                down(foot - h * 0.5, foot - h * 0.2, lighter(tone, 0.22), tone),
            )
        )
    s.put(fill(rectangle(x + width * 0.06, foot - h * 0.28, width * 0.88, h * 0.20, 6), deep))
    for k in (0.0, 0.88):
        s.put(
            fill(
                rectangle(x + width * k, foot - h * 0.66, width * 0.12, h * 0.60, 24),
                across(x + width * k, x + width * (k + 0.12), light, deep),
            )
        )
    for dx, colour_ in ((0.20, "#d9a441"), (0.70, "#d8cdb4")):
        cushion = smooth(
            [
                (x + width * dx - 34, foot - h * 0.82),
                (x + width * dx + 34, foot - h * 0.86),
                (x + width * dx + 40, foot - h * 0.48),
                (x + width * dx - 40, foot - h * 0.46),
            ]
        )
        s.put(fill(cushion, down(foot - h * 0.85, foot - h * 0.45, s.on(colour_), darker(s.on(colour_), 0.25))))


def living_room(s: Set) -> None:
    room(s, s.pick("#b9c4b4", "#d8c3a5", "#a9bac4", "#c9b0a0"), s.pick("#a2764f", "#8d6646", "#b58a60"))
    side = s.key
    wx = 250 if side < 0 else 1250
    window(
        s,
        wx,
        170,
        400,
        350,
        panes=(3, 2),
        curtains=s.pick("#8a4b45", "#4d6a78", "#b89456"),
        city=s.random.random() < 0.6,
    )
    other = 1180 if side < 0 else 210
    shelves(s, other + 90, 250, 430, 470, 4, s.pick("#6b4a30", "#7d5c3d"))
    picture(s, 790, 215, 190, 140)
    picture(s, 1010, 250, 110, 140)
    rug(s, 960, 905, 620, 96, s.pick("#8c4a44", "#44617a", "#5c6b4f"))
    sofa(s, 690, 782, 500, s.pick("#3f6a66", "#8b5a4a", "#4e5b7d"))
    floor_lamp(s, 640 if side > 0 else 1250, 772, 400)
    plant(s, wx + (460 if side < 0 else -60), 776, 300)
    for x in ((-170.0, 1760.0) if side > 0 else (1830.0, -220.0))[:1]:
        box(s, x, 640, 330, 190, s.pick("#7a5638", "#5d4632"), depth=40)
        table_lamp(s, x + 165, 604, 84)
    chair(s, 1650 if side > 0 else 250, 900, 250, "#7d5a3c", side=-side)


def bedroom(s: Set) -> None:
    room(s, s.pick("#aab7c7", "#d6c2c2", "#c3c9b2", "#b8a9bd"), s.pick("#b08a63", "#8f6d50"))
    side = s.key
    wx = 230 if side < 0 else 1330
    window(s, wx, 160, 350, 370, panes=(2, 3), curtains=s.pick("#d9cbb8", "#7d8fa6", "#a3766f"), city=False)
    x, foot, width = 640, 812, 640
    wood, sheet, cover = (
        s.on(s.pick("#6b4a34", "#8a6443")),
        s.on("#efe9df"),
        s.on(s.pick("#4f6d84", "#8c5b5f", "#5f7359", "#b98a4b")),
    )
    rug(s, 960, 900, 560, 78, "#cfc1ab")
    s.put(glow(x + width / 2, foot + 6, width * 0.64, 46, s.ink, 0.6, "multiply"))
    s.put(fill(rectangle(x - 14, 400, width + 28, 380, 26), down(400, 780, lighter(wood, 0.1), darker(wood, 0.3))))
    s.put(*(fill(rectangle(x + 18 + k * 122, 424, 108, 150, 14), darker(wood, 0.18), alpha=0.7) for k in range(5)))
    s.put(fill(rectangle(x, 560, width, 230, 26), sheet))
    for k in (0.08, 0.54):
        pillow = smooth(
            [
                (x + width * k, 520),
                (x + width * (k + 0.19), 506),
                (x + width * (k + 0.38), 520),
                (x + width * (k + 0.38), 592),
                (x + width * (k + 0.19), 604),
                (x + width * k, 592),
            ]
        )
        s.put(fill(pillow, down(505, 605, lighter(sheet, 0.4), darker(sheet, 0.16))))
    s.put(
        fill(
            smooth(
                [
                    (x - 26, 636),
                    (x + width * 0.25, 612),
                    (x + width * 0.6, 628),
                    (x + width + 26, 610),
                    (x + width + 34, 800),
                    (x + width * 0.5, 822),
                    (x - 34, 806),
                ]
            ),
            down(610, 820, lighter(cover, 0.12), darker(cover, 0.34)),
        )
    )
    s.put(
        fill(
            smooth(
                [
                    (x - 24, 640),
                    (x + width * 0.25, 616),
                    (x + width * 0.6, 632),
                    (x + width + 25, 614),
                    (x + width + 27, 650),
                    (x + width * 0.55, 668),
                    (x - 26, 672),
                ]
            ),
            lighter(cover, 0.5),
        )
    )
    for k in range(5):
        s.put(
            fill(
                smooth(
                    [(x + 60 + k * 130, 690), (x + 90 + k * 126, 740), (x + 84 + k * 128, 806), (x + 78 + k * 128, 740)]
                ),
                darker(cover, 0.35),
                alpha=0.4,
            )
        )
    for bx in (x - 170, x + width + 40):
        box(s, bx, 650, 130, 140, "#7a5a40", depth=24)
        table_lamp(s, bx + 65, 630, 66)
    picture(s, 840, 190, 240, 150)
    wardrobe = 1480 if side < 0 else 200
    tone = s.on(s.pick("#7d6248", "#cfc6b4", "#5c6b70"))
    s.put(
        fill(rectangle(wardrobe - 4, 190, 268, 540), darker(tone, 0.3)),
        *(
            fill(
                rectangle(wardrobe + k * 130, 196, 128, 528), across(wardrobe, wardrobe + 260, tone, darker(tone, 0.14))
            )
            for k in range(2)
        ),
    )
    s.put(*(fill(rectangle(wardrobe + 112 + k * 28, 440, 6, 46, 3), s.on("#c9a85c")) for k in range(2)))
    plant(s, wx + (420 if side < 0 else -70), 772, 230)


def kitchen(s: Set) -> None:
    room(s, s.pick("#dfe0d2", "#e3d3b8", "#c5d3d0"), s.pick("#b9a58a", "#8f9390"), kind="tiles")
    side = s.key
    front, top = s.pick("#3f5d63", "#7b8f72", "#a9624a", "#5a6478"), s.on("#d9cdb9")
    tile = s.on("#f0ebe0")
    s.put(
        fill(rectangle(150, 392, 1620, 130), tile),
        *(fill(rectangle(150 + k * 62, 392, 2, 130), darker(tile, 0.2), alpha=0.6) for k in range(27)),
        *(fill(rectangle(150, 392 + k * 44, 1620, 2), darker(tile, 0.2), alpha=0.6) for k in range(1, 3)),
    )
    wx = 330 if side < 0 else 1180
    window(s, wx, 150, 390, 230, panes=(2, 1), city=False)
    tone = s.on(front)
    for x in (790, 970, 1150, 1330, 1510) if side < 0 else (190, 370, 550, 730, 910):
        s.put(
            fill(rectangle(x, 130, 172, 236), down(130, 366, lighter(tone, 0.08), darker(tone, 0.2))),
            fill([rectangle(x + 14, 144, 144, 208), rectangle(x + 19, 149, 134, 198)], darker(tone, 0.35), alpha=0.7),
            fill(rectangle(x + 146, 320, 6, 28, 3), s.on("#cdb27a")),
        )
    s.put(fill(rectangle(150, 366, 1620, 16), s.ink, alpha=0.20, blur=6))
    for k in range(9):
        x = 150 + k * 180
        s.put(
            fill(rectangle(x, 560, 178, 166), down(560, 726, tone, darker(tone, 0.3))),
            fill([rectangle(x + 12, 574, 154, 138), rectangle(x + 17, 579, 144, 128)], darker(tone, 0.4), alpha=0.6),
            fill(rectangle(x + 70, 588, 40, 6, 3), s.on("#cdb27a")),
        )
    s.put(fill(rectangle(140, 522, 1640, 26), lighter(top, 0.1)), fill(rectangle(140, 548, 1640, 13), darker(top, 0.3)))
    steel = s.on("#c4c9cc")
    fridge = 1530 if side < 0 else 160
    s.put(
        fill(
            rectangle(fridge, 190, 220, 540, 14), across(fridge, fridge + 220, lighter(steel, 0.2), darker(steel, 0.25))
        ),
        fill(rectangle(fridge, 400, 220, 5), darker(steel, 0.4)),
        *(fill(rectangle(fridge + 22, y, 8, 70, 4), darker(steel, 0.45)) for y in (310, 430)),
    )
    hob = 960
    s.put(
        fill(rectangle(hob, 560, 178, 166), s.on("#3a3d42")),
        fill(rectangle(hob + 18, 610, 142, 90, 8), s.ink),
        *(fill(ellipse(hob + 34 + k * 36, 584, 10, 10), steel) for k in range(4)),
    )
    pot = s.on("#b3542f")
    s.put(
        fill(rectangle(hob + 34, 470, 110, 54, 10), across(hob + 34, hob + 144, lighter(pot, 0.2), darker(pot, 0.3))),
        fill(rectangle(hob + 26, 464, 126, 10, 5), darker(pot, 0.2)),
        fill(ellipse(hob + 89, 460, 10, 7), s.ink),
    )
    for k in range(3):
        vase(s, (760 if side > 0 else 620) + k * 46, 524, 50 + 16 * (k % 2))
    s.put(
        fill(rectangle(wx + 150, 506, 120, 20, 6), steel),
        fill(
            smooth(
                [
                    (wx + 205, 520),
                    (wx + 203, 452),
                    (wx + 222, 436),
                    (wx + 244, 452),
                    (wx + 244, 470),
                    (wx + 236, 470),
                    (wx + 234, 456),
                    (wx + 222, 448),
                    (wx + 213, 456),
                    (wx + 213, 520),
                ]
            ),
            steel,
        ),
    )
    table(s, 600, 770, 720, 150, s.pick("#a97b50", "#8a6546"))
    chair(s, 520, 900, 270, "#6d4d35", side=1)
    chair(s, 1400, 900, 270, "#6d4d35", side=-1)
    bowl = s.on("#e6ded0")
    s.put(
        *(
            fill(ellipse(925 + k * 30, 732 - (k % 2) * 10, 19, 18), s.on(c))
            for k, c in enumerate(("#c8452f", "#d9a02f", "#8fa83f", "#c8452f"))
        ),
        fill(polygon((888, 738), (1052, 738), (1020, 768), (920, 768)), down(738, 768, bowl, darker(bowl, 0.25))),
    )
    pendant(s, 780, 130, 62, "#2f4a4a")
    pendant(s, 1140, 130, 62, "#2f4a4a")
    s.put(glow(960, 560, 900, 60, mix(s.light.lamp, s.light.window, 0.5), 0.12))
