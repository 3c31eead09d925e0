"""Timecode: a name for each frame, as edit suites count."""

import re
from dataclasses import dataclass
from typing import Final, Self

from contracts.recipes.film import FrameRate, per_second

_FORM: Final = re.compile(r"^(\d{2}):([0-5]\d):([0-5]\d)([:;])(\d{2})$")
_DROPPED: Final = 2
#: Of ten minutes the first drops no numbers.
_DROPPING_MINUTES: Final = 9


@dataclass(frozen=True, slots=True)
class Rate:
    """Frames a second, as a fraction."""

    num: int
    den: int

    @classmethod
    def of(cls, rate: FrameRate) -> Self:
        """Of a film at one of the rates that films are made at."""
        return cls(*per_second(rate).as_integer_ratio())

    @property
    def counted(self) -> int:
        """Numbers that a second of timecode has: 24 at 24000/1001 too."""
        return round(self.num / self.den)

    @property
    def drops(self) -> bool:
        """Whether numbers are left out, so that the timecode keeps up with the clock: at 29.97 alone. At 23.976
        nobody does."""
        return (self.num, self.den) == (30_000, 1001)


def timecode(frame: int, rate: Rate) -> str:
    """HH:MM:SS:FF of a frame that is counted from 00:00:00:00; HH:MM:SS;FF where numbers are dropped.

    Of each minute but every tenth the first two numbers are left out (SMPTE ST 12-1). Hours go on after 23.
    """
    second = rate.counted
    if rate.drops:
        minute = 60 * second - _DROPPED
        tens, rest = divmod(frame, 10 * minute + _DROPPED)
        frame += _DROPPED * (_DROPPING_MINUTES * tens + max(0, rest - _DROPPED) // minute)
    seconds, frames = divmod(frame, second)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{';' if rate.drops else ':'}{frames:02}"


def frame_of(text: str, rate: Rate) -> int:
    """The frame that a timecode names. Raises ValueError for what names none at this rate."""
    found = _FORM.match(text)
    if found is None:
        raise ValueError(f"{text} is not a timecode: write HH:MM:SS:FF")
    hours, minutes, seconds, frames = (int(found[group]) for group in (1, 2, 3, 5))
    second = rate.counted
    if frames >= second:
        raise ValueError(f"{text} is not a timecode: a second has {second} frames")
    if rate.drops and frames < _DROPPED and seconds == 0 and minutes % 10:
        raise ValueError(f"{text} is left out where numbers are dropped")
    minutes += 60 * hours
    count = (60 * minutes + seconds) * second + frames
    return count - _DROPPED * (minutes - minutes // 10) if rate.drops else count
