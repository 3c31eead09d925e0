"""Characters, settings and lines for tests of the picture."""

from typing import Any

from film_workers.renderers.animatic.scene import Figure, Location, Scene

from contracts.recipes.animatic import AnimaticShot, DrawnSet, DrawnView, Place
from contracts.recipes.base import RecipeHash
from contracts.recipes.film import Card, FilmSet, Position, ShotSize, TimeOfDay, View
from contracts.recipes.line import LineTiming, Phoneme, Word
from contracts.recipes.shot import Dissolve, ShotRecipe, Speech
from tools.bench.storyboard import MARA, THEO

WIDTH, HEIGHT = 480, 268
LINE = RecipeHash("a" * 64)

CAST = (
    Figure("MARA", MARA, x=0.3, facing="right"),
    Figure("THEO", THEO, x=0.65, facing="left"),
)
INTERIORS = {"room", "bedroom", "kitchen", "office", "corridor", "hall", "bar", "hospital", "workshop", "vehicle"}


def location(place: Place = "room", time_of_day: TimeOfDay = "day", seed: int = 7) -> Location:
    return Location(place.upper(), place in INTERIORS, time_of_day, place, seed, outside=None)


def scene(size: ShotSize = "MS", subjects: tuple[str, ...] = ("MARA",), **changes: Any) -> Scene:
    given: dict[str, Any] = {"location": location(), "figures": CAST, "subjects": subjects, "size": size}
    still: dict[str, Any] = {"insert": None, "angle": "eye", "move": "static", "reverse": False}
    return Scene(**{**given, **still, **changes})


def shot(picture: Scene | Card, frames: int = 12, *, into: Scene | None = None, **changes: Any) -> ShotRecipe:
    """A recipe for a scene or a card, which dissolves `into` another scene in its last six frames."""
    own, drawn = _said_and_drawn(picture)
    dissolve, drawn_next = None, None
    if into is not None:
        following, drawn_next = _said_and_drawn(into)
        dissolve = Dissolve(frames=6, into=following)
    block = AnimaticShot(view=drawn, into=drawn_next)
    given: dict[str, Any] = {"width": WIDTH, "height": HEIGHT, **changes}
    return ShotRecipe(frames=frames, picture=own, dissolve=dissolve, animatic=block, **given)


def _said_and_drawn(picture: Scene | Card) -> tuple[View | Card, DrawnView | None]:
    """A scene in the film's words, and as the animatic's block has it."""
    if isinstance(picture, Card):
        return picture, None
    where = picture.location
    view = View(
        set=FilmSet(
            interior=where.interior,
            location=where.name,
            time_of_day=where.time_of_day,
            weather=where.weather,
            snow_lies=where.snow_lies,
        ),
        blocking=tuple(
            Position(
                character=each.character,
                x=each.x,
                facing=each.facing,
                posture=each.posture,
                acts=each.acts,
                holds=each.holds,
            )
            for each in picture.figures
        ),
        subjects=picture.subjects,
        size=picture.size,
        detail=picture.detail or picture.insert,
        things=picture.things,
        angle=picture.angle,
        move=picture.move,
        reverse=picture.reverse,
        told=picture.told,
    )
    drawn_set = DrawnSet(place=where.place, seed=where.seed, outside=where.outside)
    looks = {each.character: each.look for each in picture.figures}
    return view, DrawnView(set=drawn_set, looks=looks, insert=picture.insert)


def said(
    text: str = "Papa came back at last.", *, start_frame: int = 4, character: str = "MARA", on_screen: bool = True
) -> Speech:
    return Speech(character=character, text=text, line_hash=LINE, start_frame=start_frame, on_screen=on_screen)


def timing(text: str = "Papa came back at last.", symbol: str | None = None) -> LineTiming:
    """A letter is a phoneme of 80 ms; with `symbol`, each is that phoneme."""
    words: list[Word] = []
    phonemes: list[Phoneme] = []
    at = offset = 0
    for word in text.split(" "):
        start = at
        for sign in word:
            phonemes.append(Phoneme(symbol=symbol or sign.lower(), start_ms=at, end_ms=at + 80))
            at += 80
        words.append(Word(offset=offset, length=max(1, len(word)), start_ms=start, end_ms=at))
        offset += len(word) + 1
    return LineTiming(duration_ms=at, words=tuple(words), phonemes=tuple(phonemes))
