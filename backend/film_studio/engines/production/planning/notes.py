"""Says of a plan what the page leaves open: who was guessed, which places are drawn plain, which voices are missing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from contracts.recipes.animatic import Place
from contracts.recipes.note import Note
from contracts.renderers import stamped_name
from film_studio.engines.character import CastMember, Trait
from film_studio.engines.production.planning.handled import Unknown
from film_studio.engines.production.planning.locations import SceneSet

if TYPE_CHECKING:
    from film_studio.engines.production.planning.shotlist import PlannedShot

MOST_WORDS: Final = 200
_OPEN: Final[Mapping[Trait, str]] = {
    "sex": "whether this is a woman or a man",
    "age": "how old they are",
    "hair": "what their hair is like",
    "clothes": "what they wear",
}
_DRAWN: Final[Mapping[Place, str]] = {"room": "a plain room", "street": "a plain street"}


def of_people(cast: Sequence[CastMember]) -> Iterator[Note]:
    """Whoever looks as nobody has written."""
    for member in cast:
        if member.guessed:
            yield Note(
                kind="guessed",
                subject="person",
                name=member.name,
                scene=member.first_scene,
                words=member.described,
                reason=f"The page does not say {_listed([_OPEN[trait] for trait in member.guessed])}: the look and the "
                "voice were chosen.",
            )


def of_place(scene: int, scene_set: SceneSet, heading: str) -> Note | None:
    """A place that its heading does not name by a word of the vocabulary; None for one that it does."""
    if scene_set.named_by == "heading":
        return None
    place = scene_set.drawn.place
    if scene_set.named_by == "action":
        kind, reason = "guessed", f"The heading names no place that can be drawn; the action names a {place}."
    else:
        kind, reason = "neutral", f"No place of this name can be drawn; {_DRAWN.get(place, place)} is shown."
    name = scene_set.film.location or "The first scene"
    return Note(kind=kind, subject="place", name=name, scene=scene, words=heading[:MOST_WORDS], reason=reason)


def of_thing(scene: int, thing: Unknown) -> Note:
    """A thing that no vocabulary has."""
    return Note(
        kind="left_out",
        subject="thing",
        name=thing.name[:MOST_WORDS],
        scene=scene,
        words=thing.words[:MOST_WORDS],
        reason="It is left out of the picture: there is no drawing by this name.",
    )


def of_voices(shots: "Sequence[PlannedShot]") -> Iterator[Note]:
    """Languages and voices that the synthesiser speaks, each where it is heard first."""
    noted: set[tuple[str, bool]] = set()
    for shot in shots:
        for line in shot.lines:
            known = line.neural_voice is not None
            if stamped_name(line.recipe.renderer) != "formant" or (line.recipe.language, known) in noted:
                continue
            noted.add((line.recipe.language, known))
            yield Note(
                kind="synthesised",
                subject="voice",
                name=line.recipe.language,
                scene=shot.scene,
                words=f"{line.character}: {line.text}"[:MOST_WORDS],
                reason="Spoken by the synthesiser: "
                + (
                    "the voices that speak this language are not set up here."
                    if known
                    else "no other voice speaks this language."
                ),
            )


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
