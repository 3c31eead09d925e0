"""Composes: from the film's scenes to notes. One key and one theme for the film, a mood, a tempo and phrases a scene.

A scene's bars fill it exactly, so that every scene begins with a downbeat; inside it, beats yield to cuts near them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from contracts.recipes.film import FRAMES_PER_SECOND, TimeOfDay
from contracts.recipes.score import MusicCue, ScoreRecipe
from film_workers.sound.music import instruments, theory
from film_workers.sound.music.instruments import SAMPLE_RATE, Sound

SAMPLES_PER_FRAME: Final = SAMPLE_RATE // FRAMES_PER_SECOND
_SHORTEST_CUE: Final = 3 * FRAMES_PER_SECOND  # a shorter scene keeps the music of the one before
_BEATS: Final = 4
_NEAR_BEAT: Final = 0.3  # of a beat: how far a beat moves to meet a cut
_DARKNESS: Final[dict[TimeOfDay, float]] = {"dawn": 0.0, "day": 1.0, "dusk": 2.4, "night": 3.4}
_RHYTHMS: Final = ((1.0, 0.5, 0.5, 2.0), (1.5, 0.5, 1.0, 1.0), (2.0, 1.0, 1.0), (0.5, 0.5, 1.0, 2.0), (1.0, 1.0, 2.0))


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something to play: `sound` yields it, at `start` (sample of the film), with a gain to the left and right."""

    start: int
    sound: Callable[[], Sound]
    left: float
    right: float


@dataclass(frozen=True, kw_only=True)
class Theme:
    """What makes the film's music one: its tonic, and a melody as steps over the chord with their lengths in beats."""

    tonic: int
    steps: tuple[int, ...]
    rhythm: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Mood:
    """How a scene sounds. `centre`: the pitch that the chords lie around; `brightness` from 0 to 1."""

    mode: theory.Mode
    beats_per_minute: float
    centre: int
    brightness: float
    tension: float


def arrange(recipe: ScoreRecipe) -> Iterator[Note]:
    """All notes of the film, bar after bar; within a bar in no particular order."""
    theme = make_theme(recipe.seed)
    cues = continuous(recipe)
    voices: tuple[int, ...] = ()
    for index, cue in enumerate(cues):
        following = cues[index + 1] if index + 1 < len(cues) else None
        scene = _Scene(recipe, theme=theme, cue=cue, following=following, index=index, voices=voices)
        yield from scene.notes()
        voices = scene.voices


def make_theme(seed: int) -> Theme:
    """The film's key and melody."""
    random = np.random.default_rng([seed, 0])
    rhythm = _RHYTHMS[int(random.integers(len(_RHYTHMS)))]
    steps = [int(random.choice([0, 2, 4]))]
    while len(steps) < len(rhythm):
        steps.append(min(7, max(-2, steps[-1] + int(random.choice([-2, -1, 1, 1, 2])))))
    return Theme(tonic=48 + int(random.integers(-5, 7)), steps=tuple(steps), rhythm=rhythm)


def mood(cue: MusicCue) -> Mood:
    """Night and tension darken the mode and hasten the beat; outdoors the chords lie higher and more open."""
    darkness = _DARKNESS[cue.time_of_day] + 2.2 * cue.tension
    return Mood(
        mode=theory.MODES[min(len(theory.MODES) - 1, round(darkness))],
        beats_per_minute=60 + 36 * cue.tension + (5 if cue.time_of_day in ("day", "dawn") else 0),
        centre=(57 if cue.interior else 61) - round(4 * cue.tension),
        brightness=max(0.0, (0.45 if cue.interior else 0.7) - 0.12 * _DARKNESS[cue.time_of_day] + 0.3 * cue.tension),
        tension=cue.tension,
    )


def continuous(recipe: ScoreRecipe) -> list[MusicCue]:
    """The scenes as the music takes them: from the first frame to the last without gaps, none too short for a bar."""
    cues: list[MusicCue] = []
    for cue in sorted(recipe.music_cues, key=lambda cue: cue.start_frame):
        if cue.start_frame >= recipe.frames:
            break
        if cues and cue.start_frame - cues[-1].start_frame < _SHORTEST_CUE:
            cues[-1] = _begun_at(cue, start=cues[-1].start_frame)
        else:
            cues.append(cue)
    if not cues:
        return [MusicCue(start_frame=0, frames=recipe.frames, time_of_day="day", interior=False, tension=0.2)]
    cues[0] = _begun_at(cues[0], start=0)
    if len(cues) > 1 and recipe.frames - cues[-1].start_frame < _SHORTEST_CUE:
        cues.pop()
    ends = [cue.start_frame for cue in cues[1:]] + [recipe.frames]
    return [cue.model_copy(update={"frames": end - cue.start_frame}) for cue, end in zip(cues, ends, strict=True)]


