"""The film look of what is remembered or dreamt: colours, a soft glow, and the edge of the picture, laid over frames.

It is laid over whole frames, not stills: a glow reaches beyond the windows in which people move, and the picture's edge
stays where it is when the camera moves. Captions come after it and stay plain.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from contracts.recipes.film import Told
from film_workers.renderers.animatic.draw import Pixels, Planes

Size: TypeAlias = tuple[int, int]
_BLACK: Final = (16, 128, 128)
_WHITE: Final = (226, 128, 128)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """`warmth`: how far chroma blue and red go, of 255; `colour`: how much of the picture's own is left; `lift`: of the
    blacks; `glow`: share of the softened picture, which is `softness` of its height wide; `edge`: what the picture
    fades into, `margin` wide with corners of `corner`, over `fall`, all in heights; `vignette`: light lost in a
    corner."""

    warmth: tuple[float, float]
    colour: float
    lift: float
    glow: float
    softness: float
    edge: tuple[int, int, int]
    margin: float
    corner: float
    fall: float
    vignette: float


LOOKS: Final[dict[Told, Look]] = {
    # A print that has aged: warm, pale, rounded at its corners as by a projector's gate.
    "flashback": Look(
        warmth=(-15.0, 9.0), colour=0.55, lift=14.0, glow=0.45, softness=0.006, edge=_BLACK, margin=0.028, corner=0.10,
        fall=0.016, vignette=0.34,
    ),
    # Light without weight: cool, bright, its edges lost in white.
    "dream": Look(
        warmth=(8.0, -1.0), colour=0.75, lift=22.0, glow=0.6, softness=0.012, edge=_WHITE, margin=0.0, corner=0.45,
        fall=0.30, vignette=0.0,
    ),
}  # fmt: skip


class Grade:
    """A look for frames of one size."""

    def __init__(self, look: Look, size: Size) -> None:
        width, height = size
        self._look = look
        self._kernel = 2 * max(1, round(look.softness * height)) + 1
        levels = np.arange(256)
        luma = np.where(levels > 16, levels + look.lift * (1 - (levels - 16) / 219), levels)
        self._tables = (
            _table(luma),
            _table(128 + (levels - 128) * look.colour + look.warmth[0]),
            _table(128 + (levels - 128) * look.colour + look.warmth[1]),
        )
        kept = _kept(look, width, height)
        half: npt.NDArray[np.float32] = np.asarray(
            cv2.resize(kept, (width // 2, height // 2), interpolation=cv2.INTER_AREA), np.float32
        )
        shade = kept * (1 - look.vignette * np.clip(_distance(width, height) - 0.35, 0, 1))
        #: What is left of each plane, and what of the edge comes in its place: 8 bits each.
        self._left = tuple(np.rint(part * 255).astype(np.uint8) for part in (shade, half, half))
        # The vignette goes down to black, which is 16 in luma.
        self._added = tuple(
            np.rint(part).astype(np.uint8)
            for part in (
                (1 - kept) * look.edge[0] + (kept - shade) * 16,
                (1 - half) * look.edge[1],
                (1 - half) * look.edge[2],
            )
        )

    def lay(self, planes: Planes) -> None:
        """Grade a frame in place: its luma and both chroma planes."""
        y = planes[0]
        soft = cv2.blur(cv2.blur(y, (self._kernel, self._kernel)), (self._kernel, self._kernel))
        # A screen of the two, as a diffusion filter gives: highlights bleed, shadows stay.
        cv2.addWeighted(y, 1 - self._look.glow, cv2.max(y, soft), self._look.glow, 0, y)
        for plane, table, left, added in zip(planes, self._tables, self._left, self._added, strict=True):
            graded = cv2.LUT(plane, table)
            cv2.add(cv2.multiply(graded, left, scale=1 / 255), added, plane)


@lru_cache(maxsize=4)
def grade_of(told: Told, size: Size) -> Grade:
    """The grade of a kind of picture, for frames of `size` (width, height)."""
    return Grade(LOOKS[told], size)


def _table(values: npt.NDArray[np.floating]) -> Pixels:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def _distance(width: int, height: int) -> npt.NDArray[np.float32]:
    """How far each pixel is from the middle: 0, and 1 in the corners."""
    across = np.linspace(-1, 1, width, dtype=np.float32)[None, :] ** 2
    down = np.linspace(-1, 1, height, dtype=np.float32)[:, None] ** 2
    return np.asarray((across + down) / 2, np.float32)


def _kept(look: Look, width: int, height: int) -> npt.NDArray[np.float32]:
    """How much of the picture is left at each pixel: 1 within a rounded rectangle, falling to 0 outside."""
    x = np.abs(np.arange(width, dtype=np.float32) + 0.5 - width / 2)[None, :]
    y = np.abs(np.arange(height, dtype=np.float32) + 0.5 - height / 2)[:, None]
    corner = look.corner * height
    beyond_x = np.maximum(x - (width / 2 - look.margin * height - corner), 0)
    beyond_y = np.maximum(y - (height / 2 - look.margin * height - corner), 0)
    outside = np.hypot(beyond_x, beyond_y) - corner
    share = np.clip(-outside / (look.fall * height), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)
