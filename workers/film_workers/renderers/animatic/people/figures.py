"""People: body, clothes and stance from a character's look, which never changes within a film.

A body is drawn in head heights around the point between the feet, facing right, and mirrored for the other side.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from contracts.recipes.animatic import Look
from film_workers.renderers.animatic.draw import (
    Box,
    Drawing,
    Points,
    ellipse,
    fill,
    glow,
    line,
    rectangle,
)
from film_workers.renderers.animatic.palette import Light, chance, darker, lighter, mix, rgb
from film_workers.renderers.animatic.people import eyes, hair, heads, mouth
from film_workers.renderers.animatic.people.limbs import arm, legs
from film_workers.renderers.animatic.people.mouth import MOUTHS, Mouth
from film_workers.renderers.animatic.people.pen import Pen, Toned, side, toned

#: Heads in an average adult, crown to sole. Fewer than life (7.5): faces have to read in a wide shot.
HEADS: Final = 6.7
#: Height of the middle of the head over the ground, in heads.
EYES: Final = 6.18
CHEST: Final = 4.9
WAIST: Final = 4.0
KNEES: Final = 1.75

Facing: TypeAlias = Literal["left", "right", "camera"]
Pose: TypeAlias = Literal["rest", "hip", "gesture", "pocket", "folded", "hold"]

# Elbow and wrist of the near (left) arm, then of the far one.
_ARMS: Final[
    dict[Pose, tuple[tuple[tuple[float, float], tuple[float, float]], tuple[tuple[float, float], tuple[float, float]]]]
] = {
    "rest": (((-0.86, -4.34), (-0.80, -3.48)), ((0.84, -4.34), (0.82, -3.52))),
    "hip": (((-1.16, -4.50), (-0.64, -3.80)), ((0.84, -4.34), (0.82, -3.52))),
    "gesture": (((-0.86, -4.34), (-0.80, -3.50)), ((0.94, -4.42), (1.28, -4.98))),
    "pocket": (((-0.94, -4.40), (-0.62, -3.66)), ((0.86, -4.34), (0.80, -3.52))),
    "folded": (((-0.86, -4.56), (0.30, -4.68)), ((0.84, -4.56), (-0.26, -4.54))),
    "hold": (((-0.88, -4.44), (-0.12, -4.22)), ((0.84, -4.44), (0.20, -4.26))),
}


@dataclass(frozen=True)
class Drawn:
    """A figure ready to paint: first `body`, then `eyes[blink]`, then `mouths[shape]`; the boxes bound what these
    change."""

    body: Drawing
    eyes: tuple[Drawing, Drawing]
    mouths: Mapping[Mouth, Drawing]
    eyes_box: Box
    mouth_box: Box


def pose_of(character: str, seed: int, *, engaged: bool) -> Pose:
    """How a character stands: the same in a whole scene, with an open hand where the frame is composed on them."""
    poses: tuple[Pose, ...] = (
        ("gesture", "hold", "rest", "gesture") if engaged else ("rest", "hip", "pocket", "folded", "rest")
    )
    return chance("pose", character, seed).choice(poses)


def figure(  # noqa: PLR0917 - where, and how large: the order of every drawing call
    look: Look,
    x: float,
    ground: float,
    unit: float,
    facing: Facing,
    light: Light,
    *,
    key: float,
    pose: Pose,
    shadow: bool = True,
) -> Drawn:
    """Somebody whose feet stand at (`x`, `ground`), with `unit` plane units a head height of an average adult. `key`
    says where light comes from: -1 left, 1 right."""
    flip = -1.0 if facing == "left" else 1.0
    turned = facing != "camera"
    size = unit * look.height
    # Children are shorter but their heads are not as much shorter.
    head_unit = size * (1.10 + max(0.0, 1 - look.height) * 0.55)
    pen = Pen(x, ground, size, flip, look.build * (0.95 if turned else 1.0))
    head_pen = Pen(x + 0.10 * turned * flip * size, ground - EYES * size - (head_unit - size) * 0.42, head_unit, flip)
    body: Drawing = _ground_shadow(x, ground, size, key, light) if shadow else []
    body += hair.behind(head_pen, look, light, turned)
    body += _body(pen, look, light, turned, key, pose)
    body += heads.head(head_pen, look, light, turned, key)
    return Drawn(
        body=body,
        eyes=(
            eyes.eyes(head_pen, look, light, turned, closed=False),
            eyes.eyes(head_pen, look, light, turned, closed=True),
        ),
        mouths={shape: mouth.mouth(head_pen, look, light, turned, shape) for shape in MOUTHS},
        eyes_box=_box(head_pen, -0.40, -0.20, 0.42, 0.13),
        mouth_box=_box(head_pen, -0.20, 0.20, 0.34, 0.47),
    )


def _box(pen: Pen, left: float, top: float, right: float, bottom: float) -> Box:
    a, b = pen.x + left * pen.unit * pen.flip, pen.x + right * pen.unit * pen.flip
    return min(a, b), pen.y + top * pen.unit, max(a, b), pen.y + bottom * pen.unit


def shoulder(look: Look, x: float, ground: float, unit: float, facing: Facing, light: Light) -> Drawing:  # noqa: PLR0917
    """Somebody's back, near the camera and out of focus."""
    size = unit * look.height
    pen = Pen(x, ground, size, -1.0 if facing == "left" else 1.0, look.build)
    top = toned(darker(rgb(look.top), 0.35), light)
    skin = toned(rgb(look.skin), light)
    torso = pen.curve(
        (-0.24, -5.80),
        (-0.55, -5.62),
        (-0.98, -5.36),
        (-1.14, -4.7),
        (-1.1, -3.2),
        (1.1, -3.2),
        (1.14, -4.7),
        (0.98, -5.36),
        (0.55, -5.62),
        (0.24, -5.80),
    )
    blur = 0.03 * size
    drawing: Drawing = [
        fill(pen(rectangle(-0.23, -6.0, 0.46, 0.5, 0.1)), skin.shadow, blur=blur),
        fill(torso, top.base, blur=blur),
        side(
            torso, -0.10 * size, 0.06 * size, light.rim, alpha=light.rim_strength * 0.5, blur=0.05 * size, screen=True
        ),
    ]
    back = heads.back_of_head(Pen(x, ground - EYES * size, size, pen.flip), look, light)
    return drawing + [fill(shape.contours, shape.paint, blur=blur) for shape in back]


