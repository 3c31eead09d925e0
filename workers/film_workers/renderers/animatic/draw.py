"""The drawing back end: anti-aliased paths, gradients, glows and blur on plain OpenCV, so that it needs no system
library.

Everything drawn is a list of `Shape`s in the units of the picture's plane (x to the right, y down); a `Canvas` is a
window on that plane at some scale. What a canvas shows does not depend on where its window ends: a small canvas over a
mouth gets the pixels that the whole picture has there, which is what lets a renderer patch single features.

skia-python draws twice as fast and was rejected: its wheel needs libEGL and libGL from the system.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

cv2.setNumThreads(1)  # A worker process has one shot at a time; threads inside it would only take turns.

Points: TypeAlias = npt.NDArray[np.float64]
Pixels: TypeAlias = npt.NDArray[np.uint8]
Colour: TypeAlias = tuple[float, float, float]
Blend: TypeAlias = Literal["normal", "multiply", "screen"]
Box: TypeAlias = tuple[float, float, float, float]

_SHIFT: Final = 4
_FIXED: Final = 1 << _SHIFT
_WIDE: Final = 200_000  # pixels


@dataclass(frozen=True, slots=True)
class Linear:
    """A gradient along the line from `start` to `end`; `stops` are (fraction, colour), in order."""

    start: tuple[float, float]
    end: tuple[float, float]
    stops: tuple[tuple[float, Colour], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled area. `contours` fill even-odd, so an inner one is a hole; `blur` is the sigma of its soft edge in
    units; `clip` keeps the shape inside another outline; with `glow`, coverage falls off from the middle of the
    bounds."""

    contours: tuple[Points, ...]
    paint: Colour | Linear
    alpha: float
    blend: Blend
    blur: float
    clip: Points | None
    glow: bool
    bounds: Box


Drawing: TypeAlias = list[Shape]


def _bounds(contours: Sequence[Points]) -> Box:
    lows = [contour.min(axis=0) for contour in contours]
    highs = [contour.max(axis=0) for contour in contours]
    return (
        float(min(low[0] for low in lows)),
        float(min(low[1] for low in lows)),
        float(max(high[0] for high in highs)),
        float(max(high[1] for high in highs)),
    )


def fill(
    points: Points | Sequence[Points],
    paint: Colour | Linear,
    *,
    alpha: float = 1.0,
    blend: Blend = "normal",
    blur: float = 0.0,
    clip: Points | None = None,
) -> Shape:
    """A filled outline, or several filled even-odd."""
    contours = (points,) if isinstance(points, np.ndarray) else tuple(points)
    return Shape(contours, paint, alpha, blend, blur, clip, False, _bounds(contours))


def glow(x: float, y: float, rx: float, ry: float, colour: Colour, strength: float, blend: Blend = "screen") -> Shape:  # noqa: PLR0917
    """Light (or, multiplied, shadow) that fades from a middle to nothing at the radii."""
    return Shape((), colour, strength, blend, 0.0, None, True, (x - rx, y - ry, x + rx, y + ry))


# --- outlines -----------------------------------------------------------------------------------------------


def polygon(*corners: tuple[float, float]) -> Points:
    return np.array(corners, dtype=np.float64)


