"""The film's music."""

from collections.abc import Callable
from pathlib import Path

from contracts.recipes.score import SCORE, ScoreRecipe, ScoreResult
from film_workers.music import score


def run(recipe: ScoreRecipe, scratch: Path, progress: Callable[[float], None]) -> ScoreResult:
    """Write `score.flac` into `scratch`."""
    score.compose(recipe, scratch / SCORE, progress)
    return ScoreResult(frames=recipe.frames)
