"""Where a film has been: which sets it has shown, where its people were seen last, and what it comes back to."""

from collections.abc import Mapping

from contracts.recipes.film import TimeOfDay, Told
from film_studio.engines.production.planning.locations import SceneSet, set_named, set_of
from film_studio.engines.production.planning.pacing import Pacer
from film_studio.screenplay.elements import SceneHeading
from film_studio.screenplay.passages import Passage


class Whereabouts:
    """Follows a film from passage to passage."""

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer
        #: The last set of the story, and of what it remembers and dreams.
        self._sets: dict[Told | None, SceneSet] = {}
        self._seen: SceneSet | None = None
        self._stated: dict[SceneHeading | None, SceneSet] = {}
        self._here: dict[tuple[Told | None, int], frozenset[str]] = {}
        self._named: dict[str, SceneSet] = {}
        #: Sets that were shown, by their seeds; where everybody was seen last; and the last passage.
        self.places: set[int] = set()
        self.people: dict[str, int] = {}
        self.before: Passage | None = None

    def set_of(self, passage: Passage, action: str) -> SceneSet:
        """Where a passage plays: a scene's place stays the same however often the story leaves it."""
        if not self.within(passage):
            self._stated.clear()
            self._here.clear()
        if passage.heading not in self._stated:
            self._stated[passage.heading] = set_of(passage.heading, action, self._sets.get(passage.told, self._seen))
        stated = self._stated[passage.heading]
        return (set_named(passage.where, stated) if passage.where else None) or stated

    def sides(self, passage: Passage, scene_set: SceneSet) -> tuple[SceneSet] | tuple[SceneSet, SceneSet]:
        """The two places of an intercut; of another passage, its own."""
        if len(passage.sides) < 2:
            return (scene_set,)
        first, second = (self._side(heading, scene_set) for heading in passage.sides)
        return (first, second) if first.drawn.seed != second.drawn.seed else (first,)

    def _side(self, heading: SceneHeading, scene_set: SceneSet) -> SceneSet:
        """The place as it was seen; INTERCUT WITH LEO: where Leo was seen last; else a new one."""
        name = heading.location
        if (known := self._named.get(name.casefold())) is not None:
            return known
        whole = (0, len(name))
        seeds = {self.people.get(who) for start, end, who in self._pacer.mentions.spans(name) if (start, end) == whole}
        of_somebody = next((each for each in self._named.values() if each.drawn.seed in seeds), None)
        return of_somebody or set_of(heading, "", scene_set)

    def those_here(self, passage: Passage, scene_set: SceneSet, meant: tuple[str, ...]) -> frozenset[str]:
        """Who is in the place as a passage begins: who was there when the story left it, unless that is a day ago; in a
        list, only whom its line means by "she"."""
        if passage.listed:
            return frozenset(meant)
        if passage.gap == "much_later":
            return frozenset()
        return self._here.get((passage.told, scene_set.drawn.seed), frozenset())

    def is_new(self, passage: Passage, scene_set: SceneSet) -> bool:
        """Whether the viewer has to be shown where this is. Back from a memory or a list, within a scene, they know."""
        if self._seen is not None and _where_and_when(self._seen) == _where_and_when(scene_set):
            return False
        return not passage.listed and not (self.within(passage) and scene_set.drawn.seed in self.places)

    def is_in(self, scene_set: SceneSet) -> bool:
        """Whether the last picture was in this set."""
        return self._seen is not None and self._seen.drawn == scene_set.drawn

    def leave(
        self, passage: Passage, scene_set: SceneSet, people: Mapping[str, SceneSet], here: frozenset[str]
    ) -> None:
        """A passage is over. `people`: where everybody in it was; `here`: who is still there."""
        self.before, self._seen = passage, scene_set
        self.places.add(scene_set.drawn.seed)
        for place in (scene_set, *people.values()):
            self._named[place.film.location.casefold()] = place
        self.people |= {name: place.drawn.seed for name, place in people.items()}
        if not passage.listed:
            self._sets[passage.told] = scene_set
            self._here[passage.told, scene_set.drawn.seed] = here

    def within(self, passage: Passage) -> bool:
        """Whether a passage goes on with the scene of the one before."""
        return self.before is not None and self.before.scene is passage.scene


def _where_and_when(scene_set: SceneSet) -> tuple[int, TimeOfDay]:
    return scene_set.drawn.seed, scene_set.film.time_of_day