def _begun_at(cue: MusicCue, *, start: int) -> MusicCue:
    return cue.model_copy(update={"start_frame": start})


def beat_times(cue: MusicCue, cuts: Sequence[int], beats_per_minute: float) -> list[int]:
    """Samples of the film at which the beats of a scene fall, whole bars of four, the scene's end included.

    A beat moves to a cut that is less than a third of a beat away; the beats between share the difference.
    """
    start, length = cue.start_frame * SAMPLES_PER_FRAME, cue.frames * SAMPLES_PER_FRAME
    bars = max(1, round(length / (_BEATS * 60 / beats_per_minute * SAMPLE_RATE)))
    count = bars * _BEATS
    beat = length / count
    anchors = {0: float(start), count: float(start + length)}
    for cut in cuts:
        moment = (cut * SAMPLES_PER_FRAME - start) / beat
        if 0 < moment < count and abs(moment - round(moment)) < _NEAR_BEAT:
            anchors.setdefault(round(moment), float(cut * SAMPLES_PER_FRAME))
    known = sorted(anchors)
    return [int(at) for at in np.interp(np.arange(count + 1), known, [anchors[number] for number in known])]


class _Scene:
    """Writes the notes of one scene; `voices` are the chord that it leaves behind."""

    def __init__(
        self,
        recipe: ScoreRecipe,
        *,
        theme: Theme,
        cue: MusicCue,
        following: MusicCue | None,
        index: int,
        voices: tuple[int, ...],
    ) -> None:
        self._theme = theme
        self._mood = mood(cue)
        self._following = following
        self._random = np.random.default_rng([recipe.seed, 1, index])
        self._cuts = frozenset(recipe.cuts)
        self._beats = beat_times(cue, recipe.cuts, self._mood.beats_per_minute)
        self._bars = (len(self._beats) - 1) // _BEATS
        # Neighbouring scenes differ in key by a fifth or a fourth at most: related, and fresh.
        self._tonic = theme.tonic + (0, 5, 0, -5)[int(self._random.integers(4))] if index else theme.tonic
        self._degrees = self._progression()
        self.voices = voices

    def notes(self) -> Iterator[Note]:
        """The scene's notes, those of a later bar later."""
        yield from self._opening()
        layers: frozenset[str] = frozenset()
        for bar, degree in enumerate(self._degrees):
            if bar % _BEATS == 0:
                layers = self._layers(first=bar == 0, last=bar + _BEATS >= self._bars)
            steps = theory.chord(self._mood.mode, degree, colour=self._mood.tension < 0.5)
            self.voices = theory.voicing(self._mood.mode, self._tonic, steps, self._mood.centre, self.voices)
            yield self._pad(bar)
            yield from self._bass(bar, degree)
            if "melody" in layers:
                yield from self._melody(bar, degree)
            if "arpeggio" in layers:
                yield from self._arpeggio(bar)
            if "pulse" in layers:
                yield from self._pulse(bar, degree)
            yield from self._cut_bells(bar)
        if self._following is not None:
            change = abs(self._following.tension - self._mood.tension)
            yield self._note(self._beats[-1] - len(instruments.swell()), instruments.swell, 0.025 + 0.06 * change, 0.5)

    def _progression(self) -> list[int]:
        mode = self._mood.mode
        degrees: list[int] = []
        while len(degrees) < self._bars:
            degrees.extend(mode.progressions[int(self._random.integers(len(mode.progressions)))])
        degrees = degrees[: self._bars]
        if self._following is None:
            degrees[-1] = 0
        elif self._bars > 1:
            degrees[-1] = mode.leading
        return degrees

    def _layers(self, *, first: bool, last: bool) -> frozenset[str]:
        """What plays over chords and bass during the next four bars."""
        tension = self._mood.tension
        layers: set[str] = set()
        if tension > 0.55:
            layers.add("pulse")
        elif tension > 0.3 and not first:
            layers.add("arpeggio" if self._random.random() < 0.7 else "melody")
        if tension <= 0.7 and self._random.random() < (0.35 if first else 0.6):
            layers.add("melody")
        if last and self._following is None:
            layers = {"melody"}
        return frozenset(layers)

    def _pad(self, bar: int) -> Note:
        start, end = self._beats[bar * _BEATS], self._beats[(bar + 1) * _BEATS]
        length = end - start + int(1.2 * SAMPLE_RATE)
        sound = partial(instruments.pad, self.voices, length, self._mood.brightness)
        return self._note(start - SAMPLE_RATE // 4, sound, 0.15, 0.5)

    def _bass(self, bar: int, degree: int) -> Iterator[Note]:
        pedal = self._mood.tension > 0.55
        pitch = 36 + self._mood.mode.pitch(self._tonic, 0 if pedal else degree) % 12
        halves = (0, 2) if self._mood.tension > 0.4 else (0,)
        for beat in halves:
            start = self._beats[bar * _BEATS + beat]
            end = self._beats[min((bar * _BEATS + beat + _BEATS // len(halves)), len(self._beats) - 1)]
            length = end - start + SAMPLE_RATE // 8
            yield self._note(start, partial(instruments.bass, pitch, length), 0.085, 0.5)

    def _melody(self, bar: int, degree: int) -> Iterator[Note]:
        """The theme in the first and third bar of a phrase, answered by one held note in the second and fourth."""
        place = bar % _BEATS
        if place in (1, 3):
            step = degree + int(self._random.choice([0, 2, 4]))
            yield self._key(bar * _BEATS, step + 7, 0.06)
            return
        turn = -1 if place == 2 and self._random.random() < 0.4 else 1
        beat = 0.0
        for step, length in zip(self._theme.steps, self._theme.rhythm, strict=True):
            level = 0.085 if beat in (0.0, 2.0) else 0.065
            yield self._key(bar * _BEATS + beat, degree + turn * step + 7, level)
            beat += length

    def _key(self, beat: float, step: int, level: float) -> Note:
        pitch = self._mood.mode.pitch(self._tonic, step)
        while pitch > self._mood.centre + 22:
            pitch -= 12
        while pitch < self._mood.centre + 3:
            pitch += 12
        human = int(self._random.integers(-300, 300))
        loud = level * (0.85 + 0.3 * float(self._random.random()))
        return self._note(self._at(beat) + human, partial(instruments.piano, pitch), loud, 0.58)

    def _arpeggio(self, bar: int) -> Iterator[Note]:
        order = (0, 2, 1, 3, 2, 1, 3, 2) if bar % 2 else (0, 1, 2, 3, 2, 3, 1, 2)
        for eighth, voice in enumerate(order):
            level = 0.05 if eighth % 4 == 0 else 0.034
            yield self._note(
                self._at(bar * _BEATS + eighth / 2),
                partial(instruments.piano, self.voices[voice] + 12),
                level * (0.9 + 0.2 * float(self._random.random())),
                0.38 + 0.08 * voice,
            )

    def _pulse(self, bar: int, degree: int) -> Iterator[Note]:
        """Low strings in eighths over a heartbeat; the more tense, the louder and the fuller."""
        force = 0.5 + 0.5 * self._mood.tension
        root = self._mood.mode.pitch(self._tonic, degree % 7)
        root -= 12 * ((root - 40) // 12)
        for eighth in range(8):
            pitch = root + (0, 0, 12, 0, 7, 0, 12, 7)[eighth] if bar % 2 else root
            level = 0.07 * force * (1.25 if eighth in (0, 3, 6) else 0.8)
            yield self._note(self._at(bar * _BEATS + eighth / 2), partial(instruments.spiccato, pitch), level, 0.42)
        for beat, level in ((0.0, 0.2), (0.5, 0.1), (2.0, 0.15)):
            yield self._note(self._at(bar * _BEATS + beat), instruments.drum, level * force, 0.5)
        if self._mood.tension > 0.75:
            for beat in range(_BEATS):
                yield self._note(self._at(bar * _BEATS + beat + 0.5), instruments.shaker, 0.022, 0.66)

    def _cut_bells(self, bar: int) -> Iterator[Note]:
        """A beat that a cut falls on is touched by a bell from the chord."""
        for beat in range(bar * _BEATS, (bar + 1) * _BEATS):
            at = self._beats[beat]
            if beat and at % SAMPLES_PER_FRAME == 0 and at // SAMPLES_PER_FRAME in self._cuts:
                pitch = self.voices[int(self._random.integers(1, len(self.voices)))] + 24
                yield self._note(at, partial(instruments.bell, pitch), 0.022, 0.62)

    def _opening(self) -> Iterator[Note]:
        """The scene's first frame: a low note and an octave over it, and a drum where it is tense."""
        start = self._beats[0]
        root = self._tonic if self._tonic < 50 else self._tonic - 12
        yield self._note(start, partial(instruments.piano, root), 0.1, 0.45)
        yield self._note(start, partial(instruments.piano, root + 12), 0.06, 0.55)
        if self._mood.tension > 0.4:
            yield self._note(start, instruments.drum, 0.22, 0.5)

    def _at(self, beat: float) -> int:
        whole = min(int(beat), len(self._beats) - 2)
        return int(self._beats[whole] + (self._beats[whole + 1] - self._beats[whole]) * (beat - whole))

    @staticmethod
    def _note(start: int, sound: Callable[[], Sound], level: float, pan: float) -> Note:
        """`pan` from 0 (left) to 1, at equal power."""
        angle = pan * np.pi / 2
        return Note(start=start, sound=sound, left=level * float(np.cos(angle)), right=level * float(np.sin(angle)))
