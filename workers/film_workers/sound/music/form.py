"""The form of the film's music: its theme, each scene's mood, where its beats fall, and where it rests.

A scene's bars fill it exactly, so that every scene begins with a downbeat; inside it, beats yield to cuts near them.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from contracts.recipes.film import FRAMES_PER_SECOND, FrameRate, TimeOfDay, per_second, sample_at
from contracts.recipes.score import MusicCue, ScoreRecipe
from film_workers.sound.music import theory
from film_workers.sound.music.instruments import SAMPLE_RATE

BEATS: Final = 4
_SHORTEST_CUE: Final = 3  # seconds: a shorter scene keeps the music of the one before
_NEAR_BEAT: Final = 0.3  # of a beat: how far a beat moves to meet a cut
_DARKNESS: Final[dict[TimeOfDay, float]] = {"dawn": 0.0, "day": 1.0, "dusk": 2.4, "night": 3.4}
_RHYTHMS: Final = ((1.0, 0.5, 0.5, 2.0), (1.5, 0.5, 1.0, 1.0), (2.0, 1.0, 1.0), (0.5, 0.5, 1.0, 2.0), (1.0, 1.0, 2.0))
#: A rest: so long that five seconds of it are silent once all that rang is gone.
_REST: Final = 7.5 * SAMPLE_RATE
#: After so much music it rests, between phrases; in a tense scene, only when it has gone on twice as long.
_BREATH: Final = 70 * SAMPLE_RATE
_TOO_TENSE: Final = 0.7
#: A scene that is talked through, and calm, plays without music between its first bar and its last.
_TALKED: Final = 0.5
_CALM: Final = 0.45
_LAST: Final = 10 * SAMPLE_RATE  # of the film: it ends with music


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
    shortest = _SHORTEST_CUE * per_second(recipe.frame_rate)
    cues: list[MusicCue] = []
    for cue in sorted(recipe.music_cues, key=lambda cue: cue.start_frame):
        if cue.start_frame >= recipe.frames:
            break
        if cues and cue.start_frame - cues[-1].start_frame < shortest:
            cues[-1] = _begun_at(cue, start=cues[-1].start_frame)
        else:
            cues.append(cue)
    if not cues:
        return [MusicCue(start_frame=0, frames=recipe.frames, time_of_day="day", interior=False, tension=0.2)]
    cues[0] = _begun_at(cues[0], start=0)
    if len(cues) > 1 and recipe.frames - cues[-1].start_frame < shortest:
        cues.pop()
    ends = [cue.start_frame for cue in cues[1:]] + [recipe.frames]
    return [cue.model_copy(update={"frames": end - cue.start_frame}) for cue, end in zip(cues, ends, strict=True)]


def _begun_at(cue: MusicCue, *, start: int) -> MusicCue:
    return cue.model_copy(update={"start_frame": start})


def beat_times(
    cue: MusicCue, cuts: Sequence[int], beats_per_minute: float, rate: FrameRate = FRAMES_PER_SECOND
) -> list[int]:
    """Samples of the film at which the beats of a scene fall, whole bars of four, the scene's end included.

    A beat moves to a cut that is less than a third of a beat away; the beats between share the difference.
    """
    start = sample_at(cue.start_frame, rate)
    length = sample_at(cue.start_frame + cue.frames, rate) - start
    bars = max(1, round(length / (BEATS * 60 / beats_per_minute * SAMPLE_RATE)))
    count = bars * BEATS
    beat = length / count
    anchors = {0: float(start), count: float(start + length)}
    for cut in cuts:
        moment = (sample_at(cut, rate) - start) / beat
        if 0 < moment < count and abs(moment - round(moment)) < _NEAR_BEAT:
            anchors.setdefault(round(moment), float(sample_at(cut, rate)))
    known = sorted(anchors)
    return [int(at) for at in np.interp(np.arange(count + 1), known, [anchors[number] for number in known])]


class Speaking:
    """Where somebody speaks, in samples of the film."""

    def __init__(self, recipe: ScoreRecipe) -> None:
        rate = recipe.frame_rate
        self._starts = [sample_at(each.start_frame, rate) for each in recipe.speech]
        self._ends = [sample_at(each.start_frame + each.frames, rate) for each in recipe.speech]

    def share(self, start: int, end: int) -> float:
        """Of the samples from `start` to `end`, how many are spoken over: 0 to 1."""
        spoken = 0
        for index in range(bisect_left(self._ends, start), len(self._starts)):
            if self._starts[index] >= end:
                break
            spoken += min(end, self._ends[index]) - max(start, self._starts[index])
        return min(1.0, spoken / max(1, end - start))


class Rests:
    """Decides, scene after scene, in which bars the music rests."""

    def __init__(self, recipe: ScoreRecipe, speaking: Speaking) -> None:
        self._speaking = speaking
        self._end = sample_at(recipe.frames, recipe.frame_rate)
        self._since = 0  # the music has gone on since then
        self._talked_through = False

    def of(self, beats: Sequence[int], cue: MusicCue, *, first: bool, last: bool) -> frozenset[int]:
        """Numbers of the bars of a scene that are left out; `beats` are the samples at which its beats fall."""
        tension = cue.tension
        if cue.through:
            self._talked_through = False
            return frozenset()
        bars = (len(beats) - 1) // BEATS
        found: set[int] = set()
        talked = self._speaking.share(beats[0], beats[-1]) >= _TALKED and tension <= _CALM
        inner = beats[(bars - 1) * BEATS] - beats[BEATS] if bars > 2 else 0
        if talked and not (first or last or self._talked_through) and inner >= _REST:
            found.update(range(1, bars - 1))
            self._since = beats[(bars - 1) * BEATS]
        self._talked_through = bool(found)
        breath = _BREATH * (2 if tension > _TOO_TENSE else 1)
        for bar in range(bars):
            begins = beats[bar * BEATS]
            phrase = bar % BEATS == 0 and bar not in found
            if phrase and begins - self._since >= breath and self._end - begins > _LAST + _REST:
                until = next((n for n in range(bar + 1, bars + 1) if beats[n * BEATS] - begins >= _REST), None)
                if until is not None and (bar, until) != (0, bars):
                    found.update(range(bar, until))
                    self._since = beats[until * BEATS]
        return frozenset(found)
