"""The paragraphs of a DOCX, read without trust: no macro, no entity, no archive that grows to more than it may."""

import re
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Final

from lxml import etree

from contracts.limits import SCREENPLAY_BYTES
from film_studio.screenplay.errors import ScreenplayError, ScreenplayTooLargeError
from film_studio.screenplay.fdx.document import Node
from film_studio.screenplay.headings import HeadingReader
from film_studio.screenplay.imports.lines import Alignment, trimmed
from film_studio.screenplay.imports.paragraphs import Kind
from film_studio.screenplay.imports.rows import Row, most_common
from film_studio.screenplay.text import Span

_NAMES: Final[dict[str, dict[Kind, list[str]]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MOST_FILES: Final = 5_000
#: Unpacked: markup weighs several times what it marks up.
_PART_BYTES: Final = 4 * SCREENPLAY_BYTES
_DEEPEST: Final = 20
#: Twentieths of a point: of a letter of Courier, and of a space above that parts paragraphs.
_LETTER: Final = 144
_SPACE: Final = 100
_TAB: Final = 5
_REMEDY: Final = "Save it as .docx from a word processor, or as PDF, and upload that."
_HEADINGS: Final = HeadingReader()
_BARE: Final = re.compile(r"[\W_]+")
#: Words that are not of the text: taken out, moved away, in a picture or behind the line.
_SKIPPED: Final = frozenset(
    f"{_W}{name}" for name in ("del", "moveFrom", "drawing", "pict", "object", "instrText", "delText", "rPr", "pPr")
)


def _key(name: str) -> str:
    return _BARE.sub("", name.casefold())


_KINDS: Final[Mapping[str, Kind]] = {_key(name): kind for kind, names in _NAMES["styles"].items() for name in names}
_LEFT_OUT: Final = {
    "commentReference": "comments",
    "footnoteReference": "footnotes",
    "endnoteReference": "endnotes",
    "drawing": "pictures",
    "pict": "pictures",
    "del": "passages that were marked as deleted",
}


@dataclass(slots=True)
class _Style:
    """What a style, or a paragraph itself, says; None for what it leaves to the one that it is based on."""

    name: str = ""
    left: int | None = None
    alignment: str | None = None
    before: int | None = None
    marks: dict[str, bool] = field(default_factory=dict[str, bool])
    based_on: str = ""


def read(data: bytes) -> tuple[list[Row], tuple[str, ...]]:
    """The paragraphs in order, and what was left out. Raises ScreenplayError for one that cannot be read, and
    ScreenplayTooLargeError for one that unpacks to more than it may."""
    parts = _parts(data)
    root = _xml(parts["word/document.xml"])
    styles = _styles(_xml(parts["word/styles.xml"])) if "word/styles.xml" in parts else {}
    rows = list(_Reader(styles).rows(root))
    if not rows:
        raise ScreenplayError(f"The DOCX is empty: there is no text in its paragraphs. {_REMEDY}")
    left_out = Counter(what for name, what in _LEFT_OUT.items() for _ in root.iter(f"{_W}{name}"))
    remarks = tuple(f"Left out: {what} ({count})." for what, count in left_out.items())
    margin = most_common(row.left for row in rows if _HEADINGS.prefix(row.text)) or 0.0
    return [replace(row, left=row.left - margin, right=row.right - margin) for row in rows], remarks


def _parts(data: bytes) -> dict[str, bytes]:
    """The files of the archive that are read."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            listed = archive.infolist()
            names = {info.filename for info in listed}
            if len(listed) > _MOST_FILES:
                raise ScreenplayTooLargeError(f"The archive has {len(listed)} files in it; no DOCX has. {_REMEDY}")
            if "word/document.xml" not in names:
                raise ScreenplayError(f"The file is a ZIP archive, but not a DOCX. {_REMEDY}")
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise ScreenplayError(f"The document has macros in it (.docm), which are not taken. {_REMEDY}")
            wanted = [info for info in listed if info.filename in ("word/document.xml", "word/styles.xml")]
            return {info.filename: _unpacked(archive, info) for info in wanted}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        if isinstance(error, ScreenplayError):
            raise
        raise ScreenplayError(f"The DOCX cannot be opened: its archive is broken or not complete. {_REMEDY}") from error


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.flag_bits & 1:
        raise ScreenplayError(f"The DOCX is locked with a password. {_REMEDY}")
    with archive.open(info) as part:
        data = part.read(_PART_BYTES + 1)
    if len(data) > _PART_BYTES:
        raise ScreenplayTooLargeError(
            f"{info.filename} in the DOCX unpacks to more than {_PART_BYTES // 1_000_000} MB. Upload one screenplay."
        )
    return data.replace(_STRICT, _W[1:-1].encode())


def _xml(data: bytes) -> Node:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ScreenplayError(f"The DOCX is not whole XML inside: {error.msg}. {_REMEDY}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ScreenplayError(f"The DOCX declares a document type, which no word processor writes. {_REMEDY}")
    return root


def _styles(root: Node) -> dict[str, _Style]:
    found: dict[str, _Style] = {}
    for node in root.iterfind(f"{_W}style"):
        style = _look(node.find(f"{_W}pPr"), node.find(f"{_W}rPr"))
        style.name = _value(node.find(f"{_W}name")) or ""
        style.based_on = _value(node.find(f"{_W}basedOn")) or ""
        found[node.get(f"{_W}styleId", "")] = style
    return found


def _look(of_paragraph: Node | None, of_run: Node | None) -> _Style:
    style = _Style()
    if of_paragraph is not None:
        indent = of_paragraph.find(f"{_W}ind")
        if indent is not None:
            left = _number(indent.get(f"{_W}left") or indent.get(f"{_W}start"))
            first = _number(indent.get(f"{_W}firstLine")) or -(_number(indent.get(f"{_W}hanging")) or 0)
            style.left = None if left is None and not first else (left or 0) + first
        style.alignment = _value(of_paragraph.find(f"{_W}jc"))
        spacing = of_paragraph.find(f"{_W}spacing")
        style.before = None if spacing is None else _number(spacing.get(f"{_W}before"))
    if of_run is not None:
        for mark in ("b", "i", "u", "caps", "vanish"):
            node = of_run.find(f"{_W}{mark}")
            if node is not None:
                style.marks[mark] = (_value(node) or "1") not in ("0", "false", "off", "none")
    return style


def _value(node: Node | None) -> str | None:
    return None if node is None else node.get(f"{_W}val")


def _number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text) else None


class _Reader:
    def __init__(self, styles: Mapping[str, _Style]) -> None:
        self._styles: Final = styles
        self._empty = 0  # paragraphs before this one

    def rows(self, root: Node) -> Iterator[Row]:
        body = root.find(f"{_W}body")
        if body is not None:
            yield from self._within(body, 0)

    def _within(self, node: Node, depth: int) -> Iterator[Row]:
        for child in node.iterchildren():
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                for line in child.iterfind(f"{_W}tr"):
                    yield from self._cells(line, depth)
            elif depth < _DEEPEST and child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"):
                yield from self._within(child, depth + 1)

    def _cells(self, line: Node, depth: int) -> Iterator[Row]:
        """Of a table's line: two speeches beside each other, or one paragraph after the other."""
        cells = [list(self._within(cell, depth + 1)) for cell in line.iterfind(f"{_W}tc")] if depth < _DEEPEST else []
        filled = [cell for cell in cells if cell]
        dual = len(filled) == 2 and all(len(cell) > 1 and cell[0].text.isupper() for cell in filled)
        for side, cell in enumerate(filled, start=1):
            edge = min(row.left for row in cell)
            for at, row in enumerate(cell):
                left, right = row.left - edge, row.right - edge
                beside = replace(row, side=side, gap=0.0 if at else 1.0, left=left, right=right)
                yield beside if dual else row

    def _chain(self, own: _Style, name: str) -> list[_Style]:
        """What a paragraph says, then its style, then what that is based on."""
        chain = [own]
        while name in self._styles and len(chain) < _DEEPEST:
            chain.append(self._styles[name])
            name = self._styles[name].based_on
        return chain

    def _paragraph(self, node: Node) -> Iterator[Row]:
        about = node.find(f"{_W}pPr")
        name = (_value(about.find(f"{_W}pStyle")) or "") if about is not None else ""
        chain = self._chain(_look(about, None), name)
        kind: Kind | None = next((found for style in chain if (found := _KINDS.get(_key(style.name)))), None)
        marks: dict[str, bool] = {}
        for style in reversed(chain):
            marks |= style.marks
        left = next((style.left for style in chain if style.left is not None), 0)
        aligned = next((style.alignment for style in chain if style.alignment), "left")
        before = next((style.before for style in chain if style.before is not None), 0)
        alignment: Alignment = "center" if aligned == "center" else "right" if aligned in ("right", "end") else "left"
        lines = list(_lines(node, marks))
        gap = 1.0 if self._empty or before >= _SPACE else 0.0
        self._empty += 1
        for at, (tabs, spans) in enumerate(lines):
            if not (said := trimmed(spans)):
                continue
            self._empty = 0
            indent = left / _LETTER + tabs
            yield Row(
                page=1,
                spans=said,
                left=indent,
                right=indent + sum(len(span.text) for span in said),
                gap=0.0 if at else gap,
                alignment=alignment,
                style=kind,
                whole=at == 0,
                ended=True,
            )


def _lines(paragraph: Node, marks: Mapping[str, bool]) -> Iterator[tuple[float, list[Span]]]:
    """The lines of a paragraph, each with the letters that it is indented by with blanks and tabs."""
    indent, spans = 0.0, list[Span]()
    for text, style in _texts(paragraph, marks, 0):
        for at, part in enumerate(re.split(r"([\n\t])", text)):
            if part == "\n":
                yield indent, spans
                indent, spans = 0.0, []
            elif not spans and not part.strip():
                indent += _TAB if part == "\t" else len(part)
            elif part:
                if not spans and at == 0:
                    indent += len(part) - len(part.lstrip(" \u00a0"))
                spans.append(Span(" " if part == "\t" else part, *style))
    yield indent, spans


def _texts(node: Node, marks: Mapping[str, bool], depth: int) -> Iterator[tuple[str, tuple[bool, bool, bool]]]:
    for child in node.iterchildren():
        tag = child.tag
        here = dict(marks)
        if tag in _SKIPPED or depth > _DEEPEST:
            continue
        if tag == f"{_W}r":
            here |= _look(None, child.find(f"{_W}rPr")).marks
            if here.get("vanish"):
                continue
        style = here.get("b", False), here.get("i", False), here.get("u", False)
        if tag == f"{_W}t":
            text = (child.text or "").replace("\n", " ").replace("\t", " ")
            yield text.upper() if here.get("caps") else text, style
        elif tag == f"{_W}tab":
            yield "\t", style
        elif tag in (f"{_W}br", f"{_W}cr"):
            yield "\n", style
        elif tag == f"{_W}noBreakHyphen":
            yield "-", style
        else:
            yield from _texts(child, here, depth + 1)
