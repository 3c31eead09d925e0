"""The formant renderer: speaks a line with a synthesiser, without a model, the same bytes every time."""

from pathlib import Path
from typing import Final

from contracts.recipes import canonical_json
from contracts.recipes.line import SPEECH, TIMING, LineRecipe, LineResult
from film_workers.renderers.formant import synthesis
from film_workers.renderers.protocol import Progress, Renderer
from film_workers.sound import wav
from film_workers.speech.espeak import SpeechError
from film_workers.store import Inputs


def _render(recipe: LineRecipe, _inputs: Inputs, scratch: Path, progress: Progress) -> LineResult:
    progress(0)
    try:
        spoken = synthesis.speak(recipe)
    except SpeechError:
        progress(0)  # a drain ends the voice's helper process too, for which the line is not to blame
        raise
    wav.write(scratch / SPEECH, spoken.samples)
    (scratch / TIMING).write_bytes(canonical_json(spoken.timing))
    progress(1)
    return LineResult(duration_ms=spoken.timing.duration_ms)


RENDERER: Final = Renderer(name="formant", render=_render)
