"""What a film sounds of: the tone of each place, and the sounds that the words of an action name.

The words stand in sounds.toml by language; a film in another has the tones of its places alone.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Generic, Literal, Self, TypeVar

from pydantic import Field, model_validator

from contracts.recipes.animatic import Place
from contracts.recipes.base import Contract, Fraction
from contracts.recipes.effects import Ambience, SpotEffect, Surface
from contracts.recipes.film import TimeOfDay
from film_studio.engines.production.planning.locations import SceneSet
from film_studio.engines.production.planning.shotlist import PlannedAmbience, PlannedSound

_Sound = TypeVar("_Sound", bound=str)

MIDDLE: Final = 0.5
_STRONG: Final = 0.9
_SOFT: Final = 0.2
_FAR: Final = 0.75
#: What is outside is heard from there in a room.
_OUTDOORS: Final[frozenset[Ambience | SpotEffect]] = frozenset(
    {"rain", "wind", "sea", "stream", "traffic", "birds", "crickets", "thunder", "church_bell", "helicopter"}
)
#: Weather goes on in the next scene of the same time.
WEATHER: Final[frozenset[Ambience]] = frozenset({"rain", "wind"})
_MOST_SPOTS: Final = 6  # in one shot
_LONGEST_SOURCE: Final = 200
_SEARCHED: Final = 20_000
_SENTENCE: Final = re.compile(r"[.!?;…\n]+")
_CLAUSE: Final = re.compile(r"[,:]|\s[-–—]+\s|—")
QUOTED: Final = re.compile(r'"[^"\n]*"|“[^”\n]*”|„[^“”\n]*[“”]|«[^»\n]*»|»[^«\n]*«')


class _Tone(Contract):
    places: tuple[Place, ...] = ()
    side: Literal["inside", "outside"] | None = None
    times: tuple[TimeOfDay, ...] = ()
    sound: Ambience
    strength: Fraction = MIDDLE
    distance: Fraction = 0.0

    def is_of(self, scene_set: SceneSet) -> bool:
        film = scene_set.film
        return (
            (not self.places or scene_set.drawn.place in self.places)
            and (self.side is None or (self.side == "inside") == film.interior)
            and (not self.times or film.time_of_day in self.times)
        )


class _Vocabulary(Contract):
    articles: tuple[str, ...]
    contrasts: tuple[str, ...]
    negations: tuple[str, ...]
    denials: tuple[str, ...]
    figures: tuple[str, ...]
    strong: tuple[str, ...]
    soft: tuple[str, ...]
    far: tuple[str, ...]
    behind: tuple[str, ...]
    snow: tuple[str, ...]
    ambience: dict[Ambience, tuple[str, ...]]
    spots: dict[SpotEffect, tuple[str, ...]]


class _Words(Contract):
    """sounds.toml."""

    tones: tuple[_Tone, ...]
    surfaces: dict[Surface, tuple[Place, ...]]
    seconds: dict[SpotEffect, float] = Field(description="Of every spot effect")
    languages: dict[str, _Vocabulary]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        for language, vocabulary in self.languages.items():
            if unknown := set(vocabulary.spots) - set(self.seconds):
                raise ValueError(f"{language}: {min(unknown)} has words and no length; give its `seconds`")
        return self


_WORDS: Final = _Words.model_validate(tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")))
_SURFACES: Final[Mapping[Place, Surface]] = {
    place: surface for surface, places in _WORDS.surfaces.items() for place in places
}
LANGUAGES: Final = frozenset(_WORDS.languages)


@dataclass(frozen=True, slots=True)
class Heard(Generic[_Sound]):
    """A sound that words name. `at`: where in the text, in characters; `words`: those that name it, as written;
    `source`: the clause; `behind`: a wall."""

    sound: _Sound
    at: int
    words: str
    source: str
    strength: float
    distance: float
    behind: bool


@dataclass(frozen=True, slots=True)
class _Clause:
    """`text`: what of it may sound, the rest blanked; `written`: as it stands on the page."""

    start: int
    text: str
    written: str


class Ear:
    """Reads the sounds in texts of one language. What the cast is called is not heard: RIVER walks in, and no water."""

    def __init__(self, language: str, cast: Iterable[str] = ()) -> None:
        self._heard = _patterns(language.split("-", maxsplit=1)[0].lower())
        self._names = self._heard.names(cast) if self._heard else None

    def spots(self, text: str) -> tuple[Heard[SpotEffect], ...]:
        """What is heard at a moment of an action, in the order of the words: each sound once a clause."""
        return () if self._heard is None else self.named(text, self._heard.spots)[:_MOST_SPOTS]

    def named(self, text: str, words: Mapping[_Sound, re.Pattern[str]]) -> tuple[Heard[_Sound], ...]:
        """What patterns find in the clauses that say what is there, in the order of the words: each once a clause."""
        if self._heard is None:
            return ()
        found = [
            heard for clause in self._heard.clauses(text, self._names) for heard in self._heard.named(clause, words)
        ]
        return tuple(sorted(found, key=lambda heard: heard.at))

    def ambience(self, text: str) -> tuple[Heard[Ambience], ...]:
        """What goes on in a scene by its words: each sound once, as its first clause says."""
        if self._heard is None:
            return ()
        found: dict[Ambience, Heard[Ambience]] = {}
        for clause in self._heard.clauses(text[:_SEARCHED], self._names):
            for heard in self._heard.named(clause, self._heard.ambience):
                found.setdefault(heard.sound, heard)
        return tuple(found.values())

    def lies_snow(self, text: str) -> bool:
        """Whether there is snow on the ground."""
        return self._heard is not None and self._heard.snow.search(_unnamed(text[:_SEARCHED], self._names)) is not None


class _Patterns:
    """A language's words, compiled."""

    def __init__(self, words: _Vocabulary) -> None:
        self.ambience: dict[Ambience, re.Pattern[str]] = {sound: any_of(each) for sound, each in words.ambience.items()}
        self.spots: dict[SpotEffect, re.Pattern[str]] = {sound: any_of(each) for sound, each in words.spots.items()}
        self._articles = "|".join(words.articles)
        self.snow = any_of(words.snow)
        self._contrasts, self._figures = any_of(words.contrasts), any_of(words.figures)
        self._negations, self._denials = any_of(words.negations), any_of(words.denials)
        self._strong, self._soft = any_of(words.strong), any_of(words.soft)
        self._far, self._behind = any_of(words.far), any_of(words.behind)

    def names(self, cast: Iterable[str]) -> re.Pattern[str] | None:
        """Matches what the cast is called, as names are written; as `noun`, the article before what is called so."""
        written = {each for name in cast for each in (name.upper(), name.title()) if name.strip()}
        called = "|".join(re.escape(each) for each in sorted(written, key=lambda each: (-len(each), each)))
        return re.compile(rf"(?P<noun>(?<!\w)(?i:{self._articles})\s+)?(?<!\w)(?:{called})(?!\w)") if called else None

    def clauses(self, text: str, names: re.Pattern[str] | None) -> Iterator[_Clause]:
        """The clauses in which something may sound: those that deny it, what is quoted, and figures of speech are left
        out."""
        meant = self._figures.sub(_blank, QUOTED.sub(_blank, _unnamed(text, names)))
        for start, end in _between(meant, (_SENTENCE, self._contrasts)):
            denial = self._denials.search(meant, start, end)
            sure = denial.start() if denial else end
            for first, last in _between(meant, (_CLAUSE,), start, end):
                clause = meant[first : min(last, sure)]
                if clause.strip() and not self._negations.search(meant, first, last):
                    yield _Clause(first, clause, text[first : first + len(clause)])

    def named(self, clause: _Clause, words: Mapping[_Sound, re.Pattern[str]]) -> Iterator[Heard[_Sound]]:
        """The sounds that a clause names."""
        strength = _STRONG if self._strong.search(clause.text) else _SOFT if self._soft.search(clause.text) else MIDDLE
        for sound, pattern in words.items():
            if match := pattern.search(clause.text):
                yield Heard(
                    sound=sound,
                    at=clause.start + match.start(),
                    words=clause.written[match.start() : match.end()],
                    source=" ".join(clause.written.split())[:_LONGEST_SOURCE],
                    strength=strength,
                    distance=_FAR if self._far.search(clause.text) else 0.0,
                    behind=self._behind.search(clause.text) is not None,
                )


