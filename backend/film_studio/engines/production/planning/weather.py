"""What the sky does in a scene, by the words of its heading and its action.

The words stand in weather.toml by language; whether a clause means what it names is read as for sounds: what it denies,
quotes or says as a figure of speech does not fall from the sky. A film in another language has fair weather.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from contracts.recipes.base import Contract
from contracts.recipes.film import Weather, WeatherKind
from film_studio.engines.production.planning.sounds import Ear, Heard, any_of


class _Words(Contract):
    """weather.toml."""

    languages: dict[str, dict[WeatherKind, tuple[str, ...]]]


_WORDS: Final = _Words.model_validate(tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")))
LANGUAGES: Final = frozenset(_WORDS.languages)
#: Where several are named, the first of these is seen.
_ORDER: Final[tuple[WeatherKind, ...]] = ("storm", "snow", "rain", "fog", "wind")
_STRONG: Final = 0.9
_SEARCHED: Final = 20_000


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


@lru_cache(maxsize=16)
def _patterns(language: str) -> Mapping[WeatherKind, re.Pattern[str]]:
    return {kind: any_of(words) for kind, words in _WORDS.languages.get(language, {}).items()}
