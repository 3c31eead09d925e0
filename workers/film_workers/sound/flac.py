"""Stems of the film, the score and the effects, as lossless files: written and read as they come, in flat memory."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

from film_workers.errors import RefusedError
from film_workers.sound.loudness import SAMPLE_RATE

Sound = NDArray[np.float32]

_BITEXACT: Final = 1 << 23


def write(target: Path, blocks: Iterator[Sound], total: int, progress: Callable[[float], None]) -> None:
    """Write blocks of shape (n, 2), full scale 1, `total` samples together, as FLAC: 48 kHz, stereo, 16 bit.

    Equal blocks give equal bytes. `progress` is called with the fraction done after each; what it raises ends the work.
    """
    with av.open(str(target), "w", format="flac", options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream("flac", rate=SAMPLE_RATE)  # pyright: ignore[reportUnknownMemberType] - PyAV's stubs leave it open
        stream.codec_context.layout, stream.codec_context.format = "stereo", av.AudioFormat("s16")
        stream.codec_context.thread_count = 1
        stream.codec_context.flags |= _BITEXACT
        done = 0
        for block in blocks:
            frame = av.AudioFrame.from_ndarray(_sixteen_bit(block).reshape(1, -1), format="s16", layout="stereo")
            frame.sample_rate, frame.pts = SAMPLE_RATE, done
            for packet in stream.encode(frame):  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - as above
                container.mux(packet)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - as above
            done += len(block)
            progress(done / total)
        for packet in stream.encode(None):  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - as above
            container.mux(packet)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - as above


def read(stem: str, path: Path, length: int, block: int) -> Iterator[Sound]:
    """The sound in blocks of `block` samples, the last one shorter. Raises `RefusedError` unless it is stereo at 48 kHz
    and `length` samples long; `stem` is what the text calls it."""
    waiting: list[Sound] = []
    count, total = 0, 0
    with av.open(str(path)) as container:
        found = container.streams.audio[0].codec_context
        if (found.sample_rate, found.channels) != (SAMPLE_RATE, 2):
            raise RefusedError(
                f"the {stem} has {found.sample_rate} Hz and {found.channels} channels; it needs 48000 and 2"
            )
        for frame in container.decode(audio=0):
            samples = frame.to_ndarray().reshape(-1, 2).astype(np.float32) / np.float32(32768)
            waiting.append(samples)
            count += len(samples)
            total += len(samples)
            if total > length:
                break
            while count >= block:
                joined = np.concatenate(waiting)
                yield joined[:block]
                waiting = [joined[block:]]
                count -= block
    if total != length:
        found_length = f"more than {length}" if total > length else total
        raise RefusedError(f"the {stem} is {found_length} samples long and the film {length}: compose it for this film")
    if count:
        yield np.concatenate(waiting)


def _sixteen_bit(block: Sound) -> NDArray[np.int16]:
    return np.round(block * 32767).astype(np.int16)
