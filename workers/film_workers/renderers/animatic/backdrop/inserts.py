"""Close details: a thing in somebody's hands, or on a table where nobody is in frame."""

from film_workers.renderers.animatic.backdrop.kit import down
from film_workers.renderers.animatic.composition import FRAME_HEIGHT, Composition
from film_workers.renderers.animatic.draw import (
    Colour,
    Drawing,
    ellipse,
    fill,
    glow,
    line,
    moved,
    polygon,
    rectangle,
    smooth,
)
from film_workers.renderers.animatic.palette import Light, chance, darker, lighter, mix, rgb
from film_workers.renderers.animatic.scene import Scene


def detail(scene: Scene, composition: Composition, light: Light) -> Drawing:
    """What an insert shows, in frame units."""
    anything = chance("insert", scene.location.seed, scene.location.name, *scene.subjects)
    kind = scene.insert or anything.choice(("letter", "phone", "key", "cup", "photo"))
    middle, height = composition.width / 2, FRAME_HEIGHT
    if composition.placed:
        return _thing(kind, middle, height * 0.44, 1.0, light)
    return surface(composition, light) + _thing(kind, middle, height * 0.70, 1.15, light)


def surface(composition: Composition, light: Light) -> Drawing:
    """A table's top, seen closely, in frame units."""
    middle, height = composition.width / 2, FRAME_HEIGHT
    wood = light.on(rgb("#8a6142"))
    top = height * 0.60
    drawing: Drawing = [
        fill(
            rectangle(-500, top, composition.width + 1000, height),
            down(top, height * 1.15, lighter(wood, 0.10), wood, darker(wood, 0.35)),
        ),
        fill(rectangle(-500, top - 4, composition.width + 1000, 9), lighter(wood, 0.25), blur=2),
    ]
    for k in range(12):
        y = top + 24 + k * 38
        curve = smooth(
            [(-400, y), (middle - 300, y + 9), (middle + 200, y - 7), (composition.width + 400, y + 6)], closed=False
        )
        drawing.append(fill(line(curve, 3, taper=0.3), darker(wood, 0.3), alpha=0.35))
    drawing.append(glow(middle, height * 0.79, 460, 70, darker(wood, 0.8), 0.6, "multiply"))
    return drawing


