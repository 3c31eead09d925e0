"""What each row is: by where it stands, its capitals, its words, and what stands around it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from film_studio.screenplay.cues import ends_in_to, split_cue, standing_transition
from film_studio.screenplay.headings import HeadingReader
from film_studio.screenplay.imports import furniture
from film_studio.screenplay.imports.paragraphs import CUES, SPOKEN, Certainty, Kind
from film_studio.screenplay.imports.rows import Indents, Row, capitals, caseless

#: In letters: what stands no further in than this is at the margin of the action, and nothing is further from its
#: indent than that.
_MARGIN: Final = 4.0
_NEAR: Final = 3.0
#: Empty lines above, from which on a line in capitals at the margin may be a heading.
_FAR: Final = 1.75
_LONGEST_NAME: Final = 45
_HEADINGS: Final = HeadingReader()


@dataclass(frozen=True, slots=True)
class Read:
    """A row and what it is taken for."""

    row: Row
    kind: Kind
    certainty: Certainty
    why: str


def classified(rows: Sequence[Row], indents: Indents) -> Iterator[Read]:
    """Every row, in order."""
    reader = _Classifier(rows, indents)
    for index in range(len(rows)):
        yield reader.read(index)


class _Classifier:
    def __init__(self, rows: Sequence[Row], indents: Indents) -> None:
        self._rows: Final = rows
        self._indents: Final = indents
        self._last: Read | None = None  # that is part of the screenplay
        self._speaking = False
        self._goes_on = False  # the speech, after (MORE)

    def read(self, index: int) -> Read:
        row = self._rows[index]
        read = self._as_furniture(row) or self._as_part(row, self._below(index))
        if read.kind == "ignored":
            return read
        self._last = read
        self._speaking = read.kind in CUES or (self._speaking and read.kind in SPOKEN)
        self._goes_on = False
        return read

    def _below(self, index: int) -> Row | None:
        """What stands directly below it, in its column."""
        below = self._rows[index + 1] if index + 1 < len(self._rows) else None
        row = self._rows[index]
        near = below is not None and below.page == row.page and below.side == row.side and not below.dropped
        return below if near and below is not None and below.tight else None

    def _as_furniture(self, row: Row) -> Read | None:
        text = row.text
        if row.dropped:
            return Read(row, "ignored", "sure", row.dropped)
        if self._speaking and furniture.says_more(text):
            self._goes_on = True
            return Read(row, "ignored", "sure", "It says that the speech goes over to the next page.")
        if furniture.says_continued(text) and (row.first or row.last or not capitals(text)):
            return Read(row, "ignored", "likely", "It says that the scene goes over to another page.")
        again = any(furniture.says_again(each) for each in split_cue(text).extensions)
        if self._goes_on and again and row.left > _MARGIN:
            return Read(row, "ignored", "sure", "The name stands again: its speech goes on from the page before.")
        return None

    def _as_part(self, row: Row, below: Row | None) -> Read:
        if row.style is not None:
            return Read(row, row.style, "sure", "Its style in the file says so.")
        if row.side:
            return self._beside(row, below)
        return (
            self._as_heading(row)
            or self._as_speech_going_on(row)
            or self._as_cue(row, below)
            or self._as_transition(row, below)
            or self._as_spoken(row)
            or self._as_action(row, below)
        )

    def _beside(self, row: Row, below: Row | None) -> Read:
        """In one of two columns."""
        dual: Kind = "cue" if row.side == 1 else "dual_cue"
        if not row.tight or (row.left > _NEAR and below and below.left < row.left and capitals(row.text)):
            return Read(row, dual, "sure", "It is a name beside another, with words below.")
        if self._opens_or_goes_on_in_brackets(row, indented=row.left > 1):
            return Read(row, "parenthetical", "sure", "It stands in brackets below a name.")
        return Read(row, "dialogue", "sure", "It stands below a name that is beside another.")

    def _as_heading(self, row: Row) -> Read | None:
        text = row.text
        if row.left > _MARGIN:
            return None
        if _HEADINGS.prefix(text):
            if row.number or capitals(text):
                return Read(row, "scene_heading", "sure", "It begins as a heading does, in capitals at the margin.")
            return Read(row, "scene_heading", "likely", "It begins as a heading does, but is not in capitals.")
        if row.number and capitals(text):
            return Read(row, "scene_heading", "sure", "A scene's number stands beside it.")
        last = self._last
        if last and last.kind == "scene_heading" and row.tight and capitals(text) and last.row.right > 40:
            return Read(row, "scene_heading", "likely", "It goes on with the heading above.")
        return None

    def _as_speech_going_on(self, row: Row) -> Read | None:
        """What is directly below a name, or below what is said: whatever it looks like, as long as it is indented."""
        if not (self._speaking and row.tight and row.left > _MARGIN):
            return None
        last = self._last
        after_name = last is not None and last.kind in CUES
        if not after_name and capitals(row.text) and self._is_at(row, self._indents.cue):
            return None
        return self._as_spoken(row)

    def _as_cue(self, row: Row, below: Row | None) -> Read | None:
        text = row.text
        indented = row.left >= self._indents.dialogue + _MARGIN or row.alignment == "center"
        if not indented or text.startswith("(") or len(text) > _LONGEST_NAME or row.tight:
            return None
        at = self._is_at(row, self._indents.cue)
        spoken = below is not None and (_MARGIN < below.left < row.left + _NEAR)
        if spoken and capitals(text):
            if at:
                return Read(row, "cue", "sure", "It is in capitals where names stand, with words below.")
            return Read(row, "cue", "likely", "It is in capitals, further in than the words below it.")
        if spoken and at:
            why = "It stands where names do, with words below, but is not in capitals."
            return Read(row, "cue", "likely" if caseless(text) else "guess", why)
        exact = abs(row.left - self._indents.cue) < 0.3
        if exact and capitals(text) and not standing_transition(text) and not ends_in_to(text):
            return Read(row, "cue", "guess", "It is in capitals where names stand, but nothing is said below.")
        return None

    def _as_transition(self, row: Row, below: Row | None) -> Read | None:
        text = row.text
        if standing_transition(text) or (ends_in_to(text) and below is None):
            return Read(row, "transition", "sure", "It leads to the next picture, in words that the trade has for it.")
        if below is not None or not capitals(text):
            return None
        if row.alignment == "right" or row.left > self._indents.cue + 8:
            return Read(row, "transition", "likely", "It stands alone at the right, in capitals.")
        return None

    def _as_spoken(self, row: Row) -> Read | None:
        dialogue, cue = self._indents.dialogue, self._indents.cue
        if not self._speaking or not dialogue - _NEAR <= row.left or row.left < _MARGIN or row.left > cue + _NEAR:
            return None
        parenthetical = self._indents.parenthetical
        apart = parenthetical > dialogue + 1.5
        whole = row.text.endswith((")", "）")) and not apart
        if self._opens_or_goes_on_in_brackets(
            row, indented=whole or (apart and row.left > (dialogue + parenthetical) / 2)
        ):
            return Read(row, "parenthetical", "sure", "It stands in brackets below a name.")
        if row.tight or row.first:
            return Read(row, "dialogue", "sure", "It stands below a name, where speeches do.")
        if self._is_at(row, dialogue):
            return Read(row, "dialogue", "likely", "It stands where speeches do, with an empty line above.")
        return None

    def _opens_or_goes_on_in_brackets(self, row: Row, *, indented: bool) -> bool:
        last = self._last
        if last and last.kind == "parenthetical" and row.tight and not last.row.text.rstrip().endswith((")", "）")):
            return True
        return indented and row.text.startswith(("(", "（"))

    def _as_action(self, row: Row, below: Row | None) -> Read:
        text = row.text
        if row.alignment == "center":
            return Read(row, "centered", "likely", "It stands in the middle of the line.")
        if row.left <= _MARGIN:
            alone = below is None and row.gap >= _FAR and not row.first
            if alone and row.left < 1 and capitals(text) and len(text) < 60:
                why = "It is in capitals at the margin with more space above it than others, as headings are."
                return Read(row, "scene_heading", "guess", why)
            return Read(row, "action", "sure", "It stands at the margin.")
        if self._last and self._last.kind == "action" and row.tight:
            return Read(row, "action", "likely", "It goes on with the paragraph above.")
        return Read(row, "action", "guess", "It is indented like nothing else that it could be.")

    @staticmethod
    def _is_at(row: Row, indent: float) -> bool:
        return abs(row.left - indent) <= _NEAR
