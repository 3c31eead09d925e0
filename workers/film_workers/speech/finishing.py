"""From the synthesiser's raw sound to a line that sits in a mix: 48 kHz, even in level, a little presence and room."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.recipes.film import Treatment
from film_workers.sound.filters import butterworth, convolved, filtered, moving_average, resampled
from film_workers.sound.loudness import LoudnessMeter, amplitude, decibels
from film_workers.sound.wav import SAMPLE_RATE
from film_workers.speech.treatments import treat

#: Every line, heard from both loudspeakers, is this loud, so that no character drowns another.
LINE_LUFS: Final = -20.0
_CEILING: Final = 0.84
_KNEE: Final = 0.5
_ROOM_SEED: Final = 48
_FADE: Final = SAMPLE_RATE * 4 // 1000
_HOP: Final = SAMPLE_RATE // 200
_STRETCH: Final = SAMPLE_RATE * 10  # what is worked on at once: a line may last half an hour
_LOUDNESS_BLOCK: Final = SAMPLE_RATE * 4 // 10


def finish(
    sound: NDArray[np.float32],
    rate: int,
    *,
    level: float,
    tone: NDArray[np.float32],
    treatment: Treatment | None = None,
) -> NDArray[np.int16]:
    """`sound`, shape (n,), at `rate` Hz → 48 kHz, 16 bit, `level` dB over the loudness of an ordinary line, coloured by
    `tone` (`SYNTHETIC`, `NATURAL`) and by what it comes out of."""
    samples = resampled(sound, rate, SAMPLE_RATE)
    samples = convolved(samples, tone)[: len(samples)]
    _even(samples)
    if treatment is not None:
        treat(samples, treatment)
    samples *= np.float32(amplitude(LINE_LUFS + level - _loudness(samples)))
    _round_off(samples)
    ramp = np.sin(np.linspace(0, np.pi / 2, _FADE, dtype=np.float32)) ** 2
    edge = min(_FADE, len(samples) // 2)
    samples[:edge] *= ramp[:edge]
    samples[len(samples) - edge :] *= ramp[:edge][::-1]
    samples *= 32767
    return np.round(samples, out=samples).astype(np.int16)


def _peaking(frequency: float, gain_db: float, quality: float) -> NDArray[np.float64]:
    """One bell of an equalizer as a second-order section (R. Bristow-Johnson, Audio EQ Cookbook)."""
    root = 10 ** (gain_db / 40)
    omega = 2 * np.pi * frequency / SAMPLE_RATE
    alpha = np.sin(omega) / (2 * quality)
    b = [1 + alpha * root, -2 * np.cos(omega), 1 - alpha * root]
    a = [1 + alpha / root, -2 * np.cos(omega), 1 - alpha / root]
    return np.array(b + a) / a[0]


_RUMBLE: Final[NDArray[np.float64]] = butterworth(2, 75, "high", SAMPLE_RATE)


def _tone(equalizer: NDArray[np.float64], room_db: float) -> NDArray[np.float32]:
    """Equalizer and a small dry room as one impulse response: the direct sound and 70 ms of soft, darkening
    reflections, so many dB against it."""
    length = SAMPLE_RATE * 70 // 1000
    time = np.arange(length) / SAMPLE_RATE
    noise = np.random.default_rng(_ROOM_SEED).standard_normal(length) * np.exp(-time / 0.014) * (time > 0.004)
    noise = filtered(butterworth(2, (220, 4200), "band", SAMPLE_RATE), noise)
    response: NDArray[np.float64] = noise * amplitude(room_db) / np.sqrt(np.square(noise).sum())
    response[0] += 1
    response = filtered(equalizer, response)
    response[-_FADE:] *= np.linspace(1, 0, _FADE)
    return response.astype(np.float32)


#: For a formant synthesiser, which booms and lacks presence.
SYNTHETIC: Final = _tone(
    np.vstack(
        [
            _RUMBLE,
            _peaking(320, -2.0, 0.9),  # boxiness of formant synthesis
            _peaking(3200, 3.0, 0.8),  # presence: consonants through music
            _peaking(7200, -2.5, 1.5),  # sibilants
        ]
    ),
    room_db=-17,
)
#: For a voice that was recorded as it should sound: a little presence, and a room that is felt rather than heard.
NATURAL: Final = _tone(np.vstack([_RUMBLE, _peaking(3200, 2.0, 0.8)]), room_db=-24)


def _even(samples: NDArray[np.float32]) -> None:
    """Compress 2:1, in place, what is louder than the line's own mean, over windows of 15 ms."""
    count = -(-len(samples) // _HOP)
    power = np.add.reduceat(np.square(samples), np.arange(0, len(samples), _HOP)) / _HOP
    power = moving_average(power, 3, ends="mirrored")
    loud = power[power > power.max(initial=0) * 1e-3]
    if not len(loud):
        return
    quieter = np.minimum(1, (loud.mean() / np.maximum(power, 1e-12)) ** 0.25)
    gain = moving_average(quieter, 5, ends="mirrored")
    at = (np.arange(count) + 0.5) * _HOP
    for start in range(0, len(samples), _STRETCH):
        stretch = samples[start : start + _STRETCH]
        stretch *= np.interp(np.arange(start, start + len(stretch)), at, gain).astype(np.float32)


def _loudness(samples: NDArray[np.float32]) -> float:
    """LUFS from both loudspeakers. A word shorter than the meter's block is measured as if it went on."""
    repeats = -(-_LOUDNESS_BLOCK * 2 // max(len(samples), 1))
    whole = np.tile(samples, repeats) if repeats > 1 else samples
    meter = LoudnessMeter(1)
    for start in range(0, len(whole), _STRETCH):
        meter.add(whole[start : start + _STRETCH, np.newaxis])
    return meter.integrated_lufs + decibels(2) / 2


def _round_off(samples: NDArray[np.float32]) -> None:
    """Bend, in place, what is over the knee so that nothing passes the ceiling; below the knee, nothing changes."""
    room = _CEILING - _KNEE
    over = np.flatnonzero(np.abs(samples) > _KNEE)
    size = np.abs(samples[over])
    samples[over] = np.sign(samples[over]) * (_KNEE + room * np.tanh((size - _KNEE) / room))