def ambience(
    ear: Ear, place: tuple[int, int, SceneSet], text: str, before: Sequence[PlannedAmbience] = ()
) -> tuple[PlannedAmbience, ...]:
    """What goes on in a place, which is that of a stretch of a scene: its tones, what its heading and its action name,
    and the weather of `before`, what went before it where that goes on. `text` is its action."""
    stretch, scene, scene_set = place
    interior = scene_set.film.interior
    found: dict[Ambience, PlannedAmbience] = {}
    for each in before:
        if each.sound in WEATHER:
            found[each.sound] = each.model_copy(update={"scene": scene, "stretch": stretch, "behind_walls": interior})
    for heard in (*ear.ambience(text), *ear.ambience(scene_set.film.location)):
        found[heard.sound] = PlannedAmbience(
            scene=scene,
            stretch=stretch,
            sound=heard.sound,
            strength=heard.strength,
            distance=heard.distance,
            interior=interior,
            behind_walls=interior and (heard.behind or heard.sound in _OUTDOORS),
            source=heard.source,
        )
    for tone in _WORDS.tones:
        if tone.is_of(scene_set) and not (tone.sound == "sea" and "stream" in found):
            planned = PlannedAmbience(
                scene=scene,
                stretch=stretch,
                sound=tone.sound,
                strength=tone.strength,
                distance=tone.distance,
                interior=interior,
                source=scene_set.film.location,
            )
            found.setdefault(tone.sound, planned)
    return tuple(found.values())


