"""The film: sound mixed, pictures joined, subtitles and the report written."""

from collections.abc import Callable, Iterator
from pathlib import Path

from contracts.artifacts import (
    FILM,
    PICTURE,
    REPORT,
    SCORE,
    SPEECH,
    SUBTITLES_SRT,
    SUBTITLES_VTT,
    FilmResult,
    LineTiming,
    ShotResult,
)
from contracts.recipes import FRAMES_PER_SECOND, AssemblyRecipe, canonical_json
from film_workers import subtitles
from film_workers.assemble import AssemblyError, Part, assemble
from film_workers.errors import RefusedError
from film_workers.mix import mix
from film_workers.store import Inputs

#: Where in the job's progress each step ends: measured on a film of ten minutes.
_FETCHED = 0.1
_MIXED = 0.4


def run(recipe: AssemblyRecipe, inputs: Inputs, scratch: Path, progress: Callable[[float], None]) -> FilmResult:
    """Write the film, its subtitle files and its report into `scratch`. Raises `RefusedError` when an input is missing
    or is not what the recipe says."""
    frames = sum(segment.frames for segment in recipe.segments)
    lines: list[tuple[int, Path]] = []
    heard: list[tuple[int, str, str, LineTiming, bool]] = []
    for number, line in enumerate(recipe.lines):
        progress(_FETCHED * number / len(recipe.lines))
        lines.append((line.start_frame, inputs.file(line.line, SPEECH)))
        heard.append((line.start_frame, line.character, line.text, inputs.timing(line.line), line.on_screen))
    cues = subtitles.film_cues(heard)
    sound = mix(
        frames=frames,
        lines=lines,
        score=inputs.file(recipe.score, SCORE, keep=False),
        loudness_lufs=recipe.loudness_lufs,
        true_peak_dbtp=recipe.true_peak_dbtp,
        progress=lambda done: progress(_FETCHED + (_MIXED - _FETCHED) * done),
    )
    parts = _Parts(recipe, inputs)
    try:
        essence = assemble(
            target=scratch / FILM,
            title=recipe.title,
            language=recipe.language,
            width=recipe.width,
            height=recipe.height,
            frames=frames,
            parts=parts,
            sound=sound.blocks(),
            cues=cues,
            progress=lambda done: progress(_MIXED + (1 - _MIXED) * done),
        )
    except AssemblyError as error:
        raise RefusedError(str(error)) from error
    subtitles.write_srt(scratch / SUBTITLES_SRT, cues)
    subtitles.write_vtt(scratch / SUBTITLES_VTT, cues)
    report = FilmResult(
        frames=frames,
        duration_ms=round(frames * 1000 / FRAMES_PER_SECOND),
        essence_sha256=essence,
        integrated_lufs=sound.integrated_lufs,
        true_peak_dbtp=sound.true_peak_dbtp,
        subtitle_cues=len(cues),
        renderers=tuple(dict.fromkeys(parts.renderers)),
    )
    (scratch / REPORT).write_bytes(canonical_json(report))
    return report


class _Parts:
    """The film's segments, brought one at a time and dropped after use: a feature never lies on disk twice."""

    def __init__(self, recipe: AssemblyRecipe, inputs: Inputs) -> None:
        self._recipe = recipe
        self._inputs = inputs
        self.renderers: list[str] = []

    def __iter__(self) -> Iterator[Part]:
        for segment in self._recipe.segments:
            result = self._inputs.result(segment.shot)
            if not isinstance(result, ShotResult):
                raise RefusedError(
                    f"recipe {segment.shot} is in the film's segments and made no shot, but {result.kind}"
                )
            self.renderers.append(result.renderer)
            path = self._inputs.file(segment.shot, PICTURE, keep=False)
            yield Part(name=segment.shot, path=path, frames=segment.frames)
            path.unlink()
