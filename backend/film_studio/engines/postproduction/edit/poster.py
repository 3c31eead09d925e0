"""Chooses the frames that a film's poster may be: a face near enough to know again, of the first act, without words
over it.

What is written tells who is to be seen and how near; how well a frame is lit, whoever joins the pictures measures: they
get a few, the best first.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from contracts.recipes.film import Act, ShotSize, View, at_rate
from contracts.recipes.shot import ShotRecipe
from film_studio.engines.production import Plan, PlannedShot

#: So many are looked at.
MOST: Final = 6
#: Three-act structure gives the first act a quarter of the film. Behind its middle a picture tells too much.
_FIRST_ACT: Final = 0.25
_MIDDLE: Final = 0.5
#: The nearer, the better, as long as more than a face is seen.
_SIZES: Final[tuple[ShotSize, ...]] = ("MCU", "CU", "MS", "TWO", "OTS", "MWS", "ECU", "FS", "POV")
#: Whoever does these may be on their way into the picture, out of it, or down.
_NOT_STANDING: Final[frozenset[Act]] = frozenset({"enter", "leave", "fall", "lie", "sleep"})
#: In frames of 24 a second: a shot has begun, and its dissolve is over.
_BEGUN: Final = 12


def poster_frames(plan: Plan, shots: Sequence[ShotRecipe]) -> tuple[int, ...]:
    """Frames of the film, the best first, at least one. `shots` are the plan's, placed.

    A title card is taken where there is nothing else; a picture without anybody before one.
    """
    starts = [0, *accumulate(shot.frames for shot in shots)]
    lead = _lead(plan)
    ranked: list[tuple[tuple[bool | int, ...], int]] = []
    for planned, shot, start in zip(plan.shots, shots, starts, strict=False):
        for frame, worded in _frames(shot):
            told = (start + frame) / starts[-1]
            ranked.append((_rank(planned, lead, told=told, worded=worded), start + frame))
    return tuple(frame for _, frame in sorted(ranked)[:MOST])


def _lead(plan: Plan) -> str | None:
    """Who says most in the film."""
    said = Counter[str]()
    for line in plan.lines:
        said[line.character] += len(line.text)
    return max(sorted(said), key=lambda name: said[name], default=None)


def _rank(shot: PlannedShot, lead: str | None, *, told: float, worded: bool) -> tuple[bool | int, ...]:
    """The less, the better: each counts only where those before it are equal. `told`: how much of the film is."""
    view = shot.picture
    if not isinstance(view, View):
        return (True, True, told >= _MIDDLE)
    facing = {position.character: position for position in view.blocking if position.character in view.subjects}
    standing = all(not _NOT_STANDING.intersection(position.acts) for position in facing.values())
    face = bool(facing) and view.size in _SIZES and standing
    return (
        False,
        not face,
        told >= _MIDDLE,
        worded,
        told >= _FIRST_ACT,
        view.told is not None,
        view.set.time_of_day == "night",
        lead not in facing,
        _SIZES.index(view.size) if view.size in _SIZES else len(_SIZES),
    )


def _frames(shot: ShotRecipe) -> Iterator[tuple[int, bool]]:
    """A frame of the shot, clear of its fades, and whether words may stand over it: before the first of them where that
    is soon enough, else in its middle."""
    middle = min(shot.frames - 1, max(shot.fade_in, shot.frames // 2))
    over = shot.lettering is not None or (shot.captions and shot.action is not None)
    if not isinstance(shot.picture, View) or over:
        yield middle, True
    elif not shot.speech or not shot.captions:
        yield max(shot.fade_in, min(middle, at_rate(_BEGUN, shot.frame_rate))), False
    elif shot.speech[0].start_frame > max(shot.fade_in, 1):
        yield shot.speech[0].start_frame - 1, False
    else:
        yield middle, True
