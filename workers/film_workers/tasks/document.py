"""A paper from a production's tables, set by typst: a template for each, of its name, in `papers/`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, cast

from contracts.recipes.document import DOCUMENT, PAGES, SHOWN, DocumentRecipe, DocumentResult
from film_workers.renderers.protocol import Progress
from film_workers.tasks.typesetting import GO, GO_ITALIC, compile_pdf, missing_of

_PAPERS: Final = Path(__file__).with_name("papers")
_MOST_MISSING: Final = 100


def run(recipe: DocumentRecipe, scratch: Path, progress: Progress) -> DocumentResult:
    """Write `document.pdf` into `scratch`, and the pages of what a room shows. Raises `RefusedError` when typst sets
    nothing."""
    data = recipe.model_dump(mode="json")
    pages = compile_pdf(
        _PAPERS / f"{recipe.body.paper}.typ",
        data,
        scratch / DOCUMENT,
        faces=(*GO, *GO_ITALIC),
        parts=sorted(_PAPERS.glob("*.typ")),
        images=recipe.body.paper in SHOWN,
    )
    for name, page in zip(PAGES, pages, strict=False):
        (scratch / name).write_bytes(page)
    progress(1.0)
    return DocumentResult(
        paper=recipe.body.paper,
        missing=missing_of(_texts(data), GO, ())[:_MOST_MISSING],
        pages=len(pages),
        images=min(len(pages), len(PAGES)),
    )


def _texts(data: Any) -> Iterator[str]:
    """Every text in it, however deep."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in cast("dict[str, Any]", data).values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in cast("list[Any]", data):
            yield from _texts(value)
