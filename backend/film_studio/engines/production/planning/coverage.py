"""Covers a scene: gives each moment a size, subjects, an angle and a camera move, as an editor would want to cut them.

The rules are those of classical continuity. A new place is established before anybody speaks in it. A conversation
starts with those who have it, and tightens from medium shots to close-ups as it heats up. The camera stays on one side
of the axis (`blocking`). Two shots of the same subject differ in size by a step at least, or the cut would look like a
fault (the 30° rule, here in sizes). The camera moves for a reason: it establishes, follows or presses in; while people
talk it stands still.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from contracts.recipes.film import Angle, CameraMove, ShotSize
from film_studio.engines.production.planning import acts, directions
from film_studio.engines.production.planning.blocking import Blocking
from film_studio.engines.production.planning.listening import Spoken, Talkers, looks, rule_of, seen_speakers
from film_studio.engines.production.planning.locations import OPEN, SceneSet
from film_studio.engines.production.planning.pacing import Moment, Said, is_detail
from film_studio.engines.production.planning.phrasing import is_brief, words
from film_studio.kit.seeds import seeded

#: Sizes from wide to tight.
LADDER: Final[tuple[ShotSize, ...]] = ("EWS", "WS", "FS", "MWS", "MS", "MCU", "CU", "ECU")
_STEP: Final[dict[ShotSize, int]] = dict(zip((*LADDER, "TWO", "OTS"), (0, 1, 2, 3, 4, 5, 6, 7, 3, 5), strict=True))
_OF_PLACES: Final[tuple[ShotSize, ...]] = ("WS", "EWS", "FS")
_OF_PEOPLE: Final[tuple[ShotSize, ...]] = ("MS", "MCU", "CU", "MWS", "FS", "WS")
#: A conversation longer than these shots takes breath: it goes back to those who have it, and tightens again.
WAVE: Final = 12
#: Size of a single by how far the conversation has come and how hot it is.
_TIGHTENING: Final[tuple[tuple[float, ShotSize], ...]] = ((0.3, "MS"), (0.55, "OTS"), (0.72, "MCU"), (9.0, "CU"))
PLACE_SECONDS: Final = 2.5
_EXCHANGE_SECONDS: Final = 5.5
_EXCHANGE_LINES: Final = 3
_SHORT_LINE: Final = 2.0
#: Banter is faster than cuts: it is played out in one picture of both, as long as it lasts, up to this.
_BANTER_SECONDS: Final = 9.0
_BANTER_LINES: Final = 10


@dataclass(frozen=True, slots=True)
class Framing:
    """How a moment is seen. `subjects`: whom the frame is composed on; of an over-the-shoulder, whose face, then whose
    shoulder."""

    size: ShotSize
    subjects: tuple[str, ...]
    angle: Angle = "eye"
    move: CameraMove = "static"
    reverse: bool = False
    detail: str | None = None

    @property
    def seen(self) -> frozenset[str]:
        """Whom the viewer would see jump if the size stayed."""
        return frozenset(self.subjects[:1] if self.size == "OTS" else self.subjects)


def jumps(earlier: Framing, later: Framing) -> bool:
    """Whether a cut between the two would look like a fault: the same subject at the same size."""
    if earlier.seen != later.seen:
        return False
    if earlier.size in _STEP and later.size in _STEP:
        return _STEP[earlier.size] == _STEP[later.size]
    return earlier.size == later.size


def prepare(moments: Sequence[Moment], *, new_place: bool, ends: bool = False) -> list[Moment]:
    """The moments with what coverage adds: a look at a new place, a first exchange in one shot, the face of whoever
    listens (`listening`). `ends`: what comes after them is another scene."""
    result: list[Moment] = []
    talkers = Talkers()
    exchange: Moment | None = None
    talked = since_reaction = 0
    for moment, following in _followed(_established(moments) if new_place else moments):
        if moment.kind != "speech":
            exchange = None
            result.append(moment)
            continue
        if exchange is not None and _one_exchange(exchange, moment):
            exchange.lines += moment.lines
            exchange.names = tuple(dict.fromkeys((*exchange.names, *moment.names)))
            exchange.present |= moment.present
            exchange.seconds = exchange.spoken_seconds
            exchange.transition = moment.transition
            talkers.heard(exchange)
            continue
        since_reaction += 1
        exchange = moment if seen_speakers(moment) and (not talked or _is_banter(moment.lines)) else None
        talked += bool(seen_speakers(moment))
        spoken = None
        # Who may still be answered in the same picture is not left for a listener.
        if not (exchange is not None and following is not None and _one_exchange(exchange, following)):
            spoken = _spoken(moment, following, talkers, since_reaction, ends=ends)
        rule = rule_of(spoken) if spoken is not None else None
        if spoken is not None and rule is not None:
            result += looks(spoken, rule)
            since_reaction, exchange = 0, None
        else:
            result.append(moment)
        talkers.heard(moment)
    return result


def _followed(moments: Sequence[Moment]) -> Iterator[tuple[Moment, Moment | None]]:
    """Each moment with the one after it."""
    return zip(moments, (*moments[1:], None), strict=True)


def _spoken(moment: Moment, following: Moment | None, talkers: Talkers, since: int, *, ends: bool) -> Spoken | None:
    """A speech as the rules of listening read it; None where several speak, or nobody listens."""
    listener = talkers.listener(moment)
    if listener is None or len({line.character for line in moment.lines}) != 1:
        return None
    engaged = talkers.has(listener) or listener in moment.addressed
    engaged = engaged and len(seen_speakers(moment)) == 1
    return Spoken(moment, following, listener, engaged, since, ends and following is None)


def frame(
    moments: Sequence[Moment],
    scene_set: SceneSet,
    blocking: Blocking,
    *,
    known_place: bool,
    listed: Framing | None = None,
) -> list[Framing]:
    """The framing of each moment of a scene; cards get one too, which is not used. `listed`: of a montage's picture,
    the framing of the one before."""
    talks = [moment for moment in moments if moment.kind == "speech" and seen_speakers(moment)]
    talkers = Talkers()
    framings: list[Framing] = []
    spoken = -1
    last = listed
    for moment in moments:
        before = last
        if moment.kind == "card":
            framings.append(Framing("WS", ()))
            last = None
            continue
        if moment.opening and not seen_speakers(moment):
            found = _establishing(moment, scene_set, blocking, known_place=known_place)
        elif moment.kind == "speech" and seen_speakers(moment):
            spoken += 1
            found = _talking(talks, spoken, blocking, before)
            if moment.opening:  # the other side of an intercut, which nobody has seen yet
                found = Framing("FS", found.subjects[:1])
        elif moment.kind == "speech":
            found = _heard(moment, talkers, blocking)
        elif moment.kind == "reaction":
            found = Framing("CU", moment.names)
        else:
            found = _acting(moment, scene_set, blocking, before)
        if listed is not None and found.size in {"MS", "MCU", "MWS"} and found.subjects:
            found = replace(found, size=_of_a_list(before, known_place=known_place))
        if before is not None and jumps(before, found):
            found = _step_away(before, found)
        if before is not None and _merely_alternates(framings, found):
            found = _another_set_up(before, found)
        framings.append(found)
        last = found
        talkers.heard(moment)
    return framings


def _merely_alternates(framings: Sequence[Framing], found: Framing) -> bool:
    """Whether a picture would make the second round of two set-ups that take turns."""
    return (
        len(framings) >= 3
        and bool(found.seen)
        and framings[-1].seen != found.seen
        and _set_up(framings[-2]) == _set_up(found)
        and _set_up(framings[-3]) == _set_up(framings[-1])
    )


def _set_up(framing: Framing) -> tuple[ShotSize, tuple[str, ...], str | None]:
    """Where the camera stands: what may change without moving it is left out."""
    return framing.size, framing.subjects, framing.detail


def _another_set_up(earlier: Framing, later: Framing) -> Framing:
    """A set-up nearer to the same people than the one that has been seen twice, else one further away."""
    if later.detail is not None:
        return later
    single = later.subjects[:1] if later.size == "OTS" else later.subjects
    step = _STEP.get(later.size, _STEP["MS"])
    order = sorted(_OF_PEOPLE, key=lambda size: (_STEP[size] <= step, abs(_STEP[size] - step)))
    options = (replace(later, size=size, subjects=single) for size in order if _STEP[size] != step)
    return next((option for option in options if not jumps(earlier, option)), later)


def heat(moment: Moment) -> float:
    """How much a moment presses, 0 to 1: by how it is said and by what happens."""
    said = " ".join(line.text for line in moment.lines)
    level = 0.12 * min(3, said.count("!") + said.count("！")) + 0.06 * min(2, said.count("?") + said.count("？"))
    manners = {line.performance for line in moment.lines}
    level += 0.3 * ("shouted" in manners) + 0.25 * ("whispered" in manners) + 0.2 * ("urgent" in manners)
    if moment.text:
        level += 0.4 * (directions.CHASE.search(moment.text) is not None) + 0.1 * moment.text.count("!")
    return min(1.0, level)


def _can_open(moment: Moment) -> bool:
    """An action opens a scene by itself, and so does a voice over it; talk and details need the place first."""
    if moment.kind == "action":
        return not (directions.CLOSE.search(moment.text or "") or directions.POINT_OF_VIEW.search(moment.text or ""))
    return moment.kind == "speech" and all(line.hearing == "over" for line in moment.lines)


def _established(moments: Sequence[Moment]) -> list[Moment]:
    """The moments of a scene in a new place: the first that can opens it, else a look at the place comes before."""
    first = next((index for index, moment in enumerate(moments) if moment.kind != "card"), None)
    if first is None:
        return list(moments)
    opens = moments[first]
    if _can_open(opens):
        opens.opening = True
        return list(moments)
    place = Moment(kind="place", beat=opens.beat, present=opens.present, seconds=PLACE_SECONDS, opening=True)
    place.fade_in, opens.fade_in = opens.fade_in, False
    place.lettering, opens.lettering = opens.lettering, None
    return [*moments[:first], place, *moments[first:]]


def _one_exchange(first: Moment, answer: Moment) -> bool:
    """Whether a short answer still belongs into the shot that starts the conversation, or into a shot of banter."""
    lines = (*first.lines, *answer.lines)
    banter = _is_banter(lines)
    return (
        first.beat != answer.beat
        and first.side == answer.side
        and first.transition == "cut"
        and not answer.fade_in
        and answer.lettering is None
        and len({line.character for line in lines}) == 2
        and all(line.hearing == "seen" for line in lines)
        and len(lines) <= (_BANTER_LINES if banter else _EXCHANGE_LINES)
        and answer.spoken_seconds <= _SHORT_LINE
        and first.spoken_seconds + answer.spoken_seconds <= (_BANTER_SECONDS if banter else _EXCHANGE_SECONDS)
    )


def _is_banter(lines: Sequence[Said]) -> bool:
    return all(is_brief(line.text) and line.seconds <= _SHORT_LINE and not line.pause for line in lines)


def _establishing(moment: Moment, scene_set: SceneSet, blocking: Blocking, *, known_place: bool) -> Framing:
    look = seeded("establish", scene_set.film.location, scene_set.film.time_of_day)
    reverse = look % 2 == 1
    moves: tuple[CameraMove, ...]
    size: ShotSize
    if scene_set.film.interior:
        size, moves = ("WS" if not known_place or not moment.names else "FS"), ("dolly", "pan", "truck")
    else:
        size = "EWS" if scene_set.drawn.place in OPEN and not known_place else "WS"
        moves = (
            ("tilt", "pan", "pedestal")
            if scene_set.drawn.place in {"mountain", "rooftop"}
            else ("pan", "dolly", "truck")
        )
    here = (name for name in moment.names if name in blocking.positions and name in moment.present)
    subjects = tuple(here) if size == "FS" else ()
    move = moves[look // 2 % len(moves)]
    return Framing(size, subjects, move=move, reverse=reverse and move != "dolly")


def _talking(talks: Sequence[Moment], count: int, blocking: Blocking, before: Framing | None) -> Framing:
    """`talks[count]` as part of the scene's talk: tighter from one to the next, and tighter the more it presses."""
    moment = talks[count]
    speaker, *others = seen_speakers(moment)
    if others:
        return Framing("TWO" if len(others) == 1 else "FS", (speaker, *others))
    partner = _partner(talks, count, blocking)
    position, length = count % WAVE, min(WAVE, len(talks))
    if position == 0:
        alone = "MWS" if before is not None and before.size in {"MS", "MCU"} else "MS"
        return Framing("TWO", (speaker, partner)) if partner else Framing(alone, (speaker,))
    pressure = 0.75 * position / max(length - 1, 1) + heat(moment)
    climax = len(talks) >= 6 and count >= len(talks) - 2
    size: ShotSize = next(size for limit, size in _TIGHTENING if pressure < limit or limit > 2)
    if size == "OTS" and (partner is None or len(moment.present) != 2):
        size = "MCU"
    if climax and pressure > 1:
        size = "ECU"
    shouts = any(line.performance == "shouted" for line in moment.lines)
    return Framing(
        size,
        (speaker, partner) if size == "OTS" and partner else (speaker,),
        "low" if shouts and size in {"CU", "ECU"} else "eye",
        "dolly" if size == "CU" and (climax or pressure > 0.9) else "static",
    )


