"""Camera moves, smooth below the pixel: where the frame lies on the still at each frame, and how it is resampled.

A move starts and ends at rest: shots cut and dissolve on a camera that stands still.
"""

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from contracts.recipes.film import FRAMES_PER_SECOND, CameraMove, FrameRate, per_second
from film_workers.renderers.animatic.draw import Pixels, Planes, as_pixels

#: Stills of moving shots have this many pixels for each pixel of the frame, across and down. An awkward number: at 2.0
#: the fast resampling below finds no good phase and jitters by 0.4 pixels.
OVERSAMPLING: Final = 1.309375
_PAD: Final = 96
_TOLERANCE: Final = 1 / 32


@dataclass(frozen=True, slots=True)
class View:
    """The frame on the still: offset of its middle in frame widths and heights, and magnification."""

    x: float = 0.0
    y: float = 0.0
    zoom: float = 1.0


@dataclass(frozen=True, slots=True)
class _Range:
    """How far a move goes: a distance for each second of the shot, between a least and a most; shifts in frame sizes,
    zooms as growth."""

    per_second: float
    least: float
    most: float


_RANGES: Final[dict[CameraMove, _Range]] = {
    "pan": _Range(0.032, 0.05, 0.15),
    "truck": _Range(0.026, 0.04, 0.12),
    "tilt": _Range(0.036, 0.05, 0.15),
    "pedestal": _Range(0.026, 0.04, 0.11),
    "dolly": _Range(0.026, 0.05, 0.15),
    "zoom": _Range(0.042, 0.08, 0.22),
}
_ACROSS: Final = frozenset({"pan", "truck"})
_UPWARD: Final = frozenset({"tilt", "pedestal"})


@dataclass(frozen=True, slots=True)
class Path:
    """One shot's move over `frames` frames; `closeness` 0 … 1 makes it smaller, as a long lens would magnify it.

    Where a move starts does not depend on how long the shot is: whoever dissolves into it knows no length.
    """

    move: CameraMove
    reverse: bool
    frames: int
    closeness: float
    rate: FrameRate = FRAMES_PER_SECOND

    @property
    def moves(self) -> bool:
        return self.move != "static"

    @property
    def margin(self) -> tuple[float, float]:
        """How far beyond the frame the still has to reach, in frame widths and heights on each side."""
        if self.move == "handheld":
            return 0.012, 0.016
        return (self._most / 2 if self.move in _ACROSS else 0.0, self._most / 2 if self.move in _UPWARD else 0.0)

    @property
    def _most(self) -> float:
        return _RANGES[self.move].most * self._damped if self.move in _RANGES else 0.0

    @property
    def _damped(self) -> float:
        return 1 - 0.5 * self.closeness

    def at(self, frame: int) -> View:
        """Where the frame is at a frame's number; at rest at number 0."""
        if self.move == "handheld":
            return self._handheld(frame)
        if self.move not in _RANGES:
            return View()
        range_ = _RANGES[self.move]
        wanted = range_.per_second * float(self.frames / per_second(self.rate))
        amount = min(max(wanted, range_.least), range_.most) * self._damped
        done = amount * _ease(frame / max(1, self.frames - 1))
        if self.move in _ACROSS or self.move in _UPWARD:
            shift = done - self._most / 2
            shift = -shift if self.reverse != (self.move in _UPWARD) else shift  # A tilt goes up; reversed, down.
            return View(x=shift) if self.move in _ACROSS else View(y=shift)
        return View(zoom=(1 + self._most) / (1 + done) if self.reverse else 1 + done)

    def _handheld(self, frame: int) -> View:
        seconds = float(frame / per_second(self.rate))
        settle = _ease(min(1.0, seconds))
        x = 0.0042 * math.sin(2 * math.pi * 0.61 * seconds) + 0.0021 * math.sin(2 * math.pi * 1.37 * seconds + 0.9)
        y = 0.0050 * math.sin(2 * math.pi * 0.53 * seconds + 1.7) + 0.0024 * math.sin(2 * math.pi * 1.19 * seconds)
        return View(x=x * settle, y=y * settle)


def _ease(t: float) -> float:
    return t * t * (3 - 2 * t)


