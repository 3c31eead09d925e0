"""A character alone, from every side, as the animatic draws them: what their sheet shows."""

from typing import Final, Literal, get_args

import cv2
import numpy as np

from contracts.recipes.animatic import Look
from contracts.recipes.plates import Plate
from film_workers.errors import RefusedError
from film_workers.renderers.animatic.draw import Canvas, Drawing, Pixels, as_pixels
from film_workers.renderers.animatic.palette import Light, light_of
from film_workers.renderers.animatic.people import hair, heads
from film_workers.renderers.animatic.people.figures import EYES, figure, ground_shadow, trunk_and_limbs
from film_workers.renderers.animatic.people.mouth import Mouth
from film_workers.renderers.animatic.people.pen import Pen
from film_workers.renderers.animatic.people.profile import head_in_profile

#: Pixels of a plate, and of a face.
WIDTH: Final = 420
HEIGHT: Final = 900
FACE: Final = 280
_UNIT: Final = 102.0
_GROUND: Final = HEIGHT - 34
_KEY: Final = 1.0
_PAPER: Final = (233, 230, 224)
_COMPRESSION: Final = (cv2.IMWRITE_PNG_COMPRESSION, 9)
Expression = Literal["calm", "speaking", "smiling", "astonished", "eyes_closed"]
#: Mouth, and whether the eyes are closed.
_FACES: Final[dict[Expression, tuple[Mouth, bool]]] = {
    "calm": ("closed", False),
    "speaking": ("open", False),
    "smiling": ("wide", False),
    "astonished": ("round", False),
    "eyes_closed": ("closed", True),
}
EXPRESSIONS: Final[tuple[Expression, ...]] = get_args(Expression)


def plate(look: Look, which: Plate) -> bytes:
    """One plate as a PNG: RGB, `WIDTH` × `HEIGHT`, or a row of faces, `FACE` pixels each. Equal looks, equal bytes."""
    light = light_of("day", True)
    if which == "expressions":
        faces = [_face(look, light, *_FACES[each]) for each in EXPRESSIONS]
        return _png(as_pixels(np.hstack(faces)))
    canvas = _paper(WIDTH, HEIGHT)
    canvas.paint(_whole(look, which, light))
    return _png(canvas.pixels)


def portrait(look: Look) -> bytes:
    """The face alone, as a PNG."""
    return _png(_face(look, light_of("day", True), *_FACES["calm"]))


def _whole(look: Look, which: Plate, light: Light) -> Drawing:
    x = WIDTH / 2
    if which in ("front", "three_quarter"):
        facing = "camera" if which == "front" else "right"
        drawn = figure(look, x, _GROUND, _UNIT, facing, light, key=_KEY, pose="rest", mouths=("closed",))
        return [*drawn.body, *drawn.eyes[0], *drawn.mouths["closed"], *drawn.front]
    size = _UNIT * look.height
    head_unit = size * (1.10 + max(0.0, 1 - look.height) * 0.55)
    in_profile = which == "profile"
    pen = Pen(x, _GROUND, size, 1.0, look.build * (0.66 if in_profile else 1.0))
    head = Pen(x + 0.04 * in_profile * size, _GROUND - EYES * size - (head_unit - size) * 0.42, head_unit)
    far, legs, trunk, near = trunk_and_limbs(pen, look, light, in_profile, _KEY, "rest", None, behind=True)
    drawing = ground_shadow(x, _GROUND, size, _KEY, light)
    if in_profile:
        # The far arm is behind the trunk, the near one before it.
        middle = Pen(x + 0.62 * size * pen.widen, _GROUND, size, 1.0, pen.widen)
        _, _, _, arm = trunk_and_limbs(middle, look, light, True, _KEY, "rest", None, behind=True)
        return [*drawing, *legs, *trunk, *arm, *head_in_profile(head, look, light, _KEY)]
    hanging = hair.behind(head, look, light, False)
    return [*drawing, *far, *legs, *trunk, *near, *hanging, *heads.back_of_head(head, look, light)]


def _face(look: Look, light: Light, mouth: Mouth, closed: bool) -> Pixels:
    ground, unit = 0.0, FACE / 2.1
    drawn = figure(look, 0.0, ground, unit, "camera", light, key=_KEY, pose="rest", mouths=(mouth,), shadow=False)
    top = round(ground - (EYES + 1.05) * unit * look.height)
    canvas = _paper(FACE, FACE, left=-FACE // 2, top=top)
    canvas.paint([*drawn.body, *drawn.eyes[int(closed)], *drawn.mouths[mouth]])
    return canvas.pixels


def _paper(width: int, height: int, *, left: int = 0, top: int = 0) -> Canvas:
    canvas = Canvas(width, height, scale=1.0, left=left, top=top)
    canvas.pixels[:] = _PAPER
    return canvas


def _png(pixels: Pixels) -> bytes:
    done, png = cv2.imencode(".png", np.ascontiguousarray(pixels[:, :, ::-1]), _COMPRESSION)
    if not done:
        raise RefusedError("OpenCV could not write a PNG: check that its build has the codec")
    return png.tobytes()
