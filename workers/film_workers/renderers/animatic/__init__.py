"""The animatic renderer: draws a shot from its recipe, without a model, the same bytes every time."""

from pathlib import Path
from typing import Final

from contracts.recipes.shot import PICTURE, ShotRecipe, ShotResult
from film_workers.errors import RefusedError
from film_workers.picture.stills import Stills
from film_workers.renderers.animatic.render import PictureError, render_shot
from film_workers.renderers.protocol import Progress, Renderer
from film_workers.store import Inputs


def _render(recipe: ShotRecipe, inputs: Inputs, scratch: Path, progress: Progress) -> ShotResult:
    lines = dict.fromkeys(speech.line_hash for speech in recipe.speech)
    timings = {line: inputs.timing(line) for line in lines}
    stills = Stills(recipe.frames, recipe.width, recipe.height)
    try:
        result = render_shot(recipe, timings, scratch / PICTURE, progress, stills=stills)
    except PictureError as error:
        raise RefusedError(str(error)) from error
    return result.model_copy(update={"strip_frames": stills.write(scratch)})


RENDERER: Final = Renderer(name="animatic", render=_render)
