"""Mixes the film: dialogue in its places, music and effects under it, one loudness, and peaks that no decoder clips.

Everything streams: each pass reads the lines and both stems again, so that a feature needs the memory of a trailer.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.recipes.film import FRAMES_PER_SECOND, FrameRate, sample_at
from film_workers.errors import RefusedError
from film_workers.sound import flac, wav
from film_workers.sound.filters import filtered, silent
from film_workers.sound.limiter import limit
from film_workers.sound.loudness import SAMPLE_RATE, SILENCE_LUFS, LoudnessMeter, TruePeakMeter, amplitude

Sound = NDArray[np.float32]

_BLOCK: Final = SAMPLE_RATE
_MUSIC_DB: Final = -1.0  # between the lines
_DUCK_DB: Final = -11.0  # how much lower the music is under a line, and for a softer line by as much more
_EFFECTS_DUCK_DB: Final = -8.0  # and the effects, likewise: a place stays a place while somebody speaks in it
_SPOKEN_LUFS: Final = -20.0  # as lines are that are simply said
_SOFTEST_LUFS: Final = -32.0
#: Beside it, the music leaves the middle of the register in which words are told apart (Hz), by so much more.
_REGISTER: Final = 2_000.0
_REGISTER_WIDTH: Final = 0.6  # as the quality of a filter: an octave to each side
_REGISTER_DB: Final = -6.0
_ATTACK: Final = 0.3  # seconds in which it makes way, done when the line begins
_HOLD: Final = 0.25
_RELEASE: Final = 0.9
#: AAC rings around what it leaves out: the peak before it lies so much lower, in dB, for the decoded one to hold.
_CODEC_HEADROOM_DB: Final = 1.2
#: A film so quiet that it would need more is left quieter than the target: the rest would be noise.
_MOST_GAIN_DB: Final = 26.0
_LOUDNESS_TOLERANCE: Final = 0.15
_TRIES: Final = 6
#: What a decibel of gain is worth after the limiter: as a first guess, and at the least (dense short cries reach it).
_FIRST_YIELD: Final = 0.77
_LEAST_YIELD: Final = 0.2


@dataclass(frozen=True, kw_only=True)
class Mix:
    """The finished sound. `integrated_lufs` is −70 and `true_peak_dbtp` −120 where there is nothing to hear."""

    integrated_lufs: float
    true_peak_dbtp: float
    open_blocks: Callable[[], Iterator[Sound]]

    def blocks(self) -> Iterator[Sound]:
        """The sound from its start: float32, shape (n, 2), full scale 1, the film's length together."""
        return self.open_blocks()


def mix(
    *,
    frames: int,
    lines: Sequence[tuple[int, Path]],
    score: Path,
    effects: Path,
    loudness_lufs: float,
    true_peak_dbtp: float,
    progress: Callable[[float], None],
    rate: FrameRate = FRAMES_PER_SECOND,
) -> Mix:
    """Mix `lines`, each (start frame, spoken line as WAV), with the stems `score` and `effects` (FLAC) for a film of
    `frames` frames, `rate` a second.

    Lines may overlap. The result has `loudness_lufs` and stays under `true_peak_dbtp` once it has been through AAC;
    where that cannot be (silence, less than 0.4 s, a target that the peaks forbid), `Mix` says what was reached.
    `progress` is called with the fraction done; what it raises ends the work. Raises `RefusedError` for inputs that do
    not fit.
    """
    program = _Program(frames, lines, score, effects, rate)
    ceiling = amplitude(true_peak_dbtp - _CODEC_HEADROOM_DB)
    share = 1 / (_TRIES + 1)
    measured = _loudness(program.blocks(), lambda done: progress(done / program.length * share))
    gain_db = 0.0 if measured <= SILENCE_LUFS else min(loudness_lufs - measured, _MOST_GAIN_DB)
    lufs = peak = SILENCE_LUFS
    yielded = _FIRST_YIELD
    before: tuple[float, float] | None = None
    for attempt in range(1, _TRIES + 1):
        meter = TruePeakMeter(2)
        blocks = _through(program.mastered(gain_db, ceiling), meter)
        lufs = _loudness(blocks, partial(_report, progress, attempt * share, share / program.length))
        peak = meter.dbtp
        missing = loudness_lufs - lufs
        if lufs <= SILENCE_LUFS or abs(missing) <= _LOUDNESS_TOLERANCE or gain_db + missing > _MOST_GAIN_DB:
            break
        if before is not None and gain_db != before[0]:
            yielded = min(1.0, max(_LEAST_YIELD, (lufs - before[1]) / (gain_db - before[0])))
        before = gain_db, lufs
        if attempt < _TRIES:
            gain_db += missing / yielded
    progress(1.0)
    return Mix(integrated_lufs=lufs, true_peak_dbtp=peak, open_blocks=partial(program.mastered, gain_db, ceiling))


def before_mastering(frames: int, lines: Sequence[tuple[int, Path]], score: Path, effects: Path) -> Iterator[Sound]:
    """Dialogue and both stems as they are mixed, in blocks, before the film's loudness is set. Raises as `mix` does."""
    return _Program(frames, lines, score, effects, FRAMES_PER_SECOND).blocks()


def _report(progress: Callable[[float], None], base: float, share: float, done: int) -> None:
    progress(base + done * share)


def _loudness(blocks: Iterator[Sound], progress: Callable[[int], None]) -> float:
    meter = LoudnessMeter(2)
    done = 0
    for block in blocks:
        meter.add(block)
        done += len(block)
        progress(done)
    return meter.integrated_lufs


