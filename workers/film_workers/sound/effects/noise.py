"""What sounds of the world are made of: shaped noise that goes round without a seam, scattered grains, ringing bodies.

A round is a sound whose end goes over into its beginning: it is shaped and filtered as a circle, by its spectrum.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy import fft
from numpy.typing import NDArray

from film_workers.sound.loudness import SAMPLE_RATE

Sound = NDArray[np.float32]
#: Amplitude by frequency (Hz).
Shape = Callable[[NDArray[np.float64]], NDArray[np.float64]]

#: Samples of a round: 44 seconds.
ROUND: Final = 1 << 21
SECONDS: Final = ROUND / SAMPLE_RATE
_LOUDEST: Final = 1.4  # of a grain, over the usual one, as a power of e: 12 dB
_CONTROL: Final = 4096  # points of what changes slowly, in a round


def band(low: float, high: float, slope: float = 1.0, tilt: float = 0.0) -> Shape:
    """Flat between two frequencies, falling on both sides by some 6 dB × `slope` an octave, and inside by 6 dB ×
    `tilt`; nothing below 20 Hz."""

    def shape(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
        safe = np.maximum(hertz, 1.0)
        edges = 1 / np.sqrt(1 + (low / safe) ** (2 * slope + 2)) / np.sqrt(1 + (safe / high) ** (2 * slope + 2))
        return edges * (safe / low) ** -tilt * (hertz >= 20)

    return shape


def shaped(random: np.random.Generator, shape: Shape, length: int = ROUND) -> Sound:
    """A round of noise of this spectrum, shape (length,), 1 RMS."""
    spectrum = _random_spectrum(random, length) * _response(shape, length)
    return _unit(np.asarray(fft.irfft(spectrum, length), np.float32))


def wide(random: np.random.Generator, shape: Shape, width: float = 0.8) -> Sound:
    """A round of noise for two loudspeakers, shape (ROUND, 2): `width` of it differs between them."""
    middle = shaped(random, shape)
    return np.asarray(
        np.stack([(1 - width) * middle + width * shaped(random, shape) for _ in range(2)], axis=1), np.float32
    )


def drift(random: np.random.Generator, slowest: float, fastest: float) -> Sound:
    """What changes slowly: a smooth random round, shape (ROUND,), 1 RMS, between two frequencies in Hz."""
    points = np.zeros(_CONTROL // 2 + 1, np.complex64)
    first, last = max(1, round(slowest * SECONDS)), max(2, round(fastest * SECONDS) + 1)
    count = last - first
    points[first:last] = (random.standard_normal(count) + 1j * random.standard_normal(count)).astype(np.complex64)
    slow = np.asarray(fft.irfft(points, _CONTROL), np.float32)
    slow /= max(float(np.sqrt(np.square(slow).mean())), 1e-9)
    positions = np.arange(ROUND) * (_CONTROL / ROUND)
    return np.interp(positions, np.arange(_CONTROL + 1), np.append(slow, slow[0])).astype(np.float32)


def scattered(
    random: np.random.Generator,
    grains: Sequence[Sound],
    rate: float,
    *,
    spread: float = 0.8,
    where: Sound | None = None,
) -> Sound:
    """Grains at random moments of a round, `rate` a second, each with a random loudness and place, shape (ROUND, 2).

    `spread`: how unlike they are in loudness (log-normal). `where`: how likely each moment is, as a round.
    """
    whole = np.zeros((ROUND + max(len(grain) for grain in grains), 2), np.float32)
    count = max(1, round(rate * SECONDS / len(grains)))
    for grain in grains:
        moments = random.integers(0, ROUND, count)
        loud = np.exp(np.minimum(spread * random.standard_normal(count), _LOUDEST)).astype(np.float32)
        if where is not None:
            loud *= random.random(count) < where[moments]
        pan = random.random(count)
        sides = np.stack([np.cos(pan * np.pi / 2), np.sin(pan * np.pi / 2)], axis=1).astype(np.float32)
        for moment, gains in zip(moments.tolist(), loud[:, np.newaxis] * sides, strict=True):
            whole[moment : moment + len(grain)] += grain[:, np.newaxis] * gains
    whole[: len(whole) - ROUND] += whole[ROUND:]
    spectra = np.asarray(fft.rfft(whole[:ROUND], axis=0))
    spectra[: round(20 * SECONDS)] = 0
    return np.asarray(fft.irfft(spectra, ROUND, axis=0), np.float32)


def filtered(round_: Sound, shape: Shape) -> Sound:
    """A round through a filter; shape (ROUND, …) stays."""
    spectrum = np.asarray(fft.rfft(round_, axis=0))
    return np.asarray(fft.irfft((spectrum.T * _response(shape, ROUND)).T, ROUND, axis=0), np.float32)


def ringing(partials: Sequence[tuple[float, float, float]], seconds: float) -> Sound:
    """A struck body: partials (Hz, amplitude, seconds until −60 dB), shape (n,), from its strike."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    sound = np.zeros(len(time))
    for hertz, loud, decay in partials:
        sound += loud * np.exp(-6.9 * time / decay) * np.sin(2 * np.pi * hertz * time)
    return sound.astype(np.float32)


def burst(random: np.random.Generator, shape: Shape, seconds: float, decay: float, rise: float = 0.001) -> Sound:
    """Noise that comes in `rise` seconds and falls by 60 dB in `decay`, shape (n,), its peak 1."""
    length = max(64, int(seconds * SAMPLE_RATE))
    time = np.arange(length) / SAMPLE_RATE
    envelope = np.minimum(1, time / rise) * np.exp(-6.9 * time / decay) * _ending(length)
    return peak(shaped(random, shape, length + length % 2)[:length] * envelope.astype(np.float32))


def peak(sound: Sound) -> Sound:
    """The sound with a highest sample of 1; silence stays silence."""
    highest = float(np.abs(sound).max(initial=0))
    return sound / np.float32(highest) if highest else sound


def laid(length: int, sounds: Sequence[tuple[float, Sound, float]]) -> Sound:
    """Sounds (seconds, shape (n,), gain) over each other in `length` samples; what is too long is cut."""
    whole = np.zeros(length, np.float32)
    for seconds, sound, gain in sounds:
        start = int(seconds * SAMPLE_RATE)
        part = sound[: max(0, length - start)]
        whole[start : start + len(part)] += part * np.float32(gain)
    return whole


def _ending(length: int) -> NDArray[np.float64]:
    """Down to nothing in the last tenth."""
    position = np.linspace(0, 1, length)
    return np.clip((1 - position) * 10, 0, 1)


@lru_cache(maxsize=1)
def _response(shape: Shape, length: int) -> NDArray[np.float32]:
    """A shape's amplitudes of a spectrum, shape (length // 2 + 1,), to be read only. Computing them takes a third of
    what making noise takes, and the two sides and the middle of a sound have the same."""
    hertz = np.asarray(fft.rfftfreq(length, 1 / SAMPLE_RATE), np.float64)
    response = shape(hertz).astype(np.float32)
    response.setflags(write=False)
    return response


def _random_spectrum(random: np.random.Generator, length: int) -> NDArray[np.complex64]:
    count = length // 2 + 1
    real, imaginary = random.standard_normal((2, count), np.float32)
    return np.asarray(real + 1j * imaginary, np.complex64)


def _unit(sound: Sound) -> Sound:
    return sound / np.float32(max(float(np.sqrt(np.square(sound).mean())), 1e-9))
