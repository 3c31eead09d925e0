"""A screenplay as printed pages: each line at its place, as `pagination` counts them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from contracts.recipes.screenplay import Alignment, Piece, PrintedLine, Words
from film_studio.screenplay.elements import (
    Action,
    Cue,
    Element,
    Lyric,
    Parenthetical,
    SceneHeading,
    Transition,
)
from film_studio.screenplay.pagination import ACTION_COLUMNS, Block, Part, Pen, styled
from film_studio.screenplay.text import Span

# Columns from the left margin at 1.5 inches: dialogue at 2.5, parentheticals at 3.1, names at 3.7; of two columns the
# right one begins in the middle.
_DIALOGUE: Final = 10
_PARENTHETICAL: Final = 16
_CUE: Final = 22
_RIGHT: Final = 32
_DUAL_PARENTHETICAL: Final = 3
_DUAL_CUE: Final = 8
_MORE: Final = (Words("(MORE)"),)
_CONTINUED: Final = "(CONT'D)"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The parts of blocks that stand on one page. `begins`: the break that was asked for, if one was, from 0."""

    parts: list[Part]
    begins: int | None = None


def sheets(printed: Sequence[Block], breaks: Sequence[tuple[int, int]] = ()) -> list[Sheet]:
    """Every page with something on it. `breaks`: (block, line of it) before which a page begins, in order; a page to
    which two breaks lead has the last of them."""
    pen = Pen()
    parts: dict[int, list[Part]] = {}
    begins: dict[int, int] = {}
    asked = 0
    for number, block in enumerate(printed):
        if not block.sides:
            if pen.used and not breaks:
                pen.turn()
            continue
        inside: list[int] = []
        first = asked
        while asked < len(breaks) and breaks[asked][0] == number:
            line = breaks[asked][1]
            if line <= 0 or line >= block.height:
                if pen.used:
                    pen.turn()
                begins[pen.page] = asked
                first = asked + 1
            elif line not in inside:
                inside.append(line)
            asked += 1
        for part in pen.set(number, block, inside):
            parts.setdefault(part.page, []).append(part)
            if part.first in inside:
                begins[part.page] = first + inside.index(part.first)
    return [Sheet(found, begins.get(page)) for page, found in parts.items()]


def lines_of(
    elements: Sequence[Element], printed: Sequence[Block], sheet: Sheet, *, numbers: bool = True
) -> Iterator[tuple[PrintedLine, tuple[int, int] | None]]:
    """The printed lines of a page, each with the block and the line of it that it is; None for (MORE) and the like.
    `numbers`: whether scenes show theirs."""
    texts: dict[int, _Text] = {}
    for part in sheet.parts:
        block = printed[part.block]
        dual = len(block.sides) > 1
        if part.goes_on:
            again = [
                Piece(_cue(side, dual=dual), "left", (Words(_name_again(elements, block, side, part.first)),))
                for side, lines in enumerate(block.sides)
                if len(lines) > part.first
            ]
            yield PrintedLine(part.row - 1, tuple(again)), None
        for line in range(part.first, part.last):
            pieces: list[Piece] = []
            for side, lines in enumerate(block.sides):
                if line >= len(lines):
                    continue
                index, (indent, stretches) = lines[line]
                if index not in texts:
                    texts[index] = _Text(elements[index])
                if words := texts[index].words(stretches):
                    column, alignment = _place(elements[index], side, dual=dual, speech=block.speech)
                    pieces.append(Piece(column + (indent if alignment == "left" else 0), alignment, words))
            element = elements[block.element]
            heads = numbers and line == 0
            scene = (element.number or "") if heads and isinstance(element, SceneHeading) else ""
            yield PrintedLine(part.row + line - part.first, tuple(pieces), scene), (part.block, line)
        if part.is_parted:
            more = [
                Piece(_cue(side, dual=dual), "left", _MORE)
                for side, lines in enumerate(block.sides)
                if len(lines) > part.last
            ]
            yield PrintedLine(part.row + part.last - part.first, tuple(more)), None


def _cue(side: int, *, dual: bool) -> int:
    return side * _RIGHT + _DUAL_CUE if dual else _CUE


def _name_again(elements: Sequence[Element], block: Block, side: int, before: int) -> str:
    """Who goes on speaking: the last name above."""
    for index, _ in reversed(block.sides[side][:before]):
        if isinstance(element := elements[index], Cue):
            extensions = [each for each in element.extensions if f"({each.upper()})" != _CONTINUED]
            return " ".join([element.name, *(f"({each})" for each in extensions), _CONTINUED])
    return _CONTINUED


class _Text:
    """An element as it is printed: what its stretches say, each in its style."""

    def __init__(self, element: Element) -> None:
        spans = styled(element)
        self._starts: Final = [0, *accumulate(len(span.text) for span in spans)]
        sung = isinstance(element, Lyric)
        capitals = isinstance(element, SceneHeading | Transition)
        self._words: Final = [
            Words(_capitals(span.text) if capitals else span.text, _style(span, sung=sung)) for span in spans
        ]

    def words(self, stretches: Sequence[tuple[int, int]]) -> tuple[Words, ...]:
        """The stretches, parted by single blanks; a blank between two of one style is in it."""
        found: list[Words] = []
        for number, (start, end) in enumerate(stretches):
            gap = " " if number else ""
            index = max(bisect_right(self._starts, start) - 1, 0)
            while index < len(self._words) and self._starts[index] < end:
                words, at = self._words[index], self._starts[index]
                piece = words.text[max(start - at, 0) : end - at]
                index += 1
                if not piece:
                    continue
                if found and found[-1].style == words.style:
                    found[-1] = Words(found[-1].text + gap + piece, words.style)
                else:
                    if found:
                        found[-1] = Words(found[-1].text + gap, found[-1].style)
                    found.append(Words(piece, words.style))
                gap = ""
        return tuple(found)


def _style(span: Span, *, sung: bool) -> str:
    return "b" * span.bold + "i" * (span.italic or sung) + "u" * span.underline


def _place(element: Element, side: int, *, dual: bool, speech: bool) -> tuple[int, Alignment]:
    match element:
        case Transition():
            return ACTION_COLUMNS, "right"
        case Action(centered=True):
            return ACTION_COLUMNS // 2, "center"
        case Cue():
            return _cue(side, dual=dual), "left"
        case Parenthetical() if speech:
            return (side * _RIGHT + _DUAL_PARENTHETICAL if dual else _PARENTHETICAL), "left"
        case _ if speech:
            return (side * _RIGHT if dual else _DIALOGUE), "left"
        case _:
            return 0, "left"


def _capitals(text: str) -> str:
    """In capitals, as long as before: what has two for one stays."""
    return "".join(upper if len(upper := letter.upper()) == 1 else letter for letter in text)