def spots(ear: Ear, scene_set: SceneSet, text: str, *, snow: bool, pan: float) -> tuple[PlannedSound, ...]:
    """What is heard in a shot of this action. `snow` lies on the ground; `pan` is where the frame's subject stands."""
    interior = scene_set.film.interior
    planned: list[PlannedSound] = []
    for heard in ear.spots(text):
        behind = interior and (heard.behind or heard.sound in _OUTDOORS)
        planned.append(
            PlannedSound(
                sound=heard.sound,
                at=round(heard.at / len(text), 3),
                seconds=_WORDS.seconds[heard.sound],
                strength=heard.strength,
                distance=heard.distance,
                pan=0.0 if behind else pan,
                interior=interior,
                behind_walls=behind,
                surface=_surface(scene_set, snow=snow),
                source=heard.source,
            )
        )
    return tuple(planned)


def _surface(scene_set: SceneSet, *, snow: bool) -> Surface:
    if snow and not scene_set.film.interior:
        return "snow"
    return _SURFACES.get(scene_set.drawn.place, "wood" if scene_set.film.interior else "stone")


def _between(
    text: str, marks: tuple[re.Pattern[str], ...], start: int = 0, end: int | None = None
) -> Iterator[tuple[int, int]]:
    """The stretches of a text between marks."""
    end = len(text) if end is None else end
    ends = sorted(match.span() for mark in marks for match in mark.finditer(text, start, end))
    for first, last in ends:
        if first >= start:
            yield start, first
            start = last
    yield start, end


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _unnamed(text: str, names: re.Pattern[str] | None) -> str:
    return names.sub(lambda match: match[0] if match["noun"] else "_" * len(match[0]), text) if names else text


def any_of(alternatives: Sequence[str]) -> re.Pattern[str]:
    """Matches any of the alternatives as whole words. An alternative that numbers a group raises `ValueError`."""
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)
    if pattern.groups:
        raise ValueError(f"{alternatives[0]} and the others number a group; write (?:…)")
    return pattern


@lru_cache(maxsize=16)
def _patterns(language: str) -> _Patterns | None:
    words = _WORDS.languages.get(language)
    return _Patterns(words) if words else None
