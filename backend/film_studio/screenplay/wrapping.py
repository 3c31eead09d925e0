"""Text into lines of so many columns: the one rule by which pages are counted and printed.

A full-width character takes two columns, an accent none. Words are parted by single blanks; a word longer than the line
is broken, and text in full-width characters breaks anywhere.
"""

import re
import unicodedata
from typing import Final

#: A printed line: blanks before it, and the stretches of the text that stand on it, parted by single blanks.
Line = tuple[int, list[tuple[int, int]]]

TAB_COLUMNS: Final = 4
_WORD: Final = re.compile(r"\S+")


def wrap(text: str, columns: int) -> list[Line]:
    """The lines of a text, its own line ends kept; stretches are `text[start:end]`. No text has no line."""
    lines: list[Line] = []
    start = 0
    for line in text.split("\n") if text else ():
        lines += _wrapped(line, start, columns)
        start += len(line) + 1
    return lines


def width(text: str) -> int:
    """The columns that a text takes."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _wrapped(line: str, start: int, columns: int) -> list[Line]:
    bare = line.rstrip()
    if len(bare) <= columns and bare.isascii() and "\t" not in bare:
        return [(0, [(start, start + len(bare))])]
    blanks = bare[: len(bare) - len(bare.lstrip())]
    used = min(len(blanks.expandtabs(TAB_COLUMNS)), columns // 2)
    words: list[tuple[int, int]] = []
    lines: list[Line] = [(used, words)]
    for match in _WORD.finditer(bare):
        first, last = match.span()
        takes = width(match[0])
        gap = 1 if words else 0
        if used + gap + takes <= columns:
            words.append((start + first, start + last))
            used += gap + takes
        elif takes <= columns and takes <= last - first:
            words = [(start + first, start + last)]
            lines.append((0, words))
            used = takes
        else:
            used += gap
            for index in range(first, last):
                wide = _width(bare[index])
                if used + wide > columns:
                    if index > first:
                        words.append((start + first, start + index))
                    words, first, used = [], index, 0
                    lines.append((0, words))
                used += wide
            words.append((start + first, start + last))
    return lines


def _width(letter: str) -> int:
    if letter.isascii():
        return 1
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Cf", "Mn"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
