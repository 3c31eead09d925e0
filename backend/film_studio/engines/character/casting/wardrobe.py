"""What somebody wears in a scene otherwise than where the page introduced them: by its story day.

Clothes that the page gives somebody hold from that scene to the end of its story day; then they are dressed as they
were introduced again. A helmet is for work: it holds for its story day too, and comes off indoors, but in the place
where the page names it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pydantic import Field

from contracts.recipes.animatic import Colour, Garment, Hat, Look
from contracts.recipes.base import Contract
from film_studio.engines.character.casting.described import Described
from film_studio.screenplay.elements import Screenplay
from film_studio.screenplay.story_days import day_of, story_days

#: A hat of which no colour is told.
PLAIN_HAT: Final = "#2b2622"


class Clothes(Contract):
    """What is worn otherwise; None is worn as ever."""

    garment: Garment | None = None
    top: Colour | None = None
    bottom: Colour | None = None
    hat: Hat | None = None
    bareheaded: bool = Field(default=False, description="Without the hat that the look has, and without another one")

    def on(self, look: Look) -> Look:
        """The same person in these clothes."""
        worn = {name: value for name in ("garment", "top", "bottom", "hat") if (value := getattr(self, name))}
        return look.model_copy(update={**worn, **({"hat": None} if self.bareheaded else {})})


AS_EVER: Final = Clothes()


class Outfit(Contract):
    """What somebody wears in some scenes of a story day."""

    day: str = Field(description="story_days.day_of: 1, 2, …, FB1")
    scenes: tuple[int, ...] = Field(min_length=1)
    clothes: Clothes


class Places:
    """Of each scene of a screenplay its story day, whether it is indoors, and its place."""

    def __init__(self, screenplay: Screenplay) -> None:
        headings = [scene.heading for scene in screenplay.scenes]
        self.days: Final = tuple(map(day_of, story_days(headings)))
        self.indoors: Final = tuple(bool(each and each.interior and not each.exterior) for each in headings)
        self.names: Final = tuple(each.location.casefold() if each else "" for each in headings)

    def by_day(self, scenes: Iterable[int]) -> dict[str, tuple[int, ...]]:
        """Story day → those of the scenes that play on it, in the film's order."""
        found: dict[str, list[int]] = {}
        for scene in sorted(set(scenes)):
            found.setdefault(self.days[scene], []).append(scene)
        return {day: tuple(each) for day, each in found.items()}


def outfits(
    scenes: Iterable[int], introduced: tuple[int, Described], dressed: Sequence[tuple[int, Described]], places: Places
) -> tuple[Outfit, ...]:
    """Of somebody who is in these scenes, what they wear otherwise than as `introduced` (in a scene), by what the page
    says later (`dressed`, in the order of the film)."""
    groups: dict[tuple[str, str], tuple[Clothes, list[int]]] = {}
    by_day: defaultdict[str, list[tuple[int, Described]]] = defaultdict(list)
    for at, described in dressed:
        by_day[places.days[at]].append((at, described))
    for scene in sorted(set(scenes)):
        day = places.days[scene]
        said = [each for each in by_day[day] if each[0] <= scene]
        first = [introduced] if places.days[introduced[0]] == day else []
        worn = _worn(said, helmet=_helmet(scene, [*first, *said], places))
        if worn.hat is None and introduced[1].hat == "helmet" and not _is_on(scene, first, places):
            worn = worn.model_copy(update={"bareheaded": True})
        if worn != AS_EVER:
            groups.setdefault((day, worn.model_dump_json()), (worn, []))[1].append(scene)
    return tuple(Outfit(day=day, scenes=tuple(found), clothes=clothes) for (day, _), (clothes, found) in groups.items())


def _worn(said: Sequence[tuple[int, Described]], *, helmet: bool) -> Clothes:
    fields: dict[str, object] = {}
    for _, each in said:
        if each.garment:
            fields["garment"] = each.garment
        for name in ("top", "bottom"):
            if colour := getattr(each, name):
                fields[name] = colour
        if each.hat and (helmet or each.hat != "helmet"):
            fields["hat"] = Hat(shape=each.hat, colour=each.hat_colour or PLAIN_HAT)
    return Clothes.model_validate(fields)


def _helmet(scene: int, said: Sequence[tuple[int, Described]], places: Places) -> bool:
    return _is_on(scene, [each for each in said if each[1].hat == "helmet"], places)


def _is_on(scene: int, named: Sequence[tuple[int, Described]], places: Places) -> bool:
    """Whether a helmet that the page names on this story day is worn in the scene."""
    if not named:
        return False
    return not places.indoors[scene] or places.names[scene] in {places.names[at] for at, _ in named}


def dressed(look: Look, page: Clothes | None, chosen: Clothes | None) -> Look:
    """A look in the clothes that the page gives in a scene, and over these what a person has chosen for its story
    day."""
    look = look if page is None else page.on(look)
    return look if chosen is None else chosen.on(look)


def worn_in(worn: Iterable[Outfit]) -> Mapping[int, Clothes]:
    """By scene."""
    return {scene: outfit.clothes for outfit in worn for scene in outfit.scenes}
