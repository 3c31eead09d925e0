"""Plans a film: from the elements of a screenplay to the shots that tell it."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from contracts.limits import PLANNED_SHOTS
from contracts.recipes.animatic import INSERTS, DrawnView
from contracts.recipes.film import Card, Thing, View
from contracts.recipes.line import LineRecipe
from contracts.recipes.note import Note
from film_studio.engines.character import CastMember, Clothes, Former, in_language, neural, worn_in
from film_studio.engines.production.planning import acts, crediting, directions, handled, notes, sounds
from film_studio.engines.production.planning.blocking import Blocking, arrange
from film_studio.engines.production.planning.coverage import Framing, frame, prepare
from film_studio.engines.production.planning.intercut import intercut, part
from film_studio.engines.production.planning.locations import SceneSet
from film_studio.engines.production.planning.pacing import (
    Moment,
    Pacer,
    Said,
    Turn,
    card,
    hasten,
    reading_seconds,
)
from film_studio.engines.production.planning.shotlist import (
    Plan,
    PlannedLine,
    PlannedShot,
    PlannedSound,
    ShotTransition,
)
from film_studio.engines.production.planning.surroundings import Surroundings
from film_studio.engines.production.planning.things import Stock, named, of_the_place
from film_studio.engines.production.planning.whereabouts import Whereabouts
from film_studio.screenplay import language
from film_studio.screenplay.blocks import ActionBeat, TransitionBeat
from film_studio.screenplay.elements import Scene, Screenplay
from film_studio.screenplay.errors import ScreenplayTooLargeError
from film_studio.screenplay.passages import Passage, passages
from film_studio.screenplay.story_days import day_of, story_days

__all__ = ["Plan", "PlannedLine", "PlannedShot", "plan"]

UNTITLED: Final = "Untitled"
LONGEST_SHOT: Final = 60.0


def plan(screenplay: Screenplay, cast: tuple[CastMember, ...]) -> Plan:
    """The shots of a film. Deterministic: an equal screenplay and cast give an equal plan.

    `cast` is `derive_cast` of the same screenplay; a speaker who is not in it raises `ValueError`. More shots than any
    film has raise `ScreenplayTooLargeError`. A screenplay without
    anything to see or hear gives one card with its title.
    """
    spoken, written = language.of_screenplay(screenplay), language.of_action(screenplay)
    title, below, signed = crediting.title_page(screenplay, spoken)
    members = {member.name: member for member in cast}
    builder = _Builder(members, spoken, written, _days(screenplay))
    for passage in passages(screenplay):
        builder.add(passage)
    return builder.finish(title, below, signed, cast)


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A shot whose place in the film, and so whose number, is not known yet."""

    scene: int
    stretch: int = 0
    montage: bool = False
    picture: View | Card
    drawn: DrawnView | None = None
    action: str | None = None
    lettering: str | None = None
    lines: Sequence[Said] = ()
    former: tuple[str, ...] = ()
    day: str = ""
    worn: Mapping[str, Clothes] = field(default_factory=dict[str, Clothes])
    sounds: tuple[PlannedSound, ...] = ()
    seconds: float
    transition: ShotTransition
    fade_in: bool