def rectangle(x: float, y: float, width: float, height: float, radius: float = 0.0) -> Points:
    """A rectangle from its top left corner, its corners rounded by `radius`."""
    if radius <= 0:
        return polygon((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    radius = min(radius, width / 2, height / 2)
    turn = np.linspace(0, math.pi / 2, 6)
    arcs = [
        (x + width - radius, y + radius, -math.pi / 2),
        (x + width - radius, y + height - radius, 0.0),
        (x + radius, y + height - radius, math.pi / 2),
        (x + radius, y + radius, math.pi),
    ]
    return np.concatenate(
        [np.stack([cx + radius * np.cos(turn + a), cy + radius * np.sin(turn + a)], axis=1) for cx, cy, a in arcs]
    )


def ellipse(x: float, y: float, rx: float, ry: float, turn: float = 0.0) -> Points:
    """An ellipse, turned by `turn` radians clockwise."""
    angle = np.linspace(0, 2 * math.pi, 36, endpoint=False)
    a, b = rx * np.cos(angle), ry * np.sin(angle)
    return np.stack([x + a * math.cos(turn) - b * math.sin(turn), y + a * math.sin(turn) + b * math.cos(turn)], axis=1)


def moved(points: Points, x: float, y: float) -> Points:
    return points + np.array([x, y])


def turned(drawing: Iterable[Shape], angle: float, pivot: tuple[float, float], shift: tuple[float, float]) -> Drawing:
    """A drawing turned clockwise by `angle` radians about a point and then moved. A glow keeps its radii."""
    cos, sin = math.cos(angle), math.sin(angle)
    matrix, origin = np.array([[cos, sin], [-sin, cos]]), np.array(pivot)
    target = origin + np.array(shift)

    def put(points: Points) -> Points:
        return (points - origin) @ matrix + target

    result: Drawing = []
    for shape in drawing:
        contours = tuple(put(contour) for contour in shape.contours)
        clip = None if shape.clip is None else put(shape.clip)
        if shape.glow:
            x0, y0, x1, y1 = shape.bounds
            (x, y), rx, ry = put(np.array([(x0 + x1) / 2, (y0 + y1) / 2])), (x1 - x0) / 2, (y1 - y0) / 2
            bounds = (float(x - rx), float(y - ry), float(x + rx), float(y + ry))
        else:
            bounds = _bounds(contours if clip is None else (clip,))
        paint = shape.paint
        if isinstance(paint, Linear):
            start, end = (put(np.array(each)) for each in (paint.start, paint.end))
            paint = Linear((float(start[0]), float(start[1])), (float(end[0]), float(end[1])), paint.stops)
        result.append(replace(shape, contours=contours, clip=clip, bounds=bounds, paint=paint))
    return result


def waved(drawing: Iterable[Shape], amount: float, pivot: tuple[float, float], long: float, *, down: bool) -> Drawing:
    """Cloth that is held at a point and blown to one side by `amount` (of its length `long`): it hangs `down`, or
    streams away sideways; the further from where it is held, the further it goes, in one wave."""
    along, across = (1, 0) if down else (0, 1)

    def put(points: Points) -> Points:
        far = (points[:, along] - pivot[along]) / long
        blown = points.copy()
        blown[:, across] += long * amount * (far + 0.45 * np.abs(far) * np.sin(5.2 * far - 9.0 * amount))
        return blown

    return [
        replace(shape, contours=contours, bounds=_bounds(contours))
        for shape in drawing
        for contours in (tuple(put(contour) for contour in shape.contours),)
    ]


def _spline_weights(steps: int) -> Points:
    t = np.linspace(0, 1, steps, endpoint=False)
    square, cube = t * t, t * t * t
    return 0.5 * np.stack(
        [-t + 2 * square - cube, 2 - 5 * square + 3 * cube, t + 4 * square - 3 * cube, -square + cube], axis=1
    )


_WEIGHTS: Final = {steps: _spline_weights(steps) for steps in (4, 6, 8)}


def smooth(
    points: Points | Sequence[tuple[float, float]], *, closed: bool = True, steps: Literal[4, 6, 8] = 6
) -> Points:
    """The Catmull-Rom curve through points, closed or open, with `steps` corners between two of them."""
    knots = np.asarray(points, dtype=np.float64)
    if closed:
        ring = np.concatenate([knots[-1:], knots, knots[:2]])
    else:
        ring = np.concatenate([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
    windows = np.stack([ring[i : len(ring) - 3 + i] for i in range(4)], axis=1)
    curve = np.einsum("sw,nwc->nsc", _WEIGHTS[steps], windows).reshape(-1, 2)
    return curve if closed else np.concatenate([curve, knots[-1:]])


def line(
    points: Points | Sequence[tuple[float, float]], width: float, *, taper: float = 0.0, tail: float | None = None
) -> Points:
    """The outline of a brush line through points, as wide as `width` and thinning towards its ends by the fraction
    `taper` (at the far end by `tail`, where that is given)."""
    knots = np.asarray(points, dtype=np.float64)
    along = np.gradient(knots, axis=0) if len(knots) > 2 else np.repeat(knots[1:] - knots[:1], 2, axis=0)
    length = np.hypot(along[:, 0], along[:, 1])
    length[length == 0] = 1
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1) / length[:, None]
    t = np.linspace(-1, 1, len(knots))
    thin = np.where(t < 0, taper, taper if tail is None else tail) * t * t
    half = (width / 2) * (1 - thin)[:, None]
    direction = along / length[:, None]
    start, end = knots[:1] - direction[:1] * half[:1] * 0.7, knots[-1:] + direction[-1:] * half[-1:] * 0.7
    return np.concatenate([start, knots + normal * half, end, (knots - normal * half)[::-1]])


def _is_box(corners: Points) -> bool:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
    return bool(y0 == y1 and x1 == x2 and y2 == y3 and x3 == x0)


@lru_cache(maxsize=256)
def _blend_table(blend: Blend, paint: Colour | Linear) -> Pixels:
    """What each channel value becomes under a blend with one colour: shape (1, 256, 3)."""
    if isinstance(paint, Linear):
        raise TypeError("A gradient can only be painted with blend 'normal'; give multiply and screen one colour.")
    value, colour = np.arange(256, dtype=np.float64)[:, None], np.array(paint)[None, :]
    table = value * colour / 255 if blend == "multiply" else 255 - (255 - value) * (255 - colour) / 255
    return np.rint(table).astype(np.uint8)[None]


def as_pixels(array: npt.ArrayLike) -> Pixels:
    """What OpenCV gives back, by its true type; nothing is copied."""
    return np.asarray(array, np.uint8)


# --- the canvas ---------------------------------------------------------------------------------------------


class Canvas:
    """A window on the plane: `width` × `height` pixels of `scale` pixels a unit, whose top left pixel is number
    (`left`, `top`) of the plane's pixel grid. `pixels` is RGB, shape (height, width, 3), uint8."""

    def __init__(self, width: int, height: int, *, scale: float, left: int = 0, top: int = 0) -> None:
        self.pixels: Pixels = np.zeros((height, width, 3), np.uint8)
        self.scale, self.left, self.top = scale, left, top
        self.width, self.height = width, height

    def paint(self, drawing: Iterable[Shape]) -> None:
        for shape in drawing:
            self._paint(shape)

    def _paint(self, shape: Shape) -> None:
        margin = 3 * shape.blur * self.scale + 2
        x0, y0, x1, y1 = (edge * self.scale for edge in shape.bounds)
        # Where the shape is seen, in the plane's pixels.
        left, right = max(math.floor(x0 - margin), self.left), min(math.ceil(x1 + margin), self.left + self.width)
        top, bottom = max(math.floor(y0 - margin), self.top), min(math.ceil(y1 + margin), self.top + self.height)
        if left >= right or top >= bottom or shape.alpha <= 0:
            return
        plain = (
            not (shape.blur or shape.glow or shape.clip is not None) and shape.blend == "normal" and shape.alpha >= 1
        )
        if plain and not isinstance(shape.paint, Linear):
            cv2.fillPoly(
                self.pixels, self._fixed(shape.contours, self.left, self.top, 1), shape.paint, cv2.LINE_AA, _SHIFT
            )
            return
        if isinstance(shape.paint, Linear) and self._is_plain_box(shape, right - left, bottom - top):
            view = self.pixels[top - self.top : bottom - self.top, left - self.left : right - self.left]
            view[:] = self._source(shape.paint, left, top, right, bottom)
            return
        cover = self._coverage(shape, left, top, right, bottom)
        x, y, width, height = cv2.boundingRect(cover)
        if width == 0:
            return
        left, top = left + x, top + y
        cover = cover[y : y + height, x : x + width]
        view = self.pixels[top - self.top : top - self.top + height, left - self.left : left - self.left + width]
        under = np.ascontiguousarray(view)
        if shape.blend == "normal":
            source = self._source(shape.paint, left, top, left + width, top + height)
        else:
            source = cv2.LUT(under, _blend_table(shape.blend, shape.paint))
        share = cover.astype(np.float32) * np.float32(shape.alpha / 255)
        cv2.blendLinear(source, under, share, 1 - share, under)
        view[:] = under

    def _is_plain_box(self, shape: Shape, width: int, height: int) -> bool:
        """Whether a shape is a wide opaque rectangle, such as a sky, whose edges need no smoothing."""
        if shape.alpha < 1 or shape.blur or shape.clip is not None or shape.blend != "normal" or width * height < _WIDE:
            return False
        corners = shape.contours[0]
        return len(shape.contours) == 1 and len(corners) == 4 and _is_box(corners)

    def _fixed(self, contours: Iterable[Points], left: float, top: float, reduced: int) -> list[npt.NDArray[np.int32]]:
        # A pixel's centre is its whole coordinate in OpenCV, hence the half.
        offset = np.array([left / reduced + 0.5, top / reduced + 0.5])
        return [np.rint((c * (self.scale / reduced) - offset) * _FIXED).astype(np.int32) for c in contours]

    def _coverage(self, shape: Shape, left: int, top: int, right: int, bottom: int) -> Pixels:
        """How much of each pixel the shape covers, its alpha aside: 0 … 255."""
        if shape.glow:
            return self._falloff(shape, left, top, right, bottom)
        sigma = shape.blur * self.scale
        reduced = 1 if sigma < 3 else 2 ** int(math.log2(sigma / 1.5))
        reach = math.ceil(3 * sigma / reduced) + 1 if sigma else 0
        # Soft shapes are drawn on a coarser grid that is fixed to the plane, with all that reaches into the window.
        gx0, gy0 = left // reduced - reach, top // reduced - reach
        gx1, gy1 = -(-right // reduced) + reach, -(-bottom // reduced) + reach
        small = np.zeros((gy1 - gy0, gx1 - gx0), np.uint8)
        origin = gx0 * reduced, gy0 * reduced
        cv2.fillPoly(small, self._fixed(shape.contours, *origin, reduced), 255, cv2.LINE_AA, _SHIFT)
        if sigma:
            small = cv2.GaussianBlur(small, (0, 0), sigma / reduced, borderType=cv2.BORDER_REPLICATE)
        if reduced > 1:
            small = cv2.resize(small, None, fx=reduced, fy=reduced, interpolation=cv2.INTER_LINEAR)
        y, x = top - gy0 * reduced, left - gx0 * reduced
        cover = small[y : y + bottom - top, x : x + right - left]
        if shape.clip is not None:
            clip = np.zeros(cover.shape, np.uint8)
            cv2.fillPoly(clip, self._fixed([shape.clip], left, top, 1), 255, cv2.LINE_AA, _SHIFT)
            cover = cv2.min(np.ascontiguousarray(cover), clip)
        return as_pixels(cover)

    def _falloff(self, shape: Shape, left: int, top: int, right: int, bottom: int) -> Pixels:
        x0, y0, x1, y1 = (edge * self.scale for edge in shape.bounds)
        smaller = min(x1 - x0, y1 - y0)
        cell = 8 if smaller > 256 else 4 if smaller > 64 else 1
        gx, gy = left // cell, top // cell
        columns = (np.arange(gx - 1, -(-right // cell) + 1, dtype=np.float32) + 0.5) * cell
        rows = (np.arange(gy - 1, -(-bottom // cell) + 1, dtype=np.float32) + 0.5) * cell
        u = ((columns - (x0 + x1) / 2) / ((x1 - x0) / 2)) ** 2
        v = ((rows - (y0 + y1) / 2) / ((y1 - y0) / 2)) ** 2
        inside = np.clip(1 - (u[None, :] + v[:, None]), 0, 1)
        cover = np.rint(inside * inside * 255).astype(np.uint8)
        if cell > 1:
            cover = cv2.resize(cover, None, fx=cell, fy=cell, interpolation=cv2.INTER_LINEAR)
        y, x = top - (gy - 1) * cell, left - (gx - 1) * cell
        return as_pixels(cover[y : y + bottom - top, x : x + right - left])

    def _source(self, paint: Colour | Linear, left: int, top: int, right: int, bottom: int) -> Pixels:
        width, height = right - left, bottom - top
        if not isinstance(paint, Linear):
            source = np.empty((height, width, 3), np.uint8)
            cv2.rectangle(source, (0, 0), (width, height), tuple(map(round, paint)), cv2.FILLED)
            return source
        (ax, ay), (bx, by) = paint.start, paint.end
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        across = ((np.arange(left, right) + 0.5) / self.scale - ax) * (dx / length)
        down = ((np.arange(top, bottom) + 0.5) / self.scale - ay) * (dy / length)
        places = [stop for stop, _ in paint.stops]
        if dx == 0 or dy == 0:
            t = down if dx == 0 else across
            ramp = np.stack([np.interp(t, places, [c[i] for _, c in paint.stops]) for i in range(3)], axis=1)
            ramp = np.rint(ramp).astype(np.uint8)
            strip = ramp[:, None, :] if dx == 0 else ramp[None, :, :]
            return as_pixels(cv2.repeat(strip, height // strip.shape[0], width // strip.shape[1]))
        t = np.clip(across[None, :] + down[:, None], 0, 1)
        grid = np.linspace(0, 1, 256)
        table = np.stack([np.interp(grid, places, [c[i] for _, c in paint.stops]) for i in range(3)], axis=1)
        return np.rint(table).astype(np.uint8)[np.rint(t * 255).astype(np.uint8)]


# --- pictures for the encoder -------------------------------------------------------------------------------

#: RGB to Y'CbCr, BT.709, limited range (ITU-R BT.709-6, 8 bit).
_BT709: Final = np.array(
    [
        [0.18258588, 0.61423059, 0.06200706, 16],
        [-0.10064373, -0.33857195, 0.43921569, 128],
        [0.43921569, -0.39894216, -0.04027352, 128],
    ],
    np.float32,
)

Planes: TypeAlias = tuple[Pixels, Pixels, Pixels]


def to_planes(pixels: Pixels) -> Planes:
    """RGB, even sides, to the three planes of 4:2:0: (h, w), (h/2, w/2), (h/2, w/2)."""
    full = cv2.transform(pixels, _BT709)
    half = cv2.resize(full, (pixels.shape[1] // 2, pixels.shape[0] // 2), interpolation=cv2.INTER_AREA)
    channels = cv2.extractChannel(full, 0), cv2.extractChannel(half, 1), cv2.extractChannel(half, 2)
    return as_pixels(channels[0]), as_pixels(channels[1]), as_pixels(channels[2])
