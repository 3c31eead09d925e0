"""Two small pictures of a shot, for boards: a still, and a strip of frames in a row that moves under a pointer.

They are taken from the buffers on their way to the encoder, so that no renderer draws anything twice.
"""

from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from contracts.recipes.shot import STILL, STRIP
from film_workers.errors import RefusedError

Buffer = npt.NDArray[np.uint8]
Pixels = npt.NDArray[np.uint8]

#: Twice what the widest card of a grid takes, at its ratio.
STILL_WIDTH: Final = 640
STRIP_WIDTH: Final = 320
STRIP_FRAMES: Final = 10
_QUALITY: Final = (cv2.IMWRITE_JPEG_QUALITY, 82)
#: BT.709, limited range, in units of 1/256: what the pictures are encoded in.
_FROM_YUV: Final = np.array(
    [[1.16438356, 2.11240179, 0.0], [1.16438356, -0.21324861, -0.53290933], [1.16438356, 0.0, 1.79274107]], np.float32
)
_BASE: Final = (16.0, 128.0, 128.0)


class Stills:
    """Sees every frame of a shot of `frames` frames, and keeps the few that its pictures are made of."""

    def __init__(self, frames: int, width: int, height: int) -> None:
        self._size = width, height
        self._still_at = frames // 2
        count = min(STRIP_FRAMES, frames)
        #: The middle of each part of the shot: neither a fade's first black nor its last.
        self._strip_at = {(2 * part + 1) * frames // (2 * count) for part in range(count)}
        self._still: Pixels | None = None
        self._strip: list[Pixels] = []

    def see(self, frame: int, buffer: Buffer) -> None:
        """Take in frame `frame`: I420, BT.709 limited range, shape (height * 3 / 2, width). It is not kept."""
        if frame == self._still_at:
            self._still = to_bgr(buffer, self._size, STILL_WIDTH)
        if frame in self._strip_at:
            self._strip.append(to_bgr(buffer, self._size, STRIP_WIDTH))

    def write(self, folder: Path) -> int:
        """Write both pictures into `folder`, and answer of how many frames the strip is. Raises `RefusedError` before
        the shot's middle was seen."""
        if self._still is None or not self._strip:
            raise RefusedError("the renderer has shown no frame from the middle of the shot; it draws too few frames")
        (folder / STILL).write_bytes(jpeg(self._still))
        (folder / STRIP).write_bytes(jpeg(np.hstack(self._strip)))
        return len(self._strip)


def to_bgr(buffer: Buffer, size: tuple[int, int], width: int) -> Pixels:
    """A picture of `size` (width, height) pixels, I420 in BT.709 limited range: blue, green and red, `width` wide."""
    full_width, full_height = size
    height = round(full_height * width / full_width)
    flat = buffer.reshape(-1)
    luma, chroma = full_width * full_height, full_width * full_height // 4
    half = full_height // 2, full_width // 2
    planes = (
        flat[:luma].reshape(full_height, full_width),
        flat[luma : luma + chroma].reshape(half),
        flat[luma + chroma :].reshape(half),
    )
    # From chroma of half the size a small picture may have to be larger: linear serves both ways there.
    resized = (
        cv2.resize(planes[0], (width, height), interpolation=cv2.INTER_AREA),
        *(cv2.resize(plane, (width, height), interpolation=cv2.INTER_LINEAR) for plane in planes[1:]),
    )
    yuv = cv2.merge([plane.astype(np.float32) - base for plane, base in zip(resized, _BASE, strict=True)])
    return np.clip(np.rint(cv2.transform(yuv, _FROM_YUV)), 0, 255).astype(np.uint8)


def jpeg(pixels: Pixels) -> bytes:
    """A picture in blue, green and red as a JPEG. Raises `RefusedError`."""
    done, encoded = cv2.imencode(".jpg", pixels, _QUALITY)
    if not done:
        raise RefusedError("OpenCV could not write a JPEG: check that its build has the codec")
    return encoded.tobytes()
