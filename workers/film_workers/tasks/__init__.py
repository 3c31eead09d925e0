"""What a worker can make: one module a job type.

Each is loaded with the first job of its type: an idle worker is ready at once and small, and one that only speaks never
loads OpenCV.
"""

from collections.abc import Callable
from pathlib import Path

from contracts.recipes import Recipe, Result
from contracts.recipes.assembly import AssemblyRecipe
from contracts.recipes.line import LineRecipe
from contracts.recipes.score import ScoreRecipe
from contracts.recipes.shot import ShotRecipe
from film_workers.store import Inputs

# ruff: noqa: PLC0415 - see above


def run(recipe: Recipe, inputs: Inputs, scratch: Path, progress: Callable[[float], None]) -> Result:
    """Make the files of a recipe's kind (`contracts.recipes.KINDS`) in `scratch` and say what was made.

    Raises `RefusedError` when it cannot succeed, and whatever `progress` raises.
    """
    match recipe:
        case LineRecipe():
            from film_workers.tasks import line

            return line.run(recipe, scratch, progress)
        case ShotRecipe():
            from film_workers.tasks import shot

            return shot.run(recipe, inputs, scratch, progress)
        case ScoreRecipe():
            from film_workers.tasks import score

            return score.run(recipe, scratch, progress)
        case AssemblyRecipe():
            from film_workers.tasks import assembly

            return assembly.run(recipe, inputs, scratch, progress)
