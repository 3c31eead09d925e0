"""The letters of a PDF at their places, by PDFium, without trust: no script runs, nothing is fetched or drawn."""

import ctypes
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from contracts.limits import IMPORTED_PAGES, SCREENPLAY_CHARACTERS
from film_studio.screenplay.errors import ScreenplayError, ScreenplayTooLargeError
from film_studio.screenplay.imports.lines import Line, Page, Piece, trimmed
from film_studio.screenplay.text import Span

#: Of the width of a letter: a blank is wider than this, and a gap that parts two stretches than that.
_BLANK: Final = 0.3
_GAP: Final = 2.6
#: Of the type's size: letters stand in one line when their feet are not further apart.
_SAME_LINE: Final = 0.3
_NAME_BYTES: Final = 200
_BOLD: Final = 600
_PASSWORD: Final = 4
_LOCKED: Final = (
    "The PDF is locked with a password. Save a copy without one, from the program that made it, and upload that."
)
_BROKEN: Final = "The PDF cannot be opened: the file is broken or not complete. Export it once more and upload that."
_SCANNED: Final = (
    "The PDF has no text in it, only pictures of pages: it was scanned or photographed. Run a text recognition (OCR) "
    "over it, or upload the file that the pages were printed from."
)


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    left: float
    right: float
    base: float  # from the bottom of the page
    size: float
    bold: bool
    italic: bool


@dataclass(frozen=True, slots=True)
class _Look:
    """How letters of one text object look; None for one that is not set level, such as a watermark."""

    size: float
    bold: bool
    italic: bool


def read(data: bytes) -> tuple[Page, ...]:
    """The pages of a PDF. Raises ScreenplayError for one that is locked, broken or without text, and
    ScreenplayTooLargeError for one that is longer than any screenplay."""
    import pypdfium2.raw as bindings  # noqa: PLC0415 — a tenth of a second, and most requests read no PDF

    raw: Any = bindings
    raw.FPDF_InitLibrary()
    document = raw.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        raise ScreenplayError(_LOCKED if raw.FPDF_GetLastError() == _PASSWORD else _BROKEN)
    try:
        count = raw.FPDF_GetPageCount(document)
        if count > IMPORTED_PAGES:
            raise ScreenplayTooLargeError(
                f"The PDF has {count} pages, and {IMPORTED_PAGES} is the most that a screenplay may have. Upload one "
                "screenplay."
            )
        reader = _Reader(raw, document)
        pages = tuple(reader.page(index) for index in range(count))
    finally:
        raw.FPDF_CloseDocument(document)
    if not any(page.lines for page in pages):
        raise ScreenplayError(_SCANNED)
    return pages


