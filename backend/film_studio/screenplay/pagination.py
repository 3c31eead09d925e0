"""How many pages a screenplay has, in the layout that the industry measures by: one page is about a minute of film.

US Letter, Courier 12 point: 10 characters and 6 lines to the inch. Margins of 1 inch at top and bottom leave 54 lines;
1.5 inches at the left and 1 at the right leave 60 columns of action. Dialogue runs from 2.5 to 6 inches (35 columns),
parentheticals from 3.1 to 5.6 (25), two columns of dual dialogue share the width. One empty line before each paragraph,
two before a scene heading. (As taught, for example, in "The Hollywood Standard" and set by Final Draft's template.)
"""

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from film_studio.screenplay import text
from film_studio.screenplay.elements import (
    Action,
    Cue,
    Dialogue,
    Element,
    Lyric,
    PageBreak,
    Parenthetical,
    SceneHeading,
    Screenplay,
    Transition,
)
from film_studio.screenplay.text import Span
from film_studio.screenplay.wrapping import Line, wrap

LINES_PER_PAGE: Final = 54
ACTION_COLUMNS: Final = 60
DIALOGUE_COLUMNS: Final = 35
PARENTHETICAL_COLUMNS: Final = 25
DUAL_COLUMNS: Final = 28
DUAL_PARENTHETICAL_COLUMNS: Final = 22
BEFORE_HEADING: Final = 2

# Lines that may not be parted by the end of a page: a heading and two lines of what follows, a cue and two lines of
# speech, two lines of action.
_HEADING_KEEPS: Final = 3
_CUE_KEEPS: Final = 3
_ACTION_KEEPS: Final = 2

_WORDS_PER_MINUTE: Final = 238  # Brysbaert 2019, "How many words do we read per minute?": silent reading of English


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each element is printed. Positions count lines from the top of the first page, over all pages."""

    starts: tuple[int, ...]  # one an element; what does not print starts where the next thing would
    lengths: tuple[int, ...]  # lines it takes, those before it included; a speech's are its cue's
    pages: float


def eighths(lines: int) -> int:
    """A scene's length as breakdowns state it: the nearest eighth of a page, at least one."""
    return max(1, math.floor(lines * 8 / LINES_PER_PAGE + 0.5))


def eighths_text(count: int) -> str:
    """11 → `1 3/8`, 8 → `1`, 4 → `4/8` (the trade does not cancel eighths)."""
    whole, rest = divmod(count, 8)
    return " ".join(part for part in (str(whole) if whole or not rest else "", f"{rest}/8" if rest else "") if part)


def page_count(screenplay: Screenplay) -> int:
    """Sheets of paper, without the title page."""
    return math.ceil(screenplay.pages)


def screen_time(screenplay: Screenplay) -> float:
    """Expected length of the film in seconds, by the rule of a page a minute."""
    return screenplay.pages * 60


def reading_time(screenplay: Screenplay) -> float:
    """Seconds to read what is printed."""
    return sum(word_count(printed(element)) for element in screenplay.elements) / _WORDS_PER_MINUTE * 60


def word_count(text: str) -> float:
    """In scripts without blanks between words two characters count as one word."""
    words = 0.0
    for word in text.split():
        wide = 0 if word.isascii() else sum(unicodedata.east_asian_width(letter) in "WF" for letter in word)
        words += wide / 2 if wide else 1
    return words


def printed(element: Element) -> str:
    """What an element prints, without its markup."""
    return "".join(span.text for span in styled(element))


def styled(element: Element) -> tuple[Span, ...]:
    """What an element prints, in stretches of one style."""
    match element:
        case SceneHeading() | Transition() | Action() | Dialogue() | Lyric():
            return text.styled(element.text)
        case Parenthetical():
            return (Span("("), *text.styled(element.text), Span(")"))
        case Cue():
            return (Span(" ".join([element.name, *(f"({extension})" for extension in element.extensions)])),)
        case _:
            return ()


@dataclass(slots=True)
class Block:
    """Lines that are set together: a paragraph, or a speech (two, side by side, when they are dual). A block without
    lines is a page break."""

    element: int
    before: int  # empty lines, unless it begins a page
    keeps: int  # lines that must fit on the page for it to begin there
    sides: list[list[tuple[int, Line]]]  # each line with the index of the element that it is of
    speech: bool = False

    @property
    def height(self) -> int:
        return max(map(len, self.sides), default=0)


@dataclass(frozen=True, slots=True)
class Part:
    """The lines `first` to `last` (without it) of a block, on one page from `row` on. A speech that `goes_on` from the
    page before has its name again in the row above, and one that `is_parted` says (MORE) in the row below."""

    block: int
    page: int
    row: int
    first: int
    last: int
    goes_on: bool = False
    is_parted: bool = False