def _ground_shadow(x: float, ground: float, size: float, key: float, light: Light) -> Drawing:
    dark = mix(light.shade, (0, 0, 0), 0.55)
    return [
        glow(x - key * 0.75 * size, ground + 0.02 * size, 2.1 * size, 0.34 * size, dark, 0.38, "multiply"),
        glow(x, ground - 0.02 * size, 0.95 * size, 0.20 * size, dark, 0.75, "multiply"),
    ]


def _body(pen: Pen, look: Look, light: Light, turned: bool, key: float, pose: Pose) -> Drawing:  # noqa: PLR0917
    random = chance("clothes", look.top, look.bottom, look.hair, look.skin)
    skin, top, bottom = toned(rgb(look.skin), light), toned(rgb(look.top), light), toned(rgb(look.bottom), light)
    skirt = look.hair_style in {"bob", "long", "bun"} and random.random() < 0.4 and not look.beard
    skirt = look.garment == "dress" or (skirt and look.garment != "suit")
    cut = look.garment or random.choice(("crew", "jacket", "shirt", "hood", "jacket", "cardigan"))
    near, far = _ARMS[pose]
    drawing = arm(pen, (0.66, -5.22), far, top, skin, light, key, shown=True, dim=0.35) if pose != "folded" else []
    drawing += legs(pen, bottom, skin, light, key, turned=turned, skirt=skirt)
    neck = pen.curve((-0.20, -5.95), (0.20, -5.95), (0.24, -5.62), (0.34, -5.5), (-0.34, -5.5), (-0.24, -5.62))
    torso = pen.curve(
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
    unit = pen.unit
    drawing += [
        fill(neck, mix(skin.base, skin.shadow, 0.35)),
        fill(
            pen.curve((-0.22, -5.86), (0.24, -5.86), (0.22, -5.66), (0.06, -5.58), (-0.18, -5.66)),
            skin.line,
            alpha=0.42,
            blur=0.03 * unit,
            clip=neck,
        ),
        fill(torso, top.base),
        side(
            torso,
            -key * 0.034 * unit,
            0.016 * unit,
            light.rim,
            alpha=light.rim_strength * 0.7,
            blur=0.012 * unit,
            screen=True,
        ),
    ]
    if cut == "coat":
        drawing += _skirts_of_a_coat(pen, top, light, key)
    drawing += _cut(pen, cut, torso, top, bottom, skin, light)
    drawing += [
        side(torso, key * 0.34 * unit, -0.04 * unit, top.shadow, alpha=0.60, blur=0.07 * unit),
    ]
    for fold in (
        ((-0.62, -4.10), (-0.36, -3.98), (-0.12, -4.02)),
        ((0.62, -4.30), (0.44, -4.16), (0.24, -4.14)),
        ((-0.70, -3.62), (-0.44, -3.70), (-0.2, -3.62)),
    ):
        drawing.append(fill(pen.stroke(0.035, *fold, taper=1.0), top.line, alpha=0.35, clip=torso))
    if pose == "folded":
        drawing += arm(pen, (0.66, -5.22), far, top, skin, light, key, shown=True, dim=0.15)
    return drawing + arm(pen, (-0.65, -5.20), near, top, skin, light, key, shown=pose != "pocket", dim=0.0)


def _skirts_of_a_coat(pen: Pen, top: Toned, light: Light, key: float) -> Drawing:
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


def _cut(pen: Pen, cut: str, torso: Points, top: Toned, bottom: Toned, skin: Toned, light: Light) -> Drawing:  # noqa: PLR0917
    """What makes a top a jacket, a shirt, a jumper."""
    unit = pen.unit
    under = light.on(lighter(rgb("#e9e4da"), 0.2)) if sum(top.base) < 470 else mix(bottom.base, top.base, 0.15)
    if cut == "dress":
        neckline = pen.curve((-0.30, -5.66), (0.30, -5.66), (0.20, -5.36), (0.0, -5.26), (-0.20, -5.36))
        waist = pen.curve((-0.62, -4.02), (0.0, -3.94), (0.62, -4.02), (0.62, -3.86), (0.0, -3.78), (-0.62, -3.86))
        return [fill(neckline, mix(skin.base, skin.shadow, 0.2)), fill(waist, top.shadow, clip=torso)]
    if cut in {"jacket", "cardigan", "coat", "suit"}:
        opening = 0.30 if cut == "cardigan" else 0.20
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
            if cut != "cardigan":
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
    if cut == "shirt":
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
    if cut == "hood":
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
