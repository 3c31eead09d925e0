"""Who speaks: the names that the cues of a screenplay mean, each in one spelling."""

from collections.abc import Iterable

from film_studio.screenplay import names
from film_studio.screenplay.blocks import Speech, speeches
from film_studio.screenplay.elements import Scene, Screenplay


class Speakers:
    """The speakers of one screenplay. A name goes by the spelling of its first cue."""

    def __init__(self, screenplay: Screenplay) -> None:
        said = [speech for scene in screenplay.scenes for speech in speeches(scene)]
        self._known = frozenset(names.key(names.bare(speech.name)) for speech in said)
        self.spellings = {names.key(name): name for speech in reversed(said) for name in self._named(speech)}

    def of(self, speech: Speech) -> tuple[str, ...]:
        """Who says a speech. MARA/THEO counts for both."""
        return tuple(self.spellings[names.key(name)] for name in self._named(speech))

    def of_scene(self, scene: Scene) -> tuple[str, ...]:
        """Who speaks in a scene, in order of their first line."""
        return tuple(dict.fromkeys(name for speech in speeches(scene) for name in self.of(speech)))

    def _named(self, speech: Speech) -> Iterable[str]:
        return names.speakers(speech.name, self._known)
