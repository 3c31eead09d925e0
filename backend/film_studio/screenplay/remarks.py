"""Where notes `[[…]]` and boneyards `/*…*/` lie in a text: they may stand anywhere, so all others look here first.

A boneyard ends at the next `*/`, whatever is between. A note ends at the next `]]`, unless an empty line comes before
it (a line of two blanks is not empty: Fountain 1.1, "Notes"). One that never ends is plain text, and so is one whose
opening follows a backslash. Every scan goes forward only, so the time is linear in the text's length.
"""

import re
from dataclasses import dataclass
from typing import Final

OPENING: Final = re.compile(r"\[\[|/\*")
_FREE: Final = re.compile(r"(?<!\\)/\*")
_EMPTY_LINE: Final = re.compile(r"\n[^\S\n]?(?=\n)")


@dataclass(frozen=True, slots=True)
class Remark:
    """A note or boneyard in a text, `text[start:end]` with its brackets."""

    start: int
    end: int
    note: bool


class _Forward:
    """The next occurrence of something at or after a position that only grows; None when there is none."""

    def __init__(self, text: str, pattern: re.Pattern[str]) -> None:
        self._text, self._pattern = text, pattern
        self._found: int | None = -1

    def at_or_after(self, position: int) -> int | None:
        if self._found is not None and self._found < position:
            match = self._pattern.search(self._text, position)
            self._found = match.start() if match else None
        return self._found


def find(text: str) -> list[Remark]:
    """All remarks of a text whose line endings are `\\n`, in order, none inside another."""
    if "[[" not in text and "/*" not in text:
        return []
    note_end, boneyard_end = _Forward(text, re.compile(r"\]\]")), _Forward(text, re.compile(r"\*/"))
    empty_line = _Forward(text, _EMPTY_LINE)
    found: list[Remark] = []
    position = 0
    while opening := OPENING.search(text, position):
        start, inner = opening.span()
        note = text[start] == "["
        end = (note_end if note else boneyard_end).at_or_after(inner)
        if end is not None and note:
            stop = empty_line.at_or_after(start)
            end = end if stop is None or end < stop else None
        if end is None or _escaped(text, start):
            # `[[[a]]` may still open one character later.
            position = start + 1
        else:
            found.append(Remark(start, end + 2, note))
            position = end + 2
    return found


def _escaped(text: str, position: int) -> bool:
    before = position
    while before and text[before - 1] == "\\":
        before -= 1
    return (position - before) % 2 == 1


@dataclass(frozen=True, slots=True)
class Line:
    """A line as Fountain sees it: a line break inside a remark does not end it."""

    text: str
    first: int  # its first physical line, from 0
    last: int
    bare: str  # the text with each remark replaced by a blank
    remarks: str  # the remarks as written, one blank between them
    only: Remark | None  # when the line is one remark and nothing else


def lines(text: str) -> list[Line]:
    """The lines of a text whose line endings are `\\n`. A text that ends with `\\n` ends with an empty line."""
    physical = text.split("\n")
    found = find(text)
    if not found:
        return [Line(line, number, number, line, "", None) for number, line in enumerate(physical)]
    result: list[Line] = []
    remark = 0
    number = start = 0
    while number < len(physical):
        first = number
        end = start + len(physical[number])
        within: list[Remark] = []
        while remark < len(found) and found[remark].start < end:
            within.append(found[remark])
            while found[remark].end > end:
                number += 1
                end += 1 + len(physical[number])
            remark += 1
        if within:
            result.append(_with_remarks(text, (start, end), first, number, within))
        else:
            line = physical[number]
            result.append(Line(line, number, number, line, "", None))
        number += 1
        start = end + 1
    return result


def _with_remarks(text: str, span: tuple[int, int], first: int, last: int, within: list[Remark]) -> Line:
    start, end = span
    pieces: list[str] = []
    position = start
    for remark in within:
        pieces.append(text[position : remark.start])
        position = remark.end
    pieces.append(text[position:end])
    line, bare = text[start:end], " ".join(piece.strip() for piece in pieces)
    if OPENING.search(bare):
        # Moved behind an opening that nothing closes, a remark would close it. Such a line is taken as it stands.
        return Line(line, first, last, line, "", None)
    only = None
    if len(within) == 1 and not bare.strip():
        only = Remark(within[0].start - start, within[0].end - start, within[0].note)
    return Line(line, first, last, bare, " ".join(text[remark.start : remark.end] for remark in within), only)


def without(text: str) -> str:
    """The text with its remarks taken out, and with each the blank or the line that was there for it alone."""
    found = find(text)
    if not found:
        return text
    position = 0
    before = ""
    pieces: list[str] = []
    for remark in found:
        pieces.append(text[position : remark.start])
        before = pieces[-1][-1:] or before
        position = remark.end
        after = text[position : position + 1]
        if before in {"", "\n"} and after in {" ", "\n"}:
            position += 1
        elif before == " " and after in {"", " ", "\n"}:
            pieces[-1] = pieces[-1].removesuffix(" ")
    pieces.append(text[position:])
    return "".join(pieces)


def free(text: str) -> str:
    """The text with a backslash before each `/*` that nothing in it closes, lest something after it does."""
    pieces: list[str] = []
    position = 0
    for remark in [*find(text), Remark(len(text), len(text), note=False)]:
        pieces += [_FREE.sub(r"\\/*", text[position : remark.start]), text[remark.start : remark.end]]
        position = remark.end
    return "".join(pieces)
