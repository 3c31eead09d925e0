"""Fountain 1.1 into elements and scenes: complete, linear in time, and without losing a byte.

Every text is a screenplay: what is nothing else is action. Lines end with LF, CRLF or CR, mixed as they come; other
separators (vertical tab, NEL, U+2028) are content. `writer.write` spells the result again.
"""

import itertools
import re
from collections.abc import Callable, Sequence
from typing import Final

from contracts.limits import SCREENPLAY_BYTES
from film_studio.screenplay import limits, pagination, titles
from film_studio.screenplay.cues import CueParts, ends_in_to, natural_cue, split_cue, standing_transition
from film_studio.screenplay.elements import (
    Action,
    Boneyard,
    Cue,
    Dialogue,
    Element,
    Lyric,
    Note,
    PageBreak,
    Parenthetical,
    Screenplay,
    Section,
    Synopsis,
    TitlePage,
    Transition,
)
from film_studio.screenplay.errors import ScreenplayError, ScreenplayTooLargeError
from film_studio.screenplay.headings import DEFAULT, HeadingPrefixes, HeadingReader
from film_studio.screenplay.remarks import Line, lines
from film_studio.screenplay.scenes import scenes

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_BYTE_ORDER_MARK: Final = "\ufeff"
_OTHER_FORMATS: Final = (
    (b"\xff\xfe\x00\x00", "UTF-32 text", "save it as UTF-8"),
    (b"\x00\x00\xfe\xff", "UTF-32 text", "save it as UTF-8"),
    (b"\xff\xfe", "UTF-16 text", "save it as UTF-8"),
    (b"\xfe\xff", "UTF-16 text", "save it as UTF-8"),
    (b"%PDF-", "a PDF", "export the screenplay as Fountain"),
    (b"PK\x03\x04", "a ZIP archive (DOCX, Fade In, Highland …)", "export the screenplay as Fountain"),
    (b"{\\rtf", "an RTF document", "export the screenplay as Fountain or plain text"),
)


