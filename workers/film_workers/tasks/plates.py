"""The plates of a character's sheet, drawn as the animatic draws them."""

from pathlib import Path

from contracts.recipes.plates import PLATES, PlatesRecipe, PlatesResult
from film_workers.renderers.animatic.people.plates import EXPRESSIONS, plate
from film_workers.renderers.protocol import Progress


def run(recipe: PlatesRecipe, scratch: Path, progress: Progress) -> PlatesResult:
    """Write every plate into `scratch`."""
    for done, (name, which) in enumerate(PLATES.items(), 1):
        (scratch / name).write_bytes(plate(recipe.look, which))
        progress(done / len(PLATES))
    return PlatesResult(expressions=EXPRESSIONS)