class Source:
    """A still's three planes, padded, and the frame's place in them. `width` and `height` are the frame's, in the
    still's pixels at zoom 1; the frame's middle rests on the still's middle."""

    def __init__(self, planes: Planes, width: float, height: float) -> None:
        self.planes = [
            as_pixels(cv2.copyMakeBorder(plane, _PAD, _PAD, _PAD, _PAD, cv2.BORDER_REPLICATE)) for plane in planes
        ]
        self.width, self.height = width, height
        self.size = planes[0].shape[1], planes[0].shape[0]
        #: Where weather is seen, 0 … 255 at each pixel of the luma's grid; None: everywhere.
        self._veil: Pixels | None = None

    def put(self, patch: Planes, x: int, y: int) -> None:
        """Replace pixels from (`x`, `y`) of the still on; both even."""
        for plane, part, step in zip(self.planes, patch, (1, 2, 2), strict=True):
            top, left = y // step + _PAD, x // step + _PAD
            plane[top : top + part.shape[0], left : left + part.shape[1]] = part

    def veil(self, patch: Pixels, x: int = 0, y: int = 0) -> None:
        """Let weather be seen through some of the still's pixels alone; from (`x`, `y`) on once all of it was given."""
        if self._veil is None:
            self._veil = as_pixels(cv2.copyMakeBorder(patch, _PAD, _PAD, _PAD, _PAD, cv2.BORDER_REPLICATE))
        else:
            top, left = y + _PAD, x + _PAD
            self._veil[top : top + patch.shape[0], left : left + patch.shape[1]] = patch

    def veiled(self, view: View, out: Pixels) -> bool:
        """Where in the frame weather is seen, resampled into `out` as the picture is; False: all over it."""
        if self._veil is None:
            return False
        if out.shape == (self.size[1], self.size[0]):
            out[:] = self._veil[_PAD : _PAD + out.shape[0], _PAD : _PAD + out.shape[1]]
        else:
            x, y, width, height = self._seen(view)
            _resample(self._veil, x + _PAD, y + _PAD, width, height, out)
        return True

    def copy(self, out: Planes) -> None:
        """The frame of a camera at rest: the still has exactly its size."""
        for plane, target in zip(self.planes, out, strict=True):
            target[:] = plane[_PAD : _PAD + target.shape[0], _PAD : _PAD + target.shape[1]]

    def look(self, view: View, out: Planes) -> None:
        """Resample what `view` sees into the frame's planes."""
        x, y, width, height = self._seen(view)
        for plane, target, step in zip(self.planes, out, (1, 2, 2), strict=True):
            _resample(plane, x / step + _PAD, y / step + _PAD, width / step, height / step, target)

    def _seen(self, view: View) -> tuple[float, float, float, float]:
        """Left, top, width and height of what `view` sees, in the still's pixels."""
        width, height = self.width / view.zoom, self.height / view.zoom
        x = (self.size[0] - width) / 2 + view.x * self.width
        y = (self.size[1] - height) / 2 + view.y * self.height
        return x, y, width, height


_SKIPS: Final = np.arange(_PAD, dtype=np.float64)


def _phase(position: float, step: float, reach: int) -> tuple[float, int, int]:
    """Whole numbers (skip, start) with start + skip * step near `position`, and how far off they are. The first that is
    near enough is taken: each skipped pixel is resampled in vain."""
    wanted = position - _SKIPS[:reach] * step
    starts = np.rint(wanted)
    errors = np.abs(wanted - starts)
    near = errors < _TOLERANCE / 2
    best = int(np.argmax(near)) if near.any() else int(np.argmin(errors))
    return float(errors[best]), best, int(starts[best])


def _resample(plane: Pixels, x: float, y: float, width: float, height: float, out: Pixels) -> None:  # noqa: PLR0917
    """An axis-aligned crop and scale at any sub-pixel position.

    `cv2.resize` is 2.5 times as fast as `cv2.warpAffine` but starts at whole pixels only; starting `skip` output pixels
    early at a whole source pixel hits the wanted phase. Where no start comes near enough, the affine warp does it
    exactly.
    """
    rows, columns = out.shape
    across, down = width / columns, height / rows
    reach = int((_PAD - 4) / max(across, down))
    x_error, x_skip, x_start = _phase(x, across, reach)
    y_error, y_skip, y_start = _phase(y, down, reach)
    if max(x_error, y_error) > _TOLERANCE:
        matrix = np.array([[across, 0, x + across / 2 - 0.5], [0, down, y + down / 2 - 0.5]])
        flags = cv2.WARP_INVERSE_MAP | cv2.INTER_LINEAR
        cv2.warpAffine(plane, matrix, (columns, rows), out, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return
    part = plane[
        y_start : y_start + math.ceil((y_skip + rows) * down) + 2,
        x_start : x_start + math.ceil((x_skip + columns) * across) + 2,
    ]
    resized = cv2.resize(part, None, fx=1 / across, fy=1 / down, interpolation=cv2.INTER_LINEAR)
    out[:] = resized[y_skip : y_skip + rows, x_skip : x_skip + columns]
