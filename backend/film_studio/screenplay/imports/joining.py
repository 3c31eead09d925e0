"""Rows that were read become paragraphs: what went over to a next line or a next page is one again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from film_studio.screenplay.fdx.runs import emphasized
from film_studio.screenplay.imports.classifying import Read
from film_studio.screenplay.imports.lines import trimmed
from film_studio.screenplay.imports.paragraphs import SPOKEN, Certainty, Kind, Paragraph
from film_studio.screenplay.imports.rows import Row, wide
from film_studio.screenplay.text import Span

#: What has more than one line.
_LONG: Final[tuple[Kind, ...]] = (*SPOKEN, "action", "centered", "scene_heading")
#: Of which only the words count: their look is the layout's.
_PLAIN: Final[tuple[Kind, ...]] = ("scene_heading", "cue", "dual_cue", "transition", "ignored")
_WORSE: Final[dict[Certainty, int]] = {"sure": 0, "likely": 1, "guess": 2}
_ENDS: Final = tuple('.!?…:"”’)»—-*')


@dataclass(slots=True)
class _Open:
    """A paragraph that may go on. `lines`: each with whether the one before it was ended by its writer."""

    read: Read
    lines: list[tuple[bool, tuple[Span, ...]]]
    last: Row
    certainty: Certainty
    blanks: set[int] = field(default_factory=set[int])  # of lines that have an empty one above


def paragraphs(reads: Sequence[Read]) -> list[Paragraph]:
    """In order; what is not a part of the screenplay stands where it stood."""
    edges = _edges(reads)
    found: list[_Open] = []
    current: _Open | None = None
    for read in reads:
        if read.kind == "ignored":
            found.append(_Open(read, [(True, read.row.spans)], read.row, read.certainty))
            continue
        if current is not None and _goes_on(current, read, edges):
            ended = read.row.ended or current.read.kind == "centered" or _fits(current.last, read, edges)
            if read.row.gap >= 0.5 and not read.row.first and read.kind in SPOKEN:
                current.blanks.add(len(current.lines))
            current.lines.append((ended, read.row.spans))
            current.last = read.row
            current.certainty = max(current.certainty, read.certainty, key=_WORSE.__getitem__)
            continue
        current = _Open(read, [(True, read.row.spans)], read.row, read.certainty)
        found.append(current)
    return [paragraph for each in found for paragraph in _closed(each)]


def _edges(reads: Iterable[Read]) -> dict[tuple[Kind, int], float]:
    """How far to the right the lines of each kind go, in one and in two columns."""
    edges: defaultdict[tuple[Kind, int], float] = defaultdict(float)
    for read in reads:
        key = (read.kind, read.row.side)
        edges[key] = max(edges[key], read.row.right)
    return edges


def _goes_on(current: _Open, read: Read, edges: dict[tuple[Kind, int], float]) -> bool:
    row, above = read.row, current.last
    if read.kind != current.read.kind or read.kind not in _LONG or row.side != above.side or row.whole or row.number:
        return False
    if read.kind == "parenthetical":
        return not _text(current.lines[-1][1]).endswith((")", "）"))
    if row.page == above.page:
        return row.tight or read.kind in SPOKEN
    if read.kind in SPOKEN:
        return True
    # A paragraph that goes over to the next page is in the middle of a sentence there, or its last line was full.
    words = _text(row.spans)
    if read.kind != "action" or not above.last or _fits(above, read, edges):
        return False
    return not _text(above.spans).endswith(_ENDS) or words[:1].islower()


def _fits(above: Row, read: Read, edges: dict[tuple[Kind, int], float]) -> bool:
    """Whether the row's first word would have had room on the line above: then its writer ended that."""
    word, _, _ = read.row.text.partition(" ")
    return above.right + 1 + len(word) <= edges[read.kind, above.side] + 0.3


def _closed(each: _Open) -> Iterator[Paragraph]:
    read = each.read
    kind = read.kind
    pieces = list(_segments(each))
    if kind == "dialogue":
        yield from _speech(each, pieces)
        return
    lines = [_marked(spans, plain=kind in _PLAIN) for spans in pieces]
    text = (" " if kind in ("scene_heading", "parenthetical", "transition", *_PLAIN) else "\n").join(lines)
    if kind == "parenthetical":
        text = _unbracketed(text)
    yield _paragraph(each, kind, text, each.certainty, read.why)


def _segments(each: _Open) -> Iterator[tuple[Span, ...]]:
    """The lines as their writer ended them."""
    spans: list[Span] = []
    for at, (ended, line) in enumerate(each.lines):
        if at and ended:
            yield trimmed(spans)
            spans = []
        if at in each.blanks:
            yield ()
        if spans:
            close = wide(spans[-1].text[-1:]) and wide(line[0].text[:1])
            spans.append(Span("" if close else " ", *_style_between(spans[-1], line[0])))
        spans += line
    yield trimmed(spans)


def _style_between(one: Span, other: Span) -> tuple[bool, bool, bool]:
    return one.bold and other.bold, one.italic and other.italic, one.underline and other.underline


def _speech(each: _Open, pieces: Sequence[tuple[Span, ...]]) -> Iterator[Paragraph]:
    """What is said; lines that are wholly in italics may be sung."""
    at = 0
    while at < len(pieces):
        sung = _is_sung(pieces[at])
        end = at
        while end < len(pieces) and _is_sung(pieces[end]) == sung:
            end += 1
        if sung:
            text = "\n".join(_marked(spans, plain=True) for spans in pieces[at:end])
            yield _paragraph(each, "lyric", text, "guess", "All of it is in italics below a name: it may be sung.")
        elif text := "\n".join(_marked(spans) for spans in pieces[at:end]).strip("\n"):
            yield _paragraph(each, "dialogue", text, each.certainty, each.read.why)
        at = end


def _is_sung(spans: Sequence[Span]) -> bool:
    return bool(spans) and all(span.italic and not span.bold and not span.underline for span in spans)


def _paragraph(each: _Open, kind: Kind, text: str, certainty: Certainty, why: str) -> Paragraph:
    row = each.read.row
    return Paragraph(page=row.page, kind=kind, text=text, certainty=certainty, why=why, number=row.number)


def _marked(spans: Sequence[Span], *, plain: bool = False) -> str:
    return emphasized([Span(_text(spans))] if plain else spans)[0]


def _text(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans)


def _unbracketed(text: str) -> str:
    opens, closes = text[:1] in ("(", "（"), text[-1:] in (")", "）")
    return text[opens : len(text) - closes].strip()
