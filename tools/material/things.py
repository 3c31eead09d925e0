"""Things: drawings of animals, vehicles, furniture and whatever else a page names, as polygons in one file.

things/things.json   {name: [[colour as #rrggbb, alpha, [contours, each x, y, x, y …]], …]}, from back to front.
                     Coordinates are whole numbers, sixteenths of a unit of the 32 × 32 that a drawing fills.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tools.errors import FAILED, StudioError
from tools.material.clients import files
from tools.material.listing import Archive, Made
from tools.material.outlines import OutlineError, Point, areas

#: Faces, hands, signs and flags do not stand in a set.
_CATEGORIES: Final = ("Animals & Nature", "Food & Drink", "Travel & Places", "Activities", "Objects")
_FINENESS: Final = 16
_SIDE: Final = 32


def make(archives: Mapping[Archive, Path], target: Path, made: Made) -> None:
    """The file of the things below `target`. Raises `StudioError` for an archive that holds something else."""
    del made
    found = {name: content for archive, path in archives.items() for name, content in files(archive, path).items()}
    try:
        icons: dict[str, Any] = json.loads(found["package/icons.json"])["icons"]
        categories: dict[str, list[str]] = json.loads(found["package/metadata.json"])["categories"]
        names = sorted({name for category in _CATEGORIES for name in categories[category]} & icons.keys())
        things = {name: list(flattened(icons[name]["body"])) for name in names}
    except (KeyError, TypeError, ValueError, OutlineError) as error:
        raise StudioError(f"the drawings of things are not as they have to be: {error}", exit_code=FAILED) from error
    folder = target / "things"
    folder.mkdir()
    (folder / "things.json").write_text(json.dumps(things, separators=(",", ":")), encoding="utf-8")


def flattened(body: str) -> Iterator[tuple[str, float, list[list[int]]]]:
    """The filled areas of a drawing, as they are written: colour, alpha, contours within 32 × 32."""
    for area in areas(body):
        contours = [whole for contour in area.contours if len(whole := _whole(contour)) >= 6]
        if contours:
            yield "#{:02x}{:02x}{:02x}".format(*area.colour), round(area.alpha, 3), contours


def _whole(contour: tuple[Point, ...]) -> list[int]:
    rounded = [(_within(x), _within(y)) for x, y in contour]
    kept = [point for point, before in zip(rounded, [rounded[-1], *rounded], strict=False) if point != before]
    return [value for point in kept for value in point]


def _within(value: float) -> int:
    return round(min(max(value, 0), _SIDE) * _FINENESS)
