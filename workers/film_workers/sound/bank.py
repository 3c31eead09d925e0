"""The sampled orchestra and the sounds of effects, out of the studio's material: notes that last as long as wanted.

The recordings are mapped into memory: all processes of a machine share them. Sound is float32 at 48 kHz.
"""

import mmap
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from film_workers import material
from film_workers.errors import RefusedError
from film_workers.sound.filters import butterworth, filtered, resampled

SAMPLE_RATE: Final = 48_000
Sound = NDArray[np.float32]

_SAMPLES: Final = "orchestra/bank.s16"
_INDEX: Final = "orchestra/bank.json"
_KEPT_BYTES: Final = 96 * 1024 * 1024  # of notes that may be played again soon
_LONGEST: Final = 30.0  # seconds of one note
_BUCKET: Final = SAMPLE_RATE // 2  # lengths are rounded up to it, so that notes of one pitch share their sound
#: Denominators of the ratio by which a recording is played faster: the first that is near enough (half a cent).
_DENOMINATORS: Final = (40, 80, 160, 320, 640, 1280)
_NEAR: Final = 2 ** (0.5 / 1200) - 1
_LAYERS: Final = 4  # dynamics from soft and dark to loud and bright
_SILENT: Final = 6.9  # a fall of 60 dB, as a power of e
#: Over its pitch, how far a note's spectrum reaches when it is played as softly as can be; it opens by octaves.
_DARKEST: Final = 3.0
_OPENS: Final = 3.5
_LOWEST_EDGE: Final = 700.0  # Hz
_SOFTEST_DB: Final = -22.0


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Stream(_Told):
    """One channel of a recording: where it lies in the bank, its rate, the pitch it has unchanged, and its loop."""

    start: int = Field(ge=0)
    length: int = Field(ge=1)
    rate: int = Field(ge=8_000, le=96_000)
    root: float
    loop: tuple[int, int] | None


class _Zone(_Told):
    low: int
    high: int
    gain: float
    streams: tuple[_Stream, ...] = Field(min_length=1, max_length=2)


class Articulation(_Told):
    """How an instrument is played: its range in MIDI pitches, and how its notes come and go, in seconds."""

    instrument: str
    articulation: str
    low: int
    high: int
    attack: float = 0.0
    release: float = 0.1
    decay: float = 0.0
    tremolo: float = 0.0
    zones: tuple[_Zone, ...]


class _SoundTold(_Told):
    name: str
    pitch: float
    gain: float
    decay: float = 0.0
    streams: tuple[_Stream, ...] = Field(min_length=1, max_length=1)


class _Index(_Told):
    notes: tuple[Articulation, ...]
    sounds: tuple[_SoundTold, ...]
    samples: int


class BankDamagedError(RefusedError):
    """The bank is there and cannot be played from; the text says why."""


@dataclass(frozen=True, slots=True)
class _Pitched:
    """A recording at a pitch: what is kept, since the next bar plays it again."""

    stream: _Stream
    pitch: float
    length: int
    edge: float


