"""Composes: from the film's scenes to notes for the sections of an orchestra, bar after bar.

It writes what is to be played and by whom, not how it sounds: `players` do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from contracts.recipes.film import sample_at
from contracts.recipes.score import MusicCue, ScoreRecipe
from film_workers.sound.music import theory
from film_workers.sound.music.form import (
    BEATS,
    Mood,
    Rests,
    Speaking,
    Theme,
    beat_times,
    continuous,
    make_theme,
    mood,
)
from film_workers.sound.music.instruments import SAMPLE_RATE
from film_workers.sound.music.orchestration import CHORDS, ORCHESTRATION, Part, feeling

#: How far a player is from the beat, and how much louder or softer than written: a person's, within bounds.
_TIMING: Final = 0.004  # seconds, one in three is further
_FURTHEST: Final = 0.009
_LEVEL: Final = 0.9  # dB, as above
_LOUDEST: Final = 2.0
_SPOKEN: Final = 0.3  # of a bar: where more of it is spoken over, the music thins out
_OVERLAP: Final = 0.25  # seconds that a held chord reaches into the next
Role = Literal[
    "chord", "bass", "melody", "answer", "broken", "pulse", "drum", "brass", "choir", "touch", "opening", "rise"
]


@dataclass(frozen=True, kw_only=True)
class Note:
    """A note as it is written: `start` in samples of the film, or, for one that `ends_there`, its end.

    `velocity` from 0 to 1; `decibels` beside it, for what a person does to it.
    """

    start: int
    part: Part
    pitch: int
    seconds: float
    velocity: float
    role: Role
    decibels: float = 0.0
    ends_there: bool = False


def arrange(recipe: ScoreRecipe) -> Iterator[Note]:
    """All notes of the film, bar after bar; within a bar in no particular order."""
    theme = make_theme(recipe.seed)
    cues = continuous(recipe)
    speaking = Speaking(recipe)
    rests = Rests(recipe, speaking)
    voices: tuple[int, ...] = ()
    for index, cue in enumerate(cues):
        following = cues[index + 1] if index + 1 < len(cues) else None
        scene = _Scene(
            recipe,
            theme=theme,
            cue=cue,
            following=following,
            index=index,
            voices=voices,
            speaking=speaking,
            rests=rests,
        )
        human = np.random.default_rng([recipe.seed, 2, index])
        yield from (_played_by_people(note, human) for note in scene.notes())
        voices = scene.voices


def _played_by_people(note: Note, random: np.random.Generator) -> Note:
    """A little early or late, louder or softer; what meets a cut stays on it."""
    late, louder = random.standard_normal(2)
    on_the_cut = note.role in ("touch", "opening", "rise")
    moved = 0 if on_the_cut else int(np.clip(late * _TIMING, -_FURTHEST, _FURTHEST) * SAMPLE_RATE)
    return replace(note, start=note.start + moved, decibels=float(np.clip(louder * _LEVEL, -_LOUDEST, _LOUDEST)))


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
        speaking: Speaking,
        rests: Rests,
    ) -> None:
        self._theme = theme
        self._mood: Mood = mood(cue)
        self._following = following
        self._random = np.random.default_rng([recipe.seed, 1, index])
        self._cuts = frozenset(sample_at(cut, recipe.frame_rate) for cut in recipe.cuts)
        self._beats = beat_times(cue, recipe.cuts, self._mood.beats_per_minute, recipe.frame_rate)
        self._bars = (len(self._beats) - 1) // BEATS
        # Neighbouring scenes differ in key by a fifth or a fourth at most: related, and fresh.
        self._tonic = theme.tonic + (0, 5, 0, -5)[int(self._random.integers(4))] if index else theme.tonic
        self._degrees = self._progression()
        self._palette = ORCHESTRATION.palette(recipe.genre, cue)
        self._leads = self._choice(self._palette.melody(feeling(cue.tension)))
        self._answers = self._choice(self._palette.answer)
        self._speaking = speaking
        self._rests = rests.of(self._beats, cue, first=index == 0, last=following is None)
        self.voices = voices

    def notes(self) -> Iterator[Note]:
        """The scene's notes, those of a later bar later."""
        if 0 not in self._rests:
            yield from self._opening()
        layers: frozenset[str] = frozenset()
        for bar, degree in enumerate(self._degrees):
            if bar % BEATS == 0:
                layers = self._layers(first=bar == 0, last=bar + BEATS >= self._bars)
            steps = theory.chord(self._mood.mode, degree, colour=self._mood.tension < 0.5)
            self.voices = theory.voicing(self._mood.mode, self._tonic, steps, self._mood.centre, self.voices)
            written = list(self._bar(bar, degree, layers))
            if bar not in self._rests:
                yield from written
        if self._following is not None and self._bars - 1 not in self._rests:
            change = abs(self._following.tension - self._mood.tension)
            rise = Part(instrument="reverse_cymbal", articulation="sound")
            yield replace(self._note(self._beats[-1], rise, 0, 0.0, 0.35 + 0.5 * change, role="rise"), ends_there=True)

    def _bar(self, bar: int, degree: int, layers: frozenset[str]) -> Iterator[Note]:
        spoken = self._speaking.share(self._beats[bar * BEATS], self._beats[(bar + 1) * BEATS]) > _SPOKEN
        yield from self._chord(bar, spoken=spoken)
        yield from self._bass(bar, degree)
        # Written in any case: the bars after it are the same, whether somebody speaks here or not.
        melody = list(self._melody(bar, degree)) if "melody" in layers else []
        touches = list(self._touches(bar))
        if not spoken:
            yield from melody
            yield from touches
        if "broken" in layers:
            yield from self._broken(bar, spoken=spoken)
        if "pulse" in layers:
            yield from self._pulse(bar, degree, spoken=spoken)
            yield from self._brass(bar, degree)

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
            layers.add("broken" if self._random.random() < 0.7 else "melody")
        if tension <= 0.7 and self._random.random() < (0.6 if first else 0.8):
            layers.add("melody")
        if last and self._following is None:
            layers = {"melody"}
        return frozenset(layers)

    def _chord(self, bar: int, *, spoken: bool) -> Iterator[Note]:
        """Strings, a section a voice; they tremble where it is tense. Under speech the highest are silent."""
        start, end = self._beats[bar * BEATS], self._beats[(bar + 1) * BEATS]
        trembling = self._mood.tension > 0.6
        velocity = 0.42 + 0.22 * self._mood.tension + 0.1 * self._mood.brightness - 0.1 * spoken
        for number, (instrument, pitch) in enumerate(zip(CHORDS, self.voices, strict=True)):
            if spoken and number == len(CHORDS) - 1:
                continue
            articulation = "tremolo" if trembling and number else "sustained"
            part = Part(instrument=instrument, articulation=articulation)
            seconds = (end - start) / SAMPLE_RATE + _OVERLAP
            yield self._note(start - SAMPLE_RATE // 8, part, pitch, seconds, velocity, role="chord")
        if self._palette.choir and self._mood.tension > 0.4 and not spoken:
            part = Part(instrument="choir", articulation="sustained")
            for pitch in self.voices[1:]:
                yield self._note(start, part, pitch, (end - start) / SAMPLE_RATE, velocity - 0.05, role="choir")

    def _bass(self, bar: int, degree: int) -> Iterator[Note]:
        mode = self._mood.mode
        pedal = self._mood.tension > 0.55
        pitch = 28 + (mode.pitch(self._tonic, 0 if pedal else degree) - 28) % 12
        if self._palette.walking and not pedal:
            part = Part(instrument="jazz_bass", articulation="plucked")
            for beat, step in enumerate((0, 2, 4, 2)):
                walked = 28 + (mode.pitch(self._tonic, degree + step) - 28) % 12
                seconds = (self._at(bar * BEATS + beat + 1) - self._at(bar * BEATS + beat)) / SAMPLE_RATE
                yield self._note(self._beats[bar * BEATS + beat], part, walked + 12, seconds, 0.62, role="bass")
            return
        halves = (0, 2) if self._mood.tension > 0.4 else (0,)
        plucked = self._mood.tension <= 0.15
        part = Part(instrument="basses", articulation="pizzicato" if plucked else "sustained")
        for beat in halves:
            start = self._beats[bar * BEATS + beat]
            end = self._beats[min(bar * BEATS + beat + BEATS // len(halves), len(self._beats) - 1)]
            seconds = (end - start) / SAMPLE_RATE + 0.12
            yield self._note(start, part, pitch, seconds, 0.55 + 0.15 * self._mood.tension, role="bass")

    def _melody(self, bar: int, degree: int) -> Iterator[Note]:
        """The theme in the first and third bar of a phrase, answered by one held note in the second and fourth."""
        place = bar % BEATS
        if place in (1, 3):
            step = degree + int(self._random.choice([0, 2, 4]))
            yield self._sung(self._answers, bar * BEATS, 3.5, step + 7, 0.5, role="answer")
            return
        turn = -1 if place == 2 and self._random.random() < 0.4 else 1
        beat = 0.0
        for step, length in zip(self._theme.steps, self._theme.rhythm, strict=True):
            velocity = 0.66 if beat in (0.0, 2.0) else 0.6
            yield self._sung(self._leads, bar * BEATS + beat, length, degree + turn * step + 7, velocity, role="melody")
            beat += length

    def _sung(self, part: Part, beat: float, beats: float, step: int, velocity: float, *, role: Role) -> Note:
        """A note of the melody: over the chords, and not so high that it shrills."""
        pitch = self._mood.mode.pitch(self._tonic, step)
        while pitch > self._mood.centre + 22:
            pitch -= 12
        while pitch < self._mood.centre + 3:
            pitch += 12
        start = self._at(beat)
        seconds = (self._at(min(beat + beats, len(self._beats) - 1)) - start) / SAMPLE_RATE
        return self._note(start, part, pitch, 3.0 if part.rings else 0.97 * seconds, velocity, role=role)

    def _broken(self, bar: int, *, spoken: bool) -> Iterator[Note]:
        """The chord, note after note, in eighths; under speech in quarters and an octave lower."""
        order = (0, 2, 1, 3, 2, 1, 3, 2) if bar % 2 else (0, 1, 2, 3, 2, 3, 1, 2)
        for eighth, voice in enumerate(order):
            if spoken and eighth % 2:
                continue
            velocity = 0.5 if eighth % 4 == 0 else 0.42
            pitch = self.voices[voice] + (0 if spoken else 12)
            start = self._at(bar * BEATS + eighth / 2)
            yield self._note(start, self._palette.broken, pitch, 1.6, velocity, role="broken")

    def _pulse(self, bar: int, degree: int, *, spoken: bool) -> Iterator[Note]:
        """Low strings in eighths over a heartbeat; the more tense, the louder and the fuller."""
        force = 0.18 * self._mood.tension - 0.08 * spoken
        root = self._mood.mode.pitch(self._tonic, degree % 7)
        root -= 12 * ((root - 40) // 12)
        celli = Part(instrument="celli", articulation="short")
        for eighth in range(8):
            pitch = root + (0, 0, 12, 0, 7, 0, 12, 7)[eighth] if bar % 2 else root
            velocity = force + (0.62 if eighth in (0, 3, 6) else 0.5)
            yield self._note(self._at(bar * BEATS + eighth / 2), celli, pitch, 0.14, velocity, role="pulse")
        for beat, velocity in ((0.0, 0.66), (0.5, 0.46), (2.0, 0.58)):
            drum = self._palette.drums[0 if beat else -1]
            yield self._note(self._at(bar * BEATS + beat), drum, root, 1.2, velocity + force, role="drum")
        if self._mood.tension > 0.75 and not spoken:
            violas = Part(instrument="violas", articulation="short")
            for beat in range(BEATS):
                yield self._note(self._at(bar * BEATS + beat + 0.5), violas, root + 12, 0.1, 0.55, role="pulse")

    def _brass(self, bar: int, degree: int) -> Iterator[Note]:
        """Roots and fifths, held: one instrument more, the tenser it is."""
        count = sum(self._mood.tension > threshold for threshold in (0.62, 0.78, 0.9))
        start, end = self._beats[bar * BEATS], self._beats[(bar + 1) * BEATS]
        for part, step, low in zip(self._palette.brass[:count], (4, 0, 0), (48, 43, 31), strict=False):
            pitch = low + (self._mood.mode.pitch(self._tonic, degree + step) - low) % 12
            seconds = 0.9 * (end - start) / SAMPLE_RATE
            yield self._note(start, part, pitch, seconds, 0.4 + 0.25 * self._mood.tension, role="brass")

    def _touches(self, bar: int) -> Iterator[Note]:
        """A beat that a cut falls on is touched by a tone of the chord."""
        for beat in range(bar * BEATS, (bar + 1) * BEATS):
            at = self._beats[beat]
            if beat and at in self._cuts:
                pitch = self.voices[int(self._random.integers(1, len(self.voices)))] + 24
                yield self._note(at, self._palette.touch, pitch, 1.6, 0.45, role="touch")

    def _opening(self) -> Iterator[Note]:
        """The scene's first frame: a low note and an octave over it, and a drum where it is tense."""
        start = self._beats[0]
        root = self._tonic if self._tonic < 50 else self._tonic - 12
        yield self._note(start, self._palette.opening, root, 3.0, 0.64, role="opening")
        yield self._note(start, self._palette.opening, root + 12, 3.0, 0.52, role="opening")
        if self._mood.tension > 0.4:
            yield self._note(start, self._palette.drums[-1], root, 2.0, 0.8, role="opening")

    def _choice(self, parts: Sequence[Part]) -> Part:
        return parts[int(self._random.integers(len(parts)))]

    def _at(self, beat: float) -> int:
        whole = min(int(beat), len(self._beats) - 2)
        return int(self._beats[whole] + (self._beats[whole + 1] - self._beats[whole]) * (beat - whole))

    @staticmethod
    def _note(start: int, part: Part, pitch: int, seconds: float, velocity: float, *, role: Role) -> Note:
        loud = max(0.05, min(1.0, velocity))
        return Note(start=start, part=part, pitch=pitch, seconds=seconds, velocity=loud, role=role)
