"""What a worker can make: a line and a shot by their recipe's renderer, all else by one task each.

Each is loaded with the first job that needs it: an idle worker is ready at once and small.
"""

from importlib import import_module
from pathlib import Path

from contracts.recipes import Recipe, Result
from contracts.recipes.assembly import AssemblyRecipe
from contracts.recipes.casting_sheet import CastingSheetRecipe, CastingSheetResult
from contracts.recipes.contact_sheet import ContactSheetRecipe, ContactSheetResult
from contracts.recipes.document import DocumentRecipe, DocumentResult
from contracts.recipes.effects import EffectsRecipe
from contracts.recipes.line import LineRecipe
from contracts.recipes.plates import PlatesRecipe, PlatesResult
from contracts.recipes.schedule import ScheduleRecipe
from contracts.recipes.score import ScoreRecipe
from contracts.recipes.screenplay import ScreenplayRecipe, ScreenplayResult
from contracts.recipes.shot import ShotRecipe
from contracts.renderers import RENDERERS
from film_workers.renderers import renderer_of
from film_workers.renderers.protocol import Progress
from film_workers.store import Inputs

# ruff: noqa: PLC0415 - see above


def load(renderer: str) -> None:
    """Load what does a renderer's jobs. Raises ImportError, of which a missing library is one."""
    for kind in RENDERERS[renderer].kinds:
        if kind in ("line", "shot"):
            renderer_of(renderer)
        else:
            import_module(f"film_workers.tasks.{kind}")


def run(recipe: Recipe, inputs: Inputs, scratch: Path, progress: Progress) -> Result:
    """Make the files of a recipe's kind (`contracts.recipes.KINDS`) in `scratch` and say what was made.

    Raises `RefusedError` when it cannot succeed, and whatever `progress` raises.
    """
    match recipe:
        case LineRecipe() | ShotRecipe():
            return renderer_of(recipe.renderer).render(recipe, inputs, scratch, progress)
        case ScoreRecipe():
            from film_workers.tasks import score

            return score.run(recipe, scratch, progress)
        case EffectsRecipe():
            from film_workers.tasks import effects

            return effects.run(recipe, scratch, progress)
        case AssemblyRecipe():
            from film_workers.tasks import assembly

            return assembly.run(recipe, inputs, scratch, progress)
        case ContactSheetRecipe() | ScreenplayRecipe() | CastingSheetRecipe() | PlatesRecipe() | DocumentRecipe():
            return _on_paper(recipe, inputs, scratch, progress)
        case ScheduleRecipe():
            from film_workers.tasks import schedule

            return schedule.run(recipe, progress)


def _on_paper(
    recipe: ContactSheetRecipe | ScreenplayRecipe | CastingSheetRecipe | PlatesRecipe | DocumentRecipe,
    inputs: Inputs,
    scratch: Path,
    progress: Progress,
) -> ContactSheetResult | ScreenplayResult | CastingSheetResult | PlatesResult | DocumentResult:
    if isinstance(recipe, DocumentRecipe):
        from film_workers.tasks import document

        return document.run(recipe, scratch, progress)
    if isinstance(recipe, PlatesRecipe):
        from film_workers.tasks import plates

        return plates.run(recipe, scratch, progress)
    if isinstance(recipe, ContactSheetRecipe):
        from film_workers.tasks import contact_sheet

        return contact_sheet.run(recipe, inputs, scratch, progress)
    if isinstance(recipe, CastingSheetRecipe):
        from film_workers.tasks import casting_sheet

        return casting_sheet.run(recipe, scratch, progress)
    from film_workers.tasks import screenplay

    return screenplay.run(recipe, scratch, progress)
