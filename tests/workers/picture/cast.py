"""Characters, settings and lines for tests of the picture."""

from typing import Any

from contracts.artifacts import LineTiming, Phoneme, Word
from contracts.recipes import Figure, Picture, Place, Setting, ShotRecipe, ShotSize, Speech, TimeOfDay, View
from tools.bench.storyboard import MARA, THEO

WIDTH, HEIGHT = 480, 268
LINE = "a" * 64

CAST = (
    Figure(character="MARA", look=MARA, x=0.3, facing="right"),
    Figure(character="THEO", look=THEO, x=0.65, facing="left"),
)
INTERIORS = {"room", "bedroom", "kitchen", "office", "corridor", "hall", "bar", "hospital", "workshop", "vehicle"}


def setting(place: Place = "room", time: TimeOfDay = "day", seed: int = 7) -> Setting:
    return Setting(interior=place in INTERIORS, place=place, name=place.upper(), time=time, seed=seed)


def view(size: ShotSize = "MS", subjects: tuple[str, ...] = ("MARA",), **changes: Any) -> View:
    given: dict[str, Any] = {"setting": setting(), "figures": CAST, "subjects": subjects, "size": size}
    return View(**{**given, **changes})


def shot(picture: Picture, frames: int = 12, **changes: Any) -> ShotRecipe:
    given: dict[str, Any] = {"width": WIDTH, "height": HEIGHT, "frames": frames, "picture": picture}
    return ShotRecipe(**{**given, **changes})


def said(
    text: str = "Papa came back at last.", *, start_frame: int = 4, character: str = "MARA", on_screen: bool = True
) -> Speech:
    return Speech(character=character, text=text, line=LINE, start_frame=start_frame, on_screen=on_screen)


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
