"""Keeps the true peak under a ceiling: sees a loud moment coming, makes way smoothly, and recovers slowly."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from film_workers.sound.filters import moving_average, moving_minimum
from film_workers.sound.loudness import PEAK_HOP, PEAK_MARGIN, SURELY_LOWER, true_peaks

Sound = NDArray[np.float32]

_SLOPE: Final = 17  # hops of a millisecond over which the gain goes down
_HELD: Final = 19  # hops, two more than the slope: the line between two gains then lies under what both samples need
_CONTEXT: Final = 64 * PEAK_HOP  # of the neighbouring blocks; more than the gain looks ahead
_RECOVERY: Final = 0.02  # of the reduction, each hop: half of it in 35 ms


def limit(blocks: Iterator[Sound], ceiling: float) -> Iterator[Sound]:
    """Blocks of shape (n, 2) → the same lengths, no true peak over the amplitude `ceiling`.

    Every block but the last holds a whole number of milliseconds, 64 at least.
    """
    before = np.zeros((_CONTEXT, 2), np.float32)
    wanted = np.ones(_CONTEXT // PEAK_HOP)
    block = next(blocks, None)
    while block is not None:
        following = next(blocks, None)
        after = np.zeros((0, 2), np.float32) if following is None else following[:_CONTEXT]
        gain, wanted = _gain(before, block, after, wanted, ceiling)
        yield block * gain[:, np.newaxis]
        before = np.concatenate([before, block])[-_CONTEXT:]
        block = following


def _gain(
    before: Sound, block: Sound, after: Sound, wanted: NDArray[np.float64], ceiling: float
) -> tuple[Sound, NDArray[np.float64]]:
    """Gain of each sample of `block`, and the wanted gains of its last hops. `wanted` are those of `before`."""
    around = np.concatenate([before, block, after])
    hops = -(-len(around) // PEAK_HOP)
    peaks = np.zeros(hops)
    if np.abs(around).max(initial=0) > ceiling * SURELY_LOWER:
        padded = np.zeros((hops * PEAK_HOP + 2 * PEAK_MARGIN, 2), np.float32)
        padded[PEAK_MARGIN : PEAK_MARGIN + len(around)] = around
        peaks = true_peaks(padded, ceiling * SURELY_LOWER)
    known = len(wanted)
    needed = ceiling / np.maximum(peaks, ceiling)
    recovering = np.concatenate([wanted, _recover(needed[known:], float(wanted[-1]))])
    lowest = moving_minimum(recovering, _HELD)
    smooth = moving_average(lowest, _SLOPE, ends="held")
    centres = (np.arange(hops) + 0.5) * PEAK_HOP - len(before)
    gain = np.interp(np.arange(len(block)), centres, smooth).astype(np.float32)
    own = -(-len(block) // PEAK_HOP)
    return gain, recovering[own : own + known]


def _recover(needed: NDArray[np.float64], state: float) -> NDArray[np.float64]:
    """Down at once, up slowly."""
    result = np.empty_like(needed)
    for index, need in enumerate(needed.tolist()):
        state = min(need, state + (1 - state) * _RECOVERY)
        result[index] = state
    return result
