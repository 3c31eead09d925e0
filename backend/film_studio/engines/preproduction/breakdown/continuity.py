"""What does not go together within a story day: somebody who wears one thing, and in a later scene of it another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from film_studio.screenplay.story_days import day_of


@dataclass(frozen=True, slots=True)
class Worn:
    """A piece of wardrobe in a scene. `key`: what is drawn of it, such as coat, whatever the page calls it."""

    scene: int
    character: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Clash:
    """A character wears `name` in a scene, and in the earlier scene `before` of that story day wore `name_before`."""

    character: str
    story_day: str
    scene: int
    name: str
    before: int
    name_before: str


def clashes(worn: Iterable[Worn], days: Mapping[int, str]) -> list[Clash]:
    """Where clothes change within a story day, in the order of the scenes. `days`: of each scene; NIGHT and DAY of one
    number are one day. More in the same scene is layers, and no change; so is a piece that was there before."""
    by_scene: dict[tuple[str, str], dict[int, dict[str, str]]] = {}
    for each in worn:
        day = days[each.scene]
        by_scene.setdefault((each.character, day_of(day)), {}).setdefault(each.scene, {})[each.key] = each.name
    found: list[Clash] = []
    for (character, _), scenes in by_scene.items():
        before: tuple[int, dict[str, str]] | None = None
        for scene, pieces in sorted(scenes.items()):
            if before is not None and pieces.keys().isdisjoint(before[1]):
                found.append(
                    Clash(
                        character=character,
                        story_day=days[scene],
                        scene=scene,
                        name=next(iter(pieces.values())),
                        before=before[0],
                        name_before=next(iter(before[1].values())),
                    )
                )
            before = scene, pieces
    return sorted(found, key=lambda clash: (clash.scene, clash.character))
