"""Where and when a scene plays: from its heading, else its action or the scene before, to a set that can be drawn."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from contracts.recipes.animatic import DrawnSet, Place
from contracts.recipes.film import FilmSet, TimeOfDay
from film_studio.engines.production.planning.sets import (
    EXTERIOR,
    GENERIC,
    HEADINGS_ONLY,
    INTERIOR,
    KEYWORDS,
    PREPOSITIONS,
    TIMES,
)
from film_studio.kit.seeds import seeded
from film_studio.screenplay.elements import SceneHeading
from film_studio.screenplay.grammar import plain_time

#: Establishing shots of these look far; of the others, across a street or a room.
OPEN: Final[frozenset[Place]] = frozenset({"forest", "field", "coast", "mountain", "desert", "road"})
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_WORD: Final = re.compile(r"\w+(?:['’]\w+)?")
_SEGMENT: Final = re.compile(r"\s[-–—]\s|[/,:;]")
_SEARCHED: Final = 2_000
_MATCHED_WORDS: Final = 4
#: What stands before words that say where: a preposition, or nothing but an article.
_AT: Final = re.compile(
    rf"(?<!\w)(?:{'|'.join(map(re.escape, PREPOSITIONS))})\s+(?:[\w'’-]+\s+){{0,3}}$", re.IGNORECASE
)
_OPENS: Final = re.compile(r"^\W*(?:[\w'’-]+\s+){0,2}$")


#: What says which place a set is; nothing does where a plain room or street is drawn for it.
NamedBy = Literal["heading", "action", "nothing"]


@dataclass(frozen=True, slots=True)
class SceneSet:
    """The set of a scene: where and when it plays, which of the animatic's sets shows it, and what says so."""

    film: FilmSet
    drawn: DrawnSet
    named_by: NamedBy = "heading"


def set_of(heading: SceneHeading | None, action: str, before: SceneSet | None) -> SceneSet:
    """The set of a scene. `action`: the scene's action, read where the heading is silent; `before`: the scene before,
    whose time goes on where the heading says CONTINUOUS, LATER or nothing."""
    if heading is None:
        return _without_heading(action, before)
    name = " ".join(heading.location.split()) or " ".join(heading.text.split())
    stated = True if heading.interior else (False if heading.exterior else None)
    place = _place(name, stated, heading=True)
    named_by: NamedBy = "heading"
    interior = stated
    if place is None:
        named_by = "action"
        place = _place(action, stated, lean=before.film.interior if before and before.film.location == name else None)
    if interior is None:
        interior = place in INTERIOR if place else (before.film.interior if before else True)
    if place is None:
        place, named_by = "room" if interior else "street", "nothing"
    stated_time = time_of_day_in(plain_time(heading.time or "")) or time_of_day_in(plain_time(heading.text))
    time_of_day = stated_time or (before.film.time_of_day if before else time_of_day_in(action) or "day")
    outside = _place(name, False, heading=True) if place == "vehicle" and interior else None
    return SceneSet(
        FilmSet(interior=interior, location=name, time_of_day=time_of_day),
        DrawnSet(place=place, seed=location_seed(name), outside=outside),
        named_by,
    )


def set_named(words: str, base: SceneSet) -> SceneSet | None:
    """The set that a line of a montage plays in, where it says: `Ana at sea`, `In the rain, a train station.` What it
    leaves open is as in `base`. None where it names no place: `Ana sells the car`."""
    found = _best(words, None, says_where=True)
    if found is None:
        return None
    place, phrase = found
    if phrase in base.film.location.casefold():
        return base
    return SceneSet(
        FilmSet(
            interior=place in INTERIOR,
            location=phrase.upper(),
            time_of_day=time_of_day_in(words) or base.film.time_of_day,
        ),
        DrawnSet(place=place, seed=location_seed(phrase)),
    )


def location_seed(name: str) -> int:
    """Same location, same seed, however the heading spells blanks and case."""
    return seeded("location", " ".join(name.casefold().split()))


def _without_heading(action: str, before: SceneSet | None) -> SceneSet:
    if before is not None:
        return before
    found = _place(action, None)
    place = found or "room"
    return SceneSet(
        FilmSet(interior=place in INTERIOR, location="", time_of_day=time_of_day_in(action) or "day"),
        DrawnSet(place=place, seed=location_seed(place)),
        "action" if found else "nothing",
    )


def _place(text: str, interior: bool | None, *, lean: bool | None = None, heading: bool = False) -> Place | None:
    """The place that the words name.

    A telling word beats a general one; then the last part of a heading, since headings go from the general to the
    particular (LIGHTHOUSE - LAMP ROOM); then the longest phrase; then the last, since English puts what a thing is at
    the end (HOSPITAL CORRIDOR).
    """
    found = _best(text, interior, lean=lean, heading=heading)
    return found and found[0]


def _best(
    text: str, interior: bool | None, *, lean: bool | None = None, heading: bool = False, says_where: bool = False
) -> tuple[Place, str] | None:
    """The place, and the words for it."""
    side = lean if interior is None else interior
    best: tuple[tuple[bool, int, int, int], Place, str] | None = None
    for part, segment in enumerate(_SEGMENT.split(text[:_SEARCHED]) if heading else [text[:_SEARCHED]]):
        for position, phrase, (inside, outside) in _matches(segment):
            if not heading and phrase in HEADINGS_ONLY:
                continue
            place = (inside or outside) if side is None else (inside if side else outside)
            if place is None or (interior is False and place in INTERIOR) or (interior and place in EXTERIOR):
                continue
            if (
                says_where
                and not _AT.search(segment[:position])
                and (place == "vehicle" or not _OPENS.match(segment[:position]))
            ):
                continue
            rank = (phrase not in GENERIC, part, phrase.count(" "), position)
            if best is None or rank >= best[0]:
                best = (rank, place, phrase)
    return best[1:] if best else None


def _matches(text: str) -> list[tuple[int, str, tuple[Place | None, Place | None]]]:
    """(position, keyword, its places) of every keyword in the text."""
    folded = text.casefold()
    words = [(match.group(), match.start()) for match in _WORD.finditer(folded)]
    found: list[tuple[int, str, tuple[Place | None, Place | None]]] = []
    for index, (_, start) in enumerate(words):
        for size in range(_MATCHED_WORDS, 0, -1):
            phrase = " ".join(word for word, _ in words[index : index + size])
            keyword = next((form for form in (phrase, phrase.removesuffix("s")) if form in KEYWORDS), None)
            if keyword:
                found.append((start, keyword, KEYWORDS[keyword]))
                break
    found += [(folded.find(word), word, KEYWORDS[word]) for word in _unspaced_places() if word in folded]
    return found


def time_of_day_in(text: str) -> TimeOfDay | None:
    """The time of day that the words name last; None where they name none, as CONTINUOUS does."""
    folded = text[:_SEARCHED].casefold()
    words = [match.group() for match in _WORD.finditer(folded)]
    for size in (3, 2, 1):
        for index in range(len(words) - size, -1, -1):
            time = TIMES.get(" ".join(words[index : index + size]))
            if time:
                return time
    return next((TIMES[word] for word in _unspaced_times() if word in folded), None)


@lru_cache(maxsize=1)
def _unspaced_places() -> tuple[str, ...]:
    return tuple(word for word in KEYWORDS if _UNSPACED.search(word))


@lru_cache(maxsize=1)
def _unspaced_times() -> tuple[str, ...]:
    return tuple(sorted((word for word in TIMES if _UNSPACED.search(word)), key=len, reverse=True))
