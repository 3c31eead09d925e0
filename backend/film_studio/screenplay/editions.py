"""A screenplay as it was given out: its pages and scenes with their numbers, and what has changed since the one before.

Until pages are locked, every edition counts its own. Afterwards each page and each scene keeps its number: what a page
cannot hold any more goes over to 12A, a scene that is new is 13A, of one that was cut OMITTED stays, and a page of
which nothing is left is named with the one before it, 15-16.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from contracts.recipes.screenplay import PrintedLine
from film_studio.screenplay.alignment import align
from film_studio.screenplay.elements import Element, Scene, SceneHeading, Screenplay
from film_studio.screenplay.labels import numbered
from film_studio.screenplay.pages import Sheet, lines_of, sheets
from film_studio.screenplay.pagination import Block, blocks, printed

OMITTED: Final = "OMITTED"
#: A line as it is compared: of which kind of element, and what stands on it.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedPage:
    """`labels`: its number, and those of pages that went into it. `first`: the line it begins with, among all that are
    printed. `issue`: with which issue its words or its number last changed, from 0."""

    labels: tuple[str, ...]
    first: int
    issue: int = 0

    @property
    def number(self) -> str:
        return self.labels[0] if len(self.labels) == 1 else f"{self.labels[0]}-{self.labels[-1]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedScene:
    """`scene`: its index in the screenplay; None for one that was omitted."""

    number: str
    scene: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """What the pages and scenes of an edition are called, in order."""

    pages: tuple[NumberedPage, ...]
    scenes: tuple[NumberedScene, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPage:
    """One page as it is printed, and the indexes of the scenes that have a line on it."""

    number: NumberedPage
    lines: tuple[PrintedLine, ...]
    scenes: frozenset[int]


class Edition:
    """A screenplay under the numbers of its scenes and its pages; where they are not given, it counts its own."""

    def __init__(
        self,
        screenplay: Screenplay,
        scenes: Sequence[NumberedScene] | None = None,
        pages: Sequence[NumberedPage] | None = None,
    ) -> None:
        self.screenplay: Final = screenplay
        self.scenes: Final = tuple(_own(screenplay.scenes) if scenes is None else scenes)
        self._elements, headings = _numbered_elements(screenplay, self.scenes)
        self._blocks: Final = list(blocks(self._elements))
        # Every printed line: its block, and which line of it.
        self._lines: Final = [
            (number, line) for number, block in enumerate(self._blocks) for line in range(block.height)
        ]
        self._at: Final = {place: number for number, place in enumerate(self._lines)}
        texts = {index: printed(element) for index, element in enumerate(self._elements)}
        self.keys: Final = [_key(self._elements, texts, self._blocks[block], line) for block, line in self._lines]
        #: Of each printed line the index of its scene; None before the first, and of what says that one was omitted.
        self.scene_of: Final = self._scenes_of_lines(headings)
        if pages is None:
            self._sheets = sheets(self._blocks)
            firsts = [self._first(sheet) for sheet in self._sheets]
            labels = [(str(number + 1),) for number in range(len(firsts))]
            self.pages = tuple(
                NumberedPage(labels=each, first=first) for each, first in zip(labels, firsts, strict=True)
            )
        else:
            self._sheets = sheets(self._blocks, [self._lines[page.first] for page in pages])
            self.pages = tuple(pages)

    @classmethod
    def under(cls, screenplay: Screenplay, numbering: Numbering) -> "Edition":
        """The screenplay as it was numbered when it was given out."""
        return cls(screenplay, numbering.scenes, numbering.pages)

    def numbering(self) -> Numbering:
        return Numbering(pages=self.pages, scenes=self.scenes)

    def changed(self, before: "Edition") -> set[int]:
        """The printed lines that are not in the edition before, and those after lines that were taken out."""
        pairs = align(before.keys, self.keys)
        marked = set(range(len(self.keys))) - {ours for _, ours in pairs}
        left = right = -1
        for theirs, ours in [*pairs, (len(before.keys), len(self.keys))]:
            if theirs > left + 1 and ours == right + 1 and self.keys:
                marked.add(min(ours, len(self.keys) - 1))
            left, right = theirs, ours
        return marked

    def printed(self, marked: Collection[int] = (), *, numbers: bool = True) -> Iterator[EditionPage]:
        """The pages; `marked` lines have an asterisk, and scenes show their numbers where wanted."""
        for page, sheet in zip(self.pages, self._sheets, strict=True):
            lines: list[PrintedLine] = []
            scenes: set[int] = set()
            for line, place in lines_of(self._elements, self._blocks, sheet, numbers=numbers):
                number = None if place is None else self._at[place]
                lines.append(line._replace(changed=True) if number in marked else line)
                if number is not None and (scene := self.scene_of[number]) is not None:
                    scenes.add(scene)
            yield EditionPage(number=page, lines=tuple(lines), scenes=frozenset(scenes))

    def contents(self) -> dict[tuple[str, ...], list[Key]]:
        """What stands on each page, by its numbers."""
        ends = [*(page.first for page in self.pages[1:]), len(self.keys)]
        return {page.labels: self.keys[page.first : end] for page, end in zip(self.pages, ends, strict=True)}

    def laid(self, firsts: Sequence[int]) -> list[tuple[int, int | None]]:
        """Every page, when one begins before each of these printed lines: the line it begins with, and the place among
        `firsts` of the one that it begins with."""
        found = sheets(self._blocks, [self._lines[first] for first in firsts])
        return [(self._first(sheet), sheet.begins) for sheet in found]

    def whole(self, line: int) -> int:
        """The line before which a page may begin that would begin with this one: a heading stays whole, and a name
        with what is said."""
        if line >= len(self._lines):
            return line
        block, within = self._lines[line]
        heading = isinstance(self._elements[self._blocks[block].element], SceneHeading)
        return line - within if heading or (self._blocks[block].speech and within == 1) else line

    def _first(self, sheet: Sheet) -> int:
        return self._at[sheet.parts[0].block, sheet.parts[0].first]

    def _scenes_of_lines(self, headings: Mapping[int, int | None]) -> list[int | None]:
        scenes = self.screenplay.scenes
        scene = scenes[0].index if scenes and scenes[0].heading is None else None
        found: list[int | None] = []
        for block, line in self._lines:
            if line == 0:
                scene = headings.get(self._blocks[block].element, scene)
            found.append(scene)
        return found


def revised(former: Edition, screenplay: Screenplay, issue: int, *, locked: bool) -> Edition:
    """The next edition. Where its numbers are `locked`, those of the former one stay. A page of which anything is
    another than before is of this `issue`."""
    if locked:
        scenes = _kept_scenes(former, Edition(screenplay))
        edition = Edition(screenplay, scenes)
        edition = Edition(screenplay, scenes, _kept_pages(former, edition))
    else:
        edition = Edition(screenplay)
    of = {page.labels: page.issue for page in former.pages}
    was, now = former.contents(), edition.contents()
    pages = [
        replace(page, issue=of[page.labels] if was.get(page.labels) == now[page.labels] else issue)
        for page in edition.pages
    ]
    return Edition(screenplay, edition.scenes, pages)


def _kept_scenes(former: Edition, plain: Edition) -> tuple[NumberedScene, ...]:
    """A scene is the one with which it has most lines in common; its heading counts twice."""
    votes: Counter[tuple[int, int]] = Counter()
    for theirs, ours in align(former.keys, plain.keys):
        was, now = former.scene_of[theirs], plain.scene_of[ours]
        if was is not None and now is not None:
            votes[was, now] += 2 if plain.keys[ours][0] == SceneHeading.__name__ else 1
    was_of: dict[int, int] = {}
    for (was, now), _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])):
        if now not in was_of and was not in was_of.values():
            was_of[now] = was
    place_of = {each.scene: place for place, each in enumerate(former.scenes) if each.scene is not None}
    row: list[tuple[str | None, int | None]] = []
    done = 0
    new: list[int] = []
    for scene in [*(each.index for each in plain.screenplay.scenes), None]:
        if scene is not None and scene not in was_of:
            new.append(scene)
            continue
        place = len(former.scenes) if scene is None else place_of[was_of[scene]]
        # What was cut stands before what is new in its place.
        row += [(each.number, None) for each in former.scenes[done:place]]
        row += [(None, each) for each in new]
        new = []
        if scene is not None:
            row.append((former.scenes[place].number, scene))
        done = place + 1
    numbers = numbered([number for number, _ in row])
    return tuple(NumberedScene(number=number, scene=scene) for number, (_, scene) in zip(numbers, row, strict=True))


def _kept_pages(former: Edition, edition: Edition) -> list[NumberedPage]:
    starts = _kept_starts(former, edition)
    kept: list[tuple[int, list[str]]] = []
    lost: list[str] = []
    for page, first, end in zip(former.pages, starts, [*starts[1:], len(edition.keys)], strict=True):
        if first < end:
            kept.append((first, [*lost, *page.labels]))
            lost = []
        elif kept:
            kept[-1][1].extend(page.labels)
        else:
            lost += page.labels
    laid = edition.laid([first for first, _ in kept])
    row = [(number, label) for number, (_, at) in enumerate(laid) for label in ([None] if at is None else kept[at][1])]
    labels = zip((number for number, _ in row), numbered([label for _, label in row]), strict=True)
    return [
        NumberedPage(labels=tuple(label for _, label in group), first=laid[number][0])
        for number, group in groupby(labels, key=lambda each: each[0])
    ]


def _kept_starts(former: Edition, edition: Edition) -> list[int]:
    """Of each former page the line that it begins with now: the same line as before, or what stands in its place."""
    pairs = [(-1, -1), *align(former.keys, edition.keys), (len(former.keys), len(edition.keys))]
    starts: list[int] = []
    at = 0
    for number, page in enumerate(former.pages):
        while pairs[at + 1][0] <= page.first and at + 2 < len(pairs):
            at += 1
        (theirs, ours), (_, after) = pairs[at], pairs[at + 1]
        first = edition.whole(min(ours + page.first - theirs, after)) if number else 0
        starts.append(max(first, starts[-1]) if starts else first)
    return starts


def _own(scenes: Sequence[Scene]) -> Iterator[NumberedScene]:
    """By the writer's numbers, as far as no two are alike."""
    numbers = numbered([scene.heading.number if scene.heading else None for scene in scenes])
    return (NumberedScene(number=number, scene=scene.index) for number, scene in zip(numbers, scenes, strict=True))


