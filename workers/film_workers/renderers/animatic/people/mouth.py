"""The mouth in each of its shapes: it moves, apart from the head."""

from typing import Final, Literal, TypeAlias

from contracts.recipes.animatic import Look
from film_workers.renderers.animatic.draw import Drawing, ellipse, fill, rectangle
from film_workers.renderers.animatic.palette import Light, mix, rgb
from film_workers.renderers.animatic.people.pen import Pen, toned

Mouth: TypeAlias = Literal["closed", "teeth", "half", "open", "round", "wide"]
MOUTHS: Final[tuple[Mouth, ...]] = ("closed", "teeth", "half", "open", "round", "wide")


def mouth(pen: Pen, look: Look, light: Light, turned: bool, shape: Mouth) -> Drawing:
    """The mouth in one of its shapes."""
    skin = toned(rgb(look.skin), light)
    x, w = (0.165, 0.105) if turned else (0.0, 0.120)
    y = 0.318
    lip = mix(skin.shadow, light.on((150, 52, 52)), 0.42)
    dark, inside = mix(skin.line, (30, 10, 12), 0.5), light.on((92, 26, 30))
    teeth, tongue = light.on((246, 240, 230)), light.on((186, 84, 84))
    if shape == "closed":
        return [
            fill(
                pen.curve(
                    (x - w * 0.75, y + 0.004),
                    (x, y + 0.006),
                    (x + w * 0.75, y + 0.002),
                    (x + w * 0.4, y + 0.040),
                    (x - w * 0.4, y + 0.042),
                ),
                lip,
                alpha=0.75,
            ),
            fill(
                pen.stroke(
                    0.020,
                    (x - w, y - 0.014),
                    (x - w * 0.4, y + 0.008),
                    (x + w * 0.4, y + 0.007),
                    (x + w, y - 0.018),
                    taper=0.5,
                ),
                dark,
            ),
        ]
    wide, tall = {
        "teeth": (0.98, 0.034),
        "half": (0.82, 0.050),
        "open": (0.88, 0.098),
        "round": (0.46, 0.062),
        "wide": (1.12, 0.062),
    }[shape]
    a, top, bottom = w * wide, y - tall * 0.55, y + tall * 1.05
    hole = pen.curve(
        (x - a, y - 0.004),
        (x - a * 0.5, top),
        (x + a * 0.5, top),
        (x + a, y - 0.004),
        (x + a * 0.55, bottom),
        (x - a * 0.55, bottom),
    )
    rim = pen.curve(
        (x - a * 1.12, y - 0.004),
        (x - a * 0.5, top - 0.020),
        (x + a * 0.5, top - 0.020),
        (x + a * 1.12, y - 0.004),
        (x + a * 0.58, bottom + 0.026),
        (x - a * 0.58, bottom + 0.026),
    )
    drawing = [fill(rim, lip), fill(hole, inside)]
    if shape in {"open", "wide", "half"}:
        drawing.append(fill(pen(ellipse(x, bottom + 0.004, a * 0.62, tall * 0.55)), tongue, clip=hole))
    if shape in {"open", "wide", "teeth", "half"}:
        depth = {"teeth": 0.040, "open": 0.034, "wide": 0.038, "half": 0.024}[shape]
        drawing.append(fill(pen(rectangle(x - a * 0.86, top - 0.03, a * 1.72, 0.03 + depth, 0.01)), teeth, clip=hole))
    return drawing
