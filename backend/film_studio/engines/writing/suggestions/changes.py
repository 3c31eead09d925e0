"""What a suggestion would change, line by line: its hunks, a text with some of them, and its place in a later text."""

import difflib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_BYTE_ORDER_MARK: Final = "\ufeff"
#: So many lines on either side have to be as they were, for a place to be the same one in a later text.
AROUND: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """Some lines that go, and some that come in their place. `line` counts from 1 within what is replaced: the first
    that goes, or, where none does, the one before which the others come."""

    line: int
    removed: tuple[str, ...]
    added: tuple[str, ...]


def lines_of(text: str) -> list[str]:
    """Its lines, whatever they end with; of an empty text none."""
    return _LINE_END.split(text) if text else []


def hunks(before: Sequence[str], after: Sequence[str]) -> tuple[Hunk, ...]:
    """What tells `after` from `before`, in order; no two of them touch."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return tuple(
        Hunk(line=start + 1, removed=tuple(before[start:end]), added=tuple(after[begin:stop]))
        for tag, start, end, begin, stop in matcher.get_opcodes()
        if tag != "equal"
    )


def with_hunks(before: Sequence[str], found: Sequence[Hunk], chosen: Collection[int] | None) -> list[str]:
    """`before` with the hunks whose index is among `chosen`; with all of them where that is None."""
    lines = list(before)
    for index in reversed(range(len(found))):
        if chosen is None or index in chosen:
            hunk = found[index]
            lines[hunk.line - 1 : hunk.line - 1 + len(hunk.removed)] = hunk.added
    return lines


def replaced(text: str, first: int, count: int, lines: Sequence[str]) -> str:
    """`text` with `lines` in place of the `count` lines from line `first` (from 1). Every other line stays byte for
    byte; the new ones end as most of the others do."""
    body = text.removeprefix(_BYTE_ORDER_MARK)
    mark = text[: len(text) - len(body)]
    ends = _LINE_END.findall(body)
    # Each line with what ends it; the last one ends with nothing.
    kept = [line + end for line, end in zip(lines_of(body), [*ends, ""], strict=False)]
    usual = max(set(ends), key=ends.count) if ends else "\n"
    new = [line + usual for line in lines]
    rest = kept[first - 1 + count :]
    head = kept[: first - 1]
    if new and not rest and not (head and count == 0):
        new[-1] = new[-1].removesuffix(usual)  # where the last line was, which nothing ends
    if head and new and not _LINE_END.search(head[-1]):
        head[-1] += usual
    return mark + "".join([*head, *new, *rest])


def place_in(base: str, newest: str, first: int, count: int) -> int | None:
    """Where in `newest` the `count` lines from line `first` (from 1) of `base` are now: the first of them, from 1. None
    where they, or the lines around them, are not as they were, or are there more than once."""
    old = lines_of(base.removeprefix(_BYTE_ORDER_MARK))
    new = lines_of(newest.removeprefix(_BYTE_ORDER_MARK))
    start, end = max(0, first - 1 - AROUND), min(len(old), first - 1 + count + AROUND)
    window, moved = old[start:end], len(new) - len(old)
    found = [at for at in range(len(new) - len(window) + 1) if new[at : at + len(window)] == window]
    # Where fewer lines stand around it, the beginning or the end of the text is a part of the place.
    if first <= AROUND:
        found = [at for at in found if at == 0]
    if first - 1 + count + AROUND > len(old):
        found = [at for at in found if at + len(window) == len(new)]
    # Before it nothing has changed, or after it: then it is there, however often the same stands elsewhere.
    for at, is_it in ((start, new[:end] == old[:end]), (start + moved, new[start + moved :] == old[start:])):
        if at in found and is_it:
            return at - start + first
    return found[0] - start + first if len(found) == 1 else None


def trimmed(lines: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """Of the lines from `first` to `last` (from 1) those from the first that says something to the last that does: the
    first of them, and how many; of blank ones none, where they begin."""
    while first <= last and not lines[first - 1].strip():
        first += 1
    while last >= first and not lines[last - 1].strip():
        last -= 1
    return first, last - first + 1


def parted(lines: Sequence[str], first: int, new: Sequence[str]) -> list[str]:
    """`new` with what has to part it from its neighbours, where it comes before line `first` (from 1) of `lines`."""
    before = [""] if first > 1 and lines[first - 2].strip() else []
    after = [""] if first <= len(lines) and lines[first - 1].strip() else []
    return [*before, *new, *after]
