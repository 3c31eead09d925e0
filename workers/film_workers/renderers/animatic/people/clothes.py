"""Clothes on the trunk: what makes a top a jacket, a shirt, a jumper, from before and from behind."""

import numpy as np

from film_workers.renderers.animatic.draw import Drawing, Points, ellipse, fill, line, rectangle
from film_workers.renderers.animatic.palette import Light, lighter, mix, rgb
from film_workers.renderers.animatic.people.pen import Pen, Toned, side


def torso(pen: Pen) -> Points:
    """The outline of the trunk."""
    return pen.curve(
        (-0.25, -5.62),
        (-0.50, -5.54),
        (-0.72, -5.40),
        (-0.80, -5.12),
        (-0.71, -4.72),
        (-0.60, -4.20),
        (-0.64, -3.70),
        (-0.68, -3.34),
        (0.0, -3.26),
        (0.68, -3.34),
        (0.64, -3.70),
        (0.60, -4.20),
        (0.72, -4.72),
        (0.80, -5.12),
        (0.72, -5.40),
        (0.50, -5.54),
        (0.25, -5.62),
        (0.0, -5.52),
    )


def skirts_of_a_coat(pen: Pen, top: Toned, light: Light, key: float) -> Drawing:
    """What of a coat hangs down to the knees, open in front."""
    unit = pen.unit
    drawing: Drawing = []
    for s in (1, -1):
        form = pen.curve(
            (s * 0.02, -3.6),
            (s * 0.66, -3.6),
            (s * 0.74, -2.8),
            (s * 0.82, -1.75),
            (s * 0.42, -1.66),
            (s * 0.10, -1.72),
        )
        drawing += [
            fill(form, top.base if s < 0 else mix(top.base, top.shadow, 0.2)),
            side(form, key * 0.22 * unit, 0.0, top.shadow, alpha=0.6, blur=0.05 * unit),
            side(
                form,
                -key * 0.03 * unit,
                0.0,
                light.rim,
                alpha=light.rim_strength * 0.5,
                blur=0.012 * unit,
                screen=True,
            ),
            fill(pen.stroke(0.03, (s * 0.44, -3.1), (s * 0.50, -1.9), taper=0.8), top.line, alpha=0.35, clip=form),
        ]
    return drawing


