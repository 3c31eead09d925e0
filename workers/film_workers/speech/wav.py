"""Speech on disk: WAV, 48 kHz, mono, 16 bit, and nothing else."""

import wave
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE: Final = 48_000


def write(path: Path, samples: NDArray[np.int16]) -> None:
    """Write `samples`, shape (n,), at 48 kHz. The same samples give the same bytes."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(samples.astype("<i2").tobytes())


def read(path: Path) -> NDArray[np.int16]:
    """Samples of shape (n,). Raises `ValueError` for any other kind of file."""
    try:
        with wave.open(str(path), "rb") as file:
            found = (file.getframerate(), file.getnchannels(), file.getsampwidth() * 8)
            if found != (SAMPLE_RATE, 1, 16):
                raise ValueError(
                    f"{path.name} is {found[0]} Hz, {found[1]} channels, {found[2]} bit; "
                    "a spoken line is 48000 Hz, mono, 16 bit"
                )
            return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.int16)
    except (wave.Error, EOFError) as error:
        raise ValueError(f"{path.name} is not a WAV file: {error}") from error
