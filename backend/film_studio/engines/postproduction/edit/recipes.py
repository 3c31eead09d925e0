"""Composes the film from its shots: the score's recipe and the assembly's."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby
from typing import Final

from contracts.recipes import recipe_hash
from contracts.recipes.assembly import AssemblyRecipe, PlacedLine, Segment
from contracts.recipes.effects import EffectsRecipe
from contracts.recipes.film import FilmSet, View, at_rate
from contracts.recipes.score import MusicCue, ScoreRecipe, SpokenStretch
from contracts.recipes.shot import ShotRecipe
from contracts.renderers import RENDERERS
from film_studio.engines.postproduction.edit.poster import poster_frames
from film_studio.engines.postproduction.edit.rhythm import TAIL
from film_studio.engines.postproduction.edit.scoring import genre_of, surroundings_of
from film_studio.engines.production import MOST_WORDS, Plan, PlannedShot
from film_studio.kit.seeds import seeded

#: What makes a scene tense, each as a share of 1.
_NIGHT: Final = 0.15
_SHOUTED: Final = 0.35
_WHISPERED: Final = 0.2
_URGENT: Final = 0.3
_EXCLAIMED: Final = 0.15
_HANDHELD: Final = 0.35
_CLOSE: Final = 0.15
_STORY: Final = 0.3
#: Where a story is most tense: at the end of its third quarter and a little later, as three-act structure has it.
_CLIMAX: Final = 0.85
#: Frames of 24 a second between two lines that the music does not use: it would come and go.
_PAUSE: Final = 24


def score_recipe(plan: Plan, shots: Sequence[ShotRecipe], renderer: str) -> ScoreRecipe:
    """The music, for a renderer by its name: one cue a scene and one a montage, from time, place and tension. `shots`
    are the plan's, placed. Raises `ValueError` where they are not as many as the plan's."""
    starts = _starts(plan, shots)
    sets = [shot.picture.set for shot in plan.shots if isinstance(shot.picture, View)]
    film_set = sets[0] if sets else None
    cues: list[MusicCue] = []
    for _, group in groupby(plan.shots, key=lambda shot: None if shot.montage else shot.scene):
        scene = list(group)
        first, last = scene[0].index, scene[-1].index
        film_set = next((shot.picture.set for shot in scene if isinstance(shot.picture, View)), film_set)
        middle = (starts[first] + starts[last + 1]) / 2 / starts[-1]
        cues.append(
            MusicCue(
                start_frame=starts[first],
                frames=starts[last + 1] - starts[first],
                time_of_day=film_set.time_of_day if film_set else "day",
                interior=film_set.interior if film_set else True,
                surroundings=next((place for shot in scene if (place := surroundings_of(shot)) is not None), None),
                tension=_tension(scene, film_set, middle),
                through=scene[0].montage,
            )
        )
    return ScoreRecipe(
        renderer=RENDERERS[renderer].stamp,
        seed=seeded("score", plan.title),
        frame_rate=shots[0].frame_rate,
        frames=starts[-1],
        genre=genre_of(plan),
        music_cues=tuple(cues),
        cuts=tuple(starts[:-1]),
        speech=tuple(_speech(shots, starts)),
    )


def assembly_recipe(
    plan: Plan, shots: Sequence[ShotRecipe], score: ScoreRecipe, effects: EffectsRecipe
) -> AssemblyRecipe:
    """The film: its segments in order and every line on its timeline. Raises `ValueError` where score or effects and
    the shots differ in length."""
    starts = _starts(plan, shots)
    for stem in (score, effects):
        if stem.frames != starts[-1]:
            raise ValueError(
                f"the {stem.kind} has {stem.frames} frames and the film {starts[-1]}: compose it from these shots"
            )
    return AssemblyRecipe(
        title=plan.title,
        language=plan.language,
        width=shots[0].width,
        height=shots[0].height,
        frame_rate=shots[0].frame_rate,
        segments=tuple(
            Segment(
                shot_hash=recipe_hash(shot),
                frames=shot.frames,
                scene=planned.scene,
                words=(planned.action or "")[:MOST_WORDS],
            )
            for planned, shot in zip(plan.shots, shots, strict=True)
        ),
        lines=tuple(
            PlacedLine(
                line_hash=speech.line_hash,
                start_frame=start + speech.start_frame,
                character=speech.character,
                text=speech.text,
                on_screen=speech.on_screen,
            )
            for start, shot in zip(starts, shots, strict=False)
            for speech in shot.speech
        ),
        score_hash=recipe_hash(score),
        score_renderer=score.renderer,
        effects_hash=recipe_hash(effects),
        sounds=tuple(sorted({cue.sound for cue in effects.cues})),
        poster_frames=poster_frames(plan, shots),
        captions=shots[0].captions,
        notes=plan.noted,
    )


def _starts(plan: Plan, shots: Sequence[ShotRecipe]) -> list[int]:
    """The frame at which each shot starts, and, last, the length of the film."""
    if len(shots) != len(plan.shots):
        raise ValueError(f"the plan has {len(plan.shots)} shots and {len(shots)} are placed: place the whole film")
    return [0, *accumulate(shot.frames for shot in shots)]


def _speech(shots: Sequence[ShotRecipe], starts: Sequence[int]) -> Iterator[SpokenStretch]:
    """Where somebody speaks: from the first line of a shot to the end of its last, as far as the shot tells. Shots that
    follow each other without a pause are one stretch."""
    begun: int | None = None
    ended = 0
    for start, shot in zip(starts, shots, strict=False):
        if not shot.speech:
            continue
        first = start + shot.speech[0].start_frame
        last = start + shot.frames - at_rate(TAIL, shot.frame_rate) - shot.fade_out
        last -= shot.dissolve.frames if shot.dissolve else 0
        if begun is not None and first - ended > at_rate(_PAUSE, shot.frame_rate):
            yield SpokenStretch(start_frame=begun, frames=ended - begun)
            begun = None
        begun = first if begun is None else begun
        ended = max(ended, last)
    if begun is not None:
        yield SpokenStretch(start_frame=begun, frames=ended - begun)


def _tension(scene: Sequence[PlannedShot], film_set: FilmSet | None, position: float) -> float:
    """0 calm to 1 tense: how loud it is, how dark, how close, how near to the climax."""
    lines = [line for shot in scene for line in shot.lines]
    pictures = [shot.picture for shot in scene if isinstance(shot.picture, View)]

    def share(matching: int, of: int) -> float:
        """A third of the lines is already all of the mood."""
        return min(1.0, 3 * matching / of) if of else 0.0

    manners = [line.recipe.performance for line in lines]
    level = _NIGHT if film_set is not None and film_set.time_of_day == "night" else 0.0
    level += _SHOUTED * share(manners.count("shouted"), len(lines))
    level += _WHISPERED * share(manners.count("whispered"), len(lines))
    level += _URGENT * share(manners.count("urgent"), len(lines))
    level += _EXCLAIMED * share(sum("!" in line.text or "！" in line.text for line in lines), len(lines))
    level += _HANDHELD * share(sum(view.move == "handheld" for view in pictures), len(pictures))
    level += _CLOSE * share(sum(view.size in {"CU", "ECU"} for view in pictures), len(pictures))
    level += _STORY * max(0.0, 1 - abs(position - _CLIMAX) / _CLIMAX)
    return round(min(1.0, level), 3)
