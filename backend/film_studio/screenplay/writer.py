"""A screenplay as Fountain again: what was parsed, to the byte; what was made or changed by hand, canonically."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from film_studio.screenplay import remarks
from film_studio.screenplay.elements import (
    Action,
    Boneyard,
    Cue,
    Dialogue,
    Element,
    Lyric,
    Note,
    Parenthetical,
    Screenplay,
    TitlePage,
)
from film_studio.screenplay.spelling import BLANK_LINE_IN_SPEECH, Place, spell

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_BLANK_LINES: Final = re.compile(r"(?:[^\S\r\n]*(?:\r\n|\r|\n))*")
_BYTE_ORDER_MARK: Final = "\ufeff"


def write(screenplay: Screenplay) -> str:
    """Fountain that `parser.parse` reads as equal elements; of a screenplay that was parsed, exactly what was parsed.

    Elements may be changed (`raw=None`), removed, added and moved: only they, and a neighbour whose spelling depended
    on what stood there, are spelled anew, with the line ends that the screenplay has. Raises ScreenplayError for an
    element that Fountain cannot say, such as a note that holds `]]`.
    """
    elements = _freed(screenplay.elements)
    pen = _Pen(_line_end_of(elements))
    under_cue = _under_cues(elements)
    at: Place = "head"
    for place, element in enumerate(elements):
        answered = place + 1 < len(elements) and under_cue[place + 1]
        after_lyric = place > 0 and isinstance(elements[place - 1], Lyric)
        if not pen.copy(element, in_speech=under_cue[place], at=at):
            text = spell(element, place=at, answered=answered)
            pen.write(text, in_speech=under_cue[place], apart=after_lyric and isinstance(element, Lyric))
        if isinstance(element, TitlePage):
            at = "under_title"
        elif at == "under_title" or not isinstance(element, Note | Boneyard):
            at = "body"
    return screenplay.byte_order_mark + pen.close(screenplay.tail)


class _Pen:
    """Writes elements one after the other and knows whether the one before is what stood before it in the source."""

    def __init__(self, line_end: str) -> None:
        self._line_end = line_end
        self._pieces: list[str] = []
        self._next_line: int | None = 1  # line of the source that would go on where the last piece ended
        self._intact = True  # all so far is the source's beginning

    def copy(self, element: Element, *, in_speech: bool, at: Place) -> bool:
        """Writes the element as it was, if that still means the same here."""
        if element.raw is None:
            return False
        raw = element.raw
        blank = _BLANK_LINES.match(raw)
        before = _LINE_END.split(blank[0])[:-1] if blank else []
        begins = element.line - len(before)
        self._intact = self._intact and begins == self._next_line
        if not self._intact and at != "body" and _could_be_title(element):
            return False
        if begins != self._next_line:
            # Elsewhere than in the source: an empty line of its own makes a paragraph stand anywhere.
            parted = any(len(line) < 2 for line in before)
            if parted == in_speech or (not self._pieces and raw.startswith(_BYTE_ORDER_MARK)):
                return False
            self._end_line()
            self._append(raw)
        else:
            self._pieces.append(raw)
        self._next_line = begins + len(_LINE_END.findall(raw))
        return True

    def write(self, text: str, *, in_speech: bool, apart: bool) -> None:
        """Writes an element's canonical lines: a speech goes on directly, everything else after an empty line."""
        if not text:
            return
        self._end_line()
        if self._pieces and not in_speech:
            self._append(self._line_end)
        elif in_speech and apart:
            self._append(BLANK_LINE_IN_SPEECH + self._line_end)
        elif not self._pieces and text.startswith(_BYTE_ORDER_MARK):
            self._append(self._line_end)  # as the file's first character it would not be text
        self._append(text.replace("\n", self._line_end) + self._line_end)
        self._next_line, self._intact = None, False

    def close(self, tail: str) -> str:
        """Everything written, and what follows it."""
        if self._next_line is None:
            self._append(tail)
        else:
            self._pieces.append(tail)
        return "".join(self._pieces)

    def _end_line(self) -> None:
        if self._pieces and not self._pieces[-1].endswith(("\n", "\r")):
            self._append(self._line_end)

    def _append(self, piece: str) -> None:
        # A CR that ends a line and an LF that ends the next would become one line end.
        crossing = piece.startswith("\n") and self._pieces and self._pieces[-1].endswith("\r")
        self._pieces.append("\r" + piece if crossing else piece)


def _could_be_title(element: Element) -> bool:
    """At the head of a file, and under its title page, some elements could be taken for entries of one."""
    return isinstance(element, Action | Cue)


def _line_end_of(elements: Sequence[Element]) -> str:
    for element in elements:
        if element.raw and (match := _LINE_END.search(element.raw)):
            return match[0]
    return "\n"


def _under_cues(elements: Sequence[Element]) -> list[bool]:
    """For each element whether it goes directly under a cue, as part of a speech."""
    count = len(elements)
    # What the speech still has to say after each place: words (which must stand in it), a lyric (which may), nothing.
    ahead: list[type[Element] | None] = [None] * (count + 1)
    words = [False] * (count + 1)
    for place in range(count - 1, -1, -1):
        element = elements[place]
        remark = isinstance(element, Note | Boneyard)
        said = isinstance(element, Parenthetical | Dialogue)
        ahead[place] = ahead[place + 1] if remark else type(element)
        words[place] = said or (words[place + 1] and (remark or isinstance(element, Lyric)))
    under = [False] * count
    speaking = open_note = False
    for place, element in enumerate(elements):
        if isinstance(element, Cue):
            speaking, open_note = True, False
            continue
        if isinstance(element, Parenthetical | Dialogue) or words[place]:
            fits = True
        else:
            # After brackets that nothing closes, an empty line keeps those of what follows from closing them.
            fits = isinstance(element, Lyric | Note | Boneyard) and ahead[place] is Lyric and not open_note
        speaking = under[place] = speaking and fits
        if isinstance(element, Parenthetical | Dialogue | Lyric):
            open_note = open_note or "[[" in remarks.without(element.text)
    return under


def _freed(elements: Sequence[Element]) -> Sequence[Element]:
    """Text made by hand that opens a boneyard gets a backslash before it if something later would close it: else all
    between would be cut from the film."""
    result = list(elements)
    closes = False
    for place in range(len(elements) - 1, -1, -1):
        element = elements[place]
        words = element.raw if element.raw is not None else getattr(element, "text", "")
        if closes and element.raw is None and isinstance(element, Action | Dialogue | Lyric):
            result[place] = replace(element, text=remarks.free(element.text))
        closes = closes or isinstance(element, Boneyard) or "*/" in words
    return result