def parse_bytes(data: bytes, *, heading_prefixes: HeadingPrefixes = DEFAULT) -> Screenplay:
    """An uploaded file as a screenplay. Raises ScreenplayError if it is not one (empty, binary, not UTF-8), and
    ScreenplayTooLargeError if it is more than one (`contracts.limits`)."""
    if len(data) > SCREENPLAY_BYTES:
        size = f"{len(data) / 1e6:.1f} MB; a screenplay may have {SCREENPLAY_BYTES / 1e6:.0f} MB"
        raise ScreenplayTooLargeError(f"The file has {size}. Upload one screenplay, as text.")
    for magic, kind, remedy in _OTHER_FORMATS:
        if data.startswith(magic):
            raise ScreenplayError(
                f"The file is {kind}, not Fountain in UTF-8. Please {remedy} and upload that.", line=1
            )
    if (offset := data.find(b"\0")) >= 0:
        where = f"a NUL byte at offset {offset} (line {_line_at(data, offset)})"
        raise ScreenplayError(
            f"The file is not text: it has {where}. Upload the screenplay as Fountain, in UTF-8.",
            line=_line_at(data, offset),
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = _line_at(data, error.start)
        raise ScreenplayError(
            f"The file is not valid UTF-8: byte 0x{data[error.start]:02x} at offset {error.start} (line {line}). "
            "Save it with the encoding UTF-8 and upload it again.",
            line=line,
        ) from error
    if not text.strip().strip(_BYTE_ORDER_MARK):
        raise ScreenplayError("The file is empty: there is no text in it. Upload a screenplay in Fountain.")
    limits.check_text(text)
    screenplay = parse(text, heading_prefixes=heading_prefixes)
    limits.check_screenplay(screenplay)
    return screenplay


def _line_at(data: bytes, offset: int) -> int:
    before = data[:offset]
    return 1 + before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")


def parse(text: str, *, heading_prefixes: HeadingPrefixes = DEFAULT) -> Screenplay:
    """The screenplay that a text spells; never fails. `heading_prefixes` says how scene headings begin (by default in
    all languages of `headings.LANGUAGES`); `headings.prefixes_for("de")` narrows it to one."""
    body = text.lstrip(_BYTE_ORDER_MARK)
    elements, tail = read_elements(body, heading_prefixes)
    layout = pagination.paginate(elements)
    return Screenplay(
        elements=elements,
        scenes=scenes(elements, layout),
        pages=layout.pages,
        tail=tail,
        byte_order_mark=text[: len(text) - len(body)],
    )


def read_elements(text: str, heading_prefixes: HeadingPrefixes = DEFAULT) -> tuple[tuple[Element, ...], str]:
    """The elements alone, and what follows the last of them."""
    source = _Source(text)
    return tuple(_Reader(source, HeadingReader(heading_prefixes)).read()), source.rest()


class _Source:
    """The text by lines, and a cursor that hands out each stretch of it exactly once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = [match.end() for match in _LINE_END.finditer(text)] + [len(text)]
        self._taken = 0
        self.lines: Sequence[Line] = lines(text.replace("\r\n", "\n").replace("\r", "\n"))

    def take(self, through: Line) -> str:
        """What was not taken yet, to the end of a line."""
        start, self._taken = self._taken, self._ends[through.last]
        return self._text[start : self._taken]

    def rest(self) -> str:
        """What no element took: the blank lines at the end."""
        return self._text[self._taken :]


class _Reader:
    """Goes once through the lines. `_fresh`: a line here begins a paragraph, so it may be a heading or a cue."""

    def __init__(self, source: _Source, headings: HeadingReader) -> None:
        self._source = source
        self._lines = source.lines
        self._headings = headings
        self._at = 0
        self._fresh = True
        self._elements: list[Element] = []

    def read(self) -> list[Element]:
        self._head()
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if line.text.strip():
                self._element(line)
            else:
                self._fresh = True
                self._at += 1
        return self._elements

    def _head(self) -> None:
        """Remarks may stand before the title page: a note to whoever opens the file, a house's template put aside."""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not line.text.strip():
                self._at += 1
            elif not (line.only and self._of_one_line(line)):
                self._title_page(line)
                return

    def _title_page(self, first: Line) -> None:
        if page := titles.read(self._lines, self._at, self._headings):
            entries, self._at = page
            raw = self._source.take(self._lines[self._at - 1])
            self._elements.append(TitlePage(line=first.first + 1, raw=raw, entries=entries))

    def _element(self, line: Line) -> None:
        if self._of_one_line(line):
            return
        mark = line.text.lstrip()[0]
        if mark == "~":
            self._lyric()
        elif mark == ">":
            self._centered()
        elif mark == "!" or not any(read(line) for read in (self._heading, self._transition, self._cue)):
            self._action()

    # --- elements of one line -------------------------------------------------------------------------------------

    def _of_one_line(self, line: Line) -> bool:
        """Page breaks, sections, synopses, forced transitions and remarks: they need no blank line around them."""
        text = line.text.strip()
        number = line.first + 1
        if remark := line.only:
            self._elements.append(self._remark(line, line.text[remark.start + 2 : remark.end - 2], note=remark.note))
            self._at += 1
            return True  # as if it were not there: what follows is as fresh as it was before
        if text[0] not in "=#>" or _centered(line) is not None:
            return False
        raw = self._source.take(line)
        if _page_break(line):
            self._elements.append(PageBreak(line=number, raw=raw))
        elif text[0] == "=":
            self._elements.append(Synopsis(line=number, raw=raw, text=text[1:].strip()))
        elif text[0] == "#":
            title = text.lstrip("#")
            self._elements.append(Section(line=number, raw=raw, level=len(text) - len(title), text=title.strip()))
        else:
            words = line.bare.strip()[1:].strip()
            self._elements.append(Transition(line=number, raw=raw, text=words, remarks=line.remarks, forced=True))
        return self._done()

    def _remark(self, line: Line, inner: str, *, note: bool) -> Element:
        raw = self._source.take(line)
        if not note:
            return Boneyard(line=line.first + 1, raw=raw, text=inner.strip())
        # A line of blanks in a note stands for an empty one.
        text = "\n".join(part if part.strip() else "" for part in inner.strip().split("\n"))
        return Note(line=line.first + 1, raw=raw, text=text)

    def _heading(self, line: Line) -> bool:
        text = line.bare.strip()
        forced = len(text) > 1 and line.text.lstrip()[0] == "." and text[1].isalnum()
        if not self._fresh or not (forced or self._headings.prefix(text)):
            return False
        self._elements.append(
            self._headings.read(
                text[1:] if forced else text,
                remarks=line.remarks,
                forced=forced,
                number=line.first + 1,
                raw=self._source.take(line),
            )
        )
        return self._done()

    def _transition(self, line: Line) -> bool:
        text = line.bare.strip()
        # A blank behind the colon makes it action (Fountain 1.1, "Transition", Power user).
        leading = ends_in_to(text) and (bool(line.remarks) or line.text.endswith(":"))
        if not self._fresh or not (standing_transition(text) or (leading and self._leads_on())):
            return False
        number, raw = line.first + 1, self._source.take(line)
        self._elements.append(Transition(line=number, raw=raw, text=text, remarks=line.remarks))
        return self._done()

    def _leads_on(self) -> bool:
        """A blank line follows, or a scene heading, remarks aside: a cue has neither."""
        for line in itertools.islice(self._lines, self._at + 1, None):
            if not line.only:
                return not line.text.strip() or self._headings.prefix(line.bare.strip()) is not None
        return True

    def _done(self) -> bool:
        self._fresh = True
        self._at += 1
        return True

    # --- speech ---------------------------------------------------------------------------------------------------

    def _cue(self, line: Line) -> bool:
        if not self._fresh:
            return False
        text = line.bare.strip()
        forced = line.text.lstrip()[0] == "@" and len(text) > 1
        parts: CueParts | None = split_cue(text[1:].strip()) if forced else natural_cue(text)
        if parts is None or not (forced or (self._is_answered() and not (ends_in_to(text) and self._leads_on()))):
            return False
        self._elements.append(
            Cue(
                line=line.first + 1,
                raw=self._source.take(line),
                name=parts.name,
                extensions=parts.extensions,
                dual=parts.dual,
                remarks=line.remarks,
                forced=forced,
            )
        )
        self._at += 1
        self._speech()
        return True

    def _is_answered(self) -> bool:
        """Something is said under the cue: remarks and lines of two blanks may come between."""
        position = self._at + 1
        while position < len(self._lines) and _continues(line := self._lines[position]):
            if line.text.strip() and not line.only:
                return not _page_break(line)
            position += 1
        return False

    def _speech(self) -> None:
        """Everything under a cue, to the first empty line. A line of two blanks is not empty: it goes on below."""
        while self._at < len(self._lines) and _continues(line := self._lines[self._at]):
            text = line.bare.strip()
            if not line.text.strip():
                self._at += 1
            elif _page_break(line):
                break
            elif line.only:
                self._of_one_line(line)
            elif line.text.lstrip()[0] == "~":
                self._lyric()
            elif _parenthetical(line):
                words, number, raw = text[1:-1].strip(), line.first + 1, self._source.take(line)
                self._elements.append(Parenthetical(line=number, raw=raw, text=words, remarks=line.remarks))
                self._at += 1
            else:
                text, number, raw = self._run(_spoken, blank_lines=True)
                self._elements.append(Dialogue(line=number, raw=raw, text=text))
        self._fresh = True

    # --- elements of several lines --------------------------------------------------------------------------------

    def _lyric(self) -> None:
        text, number, raw = self._run(_sung)
        self._elements.append(Lyric(line=number, raw=raw, text=text))
        self._fresh = False

    def _centered(self) -> None:
        text, number, raw = self._run(_centered)
        self._elements.append(Action(line=number, raw=raw, text=text, centered=True))
        self._fresh = False

    def _action(self) -> None:
        forced = self._lines[self._at].text.lstrip().startswith("!")
        text, number, raw = self._run(_told)
        self._elements.append(Action(line=number, raw=raw, text=text, forced=forced))
        self._fresh = False

    def _run(self, content: Callable[[Line], str | None], *, blank_lines: bool = False) -> tuple[str, int, str]:
        """The lines from here on of which `content` makes something: their text, where they start, their source."""
        first = last = self._at
        found: list[str] = []
        position = first
        while position < len(self._lines):
            line = self._lines[position]
            part = content(line)
            if part is not None:
                found.extend("" for _ in range(position - last - 1))
                found.append(part)
                last = position
            elif not (blank_lines and not line.text.strip() and _continues(line)):
                break
            position += 1
        self._at = last + 1
        return "\n".join(found), self._lines[first].first + 1, self._source.take(self._lines[last])


def _continues(line: Line) -> bool:
    return len(line.text) > 1 or bool(line.text.strip())


def _page_break(line: Line) -> bool:
    text = line.text.strip()
    return len(text) > 2 and not text.strip("=")


def _parenthetical(line: Line) -> bool:
    text = line.bare.strip()
    return len(text) > 1 and text[0] == "(" and text[-1] == ")"


def _spoken(line: Line) -> str | None:
    text = line.text.strip()
    if not text or text[0] == "~" or line.only or _parenthetical(line) or _page_break(line):
        return None
    return text


def _sung(line: Line) -> str | None:
    text = line.text.strip()
    return text[1:].strip() if text[:1] == "~" else None


def _centered(line: Line) -> str | None:
    text = line.text.strip()
    if len(text) < 2 or text[0] != ">":
        return None
    if text[-1] == "<":
        return text[1:-1].strip()
    bare = line.bare.strip()
    return f"{bare[1:-1].strip()} {line.remarks}".strip() if len(bare) > 1 and bare[-1] == "<" else None


def _told(line: Line) -> str | None:
    """A line of action. What needs no blank line before it ends the paragraph."""
    text = line.text.strip()
    if not text or text[0] in "=#>~" or line.only:
        return None
    return line.text if text[0] != "!" else line.text.replace("!", "", 1)