def _partner(talks: Sequence[Moment], here: int, blocking: Blocking) -> str | None:
    """With whom the speaker talks: who answers next, else who spoke before, else who stands there."""
    moment = talks[here]
    speaker = seen_speakers(moment)[0]
    for each in (*talks[here + 1 : here + 4], *reversed(talks[max(0, here - 3) : here])):
        for name in seen_speakers(each):
            if name != speaker and name in moment.present:
                return name
    return next((name for name in blocking.positions if name in moment.present and name != speaker), None)


def _heard(moment: Moment, talkers: Talkers, blocking: Blocking) -> Framing:
    """A voice from outside the frame: O.S. and a telephone's are seen on the listener's face, V.O. on the place."""
    if any(line.hearing == "off" or line.treatment in {"telephone", "radio"} for line in moment.lines):
        listener = talkers.listener(moment)
        if listener is not None and listener in blocking.positions:
            return Framing("MCU", (listener,))
    return Framing("WS", (), move="dolly")


def _acting(moment: Moment, scene_set: SceneSet, blocking: Blocking, before: Framing | None) -> Framing:
    text = moment.text or ""
    subjects = tuple(name for name in moment.names if name in blocking.positions)
    if not subjects and before is not None and directions.PRONOUN.match(text):
        subjects = tuple(name for name in before.subjects[:2] if name in moment.present)
    directed = _directed(moment, subjects, scene_set, blocking)
    if directed is not None:
        return directed
    move, down = _vertical(text)
    if any(each.act in acts.OF_THE_BODY and each.character in subjects for each in moment.acts):
        return Framing("FS", subjects[:2], move=move, reverse=down)
    if len(subjects) > 1:
        return Framing("TWO" if len(subjects) == 2 else "FS", subjects)
    if subjects and directions.FEELING.search(text):
        return Framing("CU" if heat(moment) > 0.3 or words(text) <= 5 else "MCU", subjects)
    if subjects:
        return Framing("MWS" if move != "static" else "MS", subjects, move=move, reverse=down)
    return Framing("WS", (), move=move, reverse=down)


