"""What people did with a revision's elements, brought into the next one: each kept where it belongs, or lost with the
reason. Nothing that a person did is left out."""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from film_studio.engines.preproduction.breakdown.categories import Category, Paragraph, State
from film_studio.engines.preproduction.breakdown.same_scenes import How, SceneText, folded, likeness

#: scene_gone: no scene of the new revision is this one; words_gone: the scene no longer has what named it.
Reason = Literal["scene_gone", "words_gone"]
_WORD: Final = re.compile(r"\w+")
_SIMILAR: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Why an element is in no scene, and the scene that it was in."""

    reason: Reason
    number: str
    heading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An element with which a person did something. `suggested`: its category as rules found it; None for one that a
    person added. `scene` is None for one that is lost already."""

    id: uuid.UUID
    key: str
    suggested: Category | None
    category: Category
    name: str
    state: State
    scene: int | None
    line: int | None
    words: str
    quote: str
    lost: Lost | None = None


@dataclass(frozen=True, slots=True)
class Fresh:
    """A suggestion for the new revision."""

    id: uuid.UUID
    key: str
    category: Category
    name: str
    scene: int


@dataclass(frozen=True, slots=True)
class Kept:
    """In the new revision, at a scene and a line of it. `fresh`: the suggestion that it is now; None where there is no
    such suggestion, and it stands by itself."""

    held: Held
    scene: int
    line: int | None
    how: How
    fresh: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Gone:
    held: Held
    lost: Lost


class Carrier:
    """One new revision: its scenes, their paragraphs and suggestions, and which scene of the former one is which."""

    def __init__(
        self,
        scenes: Sequence[SceneText],
        printed: Mapping[int, Sequence[Paragraph]],
        fresh: Iterable[Fresh],
        same: Mapping[int, tuple[int, How]],
        before: Sequence[SceneText],
    ) -> None:
        self._same: Final = same
        self._printed: Final = printed
        self._before: Final = {scene.index: scene for scene in before}
        self._placed: dict[str, list[int]] = defaultdict(list)
        for scene in scenes:
            self._placed[scene.place].append(scene.index)
        self._fresh: dict[tuple[int, str, Category], Fresh] = {}
        self._called: dict[tuple[int, Category, str], Fresh] = {}
        for each in fresh:
            self._fresh[each.scene, each.key, each.category] = each
            self._called.setdefault((each.scene, each.category, folded(each.name)), each)
        self._taken: set[uuid.UUID] = set()

    def carry(self, held: Sequence[Held]) -> list[Kept | Gone]:
        """What becomes of each, in their order. What rules had suggested comes first to a suggestion."""
        ordered = sorted(held, key=lambda each: each.suggested is None)
        done = {each.id: self._carried(each) for each in ordered}
        return [done[each.id] for each in held]

    def _carried(self, held: Held) -> Kept | Gone:
        if held.scene is None:
            return self._found_again(held)
        before = self._before[held.scene]
        if held.scene not in self._same:
            return Gone(held, Lost(reason="scene_gone", number=before.number, heading=before.heading))
        scene, how = self._same[held.scene]
        kept = self._kept_in(held, scene, how, strict=False)
        return kept or Gone(held, Lost(reason="words_gone", number=before.number, heading=before.heading))

    def _found_again(self, held: Held) -> Kept | Gone:
        """Lost before: kept where a scene with its heading has what names it."""
        if held.lost is None:
            raise ValueError(f"element {held.id} is in no scene, and nothing says why")
        for scene in self._placed.get(folded(held.lost.heading), ()):
            if kept := self._kept_in(held, scene, "heading", strict=True):
                return kept
        return Gone(held, held.lost)

    def _kept_in(self, held: Held, scene: int, how: How, *, strict: bool) -> Kept | None:
        fresh = self._suggested(held, scene)
        if fresh is not None:
            self._taken.add(fresh.id)
            return Kept(held, scene, None, how, fresh.id)
        if not held.quote:
            return Kept(held, scene, None, how, None)
        line = self._line_of(held, scene, strict=strict)
        return None if line is None else Kept(held, scene, line, how, None)

    def _suggested(self, held: Held, scene: int) -> Fresh | None:
        """The suggestion that is the same: the same thing, or, for what a person added, one of the same name."""
        if held.suggested is not None:
            fresh = self._fresh.get((scene, held.key, held.suggested))
        else:
            fresh = self._called.get((scene, held.category, folded(held.name)))
        return None if fresh is None or fresh.id in self._taken else fresh

    def _line_of(self, held: Held, scene: int, *, strict: bool) -> int | None:
        """Where the page still has what an element was anchored to. Of what a person added, one whose paragraph was
        rewritten a little stays there."""
        printed = self._printed.get(scene, ())
        quote = folded(held.quote)
        for paragraph in printed:
            if quote in folded(paragraph.text):
                return paragraph.line
        if strict or held.suggested is not None:
            return None
        for paragraph in printed:
            if _has(paragraph.text, held.words or held.name):
                return paragraph.line
        words = frozenset(_WORD.findall(quote))
        alike = [(likeness(words, frozenset(_WORD.findall(folded(each.text)))), -each.line) for each in printed]
        best, line = max(alike, default=(0.0, 0))
        return -line if best >= _SIMILAR else None


def _has(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(folded(words))}(?!\w)", folded(text)) is not None