class Bank:
    """The recordings of one folder. Raises `BankDamagedError` for a folder that holds something else."""

    def __init__(self, samples: Path, index: Path) -> None:
        try:
            told = _Index.model_validate_json(index.read_bytes())
            with samples.open("rb") as file:
                mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise BankDamagedError(f"the bank of the orchestra cannot be read: {error}; {_AGAIN}") from error
        self._samples: NDArray[np.int16] = np.frombuffer(mapped, "<i2")
        if len(self._samples) != told.samples:
            raise BankDamagedError(
                f"the bank of the orchestra holds {len(self._samples)} samples in place of {told.samples}; {_AGAIN}"
            )
        self.articulations: Mapping[tuple[str, str], Articulation] = {
            (each.instrument, each.articulation): each for each in told.notes
        }
        self._sounds = {each.name: each for each in told.sounds}
        self._kept = _Kept(_KEPT_BYTES)

    @property
    def sounds(self) -> frozenset[str]:
        """Names of the sounds: percussion (bass_drum, crash_cymbal …) and the world's (sea, birds, telephone …)."""
        return frozenset(self._sounds)

    def note(self, instrument: str, articulation: str, pitch: int, seconds: float, velocity: float) -> Sound:
        """A note, shape (n, 2): held for `seconds` and then let go, so that it is longer by its release; what is
        plucked or struck may be gone before.

        `velocity` from 0 to 1: softer is darker, too. At 1, a note has some −20 dB of full scale. A pitch outside the
        instrument's range is played an octave or more nearer. Raises `KeyError` for what the bank has not.
        """
        played = self.articulations[instrument, articulation]
        pitch = within(pitch, played.low, played.high)
        zone = next(each for each in played.zones if pitch <= each.high)
        held = int(min(seconds, _LONGEST) * SAMPLE_RATE)
        length = held + int(played.release * SAMPLE_RATE)
        layer = round(max(0.0, min(1.0, velocity)) * (_LAYERS - 1)) / (_LAYERS - 1)
        edge = max(_LOWEST_EDGE, _hertz(pitch) * _DARKEST) * 2 ** (_OPENS * layer)
        sides = [self._pitched(_Pitched(stream, pitch, length, edge)) for stream in zone.streams]
        length = min(length, *(len(side) for side in sides))
        sound = np.empty((length, 2), np.float32)
        sound[:, 0], sound[:, 1] = sides[0][:length], sides[-1][:length]
        loud = np.float32(zone.gain * 10 ** (_SOFTEST_DB * (1 - max(0.0, min(1.0, velocity))) / 20))
        sound *= (_envelope(length, held, played) * loud)[:, np.newaxis]
        return sound

    def sound(self, name: str, seconds: float | None = None) -> Sound:
        """A sound of one channel, shape (n,), its peak near 0.9: once, or for `seconds` where it goes on (the sea, a
        helicopter, applause). Raises `KeyError` for what the bank has not."""
        told = self._sounds[name]
        stream = told.streams[0]
        if seconds is None:
            ratio = 2 ** ((told.pitch - stream.root) / 12) * stream.rate / SAMPLE_RATE
            seconds = told.decay or stream.length / ratio / SAMPLE_RATE
        length = int(min(seconds, 600.0) * SAMPLE_RATE)
        sound = self._sounding(_Pitched(stream, told.pitch, length, SAMPLE_RATE))[:length] * np.float32(told.gain)
        if told.decay:
            sound *= np.exp(-_SILENT / told.decay * np.arange(len(sound)) / SAMPLE_RATE).astype(np.float32)
        fade = min(len(sound), SAMPLE_RATE // 100)
        sound[len(sound) - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
        return sound

    def _pitched(self, wanted: _Pitched) -> Sound:
        rounded = -(-wanted.length // _BUCKET) * _BUCKET
        kept = _Pitched(wanted.stream, wanted.pitch, rounded, wanted.edge)
        return self._kept.get(kept, lambda: self._sounding(kept))

    def _sounding(self, wanted: _Pitched) -> Sound:
        """At most `length` samples: a recording without a loop may be shorter."""
        stream = wanted.stream
        ratio = _fraction(2 ** ((wanted.pitch - stream.root) / 12) * stream.rate / SAMPLE_RATE)
        needed = int(wanted.length * ratio) + 64
        own = self._samples[stream.start : stream.start + stream.length].astype(np.float32) / np.float32(32768)
        raw = own[:needed] if stream.loop is None else _unrolled(own, stream.loop, needed)
        # Played faster by numerator / denominator: as many samples fewer.
        sound = resampled(raw, ratio.numerator, ratio.denominator)[: wanted.length]
        if wanted.edge < SAMPLE_RATE * 0.4:
            sound = filtered(butterworth(1, wanted.edge, "low", SAMPLE_RATE), sound).astype(np.float32)
        return sound


class _Kept:
    """Sounds by what was asked for, the newest, up to so many bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._sounds: OrderedDict[_Pitched, Sound] = OrderedDict()

    def get(self, wanted: _Pitched, make: Callable[[], Sound]) -> Sound:
        found = self._sounds.pop(wanted, None)
        if found is None:
            found = make()
            self._held += found.nbytes
        self._sounds[wanted] = found
        while self._held > self._most and len(self._sounds) > 1:
            self._held -= self._sounds.popitem(last=False)[1].nbytes
        return found


@lru_cache(maxsize=1)
def opened() -> Bank | None:
    """The bank of this machine's material, or None where there is none that can be played from."""
    try:
        return Bank(material.path(_SAMPLES), material.path(_INDEX))
    except RefusedError:
        return None


def within(pitch: int, low: int, high: int) -> int:
    """The pitch, by octaves nearer where it lies outside the range."""
    if pitch < low:
        pitch += 12 * -(-(low - pitch) // 12)
    if pitch > high:
        pitch -= 12 * -(-(pitch - high) // 12)
    return max(low, pitch)


_AGAIN: Final = "run ./studio material, and start the workers again"


def _hertz(pitch: float) -> float:
    return 440.0 * 2 ** ((pitch - 69) / 12)


def _fraction(ratio: float) -> Fraction:
    found = (Fraction(ratio).limit_denominator(most) for most in _DENOMINATORS)
    return next(
        (near for near in found if abs(float(near) / ratio - 1) < _NEAR), Fraction(ratio).limit_denominator(1280)
    )


def _unrolled(own: Sound, loop: tuple[int, int], needed: int) -> Sound:
    """A recording that goes round its loop until it is long enough."""
    begin, end = loop
    if needed <= end:
        return own[:needed]
    rounds = -(-(needed - end) // (end - begin))
    return np.concatenate([own[:end], *([own[begin:end]] * rounds)])[:needed]


def _envelope(length: int, held: int, played: Articulation) -> Sound:
    """How a note comes, stays and goes."""
    envelope = np.ones(length, np.float32)
    if played.decay:
        envelope *= np.exp(-_SILENT / played.decay * np.arange(length) / SAMPLE_RATE).astype(np.float32)
    if played.tremolo:
        # Strokes to and fro: quick to come, never quite silent between.
        stroke = np.abs(np.sin(np.pi * played.tremolo * np.arange(length) / SAMPLE_RATE)).astype(np.float32)
        envelope *= np.float32(0.45) + np.float32(0.55) * stroke
    rise = min(int(max(played.attack, 0.002) * SAMPLE_RATE), max(1, length // 2))
    envelope[:rise] *= np.sin(np.linspace(0, np.pi / 2, rise, dtype=np.float32)) ** 2
    if held < length:
        envelope[held:] *= np.cos(np.linspace(0, np.pi / 2, length - held, dtype=np.float32)) ** 2
    else:
        envelope[-1:] = 0
    return envelope
