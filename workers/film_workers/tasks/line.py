"""A spoken line: its sound, and when each word and phoneme is heard."""

from collections.abc import Callable
from pathlib import Path

from contracts.recipes import canonical_json
from contracts.recipes.line import SPEECH, TIMING, LineRecipe, LineResult
from film_workers.errors import RefusedError
from film_workers.speech import formant, wav


def run(recipe: LineRecipe, scratch: Path, progress: Callable[[float], None]) -> LineResult:
    """Write `speech.wav` and `timing.json` into `scratch`. Raises `RefusedError` when the voice cannot say the text."""
    progress(0)
    try:
        spoken = formant.speak(recipe)
    except formant.SpeechError as error:
        progress(0)  # a drain ends the voice's helper process too; that is no fault of the line
        raise RefusedError(str(error)) from error
    wav.write(scratch / SPEECH, spoken.samples)
    (scratch / TIMING).write_bytes(canonical_json(spoken.timing))
    progress(1)
    return LineResult(duration_ms=spoken.timing.duration_ms)
