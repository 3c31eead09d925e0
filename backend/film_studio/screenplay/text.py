"""The markup inside a text: what is said and read aloud without it, and how each stretch is styled with it."""

import re
from dataclasses import dataclass
from typing import Final

from film_studio.screenplay import remarks

# Backslash frees a mark from its meaning: the emphasis marks (Fountain 1.1, "Emphasis"), itself, and an opening remark.
_TOKEN: Final = re.compile(r"\\(?:[*_\\]|(?=\[\[)\[|(?=/\*)/)|\*+|_|\n")
_MARKS: Final = re.compile(r"[*_\\]")
#: A line of nothing but three or more dashes, asterisks or alike, with its end.
_RULE: Final = re.compile(r"^[^\S\n]*(?:([-–—*_~=•·])[^\S\n]*)(?:\1[^\S\n]*){2,}(?:\n|\Z)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False


@dataclass(slots=True)
class _Run:
    """One, two or three asterisks, or an underscore: how many of them took part in a pair is known at the end."""

    mark: str
    opens: list[str]
    closes: list[str]


def plain(text: str) -> str:
    """The text as it is spoken or read: no notes, no boneyards, no emphasis marks, no escapes, no rules that part
    paragraphs (`---`, `***`). Line breaks stay."""
    return "".join(span.text for span in styled(text))


def styled(text: str) -> tuple[Span, ...]:
    """`plain` in stretches of one style, as it is printed."""
    text = _RULE.sub("", remarks.without(text))
    return spans(text) if _MARKS.search(text) else (Span(text),)


def spoken(text: str) -> str:
    """`plain`, in one line with single blanks: what an actor or a synthesiser says."""
    return " ".join(plain(text).split())


def spans(text: str) -> tuple[Span, ...]:
    """The text in stretches of one style, remarks left out. `*italics*`, `**bold**`, `***both***`, `_underline_`; a
    pair hugs what it marks and stays on its line, else its marks are text (Fountain 1.1, "Emphasis")."""
    pieces = _pieces(remarks.without(text))
    result: list[Span] = []
    style = {"*": False, "**": False, "_": False}
    pending: list[str] = []

    def close_span() -> None:
        if pending:
            result.append(Span("".join(pending), style["**"], style["*"], style["_"]))
            pending.clear()

    for piece in pieces:
        if isinstance(piece, str):
            pending.extend([piece] if piece else [])
            continue
        literal = piece.mark[: len(piece.mark) - sum(map(len, piece.opens + piece.closes))]
        if piece.opens or piece.closes:
            close_span()
        for kind in piece.closes:
            style[kind] = False
        if literal:
            pending.append(literal)
            if piece.opens:
                close_span()
        for kind in piece.opens:
            style[kind] = True
    close_span()
    return tuple(result)


def _pieces(text: str) -> list[str | _Run]:
    pieces: list[str | _Run] = []
    opened: dict[str, _Run] = {}
    position = 0
    for token in _TOKEN.finditer(text):
        mark = token[0]
        if token.start() > position:
            pieces.append(text[position : token.start()])
        position = token.end()
        if mark == "\n":
            opened.clear()
            pieces.append(mark)
        elif mark[0] == "\\":
            pieces.append(mark[1])
        elif len(mark) > 3:
            pieces.append(mark)
        else:
            before, after = text[token.start() - 1 : token.start()], text[position : position + 1]
            if mark == "_" and before.isalnum() and after.isalnum():
                pieces.append(mark)  # my_notes_v2
                continue
            run = _Run(mark, [], [])
            for kind in {"***": ("*", "**")}.get(mark, (mark,)):
                if kind in opened and before and not before.isspace():
                    opened.pop(kind).opens.append(kind)
                    run.closes.append(kind)
                elif kind not in opened and after and not after.isspace():
                    opened[kind] = run
            pieces.append(run)
    pieces.append(text[position:])
    return pieces
