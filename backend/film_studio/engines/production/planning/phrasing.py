"""Cuts long texts where they may be cut, and estimates how long they last."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

from contracts.recipes.formant import FormantVoice
from contracts.sentences import ends_sentence

_SENTENCE: Final = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][\"'”’)»]))\s+|(?<=[。！？])(?![」』。！？])|\n+")
_CLAUSE: Final = re.compile(r"(?<=[,;:—–])\s+|\s+(?=[—–])|(?<=[、，；])")
_BLANK: Final = re.compile(r"\s+")
_LAST_WORD: Final = re.compile(r"\S{1,40}\Z")
_WORD: Final = re.compile(r"\S{1,40}")
_WIDE: Final = frozenset("WF")
_BRIEF: Final = 4


def cut(text: str, limit: float, measure: Callable[[str], float]) -> tuple[str, ...]:
    """The text in pieces that measure about `limit` at most, cut at sentence ends, else clauses, else blanks, else
    anywhere. Nothing but blanks is lost. `measure` has to be additive; time is linear in the text."""
    spans = _cut(text, (0, len(text)), limit, measure, (_SENTENCE, _CLAUSE, _BLANK))
    return tuple(piece for start, end in spans if (piece := text[start:end].strip()))


def _cut(
    text: str,
    span: tuple[int, int],
    limit: float,
    measure: Callable[[str], float],
    patterns: tuple[re.Pattern[str], ...],
) -> Iterator[tuple[int, int]]:
    start, end = span
    total = measure(text[start:end])
    if total <= limit:
        yield start, end
        return
    if not patterns:
        step = max(1, int((end - start) * limit / total))
        yield from ((at, min(at + step, end)) for at in range(start, end, step))
        return
    marks = list(_marks(patterns[0], text, start, end))
    open_from, filled = start, 0.0
    for part_start, part_end in zip([start, *marks], [*marks, end], strict=True):
        size = measure(text[part_start:part_end])
        if filled and filled + size > limit:
            yield open_from, part_start
            open_from, filled = part_start, 0.0
        if size > limit:
            yield from _cut(text, (part_start, part_end), limit, measure, patterns[1:])
            open_from, filled = part_end, 0.0
        else:
            filled += size
    if filled:
        yield open_from, end


def _marks(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[int]:
    """Where the text may be cut, each before what follows."""
    for match in pattern.finditer(text, start, end):
        if pattern is not _SENTENCE or "\n" in match[0] or _ends_sentence(text, match):
            yield match.end()


def _ends_sentence(text: str, blank: re.Match[str]) -> bool:
    before = _LAST_WORD.search(text, max(0, blank.start() - 40), blank.start())
    after = _WORD.match(text, blank.end())
    return before is None or ends_sentence(before[0], after[0] if after else "")


def sentences(text: str) -> tuple[str, ...]:
    starts = (0, *_marks(_SENTENCE, text, 0, len(text)))
    return tuple(piece for start, end in pairwise((*starts, len(text))) if (piece := text[start:end].strip()))


def words(text: str) -> float:
    """Length in words. Scripts without blanks count two characters a word, a run without end twelve."""
    if text.isascii():
        return max(len(text.split()), len(text) / 12)
    wide = sum(1 for character in text if unicodedata.east_asian_width(character) in _WIDE)
    return max(wide / 2 + len(text.split()) * (wide < len(text) / 2), len(text) / 12)


def is_brief(text: str) -> bool:
    """Whether it is a line of banter: four words at most."""
    return words(text) <= _BRIEF


def spoken_seconds(text: str, voice: FormantVoice) -> float:
    """Estimate of how long the voice takes; the sound's own length replaces it once it is there."""
    return sum(map(_weight, text)) * 10 / voice.words_per_minute


@lru_cache(maxsize=8192)
def _weight(character: str) -> float:
    """Length of a character in letters: six to a word (with its blank) at 10 s × rate."""
    if character in ".!?…。！？":
        return 4.0
    if character in ",;:—–、，":
        return 2.0
    if character.isdigit():
        return 6.0
    if unicodedata.east_asian_width(character) in _WIDE:
        return 3.0
    return 1.0 if character.isalnum() or character.isspace() or ord(character) < 128 else 6.0
