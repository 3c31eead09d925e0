"""What stands on a page: lines, and on each the stretches between wide gaps."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from film_studio.screenplay.text import Span

Alignment = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of one line: from `left` to `right` in points from the page's left edge, in its styles."""

    left: float
    right: float
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """Its words, with single blanks between them."""
        return " ".join("".join(span.text for span in self.spans).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`base`: of its letters, in points from the top of the page. `size`: of its type, in points."""

    base: float
    size: float
    pieces: tuple[Piece, ...]

    @property
    def left(self) -> float:
        return self.pieces[0].left

    @property
    def right(self) -> float:
        return self.pieces[-1].right

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`width` and `height` in points; its lines from the top, none of them empty."""

    width: float
    height: float
    lines: tuple[Line, ...]


def trimmed(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans of one style joined, runs of blanks made one, and none at either end."""
    joined: list[Span] = []
    blank = True
    for span in spans:
        words = "".join(span.text.replace("\u00a0", " "))
        text = ""
        for letter in words:
            if letter == " " and blank:
                continue
            text += letter
            blank = letter == " "
        if not text:
            continue
        last = joined[-1] if joined else None
        if last and (last.bold, last.italic, last.underline) == (span.bold, span.italic, span.underline):
            joined[-1] = Span(last.text + text, last.bold, last.italic, last.underline)
        else:
            joined.append(Span(text, span.bold, span.italic, span.underline))
    while joined and not joined[-1].text.strip(" "):
        joined.pop()
    if joined:
        last = joined[-1]
        joined[-1] = Span(last.text.rstrip(" "), last.bold, last.italic, last.underline)
    return tuple(joined)
