"""Arms, hands and legs, in head heights around the point between the feet."""

import numpy as np

from film_workers.renderers.animatic.draw import Colour, Drawing, Points, fill, line, smooth
from film_workers.renderers.animatic.palette import Light, chance, mix
from film_workers.renderers.animatic.people.pen import Pen, Toned, side, toned


def legs(pen: Pen, bottom: Toned, skin: Toned, light: Light, key: float, *, turned: bool, skirt: bool) -> Drawing:
    unit = pen.unit
    shoe = toned(
        chance("shoes", bottom.base).choice(((52, 42, 40), (38, 38, 48), (92, 62, 44), (206, 202, 196))), light
    )
    drawing: Drawing = []
    for s in (1, -1):
        f, toe = s * 0.33, 0.46 if turned else 0.24 + 0.08 * s
        foot = pen.curve(
            (f - 0.20, -0.22), (f + 0.18, -0.24), (f + toe, -0.10), (f + toe, 0.03), (f - 0.24, 0.03), (f - 0.26, -0.10)
        )
        drawing.append(fill(foot, shoe.base if s < 0 else shoe.shadow))
        if skirt:
            leg = pen.curve(
                (s * 0.34 - 0.24, -2.3),
                (s * 0.34 + 0.24, -2.3),
                (s * 0.34 + 0.20, -1.3),
                (s * 0.34 + 0.13, -0.14),
                (s * 0.34 - 0.13, -0.14),
                (s * 0.34 - 0.22, -1.3),
            )
            colour: Colour = skin.base
        else:
            m = s * 0.33
            leg = pen.curve(
                (m - 0.34, -3.5),
                (m + 0.34, -3.5),
                (m + 0.29, -2.0),
                (m + 0.23, -0.18),
                (m + 0.23, -0.17),
                (m - 0.23, -0.17),
                (m - 0.23, -0.18),
                (m - 0.28, -2.0),
            )
            colour = bottom.base
        shadow = skin.shadow if skirt else bottom.shadow
        drawing += [
            fill(leg, colour if s < 0 else mix(colour, shadow, 0.35)),
            side(leg, key * 0.20 * unit, 0.0, shadow, alpha=0.6, blur=0.04 * unit),
            side(
                leg,
                -key * 0.030 * unit,
                0.0,
                light.rim,
                alpha=light.rim_strength * 0.55,
                blur=0.014 * unit,
                screen=True,
            ),
        ]
        if not skirt:
            drawing.append(
                fill(
                    pen.stroke(0.03, (s * 0.33 - 0.24, -1.76), (s * 0.33, -1.66), (s * 0.33 + 0.20, -1.74), taper=1.0),
                    bottom.line,
                    alpha=0.4,
                )
            )
    if skirt:
        form = pen.curve(
            (-0.58, -3.7), (0.58, -3.7), (0.80, -2.9), (0.92, -1.95), (0.0, -1.86), (-0.92, -1.95), (-0.80, -2.9)
        )
        drawing += [
            fill(form, bottom.base),
            side(form, key * 0.34 * unit, 0.0, bottom.shadow, alpha=0.6, blur=0.06 * unit),
        ]
        drawing += [
            fill(pen.stroke(0.03, (x * 0.5, -3.0), (x, -2.0), taper=0.8), bottom.line, alpha=0.3, clip=form)
            for x in (-0.5, 0.1, 0.55)
        ]
    else:
        drawing.append(
            fill(
                pen.curve(
                    (-0.60, -3.75),
                    (0.60, -3.75),
                    (0.65, -3.3),
                    (0.36, -3.05),
                    (0.0, -2.9),
                    (-0.36, -3.05),
                    (-0.65, -3.3),
                ),
                bottom.base,
            )
        )
    return drawing


def walking_legs(  # noqa: PLR0917 - where, and how large: the order of every drawing call
    pen: Pen,
    joints: tuple[tuple[tuple[float, float], ...], tuple[tuple[float, float], ...]],
    bottom: Toned,
    skin: Toned,
    light: Light,
    key: float,
    *,
    skirt: bool,
) -> Drawing:
    """Legs that do not only stand: for the near and for the far one hip, knee and ankle."""
    unit = pen.unit
    shoe = toned(
        chance("shoes", bottom.base).choice(((52, 42, 40), (38, 38, 48), (92, 62, 44), (206, 202, 196))), light
    )
    drawing: Drawing = []
    for far, (hip, knee, ankle) in ((True, joints[1]), (False, joints[0])):
        dim = 0.35 if far else 0.0
        x, y = ankle
        foot = pen.curve(
            (x - 0.20, y - 0.05), (x + 0.16, y - 0.07), (x + 0.46, y + 0.07), (x + 0.46, y + 0.20), (x - 0.24, y + 0.20)
        )
        drawing.append(fill(foot, shoe.shadow if far else shoe.base))
        tone = skin if skirt else bottom
        shank = _limb(pen, (knee, ankle), (0.27, 0.20))
        thigh = _limb(pen, (hip, knee), (0.40, 0.36) if skirt else (0.35, 0.28))
        for form, colours in ((shank, tone), (thigh, bottom)):
            drawing += [
                fill(form, mix(colours.base, colours.shadow, dim)),
                side(form, key * 0.20 * unit, 0.0, colours.shadow, alpha=0.5, blur=0.04 * unit),
            ]
    (a, b), (c, d) = joints[0][0], joints[1][0]
    seat = pen.curve(
        (a - 0.36, b - 0.45), (c + 0.36, d - 0.45), (c + 0.38, d), (c, d + 0.30), (a, b + 0.30), (a - 0.38, b)
    )
    return [*drawing, fill(seat, bottom.base)]


