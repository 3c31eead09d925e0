"""Reads how the page describes somebody: hair, beard, glasses, hat, clothes and their colours, build.

A heuristic, clause by clause: a colour belongs to the hair, the hat or the garment of its own clause. What the page
leaves open stays None, and the character's name decides it (`looks`).
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from contracts.recipes.animatic import Garment, HairStyle, HatShape
from film_studio.engines.character.casting.profile import begins_with_pronoun

_WORDS: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_SENTENCE: Final = re.compile(r"[^.!?。！？\n]+")
_MOST: Final = 300
#: What stands between a name and its description.
_BESIDE: Final = (",", "(", "-", "–", "—", ":")


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What the page says of somebody's looks. Colours as #rrggbb; None and False: not said; `build` and `height` are
    factors of an average one."""

    hair: str | None = None
    hair_style: HairStyle | None = None
    beard: bool | None = None
    glasses: bool | None = None
    hat: HatShape | None = None
    hat_colour: str | None = None
    garment: Garment | None = None
    top: str | None = None
    bottom: str | None = None
    build: float | None = None
    height: float | None = None


NOTHING: Final = Described()
#: Garments, hats and what is worn below, by what is drawn of them and by language.
CLOTHES: Final[Mapping[str, Mapping[str, list[str]]]] = {
    name: words for table in ("garments", "hats", "bottoms") for name, words in _WORDS[table].items()
}


def describe(text: str, language: str) -> Described:
    """What is said in the text that follows a name, in a language of the vocabulary; in others, nothing."""
    words = _vocabulary(language.split("-", maxsplit=1)[0])
    if words is None:
        return NOTHING
    found: dict[str, Any] = {}
    for number, match in enumerate(_SENTENCE.finditer(text[:_MOST])):
        sentence = match.group().strip()
        beside = number == 0 and sentence.startswith(_BESIDE)
        if not (beside or begins_with_pronoun(sentence) or words.wearing.match(sentence)):
            break
        for clause in words.parts.split(sentence.lower().replace("-", " ")):
            for attribute, value in words.read(clause):
                found.setdefault(attribute, value)
    return Described(**found)


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """One language's words, as patterns."""

    parts: re.Pattern[str]
    wearing: re.Pattern[str]
    without: re.Pattern[str]
    others: re.Pattern[str]
    patterns: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]]

    def read(self, clause: str) -> Iterable[tuple[str, Any]]:
        """Attributes of `Described`, each with what this clause says of it. What somebody looks at or takes is not what
        they wear."""
        if self.others.search(clause):
            return
        if self._first("hair", clause) or self._first("hair_only", clause):
            yield from self._hair(clause)
            return
        without = self.without.search(clause) is not None
        yield from ((each, not without) for each in ("beard", "glasses") if self._first(each, clause))
        if style := self._first("bare_styles", clause):
            yield "hair_style", style
        if not without:
            yield from self._worn(clause)
            for attribute in ("build", "height"):
                if factor := self._first(f"{attribute}s", clause):
                    yield attribute, float(factor)

    def _worn(self, clause: str) -> Iterable[tuple[str, Any]]:
        colour = self._first("colours", clause)
        if hat := self._first("hats", clause):
            yield from (("hat", hat), ("hat_colour", colour))
        elif self._first("bottoms", clause):
            yield "bottom", colour
        elif garment := self._first("garments", clause):
            yield from (("garment", garment), ("top", colour))
            if garment in {"dress", "suit"}:
                yield "bottom", colour

    def _hair(self, clause: str) -> Iterable[tuple[str, Any]]:
        if colour := self._first("hair_colours", clause) or self._first("hair_only", clause):
            yield "hair", colour
        if style := self._first("bare_styles", clause) or self._first("styles", clause):
            yield "hair_style", style

    def _first(self, table: str, clause: str) -> str | None:
        """What the first word of a table in the clause means."""
        found = (
            (match.start(), meaning) for pattern, meaning in self.patterns[table] if (match := pattern.search(clause))
        )
        return min(found, default=(0, None))[1]


@lru_cache(maxsize=16)
def _vocabulary(language: str) -> _Vocabulary | None:
    if language not in _WORDS["languages"]:
        return None
    patterns = {
        table: tuple(
            (_any(words[language]), meaning) for meaning, words in _WORDS[table].items() if words.get(language)
        )
        for table in _TABLES
    }
    grammar = _WORDS["languages"][language]
    return _Vocabulary(
        parts=re.compile(rf"[,;:()/]|\b(?:{'|'.join(grammar['parts'])})\b"),
        wearing=re.compile(rf"(?:{'|'.join(grammar['wearing'])})\b", re.IGNORECASE),
        without=_any(grammar["without"]),
        others=_any(grammar["others"]),
        patterns=patterns,
    )


_TABLES: Final = (
    "colours", "hair", "hair_only", "hair_colours", "styles", "bare_styles", "beard", "glasses", "hats", "garments",
    "bottoms", "builds", "heights",
)  # fmt: skip


def _any(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
