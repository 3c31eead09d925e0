"""A breakdown as it is printed: a sheet for each scene, and a list of all elements."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.recipes.breakdown_paper import (
    BreakdownSheetsPaper,
    ElementGroup,
    ElementListPaper,
    ElementRow,
    PrintedSheet,
)
from film_studio.engines.preproduction.breakdown.categories import CATEGORIES, TITLES
from film_studio.engines.preproduction.breakdown.same_scenes import folded
from film_studio.engines.preproduction.papers.facts import SceneFacts, element_text
from film_studio.engines.preproduction.papers.words import set_of, side_of, tint_of
from film_studio.engines.preproduction.schedule.schemas import StripScene
from film_studio.screenplay.pagination import eighths_text


def sheets_paper(
    scenes: Sequence[StripScene], facts: Mapping[int, SceneFacts], numbers: Mapping[str, str], *, empty_boxes: bool
) -> BreakdownSheetsPaper:
    """A page for each scene. `numbers`: of the cast, as `numbers_of` gives them."""
    return BreakdownSheetsPaper(
        sheets=tuple(
            PrintedSheet(
                sheet=scene.index + 1,
                scene=scene.number,
                side=side_of(scene),
                set=set_of(scene),
                time_of_day=scene.time_of_day.upper(),
                pages=eighths_text(scene.eighths),
                synopsis=facts[scene.index].synopsis,
                script_page=str(int(facts[scene.index].start_page)),
                story_day=facts[scene.index].story_day,
                tint=tint_of(scene),
                boxes=tuple(facts[scene.index].boxes(numbers, empty=empty_boxes)),
            )
            for scene in scenes
        )
    )


def list_paper(
    scenes: Sequence[StripScene], facts: Mapping[int, SceneFacts], numbers: Mapping[str, str]
) -> ElementListPaper | None:
    """By category and name; None where nothing was found and nobody has added anything."""
    groups: list[ElementGroup] = []
    for category in CATEGORIES:
        found: dict[tuple[str, str], list[tuple[StripScene, Mapping[str, Any]]]] = {}
        for scene in scenes:
            for element in facts[scene.index].elements:
                if element["category"] == category:
                    of = element["character"] or ""
                    found.setdefault((folded(element["name"]), folded(of)), []).append((scene, element))
        if found:
            rows = [_row(found[key], numbers) for key in sorted(found, key=lambda key: _place(key, numbers))]
            groups.append(ElementGroup(title=TITLES[category], rows=tuple(rows)))
    return ElementListPaper(groups=tuple(groups)) if groups else None


def _place(key: tuple[str, str], numbers: Mapping[str, str]) -> tuple[int, str, str]:
    """The cast by number, all else by name."""
    return int(numbers.get(key[0], 0)), *key


def _row(found: Sequence[tuple[StripScene, Mapping[str, Any]]], numbers: Mapping[str, str]) -> ElementRow:
    first = found[0][1]
    is_cast = first["category"] == "cast"
    scenes = {scene.index: scene.number for scene, _ in found}
    return ElementRow(
        name=element_text(first, numbers) if is_cast else first["name"],
        of="" if is_cast else first["character"] or "",
        most=max(element["count"] for _, element in found),
        scenes=", ".join(scenes.values()),
        count=len(scenes),
        confirmed=all(element["state"] == "confirmed" for _, element in found),
    )
