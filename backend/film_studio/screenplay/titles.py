"""The title page: what makes the first lines of a file one, and how its values are read."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from film_studio.screenplay.cues import ends_in_to, standing_transition
from film_studio.screenplay.headings import HeadingReader
from film_studio.screenplay.remarks import Line

_KNOWN: Final = frozenset[str](tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["keys"])
_KEY: Final = re.compile(r"([^\s:：][^:：\n]*)[:：]")
_FORCED: Final = ".!@~>#="

Entries = tuple[tuple[str, tuple[str, ...]], ...]


def read(lines: Sequence[Line], start: int, headings: HeadingReader) -> tuple[Entries, int] | None:
    """The title page that begins at `lines[start]` and the index of the line after it; None when there is none."""
    first = _key(lines[start].text)
    if not first or lines[start].text[0] in _FORCED or headings.prefix(first[0]):
        return None
    if standing_transition(first[0] + ":") or ends_in_to(first[0] + ":"):
        return None
    entries: list[tuple[str, list[str]]] = []
    end = start
    while end < len(lines) and (text := lines[end].text).strip():
        if page_break(text) or headings.prefix(text):
            break  # a writer who forgot the blank line
        if key := _key(text):
            entries.append((key[0], [key[1]] if key[1] else []))
        else:
            entries[-1][1].append(text.strip())
        end += 1
    if not any(name.lower() in _KNOWN for name, _ in entries):
        return None
    return tuple((name, tuple(values)) for name, values in entries), end


def page_break(text: str) -> bool:
    """Three or more `=` and nothing else, not indented."""
    return text.startswith("===") and not text.rstrip().strip("=")


def _key(text: str) -> tuple[str, str] | None:
    match = _KEY.match(text)
    return (match[1].rstrip(), text[match.end() :].strip()) if match else None
