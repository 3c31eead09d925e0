"""Speech on disk: WAV, 48 kHz, mono, 16 bit, and nothing else."""

import wave
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from film_workers.errors import RefusedError

SAMPLE_RATE: Final = 48_000


def write(path: Path, samples: NDArray[np.int16]) -> None:
    """Write `samples`, shape (n,), at 48 kHz. The same samples give the same bytes."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(samples.astype("<i2").tobytes())


def read(path: Path, start: int = 0, count: int | None = None) -> NDArray[np.int16]:
    """Samples of shape (n,), all or `count` from `start`. Raises `RefusedError` for any other kind of file."""
    with _opened(path) as file:
        file.setpos(start)
        return np.frombuffer(file.readframes(file.getnframes() if count is None else count), dtype="<i2")


def length(path: Path) -> int:
    """Number of samples. Raises `RefusedError` for any other kind of file."""
    with _opened(path) as file:
        return file.getnframes()


@contextmanager
def _opened(path: Path) -> Generator[wave.Wave_read]:
    try:
        with wave.open(str(path), "rb") as file:
            found = (file.getframerate(), file.getnchannels(), file.getsampwidth() * 8)
            if found != (SAMPLE_RATE, 1, 16):
                raise RefusedError(
                    f"{path.name} is {found[0]} Hz, {found[1]} channels, {found[2]} bit; "
                    "a spoken line is 48000 Hz, mono, 16 bit"
                )
            yield file
    except (wave.Error, EOFError) as error:
        raise RefusedError(f"{path.name} is not a WAV file: {error}") from error
