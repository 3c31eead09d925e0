"""The cast of a film on paper, each with a portrait as the animatic draws them, set by typst."""

from pathlib import Path
from typing import Any

from contracts.recipes.casting_sheet import CASTING_SHEET, CastingSheetRecipe, CastingSheetResult
from film_workers.renderers.animatic.people.plates import portrait
from film_workers.renderers.protocol import Progress
from film_workers.tasks.typesetting import GO, compile_pdf


def run(recipe: CastingSheetRecipe, scratch: Path, progress: Progress) -> CastingSheetResult:
    """Write `casting-sheet.pdf` into `scratch`. Raises `RefusedError` when typst sets nothing."""
    people: list[dict[str, Any]] = []
    for number, each in enumerate(recipe.people, 1):
        (scratch / f"portrait-{number}.png").write_bytes(portrait(each.look))
        shown = each.model_dump(mode="json", exclude={"look", "lines", "words"})
        people.append(
            {
                **shown,
                "number": str(number),
                "portrait": f"/portrait-{number}.png",
                "lines": str(each.lines),
                "words": str(each.words),
            }
        )
        progress(0.8 * number / len(recipe.people))
    data = {
        "title": recipe.title,
        "revision": str(recipe.revision),
        "paper": recipe.paper,
        "people": people,
        "matrix": [{"number": each.number, "present": [str(who) for who in each.present]} for each in recipe.matrix],
    }
    compile_pdf(Path(__file__).with_suffix(".typ"), data, scratch / CASTING_SHEET, faces=GO)
    progress(1.0)
    return CastingSheetResult(people=len(people))
