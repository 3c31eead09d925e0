"""Who is who: the names of a screenplay, those of one person together."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from film_studio.engines.character.casting.cast import OnPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name of a screenplay, and what it says under that name. `same_as`: the name that it is another name of."""

    name: str
    lines: int
    words: int
    page: OnPage
    same_as: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with all their names, their own first. `talks`: other people by how often one answers the other."""

    names: tuple[str, ...]
    lines: int
    words: int
    days: Mapping[str, tuple[int, ...]]
    talks: Mapping[str, int]

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def scenes(self) -> tuple[int, ...]:
        return tuple(sorted({scene for scenes in self.days.values() for scene in scenes}))


def people(cast: Iterable[Named]) -> tuple[Person, ...]:
    """The people, in the order in which their own names come. Each name is of exactly one of them: a name that is
    another of nobody who is here stands for itself, and so does each of a circle."""
    known = {each.name: each for each in cast}
    own = {name: _own(name, known) for name in known}
    names: dict[str, list[str]] = {name: [name] for name in known if own[name] == name}
    for name, of in own.items():
        if name != of:
            names[of].append(name)
    return tuple(_person([known[name] for name in each], own) for each in names.values())


def _own(name: str, known: Mapping[str, Named]) -> str:
    seen = [name]
    while (of := known[seen[-1]].same_as) in known and of is not None:
        if of in seen:
            return name
        seen.append(of)
    return seen[-1]


def _person(named: list[Named], own: Mapping[str, str]) -> Person:
    talks: Counter[str] = Counter()
    days: dict[str, set[int]] = {}
    for each in named:
        for other, times in each.page.talks.items():
            if (of := own.get(other, other)) != own[named[0].name]:
                talks[of] += times
        for day, scenes in each.page.days.items():
            days.setdefault(day, set()).update(scenes)
    in_order = sorted(days.items(), key=lambda item: min(item[1]))
    return Person(
        names=tuple(each.name for each in named),
        lines=sum(each.lines for each in named),
        words=sum(each.words for each in named),
        days={day: tuple(sorted(scenes)) for day, scenes in in_order},
        talks=dict(talks.most_common()),
    )
