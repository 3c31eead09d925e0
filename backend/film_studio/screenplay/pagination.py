"""How many pages a screenplay has, in the layout that the industry measures by: one page is about a minute of film.

US Letter, Courier 12 point: 10 characters and 6 lines to the inch. Margins of 1 inch at top and bottom leave 54 lines;
1.5 inches at the left and 1 at the right leave 60 columns of action. Dialogue runs from 2.5 to 6 inches (35 columns),
parentheticals from 3.1 to 5.6 (25), two columns of dual dialogue share the width. One empty line before each paragraph,
two before a scene heading. (As taught, for example, in "The Hollywood Standard" and set by Final Draft's template.)
"""

import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
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

LINES_PER_PAGE: Final = 54
ACTION_COLUMNS: Final = 60
DIALOGUE_COLUMNS: Final = 35
PARENTHETICAL_COLUMNS: Final = 25
DUAL_COLUMNS: Final = 28
DUAL_PARENTHETICAL_COLUMNS: Final = 22
BEFORE_HEADING: Final = 2
TAB_COLUMNS: Final = 4

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
    """Seconds to read what is printed. In scripts without blanks between words two characters count as one word."""
    words = 0.0
    for element in screenplay.elements:
        for word in _printed(element).split():
            wide = 0 if word.isascii() else sum(unicodedata.east_asian_width(letter) in "WF" for letter in word)
            words += wide / 2 if wide else 1
    return words / _WORDS_PER_MINUTE * 60


def _printed(element: Element) -> str:
    match element:
        case SceneHeading() | Transition() | Action() | Dialogue() | Lyric():
            return text.plain(element.text)
        case Parenthetical():
            return f"({text.plain(element.text)})"
        case Cue():
            return " ".join([element.name, *(f"({extension})" for extension in element.extensions)])
        case _:
            return ""


def line_count(words: str, columns: int) -> int:
    """Lines that a text takes when set in so many columns. A full-width character takes two, an accent none."""
    return sum(_wrapped(line, columns) for line in words.split("\n")) if words else 0


def _wrapped(line: str, columns: int) -> int:
    line = line.expandtabs(TAB_COLUMNS).rstrip()
    if line.isascii() and len(line) <= columns:
        return 1
    used = min(len(line) - len(line.lstrip()), columns // 2)
    count = 1
    first = True
    for word in line.split():
        width = len(word) if word.isascii() else sum(map(_width, word))
        wide = width > len(word)
        gap = 0 if first else 1
        first = False
        if used + gap + width <= columns:
            used += gap + width
        elif width <= columns and not wide:
            count += 1
            used = width
        else:
            # A word longer than the line is broken, and text in full-width characters breaks anywhere.
            left = width - max(columns - used - gap, 0)
            more, used = divmod(left, columns)
            count += more + (1 if used else 0)
            used = used or columns
    return count


def _width(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Cf", "Mn"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


@dataclass(slots=True)
class _Block:
    """Lines that are set together: a paragraph, or a speech (two, side by side, when they are dual)."""

    element: int
    before: int
    height: int
    keeps: int  # lines that must fit on the page for it to begin there
    speech: bool = False


@dataclass(slots=True)
class _Page:
    """The pen: how many lines are on the pages before this one, and how many on this."""

    above: int = 0
    used: int = 0

    def turn(self) -> None:
        self.above += LINES_PER_PAGE
        self.used = 0

    def set(self, block: _Block) -> tuple[int, int]:
        """Prints a block; where it starts, and how many lines it takes with those before it."""
        before = block.before if self.used else 0
        if self.used + before + block.keeps > LINES_PER_PAGE:
            self.turn()
            before = 0
        start = self.above + self.used + before
        left, length = block.height, block.height + before
        self.used += before
        while left > LINES_PER_PAGE - self.used:
            # A speech that goes on says (MORE) here and its name again there; of a paragraph no single line goes over.
            more = 1 if block.speech else 0
            here = LINES_PER_PAGE - self.used - more
            here -= 1 if left - here == 1 and here > 2 else 0
            left += more - here
            length += 2 * more
            self.turn()
        self.used += left
        return start, length


def paginate(elements: Sequence[Element]) -> Layout:
    """Sets the elements on pages. Notes, boneyards, sections, synopses and the title page take no line."""
    starts, lengths = [0] * len(elements), [0] * len(elements)
    page = _Page()
    done = 0
    for block in _blocks(elements):
        here = page.above + page.used
        starts[done : block.element] = [here] * (block.element - done)
        if block.height:
            starts[block.element], lengths[block.element] = page.set(block)
        else:
            if page.used:
                page.turn()
            starts[block.element] = page.above
        done = block.element + 1
    starts[done:] = [page.above + page.used] * (len(elements) - done)
    return Layout(tuple(starts), tuple(lengths), (page.above + page.used) / LINES_PER_PAGE)


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


def _blocks(elements: Sequence[Element]) -> Iterator[_Block]:
    """Everything that prints, in order; a block without height is a page break."""
    waiting: _Block | None = None
    waiting_cue = 0
    position = 0
    while position < len(elements):
        element = elements[position]
        start = position
        position += 1
        block: _Block | None = None
        if isinstance(element, Cue):
            while position < len(elements) and not isinstance(elements[position], _ENDS_A_SPEECH):
                position += 1
            speech = elements[start:position]
            if element.dual and waiting and waiting.speech:
                sides = (elements[waiting_cue:start], speech)
                waiting.height = max(_height(side, dual=True) for side in sides)
                continue
            height = _height(speech)
            block = _Block(start, 1, height, min(height, _CUE_KEEPS), speech=True)
            waiting_cue = start
        elif isinstance(element, PageBreak):
            block = _Block(start, 0, 0, 0)
        elif height := line_count(_printed(element), ACTION_COLUMNS):
            heading = isinstance(element, SceneHeading)
            keeps = height + _HEADING_KEEPS if heading else min(height, _ACTION_KEEPS)
            block = _Block(start, BEFORE_HEADING if heading else 1, height, keeps)
        if block:
            if waiting:
                yield waiting
            waiting = block
    if waiting:
        yield waiting


_ENDS_A_SPEECH = (SceneHeading, Action, Cue, Transition, PageBreak)


def _height(speech: Iterable[Element], *, dual: bool = False) -> int:
    columns = DUAL_COLUMNS if dual else DIALOGUE_COLUMNS
    bracketed = DUAL_PARENTHETICAL_COLUMNS if dual else PARENTHETICAL_COLUMNS
    return sum(
        line_count(_printed(element), bracketed if isinstance(element, Parenthetical) else columns)
        for element in speech
    )
