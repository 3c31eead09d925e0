"""Reads how a screenwriter steers the cut: FLASHBACK, MONTAGE, INTERCUT, LATER, on lines of their own and in headings.

Words of six languages stand in grammar.toml; accents, which capitals often go without, are not looked at.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal, get_args

from film_studio.screenplay.elements import SceneHeading

#: What opens with a line of its own and goes on until it is closed.
Opening = Literal["flashback", "dream", "montage", "intercut"]
Gap = Literal["later", "much_later"]
MarkKind = Literal["flashback", "dream", "montage", "intercut", "later", "much_later", "present", "scene"]

LANGUAGES: Final = ("en", "de", "fr", "es", "it", "pt")
_LONGEST: Final = 200
_OPENINGS: Final[tuple[Opening, ...]] = get_args(Opening)


def _vocabulary(name: str) -> dict[str, dict[str, list[str]]]:
    """The tables of a file. Raises `ValueError` for one that lacks words in a language."""
    tables = tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    for table, words in tables.items():
        if set(words) != set(LANGUAGES) or not all(words.values()):
            raise ValueError(f"{name}: {table} needs words in each of {', '.join(LANGUAGES)}")
    return tables


_WORDS: Final = _vocabulary("grammar.toml")


def _bare(text: str) -> str:
    """The same letters in capitals without their accents, one for one."""
    if text.isascii():
        return text.upper()
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in text.replace("’", "'")).upper()


def _any(*tables: str) -> str:
    words = {_bare(word) for table in tables for each in _WORDS[table].values() for word in each}
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


_KIND: Final = "|".join(f"(?P<{kind}>{_any(kind)})" for kind in ("intercut", "flashback", "dream", "montage"))
#: Where a phrase ends: not within a word, nor before a blank and a small word that goes on with the sentence.
_STOP: Final = r"(?![\w'])"
_CLOSES: Final = re.compile(
    rf"(?:(?:{_any('ends')})[ ']+(?:{_KIND})|(?:{_KIND.replace('?P<', '?P<behind_')}) (?:{_any('ends_behind')})){_STOP}"
)
_OPENS: Final = re.compile(rf"(?:(?:{_any('opens')}) )?(?:{_KIND})(?: (?:{_any('opens_behind')}))?{_STOP}")
_STEPS: Final = re.compile(
    "|".join(f"(?P<{kind}>{_any(kind)}){_STOP}" for kind in ("much_later", "present", "scene", "later"))
)
_OVER: Final = re.compile(rf"\s*(?:{_any('over')})(?:\s*[:–—]|\s+-+\s|\s+(?=[\"“„«»]))\s*")
_QUOTES: Final = "\"“”„'‘’‚«»‹› "
_LEADS: Final = re.compile(rf"(?:{_any('leads')}){_STOP}")
_CALLS: Final = re.compile(rf"(?:{_any('calls')}){_STOP}")
_JOINS: Final = re.compile(rf"\s*/\s*|\s+(?:{_any('joins')})\s+")
_AROUND: Final = " \t*_()[]<>"
_MARKS: Final = " :.,-–—…("
_SEGMENT: Final = re.compile(r"\s+[-–—]+\s+|\s*[()\[\]]\s*|(?<=\w)\.\s+|\s*,\s+")
_BULLET: Final = re.compile(r"\s*(?:[-–—•*·‣▪●]+|\(?(?:\d{1,2}|[A-Z])[).])\s+(?=\S)|\s*[-–—]{1,2}(?=\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A line that steers the cut. `rest`: what it says behind that, as written: a heading, a name, a place."""

    kind: MarkKind
    ends: bool = False
    rest: str = ""

    @property
    def opens(self) -> bool:
        return not self.ends and self.kind in _OPENINGS


@lru_cache(maxsize=4096)
def mark(line: str) -> Mark | None:
    """What a line of action, or a transition, steers; None where it tells or shows something."""
    written = line.strip(_AROUND)
    if not written or len(written) > _LONGEST or not _shouted(written[:3]):
        return None
    # One for one, so that places in it are places in the line.
    bare = _bare(written)
    if match := _CLOSES.match(bare):
        kind = (match.lastgroup or "").removeprefix("behind_")
        return _found(kind, written, match.end(), ends=True)
    if match := _OPENS.match(bare):
        return _found(match.lastgroup or "", written, match.end())
    if match := _STEPS.match(bare):
        rest = written[match.end() :].strip(_MARKS)
        return Mark(kind=_kind(match.lastgroup)) if not rest and _shouted(written) else None
    return None


def _kind(group: str | None) -> MarkKind:
    return next(kind for kind in get_args(MarkKind) if kind == group)


