"""The film's sounds besides speech and music."""

from pathlib import Path

from contracts.recipes.effects import EFFECTS, EffectsRecipe, EffectsResult
from film_workers.renderers.protocol import Progress
from film_workers.sound.effects import stem


def run(recipe: EffectsRecipe, scratch: Path, progress: Progress) -> EffectsResult:
    """Write `effects.flac` into `scratch`."""
    stem.compose(recipe, scratch / EFFECTS, progress)
    recorded, synthesised = stem.origins(recipe)
    return EffectsResult(frames=recipe.frames, recorded=recorded, synthesised=synthesised)
