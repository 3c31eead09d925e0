"""What a worker can make: one module a job type."""

from collections.abc import Callable
from pathlib import Path

from contracts.recipes import AssemblyRecipe, LineRecipe, ScoreRecipe, ShotRecipe
from film_workers.store import Inputs, Recipe, Result
from film_workers.tasks import assembly, line, score, shot


def run(recipe: Recipe, inputs: Inputs, scratch: Path, progress: Callable[[float], None]) -> Result:
    """Make the files of a recipe in `scratch`, under the names of `contracts.artifacts.NAMES`, and say what was made.

    Raises `RefusedError` when it cannot succeed, and whatever `progress` raises.
    """
    match recipe:
        case LineRecipe():
            return line.run(recipe, scratch, progress)
        case ShotRecipe():
            return shot.run(recipe, inputs, scratch, progress)
        case ScoreRecipe():
            return score.run(recipe, scratch, progress)
        case AssemblyRecipe():
            return assembly.run(recipe, inputs, scratch, progress)
