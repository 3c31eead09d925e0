"""A shot: its picture, with the mouths and captions of the lines that are heard in it."""

from collections.abc import Callable
from pathlib import Path

from contracts.recipes.shot import PICTURE, ShotRecipe, ShotResult
from film_workers.errors import RefusedError
from film_workers.picture import animatic
from film_workers.store import Inputs


def run(recipe: ShotRecipe, inputs: Inputs, scratch: Path, progress: Callable[[float], None]) -> ShotResult:
    """Write `picture.mp4` into `scratch`. Raises `RefusedError` when a timing is missing."""
    lines = dict.fromkeys(speech.line_hash for speech in recipe.speech)
    timings = {line: inputs.timing(line) for line in lines}
    try:
        return animatic.render_shot(recipe, timings, scratch / PICTURE, progress)
    except animatic.PictureError as error:
        raise RefusedError(str(error)) from error
