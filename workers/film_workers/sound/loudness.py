"""Loudness as ITU-R BS.1770-4 measures it: K-weighting, gated blocks, and the true peak at four times the rate.

Measures a stream block by block, so that a feature needs no more memory than a trailer.
"""

import math
from functools import reduce
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from film_workers.sound.filters import filtered, low_pass, silent

SAMPLE_RATE: Final = 48_000
SILENCE_LUFS: Final = -70.0

#: BS.1770-4, tables 1 and 2: the pre-filter's shelf and the high-pass, at 48 kHz.
_K_WEIGHTING: Final = np.array(
    [
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585],
        [1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621],
    ]
)
_HOP: Final = SAMPLE_RATE // 10
_BLOCK_HOPS: Final = 4
#: How far the interpolation between two samples reaches to either side.
PEAK_MARGIN: Final = 12
PEAK_HOP: Final = SAMPLE_RATE // 1000
#: Samples lower than this part of a level have no true peak over it: up to 12 kHz the sound rises 3 dB between them.
SURELY_LOWER: Final = 0.7


def _interpolators() -> NDArray[np.float32]:
    """What finds the sound at a quarter, a half and three quarters between two samples: shape (24, 3)."""
    response = low_pass(4 * 2 * PEAK_MARGIN + 1, 1 / 4, 7.0) * 4
    return np.stack([response[phase : phase + 4 * 2 * PEAK_MARGIN : 4] for phase in (1, 2, 3)], axis=1).astype(
        np.float32
    )


_BETWEEN: Final = _interpolators()


class LoudnessMeter:
    """Integrated loudness of what is added. Channels count alike (left and right; a single one counts once)."""

    def __init__(self, channels: int) -> None:
        self._state = silent(_K_WEIGHTING, channels)
        self._rest = np.zeros((0, channels))
        self._hops: list[float] = []

    def add(self, block: NDArray[np.float32]) -> None:
        """Samples of shape (n, channels), full scale 1, of any length, that follow the former ones."""
        energy = np.concatenate([self._rest, np.square(filtered(_K_WEIGHTING, block, self._state))])
        whole = len(energy) // _HOP * _HOP
        sums = energy[:whole].reshape(-1, _HOP, energy.shape[1]).sum(axis=(1, 2))
        self._hops.extend(sums.tolist())
        self._rest = energy[whole:]

    @property
    def integrated_lufs(self) -> float:
        """LUFS, gated at −70 LUFS and at 10 LU under the mean; −70 for silence and for less than 0.4 s."""
        hops = np.asarray(self._hops)
        if len(hops) < _BLOCK_HOPS:
            return SILENCE_LUFS
        blocks = np.convolve(hops, np.ones(_BLOCK_HOPS), "valid") / (_BLOCK_HOPS * _HOP)
        loud = blocks[blocks > _energy(SILENCE_LUFS)]
        if not len(loud):
            return SILENCE_LUFS
        gated = loud[loud > loud.mean() / 10]
        return _lufs(float(gated.mean()))


class TruePeakMeter:
    """The highest true peak of what is added, as BS.1770-4 annex 2 finds it."""

    def __init__(self, channels: int) -> None:
        self._rest = np.zeros((2 * PEAK_MARGIN, channels), np.float32)
        self._peak = 0.0

    def add(self, block: NDArray[np.float32]) -> None:
        """Samples of shape (n, channels) that follow the former ones."""
        self._peak = max(self._peak, float(np.abs(block).max(initial=0)))
        joined = np.concatenate([self._rest, block])
        whole = (len(joined) - 2 * PEAK_MARGIN) // PEAK_HOP * PEAK_HOP
        if whole:
            peaks = true_peaks(joined[: whole + 2 * PEAK_MARGIN], self._peak * SURELY_LOWER)
            self._peak = max(self._peak, float(peaks.max()))
        self._rest = joined[whole:]

    @property
    def dbtp(self) -> float:
        """dBTP; −120 for silence."""
        ending = np.zeros((PEAK_HOP + 2 * PEAK_MARGIN, self._rest.shape[1]), np.float32)
        ending[: len(self._rest)] = self._rest
        return decibels(max(self._peak, float(true_peaks(ending, 0).max())))


def integrated_lufs(samples: NDArray[np.float32]) -> float:
    """Integrated loudness of samples of shape (n, channels)."""
    meter = LoudnessMeter(samples.shape[1])
    meter.add(samples)
    return meter.integrated_lufs


def true_peaks(samples: NDArray[np.float32], floor: float) -> NDArray[np.float32]:
    """The highest true peak in each millisecond, as an amplitude: shape (hops,).

    `samples` has shape (hops × `PEAK_HOP` + 2 × `PEAK_MARGIN`, channels): a margin on either side. Where no sample
    passes `floor`, nothing is computed and the answer is 0.
    """
    hops = (len(samples) - 2 * PEAK_MARGIN) // PEAK_HOP
    highest = reduce(np.maximum, np.abs(samples).T)
    near = sliding_window_view(highest, PEAK_HOP + 2 * PEAK_MARGIN)[::PEAK_HOP].max(axis=1)
    loud = np.flatnonzero(near > floor)
    peaks = np.zeros(hops, np.float32)
    if len(loud):
        windows = sliding_window_view(samples, PEAK_HOP + 2 * PEAK_MARGIN, axis=0)[::PEAK_HOP][loud]
        between = sliding_window_view(windows, 2 * PEAK_MARGIN, axis=2) @ _BETWEEN
        inside = np.abs(windows[:, :, PEAK_MARGIN : PEAK_MARGIN + PEAK_HOP]).max(axis=(1, 2))
        peaks[loud] = np.maximum(inside, np.abs(between).max(axis=(1, 2, 3)))
    return peaks


def decibels(amplitude: float) -> float:
    """dB of an amplitude, full scale 1; −120 for silence."""
    return 20 * math.log10(max(amplitude, 1e-6))


def amplitude(level: float) -> float:
    """The amplitude of a level in dB."""
    return 10 ** (level / 20)


def _energy(lufs: float) -> float:
    return 10 ** ((lufs + 0.691) / 10)


def _lufs(energy: float) -> float:
    return 10 * math.log10(energy) - 0.691