def cut(pen: Pen, name: str, torso: Points, top: Toned, bottom: Toned, skin: Toned, light: Light) -> Drawing:  # noqa: PLR0917
    """What makes a top a jacket, a shirt, a jumper."""
    unit = pen.unit
    under = light.on(lighter(rgb("#e9e4da"), 0.2)) if sum(top.base) < 470 else mix(bottom.base, top.base, 0.15)
    if name == "dress":
        neckline = pen.curve((-0.30, -5.66), (0.30, -5.66), (0.20, -5.36), (0.0, -5.26), (-0.20, -5.36))
        waist = pen.curve((-0.62, -4.02), (0.0, -3.94), (0.62, -4.02), (0.62, -3.86), (0.0, -3.78), (-0.62, -3.86))
        return [fill(neckline, mix(skin.base, skin.shadow, 0.2)), fill(waist, top.shadow, clip=torso)]
    if name in {"jacket", "cardigan", "coat", "suit"}:
        opening = 0.30 if name == "cardigan" else 0.20
        panel = pen.curve(
            (-0.26, -5.64),
            (0.0, -5.50),
            (0.26, -5.64),
            (0.22, -5.1),
            (opening * 0.55, -4.4),
            (opening, -3.2),
            (-opening, -3.2),
            (-opening * 0.55, -4.4),
            (-0.22, -5.1),
        )
        drawing = [
            fill(panel, under, clip=torso),
            fill(pen.curve((-0.2, -5.66), (0.2, -5.66), (0.0, -5.22)), mix(skin.base, skin.shadow, 0.25)),
        ]
        for s in (-1, 1):
            drawing.append(
                fill(
                    pen.stroke(0.03, (s * 0.24, -5.1), (s * opening * 0.6, -4.4), (s * opening, -3.3), taper=0),
                    top.line,
                    alpha=0.6,
                    clip=torso,
                )
            )
            if name != "cardigan":
                lapel = pen(
                    np.array(
                        [
                            (s * 0.25, -5.68),
                            (s * 0.50, -5.42),
                            (s * 0.42, -5.02),
                            (s * 0.50, -4.96),
                            (s * 0.13, -4.42),
                            (s * 0.17, -5.2),
                        ]
                    )
                )
                drawing += [
                    fill(lapel, mix(top.base, top.shadow, 0.45)),
                    fill(
                        pen(line(((s * 0.50, -5.42), (s * 0.42, -5.02), (s * 0.50, -4.96), (s * 0.14, -4.44)), 0.022)),
                        top.line,
                        alpha=0.5,
                    ),
                ]
                drawing.append(fill(pen(line(((s * 0.32, -3.86), (s * 0.60, -3.90)), 0.035)), top.line, alpha=0.55))
        return drawing
    if name == "shirt":
        drawing = [fill(pen.curve((-0.17, -5.66), (0.17, -5.66), (0.0, -5.30)), mix(skin.base, skin.shadow, 0.25))]
        for s in (-1, 1):
            collar = pen(np.array([(s * 0.20, -5.78), (s * 0.38, -5.56), (s * 0.22, -5.28), (0.0, -5.42)]))
            drawing += [
                fill(collar, lighter(top.base, 0.16)),
                fill(pen(line(((s * 0.38, -5.56), (s * 0.22, -5.28), (s * 0.02, -5.42)), 0.022)), top.line, alpha=0.6),
            ]
        drawing.append(fill(pen(line(((0.0, -5.38), (0.0, -3.3)), 0.022)), top.line, alpha=0.5, clip=torso))
        drawing += [
            fill(pen(ellipse(0.05, y, 0.026, 0.026)), lighter(top.base, 0.4)) for y in (-5.1, -4.7, -4.3, -3.9, -3.55)
        ]
        drawing.append(
            fill(
                [pen(rectangle(-0.56, -4.98, 0.32, 0.34, 0.03)), pen(rectangle(-0.54, -4.96, 0.28, 0.30, 0.03))],
                top.line,
                alpha=0.35,
            )
        )
        return drawing
    if name == "hood":
        hood = pen.curve(
            (-0.34, -5.86),
            (-0.52, -5.56),
            (-0.30, -5.36),
            (0.0, -5.28),
            (0.30, -5.36),
            (0.52, -5.56),
            (0.34, -5.86),
            (0.20, -5.62),
            (0.0, -5.54),
            (-0.20, -5.62),
        )
        drawing = [fill(hood, mix(top.base, top.shadow, 0.4))]
        drawing += [
            fill(
                pen.stroke(0.04, (s * 0.16, -5.36), (s * 0.20, -5.1), (s * 0.17, -4.86), taper=0.1),
                lighter(top.base, 0.45),
            )
            for s in (-1, 1)
        ]
        pocket = pen(np.array([(-0.40, -4.05), (0.40, -4.05), (0.56, -3.55), (-0.56, -3.55)]))
        return [*drawing, fill(pocket, top.shadow, alpha=0.45, clip=torso)]
    band = pen.curve((-0.28, -5.70), (0.0, -5.54), (0.28, -5.70), (0.32, -5.58), (0.0, -5.42), (-0.32, -5.58))
    hem = pen.curve((-0.8, -3.52), (0.0, -3.44), (0.8, -3.52), (0.8, -3.2), (-0.8, -3.2))
    return [
        fill(band, mix(top.base, top.shadow, 0.55)),
        fill(hem, top.shadow, alpha=0.45, blur=0.005 * unit, clip=torso),
    ]


def back(pen: Pen, name: str, trunk: Points, top: Toned) -> Drawing:
    """A top from behind: its collar or hood, and the seam of what is tailored."""
    drawing: Drawing = []
    if name == "hood":
        hood = pen.curve((-0.46, -5.72), (0.0, -5.86), (0.46, -5.72), (0.40, -5.30), (0.0, -5.02), (-0.40, -5.30))
        drawing.append(fill(hood, mix(top.base, top.shadow, 0.45)))
    elif name != "dress":
        collar = pen.curve((-0.30, -5.72), (0.0, -5.78), (0.30, -5.72), (0.34, -5.52), (0.0, -5.46), (-0.34, -5.52))
        drawing.append(fill(collar, mix(top.base, top.shadow, 0.55)))
    if name in {"jacket", "coat", "suit"}:
        end = -1.9 if name == "coat" else -3.3
        drawing.append(fill(pen(line(((0.0, -5.40), (0.0, end)), 0.022)), top.line, alpha=0.5))
    elif name == "dress":
        waist = pen.curve((-0.62, -4.02), (0.0, -3.94), (0.62, -4.02), (0.62, -3.86), (0.0, -3.78), (-0.62, -3.86))
        drawing.append(fill(waist, top.shadow, clip=trunk))
    return drawing
