"""The film: sound mixed, pictures joined, subtitles and the report written."""

import itertools
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from contracts.recipes import canonical_json
from contracts.recipes.assembly import (
    FILM,
    POSTER,
    REPORT,
    SUBTITLES_SRT,
    SUBTITLES_VTT,
    AssemblyRecipe,
    FilmResult,
    PlacedLine,
)
from contracts.recipes.base import RecipeHash
from contracts.recipes.effects import EFFECTS, EffectsResult
from contracts.recipes.film import per_second
from contracts.recipes.line import SPEECH, LineTiming
from contracts.recipes.note import Note
from contracts.recipes.score import SCORE
from contracts.recipes.shot import PICTURE, ShotResult
from contracts.renderers import stamped_name
from film_workers.captions import subtitles
from film_workers.errors import RefusedError
from film_workers.picture.assemble import AssemblyError, Part, assemble
from film_workers.picture.poster import PosterChoice
from film_workers.renderers.protocol import Progress
from film_workers.sound.mix import mix
from film_workers.store import Inputs

#: Where in the job's progress each step ends: measured on a film of ten minutes.
_FETCHED = 0.1
_MIXED = 0.4


#: How many inputs are fetched at a time: one by one, a feature's three thousand small files take minutes of waiting.
_FETCHERS = 8
#: Shots that lie ready on disk while one is joined.
_SHOTS_AHEAD = 4


def run(recipe: AssemblyRecipe, inputs: Inputs, scratch: Path, progress: Progress) -> FilmResult:
    """Write the film, its subtitle files and its report into `scratch`. Raises `RefusedError` when an input is missing
    or is not what the recipe says."""
    frames = sum(segment.frames for segment in recipe.segments)
    with ThreadPoolExecutor(_FETCHERS, thread_name_prefix="fetch") as pool:
        heard = _lines(recipe, inputs, pool, lambda done: progress(_FETCHED * done))
        captions = subtitles.film_captions(
            ((line.start_frame, line.character, line.text, timing, line.on_screen) for line, _, timing in heard),
            recipe.frame_rate,
        )
        sound = mix(
            frames=frames,
            lines=[(line.start_frame, speech) for line, speech, _ in heard],
            score=inputs.temporary(recipe.score_hash, SCORE, "score"),
            effects=inputs.temporary(recipe.effects_hash, EFFECTS, "effects"),
            loudness_lufs=recipe.loudness_lufs,
            true_peak_dbtp=recipe.true_peak_dbtp,
            progress=lambda done: progress(_FETCHED + (_MIXED - _FETCHED) * done),
            rate=recipe.frame_rate,
        )
        shots: list[ShotResult] = []
        choice = PosterChoice(recipe.poster_frames)
        try:
            essence = assemble(
                target=scratch / FILM,
                title=recipe.title,
                language=recipe.language,
                width=recipe.width,
                height=recipe.height,
                frames=frames,
                parts=_parts(recipe, inputs, pool, shots, choice),
                sound=sound.blocks(),
                captions=captions,
                progress=lambda done: progress(_MIXED + (1 - _MIXED) * done),
                rate=recipe.frame_rate,
            )
        except AssemblyError as error:
            raise RefusedError(str(error)) from error
    subtitles.write_srt(scratch / SUBTITLES_SRT, captions)
    subtitles.write_vtt(scratch / SUBTITLES_VTT, captions)
    report = FilmResult(
        frames=frames,
        width=recipe.width,
        height=recipe.height,
        frame_rate=recipe.frame_rate,
        captioned=recipe.captions,
        poster=choice.write(scratch / POSTER),
        duration_ms=round(frames * 1000 / per_second(recipe.frame_rate)),
        essence_sha256=essence,
        integrated_lufs=sound.integrated_lufs,
        true_peak_dbtp=sound.true_peak_dbtp,
        captions=len(captions),
        renderers=tuple(dict.fromkeys(shot.renderer for shot in shots)),
        score_renderer=recipe.score_renderer,
        sounds=recipe.sounds,
        undrawn=tuple(dict.fromkeys(name for shot in shots for name in shot.undrawn)),
        notes=tuple(_notes(recipe, shots, inputs)),
    )
    (scratch / REPORT).write_bytes(canonical_json(report))
    return report


