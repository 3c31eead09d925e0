"""A shot: its picture, with the mouths and captions of the lines that are heard in it."""

from collections.abc import Callable
from pathlib import Path

from contracts.artifacts import PICTURE, ShotResult
from contracts.recipes import ShotRecipe
from film_workers.errors import RefusedError
from film_workers.picture import animatic
from film_workers.store import Inputs


def run(recipe: ShotRecipe, inputs: Inputs, scratch: Path, progress: Callable[[float], None]) -> ShotResult:
    """Write `picture.mp4` into `scratch`. Raises `RefusedError` when a timing is missing."""
    timings = {line: inputs.timing(line) for line in dict.fromkeys(speech.line for speech in recipe.speech)}
    try:
        return animatic.render_shot(recipe, timings, scratch / PICTURE, progress)
    except animatic.PictureError as error:
        raise RefusedError(str(error)) from error
