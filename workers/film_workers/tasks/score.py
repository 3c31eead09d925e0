"""The film's music."""

from pathlib import Path

from contracts.recipes.score import SCORE, ScoreRecipe, ScoreResult
from film_workers.renderers.protocol import Progress
from film_workers.sound.music import score


def run(recipe: ScoreRecipe, scratch: Path, progress: Progress) -> ScoreResult:
    """Write `score.flac` into `scratch`."""
    score.compose(recipe, scratch / SCORE, progress)
    return ScoreResult(frames=recipe.frames, renderer=recipe.renderer)
