"""Filters of sound: Butterworth's, any in second-order sections, and convolution.

`scipy.signal` does the same and, with what it loads, weighs a fifth of the worker's image; `tests/workers/sound/` holds
these to it. Nothing here is summed by a library that takes other ways on other processors: the same sound comes out
everywhere.
"""

import math
from functools import lru_cache
from typing import Final, Literal

import numpy as np
import soxr
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
Sound = NDArray[np.float32]
#: Of second-order sections, shape (n, 6): each b0, b1, b2, 1, a1, a2.
Sections = NDArray[np.float64]

#: Samples of what is filtered at once: what a section needs beside the sound stays some megabytes.
_STRETCH: Final = 1 << 18
#: Points of a transform for convolution, unless the response is longer.
_TRANSFORM: Final = 1 << 16
_REAL: Final = 1e-9


def butterworth(
    order: int, hertz: float | tuple[float, float], kind: Literal["low", "high", "band"], rate: int
) -> Sections:
    """A pass of Butterworth's as sections, by the bilinear transform of its prototype; a band's order is that of each
    of its slopes. 1 at 0 Hz, at half the rate, and in the middle of the band."""
    prototype = np.exp(0.5j * np.pi * (2 * np.arange(order) + order + 1) / order)
    edges = 2 * np.tan(np.pi * np.atleast_1d(np.asarray(hertz, np.float64)) / rate)
    if kind == "band":
        half = prototype * (edges[1] - edges[0]) / 2
        middle = math.sqrt(edges[0] * edges[1])
        root = np.sqrt(half**2 - middle**2)
        poles, zeros = np.concatenate([half + root, half - root]), (1.0, -1.0)
        unchanged = np.exp(2j * math.atan(middle / 2))
    elif kind == "low":
        poles, zeros, unchanged = edges[0] * prototype, (-1.0, -1.0), 1 + 0j
    else:
        poles, zeros, unchanged = edges[0] / prototype, (1.0, 1.0), -1 + 0j
    return np.array(
        [_section(pair, zeros, unchanged) for pair in _pairs(np.asarray((2 + poles) / (2 - poles), np.complex128))]
    )


def _pairs(poles: NDArray[np.complex128]) -> list[tuple[complex, ...]]:
    """Those that belong together: each with its conjugate, real ones by two, and the last alone where they are odd."""
    above = [(pole, pole.conjugate()) for pole in poles.tolist() if pole.imag > _REAL]
    real = sorted(pole.real for pole in poles.tolist() if abs(pole.imag) <= _REAL)
    return [*above, *(tuple(real[at : at + 2]) for at in range(0, len(real), 2))]


def _section(poles: tuple[complex, ...], zeros: tuple[float, float], unchanged: complex) -> list[float]:
    """Of one pole or two, and as many zeros; 1 at a point of the unit circle."""
    above, below = np.poly(zeros[: len(poles)]), np.real(np.poly(poles))
    gain = abs(np.polyval(below, unchanged) / np.polyval(above, unchanged))
    short = [0.0] * (2 - len(poles))
    return [*(above * gain).tolist(), *short, *below.tolist(), *short]


def filtered(sections: Sections, samples: ArrayLike, state: Numbers | None = None) -> Numbers:
    """Samples of shape (n,) or (n, channels), along their first axis, through one section after the other. `state` is
    what `silent` gives and is brought up to date, where more samples follow."""
    sound = np.array(samples, np.float64)
    rows = sound.reshape(len(sound), math.prod(sound.shape[1:]))
    carried = np.zeros((len(sections), 2, rows.shape[1])) if state is None else state
    for start in range(0, len(rows), _STRETCH):
        stretch = rows[start : start + _STRETCH]
        for section, remembered in zip(sections, carried, strict=True):
            _through(section, stretch, remembered)
    return sound


def silent(sections: Sections, channels: int) -> Numbers:
    """What sections remember before the first sample."""
    return np.zeros((len(sections), 2, channels))


