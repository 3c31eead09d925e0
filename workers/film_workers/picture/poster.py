"""The film's poster: one of a few frames that may be it, as the joined pictures have them."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import av
import numpy as np

from contracts.recipes.assembly import Poster
from film_workers.errors import RefusedError
from film_workers.picture.stills import Pixels, jpeg, to_bgr

#: How light a well-lit picture is on average, from black to white: neither night nor a white wall.
_DARKEST: Final = 0.22
_LIGHTEST: Final = 0.80
_BLACK, _RANGE = 16, 219


class PosterChoice:
    """Looks at the frames that may be the poster, while the segments that hold them are there.

    The first that is well lit is taken, else the one that comes nearest to it.
    """

    def __init__(self, frames: Sequence[int]) -> None:
        self._rank = {frame: rank for rank, frame in enumerate(frames)}
        self._best: tuple[tuple[float, int], Poster, Pixels] | None = None

    def see(self, segment: Path, start: int, frames: int) -> None:
        """A segment, whose first frame is frame `start` of the film."""
        wanted = [frame for frame in self._rank if start <= frame < start + frames]
        if wanted:
            for frame, pixels, luma in _decoded(segment, start, wanted):
                off = max(0.0, _DARKEST - luma, luma - _LIGHTEST)
                key = off, self._rank[frame]
                if self._best is None or key < self._best[0]:
                    self._best = key, Poster(frame=frame, luma=round(luma, 3)), pixels

    def write(self, target: Path) -> Poster:
        """Write the poster as a JPEG of the film's size. Raises `RefusedError` where the film has none of them."""
        if self._best is None:
            raise RefusedError("none of the frames that the poster may be is in the film; start the production again")
        _, poster, pixels = self._best
        target.write_bytes(jpeg(pixels))
        return poster


def _decoded(segment: Path, start: int, wanted: Iterable[int]) -> list[tuple[int, Pixels, float]]:
    """(frame of the film, its pixels in BGR, how light it is) of the wanted frames; nothing behind them is decoded."""
    rest = {frame - start for frame in wanted}
    found: list[tuple[int, Pixels, float]] = []
    with av.open(str(segment)) as container:
        for number, picture in enumerate(container.decode(video=0)):
            if number in rest:
                buffer = np.asarray(picture.to_ndarray(format="yuv420p"), np.uint8)
                luma = float(buffer[: picture.height].mean() - _BLACK) / _RANGE
                pixels = to_bgr(buffer, (picture.width, picture.height), picture.width)
                found.append((start + number, pixels, min(1.0, max(0.0, luma))))
                rest.discard(number)
            if not rest:
                break
    return found