def _through(blocks: Iterator[Sound], meter: TruePeakMeter) -> Iterator[Sound]:
    for block in blocks:
        meter.add(block)
        yield block


@dataclass(frozen=True, kw_only=True)
class _Line:
    start: int
    end: int
    path: Path
    duck_db: float


class _Program:
    """The film's sound before its loudness is set; the same blocks each time it is read."""

    def __init__(
        self, frames: int, lines: Sequence[tuple[int, Path]], score: Path, effects: Path, rate: FrameRate
    ) -> None:
        self.length = sample_at(frames, rate)
        self._score, self._effects = score, effects
        self._lines = sorted((_placed(line, frames, rate) for line in lines), key=lambda line: line.start)
        self._longest = max((line.end - line.start for line in self._lines), default=0)
        self._ducking = _ducking(self._lines)

    def mastered(self, gain_db: float, ceiling: float) -> Iterator[Sound]:
        """The blocks at their final loudness."""
        gain = np.float32(amplitude(gain_db))
        return limit((block * gain for block in self.blocks()), ceiling)

    def blocks(self) -> Iterator[Sound]:
        """Dialogue in the middle, and music and effects ducked, a second at a time."""
        start = 0
        register = _Register()
        stems = zip(
            flac.read("score", self._score, self.length, _BLOCK),
            flac.read("effects", self._effects, self.length, _BLOCK),
            strict=True,
        )
        for music, effects in stems:
            ducked = self._ducked(start, len(music))
            away = np.asarray(np.minimum(1, ducked / np.float32(_DUCK_DB)), np.float32)
            block = register.left(music, away) * _gain(np.float32(_MUSIC_DB) + ducked)
            softer = np.minimum(0, ducked - np.float32(_DUCK_DB))
            block += effects * _gain(np.float32(_EFFECTS_DUCK_DB) * away + softer)
            self._add_lines(block, start)
            yield block
            start += len(music)

    def _ducked(self, start: int, length: int) -> Sound:
        """How much lower the music is, in dB, for each sample."""
        return np.asarray(np.interp(np.arange(start, start + length), *self._ducking), np.float32)

    def _add_lines(self, block: Sound, start: int) -> None:
        end = start + len(block)
        first = bisect_left(self._lines, start - self._longest, key=lambda line: line.start)
        for line in self._lines[first : bisect_left(self._lines, end, key=lambda line: line.start)]:
            if line.end > start:
                begins, ends = max(start, line.start), min(end, line.end)
                spoken = wav.read(line.path, begins - line.start, ends - begins)
                block[begins - start : ends - start] += (spoken / np.float32(32768))[:, np.newaxis]


def _gain(decibels: Sound) -> Sound:
    """Factors for a block, shape (n, 1)."""
    return (10 ** (decibels / 20)).astype(np.float32)[:, np.newaxis]


class _Register:
    """Takes the register of speech out of the music, as far as it is told: block after block."""

    def __init__(self) -> None:
        angle = 2 * np.pi * _REGISTER / SAMPLE_RATE
        alpha = np.sin(angle) / (2 * _REGISTER_WIDTH)
        # A band that is passed unchanged in its middle, by the Audio EQ Cookbook: taken off, it leaves a notch as deep
        # as wanted, and what lies outside untouched.
        self._band = np.array([[alpha, 0, -alpha, 1 + alpha, -2 * np.cos(angle), 1 - alpha]]) / (1 + alpha)
        self._state = silent(self._band, 2)
        self._most = np.float32(1 - amplitude(_REGISTER_DB))

    def left(self, music: Sound, share: Sound) -> Sound:
        """`music`, shape (n, 2), less its register; `share`, shape (n,), from 0 (all of it stays) to 1."""
        band = filtered(self._band, music, self._state)
        taken = np.asarray(band, np.float32) * np.asarray(share * self._most, np.float32)[:, np.newaxis]
        return np.asarray(music - taken, np.float32)


def _placed(line: tuple[int, Path], frames: int, rate: FrameRate) -> _Line:
    start_frame, path = line
    if not 0 <= start_frame < frames:
        raise RefusedError(
            f"a line begins at frame {start_frame}, outside the film's {frames} frames: place it on its timeline"
        )
    start = sample_at(start_frame, rate)
    return _Line(start=start, end=start + wav.length(path), path=path, duck_db=_DUCK_DB + _softer(path))


def _softer(path: Path) -> float:
    """By how many dB a line is softer than one that is simply said: whispers are. 0 for one too short to tell."""
    meter = LoudnessMeter(1)
    meter.add(np.asarray(wav.read(path) / np.float32(32768), np.float32)[:, np.newaxis])
    lufs = meter.integrated_lufs
    return 0.0 if lufs <= SILENCE_LUFS else min(0.0, max(_SOFTEST_LUFS, lufs) - _SPOKEN_LUFS)


def _ducking(lines: Sequence[_Line]) -> tuple[list[int], list[float]]:
    """Corners (sample, dB) of the music's way under the lines; a pause too short to rise and fall in is not used."""
    attack, hold, release = (int(seconds * SAMPLE_RATE) for seconds in (_ATTACK, _HOLD, _RELEASE))
    windows: list[tuple[int, int, float]] = []
    for line in lines:
        if windows and line.start - attack <= windows[-1][1] + hold + release:
            start, end, duck_db = windows[-1]
            windows[-1] = (start, max(end, line.end), min(duck_db, line.duck_db))
        else:
            windows.append((line.start, line.end, line.duck_db))
    times, levels = [-attack], [0.0]
    for start, end, duck_db in windows:
        times += [start - attack, start, end + hold, end + hold + release]
        levels += [0.0, duck_db, duck_db, 0.0]
    return times, levels
