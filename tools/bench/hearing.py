"""How much of what was said is heard: words as they sound, and how many of them are wrong."""

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

_WORD: Final = re.compile(r"\w+(?:'\w+)*")


def words_of(text: str) -> list[str]:
    """Words as they sound: without case, punctuation and hyphens. Numbers stay as they are written: one that is heard
    as 11 where "eleven" was said counts as wrong."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold().replace("’", "'"))


def errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """The fewest words to change, to leave out and to put in that make one of the other (Levenshtein)."""
    before = list(range(len(heard) + 1))
    for count, word in enumerate(said, 1):
        row = [count]
        for position, other in enumerate(heard, 1):
            row.append(min(before[position] + 1, row[-1] + 1, before[position - 1] + (word != other)))
        before = row
    return before[-1]


def matched(said: Sequence[str], heard: Sequence[str]) -> list[tuple[int, int]]:
    """(place in one, place in the other) of words that were heard as they were said, in order."""
    blocks = SequenceMatcher(None, said, heard, autojunk=False).get_matching_blocks()
    return [(block.a + step, block.b + step) for block in blocks for step in range(block.size)]
