"""A screenplay as passages: stretches told in one way, in the order of the page, with the words taken out that say how.

A scene without such words is one passage of all its beats. What opens with a line of its own goes on until the page
closes it; where it never does, to the end of the scene that it opens upon, and a montage's list to its last line.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from contracts.recipes.film import Told
from film_studio.screenplay.blocks import ActionBeat, Beat, SpeechBeat, TransitionBeat, beats
from film_studio.screenplay.elements import Scene, SceneHeading, Screenplay
from film_studio.screenplay.grammar import Gap, Mark, Stated, item, mark, of_heading, places
from film_studio.screenplay.headings import HeadingReader

_TOLD: Final[dict[str, Told]] = {"flashback": "flashback", "dream": "dream"}
_SENTENCE: Final = re.compile(r"(?<=[.!?…;])\s+")
_APART: Final = re.compile(r"\s*(?:[-–—:]+|\.)\s+")
_HEADINGS: Final = HeadingReader()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """`heading`: where it plays; None where the page does not say. `where`: words that may name a place within it."""

    scene: Scene
    heading: SceneHeading | None
    beats: tuple[Beat, ...]
    told: Told | None = None  # earlier than the story, or only dreamt
    montage: bool = False
    listed: bool = False  # one picture of a montage's list
    sides: tuple[SceneHeading, ...] = ()  # of an intercut: its two places
    gap: Gap | None = None  # time has gone by since the passage before
    follows: bool = False  # its scene goes on from the one before: CONTINUOUS, SAME, LATER
    where: str = ""
    title: str = ""  # what the page calls it with a date: 1985


def passages(screenplay: Screenplay) -> tuple[Passage, ...]:
    """All that is seen and heard in a screenplay, in its order. Time is linear in the length."""
    reader = _Reader(list(_events(screenplay)))
    return tuple(reader.read())


@dataclass(frozen=True, slots=True)
class _Head:
    """A scene begins."""

    scene: Scene
    stated: Stated | None


_Event = tuple[Scene, _Head | Mark | Beat]


def _events(screenplay: Screenplay) -> Iterator[_Event]:
    for scene in screenplay.scenes:
        heading = scene.heading
        yield scene, _Head(scene, of_heading(heading) if heading else None)
        if heading and (found := mark(heading.text)) and not found.rest:
            yield scene, found  # `.MONTAGE`: not a place
        for beat in beats(scene):
            yield from ((scene, each) for each in _parted(beat))


def _parted(beat: Beat) -> Iterator[Mark | Beat]:
    """A beat, its lines that steer the cut apart from the others."""
    if isinstance(beat, TransitionBeat):
        yield mark(beat.text) or beat
        return
    if isinstance(beat, SpeechBeat) or not any(map(mark, beat.text.split("\n"))):
        yield beat
        return
    rows: list[str] = []
    for row in beat.text.split("\n"):
        if (found := mark(row)) is None:
            rows.append(row)
            continue
        if words := "\n".join(rows).strip():
            yield replace(beat, text=words)
        rows.clear()
        yield found
    if words := "\n".join(rows).strip():
        yield replace(beat, text=words)


@dataclass(slots=True)
class _Open:
    """Something that the page has opened. `until`: the scene with which it ends, where the page does not close it."""

    until: int | None
    heading: SceneHeading | None
    here: bool  # It opened within a scene, and no other has begun since.


class _Reader:
    """Goes through the events once, with what is open."""

    def __init__(self, events: Sequence[_Event]) -> None:
        self._events = events
        self._open: dict[str, _Open] = {}
        self._told: Told | None = None  # by a line of its own
        self._scene_told: Told | None = None  # by the scene's heading
        self._heading: SceneHeading | None = None
        self._visited: list[SceneHeading] = []
        self._sides: tuple[SceneHeading, ...] = ()
        self._beats: list[Beat] = []
        self._gap: Gap | None = None
        self._where = self._title = ""
        self._listed = self._list = self._headed = self._follows = False
        self._present = ""  # where the story itself was last

    def read(self) -> Iterator[Passage]:
        """The passages."""
        for at, (scene, event) in enumerate(self._events):
            match event:
                case _Head():
                    self._begin(event)
                case Mark():
                    self._steer(at, event, scene)
                    text = event.rest if event.opens and event.rest.upper() != event.rest else ""
                    for words in _SENTENCE.split(text) if event.kind == "montage" else [text]:
                        if words:
                            yield from self._tell(ActionBeat(text=words), scene)
                case ActionBeat() if not event.centered:
                    yield from self._tell(event, scene)
                case _:
                    self._beats.append(event)
            following = self._events[at + 1] if at + 1 < len(self._events) else None
            if following is None or isinstance(following[1], _Head | Mark):
                yield from self._flush(scene)

    def _flush(self, scene: Scene) -> Iterator[Passage]:
        if not self._beats:
            return
        yield Passage(
            scene=scene,
            heading=self._heading,
            beats=tuple(self._beats),
            told=self._scene_told or self._told,
            montage="montage" in self._open,
            listed=self._listed,
            sides=self._sides,
            gap=self._gap,
            follows=self._follows,
            where=self._where,
            title=self._title,
        )
        self._beats, self._gap, self._title, self._listed = [], None, "", False
        if "montage" in self._open:
            self._where = ""

    def _begin(self, head: _Head) -> None:
        """A scene begins: what had to end with the one before has ended."""
        index, stated = head.scene.index, head.stated
        for kind, opened in list(self._open.items()):
            if opened.until is not None and opened.until < index:
                self._close(kind)
            else:
                opened.here = False
        before, self._scene_told = self._scene_told, None
        self._where, self._list, self._follows = "", False, False
        if stated is None:
            return
        self._follows = stated.continuous or stated.gap == "later"
        for each in stated.marks:
            if each.kind == "present":
                self._close("told")
            elif each.kind in _TOLD:
                self._scene_told = _TOLD[each.kind]
            else:
                self._open[each.kind] = _Open(index, self._heading, here=False)
        if stated.continuous and not stated.marks and stated.heading.location != self._present:
            self._scene_told = before
        if not (self._scene_told or self._told):
            self._present = stated.heading.location
        self._gap = stated.gap or self._gap
        if mark(stated.heading.text) is None:
            self._heading = stated.heading
            self._visited = [each for each in self._visited if each.location != self._heading.location]
            self._visited = [*self._visited[-2:], self._heading]

    def _steer(self, at: int, found: Mark, scene: Scene) -> None:
        match found.kind:
            case "later" | "much_later":
                self._gap = found.kind
            case "present":
                self._close("told")
            case "scene":
                for kind in list(self._open)[-1:]:
                    self._close(kind)
            case kind if found.ends:
                self._close("told" if kind in _TOLD else kind)
            case kind:
                self._opened(at, kind, found.rest, scene)

    def _opened(self, at: int, kind: str, rest: str, scene: Scene) -> None:
        family = "told" if kind in _TOLD else kind
        rest_of_it = (self._events[later][1] for later in range(at + 1, len(self._events)))
        following = next((event for event in rest_of_it if not isinstance(event, TransitionBeat)), None)
        upon = following.scene.index if isinstance(following, _Head) else scene.index
        until = None if self._is_closed(at, family) else upon
        self._open[family] = _Open(until, self._heading, here=not isinstance(following, _Head))
        if family == "intercut":
            self._sides = self._between(rest, following)
        elif family == "told":
            self._told = _TOLD[kind]
            self._call(rest)
        else:
            self._list = False

    def _call(self, rest: str) -> None:
        """What stands behind FLASHBACK: a heading, a date, a place."""
        if rest.upper() != rest:
            return
        if _HEADINGS.prefix(rest):
            self._heading = _heading(rest)
        elif any(map(str.isdigit, rest)):
            self._title = rest
        else:
            self._where = rest

    def _is_closed(self, at: int, family: str) -> bool:
        """Whether the page closes what opens here, before it opens the like again."""
        for later in range(at + 1, len(self._events)):
            event = self._events[later][1]
            if isinstance(event, Mark):
                same = event.kind == family or (family == "told" and event.kind in _TOLD)
                if (same and event.ends) or event.kind == "scene" or (family == "told" and event.kind == "present"):
                    return True
                if same:
                    return False
        return False

    def _between(self, rest: str, following: object) -> tuple[SceneHeading, ...]:
        """The two places of an intercut: those that it names, else the one that comes, else those that came last."""
        named = tuple(map(_heading, places(rest)))
        upon = following.stated.heading if isinstance(following, _Head) and following.stated else None
        current = self._visited[-1:]
        both = (*named,) if len(named) > 1 else (*current, *named, *((upon,) if upon and not named else ()))
        return both[:2] if len(both) > 1 else tuple(self._visited[-2:])

    def _close(self, family: str) -> None:
        opened = self._open.pop(family, None)
        if family == "intercut":
            self._sides = ()
        if family == "told":
            self._told = self._scene_told = None
        if family in {"told", "montage"} and opened is not None:
            self._heading, self._where = opened.heading, ""

    def _tell(self, beat: ActionBeat, scene: Scene) -> Iterator[Passage]:
        """An action; within a montage's list each line is a passage."""
        montage = self._open.get("montage")
        rows = beat.text.split("\n")
        if montage is None or not (montage.here or any(item(row) is not None for row in rows)):
            self._beats.append(beat)
            return
        if self._list and montage.until is not None and item(rows[0]) is None and not self._headed:
            yield from self._flush(scene)
            self._close("montage")
            self._beats.append(beat)
            return
        for text in _items(rows):
            yield from self._flush(scene)
            listed = item(text)
            words = text if listed is None else listed
            if listed is not None:
                self._list = True
                self._heading = montage.heading
            place, words = _place_of(words)
            self._heading = _heading(place) if place else self._heading
            self._headed = bool(place)
            if words:
                self._listed, self._where = True, "" if place else words
                self._beats.append(replace(beat, text=words))


def _items(rows: Sequence[str]) -> Iterator[str]:
    """The lines of a list, each with those that go on with it."""
    open_rows: list[str] = []
    for row in rows:
        if item(row) is not None and open_rows:
            yield " ".join(open_rows)
            open_rows.clear()
        if words := row.strip():
            open_rows.append(words)
    if open_rows:
        yield " ".join(open_rows)


def _place_of(words: str) -> tuple[str, str]:
    """A line of a list, its heading apart: `INT. GYM - DAY - Ana trains.`"""
    if not _HEADINGS.prefix(words):
        return "", words
    ends = [match for match in _APART.finditer(words) if words[: match.start()].isupper()]
    if words.isupper() or not ends:
        return (words, "") if words.isupper() else ("", words)
    # The last capitals before a small letter may be a name: INT. GYM - ANA trains.
    return words[: ends[-1].start()].strip(), words[ends[-1].end() :].strip()


def _heading(text: str) -> SceneHeading:
    return _HEADINGS.read(text, remarks="", forced=False, number=0, raw=text)
