"""The synthesiser, which plays where there are no recordings.

Each instrument is a function from a pitch to sound, computed once and kept.

Sound is float32 at 48 kHz: shape (n,) for one that the arrangement places, (n, 2) for one that is wide by itself.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from film_workers.sound.filters import butterworth, filtered

SAMPLE_RATE: Final = 48_000
Sound = NDArray[np.float32]

_TABLE_BITS: Final = 14
_TABLE_SIZE: Final = 1 << _TABLE_BITS
_HIGHEST: Final = 9_000.0  # Hz; partials above would only hiss


def frequency(pitch: float) -> float:
    """Hz of a MIDI pitch, A4 = 440 Hz."""
    return 440.0 * 2 ** ((pitch - 69) / 12)


@lru_cache(maxsize=256)
def piano(pitch: int) -> Sound:
    """A felt piano: stretched partials, the higher the sooner gone."""
    base = frequency(pitch)
    time = _time(3.2 if pitch < 72 else 2.2)
    sound = np.zeros(len(time), np.float32)
    for number in range(1, 9):
        partial = number * base * (1 + 0.0004 * number * number) ** 0.5
        if partial < _HIGHEST:
            decay = np.exp(-time * np.float32(0.9 + 0.55 * number + base / 700))
            sound += np.sin(time * np.float32(2 * np.pi * partial)) * decay * np.float32(number**-1.7)
    return _struck(sound, attack=0.006)


@lru_cache(maxsize=128)
def bell(pitch: int) -> Sound:
    """A soft celesta for the cuts."""
    base = frequency(pitch)
    time = _time(2.4)
    sound = np.zeros(len(time), np.float32)
    for ratio, level, fade in ((1.0, 1.0, 1.6), (2.0, 0.25, 2.6), (2.76, 0.22, 4.5), (5.4, 0.06, 9.0)):
        if ratio * base < _HIGHEST:
            sound += np.sin(time * np.float32(2 * np.pi * ratio * base)) * np.exp(-time * np.float32(fade)) * level
    return _struck(sound, attack=0.004)


@lru_cache(maxsize=128)
def spiccato(pitch: int) -> Sound:
    """A short bowed note of low strings: what drives a tense scene."""
    length = int(0.34 * SAMPLE_RATE)
    tone = _wave(_table(10, 1.15), pitch, length) + _wave(_table(10, 1.15), pitch + 0.06, length)
    time = _time(length / SAMPLE_RATE)
    return _struck((tone * np.exp(-time * 9.0)).astype(np.float32), attack=0.012)


@lru_cache(maxsize=4)
def drum() -> Sound:
    """A big soft drum, felt more than heard."""
    time = _time(0.9)
    phase = 2 * np.pi * (48 * time + 38 * 0.045 * (1 - np.exp(-time / 0.045)))
    return _struck((np.sin(phase) * np.exp(-time * 5.5)).astype(np.float32), attack=0.004)


@lru_cache(maxsize=4)
def swell() -> Sound:
    """Air that rises for two seconds and is gone: it carries over a change of scene. Wide."""
    time = _time(2.0)
    noise = np.random.default_rng(12).standard_normal((len(time), 2))
    band = filtered(butterworth(2, (500, 4200), "band", SAMPLE_RATE), noise)
    rise = (time / 2.0) ** 3 * np.minimum(1, (2.0 - time) / 0.05)
    wide = (band * rise[:, np.newaxis]).astype(np.float32)
    return wide / np.abs(wide).max()


def bass(pitch: int, length: int) -> Sound:
    """A round bass of `length` samples."""
    return _wave(_table(3, 2.0), pitch, length) * _held(length, 0.05, 0.25)


def pad(pitches: tuple[int, ...], length: int, brightness: float) -> Sound:
    """A chord of soft strings, `length` samples, each voice detuned against itself left and right. Wide.

    `brightness` from 0 (dark) to 1.
    """
    table = _table(7, 2.6 - 1.1 * min(1.0, max(0.0, round(brightness, 1))))
    sound = np.zeros((length, 2), np.float32)
    for index, pitch in enumerate(pitches):
        outer = 0.5 + 0.16 * (index % 2)
        one = _wave(table, pitch - 0.05, length, phase=0.11 * index)
        other = _wave(table, pitch + 0.05, length, phase=0.37 + 0.17 * index)
        sound[:, 0] += one * outer + other * (1 - outer)
        sound[:, 1] += one * (1 - outer) + other * outer
    sound *= (_held(length, 1.1, 1.3) / np.float32(len(pitches)))[:, np.newaxis]
    return sound


def _time(seconds: float) -> Sound:
    return (np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE).astype(np.float32)


def _struck(sound: Sound, *, attack: float) -> Sound:
    """Peak 1, without a click at either end."""
    rise, fall = int(attack * SAMPLE_RATE), min(len(sound) // 4, SAMPLE_RATE // 10)
    sound[:rise] *= np.linspace(0, 1, rise, dtype=np.float32)
    sound[-fall:] *= np.linspace(1, 0, fall, dtype=np.float32)
    return sound / np.abs(sound).max()


def _held(length: int, attack: float, release: float) -> Sound:
    rise = min(int(attack * SAMPLE_RATE), length // 2)
    fall = min(int(release * SAMPLE_RATE), length - rise)
    envelope = np.ones(length, np.float32)
    envelope[:rise] = np.sin(np.linspace(0, np.pi / 2, rise, dtype=np.float32)) ** 2
    envelope[length - fall :] = np.cos(np.linspace(0, np.pi / 2, fall, dtype=np.float32)) ** 2
    return envelope


@lru_cache(maxsize=32)
def _table(partials: int, slope: float) -> Sound:
    """One period of a tone whose partials fall by `number ** -slope`."""
    angle = np.arange(_TABLE_SIZE) * (2 * np.pi / _TABLE_SIZE)
    period = np.zeros(_TABLE_SIZE)
    for number in range(1, partials + 1):
        period += np.sin(number * angle + 0.7 * number * number) * number**-slope
    return (period / np.abs(period).max()).astype(np.float32)


def _wave(table: Sound, pitch: float, length: int, *, phase: float = 0.0) -> Sound:
    """`length` samples of the table's tone; the table is so long that the nearest entry is good to −70 dB."""
    step = frequency(pitch) * _TABLE_SIZE / SAMPLE_RATE
    position = (np.arange(length) * step + phase * _TABLE_SIZE).astype(np.int64)
    return table[position & (_TABLE_SIZE - 1)]
