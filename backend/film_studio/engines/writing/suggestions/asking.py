"""What is asked of a writer: one of a few kinds, with the part of the screenplay that it is about."""

from dataclasses import dataclass
from typing import Final, Literal

from contracts.limits import SUGGESTED_CHARACTERS
from film_studio.engines.writing.suggestions import changes
from film_studio.screenplay import language, parser
from film_studio.screenplay.elements import Cue, SceneHeading, Screenplay, TitlePage
from film_studio.screenplay.files import as_fountain

Kind = Literal["draft", "rewrite", "continuation", "alternatives", "logline"]
#: Of which a writer gives more than one to choose from.
OPTIONS: Final[dict[Kind, int]] = {"draft": 1, "rewrite": 1, "continuation": 1, "alternatives": 3, "logline": 3}
#: Characters of the screenplay that a writer is shown before and after its part.
_LEAD: Final = 6_000
_TAIL: Final = 1_500
#: And of the whole, where it is about that.
_WHOLE: Final = 60_000


class NoSuchLinesError(ValueError):
    """The screenplay has no such lines, or they are too many; the text says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The lines that a suggestion would replace: the first (from 1), how many, and what they say."""

    first_line: int
    lines: int
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as a writer gets it. `wish` is the logline of a draft, else what the asker wants of it, or empty.
    `lead` and `tail` are what stands around the part; `cast` are those who speak so far. `language` is None where
    nothing tells it yet."""

    kind: Kind
    wish: str
    seed: int
    title: str
    before: str
    lead: str
    tail: str
    speaker: str | None
    cast: tuple[str, ...]
    headings: int
    language: str | None


def part_of(source: bytes | None, kind: Kind, first: int, last: int) -> Part:
    """The part of a screenplay that a suggestion of this kind, asked for lines `first` to `last` (from 1), is about.
    Raises NoSuchLinesError, and ScreenplayError for what is not a screenplay."""
    if source is None:
        return Part(first_line=1, lines=0, before="")
    text = _text(source)
    lines = changes.lines_of(text)
    if kind == "draft":
        first, count = 1, len(lines)
    elif kind == "logline":
        first, count = _logline(lines, parser.parse(text))
    elif max(first, last) > len(lines):
        raise NoSuchLinesError(f"the revision has {len(lines)} lines, and so no line {max(first, last)}")
    elif kind == "continuation":
        first, count = last + 1, 0
    else:
        first, count = changes.trimmed(lines, first, last)
        if count == 0:
            raise NoSuchLinesError("nothing is written in these lines; choose some that say something")
    before = "\n".join(lines[first - 1 : first - 1 + count])
    if len(before) > SUGGESTED_CHARACTERS:
        raise NoSuchLinesError(
            f"these lines have {len(before):,} characters, and a suggestion is about up to {SUGGESTED_CHARACTERS:,}; "
            "choose fewer"
        )
    return Part(first_line=first, lines=count, before=before)


def asked(source: bytes | None, part: Part, *, kind: Kind, wish: str, seed: int, title: str) -> Asked:
    """The whole question. Raises ScreenplayError for what is not a screenplay."""
    text = "" if source is None else _text(source)
    lines = changes.lines_of(text)
    screenplay = parser.parse(text)
    cast = dict.fromkeys(element.name for element in screenplay.elements if isinstance(element, Cue))
    end = part.first_line - 1 + part.lines
    lead, tail = "\n".join(lines[: part.first_line - 1]), "\n".join(lines[end:])
    is_told = kind != "draft" and any(element.raw for element in screenplay.elements)
    return Asked(
        kind=kind,
        wish=wish,
        seed=seed,
        title=title,
        before=part.before,
        lead=text[:_WHOLE] if kind == "logline" else lead[-_LEAD:],
        tail="" if kind == "logline" else tail[:_TAIL],
        speaker=_speaker(screenplay, part.first_line) if kind == "alternatives" else None,
        cast=tuple(cast)[:100],
        headings=sum(isinstance(each, SceneHeading) for each in parser.parse(part.before).elements),
        language=language.of_screenplay(screenplay) if is_told else None,
    )


def proposed(source: bytes | None, part: Part, kind: Kind, title: str, text: str) -> list[str]:
    """The lines that would stand in place of the part's."""
    new = changes.lines_of("\n".join(changes.lines_of(text)).strip("\n"))
    if kind == "draft":
        return [*new, ""]
    lines = changes.lines_of("" if source is None else _text(source))
    if kind == "logline":
        new = [f"Logline: {' '.join(text.split())}"]
        has_title_page = bool(lines) and isinstance(parser.parse("\n".join(lines)).elements[0], TitlePage)
        return new if has_title_page else [f"Title: {title}", *new, ""]
    return changes.parted(lines, part.first_line, new) if part.lines == 0 else new


def _text(source: bytes) -> str:
    return as_fountain(source).decode("utf-8").removeprefix("\ufeff")


def _logline(lines: list[str], screenplay: Screenplay) -> tuple[int, int]:
    """The line of the title page that has it, else where it would stand: behind what the page has."""
    page = screenplay.elements[0] if screenplay.elements else None
    if not isinstance(page, TitlePage):
        return 1, 0
    end = page.line - 1 + len(changes.lines_of((page.raw or "").strip("\r\n")))
    for number in range(page.line, end + 1):
        if lines[number - 1].casefold().startswith("logline:"):
            last = number
            while last < end and lines[last][:1].isspace() and lines[last].strip():
                last += 1
            return number, last - number + 1
    return end + 1, 0


def _speaker(screenplay: Screenplay, line: int) -> str | None:
    """Who speaks in a line."""
    cues = [element for element in screenplay.elements if isinstance(element, Cue) and element.line <= line]
    return cues[-1].name if cues else None