@dataclass(slots=True)
class Pen:
    """Where printing has come to: the page, from 0, and the lines used on it."""

    page: int = 0
    used: int = 0

    @property
    def line(self) -> int:
        """Lines from the top of the first page."""
        return self.page * LINES_PER_PAGE + self.used

    def turn(self) -> None:
        self.page += 1
        self.used = 0

    def set(self, number: int, block: Block, breaks: Sequence[int] = ()) -> list[Part]:
        """Prints a block. `breaks`: its lines, from 1, before which a page has to begin."""
        more = 1 if block.speech else 0
        ends = [*breaks, block.height]
        before = block.before if self.used else 0
        keeps = min(block.keeps, breaks[0]) if breaks else block.keeps
        if self.used and self.used + before + keeps > LINES_PER_PAGE:
            self.turn()
            before = 0
        self.used += before
        parts: list[Part] = []
        done = again = 0
        for end in ends:
            # A speech that goes on says (MORE) here and its name again there; of a paragraph no single line goes over.
            tail = more if end < block.height else 0
            while (left := end - done + again + tail) > LINES_PER_PAGE - self.used:
                here = LINES_PER_PAGE - self.used - more
                here -= 1 if left - here == 1 and here > 2 else 0
                here = min(here - again, end - done)
                parts.append(Part(number, self.page, self.used + again, done, done + here, again > 0, more > 0))
                done += here
                self.turn()
                again = more
            parts.append(Part(number, self.page, self.used + again, done, end, again > 0, tail > 0))
            self.used += left
            done = end
            if end < block.height:
                self.turn()
                again = more
        return parts


def paginate(elements: Sequence[Element]) -> Layout:
    """Sets the elements on pages. Notes, boneyards, sections, synopses and the title page take no line."""
    starts, lengths = [0] * len(elements), [0] * len(elements)
    pen = Pen()
    done = 0
    for number, block in enumerate(blocks(elements)):
        here = pen.line
        starts[done : block.element] = [here] * (block.element - done)
        if block.sides:
            page, used = pen.page, pen.used
            parts = pen.set(number, block)
            starts[block.element] = parts[0].page * LINES_PER_PAGE + parts[0].row
            before = parts[0].row - used if parts[0].page == page else 0
            lengths[block.element] = before + block.height + sum(part.goes_on + part.is_parted for part in parts)
        else:
            if pen.used:
                pen.turn()
            starts[block.element] = pen.line
        done = block.element + 1
    starts[done:] = [pen.line] * (len(elements) - done)
    return Layout(tuple(starts), tuple(lengths), pen.line / LINES_PER_PAGE)


def page_starts(elements: Sequence[Element]) -> list[int]:
    """The line of the element that first begins on each page from the second on, as far as one does: a page that one
    long paragraph fills has none, and stands with the next."""
    layout = paginate(elements)
    found: list[int] = []
    page = 0
    for element, start, length in zip(elements, layout.starts, layout.lengths, strict=True):
        if length and start // LINES_PER_PAGE > page:
            page = start // LINES_PER_PAGE
            found.append(element.line)
    return found


def blocks(elements: Sequence[Element]) -> Iterator[Block]:
    """Everything that prints, in order."""
    waiting: Block | None = None
    waiting_end = 0  # of its speech, the left one of two
    position = 0
    while position < len(elements):
        element = elements[position]
        start = position
        position += 1
        block: Block | None = None
        if isinstance(element, Cue):
            while position < len(elements) and not isinstance(elements[position], _ENDS_A_SPEECH):
                position += 1
            if element.dual and waiting and waiting.speech:
                right = _side(elements, start, position, dual=True)
                # A third goes under the second.
                former = waiting.sides[1:] or [[]]
                waiting.sides = [_side(elements, waiting.element, waiting_end, dual=True), [*former[0], *right]]
                continue
            side = _side(elements, start, position)
            block = Block(start, 1, min(len(side), _CUE_KEEPS), [side], speech=True)
            waiting_end = position
        elif isinstance(element, PageBreak):
            block = Block(start, 0, 0, [])
        elif lines := wrap(printed(element), ACTION_COLUMNS):
            heading = isinstance(element, SceneHeading)
            keeps = len(lines) + _HEADING_KEEPS if heading else min(len(lines), _ACTION_KEEPS)
            block = Block(start, BEFORE_HEADING if heading else 1, keeps, [[(start, line) for line in lines]])
        if block:
            if waiting:
                yield waiting
            waiting = block
    if waiting:
        yield waiting


_ENDS_A_SPEECH = (SceneHeading, Action, Cue, Transition, PageBreak)


def _side(elements: Sequence[Element], start: int, end: int, *, dual: bool = False) -> list[tuple[int, Line]]:
    columns = DUAL_COLUMNS if dual else DIALOGUE_COLUMNS
    bracketed = DUAL_PARENTHETICAL_COLUMNS if dual else PARENTHETICAL_COLUMNS
    return [
        (index, line)
        for index in range(start, end)
        for line in wrap(printed(elements[index]), bracketed if isinstance(elements[index], Parenthetical) else columns)
    ]
