"""The words of many languages that stand in TOML files: each can be met by the text that is read, and each is used."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

FILM_STUDIO = Path(__file__).resolve().parents[2] / "backend" / "film_studio"
#: Nobody looks for names of voices in a text.
FILES = sorted(path for path in FILM_STUDIO.rglob("*.toml") if path.stem != "neural")
#: How the text is spelled that each file's words are looked up in; patterns are met in any case.
SPELLING: dict[str, Callable[[str], str]] = {
    "acts": str.casefold,
    "cast": str.casefold,
    "chart": str,
    "colours": str,
    "crediting": str,
    "cues": str.upper,
    "described": str.lower,
    "devices": str,
    "directions": str,
    "docx": str.lower,
    "furniture": str.upper,
    "grammar": str.upper,
    "handled": str.casefold,
    "headings": str.upper,
    "language": str,
    "profile": str.casefold,
    "scoring": str.lower,
    "sets": str.casefold,
    "sounds": str,
    "story_days": str.lower,
    "tagging": str,
    "template": str,
    "things": str.casefold,
    "titles": str.lower,
    "weather": str,
}


def loaded(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def lists(table: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, list[str]]]:
    """Every list of words in a table and in the tables within it, with its place."""
    for key, value in table.items():
        name = f"{within}.{key}" if within else key
        if isinstance(value, dict):
            yield from lists(cast("dict[str, Any]", value), name)
        elif isinstance(value, list):
            words = cast("list[Any]", value)
            if words and isinstance(words[0], dict):
                for index, each in enumerate(words):
                    yield from lists(each, f"{name}[{index}]")
            else:
                yield name, words


def test_every_file_is_checked_here() -> None:
    assert {path.stem for path in FILES} == set(SPELLING)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_word_is_spelled_as_the_text_is_in_which_it_is_looked_up(path: Path) -> None:
    spelled = SPELLING[path.stem]
    faults = [
        f"{name}: {word!r}"
        for name, words in lists(loaded(path))
        for word in words
        if not word or word != spelled(word) or (path.stem != "directions" and word != " ".join(word.split()))
    ]
    assert faults == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_list_has_a_word_twice(path: Path) -> None:
    twice = {
        name: doubled
        for name, words in lists(loaded(path))
        if (doubled := [word for word, count in Counter(words).items() if count > 1])
    }
    assert twice == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_module_beside_it_reads_every_list(path: Path) -> None:
    source = path.with_suffix(".py").read_text(encoding="utf-8")
    unread = [name for name in loaded(path) if not re.search(rf"""\b{name}\b""", source)]
    assert unread == []


def test_every_alternative_of_a_direction_is_a_regular_expression() -> None:
    for name, words in lists(loaded(FILM_STUDIO / "engines" / "production" / "planning" / "directions.toml")):
        for word in words:
            assert re.compile(word).groups == 0, f"{name}: {word!r} numbers a group, which shifts those of the others"


def test_a_location_that_is_general_or_for_headings_alone_is_a_location() -> None:
    sets = loaded(FILM_STUDIO / "engines" / "production" / "planning" / "sets.toml")
    known = {word for location in sets["locations"] for word in location["words"]}
    assert set(sets["headings_only"]) - known == set()
    assert set(sets["generic"]) - known == set()
