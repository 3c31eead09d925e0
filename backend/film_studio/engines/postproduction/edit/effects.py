"""Places the film's sounds: the ambience of each scene and what is heard in each shot, on the film's timeline."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from contracts.recipes.effects import EffectsRecipe, SoundCue
from contracts.recipes.film import View, at_rate, per_second
from contracts.recipes.shot import ShotRecipe
from film_studio.engines.production import Plan, PlannedShot
from film_studio.kit.seeds import seeded

#: Frames of 24 a second by which a scene's ambience is heard before it is seen, and after: two scenes cross over at
#: their cut.
OVERLAP: Final = 14
_WITH_RECORDINGS: Final = "orchestra"
_CONTENT: Final = frozenset({"scene", "stretch", "source", "line"})


def effects_recipe(plan: Plan, shots: Sequence[ShotRecipe], score_renderer: str) -> EffectsRecipe:
    """All sounds but speech and music. `shots` are the plan's, placed. Where an orchestra plays the music
    (`score_renderer`, by name), its bank has recordings of some of them. Raises `ValueError` where the shots are not as
    many as the plan's."""
    if len(shots) != len(plan.shots):
        raise ValueError(f"the plan has {len(plan.shots)} shots and {len(shots)} are placed: place the whole film")
    starts = [0, *accumulate(shot.frames for shot in shots)]
    rate = shots[0].frame_rate
    cues = [*_ambience(plan, starts, at_rate(OVERLAP, rate)), *_spots(plan.shots, shots, starts)]
    return EffectsRecipe(
        seed=seeded("effects", plan.title),
        frame_rate=rate,
        frames=starts[-1],
        recordings=score_renderer == _WITH_RECORDINGS,
        cues=tuple(sorted(cues, key=lambda cue: (cue.start_frame, cue.sound))),
    )


def _ambience(plan: Plan, starts: Sequence[int], overlap: int) -> Iterator[SoundCue]:
    """From the first picture of a stretch to its last; what goes on alike in the next goes on without a seam."""
    seen = _seen(plan, starts)
    going: dict[SoundCue, tuple[int, int]] = {}
    for stretch, (begin, end) in seen.items():
        still: dict[SoundCue, tuple[int, int]] = {}
        for each in plan.ambience:
            if each.stretch == stretch:
                sound = SoundCue(start_frame=0, frames=1, **each.model_dump(exclude=set(_CONTENT)))
                since, until = going.pop(sound, (begin, begin))
                still[sound] = (since if until == begin else begin, end)
                if until != begin:
                    yield _lasting(sound, since, until, starts[-1], overlap)
        yield from (_lasting(sound, *when, starts[-1], overlap) for sound, when in going.items())
        going = still
    yield from (_lasting(sound, *when, starts[-1], overlap) for sound, when in going.items())


def _lasting(sound: SoundCue, begin: int, end: int, film: int, overlap: int) -> SoundCue:
    first, last = max(0, begin - overlap), min(film, end + overlap)
    return sound.model_copy(update={"start_frame": first, "frames": last - first})


def _seen(plan: Plan, starts: Sequence[int]) -> dict[int, tuple[int, int]]:
    """The frames between which each stretch shows its place; a title before it is seen in silence."""
    seen: dict[int, tuple[int, int]] = {}
    for shot in plan.shots:
        if isinstance(shot.picture, View):
            begin = seen.get(shot.stretch, (starts[shot.index], 0))[0]
            seen[shot.stretch] = begin, starts[shot.index + 1]
    return seen


def _spots(planned: Sequence[PlannedShot], shots: Sequence[ShotRecipe], starts: Sequence[int]) -> Iterator[SoundCue]:
    """Each at its moment: as far in the shot as its words are in the action."""
    for plan, shot, start in zip(planned, shots, starts, strict=False):
        handles = shot.fade_out + (shot.dissolve.frames if shot.dissolve else 0)
        open_frames = max(1, shot.frames - shot.fade_in - handles)
        for each in plan.sounds:
            moment = start + shot.fade_in + int(each.at * open_frames)
            frames = min(round(each.seconds * per_second(shot.frame_rate)), starts[-1] - moment)
            what = each.model_dump(exclude={"at", "seconds", *_CONTENT})
            yield SoundCue(start_frame=moment, frames=max(1, frames), **what)
