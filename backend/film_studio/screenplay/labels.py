"""Numbers of locked pages and scenes: what comes between two of them gets a number of its own, and none ever moves.

After 12 and before 13 come 12A, 12B; after 12A and before 12B come 12A1, 12A2; after 13 and before 13A comes A13A, as
before the first comes A1. Letters leave out I and O, which look like 1 and 0; the letter Z only begins a further round
(ZA after Y), so that every letter can be followed.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Final

_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXY"
_AGAIN: Final = "Z"
_LETTER: Final = re.compile(rf"{_AGAIN}*[{_LETTERS}]")
_NUMBER: Final = re.compile(rf"((?:{_AGAIN}*[{_LETTERS}])*)(\d+)((?:{_AGAIN}*[{_LETTERS}]|\d+)*)")
_STEP: Final = re.compile(rf"{_AGAIN}*[{_LETTERS}]|\d+")


@dataclass(frozen=True, slots=True)
class _Label:
    """`core` is what everything of it begins with, 12 or a writer's own word; `steps` come after it, each a letter or a
    number counted from 1; `before` are the letters in front, the nearest first."""

    core: str
    steps: tuple[int, ...] = ()
    before: tuple[int, ...] = ()

    def spelled(self) -> str:
        front = "".join(map(_letter, reversed(self.before)))
        # Letters and figures take turns; after a word that ends with a figure comes a letter.
        back = "".join(str(step) if turn % 2 else _letter(step) for turn, step in enumerate(self.steps))
        return front + self.core + back


def _letter(step: int) -> str:
    again, letter = divmod(step - 1, len(_LETTERS))
    return _AGAIN * again + _LETTERS[letter]


def _step(spelled: str) -> int:
    if spelled.isdecimal():
        return int(spelled)
    return (len(spelled) - 1) * len(_LETTERS) + _LETTERS.index(spelled[-1]) + 1


def _read(spelled: str) -> _Label:
    match = _NUMBER.fullmatch(spelled)
    if match is None:
        return _Label(spelled)
    before = tuple(map(_step, reversed(_LETTER.findall(match[1]))))
    steps = tuple(map(_step, _STEP.findall(match[3])))
    label = _Label(match[2], steps, before)
    # Whatever is spelled otherwise than we would, such as 12A-1 or 012, is a word.
    return label if label.spelled() == spelled else _Label(spelled)


def between(before: str | None, after: str | None, many: int, taken: Collection[str]) -> list[str]:
    """`many` numbers between two neighbours, of which either may be the end of the film; none that is `taken`."""
    made = (label for label in _candidates(before, after) if label not in taken)
    return list(islice(made, many))


def _candidates(before: str | None, after: str | None) -> Iterator[str]:
    """Without end, each after the former."""
    left = None if before is None else _read(before)
    right = None if after is None else _read(after)
    if right is None:
        first = int(left.core) + 1 if left is not None and left.core.isdecimal() else 1
        yield from map(str, count(first))
        return
    if left is not None and not left.before:
        if left.steps and _may_follow(left.steps[:-1], left, right):
            yield from (_Label(left.core, (*left.steps[:-1], step)).spelled() for step in count(left.steps[-1] + 1))
            return
        if left.core != right.core or _may_follow(left.steps, left, right):
            yield from (_Label(left.core, (*left.steps, step)).spelled() for step in count(1))
            return
    first = 1
    if left is not None and (left.core, left.steps) == (right.core, right.steps):
        deeper = left.before[len(right.before) :]
        first = deeper[0] + 1 if deeper and left.before[: len(right.before)] == right.before else 1
    yield from (_Label(right.core, right.steps, (*right.before, step)).spelled() for step in count(first))


def _may_follow(stem: tuple[int, ...], left: _Label, right: _Label) -> bool:
    """Whether any number of steps from a stem stay before what is on the right."""
    return left.core != right.core or right.steps[: len(stem)] != stem


def numbered(known: Sequence[str | None]) -> list[str]:
    """Numbers for all, of which some are `known`, in the order of the film; of two that are alike the first stays."""
    taken: set[str] = set()
    own: list[str | None] = []
    for label in known:
        own.append(None if label is None or label in taken else label)
        taken.update(filter(None, own[-1:]))
    result: list[str] = []
    at = 0
    while at < len(own):
        end = at
        while end < len(own) and own[end] is None:
            end += 1
        if end > at:
            made = between(result[-1] if result else None, own[end] if end < len(own) else None, end - at, taken)
            taken.update(made)
            result += made
        if end < len(own):
            result.append(str(own[end]))
        at = end + 1
    return result
