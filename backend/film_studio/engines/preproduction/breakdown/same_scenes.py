"""Which scene of a revision is which of the revision before: by their words, headings and numbers, in this order."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

#: How a scene was known again. same: nothing changed; text: under another heading; heading: with other words; number:
#: with other words and another heading; similar: most of its words are the same.
How = Literal["same", "text", "heading", "number", "similar"]
_WORD: Final = re.compile(r"\w+")
#: Of the words of two scenes, those that both have.
_SIMILAR: Final = 0.5
_RELATED: Final = 0.2
#: So many neighbours on either side are looked at for one that is similar: a film of 2,000 scenes stays quick.
_NEAR: Final = 20


@dataclass(frozen=True)
class SceneText:
    """A scene of a revision. `index` is its place in the film, `text` all that is printed below its heading."""

    index: int
    number: str
    heading: str
    text: str

    @cached_property
    def place(self) -> str:
        """Its heading in any spelling."""
        return folded(self.heading)

    @cached_property
    def said(self) -> str:
        """Its text in any spelling."""
        return folded(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self.said))


def folded(text: str) -> str:
    """Without what a typist changes and a reader does not see: case and blanks."""
    return " ".join(text.casefold().split())


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of the words of both that both have, from 0 to 1."""
    return len(one & other) / len(one | other) if one or other else 1.0


def matched(before: Sequence[SceneText], after: Sequence[SceneText]) -> dict[int, tuple[int, How]]:
    """By the index of a scene in the revision before, that of the same one in the revision after, and how it was known.
    Each scene is at most one other's; equal ones go by their order."""
    found: dict[int, tuple[int, How]] = {}
    left, right = list(before), list(after)

    def take(pairs: Iterable[tuple[SceneText, SceneText]], how: How) -> None:
        for one, other in pairs:
            found[one.index] = other.index, how
        taken = {index for index, _ in found.values()}
        left[:] = [scene for scene in left if scene.index not in found]
        right[:] = [scene for scene in right if scene.index not in taken]

    take(_equal(left, right, lambda scene: (scene.place, scene.said)), "same")
    take(_equal([scene for scene in left if scene.said], right, lambda scene: scene.said), "text")
    take(_alike(left, right, lambda scene: scene.place, 0.0), "heading")
    take(_alike(left, right, lambda scene: scene.number, _RELATED), "number")
    take(_alike(left, right, lambda _scene: "", _SIMILAR), "similar")
    return found


def _equal(
    left: Sequence[SceneText], right: Sequence[SceneText], key: Callable[[SceneText], Hashable]
) -> list[tuple[SceneText, SceneText]]:
    """Those that have the same, the first with the first."""
    waiting: dict[Hashable, list[SceneText]] = defaultdict(list)
    for scene in reversed(right):
        waiting[key(scene)].append(scene)
    return [(scene, waiting[key(scene)].pop()) for scene in left if waiting[key(scene)]]


def _alike(
    left: Sequence[SceneText], right: Sequence[SceneText], key: Callable[[SceneText], Hashable], least: float
) -> list[tuple[SceneText, SceneText]]:
    """Of those that have the same, the most alike first; nearer ones among equals."""
    groups: dict[Hashable, list[SceneText]] = defaultdict(list)
    for scene in right:
        groups[key(scene)].append(scene)
    places: dict[Hashable, int] = defaultdict(int)
    candidates: list[tuple[float, int, SceneText, SceneText]] = []
    for scene in left:
        group = groups[key(scene)]
        at = places[key(scene)]
        places[key(scene)] += 1
        for other in group[max(0, at - _NEAR) : at + _NEAR + 1]:
            alike = likeness(scene.words, other.words)
            if alike >= least:
                candidates.append((-alike, abs(scene.index - other.index), scene, other))
    candidates.sort(key=lambda each: (each[0], each[1], each[2].index, each[3].index))
    pairs: list[tuple[SceneText, SceneText]] = []
    used: tuple[set[int], set[int]] = set(), set()
    for _, _, scene, other in candidates:
        if scene.index not in used[0] and other.index not in used[1]:
            used[0].add(scene.index)
            used[1].add(other.index)
            pairs.append((scene, other))
    return pairs
