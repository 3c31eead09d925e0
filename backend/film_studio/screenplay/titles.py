"""The title page: what makes the first lines of a file one, and how its values are read."""

import re
from collections.abc import Sequence
from typing import Final

from film_studio.screenplay.cues import ends_in_to, standing_transition
from film_studio.screenplay.headings import HeadingReader
from film_studio.screenplay.remarks import Line

# One of these must be there. Any word with a colon could be a key, and so could a film's first line: "Nothing: sea."
_KEYS: Final = """
    title;subtitle;credit;credits;author;authors;written by;source;story by;based on;notes;note;draft;draft date;date;
    contact;copyright;revision;version;format;episode;series;season;genre;language;logline;director;producer;company;
    titel;autor;autorin;autoren;datum;fassung;kontakt;quelle;titre;auteur;auteure;auteurs;título;titulo;autora;autores;
    fecha;data;titolo;autore;autori;tytuł;название;автор;авторы;дата;назва;タイトル;題名;作者;脚本;标题;標題;编剧;제목;작가
"""
_KNOWN: Final = frozenset(name.strip() for name in _KEYS.split(";"))
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
