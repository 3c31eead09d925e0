"""What scoring.toml says: which genre a film's words are of, and what a place is to music."""

import re
import tomllib
from pathlib import Path
from typing import Final, get_args

from contracts.recipes.animatic import Place
from contracts.recipes.base import Contract
from contracts.recipes.film import View
from contracts.recipes.score import Genre, Surroundings
from film_studio.engines.production import Plan, PlannedShot


class _Words(Contract):
    """scoring.toml."""

    enough: int
    genres: dict[Genre, frozenset[str]]
    surroundings: dict[Surroundings, frozenset[Place]]


_WORDS: Final = _Words.model_validate(tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")))
_OF_GENRE: Final[dict[Genre, re.Pattern[str]]] = {
    genre: re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})\b")
    for genre, words in _WORDS.genres.items()
}
#: A kind of place → what it is to music.
_AT: Final[dict[Place, Surroundings]] = {
    place: name for name, places in _WORDS.surroundings.items() for place in places
}
if set(_AT) != set(get_args(Place)):
    raise ValueError(f"scoring.toml: what is {sorted(set(get_args(Place)) ^ set(_AT))} to music?")


def genre_of(plan: Plan) -> Genre | None:
    """The genre that the words of actions and locations are of; None where they are of none, or of two alike."""
    found = text_of(plan)
    counts: dict[Genre, int] = {genre: len(set(words.findall(found))) for genre, words in _OF_GENRE.items()}
    second, most = sorted(counts.values())[-2:]
    if most < _WORDS.enough or most == second:
        return None
    return max(counts, key=lambda genre: counts[genre])


def text_of(plan: Plan) -> str:
    """What is seen, in small letters: actions, and each location once."""
    locations = {shot.picture.set.location for shot in plan.shots if isinstance(shot.picture, View)}
    actions = (shot.action for shot in plan.shots if shot.action)
    return "\n".join((*sorted(locations), *actions)).lower()


def surroundings_of(shot: PlannedShot) -> Surroundings | None:
    """Where a shot plays, as music takes it; None for a card."""
    return _AT[shot.drawn.set.place] if shot.drawn is not None else None
