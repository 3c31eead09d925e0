"""Loudness as ITU-R BS.1770-4 measures it: K-weighting, gated blocks, and the true peak at four times the rate.

Measures a stream block by block, so that a feature needs no more memory than a trailer.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.signal import firwin, sosfilt, upfirdn

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
_OVERSAMPLING: Final = 4
#: How far the interpolation of `oversampled_peaks` reaches, in samples.
PEAK_MARGIN: Final = 12
_INTERPOLATOR: Final[NDArray[np.float32]] = (
    firwin(_OVERSAMPLING * PEAK_MARGIN * 2 + 1, 1 / _OVERSAMPLING, window=("kaiser", 7.0)) * _OVERSAMPLING
).astype(np.float32)


class LoudnessMeter:
    """Integrated loudness of what is added. Channels count alike (left and right; a single one counts once)."""

    def __init__(self, channels: int) -> None:
        self._state = np.zeros((2, 2, channels))
        self._rest = np.zeros((0, channels))
        self._hops: list[float] = []

    def add(self, block: NDArray[np.float32]) -> None:
        """Samples of shape (n, channels), full scale 1, of any length, that follow the former ones."""
        weighted, self._state = sosfilt(_K_WEIGHTING, block, axis=0, zi=self._state)
        energy = np.concatenate([self._rest, np.square(np.asarray(weighted, np.float64))])
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
    """The highest true peak of what is added, as an amplitude."""

    def __init__(self, channels: int) -> None:
        self._before = np.zeros((2 * PEAK_MARGIN, channels), np.float32)
        self._peak = 0.0

    def add(self, block: NDArray[np.float32]) -> None:
        """Samples of shape (n, channels) that follow the former ones."""
        joined = np.concatenate([self._before, block])
        inner = slice(PEAK_MARGIN, len(joined) - PEAK_MARGIN)
        # Between samples, sound rises to twice the samples' height at most: what is lower cannot be the peak.
        if np.abs(joined).max(initial=0) * 2 > self._peak:
            self._peak = max(self._peak, float(oversampled_peaks(joined)[inner].max(initial=0)))
        self._before = joined[-2 * PEAK_MARGIN :]

    @property
    def dbtp(self) -> float:
        """dBTP; −120 for silence."""
        ending = float(oversampled_peaks(self._before)[PEAK_MARGIN:].max(initial=0))
        return decibels(max(self._peak, ending))


def integrated_lufs(samples: NDArray[np.float32]) -> float:
    """Integrated loudness of samples of shape (n, channels)."""
    meter = LoudnessMeter(samples.shape[1])
    meter.add(samples)
    return meter.integrated_lufs


def oversampled_peaks(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each sample of shape (n, channels), the highest absolute value near it at four times the rate: shape (n,).

    What comes before and after is taken for silence: give a margin of `PEAK_MARGIN` samples and cut it off.
    """
    peaks = np.zeros(len(samples), np.float32)
    delay = (len(_INTERPOLATOR) - 1) // 2
    for channel in samples.T:
        raised = np.asarray(upfirdn(_INTERPOLATOR, channel, up=_OVERSAMPLING), np.float32)
        between = np.abs(raised[delay : delay + _OVERSAMPLING * len(samples)])
        np.maximum(peaks, between.reshape(-1, _OVERSAMPLING).max(axis=1, initial=0), out=peaks)
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
    return 10 * math.log10(max(energy, 1e-15)) - 0.691
