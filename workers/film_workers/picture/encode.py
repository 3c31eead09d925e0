"""The one way pictures become H.264: settings that every shot shares, so that shots join by copying packets.

The settings were swept over all frames of drawn shots: `superfast` with macroblock tree and five B-frames takes 0.5 of
the time of `veryfast` for 0.87 of its size at 0.2 dB less, because drawings gain nothing from the analysis it leaves
out. One thread an encoder: x264 gives the same bytes only at the same number of threads, and workers run one shot a
core.

x264's AVX-512 code reads memory that nobody has written when it spreads costs over macroblocks (width 480, core 165:
one encoding in five differed). Narrower instructions give the same bytes every time, whichever of them a CPU has.
"""

import hashlib
import platform
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final, Self, cast

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.container import OutputContainer
from av.video.stream import VideoStream

from contracts.recipes.film import FRAMES_PER_SECOND, FrameRate, per_second

_AVX2: Final = 11  # CV_CPU_AVX2, which the Python module does not name


def _instructions() -> str:
    if platform.machine().lower() not in {"x86_64", "amd64"}:
        return ""
    return "asm=AVX2:" if cv2.checkHardwareSupport(_AVX2) else "asm=SSE4.2:"


X264: Final = {
    "preset": "superfast",
    "crf": "20",
    "x264-params": _instructions()
    + (
        "weightp=0:b-adapt=0:mbtree=1:rc-lookahead=8:bframes=5:scenecut=0:keyint=96:min-keyint=96:open-gop=0:"
        "colorprim=bt709:transfer=bt709:colormatrix=bt709:range=tv"
    ),
}
#: For pictures of which hardly anything stays as it was, such as rain: six tenths of the bits, which the eye does not
#: miss in what it cannot follow. As a zone over all frames: another quality would stand in the stream's headers, and
#: shots of one film share those.
BUSY_X264: Final = {**X264, "x264-params": X264["x264-params"] + ":zones=0,1000000,b=0.6"}
_GLOBAL_HEADER: Final = 1 << 22
_BITEXACT: Final = 1 << 23


class SegmentWriter:
    """Encodes I420 pictures into an mp4 with one H.264 stream: presentation times from 0, first picture an IDR, closed
    groups of pictures. `essence_sha256` is known once the writer is closed."""

    def __init__(
        self,
        target: Path,
        width: int,
        height: int,
        settings: dict[str, str] | None = None,
        *,
        rate: FrameRate = FRAMES_PER_SECOND,
    ) -> None:
        self.frames = 0
        self.essence_sha256 = ""
        self._target = target
        self._frame_time = 1 / per_second(rate)
        self._container: OutputContainer = av.open(str(target), "w", format="mp4", options={"fflags": "+bitexact"})
        add = cast("Callable[..., VideoStream]", self._container.add_stream)  # pyright: ignore[reportUnknownMemberType]
        stream = add("libx264", rate=per_second(rate), options=settings or X264)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.time_base = self._frame_time
        context = stream.codec_context
        context.thread_count = 1
        context.flags |= _GLOBAL_HEADER | _BITEXACT
        context.color_range, context.colorspace, context.color_primaries, context.color_trc = 1, 1, 1, 1
        self._stream = stream

    def write(self, buffer: npt.NDArray[np.uint8]) -> None:
        """Add a picture: I420, shape (height * 3 / 2, width); the buffer may be used again afterwards."""
        frame = av.VideoFrame.from_ndarray(buffer, format="yuv420p")
        frame.pts, frame.time_base = self.frames, self._frame_time
        self.frames += 1
        self._mux(frame)

    def _mux(self, frame: av.VideoFrame | None) -> None:
        # PyAV's stubs leave the type of a packet open.
        self._container.mux(self._stream.encode(frame))  # pyright: ignore[reportUnknownMemberType] - PyAV's stubs leave it open

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._mux(None)
        self._container.close()
        if kind is None:
            self.essence_sha256 = essence_sha256(self._target)


def essence_sha256(path: Path) -> str:
    """sha256 over the pictures of a file as mp4 stores them (length-prefixed NAL units), in coding order: what a copy
    of its packets into any other mp4 has too."""
    digest = hashlib.sha256()
    with av.open(str(path)) as container:
        for packet in container.demux(container.streams.video[0]):
            if packet.size:
                digest.update(bytes(packet))
    return digest.hexdigest()
