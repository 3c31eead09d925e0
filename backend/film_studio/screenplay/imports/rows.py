"""Rows as they are classified: where each stands, in letters from the margin of the action."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from film_studio.screenplay.imports.lines import Alignment
from film_studio.screenplay.imports.paragraphs import Kind
from film_studio.screenplay.text import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a page, or of a file without lines one paragraph.

    `left` and `right` count letters from the margin of the action, `gap` empty lines above; `style` is what its file
    calls it; `side` is 1 and 2 in two columns of dual dialogue. What is `dropped` is not a part of the screenplay.
    """

    page: int  # from 1
    spans: tuple[Span, ...]
    left: float
    right: float
    gap: float
    first: bool = False  # of its page
    last: bool = False
    alignment: Alignment = "left"
    style: Kind | None = None
    number: str = ""
    side: int = 0
    whole: bool = False  # begins a paragraph, as its file has them
    ended: bool = False  # the line before it, by its writer
    dropped: str = ""  # why

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)

    @property
    def tight(self) -> bool:
        """Directly below the row before."""
        return self.gap < 0.5


def capitals(text: str) -> bool:
    """Whether a text is in capitals, as cues and headings are: at least one letter that knows them, none small. What
    stands in brackets does not count."""
    bare = text.partition("(")[0].replace("ß", "") or text.replace("ß", "")
    return bare.isupper()


def caseless(text: str) -> bool:
    """Whether it is written in letters that know no capitals."""
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and not any(letter.lower() != letter.upper() for letter in letters)


def wide(letter: str) -> bool:
    """Whether words are written with it without blanks between them."""
    return bool(letter) and not letter.isascii() and unicodedata.east_asian_width(letter) in "WF"


def most_common(values: Iterable[float], *, fewest: int = 1) -> float | None:
    """The value, to half a letter, that most have."""
    counted = Counter(round(value * 2) / 2 for value in values)
    if not counted:
        return None
    value, count = min(counted.items(), key=lambda each: (-each[1], each[0]))
    return value if count >= fewest else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indents:
    """Where names, brackets and speeches begin, in letters from the margin of the action. Where a file does not show
    it, as the trade has it."""

    cue: float = 22.0
    parenthetical: float = 16.0
    dialogue: float = 10.0


def indents(rows: Sequence[Row]) -> Indents:
    """Learned from names in capitals that have words directly below, further left."""
    names: list[float] = []
    brackets: list[float] = []
    speeches: list[float] = []
    for row, below in pairwise(rows):
        if row.side or row.dropped or below.dropped or not below.tight or row.page != below.page:
            continue
        if row.left > 6 and capitals(row.text) and not row.tight and 3 < below.left < row.left + 3:
            names.append(row.left)
            (brackets if below.text.startswith("(") else speeches).append(below.left)
    usual = Indents()
    cue = most_common(names, fewest=2) or usual.cue
    dialogue = most_common((left for left in speeches if left <= cue), fewest=2)
    dialogue = min(usual.dialogue, cue) if dialogue is None else dialogue
    parenthetical = most_common(brackets, fewest=2)
    parenthetical = (dialogue + cue) / 2 if parenthetical is None else parenthetical
    return Indents(cue=cue, parenthetical=parenthetical, dialogue=dialogue)
