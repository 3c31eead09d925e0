"""What a voice sounds like out of a telephone or a radio, and what a machine makes of it."""

from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from contracts.recipes.film import Treatment
from film_workers.sound.filters import butterworth, filtered, silent
from film_workers.sound.wav import SAMPLE_RATE

#: The band of a telephone line, in Hz (ITU-T G.712), and of a radio for speech.
TELEPHONE: Final = (300, 3400)
RADIO: Final = (450, 2800)
_HISS: Final = 0.03  # of the voice's own level
_HISS_SEED: Final = 7
_CARRIER: Final = 58.0  # Hz, by which a machine's voice is modulated
_MODULATED: Final = 0.6
_ECHO: Final = SAMPLE_RATE * 7 // 1000
_ECHOED: Final = 0.55
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
        self._sos: NDArray[np.float64] = butterworth(6, (low, high), "band", SAMPLE_RATE)
        self._before = silent(self._sos, 1)
        self._after = silent(self._sos, 1)
        self._knee = size * (4.0 if treatment == "telephone" else 1.8)
        self._hiss = size * _HISS if treatment == "radio" else 0.0
        self._random = np.random.default_rng(_HISS_SEED)

    def __call__(self, samples: Sound) -> Sound:
        heard = filtered(self._sos, samples, self._before)
        bent = np.tanh(heard / self._knee) * self._knee
        if self._hiss:
            bent += self._random.standard_normal(len(samples)) * self._hiss
        # What bending adds beyond the band does not pass either.
        heard = filtered(self._sos, bent, self._after)
        return np.asarray(heard, np.float32)


class _Robot:
    """A ring modulator, and the short echo of a metal body."""

    def __init__(self) -> None:
        self._before = np.zeros(_ECHO)
        self._past = 0

    def __call__(self, samples: Sound) -> Sound:
        time = np.arange(self._past, self._past + len(samples)) / SAMPLE_RATE
        self._past += len(samples)
        rung = samples * (1 - _MODULATED + _MODULATED * np.sin(2 * np.pi * _CARRIER * time))
        sent = np.concatenate([self._before, rung])
        self._before = sent[len(rung) :]
        return (rung + _ECHOED * sent[: len(rung)]).astype(np.float32)
