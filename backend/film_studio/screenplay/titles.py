"""The title page: what makes the first lines of a file one, and how its values are read."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal, get_args

from film_studio.screenplay.cues import ends_in_to, standing_transition
from film_studio.screenplay.elements import Screenplay, TitlePage
from film_studio.screenplay.headings import HeadingReader
from film_studio.screenplay.remarks import Line
from film_studio.screenplay.text import spoken

_WORDS: Final[dict[str, dict[str, list[str]]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
_KEYS: Final = _WORDS["keys"]
KNOWN: Final = frozenset(key for keys in _KEYS.values() for key in keys)
_KEY: Final = re.compile(r"([^\s:：][^:：\n]*)[:：]")
#: What stands between the title and who wrote it.
CREDIT: Final = re.compile(r"\bby\b|\bvon\b|\bpar\b|\bpor\b|\bdi\b", re.IGNORECASE)
_FORCED: Final = ".!@~>#="

Entries = tuple[tuple[str, tuple[str, ...]], ...]
Meaning = Literal["title", "credit", "author", "source", "language", "draft"]


def stated(screenplay: Screenplay, meaning: Meaning) -> tuple[str, ...]:
    """What the title page says of something, by whatever key of any language: the lines of the first that says it,
    without markup. Empty where it does not."""
    for element in screenplay.elements:
        if isinstance(element, TitlePage):
            for name, values in element.entries:
                if name.strip().casefold() in _KEYS[meaning] and (lines := _said(values)):
                    return lines
    return ()


def rest(screenplay: Screenplay) -> tuple[str, ...]:
    """What the title page says besides: whom to ask, whose it is; without markup."""
    named = {key for meaning in get_args(Meaning) for key in _KEYS[meaning]}
    return tuple(
        line
        for element in screenplay.elements
        if isinstance(element, TitlePage)
        for name, values in element.entries
        if name.strip().casefold() not in named
        for line in _said(values)
    )


def is_source(line: str) -> bool:
    """Whether a line of a title page begins as one that says what the film is based on."""
    return line.casefold().startswith(tuple(f"{key} " for key in _KEYS["source"]))


def _said(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line for value in values if (line := spoken(value)))


def read(lines: Sequence[Line], start: int, headings: HeadingReader) -> tuple[Entries, int] | None:
    """The title page that begins at `lines[start]` and the index of the line after it; None when there is none. Empty
    lines part its entries as long as a known key follows."""
    first = _key(lines[start].text)
    if not first or lines[start].text[0] in _FORCED or headings.prefix(first[0]):
        return None
    if standing_transition(first[0] + ":") or ends_in_to(first[0] + ":"):
        return None
    entries: list[tuple[str, list[str]]] = []
    end = at = start
    while at < len(lines):
        text = lines[at].text
        key = _key(text)
        if not text.strip():
            if not any(name.lower() in KNOWN for name, _ in entries):
                break
            at += 1
            continue
        if page_break(text) or headings.prefix(text) or (at > end and not (key and key[0].lower() in KNOWN)):
            break  # a writer who forgot the blank line, or the film begins
        if key:
            entries.append((key[0], [key[1]] if key[1] else []))
        else:
            entries[-1][1].append(text.strip())
        at = end = at + 1
    if not any(name.lower() in KNOWN for name, _ in entries):
        return None
    return tuple((name, tuple(values)) for name, values in entries), end


def page_break(text: str) -> bool:
    """Three or more `=` and nothing else, not indented."""
    return text.startswith("===") and not text.rstrip().strip("=")


def _key(text: str) -> tuple[str, str] | None:
    match = _KEY.match(text)
    return (match[1].rstrip(), text[match.end() :].strip()) if match else None
