"""Two places in turn: who of an intercut is in which, and in which of them each of its beats is seen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from film_studio.engines.production.planning.acts import Done
from film_studio.engines.production.planning.blocking import brought_in
from film_studio.engines.production.planning.locations import SceneSet
from film_studio.engines.production.planning.pacing import Heard, Moment, Pacer
from film_studio.screenplay.blocks import ActionBeat, Beat, SpeechBeat

SIDES: Final = 2


@dataclass(frozen=True, slots=True)
class Intercut:
    """`of`: on which side (0, 1) everybody is; `sides`: that of each beat."""

    of: Mapping[str, int]
    sides: tuple[int, ...]


def intercut(
    beats: Sequence[Beat],
    heard: Mapping[int, Heard],
    places: Sequence[SceneSet],
    pacer: Pacer,
    seen: Mapping[str, int],
    *,
    begins: SceneSet,
) -> Intercut | None:
    """Whoever a place is named after is there (ANA'S KITCHEN), then whoever was `seen` there last (by the seed of the
    set); the others as they speak, one here and one there. It begins where `begins` is. A speech is seen where its
    speaker is, and one that comes out of a device where it is listened to; an action, where whom it names is. None
    where there are no two places."""
    if len(places) < SIDES:
        return None
    of = {name: side for side, place in enumerate(places) for name in pacer.mentions.names(place.film.location)}
    for name, seed in seen.items():
        side = next((side for side, place in enumerate(places) if place.drawn.seed == seed), None)
        if side is not None:
            of.setdefault(name, side)
    sides: list[int] = []
    at = next((side for side, place in enumerate(places) if place.drawn.seed == begins.drawn.seed), 0)
    last = 1 - at
    for number, beat in enumerate(beats):
        if isinstance(beat, SpeechBeat):
            names = pacer.speakers(beat.speech)
            for name in names:
                of.setdefault(name, _free(of, last))
            last = of[names[0]]
            at = last if heard[number].hearing == "seen" else 1 - last
        elif isinstance(beat, ActionBeat):
            named = tuple(name for _, _, name in brought_in(beat.text, pacer.mentions))
            at = next((of[name] for name in named if name in of), at)
            for name in named:
                of.setdefault(name, at)
        sides.append(at)
    return Intercut(of, tuple(sides))


def _free(of: Mapping[str, int], last: int) -> int:
    """The side on which nobody is yet, else the other than that of whoever spoke last."""
    taken = set(of.values())
    return next((side for side in range(SIDES) if taken and side not in taken), 1 - last)


def part(moments: Sequence[Moment], cutting: Intercut, places: Sequence[SceneSet], known: Collection[int]) -> None:
    """Leave everybody on their own side, and open each side that was not seen yet (`known`: seeds) with a wide picture.
    One here and one there speak to each other, by telephone."""
    shown = set(known)
    for moment in moments:
        moment.present = frozenset(n for n in moment.present if cutting.of.get(n, moment.side) == moment.side)
        seed = places[moment.side].drawn.seed
        moment.opening = seed not in shown and moment.kind != "card"
        shown.add(seed)
    speaking = {line.character for moment in moments for line in moment.lines}
    if len(speaking) == len({cutting.of.get(name) for name in speaking}) == SIDES:
        for moment in moments:
            seen = (line for line in moment.lines if line.hearing == "seen")
            moment.acts = moment.acts or tuple(Done(line.character, "phone", line.text) for line in seen)[:1]