def _limb(pen: Pen, bone: tuple[tuple[float, float], tuple[float, float]], widths: tuple[float, float]) -> Points:
    """The outline of one bone's flesh, round at both ends; `widths` are half of its own."""
    (x0, y0), (x1, y1) = bone
    turn = np.arctan2(y1 - y0, x1 - x0)
    outline: list[Points] = []
    for (x, y), width, begin in (((x0, y0), widths[0], np.pi / 2), ((x1, y1), widths[1], -np.pi / 2)):
        angle = turn + begin + np.linspace(0, np.pi, 9)
        outline.append(np.stack([x + width * np.cos(angle), y + width * np.sin(angle)], axis=1))
    return pen(np.concatenate(outline))


def arm(  # noqa: PLR0917 - where, and how large: the order of every drawing call
    pen: Pen,
    from_: tuple[float, float],
    joints: tuple[tuple[float, float], tuple[float, float]],
    sleeve: Toned,
    skin: Toned,
    light: Light,
    key: float,
    *,
    shown: bool,
    dim: float,
) -> Drawing:
    elbow, wrist = joints
    unit = pen.unit
    curve = smooth(
        [
            from_,
            ((from_[0] + elbow[0]) / 2 * 1.02, (from_[1] + elbow[1]) / 2),
            elbow,
            ((elbow[0] + wrist[0]) / 2, (elbow[1] + wrist[1]) / 2),
            wrist,
        ],
        closed=False,
    )
    width = np.interp(np.linspace(0, 1, len(curve)), (0, 0.5, 1), (0.205, 0.170, 0.125))[:, None]
    along = np.gradient(curve, axis=0)
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1) / np.hypot(along[:, 0], along[:, 1])[:, None]
    left, right = curve + normal * width, curve - normal * width
    turn = np.linspace(0, np.pi, 9)[1:-1, None]
    cap = curve[:1] - (normal[:1] * np.cos(turn) + along[:1] / np.hypot(*along[0]) * np.sin(turn)) * width[:1]
    outline = pen(np.concatenate([left, right[::-1], cap]))
    base = mix(sleeve.base, sleeve.shadow, dim)
    direction = (curve[-1] - curve[-4]) / np.hypot(*(curve[-1] - curve[-4]))
    drawing: Drawing = []
    if shown:
        drawing += _hand(pen, wrist, direction, skin, dim)
    drawing += [
        fill(outline, base),
        side(outline, key * 0.12 * unit, -0.02 * unit, sleeve.shadow, alpha=0.65, blur=0.03 * unit),
        side(
            outline,
            -key * 0.028 * unit,
            0.012 * unit,
            light.rim,
            alpha=light.rim_strength * 0.6,
            blur=0.012 * unit,
            screen=True,
        ),
        fill(
            pen(line(curve[2:] + normal[2:] * width[2:] * (1.0 if from_[0] > 0 else -1.0) * 0.97, 0.022, taper=0.6)),
            sleeve.line,
            alpha=0.45,
        ),
    ]
    cuff = pen(
        np.stack(
            [
                curve[-1] + normal[-1] * 0.125,
                curve[-1] - normal[-1] * 0.125,
                curve[-2] - normal[-1] * 0.13,
                curve[-2] + normal[-1] * 0.13,
            ]
        )
    )
    return [*drawing, fill(cuff, sleeve.line, alpha=0.35)]


def _hand(pen: Pen, wrist: tuple[float, float], direction: Points, skin: Toned, dim: float) -> Drawing:
    """A relaxed hand: palm, fingers together, thumb."""
    along, across = direction, np.array([-direction[1], direction[0]])
    at = np.array(wrist)

    def place(points: list[tuple[float, float]]) -> Points:
        return pen(smooth(np.array([at + along * a + across * b for a, b in points])))

    palm = place(
        [
            (-0.06, -0.11),
            (0.10, -0.15),
            (0.24, -0.14),
            (0.40, -0.10),
            (0.46, -0.02),
            (0.40, 0.06),
            (0.24, 0.11),
            (0.08, 0.12),
            (-0.06, 0.10),
        ]
    )
    thumb = place([(0.04, 0.08), (0.14, 0.17), (0.26, 0.20), (0.30, 0.15), (0.20, 0.10), (0.12, 0.04)])
    colour = mix(skin.base, skin.shadow, dim)
    drawing = [fill(thumb, mix(colour, skin.shadow, 0.3)), fill(palm, colour)]
    for b in (-0.055, 0.015):
        crease = np.array([at + along * 0.22 + across * b, at + along * 0.42 + across * (b * 0.8)])
        drawing.append(fill(pen(line(crease, 0.016)), skin.line, alpha=0.4))
    return drawing