class _Builder:
    """Gathers the shots of a film, scene by scene."""

    def __init__(self, cast: Mapping[str, CastMember], spoken: str, written: str, days: Sequence[str]) -> None:
        self._cast = cast
        self._days = days
        self._worn: defaultdict[int, dict[str, Clothes]] = defaultdict(dict)
        for name, member in cast.items():
            for scene, clothes in worn_in(member.page.outfits).items():
                self._worn[scene][name] = clothes
        self._around = Surroundings(sounds.Ear(written, cast), written)
        self._language = spoken
        self._pacer = Pacer(cast)
        self._people = frozenset(word for name in cast for word in name.casefold().split())
        self._shots: list[_Draft] = []
        self._been = Whereabouts(self._pacer)
        self._last: Framing | None = None
        self._spoken_of: tuple[str, ...] = ()
        self._stretch = -1
        self._fade_in = self._turned_by_page = False
        self._over: list[str] = []
        self._places: dict[str, Note] = {}
        self._unknown: dict[str, Note] = {}

    def add(self, passage: Passage) -> None:
        """The shots of a passage."""
        scene, events, been = passage.scene, passage.beats, self._been
        action = "\n".join(beat.text for beat in events if isinstance(beat, ActionBeat))
        scene_set = been.set_of(passage, action)
        places = been.sides(passage, scene_set)
        heard = self._pacer.heard(events, both_sides=len(places) > 1)
        meant = self._meant(passage)
        presence = self._pacer.presence(events, heard, been.those_here(passage, scene_set, meant))
        cutting = intercut(events, heard, places, self._pacer, been.people, begins=scene_set)
        moments, turns = self._pacer.moments(events, presence, heard, cutting.sides if cutting else ())
        new_place = cutting is None and been.is_new(passage, scene_set)
        self._begin(passage, moments, meant)
        moments = self._turned(moments, turns)
        if not moments:
            return
        if cutting is not None:
            part(moments, cutting, places, been.places)
        scene_set = places[moments[0].side]
        self._join(passage, scene_set, moments)
        self._around.enter(
            passage, scene_set, self._begins_in(passage, scene_set), moments, within=self._within(passage)
        )
        self._read(moments, scene)
        company = acts.Company()
        company.expect(moment.acts for moment in moments)
        prepared = prepare(moments, new_place=new_place, ends=not passage.montage)
        if passage.montage:
            hasten(prepared)
        blocking = arrange(presence, self._cast)
        stock = Stock(str(scene_set.drawn.seed), tuple(blocking.positions.values()))
        known = scene_set.drawn.seed in been.places
        framings = frame(
            prepared, scene_set, blocking, known_place=known, listed=self._last if passage.listed else None
        )
        self._last = framings[-1]
        for moment, framing in zip(prepared, framings, strict=True):
            if scene_set is not places[moment.side]:
                scene_set = places[moment.side]
                self._around.cross(passage, scene_set, self._begins_in(passage, scene_set))
            self._stretch = self._around.turn(moment, self._stretch)
            worn = self._worn[scene.index]
            picture, drawn = self._picture(
                moment, framing, scene_set, blocking, company, stock.seen(moment.things), worn
            )
            former = self._remembered(passage, moment, drawn)
            if isinstance(picture, View) and drawn is not None and passage.told:
                picture = picture.model_copy(update={"told": passage.told})
                looks = {name: each.look for name, each in former.items() if name in drawn.looks}
                drawn = drawn.model_copy(update={"looks": {**drawn.looks, **looks}})
            # Not the moment itself: who is present in each would fill the memory in a film with a large cast.
            self._shots.append(
                _Draft(
                    scene=scene.index,
                    stretch=self._stretch,
                    montage=passage.montage,
                    picture=picture,
                    drawn=drawn,
                    action=moment.text,
                    lettering=moment.lettering,
                    lines=moment.lines,
                    former=tuple(sorted(former)),
                    day=self._days[scene.index],
                    worn={name: worn[name] for name in (drawn.looks if drawn else ()) if name in worn},
                    sounds=self._around.spots(moment, picture, scene_set, events),
                    seconds=moment.seconds,
                    transition=moment.transition,
                    fade_in=moment.fade_in,
                )
            )
        if len(self._shots) > PLANNED_SHOTS:
            line = scene.heading.line if scene.heading else None
            raise ScreenplayTooLargeError(
                f"by scene {scene.number} the film has {len(self._shots)} shots, and {PLANNED_SHOTS} is the most that "
                "one film may have; split it into several projects",
                line=line,
            )
        people = {name: places[cutting.of.get(name, 0) if cutting else 0] for name in presence.names()}
        been.leave(passage, scene_set, people, presence.at_the_end(len(events)))
        self._turned_by_page = isinstance(events[-1], TransitionBeat)

    def _within(self, passage: Passage) -> bool:
        """Whether a passage goes on in the scene that was seen before it, and is told as it was."""
        before = self._been.before
        return before is not None and before.scene is passage.scene and before.told == passage.told

    def _begins_in(self, passage: Passage, scene_set: SceneSet) -> int:
        """The number of the stretch that begins in a place. What is to be said of the place is said once."""
        self._stretch += 1
        heading = passage.scene.heading
        note = notes.of_place(passage.scene.index, scene_set, heading.text if heading else "")
        if note is not None:
            self._places.setdefault(note.name, note)
        return self._stretch

    def _remembered(self, passage: Passage, moment: Moment, drawn: DrawnView | None) -> dict[str, Former]:
        """Those in a picture who are of another age in what is remembered or dreamt."""
        if passage.told is None:
            return {}
        seen = {*(drawn.looks if drawn else ()), *(line.character for line in moment.lines)}
        return {name: former for name in seen if (former := self._cast[name].former) is not None}

    def _join(self, passage: Passage, scene_set: SceneSet, moments: Sequence[Moment]) -> None:
        """How the last picture goes over into a passage, where the page has no transition: into a memory and out of it
        dissolves, and so does what goes on later in the same place; a day and more fades to black between."""
        last, before = (self._shots[-1] if self._shots else None), self._been.before
        if last is None or before is None or last.transition != "cut" or self._turned_by_page:
            return
        if passage.gap == "much_later":
            last.transition, moments[0].fade_in = "fade_out", True
        elif passage.told != before.told or (passage.gap and self._been.is_in(scene_set)):
            last.transition = "dissolve"

    def _begin(self, passage: Passage, moments: Sequence[Moment], meant: tuple[str, ...]) -> None:
        """What the page has said before the first moment of a passage: a date over it, and who "she" is in it."""
        if passage.title:
            self._over.append(passage.title)
        if meant and moments and moments[0].kind == "action":
            moments[0].names = moments[0].names or meant

    def _meant(self, passage: Passage) -> tuple[str, ...]:
        """Whom the first words of a passage mean by "she", where they name nobody: who was spoken of before in its
        scene."""
        first = passage.beats[0]
        if not self._been.within(passage):
            self._spoken_of = ()
        if not isinstance(first, ActionBeat) or self._pacer.mentions.names(first.text):
            return ()
        return acts.meant(first.text, language.of_text(first.text, self._language), self._spoken_of)

    def _read(self, moments: Sequence[Moment], scene: Scene) -> None:
        """What the actions of a scene name, and what is done in them."""
        last = self._spoken_of
        place = of_the_place(scene.heading.text if scene.heading else "", self._language.partition("-")[0])
        for moment in moments:
            if moment.text:
                spoken = language.of_text(moment.text, self._language)
                found = named(moment.text, spoken, self._people)
                moment.things = tuple(each for each in found if each.entry.name not in place)
                for thing in handled.unknown(moment.text, spoken, self._people):
                    self._unknown.setdefault(thing.name, notes.of_thing(scene.index, thing))
                done = acts.done(moment.text, spoken, self._pacer.mentions, last, self._people)
                moment.acts = tuple(each for each in done if each.character in moment.present)
            last = moment.names or last
        self._spoken_of = last

    def _turned(self, moments: list[Moment], turns: list[Turn]) -> list[Moment]:
        """The moments of a scene as its transitions and its words over the picture have them. Of several words, and of
        those over a picture that does not come in this scene, each but the last has a look at the place."""
        turning = deque(turns)
        result: list[Moment] = []
        for made, moment in enumerate([*moments, None]):
            while turning and turning[0].after <= made:
                turn = turning.popleft()
                if turn.lettering:
                    self._over.append(turn.text)
                else:
                    self._turn(turn.text, result[-1] if result else None)
            if moment is None:
                break
            row = [moment]
            if moment.kind != "card" and self._over:
                *before, moment.lettering = self._over
                moment.seconds = max(moment.seconds, reading_seconds(moment.lettering))
                row[:0] = [_look_at_place(moment, words_over) for words_over in before]
                self._over.clear()
            if self._fade_in:
                row[0].fade_in, self._fade_in = True, False
            result += row
        return result

    def _left_over(self) -> Iterator[_Draft]:
        """Words over a picture that never comes: over a last look at the place, or, without any, on a card."""
        last = next((draft for draft in reversed(self._shots) if isinstance(draft.picture, View)), None)
        for words_over in self._over:
            if last is None or not isinstance(last.picture, View) or last.drawn is None:
                yield from _cards(self._shots[-1].scene if self._shots else 0, words_over)
                continue
            place = {"subjects": (), "size": "WS", "detail": None, "move": "static", "angle": "eye"}
            yield _Draft(
                scene=self._shots[-1].scene,
                picture=last.picture.model_copy(update=place),
                drawn=last.drawn.model_copy(update={"insert": None}),
                lettering=words_over,
                seconds=reading_seconds(words_over),
                transition="cut",
                fade_in=False,
            )

    def finish(self, title: str, below: tuple[str, ...], signed: tuple[str, ...], cast: tuple[CastMember, ...]) -> Plan:
        """The whole film, between its title with what stands `below` it, and its end card, `signed` by its author."""
        self._shots += list(self._left_over())
        first, last = (self._shots[0].scene, self._shots[-1].scene) if self._shots else (0, 0)
        drafts = list(self._shots)
        if title or not drafts:
            drafts[:0] = _cards(first, "\n".join((title or UNTITLED, *below)))
        if self._shots and title:
            speakers = (said.character for draft in self._shots for said in draft.lines)
            for words in crediting.roll(speakers, self._language):
                drafts += _cards(last, words)
        if self._shots and title and not _says_the_end(self._shots[-1]):
            drafts += _cards(last, "\n".join((title, *signed)))
        counter = count()
        shots: list[PlannedShot] = []
        for index, draft in enumerate(drafts):
            dissolved_into = bool(shots) and shots[-1].transition == "dissolve"
            ends = index == len(drafts) - 1
            shots.append(
                PlannedShot(
                    index=index,
                    scene=draft.scene,
                    stretch=draft.stretch,
                    montage=draft.montage,
                    picture=draft.picture,
                    drawn=draft.drawn,
                    action=draft.action,
                    lettering=draft.lettering,
                    lines=tuple(self._line(said, next(counter), draft.former) for said in draft.lines),
                    sounds=draft.sounds,
                    former=draft.former,
                    day=draft.day,
                    worn=draft.worn,
                    seconds=round(min(LONGEST_SHOT, draft.seconds), 2),
                    transition="fade_out" if ends and draft.transition == "dissolve" else draft.transition,
                    fade_in=draft.fade_in and not dissolved_into,
                )
            )
        return Plan(
            title=title or UNTITLED,
            language=self._language,
            shots=tuple(shots),
            ambience=self._around.ambience,
            notes=(*notes.of_people(cast), *self._places.values(), *self._unknown.values()),
        )

    def _picture(  # noqa: PLR0917 - what a picture is made of
        self,
        moment: Moment,
        framing: Framing,
        scene_set: SceneSet,
        blocking: Blocking,
        company: acts.Company,
        things: tuple[Thing, ...],
        worn: Mapping[str, Clothes],
    ) -> tuple[View | Card, DrawnView | None]:
        """What the camera sees, and how the animatic draws it."""
        if moment.card:
            return Card(lines=moment.card), None
        speakers = (line.character for line in moment.lines if line.hearing == "seen")
        positions = company.during(moment.acts, blocking.drawn(moment.present, (*framing.subjects, *speakers)))
        looks = {
            name: worn[name].on(self._cast[name].look) if name in worn else self._cast[name].look
            for name in (position.character for position in positions)
        }
        view = View(
            set=scene_set.film.model_copy(update={"weather": self._around.weather, "snow_lies": self._around.snow}),
            blocking=positions,
            things=things,
            subjects=framing.subjects,
            size=framing.size,
            detail=framing.detail,
            angle=framing.angle,
            move=framing.move,
            reverse=framing.reverse,
        )
        insert = INSERTS.get(framing.detail or "")
        return view, DrawnView(set=scene_set.drawn, looks=looks, insert=insert)

    def _turn(self, words: str, before: Moment | None) -> None:
        """A transition: it ends the shot before it, or lets the next one come from black."""
        self._turned_by_page = True
        if directions.is_fade_in(words):
            self._fade_in = True
            return
        ended = before or (self._shots[-1] if self._shots else None)
        if ended is not None:
            ended.transition = directions.transition(words)

    def _line(self, said: Said, index: int, former: tuple[str, ...]) -> PlannedLine:
        spoken = language.of_text(said.text, self._language)
        member = self._cast[said.character]
        speaker = member.former if said.character in former and member.former else member
        return PlannedLine(
            index=index,
            character=said.character,
            text=said.text,
            on_screen=said.hearing == "seen",
            recipe=LineRecipe(
                text=said.text,
                language=spoken,
                performance=said.performance,
                treatment=said.treatment,
                formant=in_language(speaker.voice, spoken, self._language),
            ),
            neural_voice=speaker.neural_voice and neural.in_language(speaker.neural_voice, spoken, self._language),
            pause_seconds=said.pause,
            with_previous=said.with_previous,
        )


def _days(screenplay: Screenplay) -> tuple[str, ...]:
    """The story day of each scene."""
    return tuple(map(day_of, story_days([scene.heading for scene in screenplay.scenes])))


def _look_at_place(moment: Moment, words_over: str) -> Moment:
    return Moment(
        kind="place",
        beat=moment.beat,
        present=moment.present,
        seconds=reading_seconds(words_over),
        lettering=words_over,
    )


def _cards(scene: int, words: str) -> list[_Draft]:
    """The card with which a film begins or ends: out of black and into it."""
    return [
        _Draft(scene=scene, picture=Card(lines=made.card), seconds=made.seconds, transition="fade_out", fade_in=True)
        for made in card(0, words)[:1]
    ]


def _says_the_end(draft: _Draft) -> bool:
    return draft.picture.kind == "card" and directions.THE_END.match(" ".join(draft.picture.lines)) is not None