def _numbered_elements(
    screenplay: Screenplay, scenes: Sequence[NumberedScene]
) -> tuple[list[Element], dict[int, int | None]]:
    """The elements with their scenes' numbers, and what says of scenes that they were omitted; of each heading by its
    place the index of its scene."""
    elements: list[Element] = []
    headings: dict[int, int | None] = {}
    places = {id(scene.heading): scene.index for scene in screenplay.scenes if scene.heading is not None}
    waiting = list(scenes)

    def omitted() -> None:
        cut: list[str] = []
        while waiting and waiting[0].scene is None:
            cut.append(waiting.pop(0).number)
        if cut:
            headings[len(elements)] = None
            elements.append(SceneHeading(text=OMITTED, number="-".join(dict.fromkeys((cut[0], cut[-1])))))

    for element in screenplay.elements:
        if not isinstance(element, SceneHeading):
            elements.append(element)
            continue
        while waiting and waiting[0].scene is not None and waiting[0].scene < places[id(element)]:
            waiting.pop(0)  # what stands before the first heading
        omitted()
        headings[len(elements)] = places[id(element)]
        elements.append(replace(element, number=waiting.pop(0).number))
    while waiting and waiting[0].scene is not None:
        waiting.pop(0)
    omitted()
    return elements, headings


def _key(elements: Sequence[Element], texts: Mapping[int, str], block: Block, line: int) -> Key:
    """Of a line that says which scenes are omitted, their numbers too."""
    element = elements[block.element]
    kind = type(element).__name__
    if isinstance(element, SceneHeading) and element.text == OMITTED:
        return kind, f"{OMITTED} {element.number}"
    said: list[str] = []
    for side in block.sides:
        if line < len(side):
            index, (_, stretches) = side[line]
            kind = type(elements[index]).__name__
            said.append(" ".join(texts[index][start:end] for start, end in stretches))
    return kind, "\t".join(said)
