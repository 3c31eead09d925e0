"""Plays what is written: the sampled orchestra, and, where there are no recordings, the synthesiser."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final, Protocol

import numpy as np

from film_workers.sound.bank import Bank
from film_workers.sound.music import instruments
from film_workers.sound.music.arrangement import Note, Role
from film_workers.sound.music.instruments import SAMPLE_RATE, Sound
from film_workers.sound.music.orchestration import ORCHESTRATION
from film_workers.sound.placing import Placed

_HALL: Final = 0.74  # all notes of the orchestra: what brings a score near −23 LUFS
_SOFTEST_DB: Final = -22.0
_WRITTEN: Final = 0.55  # the velocity at which the synthesiser plays at its own level


class Player(Protocol):
    """Whoever plays."""

    def place(self, note: Note) -> Placed:
        """The note, where and how loud it is heard."""
        ...


def played(notes: Iterator[Note], by: Player) -> Iterator[Placed]:
    """The notes, by a player."""
    return (by.place(note) for note in notes)


class Orchestra:
    """Plays from the bank of recordings."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank

    def place(self, note: Note) -> Placed:
        """A note of the part's own recordings, from its seat; what is wide by itself keeps half of its width."""
        part, seat = note.part, ORCHESTRATION.seats[note.part.instrument]
        if part.articulation == "sound":
            sound = partial(self._bank.sound, part.instrument)
            level = _SOFTEST_DB * (1 - note.velocity)
            start = note.start - len(sound()) if note.ends_there else note.start
        else:
            sound = partial(
                self._bank.note, part.instrument, part.articulation, note.pitch, note.seconds, note.velocity
            )
            level, start = 0.0, note.start
        return _placed(start, sound, _HALL * _amplitude(level + seat.level + note.decibels), seat.pan)


class Synthesiser:
    """Plays without recordings: each section by the instrument that is nearest to it."""

    def place(self, note: Note) -> Placed:
        """A note by an instrument of `instruments`."""
        sound, level = self._sounding(note)
        start = note.start - len(sound()) if note.ends_there else note.start
        gain = level * _amplitude(_SOFTEST_DB * (_WRITTEN - note.velocity) + note.decibels)
        return _placed(start, sound, gain, ORCHESTRATION.seats[note.part.instrument].pan)

    @staticmethod
    def _sounding(note: Note) -> tuple[Callable[[], Sound], float]:
        """The sound, and its level at the velocity that is usual."""
        length = int(note.seconds * SAMPLE_RATE)
        held = partial(instruments.pad, (note.pitch,), length + SAMPLE_RATE, round(note.velocity, 1)), 0.045
        struck = partial(instruments.piano, note.pitch), 0.06
        by_role: Mapping[Role, tuple[Callable[[], Sound], float]] = {
            "rise": (instruments.swell, 0.03),
            "drum": (instruments.drum, 0.15),
            "bass": (partial(instruments.bass, note.pitch + 12, length + SAMPLE_RATE // 8), 0.085),
            "pulse": (partial(instruments.spiccato, note.pitch), 0.06),
            "touch": (partial(instruments.bell, note.pitch), 0.03),
            "melody": struck,
            "answer": struck,
        }
        if note.part.articulation == "sound" and note.role == "opening":
            return by_role["drum"]
        return by_role.get(note.role, struck if note.part.rings else held)


def _placed(start: int, sound: Callable[[], Sound], gain: float, pan: float) -> Placed:
    """`pan` from 0 (left) to 1, at equal power."""
    angle = pan * np.pi / 2
    return Placed(start=start, sound=sound, left=gain * float(np.cos(angle)), right=gain * float(np.sin(angle)))


def _amplitude(decibels: float) -> float:
    return 10 ** (decibels / 20)
