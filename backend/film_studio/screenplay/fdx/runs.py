"""Styled runs of Final Draft, and the emphasis of Fountain that says the same."""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Final

from film_studio.screenplay import text as markup
from film_studio.screenplay.text import Span

_PARTS: Final = re.compile(r"(\n)")
_SPECIAL: Final = re.compile(r"[\\*_]|\[(?=\[)")
STYLES: Final = (("Bold", "bold"), ("Italic", "italic"), ("Underline", "underline"))


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans without empty ones, neighbours of one style as one. Blanks and line ends have the style before them: no
    reader sees whether they are bold."""
    pieces: list[Span] = []
    for span in spans:
        for words in re.split(r"(\s+)", span.text):
            if words and not words.isspace():
                pieces.append(Span(words, span.bold, span.italic, span.underline))
            elif words:
                before = pieces[-1] if pieces else Span("")
                pieces.append(Span(words, before.bold, before.italic, before.underline))
    return tuple(
        Span("".join(piece.text for piece in group), *style)
        for style, group in groupby(pieces, key=lambda piece: (piece.bold, piece.italic, piece.underline))
    )


def emphasized(spans: Iterable[Span]) -> tuple[str, bool]:
    """The spans as Fountain's text, and whether it says all of their styles: emphasis inside a word, or an underline
    between letters, has no spelling in Fountain, and is left out."""
    wanted = merged(spans)
    words = "".join(span.text for span in wanted)
    unstyled = not any(span.bold or span.italic or span.underline for span in wanted)
    if unstyled and markup.spans(words) == (Span(words),):
        return words, True
    spelled = "".join(_marked(span) for span in wanted)
    if merged(markup.spans(spelled)) == wanted:
        return spelled, True
    return _SPECIAL.sub(r"\\\g<0>", words), False


def _marked(span: Span) -> str:
    mark = "*" * (2 * span.bold + span.italic)
    before, after = (mark + "_", "_" + mark) if span.underline else (mark, mark)
    pieces: list[str] = []
    for part in _PARTS.split(span.text):
        words = part.strip()
        if not words or not before:
            pieces.append(_SPECIAL.sub(r"\\\g<0>", part))
            continue
        start = part.index(words)
        escaped = _SPECIAL.sub(r"\\\g<0>", words)
        pieces.append(f"{part[:start]}{before}{escaped}{after}{part[start + len(words) :]}")
    return "".join(pieces)
