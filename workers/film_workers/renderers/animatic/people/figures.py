"""People: body, clothes and stance from a character's look, which never changes within a film.

A body is drawn in head heights around the point between the feet, facing right, and mirrored for the other side.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

import numpy as np

from contracts.recipes.animatic import Look
from film_workers.renderers.animatic import draw
from film_workers.renderers.animatic.draw import (
    Box,
    Drawing,
    Points,
    Shape,
    fill,
    glow,
    line,
    rectangle,
)
from film_workers.renderers.animatic.palette import Light, chance, darker, mix, rgb
from film_workers.renderers.animatic.people import clothes, eyes, hair, heads, mouth
from film_workers.renderers.animatic.people.limbs import arm, legs, walking_legs
from film_workers.renderers.animatic.people.mouth import MOUTHS, Mouth
from film_workers.renderers.animatic.people.moves import (
    FOREARM,
    HIPS,
    SHANK,
    SHOULDERS,
    THIGH,
    UPPER_ARM,
    Body,
    Point,
    Shown,
    bent,
)
from film_workers.renderers.animatic.people.pen import Pen, side, toned

#: Heads in an average adult, crown to sole. Fewer than life (7.5): faces have to read in a wide shot.
HEADS: Final = 6.7
#: Height of the middle of the head over the ground, in heads.
EYES: Final = 6.18
CHEST: Final = 4.9
WAIST: Final = 4.0
KNEES: Final = 1.75
#: Above this, a hand is before the trunk or the face.
_RAISED: Final = -4.0

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
    #: What is nearer than the face: hands that are raised, and what they hold at `hand`.
    front: Drawing = field(default_factory=list[Shape])
    hand: tuple[float, float] | None = None
    #: Where water cuts all of it, and what the water does there.
    cut: float | None = None
    water: Drawing = field(default_factory=list[Shape])


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
    shown: Shown | None = None,
    mouths: Iterable[Mouth] = MOUTHS,
    shadow: bool = True,
) -> Drawn:
    """Somebody whose feet stand at (`x`, `ground`), with `unit` plane units a head height of an average adult. `key`
    says where light comes from: -1 left, 1 right. `shown`: what they do, where they do more than stand; `mouths`: the
    shapes that are asked for."""
    flip = -1.0 if facing == "left" else 1.0
    turned = facing != "camera"
    size = unit * look.height
    body = shown.body if shown is not None else None
    if shown is not None:
        x += shown.body.travel * flip * size
        flip = -flip if shown.back else flip
    # Children are shorter but their heads are not as much shorter.
    head_unit = size * (1.10 + max(0.0, 1 - look.height) * 0.55)
    pen = Pen(x, ground, size, flip, look.build * (0.95 if turned else 1.0))
    gaze = -flip if shown is not None and shown.away else flip
    head_pen = Pen(x + 0.10 * turned * gaze * size, ground - EYES * size - (head_unit - size) * 0.42, head_unit, gaze)
    if body is not None:
        head_pen = replace(head_pen, x=head_pen.x + body.head_x * flip * size, y=head_pen.y + body.head_y * size)
    place = _Placing(x, ground, size, flip, body)
    far, lower, trunk, near = trunk_and_limbs(pen, look, light, turned, key, pose, body)
    drawing: Drawing = ground_shadow(x, ground, size, key, light) if shadow else []
    if shown is not None and shown.chair:
        drawing += _chair(pen, light)
    raised = body is not None and body.far_y < _RAISED
    drawing += place(hair.behind(head_pen, look, light, turned)) + place([] if raised else far)
    drawing += place.whole(lower) + place(trunk) + place([] if body is not None else near)
    drawing += place(heads.head(head_pen, look, light, turned, key))
    front: Drawing = []
    if shown is not None:
        front = place(_prop(pen, shown, light)) + place(near) + place(far if raised else [])
    return Drawn(
        body=drawing,
        eyes=(
            place(eyes.eyes(head_pen, look, light, turned, closed=shown is not None and shown.shut)),
            place(eyes.eyes(head_pen, look, light, turned, closed=True)),
        ),
        mouths={shape: place(mouth.mouth(head_pen, look, light, turned, shape)) for shape in mouths},
        eyes_box=place.box(_box(head_pen, -0.40, -0.20, 0.42, 0.13)),
        mouth_box=place.box(_box(head_pen, -0.20, 0.20, 0.34, 0.47)),
        front=front,
        hand=None if body is None else place.point(pen(np.array([(body.far_x + 0.16, body.far_y - 0.02)]))),
    )


@dataclass(frozen=True)
class _Placing:
    """Puts what was drawn upright where a pose has it: the trunk leans and moves, the whole may lie."""

    x: float
    ground: float
    size: float
    flip: float
    body: Body | None

    def __call__(self, drawing: Drawing) -> Drawing:
        """Of the trunk and what it carries."""
        body = self.body
        if body is None or not (body.lean or body.shift_x or body.shift_y):
            return self.whole(drawing)
        shift = body.shift_x * self.flip * self.size, body.shift_y * self.size
        hips = self.x, self.ground - 3.3 * self.size
        return self.whole(draw.turned(drawing, body.lean * self.flip, hips, shift))

    def whole(self, drawing: Drawing) -> Drawing:
        """Of all that lies when somebody lies."""
        if self.body is None or not self.body.lies:
            return drawing
        lies = self.body.lies
        shift = 0.6 * lies * self.flip * self.size, -0.72 * lies * self.size
        return draw.turned(drawing, -math.pi / 2 * lies * self.flip, (self.x, self.ground), shift)

    def box(self, box: Box) -> Box:
        x0, y0, x1, y1 = box
        return self([fill(draw.polygon((x0, y0), (x1, y0), (x1, y1), (x0, y1)), (0, 0, 0))])[0].bounds

    def point(self, at: Points) -> tuple[float, float]:
        x0, y0, _, _ = self([fill(at, (0, 0, 0))])[0].bounds
        return x0, y0


def _chair(pen: Pen, light: Light) -> Drawing:
    """A plain chair below somebody who sits, its back behind theirs."""
    wood = light.on(rgb("#6f5540"))
    dark = darker(wood, 0.3)
    parts = [(-0.92, -3.5, 0.16, 3.5), (-0.92, -1.62, 1.75, 0.18), (0.62, -1.5, 0.14, 1.5), (-0.55, -1.5, 0.12, 1.42)]
    return [fill(pen(rectangle(*part, 0.05)), dark if index else wood) for index, part in enumerate(parts)]


def _prop(pen: Pen, shown: Shown, light: Light) -> Drawing:
    """What somebody reads, writes on, phones with or drinks from."""
    x, y = shown.body.far_x, shown.body.far_y
    match shown.prop:
        case "phone":
            return [fill(pen(rectangle(x - 0.02, y - 0.66, 0.20, 0.56, 0.05)), light.on((38, 40, 46)))]
        case "drink":
            return [fill(pen(rectangle(x - 0.06, y - 0.42, 0.36, 0.42, 0.06)), light.on((226, 222, 214)))]
        case "read" | "write":
            left, flat = shown.body.near_x + 0.04, 0.30 if shown.prop == "write" else 0.78
            sheet = draw.polygon(
                (left, y - flat), (x + 0.10, y - flat - 0.06), (x + 0.16, y + 0.08), (left - 0.06, y + 0.12)
            )
            lines = [
                fill(
                    pen(line(((left + 0.1, y - flat * k), (x, y - flat * k - 0.03)), 0.025)), light.on((150, 148, 144))
                )
                for k in (0.7, 0.45, 0.2)
            ]
            return [fill(pen(sheet), light.on((238, 234, 224))), *lines]
        case _:
            return []


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
    return drawing + [replace(shape, blur=max(shape.blur, blur)) for shape in back]


def ground_shadow(x: float, ground: float, size: float, key: float, light: Light) -> Drawing:
    dark = mix(light.shade, (0, 0, 0), 0.55)
    return [
        glow(x - key * 0.75 * size, ground + 0.02 * size, 2.1 * size, 0.34 * size, dark, 0.38, "multiply"),
        glow(x, ground - 0.02 * size, 0.95 * size, 0.20 * size, dark, 0.75, "multiply"),
    ]


def trunk_and_limbs(  # noqa: PLR0917
    pen: Pen, look: Look, light: Light, turned: bool, key: float, pose: Pose, body: Body | None, *, behind: bool = False
) -> tuple[Drawing, Drawing, Drawing, Drawing]:
    """The far arm, the legs, the trunk in its clothes, the near arm: in this order, but for folded arms. `behind`: the
    clothes as they are seen from behind."""
    random = chance("clothes", look.top, look.bottom, look.hair, look.skin)
    skin, top, bottom = toned(rgb(look.skin), light), toned(rgb(look.top), light), toned(rgb(look.bottom), light)
    skirt = look.hair_style in {"bob", "long", "bun"} and random.random() < 0.4 and not look.beard
    skirt = look.garment == "dress" or (skirt and look.garment != "suit")
    cut = look.garment or random.choice(("crew", "jacket", "shirt", "hood", "jacket", "cardigan"))
    near, far = _ARMS[pose] if body is None else _arms_of(body)
    folded = pose == "folded" and body is None
    far_arm = [] if folded else arm(pen, SHOULDERS[1], far, top, skin, light, key, shown=True, dim=0.35)
    if body is None or body.on_its_feet:
        lower = legs(pen, bottom, skin, light, key, turned=turned, skirt=skirt)
    else:
        lower = walking_legs(pen, _legs_of(body), bottom, skin, light, key, skirt=skirt)
    drawing: Drawing = []
    neck = pen.curve((-0.20, -5.95), (0.20, -5.95), (0.24, -5.62), (0.34, -5.5), (-0.34, -5.5), (-0.24, -5.62))
    torso = clothes.torso(pen)
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
        drawing += clothes.skirts_of_a_coat(pen, top, light, key)
    drawing += clothes.back(pen, cut, torso, top) if behind else clothes.cut(pen, cut, torso, top, bottom, skin, light)
    drawing += [
        side(torso, key * 0.34 * unit, -0.04 * unit, top.shadow, alpha=0.60, blur=0.07 * unit),
    ]
    for fold in (
        ((-0.62, -4.10), (-0.36, -3.98), (-0.12, -4.02)),
        ((0.62, -4.30), (0.44, -4.16), (0.24, -4.14)),
        ((-0.70, -3.62), (-0.44, -3.70), (-0.2, -3.62)),
    ):
        drawing.append(fill(pen.stroke(0.035, *fold, taper=1.0), top.line, alpha=0.35, clip=torso))
    if folded:
        drawing += arm(pen, SHOULDERS[1], far, top, skin, light, key, shown=True, dim=0.15)
    visible = pose != "pocket" or body is not None
    return far_arm, lower, drawing, arm(pen, SHOULDERS[0], near, top, skin, light, key, shown=visible, dim=0.0)


def _arms_of(body: Body) -> tuple[tuple[Point, Point], tuple[Point, Point]]:
    """Elbows and wrists of a pose: elbows hang."""
    bones = UPPER_ARM, FOREARM
    near = bent(SHOULDERS[0], (body.near_x, body.near_y), bones, (-0.5, 1.0))
    return near, bent(SHOULDERS[1], (body.far_x, body.far_y), bones, (0.2, 1.0))


def _legs_of(body: Body) -> tuple[tuple[Point, Point, Point], tuple[Point, Point, Point]]:
    """Hips, knees and ankles of a pose: knees bend forward."""
    ankles = (body.near_foot_x, body.near_foot_y), (body.far_foot_x, body.far_foot_y)
    hips = [(x + body.shift_x, y + body.shift_y) for x, y in HIPS]
    near, far = ((hip, *bent(hip, ankle, (THIGH, SHANK), (1.0, 0.0))) for hip, ankle in zip(hips, ankles, strict=True))
    return near, far
