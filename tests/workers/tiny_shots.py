"""Encoded shots to assemble films from: moving noise, small and quick."""

from pathlib import Path

import av
import numpy as np
from film_workers.picture.assemble import Part

from contracts.recipes.film import FrameRate, per_second

WIDTH, HEIGHT = 192, 108
_OPTIONS = {
    "preset": "superfast",
    "crf": "30",
    "x264-params": "weightp=0:b-adapt=0:mbtree=1:rc-lookahead=8:bframes=5:scenecut=0",
}


def encode(
    path: Path,
    frames: int,
    *,
    seed: int = 0,
    width: int = WIDTH,
    height: int = HEIGHT,
    rate: FrameRate = 24,
    options: dict[str, str] | None = None,
) -> Part:
    """A shot of `frames` frames at `path`; `Part.frames` says so and `Part.name` is its file's stem."""
    picture = np.random.default_rng(seed).integers(16, 235, (height * 3 // 2, width), np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w", format="mp4") as film:
        film.flags |= 0x400
        stream = film.add_stream("libx264", rate=per_second(rate), options=_OPTIONS | (options or {}))  # pyright: ignore[reportUnknownMemberType] - PyAV's stubs leave it open
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.thread_count = 1
        for number in range(frames + 1):
            frame = None
            if number < frames:
                frame = av.VideoFrame.from_ndarray(np.roll(picture, number, axis=1), format="yuv420p")
                frame.pts, frame.time_base = number, 1 / per_second(rate)
            for packet in stream.encode(frame):  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - PyAV's stubs leave it open
                film.mux(packet)  # pyright: ignore[reportUnknownMemberType] - PyAV's stubs leave it open
    return Part(name=path.stem, path=path, frames=frames)
