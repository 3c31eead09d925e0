"""Every shot of a film on paper: the stills that workers left, set by typst."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from contracts.recipes.base import RecipeHash
from contracts.recipes.contact_sheet import CONTACT_SHEET, ContactSheetRecipe, ContactSheetResult, Panel
from contracts.recipes.film import SIZES, FrameRate, counted, per_second
from contracts.recipes.shot import STILL
from film_workers.renderers.protocol import Progress
from film_workers.store import Inputs
from film_workers.tasks.typesetting import GO, compile_pdf

_FETCHED_AT_ONCE: Final = 8
#: Of the work: setting the pages is done in one piece.
_FETCHING: Final = 0.8


def run(recipe: ContactSheetRecipe, inputs: Inputs, scratch: Path, progress: Progress) -> ContactSheetResult:
    """Write `contact-sheet.pdf` into `scratch`. Raises `RefusedError` when a still is absent, or typst sets nothing."""
    panels = [panel for scene in recipe.scenes for panel in scene.panels]
    pictures = _fetched(panels, inputs, progress)
    template = Path(__file__).with_suffix(".typ")
    compile_pdf(template, _data(recipe, pictures, scratch), scratch / CONTACT_SHEET, faces=GO)
    progress(1.0)
    return ContactSheetResult(panels=len(panels), pictures=len(pictures))


def _fetched(panels: list[Panel], inputs: Inputs, progress: Progress) -> dict[RecipeHash, Path]:
    """The still of each shot that has one, once however often it is shown."""
    names = list(dict.fromkeys(panel.shot_hash for panel in panels if panel.shot_hash is not None))
    found: dict[RecipeHash, Path] = {}

    def fetch(name: RecipeHash) -> Path:
        return inputs.temporary(name, STILL, f"still-{name}")

    with ThreadPoolExecutor(_FETCHED_AT_ONCE) as pool:
        paths = pool.map(fetch, names)
        for name, path in zip(names, paths, strict=True):
            found[name] = path
            progress(_FETCHING * len(found) / len(names))
    return found


def _data(recipe: ContactSheetRecipe, pictures: dict[RecipeHash, Path], root: Path) -> dict[str, Any]:
    width, height = SIZES[recipe.aspect_ratio]
    number = 0
    scenes: list[dict[str, Any]] = []
    for scene in recipe.scenes:
        panels: list[dict[str, Any]] = []
        for panel in scene.panels:
            number += 1
            picture = None if panel.shot_hash is None else pictures[panel.shot_hash]
            panels.append(
                {
                    "number": str(number),
                    "shape": " · ".join(filter(None, (panel.size or "card", panel.angle, panel.move))),
                    "length": _seconds_and_frames(panel.frames, recipe.frame_rate),
                    "picture": picture and f"/{picture.relative_to(root)}",
                    "who": panel.who,
                    "text": panel.text,
                }
            )
        frames = sum(panel.frames for panel in scene.panels)
        count = len(panels)
        length = f"{count} {'shot' if count == 1 else 'shots'} · {_minutes(frames, recipe.frame_rate)}"
        scenes.append({"number": scene.number, "heading": scene.heading, "length": length, "panels": panels})
    drawn = f"drawn by {', '.join(recipe.drawn_by)}" if recipe.drawn_by else "planned"
    return {
        "title": recipe.title,
        "revision": str(recipe.revision),
        "paper": recipe.paper,
        "aspect": recipe.aspect_ratio,
        "ratio": width / height,
        "shots": str(number),
        "length": _minutes(sum(panel.frames for scene in recipe.scenes for panel in scene.panels), recipe.frame_rate),
        "drawn": drawn,
        "scenes": scenes,
    }


def _seconds_and_frames(frames: int, rate: FrameRate) -> str:
    """As boards are marked: 4+12 is four and a half seconds."""
    return f"{frames // counted(rate)}+{frames % counted(rate):02}"


def _minutes(frames: int, rate: FrameRate) -> str:
    seconds = round(frames / per_second(rate))
    return f"{seconds // 60}:{seconds % 60:02}"
