"""What the sky does in a scene, by the words of its heading and its action.

The words stand in weather.toml by language; whether a clause means what it names is read as for sounds: what it denies,
quotes or says as a figure of speech does not fall from the sky. A film in another language has fair weather. What
begins or ends within a scene ("It begins to rain.") is under the same sky before and after.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from contracts.recipes.base import Contract
from contracts.recipes.film import Weather, WeatherKind
from film_studio.engines.production.planning.sounds import QUOTED, Ear, Heard, any_of


class _Changes(Contract):
    unless: tuple[str, ...]
    begins: dict[WeatherKind, tuple[str, ...]]
    ends: dict[WeatherKind, tuple[str, ...]]
    ended: dict[WeatherKind, tuple[str, ...]]


class _Words(Contract):
    """weather.toml."""

    languages: dict[str, dict[WeatherKind, tuple[str, ...]]]
    changes: dict[str, _Changes]


_WORDS: Final = _Words.model_validate(tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")))
LANGUAGES: Final = frozenset(_WORDS.languages)
#: Where several are named, the first of these is seen.
_ORDER: Final[tuple[WeatherKind, ...]] = ("storm", "snow", "rain", "fog", "wind")
_STRONG: Final = 0.9
_SEARCHED: Final = 20_000
_SENTENCE: Final = re.compile(r"[^.!?…\n]+[.!?…]*")
#: The words that may take back what they stand before: "until the rain stops".
_BEFORE: Final = re.compile(r"(?:[\w'’]+\W+){1,2}$")
#: What ends with what: a storm that passes takes its rain and its wind along.
_SAME: Final[Mapping[WeatherKind, frozenset[WeatherKind]]] = {
    "rain": frozenset({"rain", "storm"}),
    "snow": frozenset({"snow"}),
    "fog": frozenset({"fog"}),
    "storm": frozenset({"rain", "storm", "wind", "snow"}),
    "wind": frozenset({"wind"}),
}
_Turn = Literal["begins", "ends", "ended"]


@dataclass(frozen=True, slots=True)
class Course:
    """What the sky does through a scene: as it opens, in the moments in which that changes, by their numbers, and from
    the moment behind each on."""

    opens: Weather | None
    turns: Mapping[int, Weather]
    then: Mapping[int, Weather]


@dataclass(frozen=True, slots=True)
class _Change:
    turn: _Turn
    kind: WeatherKind
    at: int


def weather(ear: Ear, language: str, text: str) -> Weather | None:
    """The weather that a text names where it plays; None where it names none. What is far away is left there.

    Rain in a storm or in a strong wind is a storm, and snow in one is strong.
    """
    found: dict[WeatherKind, float] = {}
    patterns = _patterns(language.split("-", maxsplit=1)[0].lower())
    named: tuple[Heard[WeatherKind], ...] = ear.named(text[:_SEARCHED], patterns)
    for heard in named:
        if not heard.distance:
            found[heard.sound] = max(found.get(heard.sound, 0.0), heard.strength)
    kind: WeatherKind | None = next((each for each in _ORDER if each in found), None)
    if kind is None:
        return None
    driven = "storm" in found or found.get("wind", 0.0) >= _STRONG
    if "snow" in found:
        return Weather(kind="snow", strength=_STRONG if driven else found["snow"])
    if driven and (kind == "storm" or "rain" in found):
        return Weather(kind="storm", strength=_STRONG)
    return Weather(kind=kind, strength=found[kind])


def course(ear: Ear, language: str, heading: str, texts: Sequence[str], before: Weather | None = None) -> Course:
    """The weather of a scene from moment to moment. `texts`: the action of each, "" where it has none; `before`: what
    goes on from the scene before this one."""
    named = [heading]
    found: list[tuple[int, _Change]] = []
    for number, text in enumerate(texts):
        change = _change(language, text)
        if change is None:
            named[-1] += f"\n{text}"
        else:
            named[-1] += f"\n{text[: change.at]}"
            found.append((number, change))
            named.append(text[change.at :])
    now = weather(ear, language, named[0]) or before
    if now is None and found and found[0][1].turn == "ends":
        now = Weather(kind=found[0][1].kind)
    opens: Weather | None = now
    turns: dict[int, Weather] = {}
    then: dict[int, Weather] = {}
    for (number, change), words in zip(found, named[1:], strict=True):
        here = now is not None and now.is_here
        if change.turn == "begins" and not (here and now is not None and now.kind == change.kind):
            coming = weather(ear, language, words) or Weather(kind=change.kind)
            if not turns and opens is None:
                opens = coming.model_copy(update={"phase": "before"})
            turns[number] = coming.model_copy(update={"phase": "begins"})
            now = then[number] = coming
        elif change.turn != "begins" and here and now is not None and now.kind in _SAME[change.kind]:
            turns[number] = now.model_copy(update={"phase": "ends" if change.turn == "ends" else "after"})
            now = then[number] = now.model_copy(update={"phase": "after"})
    return Course(opens, turns, then)


def _change(language: str, text: str) -> _Change | None:
    """The last change of the weather in a text, and where the sentence of the first begins: what stands behind that is
    said of the weather that comes."""
    words = _turns(language.split("-", maxsplit=1)[0].lower())
    if words is None:
        return None
    found = [
        (sentence.start() + at, _Change(turn, kind, sentence.start()))
        for sentence in _SENTENCE.finditer(QUOTED.sub(_blank, text))
        for turn, kind, at in words.of(sentence[0])
    ]
    if not found:
        return None
    last = max(found, key=lambda each: each[0])[1]
    return replace(last, at=min(change.at for _, change in found))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


class _Turning:
    """A language's words for changes, compiled."""

    def __init__(self, words: _Changes) -> None:
        self._unless = any_of(words.unless)
        kinds: Mapping[_Turn, Mapping[WeatherKind, Sequence[str]]] = {
            "ended": words.ended,
            "ends": words.ends,
            "begins": words.begins,
        }
        self._patterns: list[tuple[_Turn, WeatherKind, re.Pattern[str]]] = [
            (turn, kind, any_of(each)) for turn, of in kinds.items() for kind, each in of.items()
        ]

    def of(self, sentence: str) -> Iterator[tuple[_Turn, WeatherKind, int]]:
        """The changes that a sentence tells, each with where in it."""
        for turn, kind, pattern in self._patterns:
            for match in pattern.finditer(sentence):
                before = _BEFORE.search(sentence, 0, match.start())
                if before is None or not self._unless.search(before[0]):
                    yield turn, kind, match.start()


@lru_cache(maxsize=16)
def _turns(language: str) -> _Turning | None:
    words = _WORDS.changes.get(language)
    return _Turning(words) if words else None


@lru_cache(maxsize=16)
def _patterns(language: str) -> Mapping[WeatherKind, re.Pattern[str]]:
    return {kind: any_of(words) for kind, words in _WORDS.languages.get(language, {}).items()}
