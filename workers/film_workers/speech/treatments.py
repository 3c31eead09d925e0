"""What a voice sounds like out of a telephone or a radio, and what a machine makes of it."""

from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, sosfilt

from contracts.recipes.film import Treatment
from film_workers.sound.wav import SAMPLE_RATE

#: The band of a telephone line, in Hz (ITU-T G.712), and of a radio for speech.
TELEPHONE: Final = (300, 3400)
RADIO: Final = (450, 2800)
_HISS: Final = 0.03  # of the voice's own level
_HISS_SEED: Final = 7
_CARRIER: Final = 58.0  # Hz, by which a machine's voice is modulated
_MODULATED: Final = 0.6
_ECHO: Final = SAMPLE_RATE * 7 // 1000
_STRETCH: Final = SAMPLE_RATE * 10  # what is worked on at once: a line may last half an hour

Sound = NDArray[np.float32]


class _Part(Protocol):
    """What treats a voice stretch by stretch, and remembers between two."""

    def __call__(self, samples: Sound) -> Sound: ...


def treat(samples: Sound, treatment: Treatment) -> None:
    """Change a voice in place; shape (n,), 48 kHz. Its loudness is put right afterwards."""
    size = float(np.sqrt(np.square(samples, dtype=np.float64).mean())) if len(samples) else 0.0
    if not size:
        return
    part: _Part = _Robot() if treatment == "robot" else _Line(treatment, size)
    for start in range(0, len(samples), _STRETCH):
        samples[start : start + _STRETCH] = part(samples[start : start + _STRETCH])


class _Line:
    """A telephone's or a radio's band, bent at its loudest as a small membrane is; a radio hisses."""

    def __init__(self, treatment: Treatment, size: float) -> None:
        low, high = TELEPHONE if treatment == "telephone" else RADIO
        self._sos: NDArray[np.float64] = butter(6, [low, high], "bandpass", fs=SAMPLE_RATE, output="sos")
        self._before = np.zeros((len(self._sos), 2))
        self._after = np.zeros((len(self._sos), 2))
        self._knee = size * (4.0 if treatment == "telephone" else 1.8)
        self._hiss = size * _HISS if treatment == "radio" else 0.0
        self._random = np.random.default_rng(_HISS_SEED)

    def __call__(self, samples: Sound) -> Sound:
        heard, self._before = sosfilt(self._sos, samples, zi=self._before)
        bent = np.tanh(heard / self._knee) * self._knee
        if self._hiss:
            bent += self._random.standard_normal(len(samples)) * self._hiss
        # What bending adds beyond the band does not pass either.
        heard, self._after = sosfilt(self._sos, bent, zi=self._after)
        return np.asarray(heard, np.float32)


class _Robot:
    """A ring modulator, and the short echo of a metal body."""

    def __init__(self) -> None:
        self._echo = np.zeros(_ECHO + 1)
        self._echo[[0, _ECHO]] = 1.0, 0.55
        self._state = np.zeros(_ECHO)
        self._past = 0

    def __call__(self, samples: Sound) -> Sound:
        time = np.arange(self._past, self._past + len(samples)) / SAMPLE_RATE
        self._past += len(samples)
        rung = samples * (1 - _MODULATED + _MODULATED * np.sin(2 * np.pi * _CARRIER * time))
        heard, self._state = lfilter(self._echo, [1.0], rung, zi=self._state)
        return np.asarray(heard, np.float32)
