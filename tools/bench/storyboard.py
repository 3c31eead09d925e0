"""The storyboard that renderers are compared on: ten shots of four seconds, three characters, four places."""

from functools import cache
from typing import Final

from contracts.artifacts import LineTiming, Phoneme, Word
from contracts.recipes import Dissolve, Figure, Look, Setting, ShotRecipe, Speech, View

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

_COAST: Final = Setting(interior=False, place="coast", name="LIGHTHOUSE", time="dusk", seed=7)
_LAMP_ROOM: Final = Setting(interior=True, place="room", name="LAMP ROOM", time="night", seed=11)
_STREET: Final = Setting(interior=False, place="street", name="CITY STREET", time="night", seed=3)
_KITCHEN: Final = Setting(interior=True, place="kitchen", name="KITCHEN", time="day", seed=5)
_SHORE: Final = Setting(interior=False, place="coast", name="COAST", time="day", seed=7)

_CAST: Final = (
    Figure(character="MARA", look=MARA, x=0.3, facing="right"),
    Figure(character="THEO", look=THEO, x=0.66, facing="left"),
)
_ALL: Final = (*_CAST, Figure(character="INES", look=INES, x=0.85, facing="left"))
_ALONE: Final = (Figure(character="INES", look=INES, x=0.5, facing="camera"),)

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
_VIEWS: Final = (
    View(setting=_COAST, figures=_CAST, subjects=("MARA",), size="WS", move="dolly"),
    View(setting=_COAST, figures=_CAST, subjects=("MARA", "THEO"), size="TWO", move="pan"),
    View(setting=_COAST, figures=_CAST, subjects=("MARA",), size="CU", move="dolly"),
    View(setting=_LAMP_ROOM, figures=_CAST, subjects=(), size="WS", move="zoom", reverse=True),
    View(setting=_LAMP_ROOM, figures=_CAST, subjects=("THEO",), size="MS"),
    View(setting=_LAMP_ROOM, figures=_CAST, subjects=("MARA",), size="CU", move="zoom"),
    View(setting=_STREET, figures=_ALONE, subjects=("INES",), size="WS", move="truck"),
    View(setting=_STREET, figures=_ALONE, subjects=("INES",), size="MS", move="dolly"),
    View(setting=_KITCHEN, figures=_ALL, subjects=(), size="WS", move="pan"),
    View(setting=_SHORE, figures=_ALL, subjects=(), size="WS", move="zoom", reverse=True),
)
_DISSOLVES: Final = frozenset({2, 5, 7, 8})


def _name(index: int) -> str:
    return f"{index:064x}"


@cache
def storyboard() -> tuple[ShotRecipe, ...]:
    """Ten recipes; their lines' timings are in `timings()`."""
    shots: list[ShotRecipe] = []
    for index, view in enumerate(_VIEWS):
        line = _LINES.get(index)
        speech = (Speech(character=line[0], text=line[1], line=_name(index), start_frame=12),) if line else ()
        into = Dissolve(frames=12, into=_VIEWS[index + 1]) if index in _DISSOLVES else None
        shots.append(
            ShotRecipe(frames=SHOT_FRAMES, picture=view, action=_ACTIONS.get(index), speech=speech, dissolve=into)
        )
    return tuple(shots)


@cache
def timings() -> dict[str, LineTiming]:
    """A plausible timing of each line: fixed, so that every machine draws the same frames."""
    return {_name(index): _timing(text) for index, (_, text) in _LINES.items()}


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