def _found(group: str, written: str, end: int, *, ends: bool = False) -> Mark | None:
    """A mark whose words are in capitals and stand apart from what follows, or whose whole line is in capitals."""
    phrase, behind = written[:end], written[end:]
    rest = behind.strip(_MARKS + ")")
    while lead := _LEADS.match(_bare(rest)):
        rest = rest[lead.end() :].strip(_MARKS)
    apart = not rest or behind.lstrip()[0] in _MARKS
    goes_on = _shouted(written) and (group == "intercut" or rest != behind.strip(_MARKS + ")"))
    return Mark(kind=_kind(group), ends=ends, rest=rest) if _shouted(phrase) and (apart or goes_on) else None


def _shouted(text: str) -> bool:
    return text.upper() == text


def is_no_cue(line: str) -> bool:
    """Whether a line in capitals above other words opens something, as MONTAGE does above its pictures and SUPER: above
    its words."""
    found = mark(line)
    if found is not None:
        return found.kind in {"flashback", "montage", "intercut"} or line.rstrip().endswith(":")
    return over(line) == ""


def over(row: str) -> str | None:
    """The words that a line lays over the picture: `SUPER: "OSLO, 1943"`. "": those of the line below. None where it
    lays none."""
    match = _OVER.match(_bare(row))
    return None if match is None else row[match.end() :].strip(_QUOTES)


def places(rest: str) -> tuple[str, ...]:
    """The places that an intercut names: `ANA'S KITCHEN / BOAT`, `THE BOAT AND THE SHORE`; none in `PHONE CALL`."""
    parts: list[str] = []
    at = 0
    bare = _bare(rest)
    for join in _JOINS.finditer(bare):
        parts.append(rest[at : join.start()])
        at = join.end()
    parts.append(rest[at:])
    named = [part.strip(_MARKS + ")") for part in parts]
    return tuple(part for part in named if part and not _CALLS.fullmatch(_bare(part)))


def item(row: str) -> str | None:
    """What a line of a list says behind its bullet, dash, letter or number; None for another line."""
    match = _BULLET.match(row)
    return row[match.end() :].strip() if match else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a scene heading says beside its place and time. `heading`: the same without those words."""

    heading: SceneHeading
    marks: tuple[Mark, ...] = ()
    gap: Gap | None = None
    continuous: bool = False


def of_heading(heading: SceneHeading) -> Stated:
    """What a heading steers: `INT. SCHOOL - DAY (FLASHBACK)`, `INT. KITCHEN - LATER`."""
    found = [each for part in _parts(heading.text) if (each := mark(part))]
    marks = tuple(each for each in found if each.opens or each.kind == "present")
    gap: Gap | None = next((kind for kind in ("much_later", "later") if _says(heading, kind)), None)
    return Stated(
        heading=replace(heading, location=_without(heading.location), raw=None) if marks else heading,
        marks=marks,
        gap=gap,
        continuous=_says(heading, "continuous"),
    )


def _parts(text: str) -> Iterable[str]:
    return filter(None, (part.strip(_AROUND) for part in _SEGMENT.split(text)))


def _says(heading: SceneHeading, kind: Literal["later", "much_later", "continuous"]) -> bool:
    """Whether what stands behind the place says so, alone or beside a time: `A FEW DAYS LATER`, `LATER, NIGHT`."""
    if heading.time is None:
        return False
    behind = heading.text[max(0, heading.text.find(heading.location)) + len(heading.location) :]
    return any(_TIMES[kind].search(_bare(part)) is not None for part in _parts(behind))


_TIMES: Final[Mapping[str, re.Pattern[str]]] = {
    "later": re.compile(rf"(?<!\w)(?:{_any('later')}){_STOP}"),
    "much_later": re.compile(rf"(?<!\w)(?:{_any('much_later')}){_STOP}"),
    "continuous": re.compile(rf"(?<!\w)(?:{_any('continuous')}){_STOP}"),
}


def _without(location: str) -> str:
    """A place without what it is told as: SCHOOL (FLASHBACK) is the school of every other scene."""
    kept = location
    for part in _parts(location):
        found = mark(part)
        if found is not None and (found.opens or found.kind == "present"):
            kept = re.sub(rf"\s*[-–—(\[]*\s*{re.escape(part)}\s*[)\]]?", "", kept, count=1)
    return kept.strip(" -–—") or location


def plain_time(time: str) -> str:
    """A time without how much later it is, and so only the time of day: MÁS TARDE is not an afternoon."""
    bare = _bare(time)
    found = _TIMES["later"].search(bare)
    return f"{time[: found.start()]} {time[found.end() :]}" if found else time
