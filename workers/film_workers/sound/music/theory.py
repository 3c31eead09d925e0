"""Harmony: modes from bright to dark, chords on their degrees, and voices that move as little as they can.

Pitches are MIDI numbers (60 is middle C, 12 to the octave); degrees count from 0, the tonic.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, kw_only=True)
class Mode:
    """A scale in semitones over its tonic, and four-bar progressions (degrees) that suit it."""

    name: str
    scale: tuple[int, ...]
    progressions: tuple[tuple[int, int, int, int], ...]
    leading: int  # the degree that wants to go on to the next scene

    def pitch(self, tonic: int, degree: int) -> int:
        """The pitch of a degree over `tonic`, in the octave that the degree reaches."""
        octave, step = divmod(degree, len(self.scale))
        return tonic + 12 * octave + self.scale[step]


LYDIAN: Final = Mode(
    name="lydian",
    scale=(0, 2, 4, 6, 7, 9, 11),
    progressions=((0, 1, 0, 4), (0, 1, 5, 4), (0, 4, 1, 0), (0, 5, 1, 4)),
    leading=1,
)
IONIAN: Final = Mode(
    name="ionian",
    scale=(0, 2, 4, 5, 7, 9, 11),
    progressions=((0, 4, 5, 3), (0, 5, 3, 4), (0, 3, 5, 4), (0, 2, 3, 4)),
    leading=4,
)
MIXOLYDIAN: Final = Mode(
    name="mixolydian",
    scale=(0, 2, 4, 5, 7, 9, 10),
    progressions=((0, 6, 3, 0), (0, 3, 6, 0), (0, 4, 3, 6), (0, 1, 3, 6)),
    leading=6,
)
DORIAN: Final = Mode(
    name="dorian",
    scale=(0, 2, 3, 5, 7, 9, 10),
    progressions=((0, 3, 0, 6), (0, 2, 3, 6), (0, 6, 3, 0), (0, 3, 6, 4)),
    leading=6,
)
AEOLIAN: Final = Mode(
    name="aeolian",
    scale=(0, 2, 3, 5, 7, 8, 10),
    progressions=((0, 5, 2, 6), (0, 3, 5, 6), (0, 5, 3, 4), (0, 2, 5, 6)),
    leading=6,
)
PHRYGIAN: Final = Mode(
    name="phrygian",
    scale=(0, 1, 3, 5, 7, 8, 10),
    progressions=((0, 1, 0, 6), (0, 1, 2, 1), (0, 5, 1, 0), (0, 3, 1, 0)),
    leading=1,
)
#: From bright to dark.
MODES: Final = (LYDIAN, IONIAN, MIXOLYDIAN, DORIAN, AEOLIAN, PHRYGIAN)


def chord(mode: Mode, degree: int, *, colour: bool) -> tuple[int, ...]:
    """Steps of the chord on `degree`: its triad, with the ninth where `colour` is wanted."""
    triad = (degree, degree + 2, degree + 4)
    ninth = (mode.scale[(degree + 1) % 7] - mode.scale[degree % 7]) % 12
    return (*triad, degree + 8) if colour and ninth == 2 else triad


def voicing(mode: Mode, tonic: int, steps: Sequence[int], centre: int, before: Sequence[int]) -> tuple[int, ...]:
    """Four pitches of the chord around `centre`, as near as can be to those sung `before` (none at the start)."""
    classes = sorted({mode.pitch(tonic, step) % 12 for step in steps})
    choices: list[tuple[int, ...]] = []
    for lowest in range(centre - 9, centre + 3):
        if lowest % 12 not in classes:
            continue
        voices = [lowest]
        index = classes.index(lowest % 12)
        while len(voices) < 4:
            index += 1
            following = classes[index % len(classes)]
            voices.append(voices[-1] + (following - voices[-1]) % 12)
        choices.append(tuple(voices))
    goal = before or (centre - 5, centre, centre + 4, centre + 9)
    return min(choices, key=lambda voices: sum(abs(new - old) for new, old in zip(voices, goal, strict=True)))
