"""Who stands where in a scene: places and gazes that hold for the whole scene, so that no cut crosses the axis."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from contracts.recipes.film import Position
from film_studio.engines.character import CastMember
from film_studio.engines.production.planning import directions
from film_studio.screenplay.names import Mentions

#: More figures than these hide one another in a 16:9 frame.
MAX_FIGURES: Final = 6
_WIDEST_STEP: Final = 0.24
#: How far before a name the words stand that say that its bearer is elsewhere.
_BEFORE: Final = 40
_POSSESSIVE: Final = ("'s", "’s", "'S", "’S", "s'", "s’")
_SPAN: Final = 0.72


def brought_in(text: str, mentions: Mentions) -> Iterator[tuple[int, int, str]]:
    """(start, end, name) of each mention that puts the named into the picture: not of whom somebody only waits for,
    calls or thinks of, nor of whose picture or coat it is."""
    for start, end, name in mentions.spans(text):
        if directions.ABSENT.search(text[max(0, start - _BEFORE) : start]):
            continue
        if text[start:end].endswith(_POSSESSIVE) and not directions.OF_THE_BODY.match(text[end : end + 40]):
            continue
        yield start, end, name


@dataclass(slots=True)
class Presence:
    """When each character is in the place, in numbers of beats of the scene: from where the page brings them in to
    where it takes them out. Who speaks without having been named was there from the start, unless somebody was alone
    before."""

    _entered: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    _left: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    _coming: dict[int, set[str]] = field(default_factory=dict[int, set[str]])
    _alone: bool = False
    speeches: Counter[str] = field(default_factory=Counter[str])

    def stays(self, name: str) -> None:
        """Somebody has been here since before the first beat."""
        self._is_here(name, 0, entering=False)

    def speaks(self, name: str, beat: int) -> None:
        """Somebody heard and seen; where the action never said that they came, they were there."""
        self.speeches[name] += 1
        self._is_here(name, beat, entering=self._alone)

    def acts(self, text: str, mentions: Mentions, beat: int) -> None:
        """Everybody whom the action brings in is here from now on; some go."""
        for _, end, name in brought_in(text, mentions):
            self._is_here(name, beat, entering=True)
            if directions.EXIT.match(text[end : end + 80]):
                self._left.setdefault(name, []).append(beat)
        self._alone = self._alone or directions.ALONE.search(text) is not None

    def names(self) -> tuple[str, ...]:
        return tuple(self._entered)

    def during(self, beats: int) -> Iterator[tuple[frozenset[str], AbstractSet[str]]]:
        """Who is here during each of the scene's beats, and who of them comes in it; who leaves in one still is here.
        Beats in which nobody comes or goes share one set, so that a full room costs no more than a talk of two."""
        changes: dict[int, Counter[str]] = {}
        for name, entered in self._entered.items():
            for beat in entered:
                changes.setdefault(beat, Counter())[name] += 1
        for name, left in self._left.items():
            for beat in left:
                changes.setdefault(beat + 1, Counter())[name] -= 1
        balance: Counter[str] = Counter()
        room: set[str] = set()
        here = nobody = frozenset[str]()
        for beat in range(beats):
            if beat in changes:
                for name, change in changes[beat].items():
                    balance[name] += change
                    (room.add if balance[name] > 0 else room.discard)(name)
                here = frozenset(room)
            yield here, self._coming.get(beat, nobody)

    def at_the_end(self, beats: int) -> frozenset[str]:
        """Who is still here behind the last of so many beats."""
        *_, (here, _) = self.during(beats + 1)
        return here

    def _is_here(self, name: str, beat: int, *, entering: bool) -> None:
        if name not in self._entered:
            self._entered[name] = [beat if entering else 0]
        elif len(self._left.get(name, ())) == len(self._entered[name]):
            self._entered[name].append(beat)
        else:
            return
        if entering:
            self._coming.setdefault(beat, set()).add(name)


@dataclass(frozen=True, slots=True)
class Blocking:
    """Who stands where, for the whole scene. Beyond six people some share a position; who is needed in a shot then has
    it."""

    positions: Mapping[str, Position]
    slots: Mapping[str, int]
    _first: dict[frozenset[str], tuple[str, ...]] = field(default_factory=dict[frozenset[str], tuple[str, ...]])

    def drawn(self, present: frozenset[str], featured: Iterable[str]) -> tuple[Position, ...]:
        """Who stands in a shot, from left to right: the featured, then the present, one a place."""
        taken: dict[int, str] = {}
        for name in (*featured, *self._first_of(present)):
            if name in self.positions:
                taken.setdefault(self.slots[name], name)
        return tuple(self.positions[taken[slot]] for slot in sorted(taken))

    def _first_of(self, present: frozenset[str]) -> tuple[str, ...]:
        """Who of the present stands in front, one a place. Found once for all shots in which the same are present."""
        if present not in self._first:
            taken: dict[int, str] = {}
            for name in self.positions:
                if name in present:
                    taken.setdefault(self.slots[name], name)
            self._first[present] = tuple(taken.values())
        return self._first[present]


def arrange(presence: Presence, cast: Mapping[str, CastMember]) -> Blocking:
    """The two who talk most stand in the middle, face to face, whoever joined the film first on the left; the others
    outside them, turned to the middle."""
    order = sorted(presence.names(), key=lambda name: -presence.speeches[name])
    rank = {name: index for index, name in enumerate(cast)}
    leads = sorted(order[:2], key=rank.__getitem__)
    others = order[2:]
    count = min(len(order), MAX_FIGURES)
    middle = count // 2
    outside = [
        slot for step in range(1, MAX_FIGURES) for slot in (middle + step, middle - 1 - step) if 0 <= slot < count
    ]
    slots = dict(zip(leads, (middle - 1, middle) if len(leads) == 2 else (0,), strict=False))
    slots |= {name: outside[index % len(outside)] for index, name in enumerate(others)}
    ordered = {name: slots[name] for name in order}
    return Blocking(
        positions={name: _position(name, slot, count) for name, slot in ordered.items()},
        slots=ordered,
    )


def _position(name: str, slot: int, count: int) -> Position:
    if count == 1:
        return Position(character=name, x=0.45, facing="right")
    step = min(_WIDEST_STEP, _SPAN / (count - 1))
    return Position(
        character=name,
        x=round(0.5 + (slot - (count - 1) / 2) * step, 4),
        facing="right" if slot < count // 2 else "left",
    )
