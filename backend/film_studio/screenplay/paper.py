"""A revision as it is given out and printed: which pages, under which header, and with what title page."""

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts.recipes.screenplay import Paper, PrintedPage, ScreenplayRecipe, TitleBlock
from film_studio.screenplay import names, titles
from film_studio.screenplay.colours import paper_of
from film_studio.screenplay.editions import Edition, EditionPage, Numbering, revised
from film_studio.screenplay.elements import Screenplay, TitlePage
from film_studio.screenplay.files import parse_file
from film_studio.screenplay.speakers import Speakers
from film_studio.screenplay.wrapping import wrap

_TITLE_COLUMNS: Final = 60
_FOOT_COLUMNS: Final = 30


class NothingToPrintError(ValueError):
    """No page is as it was asked for; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A revision that was given out: `source` are its bytes; only of this one and the one before are they needed."""

    number: int  # from 0
    colour: str
    dated: date
    numbering: Numbering
    locked: bool
    source: bytes = b""

    @property
    def header(self) -> str:
        """BLUE REVISIONS 28 MAY 2026; of the first, without the word."""
        day = f"{self.dated.day} {calendar.month_name[self.dated.month]} {self.dated.year}"
        return " ".join([self.colour, *(["revisions"] if self.number else []), day]).upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How a revision is to be printed. `revised_only`: pages that changed with its issue; `character`: pages of scenes
    in which they speak."""

    title: str
    revision: int  # its number within the project
    paper: Paper = "us-letter"
    scene_numbers: bool = True
    revised_only: bool = False
    character: str | None = None


def number(source: bytes, former: Issue | None) -> tuple[Numbering, int]:
    """The numbers of a revision that is given out after `former`, and how many of its pages have changed. Raises
    ScreenplayError."""
    screenplay = parse_file(source)
    if former is None:
        edition = Edition(screenplay)
        return edition.numbering(), len(edition.pages)
    before = Edition.under(parse_file(former.source), former.numbering)
    edition = revised(before, screenplay, former.number + 1, locked=former.locked)
    return edition.numbering(), sum(page.issue == former.number + 1 for page in edition.pages)


def recipe(source: bytes, wanted: Wanted, issues: Sequence[Issue] = ()) -> ScreenplayRecipe:
    """The revision line for line. `issues`: all up to its own, where it was given out; the last two with their bytes.

    Raises ScreenplayError, and NothingToPrintError where no page is as wanted."""
    screenplay = parse_file(source)
    own = issues[-1] if issues else None
    edition = Edition(screenplay) if own is None else Edition.under(screenplay, own.numbering)
    marked: set[int] = set()
    if len(issues) > 1:
        marked = edition.changed(Edition.under(parse_file(issues[-2].source), issues[-2].numbering))
    pages = list(edition.printed(marked, numbers=wanted.scene_numbers))
    if wanted.revised_only:
        if len(issues) < 2:
            raise NothingToPrintError("This revision was not issued after another, so no page of it is a revised one.")
        pages = [page for page in pages if page.number.issue == issues[-1].number]
    header = f"{wanted.title} - revision {wanted.revision}".upper()
    if wanted.character is not None:
        pages = _of_character(screenplay, pages, wanted.character)
        header = f"{header} - {wanted.character}"
    if not pages and wanted.revised_only:
        raise NothingToPrintError("No page of this revision is another than before.")
    part = wanted.revised_only or wanted.character is not None
    return ScreenplayRecipe(
        title=wanted.title,
        paper=wanted.paper,
        title_page=None if part else _title_block(screenplay, issues),
        pages=tuple(_page(page, issues, header) for page in pages) or (PrintedPage(number="", lines=()),),
    )


def _page(page: EditionPage, issues: Sequence[Issue], header: str) -> PrintedPage:
    if not issues:
        # The first page of a draft shows neither.
        first = page.number.first == 0
        return PrintedPage(number="" if first else page.number.number, header="" if first else header, lines=page.lines)
    issue = issues[page.number.issue]
    return PrintedPage(number=page.number.number, header=issue.header, paper=paper_of(issue.colour), lines=page.lines)


def _of_character(screenplay: Screenplay, pages: Sequence[EditionPage], character: str) -> list[EditionPage]:
    speakers = Speakers(screenplay)
    key = names.key(character)
    scenes = {
        scene.index for scene in screenplay.scenes if any(names.key(name) == key for name in speakers.of_scene(scene))
    }
    if not scenes:
        raise NothingToPrintError(f"{character} speaks in no scene of this revision.")
    return [page for page in pages if page.scenes & scenes]


def _title_block(screenplay: Screenplay, issues: Sequence[Issue]) -> TitleBlock | None:
    if not any(isinstance(element, TitlePage) for element in screenplay.elements):
        return None
    middle: list[str] = []
    for meaning in ("credit", "author", "source"):
        if lines := titles.stated(screenplay, meaning):
            middle += [*([""] if middle else []), *_set(lines, _TITLE_COLUMNS)]
    given = [issue.header for issue in issues]
    return TitleBlock(
        title=_set([line.upper() for line in titles.stated(screenplay, "title")], _TITLE_COLUMNS),
        middle=tuple(middle),
        left=_set(titles.rest(screenplay), _FOOT_COLUMNS),
        right=_set([*titles.stated(screenplay, "draft"), *given], _FOOT_COLUMNS),
    )


def _set(lines: Sequence[str], columns: int) -> tuple[str, ...]:
    def wrapped(line: str) -> Iterator[str]:
        for _, stretches in wrap(line, columns):
            yield " ".join(line[start:end] for start, end in stretches)

    return tuple(each for line in lines for each in wrapped(line))