def _of_a_list(before: Framing | None, *, known_place: bool) -> ShotSize:
    """A montage shows each new place around its people, and else goes from far to near and back."""
    wide = before is not None and _STEP.get(before.size, 0) < _STEP["MS"]
    if known_place:
        return "MCU" if wide else "FS"
    return "MWS" if before is not None and before.size == "FS" else "FS"


def _directed(moment: Moment, subjects: tuple[str, ...], scene_set: SceneSet, blocking: Blocking) -> Framing | None:
    """What the action itself asks of the camera: a point of view, a detail, to follow somebody."""
    text = moment.text or ""
    if directions.POINT_OF_VIEW.search(text):
        return Framing("POV", subjects[1:], move="handheld")
    if is_detail(text) and (thing := directions.insert(text) or _in_a_hand(moment)) is not None:
        return Framing("INSERT", subjects[:1], detail=thing)
    if directions.CHASE.search(text):
        return Framing("FS" if subjects else "WS", subjects[:2], move="handheld")
    if subjects and directions.WALK.search(text):
        leftward = blocking.positions[subjects[0]].facing == "left"
        return Framing("FS", subjects[:2], move="pan" if scene_set.film.interior else "truck", reverse=leftward)
    return None


def _in_a_hand(moment: Moment) -> str | None:
    """The first thing that the action names and that is small enough to be looked at closely."""
    return next((each.entry.name for each in moment.things if each.entry.fits_a_hand), None)


def _vertical(text: str) -> tuple[CameraMove, bool]:
    if directions.CRANE_UP.search(text):
        return "tilt", False
    if directions.CRANE_DOWN.search(text):
        return "tilt", True
    return "static", False


def _step_away(earlier: Framing, later: Framing) -> Framing:
    """The later framing at the nearest size that does not jump: tighter where it was tight already, else wider."""
    sizes = _OF_PEOPLE if later.seen else _OF_PLACES
    wanted = _STEP.get(later.size, _STEP["CU"])
    tighter = wanted >= _STEP["MCU"] and later.size != "OTS"
    order = sorted(sizes, key=lambda size: (abs(_STEP[size] - wanted), -_STEP[size] if tighter else _STEP[size]))
    single = later.subjects[:1] if later.size == "OTS" else later.subjects
    options = (replace(later, size=size, subjects=single) for size in order)
    return next(option for option in options if not jumps(earlier, option))
