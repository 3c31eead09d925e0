"""The title page: what stands in its middle is the title and who wrote it, what stands at its foot whom to ask."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from film_studio.screenplay import titles
from film_studio.screenplay.cues import standing_transition
from film_studio.screenplay.headings import HeadingReader
from film_studio.screenplay.imports.lines import Line, Page
from film_studio.screenplay.imports.paragraphs import Kind, Paragraph

#: Of the page's height: where a title begins at the highest, and where its foot does.
_TITLE: Final = 0.15
_FOOT: Final = 0.62
_MOST_LINES: Final = 45
_WHY: Final = "It stands on the title page."
_HEADINGS: Final = HeadingReader()


def is_title_page(page: Page) -> bool:
    """Whether a first page is one: nothing at its top, and no scene on it."""
    lines = page.lines
    if not lines or len(lines) > _MOST_LINES or lines[0].base < _TITLE * page.height:
        return False
    texts = [piece.text for line in lines for piece in line.pieces]
    return not any(_HEADINGS.prefix(text) or standing_transition(text) for text in texts)


def paragraphs(page: Page) -> Iterator[Paragraph]:
    """In order, one a line."""
    middle = [line for line in page.lines if line.base < _FOOT * page.height]
    known: set[Kind] = set()
    for block in _blocks(middle):
        kind: Kind = "author" if "title" in known else "title"
        for line in block:
            text = line.text
            if kind == "title":
                yield _paragraph("title", text)
                continue
            if titles.is_source(text):
                kind = "source"
            elif kind == "author" and "credit" not in known and (found := titles.CREDIT.search(text)):
                known.add("credit")
                yield _paragraph("credit", text[: found.end()])
                text = text[found.end() :].strip()
            if text:
                yield _paragraph(kind, text)
        known.add(kind)
    foot = [piece for line in page.lines[len(middle) :] for piece in line.pieces]
    left = [piece for piece in foot if piece.left + piece.right < page.width]
    yield from (_paragraph("contact", piece.text) for piece in left)
    yield from (_paragraph("draft_date", piece.text) for piece in foot if piece not in left)


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """What empty lines part."""
    if not lines:
        return
    block = [lines[0]]
    for line, below in pairwise(lines):
        if below.base - line.base > 1.6 * line.size:
            yield block
            block = []
        block.append(below)
    yield block


def _paragraph(kind: Kind, text: str) -> Paragraph:
    return Paragraph(page=1, kind=kind, text=text, certainty="likely", why=_WHY)
