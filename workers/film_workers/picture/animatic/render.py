"""From a shot's recipe to its encoded segment: what the worker calls.

A frame's content depends on the recipe, the timings and the frame's number, and on nothing else: any process that draws
frame 57 draws the same bytes.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from contracts.artifacts import LineTiming, ShotResult
from contracts.recipes import ShotRecipe

Buffer = npt.NDArray[np.uint8]


class PictureError(ValueError):
    """A recipe that cannot be drawn; the text says what is wrong and what would be right."""


def render_shot(
    recipe: ShotRecipe, timings: Mapping[str, LineTiming], target: Path, progress: Callable[[float], None]
) -> ShotResult:
    """Draw and encode a shot into `target`, an mp4 with one H.264 stream of exactly `recipe.frames` frames.

    `timings` holds the timing of every line in `recipe.speech`, by the line's recipe hash. `progress` is called with the
    fraction done every half second of film; what it raises ends the rendering and reaches the caller, and `target` is
    then incomplete. Raises `PictureError` when a timing is missing.
    """
    raise NotImplementedError


def frames(recipe: ShotRecipe, timings: Mapping[str, LineTiming]) -> Iterator[Buffer]:
    """The shot's pictures in order: I420, BT.709 limited range, shape (height * 3 / 2, width), uint8.

    A buffer is valid until the next one is asked for. Raises `PictureError` when a timing is missing.
    """
    raise NotImplementedError


def poster(recipe: ShotRecipe) -> bytes:
    """PNG of the shot's first picture, without captions and fades: for a storyboard."""
    raise NotImplementedError
