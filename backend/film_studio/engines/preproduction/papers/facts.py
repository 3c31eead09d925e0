"""What the breakdown says of each scene, as papers show it."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from contracts.recipes.schedule_paper import ElementBox
from film_studio.engines.preproduction.breakdown import queries
from film_studio.engines.preproduction.breakdown.categories import CATEGORIES, TITLES, Category
from film_studio.engines.preproduction.breakdown.same_scenes import folded
from film_studio.identity.scope import ReadScope

_LONGEST_QUOTE: Final = 140
#: After everybody who has one.
_WITHOUT_NUMBER: Final = 1_000_000
_SENTENCE: Final = re.compile(r".+?[.!?…](?=\s|$)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class SceneFacts:
    """One scene. `elements`: columns of those that nobody dismissed, in the order of the sheet."""

    start_page: float
    story_day: str
    synopsis: str
    elements: Sequence[Mapping[str, Any]]

    def boxes(self, numbers: Mapping[str, str], *, empty: bool = False) -> list[ElementBox]:
        """What the scene needs, a box for each category, for `empty` ones too if wanted. `numbers`: of the cast, by
        name."""
        found: list[ElementBox] = []
        for category in CATEGORIES:
            of_it = [each for each in self.elements if each["category"] == category]
            if category == "cast":
                of_it.sort(key=lambda each: int(numbers.get(folded(each["name"]), _WITHOUT_NUMBER)))
            if not (of_it or empty):
                continue
            said = [(each["state"] == "confirmed", element_text(each, numbers)) for each in of_it]
            found.append(
                ElementBox(
                    title=TITLES[category],
                    confirmed=tuple(text for confirmed, text in said if confirmed),
                    suggested=tuple(text for confirmed, text in said if not confirmed),
                )
            )
        return found

    def needs(self, category: Category) -> bool:
        return any(each["category"] == category for each in self.elements)

    @property
    def background(self) -> str:
        """How many people: 24; 24+ where how many somebody is was not said; BG where nothing of it was."""
        counts = [each["count"] for each in self.elements if each["category"] == "background"]
        known = sum(count for count in counts if count > 1)
        if not counts:
            return ""
        return f"{known}{'+' if 1 in counts else ''}" if known else "BG"


def element_text(element: Mapping[str, Any], numbers: Mapping[str, str]) -> str:
    """2. THEO; 12 × hard hat (MARA)."""
    name = element["name"]
    if element["category"] == "cast":
        number = numbers.get(folded(name))
        return f"{number}. {name}" if number else name
    count = f"{element['count']} × " if element["count"] > 1 else ""
    return f"{count}{name}{of_whom(element)}"


def of_whom(element: Mapping[str, Any]) -> str:
    return f" ({element['character']})" if element["character"] else ""


async def facts_of(scope: ReadScope, revision_id: uuid.UUID) -> dict[int, SceneFacts]:
    """By the scene's index, for every scene of a revision."""
    elements: dict[int, list[Mapping[str, Any]]] = {}
    for row in await scope.rows(queries.ALL, revision_id=revision_id):
        elements.setdefault(row["scene"], []).append(row)
    return {
        row["scene"]: SceneFacts(
            start_page=row["start_page"],
            story_day=row["story_day"],
            synopsis=row["synopsis"] or _quoted(row["paragraphs"]),
            elements=elements.get(row["scene"], ()),
        )
        for row in await scope.rows(queries.ALL_PRINTED_SHEETS, revision_id=revision_id)
    }


def numbers_of(cast: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    """By folded name, the number on the board; of another name of somebody (`names`: whose) theirs."""
    numbers = {name: str(number) for number, name in enumerate(cast, 1)}
    others = {other: numbers[own] for other, own in names.items() if own in numbers}
    return {folded(name): number for name, number in (others | numbers).items()}


def _quoted(paragraphs: Sequence[Sequence[Any]]) -> str:
    """Where the writer gave no synopsis, the first sentence of what happens, as a quotation."""
    for _, kind, written in paragraphs:
        words = " ".join(written.split())
        if kind == "action" and words:
            sentence = found[0] if (found := _SENTENCE.match(words)) else words
            short = sentence if len(sentence) <= _LONGEST_QUOTE else sentence[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
            return f"“{short}”"
    return ""