def _through(section: Numbers, rows: Numbers, state: Numbers) -> None:
    """One section, in place. Samples follow each other, and what a processor is good at is many at once: so blocks are
    filtered side by side, each as if silence came before; then each is told what did."""
    length = max(1, math.isqrt(len(rows)))
    whole = len(rows) // length * length
    blocks = np.ascontiguousarray(rows[:whole].reshape(-1, length, rows.shape[1]).transpose(1, 0, 2))
    ends = np.zeros((2, *blocks.shape[1:]))
    _step(section, blocks, ends)
    ringing, left = _remembered(tuple(section.tolist()), length)
    before = np.empty_like(ends)
    for number in range(blocks.shape[1]):
        before[:, number] = state
        first, second = state[0].copy(), state[1].copy()
        for each in (0, 1):
            state[each] = left[each, 0] * first + left[each, 1] * second + ends[each, number]
    for each in (0, 1):
        blocks += ringing[:, each, np.newaxis, np.newaxis] * before[each]
    rows[:whole] = blocks.transpose(1, 0, 2).reshape(whole, -1)
    rest = rows[whole:]
    _step(section, rest, state)


@lru_cache(maxsize=64)
def _remembered(section: tuple[float, ...], length: int) -> tuple[Numbers, Numbers]:
    """What each of the two values that a section remembers sounds like, shape (length, 2), and what becomes of them."""
    ringing, left = np.zeros((length, 2)), np.eye(2)
    _step(np.array(section), ringing, left)
    return ringing, left


def _step(section: Numbers, rows: Numbers, state: Numbers) -> None:
    """Sample by sample, in place: the second canonical form, transposed."""
    b0, b1, b2, _, a1, a2 = section.tolist()
    first, second = state
    heard, taken = np.empty_like(first), np.empty_like(first)
    for row in rows:
        np.multiply(row, b0, out=heard)
        heard += first
        np.multiply(row, b1, out=first)
        first -= np.multiply(heard, a1, out=taken)
        first += second
        np.multiply(row, b2, out=second)
        second -= np.multiply(heard, a2, out=taken)
        row[...] = heard


def resampled(sound: Sound, rate: int, wanted: int) -> Sound:
    """A sound of shape (n,) at `rate` as it is at `wanted`: as long in seconds, and in phase."""
    return np.asarray(soxr.resample(sound, rate, wanted, quality="HQ"), np.float32)


def convolved(sound: Sound, response: Sound) -> Sound:
    """What a response of shape (m,) makes of a sound of shape (n,): shape (n + m - 1,), block after block."""
    total = len(sound) + len(response) - 1
    points = 1 << (min(total, max(_TRANSFORM, 4 * len(response))) - 1).bit_length()
    block = points - len(response) + 1
    spectrum = np.fft.rfft(response, points)
    whole = np.zeros(max(total, 0), np.float32)
    for start in range(0, len(sound), block):
        answer = np.fft.irfft(np.fft.rfft(sound[start : start + block], points) * spectrum, points)
        part = whole[start : start + points]
        part += answer[: len(part)]
    return whole


def moving_average(
    values: NDArray[np.floating], width: int, *, ends: Literal["mirrored", "held"]
) -> NDArray[np.floating]:
    """The mean of an odd number of neighbours; beyond the ends, values are mirrored or the last is held."""
    return _neighbours(values, width, ends).mean(axis=1)


def moving_minimum(values: NDArray[np.floating], width: int) -> NDArray[np.floating]:
    """The least of an odd number of neighbours; beyond the ends, the last value is held."""
    return _neighbours(values, width, "held").min(axis=1)


def _neighbours(values: NDArray[np.floating], width: int, ends: Literal["mirrored", "held"]) -> NDArray[np.floating]:
    padded = np.pad(values, width // 2, "symmetric" if ends == "mirrored" else "edge")
    return sliding_window_view(padded, width)


def low_pass(taps: int, cutoff: float, beta: float) -> Numbers:
    """A linear-phase low-pass of an odd number of taps by Kaiser's window; `cutoff` as a part of half the rate."""
    place = np.arange(taps) - taps // 2
    response = np.sinc(cutoff * place) * np.kaiser(taps, beta)
    return response / response.sum()
