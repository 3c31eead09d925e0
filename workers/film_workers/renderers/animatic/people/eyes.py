"""Eyes that look where the figure faces, their brows and glasses: they move, apart from the head."""

from typing import Final

from contracts.recipes.animatic import Look
from film_workers.renderers.animatic.draw import Drawing, ellipse, fill, line, rectangle
from film_workers.renderers.animatic.palette import Light, chance, mix, rgb
from film_workers.renderers.animatic.people.pen import Pen, toned

#: Middle, width of the near (left) and the far eye.
_EYES: Final = {False: ((-0.165, 0.150), (0.165, 0.150)), True: ((0.005, 0.150), (0.262, 0.112))}


def eyes(pen: Pen, look: Look, light: Light, turned: bool, *, closed: bool) -> Drawing:
    """Eyes, brows and glasses. Turned, the eyes look the way the head faces; else at the camera."""
    skin, hair = toned(rgb(look.skin), light), toned(rgb(look.hair), light)
    brow = mix(skin.line, hair.shadow if look.hair_style != "bald" else skin.line, 0.6)
    white = mix(light.on((246, 243, 238)), light.on(rgb(look.skin)), 0.10)
    dark = mix(skin.line, (20, 14, 14), 0.72)
    random = chance("eyes", look.skin, look.hair, look.top)
    iris = light.on(rgb(random.choice(("#4b3321", "#3a2a1c", "#5d4426", "#44643f", "#4a6b86", "#3c5570"))))
    gaze = 0.026 if turned else 0.0
    drawing: Drawing = []
    for index, (x, width) in enumerate(_EYES[turned]):
        half, y = width / 2, -0.005
        if closed:
            drawing += [
                fill(pen.stroke(0.026, (x - half, y + 0.016), (x, y + 0.042), (x + half, y + 0.014)), dark),
                fill(
                    pen.stroke(0.014, (x - half, y - 0.02), (x, y - 0.012), (x + half, y - 0.022)),
                    skin.shadow,
                    alpha=0.8,
                ),
            ]
        else:
            ball = pen.curve(
                (x - half, y + 0.012),
                (x - half * 0.4, y - 0.048),
                (x + half * 0.4, y - 0.050),
                (x + half, y + 0.004),
                (x + half * 0.45, y + 0.044),
                (x - half * 0.45, y + 0.046),
            )
            look_x = x + gaze
            drawing += [
                fill(ball, white),
                fill(pen(ellipse(look_x, y - 0.002, 0.047 * width / 0.15, 0.052)), iris, clip=ball),
                fill(pen(ellipse(look_x, y - 0.002, 0.025 * width / 0.15, 0.028)), (16, 12, 14), clip=ball),
                fill(pen(rectangle(x - half, y - 0.062, width, 0.032)), skin.line, alpha=0.35, clip=ball),
                fill(
                    pen(ellipse(look_x + 0.014 * pen.flip, y - 0.020, 0.011, 0.012)), mix(white, (255, 255, 255), 0.6)
                ),
                fill(
                    pen.stroke(
                        0.026,
                        (x - half - 0.008, y + 0.012),
                        (x - half * 0.4, y - 0.050),
                        (x + half * 0.4, y - 0.052),
                        (x + half + 0.008, y + 0.002),
                        taper=0.5,
                    ),
                    dark,
                ),
                fill(
                    pen.stroke(0.010, (x - half * 0.6, y + 0.050), (x, y + 0.058), (x + half * 0.6, y + 0.048)),
                    skin.shadow,
                    alpha=0.8,
                ),
            ]
        inner, outer = (x + half * 0.95, x - half * 1.15) if index == 0 else (x - half * 0.95, x + half * 1.15)
        drawing.append(
            fill(
                pen.stroke(
                    0.036, (inner, -0.112), ((inner + outer) / 2, -0.142), (outer, -0.108), taper=0.25, tail=0.85
                ),
                brow,
            )
        )
    if look.glasses:
        drawing += _glasses(pen, light, turned)
    return drawing


def _glasses(pen: Pen, light: Light, turned: bool) -> Drawing:
    frame = light.on((46, 40, 44))
    drawing: Drawing = []
    for x, width in _EYES[turned]:
        w = width * 1.62
        outer, inner = (
            rectangle(x - w / 2, -0.100, w, 0.205, 0.075),
            rectangle(x - w / 2 + 0.018, -0.082, w - 0.036, 0.169, 0.062),
        )
        drawing += [
            fill(pen(inner), light.rim, alpha=0.10, blend="screen"),
            fill([pen(outer), pen(inner)], frame),
            fill(
                pen(line(((x - w * 0.22, 0.04), (x + w * 0.06, -0.06)), 0.022)), light.rim, alpha=0.22, blend="screen"
            ),
        ]
    (near, near_width), (far, far_width) = _EYES[turned]
    drawing.append(
        fill(
            pen.stroke(
                0.020,
                (near + near_width * 0.80, -0.02),
                ((near + far) / 2, -0.045),
                (far - far_width * 0.80, -0.02),
                taper=0,
            ),
            frame,
        )
    )
    if turned:
        drawing.append(fill(pen(line(((near - near_width * 0.8, -0.03), (-0.24, -0.02)), 0.022)), frame))
    return drawing