def _notes(recipe: AssemblyRecipe, shots: Sequence[ShotResult], inputs: Inputs) -> Iterator[Note]:
    """What the plan left open, and what the renderers have left out or made otherwise: each thing once a scene."""
    yield from recipe.notes
    noted: set[tuple[int | None, str]] = set()
    for segment, shot in zip(recipe.segments, shots, strict=True):
        for name in shot.undrawn:
            if (segment.scene, name) not in noted:
                noted.add((segment.scene, name))
                yield Note(
                    kind="neutral",
                    subject="thing",
                    name=name,
                    scene=segment.scene,
                    words=segment.words,
                    reason="It is shown as a neutral shape, or left out: there is no drawing of it, or no room for it.",
                )
    effects = inputs.result(recipe.effects_hash)
    for name in effects.synthesised if isinstance(effects, EffectsResult) else ():
        yield Note(
            kind="synthesised",
            subject="sound",
            name=name.replace("_", " "),
            reason="Made by code: there is no recording of it here.",
        )
    if stamped_name(recipe.score_renderer) != "orchestra":
        yield Note(
            kind="synthesised",
            subject="music",
            name=recipe.score_renderer,
            reason="Played by the synthesiser: the orchestra's recordings are not set up here.",
        )


def _lines(
    recipe: AssemblyRecipe, inputs: Inputs, pool: ThreadPoolExecutor, progress: Progress
) -> list[tuple[PlacedLine, Path, LineTiming]]:
    """Each line with its sound and timing. A line that is said twice is fetched once."""

    def fetch(name: RecipeHash) -> tuple[Path, LineTiming]:
        return inputs.file(name, SPEECH), inputs.timing(name)

    names = list(dict.fromkeys(line.line_hash for line in recipe.lines))
    fetched: dict[RecipeHash, tuple[Path, LineTiming]] = {}
    for name, line in zip(names, pool.map(fetch, names), strict=True):
        fetched[name] = line
        progress(len(fetched) / len(names))
    return [(line, *fetched[line.line_hash]) for line in recipe.lines]


def _parts(
    recipe: AssemblyRecipe, inputs: Inputs, pool: ThreadPoolExecutor, shots: list[ShotResult], poster: PosterChoice
) -> Iterator[Part]:
    """The film's segments in order, a few fetched ahead and each dropped after use, so that a feature's pictures never
    lie on disk twice. Notes in `shots` what their renderers said, and shows them to the `poster`."""

    def fetch(place: int) -> tuple[Part, ShotResult]:
        segment = recipe.segments[place]
        result = inputs.result(segment.shot_hash)
        if not isinstance(result, ShotResult):
            raise RefusedError(f"recipe {segment.shot_hash} is listed among the film's shots but made a {result.kind}")
        path = inputs.temporary(segment.shot_hash, PICTURE, f"segment-{place}")
        return Part(name=segment.shot_hash, path=path, frames=segment.frames), result

    ahead: deque[Future[tuple[Part, ShotResult]]] = deque()
    places = iter(range(len(recipe.segments)))
    begin = 0
    try:
        for place in itertools.islice(places, _SHOTS_AHEAD):
            ahead.append(pool.submit(fetch, place))
        while ahead:
            part, shot = ahead.popleft().result()
            shots.append(shot)
            for place in itertools.islice(places, 1):
                ahead.append(pool.submit(fetch, place))
            yield part
            # Joined, so it is whole.
            poster.see(part.path, begin, part.frames)
            begin += part.frames
            part.path.unlink()
    finally:
        for waiting in ahead:
            waiting.cancel()