class _Reader:
    def __init__(self, raw: Any, document: Any) -> None:
        self._raw: Final = raw
        self._document: Final = document
        self._letters = 0

    def page(self, index: int) -> Page:
        raw = self._raw
        page = raw.FPDF_LoadPage(self._document, index)
        if not page:
            raise ScreenplayError(f"Page {index + 1} of the PDF cannot be read. {_BROKEN}")
        text = raw.FPDFText_LoadPage(page)
        try:
            width, height = raw.FPDF_GetPageWidthF(page), raw.FPDF_GetPageHeightF(page)
            letters = [each for each in self._letters_of(text) if 0 <= each.left <= width and 0 <= each.base <= height]
            rules = list(self._rules_of(page)) if letters else []
            return Page(width=width, height=height, lines=tuple(_lines(letters, rules, height)))
        finally:
            raw.FPDFText_ClosePage(text)
            raw.FPDF_ClosePage(page)

    def _letters_of(self, text: Any) -> Iterator[_Letter]:
        raw = self._raw
        looks: dict[int | None, _Look | None] = {}
        box = raw.FS_RECTF()
        x, y = ctypes.c_double(), ctypes.c_double()
        count = raw.FPDFText_CountChars(text)
        self._letters += max(count, 0)
        if self._letters > 2 * SCREENPLAY_CHARACTERS:
            raise ScreenplayTooLargeError(
                f"The PDF has more than {2 * SCREENPLAY_CHARACTERS} characters, and no screenplay has as many. Upload "
                "one screenplay."
            )
        pair = ""
        for index in range(count):
            code = raw.FPDFText_GetUnicode(text, index)
            if 0xD800 <= code < 0xDC00:
                pair = chr(code)
                continue
            letter = (pair + chr(code)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            pair = ""
            if raw.FPDFText_IsGenerated(text, index) == 1 or not letter.isprintable() or letter in "\ufffd\ufffe":
                continue
            of = raw.FPDFText_GetTextObject(text, index)
            key = ctypes.cast(of, ctypes.c_void_p).value
            if key not in looks:
                looks[key] = self._look(of)
            look = looks[key]
            if look is None:
                continue
            raw.FPDFText_GetCharOrigin(text, index, ctypes.byref(x), ctypes.byref(y))
            raw.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box))
            yield _Letter(letter, box.left, box.right, y.value, look.size, look.bold, look.italic)

    def _look(self, of: Any) -> _Look | None:
        raw = self._raw
        matrix, size = raw.FS_MATRIX(), ctypes.c_float()
        if not raw.FPDFPageObj_GetMatrix(of, ctypes.byref(matrix)):
            return None
        if abs(matrix.b) > abs(matrix.a) / 20 or matrix.a <= 0:
            return None
        raw.FPDFTextObj_GetFontSize(of, ctypes.byref(size))
        font = raw.FPDFTextObj_GetFont(of)
        name = ctypes.create_string_buffer(_NAME_BYTES)
        raw.FPDFFont_GetBaseFontName(font, name, _NAME_BYTES)
        called = name.value.decode("latin-1").casefold()
        angle = ctypes.c_int()
        raw.FPDFFont_GetItalicAngle(font, ctypes.byref(angle))
        bold = "bold" in called or raw.FPDFFont_GetWeight(font) >= _BOLD
        italic = "italic" in called or "oblique" in called or angle.value != 0
        return _Look(abs(size.value * matrix.d), bold, italic)

    def _rules_of(self, page: Any) -> Iterator[tuple[float, float, float]]:
        """Thin level strokes: what underlines words. Each as its height from the bottom, and from where to where."""
        raw = self._raw
        edges = [ctypes.c_float() for _ in range(4)]
        for index in range(raw.FPDFPage_CountObjects(page)):
            of = raw.FPDFPage_GetObject(page, index)
            if raw.FPDFPageObj_GetType(of) != raw.FPDF_PAGEOBJ_PATH:
                continue
            if raw.FPDFPageObj_GetBounds(of, *(ctypes.byref(edge) for edge in edges)):
                left, bottom, right, top = (edge.value for edge in edges)
                if top - bottom < 3 and right - left > 3:
                    yield (bottom + top) / 2, left, right


def _lines(letters: Sequence[_Letter], rules: Sequence[tuple[float, float, float]], height: float) -> Iterator[Line]:
    """Letters of one height, from the top of the page down, each line from the left."""
    rows: list[list[_Letter]] = []
    for letter in sorted(letters, key=lambda each: -each.base):
        if rows and rows[-1][0].base - letter.base <= _SAME_LINE * letter.size:
            rows[-1].append(letter)
        else:
            rows.append([letter])
    strokes = sorted(rules)
    for row in rows:
        row.sort(key=attrgetter("left"))
        base, size = row[0].base, max(letter.size for letter in row)
        near = bisect_left(strokes, (base - 0.35 * size,)), bisect_left(strokes, (base,))
        pieces = tuple(_pieces(row, [stroke[1:] for stroke in strokes[near[0] : near[1]]]))
        if pieces:
            yield Line(base=height - base, size=size, pieces=pieces)


def _pieces(row: Sequence[_Letter], strokes: Sequence[tuple[float, float]]) -> Iterator[Piece]:
    """The stretches of a line. Blanks are gaps, whether the file has them as letters or not."""
    seen = [letter for letter in row if not letter.text.isspace()]
    spans: list[Span] = []
    left = right = 0.0
    for letter in seen:
        wide = max(letter.size * 0.5, 1.0)
        gap = letter.left - right
        if spans and gap > _GAP * wide:
            yield Piece(left=left, right=right, spans=trimmed(spans))
            spans = []
        if not spans:
            left, right = letter.left, letter.left
            gap = 0.0
        middle = (letter.left + letter.right) / 2
        under = any(start <= middle <= end for start, end in strokes)
        style = (letter.bold, letter.italic, under)
        if gap > _BLANK * wide:
            last = spans[-1]
            same = (last.bold, last.italic, last.underline) == style
            spans.append(Span(" ", *style) if same else Span(" "))
        spans.append(Span(letter.text, *style))
        right = max(right, letter.right)
    if spans:
        yield Piece(left=left, right=right, spans=trimmed(spans))