def _thing(kind: str, x: float, y: float, size: float, light: Light) -> Drawing:
    paper, ink = light.on(rgb("#f2ead8")), light.on(rgb("#3a3f4a"))
    shade = mix(light.shade, (0, 0, 0), 0.3)

    def card(width: float, height: float, lean: float, colour: Colour) -> Drawing:
        w, h = width * size / 2, height * size / 2
        corners = polygon(
            (x - w + lean, y - h), (x + w + lean, y - h + 12), (x + w - lean, y + h), (x - w - lean, y + h - 12)
        )
        return [fill(moved(corners, 8, 12), shade, alpha=0.4, blur=8), fill(corners, colour)]

    match kind:
        case "letter":
            drawing = card(380, 300, 14, paper)
            drawing += [
                fill(
                    line(
                        (
                            (x - 140 * size, y + (k * 30 - 100) * size),
                            (x + (130 - (k * 53) % 90) * size, y + (k * 30 - 94) * size),
                        ),
                        4 * size,
                        taper=0.2,
                    ),
                    ink,
                    alpha=0.65,
                )
                for k in range(7)
            ]
            return [
                *drawing,
                fill(line(((x - 186 * size, y + 4), (x + 188 * size, y + 10)), 2), darker(paper, 0.3), alpha=0.6),
            ]
        case "photo":
            drawing = card(300, 340, 10, lighter(paper, 0.5))
            sky = light.on(rgb("#8fb6cc"))
            inner = rectangle(x - 120 * size, y - 140 * size, 240 * size, 220 * size)
            hill = smooth(
                [
                    (x - 160 * size, y + 30 * size),
                    (x - 40 * size, y - 30 * size),
                    (x + 60 * size, y + 10 * size),
                    (x + 160 * size, y - 20 * size),
                    (x + 160 * size, y + 160 * size),
                    (x - 160 * size, y + 160 * size),
                ]
            )
            people = [
                fill(ellipse(x + dx * size, y - 10 * size, 24 * size, 28 * size), ink, clip=inner) for dx in (-34, 34)
            ]
            people += [
                fill(ellipse(x + dx * size, y + 76 * size, 48 * size, 66 * size), ink, clip=inner) for dx in (-38, 38)
            ]
            return [
                *drawing,
                fill(inner, down(y - 140 * size, y + 80 * size, sky, lighter(sky, 0.6))),
                fill(hill, light.on(rgb("#7d9a62")), clip=inner),
                *people,
            ]
        case "phone":
            body = rectangle(x - 92 * size, y - 180 * size, 184 * size, 360 * size, 30 * size)
            screen = rectangle(x - 80 * size, y - 160 * size, 160 * size, 320 * size, 18 * size)
            glass: Colour = (64, 92, 132)
            drawing = [
                fill(moved(body, 8, 12), shade, alpha=0.4, blur=8),
                fill(body, (24, 25, 29)),
                fill(screen, down(y - 160 * size, y + 160 * size, (98, 140, 186), glass)),
                glow(x, y, 330 * size, 330 * size, (130, 170, 220), 0.20),
            ]
            for k, (side, wide) in enumerate(((-1, 96), (1, 84), (-1, 110), (1, 60))):
                left = x - 68 * size if side < 0 else x + (68 - wide) * size
                drawing.append(
                    fill(
                        rectangle(left, y + (k * 54 - 100) * size, wide * size, 38 * size, 14 * size),
                        (236, 240, 246) if side < 0 else (120, 200, 150),
                    )
                )
            return drawing
        case "key":
            brass = light.on(rgb("#c9a04a"))
            bow = [ellipse(x - 120 * size, y, 66 * size, 60 * size), ellipse(x - 128 * size, y, 36 * size, 32 * size)]
            blade = polygon(
                (x - 60 * size, y - 13 * size),
                (x + 170 * size, y - 9 * size),
                (x + 184 * size, y + 4 * size),
                (x + 150 * size, y + 13 * size),
                (x + 150 * size, y + 46 * size),
                (x + 122 * size, y + 46 * size),
                (x + 122 * size, y + 22 * size),
                (x + 100 * size, y + 22 * size),
                (x + 100 * size, y + 38 * size),
                (x + 74 * size, y + 38 * size),
                (x + 74 * size, y + 13 * size),
                (x - 60 * size, y + 13 * size),
            )
            return [
                fill([moved(part, 8, 12) for part in bow], shade, alpha=0.4, blur=6),
                fill(moved(blade, 8, 12), shade, alpha=0.4, blur=6),
                fill(blade, down(y - 14, y + 40, lighter(brass, 0.3), darker(brass, 0.25))),
                fill(bow, down(y - 60, y + 60, lighter(brass, 0.3), darker(brass, 0.25))),
            ]
        case _:
            cup = light.on(rgb("#d9d2c4"))
            handle = [
                ellipse(x + 132 * size, y - 4 * size, 60 * size, 62 * size),
                ellipse(x + 132 * size, y - 4 * size, 36 * size, 38 * size),
            ]
            side = smooth(
                [
                    (x - 130 * size, y - 110 * size),
                    (x + 130 * size, y - 110 * size),
                    (x + 124 * size, y + 40 * size),
                    (x + 84 * size, y + 120 * size),
                    (x - 84 * size, y + 120 * size),
                    (x - 124 * size, y + 40 * size),
                ]
            )
            steam = [
                fill(
                    line(
                        smooth(
                            [
                                (x + dx * size, y - 140 * size),
                                (x + (dx + 26) * size, y - 210 * size),
                                (x + (dx - 14) * size, y - 280 * size),
                                (x + (dx + 18) * size, y - 350 * size),
                            ],
                            closed=False,
                        ),
                        26 * size,
                        taper=0.8,
                    ),
                    (255, 255, 255),
                    alpha=0.22,
                    blur=9,
                )
                for dx in (-40, 34)
            ]
            return [
                fill(handle, darker(cup, 0.2)),
                fill(side, down(y - 110 * size, y + 120 * size, lighter(cup, 0.4), darker(cup, 0.25))),
                fill(ellipse(x, y - 108 * size, 132 * size, 34 * size), darker(cup, 0.12)),
                fill(ellipse(x, y - 102 * size, 112 * size, 25 * size), light.on(rgb("#5a3a24"))),
                *steam,
            ]
