"""A screenplay on paper, line for line as its recipe says, set by typst in Courier Prime.

What Courier Prime does not have is set in Fira Mono (Greek, Cyrillic), FiraGO (Arabic, Hebrew, Devanagari, Thai,
Georgian) or Noto Sans CJK; what none of them has is named in the result.
"""

from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from contracts.recipes.screenplay import SCREENPLAY, PrintedLine, PrintedPage, ScreenplayRecipe, ScreenplayResult
from film_workers.renderers.protocol import Progress
from film_workers.tasks.typesetting import GO, MONO, compile_pdf, missing_of

_MOST_MISSING: Final = 100


def run(recipe: ScreenplayRecipe, scratch: Path, progress: Progress) -> ScreenplayResult:
    """Write `screenplay.pdf` into `scratch`. Raises `RefusedError` when typst sets nothing."""
    courier = Path(str(files("screenplain.export") / "courier_prime"))
    compile_pdf(
        Path(__file__).with_suffix(".typ"), _data(recipe), scratch / SCREENPLAY, faces=(*MONO, *GO), fonts=(courier,)
    )
    missing = missing_of(_texts(recipe), (*MONO, *GO), (courier / "Courier Prime.ttf",))
    progress(1.0)
    return ScreenplayResult(pages=len(recipe.pages), missing=missing[:_MOST_MISSING])


def _data(recipe: ScreenplayRecipe) -> dict[str, Any]:
    """What the template reads: of each line only what it has."""
    cover = recipe.title_page
    return {
        "title": recipe.title,
        "paper": recipe.paper,
        "cover": None if cover is None else cover.model_dump(mode="json"),
        "pages": [
            {
                "number": page.number,
                "header": page.header,
                "paper": page.paper,
                "lines": [_line(line) for line in page.lines],
            }
            for page in recipe.pages
        ],
    }


def _line(line: PrintedLine) -> dict[str, Any]:
    return {
        "line": line.line,
        "scene": line.scene,
        "changed": line.changed,
        "pieces": [
            {
                "column": piece.column,
                "alignment": piece.alignment,
                "words": [{"text": words.text, "style": words.style} for words in piece.words],
            }
            for piece in line.pieces
        ],
    }


def _texts(recipe: ScreenplayRecipe) -> Iterator[str]:
    if (cover := recipe.title_page) is not None:
        yield from (*cover.title, *cover.middle, *cover.left, *cover.right)
    for page in recipe.pages:
        yield page.header
        yield from _words(page)


def _words(page: PrintedPage) -> Iterable[str]:
    return (words.text for line in page.lines for piece in line.pieces for words in piece.words)
