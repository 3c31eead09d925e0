"""The storyboard that renderers are compared on: ten shots of four seconds, three characters, four places."""

from functools import cache
from typing import Final

from contracts.recipes.animatic import AnimaticShot, DrawnSet, DrawnView, Look, Place
from contracts.recipes.base import RecipeHash
from contracts.recipes.film import CameraMove, FilmSet, Position, ShotSize, TimeOfDay, View
from contracts.recipes.line import LineTiming, Phoneme, Word
from contracts.recipes.shot import Dissolve, ShotRecipe, Speech

SHOT_FRAMES: Final = 96

MARA: Final = Look(
    skin="#e8b58e", hair="#5a2d1a", hair_style="long", top="#c0392b", bottom="#2c3e50", height=0.95, build=0.92
)
THEO: Final = Look(
    skin="#8d5a3b",
    hair="#15110f",
    hair_style="short",
    top="#2471a3",
    bottom="#3b3b4a",
    height=1.05,
    build=1.1,
    beard=True,
)
INES: Final = Look(
    skin="#f1cba8",
    hair="#d9a441",
    hair_style="bob",
    top="#1e8449",
    bottom="#5d4037",
    height=0.97,
    build=0.9,
    glasses=True,
)


def _set(
    location: str, place: Place, time_of_day: TimeOfDay, *, seed: int, interior: bool = False
) -> tuple[FilmSet, DrawnSet]:
    return FilmSet(interior=interior, location=location, time_of_day=time_of_day), DrawnSet(place=place, seed=seed)


#: Each set in the film's words, and how it is drawn.
_COAST: Final = _set("LIGHTHOUSE", "coast", "dusk", seed=7)
_LAMP_ROOM: Final = _set("LAMP ROOM", "room", "night", seed=11, interior=True)
_STREET: Final = _set("CITY STREET", "street", "night", seed=3)
_KITCHEN: Final = _set("KITCHEN", "kitchen", "day", seed=5, interior=True)
_SHORE: Final = _set("COAST", "coast", "day", seed=7)

_LOOKS: Final = {"MARA": MARA, "THEO": THEO, "INES": INES}
_CAST: Final = (
    Position(character="MARA", x=0.3, facing="right"),
    Position(character="THEO", x=0.66, facing="left"),
)
_ALL: Final = (*_CAST, Position(character="INES", x=0.85, facing="left"))
_ALONE: Final = (Position(character="INES", x=0.5, facing="camera"),)

_LINES: Final = {
    1: ("THEO", "You came back. I did not think you would."),
    2: ("MARA", "Somebody had to turn the lamp on again."),
    4: ("THEO", "The ships stopped coming ten years ago, Mara."),
    5: ("MARA", "One of them did not stop. Listen."),
    7: ("INES", "Lighthouse, this is Ines. Please, somebody answer."),
    8: ("INES", "So that is the whole story."),
    9: ("MARA", "No. That is only how it starts."),
}
_ACTIONS: Final = {
    0: "Waves hammer the rocks below an abandoned lighthouse.",
    3: "Dust. A dead lens the size of a car.",
    6: "Ines waits, clutching a radio.",
}


def _view(
    where: tuple[FilmSet, DrawnSet],
    blocking: tuple[Position, ...],
    *,
    subjects: tuple[str, ...],
    size: ShotSize,
    move: CameraMove = "static",
    reverse: bool = False,
) -> tuple[View, DrawnView]:
    film_set, drawn_set = where
    looks = {position.character: _LOOKS[position.character] for position in blocking}
    view = View(set=film_set, blocking=blocking, subjects=subjects, size=size, move=move, reverse=reverse)
    return view, DrawnView(set=drawn_set, looks=looks)


_VIEWS: Final = (
    _view(_COAST, _CAST, subjects=("MARA",), size="WS", move="dolly"),
    _view(_COAST, _CAST, subjects=("MARA", "THEO"), size="TWO", move="pan"),
    _view(_COAST, _CAST, subjects=("MARA",), size="CU", move="dolly"),
    _view(_LAMP_ROOM, _CAST, subjects=(), size="WS", move="zoom", reverse=True),
    _view(_LAMP_ROOM, _CAST, subjects=("THEO",), size="MS"),
    _view(_LAMP_ROOM, _CAST, subjects=("MARA",), size="CU", move="zoom"),
    _view(_STREET, _ALONE, subjects=("INES",), size="WS", move="truck"),
    _view(_STREET, _ALONE, subjects=("INES",), size="MS", move="dolly"),
    _view(_KITCHEN, _ALL, subjects=(), size="WS", move="pan"),
    _view(_SHORE, _ALL, subjects=(), size="WS", move="zoom", reverse=True),
)
_DISSOLVES: Final = frozenset({2, 5, 7, 8})


def _hash(index: int) -> RecipeHash:
    return RecipeHash(f"{index:064x}")


@cache
def storyboard() -> tuple[ShotRecipe, ...]:
    """Ten recipes; their lines' timings are in `timings()`."""
    shots: list[ShotRecipe] = []
    for index, (view, drawn) in enumerate(_VIEWS):
        line = _LINES.get(index)
        speech = (Speech(character=line[0], text=line[1], line_hash=_hash(index), start_frame=12),) if line else ()
        following, drawn_next = _VIEWS[index + 1] if index in _DISSOLVES else (None, None)
        shots.append(
            ShotRecipe(
                frames=SHOT_FRAMES,
                picture=view,
                action=_ACTIONS.get(index),
                speech=speech,
                dissolve=Dissolve(frames=12, into=following) if following else None,
                animatic=AnimaticShot(view=drawn, into=drawn_next),
            )
        )
    return tuple(shots)


@cache
def timings() -> dict[RecipeHash, LineTiming]:
    """A plausible timing of each line: fixed, so that every machine draws the same frames."""
    return {_hash(index): _timing(text) for index, (_, text) in _LINES.items()}


def _timing(text: str, sound_ms: int = 62) -> LineTiming:
    words: list[Word] = []
    phonemes: list[Phoneme] = []
    at, offset = 60, 0
    for word in text.split(" "):
        start = at
        for sign in word:
            if sign.isalpha():
                phonemes.append(Phoneme(symbol=sign.lower(), start_ms=at, end_ms=at + sound_ms))
                at += sound_ms
        words.append(Word(offset=offset, length=len(word), start_ms=start, end_ms=at))
        offset += len(word) + 1
        at += 40
    return LineTiming(duration_ms=at + 60, words=tuple(words), phonemes=tuple(phonemes))
