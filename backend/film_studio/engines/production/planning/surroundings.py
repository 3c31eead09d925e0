"""What is around the people of a film: what the sky does, whether snow lies, what is heard of it and of the place."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from contracts.recipes.effects import Ambience
from contracts.recipes.film import Card, View, Weather, WeatherKind
from film_studio.engines.production.planning import sounds
from film_studio.engines.production.planning.locations import SceneSet
from film_studio.engines.production.planning.pacing import Moment
from film_studio.engines.production.planning.shotlist import PlannedAmbience, PlannedSound
from film_studio.engines.production.planning.weather import course
from film_studio.screenplay.blocks import ActionBeat, Beat
from film_studio.screenplay.passages import Passage

#: Of a sound between the left and the right edge of the set.
_WIDTH_HEARD: Final = 0.8
#: What is heard of a weather.
_HEARD: Final[Mapping[WeatherKind, frozenset[Ambience]]] = {
    "rain": frozenset({"rain"}),
    "storm": frozenset({"rain", "wind"}),
    "wind": frozenset({"wind"}),
}


class Surroundings:
    """Follows a film from scene to scene."""

    def __init__(self, ear: sounds.Ear, written: str) -> None:
        self._ear, self._written = ear, written
        #: What the sky does in the present moment, and what it will do behind it.
        self.weather: Weather | None = None
        self._then: Weather | None = None
        self.snow = False
        self._goes_on = False
        #: All that is heard in the present passage; whether its weather changes, and what is heard of that now.
        self._heard: tuple[PlannedAmbience, ...] = ()
        self._changes = False
        self._sounded: frozenset[Ambience] = frozenset()
        self._before: tuple[PlannedAmbience, ...] = ()
        self._ambience: list[PlannedAmbience] = []

    @property
    def ambience(self) -> tuple[PlannedAmbience, ...]:
        """What goes on in the film so far."""
        return tuple(self._ambience)

    def enter(
        self, passage: Passage, scene_set: SceneSet, stretch: int, moments: Sequence[Moment], *, within: bool
    ) -> None:
        """A passage begins, of which these moments are. `within`: it goes on in a scene that was seen before. Each
        moment in which the weather changes learns how."""
        heading = passage.scene.heading
        action = "\n".join(beat.text for beat in passage.beats if isinstance(beat, ActionBeat))
        named = heading.text if heading and action else scene_set.film.location
        self._goes_on = heading is None or within or passage.follows
        texts = [(moment.text or "") if moment.kind == "action" else "" for moment in moments]
        found = course(self._ear, self._written, named, texts, self._sky_before(passage))
        for number, weather in found.turns.items():
            moments[number].weather = weather, found.then[number]
        self.weather = self._then = found.opens
        self._changes = bool(found.turns) or (found.opens is not None and not found.opens.is_here)
        self._begin(passage, scene_set, stretch, named, action)

    def cross(self, passage: Passage, scene_set: SceneSet, stretch: int) -> None:
        """An intercut goes over to its other place, of which its name alone says what the sky does there."""
        named = scene_set.film.location
        found = course(self._ear, self._written, named, (), self._sky_before(passage))
        self.weather = self._then = found.opens
        self._begin(passage, scene_set, stretch, named, "")

    def turn(self, moment: Moment, stretch: int) -> int:
        """Go on to the next moment; the stretch that it is part of, another one where what is heard of the weather
        begins or has ended."""
        self.weather = self._then
        if moment.weather is not None:
            self.weather, self._then = moment.weather
        if self._changes and self._sounds() != self._sounded:
            stretch += 1
            self._play(stretch)
        return stretch

    def spots(
        self, moment: Moment, picture: View | Card, scene_set: SceneSet, events: Sequence[Beat]
    ) -> tuple[PlannedSound, ...]:
        """What is heard in a shot, each with its line of the page."""
        if moment.kind != "action" or not moment.text:
            return ()
        planned = sounds.spots(self._ear, scene_set, moment.text, snow=self.snow, pan=_pan(picture))
        here = events[moment.beat :]
        return tuple(each.model_copy(update={"line": _line_of(each.source, here)}) for each in planned)

    def _sky_before(self, passage: Passage) -> Weather | None:
        return self._then if self._goes_on and not passage.listed else None

    def _begin(self, passage: Passage, scene_set: SceneSet, stretch: int, named: str, action: str) -> None:
        """What lies and what is heard in a stretch, by its place, the page's words for it and its action."""
        falls = self.weather is not None and self.weather.kind == "snow" and self.weather.is_here
        lies = self._ear.lies_snow(f"{named}\n{action}")
        self.snow = falls or (lies and not self._changes) or (self.snow and self._goes_on)
        place = stretch, passage.scene.index, scene_set
        if passage.listed:
            self._ambience.extend(sounds.ambience(self._ear, place, action))
            self._changes = False
            return
        heard = sounds.ambience(self._ear, place, action, self._before if self._goes_on else ())
        heading = passage.scene.heading.line if passage.scene.heading else 0
        self._heard = tuple(
            each.model_copy(update={"line": each.line or _line_of(each.source, passage.beats) or heading})
            for each in heard
        )
        if self._changes:
            self._heard += tuple(self._unsaid(scene_set))
        self._play(stretch)

    def _unsaid(self, scene_set: SceneSet) -> Iterator[PlannedAmbience]:
        """The sounds of a weather of which the page says no more than that it ends."""
        named = {each.sound for each in self._heard}
        for sound in sorted(self._sounds() - named):
            yield self._heard[0].model_copy(
                update={
                    "sound": sound,
                    "strength": self.weather.strength if self.weather else sounds.MIDDLE,
                    "distance": 0.0,
                    "behind_walls": scene_set.film.interior,
                }
            )

    def _sounds(self) -> frozenset[Ambience]:
        """What is heard of the weather in the present moment."""
        here = self.weather is not None and self.weather.is_here
        return _HEARD.get(self.weather.kind, frozenset()) if here and self.weather else frozenset()

    def _play(self, stretch: int) -> None:
        self._sounded = self._sounds()
        self._before = tuple(
            each.model_copy(update={"stretch": stretch})
            for each in self._heard
            if not self._changes or each.sound not in sounds.WEATHER or each.sound in self._sounded
        )
        self._ambience.extend(self._before)


def _pan(picture: View | Card) -> float:
    """Where the subject of a frame stands, from left to right, as much as a wide picture is heard to be."""
    if isinstance(picture, Card) or not picture.subjects:
        return 0.0
    stands = {position.character: position.x for position in picture.blocking}
    return round(_WIDTH_HEARD * (stands.get(picture.subjects[0], 0.5) - 0.5), 2)


def _line_of(words: str, events: Sequence[Beat]) -> int:
    """The line of the first action that has these words; 0 where none has."""
    return next(
        (beat.line for beat in events if isinstance(beat, ActionBeat) and words in " ".join(beat.text.split())), 0
    )
