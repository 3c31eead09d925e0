"""Fixes the length of every shot to the frame, once its lines have been spoken.

A shot is as long as what is said in it, with air around it (`rhythm`); where nobody speaks, as long as planned. A
dissolve and a fade to black take frames of their own at the end (handles), so that neither eats speech.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from contracts.recipes import recipe_hash
from contracts.recipes.animatic import AnimaticShot
from contracts.recipes.base import RecipeHash
from contracts.recipes.film import FRAMES_PER_SECOND, USUAL_FORMAT, FilmFormat, FrameRate, at_rate, per_second
from contracts.recipes.shot import Dissolve, ShotRecipe, Speech
from film_studio.engines.postproduction.edit.rhythm import LEAD_IN, LEAD_IN_OVER_ACTION, air, joint
from film_studio.engines.production import Plan, PlannedLine, PlannedShot

#: In frames of 24 a second, as in `rhythm`.
SHORTEST: Final = 24
DISSOLVE: Final = 24
FADE_IN: Final = 18
FADE_OUT: Final = 24
#: Where two speak at once, the picture stays until both can be read.
READ_TOGETHER: Final = 18  # characters a second


class TimelineError(ValueError):
    """What the timeline lacks; its text says which shot, and what to do."""


def place_shots(
    shots: Sequence[PlannedShot],
    durations_ms: Mapping[RecipeHash, int],
    following: PlannedShot | None = None,
    preceding: PlannedShot | None = None,
    *,
    film_format: FilmFormat = USUAL_FORMAT,
) -> tuple[ShotRecipe, ...]:
    """Recipes of consecutive shots.

    `durations_ms`: length of each line's sound, by the hash of its recipe. `following`: the shot after the last one
    (`Plan.following(scene)`), which a dissolve needs; `preceding`: the one before the first, where that is of the same
    scene. Raises `TimelineError` where a line has no length, or a dissolve
    no picture to go to.
    """
    placed: list[ShotRecipe] = []
    rate = film_format.frame_rate
    lead_in = joint(preceding, shots[0], rate)[1] if preceding and shots else at_rate(LEAD_IN, rate)
    for shot, after in zip(shots, (*shots[1:], following), strict=False):
        tail, next_lead_in = joint(shot, after, rate)
        placed.append(_place(shot, after, durations_ms, lead_in, tail, film_format=film_format))
        lead_in = next_lead_in
    return tuple(placed)


def place_film(
    plan: Plan, durations_ms: Mapping[RecipeHash, int], film_format: FilmFormat = USUAL_FORMAT
) -> tuple[ShotRecipe, ...]:
    """Recipes of all shots: the concatenation of `place_shots` over the scenes."""
    return place_shots(plan.shots, durations_ms, film_format=film_format)


def frames_of(milliseconds: int, rate: FrameRate = FRAMES_PER_SECOND) -> int:
    """Frames that cover a sound, the last one begun included."""
    return int(-(-milliseconds * per_second(rate) // 1000))


def _place(
    shot: PlannedShot,
    following: PlannedShot | None,
    durations_ms: Mapping[RecipeHash, int],
    lead_in: int,
    tail: int,
    *,
    film_format: FilmFormat,
) -> ShotRecipe:
    rate, (width, height) = film_format.frame_rate, film_format.size
    fade_in = at_rate(FADE_IN, rate) if shot.fade_in else 0
    start = at_rate(LEAD_IN_OVER_ACTION, rate) if shot.action else lead_in
    speech, end = _speak(shot, max(fade_in, start) if fade_in else start, durations_ms, rate)
    frames = end + tail if speech else fade_in + round(shot.seconds * per_second(rate))
    frames = max(at_rate(SHORTEST, rate), frames)
    dissolve, into, fade_out = None, None, 0
    if shot.transition == "dissolve":
        if following is None:
            raise TimelineError(
                f"shot {shot.index} dissolves into the next one, which is not given: pass the plan's following shot"
            )
        dissolve = Dissolve(frames=at_rate(DISSOLVE, rate), into=following.picture)
        into = following.drawn
        frames += dissolve.frames
    elif shot.transition == "fade_out":
        fade_out = at_rate(FADE_OUT, rate)
        frames += fade_out
    return ShotRecipe(
        width=width,
        height=height,
        frame_rate=rate,
        frames=frames,
        picture=shot.picture,
        action=shot.action,
        lettering=shot.lettering,
        speech=speech,
        captions=film_format.captions,
        fade_in=fade_in,
        fade_out=fade_out,
        dissolve=dissolve,
        animatic=AnimaticShot(view=shot.drawn, into=into),
    )


def _speak(
    shot: PlannedShot, start: int, durations_ms: Mapping[RecipeHash, int], rate: FrameRate
) -> tuple[tuple[Speech, ...], int]:
    """The shot's lines, the first at frame `start`, and the frame at which the last has ended."""
    speech: list[Speech] = []
    begun = ended = start
    before: PlannedLine | None = None
    together = ""
    for line in shot.lines:
        line_hash = recipe_hash(line.recipe)
        if line.with_previous:
            together += line.text if before and line.text != before.text else ""
        else:
            begun = ended + air(before, line, rate) if before else start + round(line.pause_seconds * per_second(rate))
            together = line.text
        ended = max(ended, begun + frames_of(_duration(shot, line, line_hash, durations_ms), rate))
        if len(together) > len(line.text):
            ended = max(ended, begun + int(-(-len(together) * per_second(rate) // READ_TOGETHER)))
        before = line
        speech.append(
            Speech(
                character=line.character,
                text=line.text,
                line_hash=line_hash,
                start_frame=begun,
                on_screen=line.on_screen,
            )
        )
    return tuple(speech), ended


def _duration(
    shot: PlannedShot, line: PlannedLine, line_hash: RecipeHash, durations_ms: Mapping[RecipeHash, int]
) -> int:
    try:
        return durations_ms[line_hash]
    except KeyError:
        raise TimelineError(
            f"line {line.index} ({line.character}: {line.text[:40]!r}) of shot {shot.index}, scene {shot.scene}, "
            "has no length: place the scene when all of its lines have been spoken"
        ) from None
