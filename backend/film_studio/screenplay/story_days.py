"""Counts the days of a story by its scene headings: D1, N1, D2, …

A day ends when an hour comes that was before: MORNING after NIGHT, DAY after DUSK; or when the heading says so, as NEXT
DAY does. DAY and CONTINUOUS are at any hour of the day that goes on. Flashbacks have days of their own, FB1, FB2.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, Literal, get_args

from contracts.recipes.base import Contract
from film_studio.screenplay.elements import SceneHeading

Hour = Literal["dawn", "morning", "noon", "afternoon", "dusk", "night", "day"]
_HOURS: Final = get_args(Hour)
_DUSK: Final = _HOURS.index("dusk")
_NIGHT: Final = _HOURS.index("night")
#: A script without blanks between words is searched within them.
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class _Words(Contract):
    """story_days.toml."""

    next_day: tuple[str, ...]
    flashbacks: tuple[str, ...]
    hours: dict[Hour, tuple[str, ...]]


_WORDS: Final = _Words.model_validate(tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")))


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    alternatives = [
        re.escape(word) if _UNSPACED.search(word) else rf"(?<!\w){re.escape(word)}(?!\w)"
        for word in sorted(words, key=len, reverse=True)
    ]
    return re.compile("|".join(alternatives), re.IGNORECASE)


_NEXT_DAY: Final = _pattern(_WORDS.next_day)
_FLASHBACK: Final = _pattern(_WORDS.flashbacks)
_TIMES: Final = {word: _HOURS.index(hour) for hour, words in _WORDS.hours.items() for word in words}
_HOUR: Final = _pattern(_TIMES)


def story_days(headings: Sequence[SceneHeading | None]) -> tuple[str, ...]:
    """The story day of each scene, by their headings in order. The first day is the first scene's."""
    day, flashbacks = 1, 0
    now = 0  # of the day, as far as it is known
    dark = told = False
    found: list[str] = []
    for heading in headings:
        written = heading.text if heading else ""
        if _FLASHBACK.search(written):
            flashbacks += not told
            told = True
            found.append(f"FB{flashbacks}")
            continue
        told = False
        hour = _hour(heading)
        is_next = _NEXT_DAY.search(written) is not None and bool(found)
        if is_next or (hour is not None and _was_before(hour, now)):
            day, now, dark = day + 1, 0, False
        if hour is not None:
            dark = hour == _NIGHT
            now = max(now, hour if hour <= _NIGHT else 0)
        found.append(f"{'N' if dark else 'D'}{day}")
    return tuple(found)


def day_of(story_day: str) -> str:
    """The day itself, by day and by night: 2 of D2 and of N2; FB1 of a flashback."""
    return story_day.lstrip("DN")


def _was_before(hour: int, now: int) -> bool:
    """Whether an hour, in a day that has come so far, can only be the next day's."""
    return now >= _DUSK if hour > _NIGHT else hour < now


def _hour(heading: SceneHeading | None) -> int | None:
    """The last that a heading's time names: LATE AFTERNOON, NIGHT - LATER; None where it names none."""
    if heading is None:
        return None
    match = _HOUR.search(heading.time or "")
    return _TIMES[match[0].lower()] if match else None
