"""Paces a scene: cuts it into moments of action and of speech, each about as long as a shot, not yet framed."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, Literal

from contracts.recipes.film import Performance, Treatment, Weather
from contracts.recipes.formant import FormantVoice
from film_studio.engines.character import CastMember
from film_studio.engines.production.planning import directions
from film_studio.engines.production.planning.acts import Done
from film_studio.engines.production.planning.blocking import Presence, brought_in
from film_studio.engines.production.planning.devices import Device, Way, device
from film_studio.engines.production.planning.phrasing import cut, sentences, spoken_seconds, words
from film_studio.engines.production.planning.shotlist import ShotTransition
from film_studio.engines.production.planning.things import Named
from film_studio.screenplay import grammar, names
from film_studio.screenplay.blocks import ActionBeat, Beat, Speech, SpeechBeat

SECONDS_PER_WORD: Final = 0.4
SHORTEST: Final = 2.0
LONGEST_ACTION: Final = 6.0
#: A shot in which one person speaks; what is longer is cut to another size.
LONGEST_SPEECH: Final = 12.0
LONGEST_OVER_ACTION: Final = 16.0
LINE_CHARACTERS: Final = 220
PAUSE: Final = 0.7
LONGEST_LETTERING: Final = 200
_QUOTES: Final = "\"“”„'‘’‚«»‹› "
_DETAIL_WORDS: Final = 11
_SHORTEST_OF_MONTAGE: Final = 1.8
_LONGEST_OF_MONTAGE: Final = 4.0
_CARD_LINES: Final = 10
_CARD_CHARACTERS: Final = 44
_CARD_LIMIT: Final = 6.0

Hearing = Literal["seen", "over", "off"]
MomentKind = Literal["action", "speech", "reaction", "place", "card"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A line: one sound file. `hearing`: seen; over (V.O.) the picture; off (O.S.) frame. `treatment`: what it comes
    out of."""

    character: str
    text: str
    performance: Performance
    hearing: Hearing
    seconds: float
    pause: float = 0.0
    with_previous: bool = False
    treatment: Treatment | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """How a speech is heard: from where, out of what, and whether its speaker holds a device themselves."""

    hearing: Hearing
    treatment: Treatment | None = None
    holds: bool = False


@dataclass(slots=True, kw_only=True)
class Moment:
    """What one shot will show. `names`: whom it is about; `addressed`: whom its words name; `present`: who is here;
    `things`: what its action names; `acts`: what its people do; `side`: in which of an intercut's two places;
    `weather`: where it changes, that of this moment and of those behind it."""

    kind: MomentKind
    beat: int
    text: str | None = None
    names: tuple[str, ...] = ()
    addressed: tuple[str, ...] = ()
    present: frozenset[str] = frozenset()
    lines: list[Said] = field(default_factory=list[Said])
    seconds: float = SHORTEST
    opening: bool = False
    transition: ShotTransition = "cut"
    fade_in: bool = False
    card: tuple[str, ...] = ()
    lettering: str | None = None
    things: tuple[Named, ...] = ()
    acts: tuple[Done, ...] = ()
    side: int = 0
    weather: tuple[Weather, Weather] | None = None

    @property
    def spoken_seconds(self) -> float:
        return sum(line.seconds + line.pause for line in self.lines)


@dataclass(frozen=True, slots=True)
class Turn:
    """A transition, or words over the picture that comes, and how many of the scene's moments stand before it."""

    text: str
    after: int
    lettering: bool = False


class Pacer:
    """Cuts the scenes of one film into moments."""

    def __init__(self, cast: Mapping[str, CastMember]) -> None:
        self._cast = cast
        self._by_key = {names.key(name): name for name in cast}
        self.mentions = names.Mentions(cast)

    def presence(self, scene: tuple[Beat, ...], heard: Mapping[int, Heard], here: Iterable[str] = ()) -> Presence:
        """Who comes and goes in a scene; `here` as it begins."""
        presence = Presence()
        for name in sorted(here):
            presence.stays(name)
        for number, beat in enumerate(scene):
            if isinstance(beat, ActionBeat):
                presence.acts(beat.text, self.mentions, number)
            elif isinstance(beat, SpeechBeat) and heard[number].hearing == "seen":
                for name in self.speakers(beat.speech):
                    presence.speaks(name, number)
        return presence

    def heard(self, scene: tuple[Beat, ...], *, both_sides: bool = False) -> dict[int, Heard]:
        """How each speech of a scene is heard, by the number of its beat. Who is "on the phone" is here if the action
        brings them in, or nobody else is here; in an intercut, which shows both sides, always."""
        acting = {
            name
            for beat in scene
            if isinstance(beat, ActionBeat)
            for _, _, name in brought_in(beat.text, self.mentions)
        }
        spoken = {number: beat.speech for number, beat in enumerate(scene) if isinstance(beat, SpeechBeat)}
        held = {number for number, speech in spoken.items() if _device_way(speech) == "held"}
        here = acting.union(*(self.speakers(speech) for number, speech in spoken.items() if number not in held))
        return {
            number: self._hearing(
                speech, here=both_sides or bool(acting.intersection(self.speakers(speech))) or not here
            )
            for number, speech in spoken.items()
        }

    def moments(
        self, scene: tuple[Beat, ...], presence: Presence, heard: Mapping[int, Heard], sides: Sequence[int] = ()
    ) -> tuple[list[Moment], list[Turn]]:
        """The scene's moments in order, and its transitions, each with the count of moments before it. `sides`: of an
        intercut, in which of its places each beat is seen."""
        moments: list[Moment] = []
        turns: list[Turn] = []
        waits = False
        for number, (beat, (present, coming)) in enumerate(zip(scene, presence.during(len(scene)), strict=True)):
            if isinstance(beat, ActionBeat):
                told, words_over, waits = _lettered(beat.text, waits=waits)
                turns += [Turn(text=each, after=len(moments), lettering=True) for each in words_over]
                if told:
                    # What a transition, or words over the picture, part stays in pictures of its own.
                    apart = bool(turns) and turns[-1].after == len(moments)
                    apart = apart or bool(sides and number and sides[number] != sides[number - 1])
                    self._act(replace(beat, text=told), number, (present, coming), moments, apart=apart)
            elif isinstance(beat, SpeechBeat):
                self._speak(beat.speech, heard[number], number, present, moments, sides)
            else:
                turns.append(Turn(text=beat.text, after=len(moments)))
            for moment in moments[len(moments) - 1 :] if sides else ():
                if moment.beat == number and moment.kind == "action":
                    moment.side = sides[number]
        return moments, turns

    def _act(
        self,
        beat: ActionBeat,
        number: int,
        during: tuple[frozenset[str], AbstractSet[str]],
        moments: list[Moment],
        *,
        apart: bool,
    ) -> None:
        titled = directions.TITLE_CARD.match(beat.text)
        ends = beat.text.isupper() and directions.THE_END.match(beat.text) is not None
        if beat.centered or titled or ends:
            moments.extend(card(number, titled["text"].strip("\"“”'") if titled else beat.text))
            return
        present, coming = during
        here = present - coming if coming else present
        for text in _stretches(beat.text, self.mentions):
            brought = dict.fromkeys(name for _, _, name in brought_in(text, self.mentions))
            here = here if here.issuperset(brought) else here.union(brought)
            named = tuple(name for name in self.mentions.names(text) if name in here)
            before, apart = moments[-1] if moments and not apart else None, False
            if (
                before is not None
                and before.kind == "action"
                and before.text is not None
                and not before.lines
                and (words(text) <= 3 or words(before.text) <= 3)
                and words(f"{before.text} {text}") * SECONDS_PER_WORD <= LONGEST_ACTION
                and (not before.names or here == before.present)
            ):
                before.text = f"{before.text} {text}"
                before.names = tuple(dict.fromkeys((*before.names, *named)))
                before.present = before.present | here
                before.seconds = action_seconds(before.text)
            else:
                moments.append(
                    Moment(
                        kind="action",
                        beat=number,
                        text=text,
                        names=named,
                        present=here,
                        seconds=action_seconds(text),
                    )
                )
            named_here = brought_in(text, self.mentions)
            gone = {name for _, end, name in named_here if directions.EXIT.match(text[end : end + 80])}
            here = here - gone if gone else here

    def _speak(  # noqa: PLR0917 - a speech, how it is heard, and where it falls
        self,
        speech: Speech,
        heard: Heard,
        number: int,
        present: frozenset[str],
        moments: list[Moment],
        sides: Sequence[int],
    ) -> None:
        speakers = self.speakers(speech)
        side = sides[number] if sides else 0
        before = moments[-1] if moments else None
        replies = before is not None and before.kind == "speech"
        lines = deque(self._lines(speech, speakers, heard, waits=replies))
        addressed = self.mentions.names(speech.text)
        if before is not None and before.kind == "speech" and speech.dual and len(before.lines) == len(lines) == 1:
            far = replace(lines[0], hearing="off", treatment="telephone") if before.side != side else lines[0]
            before.lines.append(replace(far, seconds=0.0, pause=0.0, with_previous=True))
            before.names = tuple(dict.fromkeys((*before.names, *speakers)))
            return
        if heard.hearing == "over" and before is not None and before.kind == "action" and before.side == side:
            while lines and before.spoken_seconds + lines[0].seconds <= LONGEST_OVER_ACTION:
                before.lines.append(lines.popleft())
            before.seconds = max(before.seconds, before.spoken_seconds)
        shown = 0
        while lines:
            moment = Moment(kind="speech", beat=number, names=speakers, addressed=addressed, present=present, side=side)
            while lines and (
                not moment.lines
                or lines[0].with_previous
                or moment.spoken_seconds + lines[0].pause + lines[0].seconds <= LONGEST_SPEECH
            ):
                moment.lines.append(lines.popleft())
            moment.seconds = max(SHORTEST, moment.spoken_seconds)
            if sides and shown % 2 and heard.hearing == "seen":
                # Who speaks long is also heard where they are listened to.
                moment.side = 1 - side
                treatment = heard.treatment or "telephone"
                moment.lines = [replace(each, hearing="off", treatment=treatment) for each in moment.lines]
            elif heard.holds:
                moment.acts = tuple(Done(name, "phone", speech.text) for name in speakers)
            moments.append(moment)
            shown += 1

    def _lines(self, speech: Speech, speakers: tuple[str, ...], heard: Heard, *, waits: bool) -> Iterator[Said]:
        """The lines of a speech. It `waits` before it begins where its first parenthetical says so."""
        for utterance in speech.utterances:
            manner = directions.performance(utterance.parentheticals, utterance.text)
            if manner is None:
                manner = directions.performance(speech.extensions, "") or ("slow" if utterance.sung else "normal")
            pause = PAUSE if waits and directions.pauses(utterance.parentheticals) else 0.0
            voice = self._cast[speakers[0]].voice
            size = partial(_speech_size, voice=voice)
            for text in cut(utterance.text, LONGEST_SPEECH - 1, size):
                for position, speaker in enumerate(speakers):
                    yield Said(
                        character=speaker,
                        text=text,
                        performance=manner,
                        hearing=heard.hearing,
                        seconds=0.0 if position else spoken_seconds(text, voice) + 0.25,
                        pause=0.0 if position else pause,
                        with_previous=position > 0,
                        treatment=heard.treatment,
                    )
                waits, pause = True, 0.0

    def speakers(self, speech: Speech) -> tuple[str, ...]:
        whole = self._by_key.get(names.key(names.bare(speech.name)))
        if whole is not None:
            return (whole,)
        found = [self._by_key.get(names.key(name)) for name in names.speakers(speech.name, self._by_key)]
        if None in found:
            raise ValueError(f"the cast has no {speech.name!r}: derive the cast from the same screenplay as the plan")
        return tuple(name for name in found if name is not None)

    @staticmethod
    def _hearing(speech: Speech, *, here: bool) -> Heard:
        """How a speech is heard, where whoever holds a telephone in it is `here`, or not."""
        found = _device(speech)
        treatment = found.treatment if found else None
        way = found.way if found else None
        if speech.off_screen:
            return Heard("off", treatment)
        if speech.voice_over or way == "out_of" or names.speaks_as_voice(speech.name):
            return Heard("over", treatment)
        if way == "held":
            return Heard("seen", holds=True) if here else Heard("over", treatment)
        if way == "into":
            return Heard("seen", holds=True)
        return Heard("over" if directions.is_remote(speech.extensions) else "seen", treatment)


def _device(speech: Speech) -> Device | None:
    """What a speech comes out of, or goes into: by its extensions, else by what stands before its first words."""
    return device(speech.extensions) or device(speech.utterances[0].parentheticals)


def _device_way(speech: Speech) -> Way | None:
    found = _device(speech)
    return found.way if found else None


def _lettered(text: str, *, waits: bool) -> tuple[str, list[str], bool]:
    """What an action tells, the words that it lays over the picture of what comes, and whether it says that words come
    and ends before them. It `waits` for them where the action before ended so; they stand in quotation marks."""
    told: list[str] = []
    over: list[str] = []
    for row in text.split("\n"):
        words_over = grammar.over(row)
        if waits and words_over is None and row.strip():
            waits = False
            if told or over or row.strip()[0] in _QUOTES or text != row:
                over.append(row.strip().strip(_QUOTES)[:LONGEST_LETTERING])
                continue
        if words_over is None:
            told.append(row)
        elif words_over:
            over.append(words_over[:LONGEST_LETTERING])
        else:
            waits = True
    return "\n".join(told).strip(), [each for each in over if each], waits


def card(beat: int, text: str) -> list[Moment]:
    """Cards for a text, as many as it needs: lines of at most 44 characters, long enough to be read."""
    lines = [piece for line in text.splitlines() for piece in cut(re.sub(r"\s+", " ", line), _CARD_CHARACTERS, len)]
    pages = [tuple(lines[at : at + _CARD_LINES]) for at in range(0, len(lines), _CARD_LINES)]
    return [
        Moment(
            kind="card",
            beat=beat,
            card=page,
            seconds=reading_seconds(" ".join(page)),
        )
        for page in pages
    ]


def reading_seconds(text: str) -> float:
    """How long a text of the film's own is shown: 1.5 s and 0.3 s a word, 6 s at most."""
    return round(min(_CARD_LIMIT, 1.5 + 0.3 * words(text)), 2)


def action_seconds(text: str) -> float:
    """Length of a silent stretch: 0.4 s a word, from 2 to 6 s."""
    return round(min(LONGEST_ACTION, max(SHORTEST, SECONDS_PER_WORD * words(text))), 2)


def hasten(moments: Iterable[Moment]) -> None:
    """Make pictures those of a montage: 0.3 s a word and a little, from 1.8 to 4 s, or as long as what is said."""
    for moment in moments:
        if moment.kind in {"action", "place"}:
            silent = min(_LONGEST_OF_MONTAGE, max(_SHORTEST_OF_MONTAGE, 0.6 + 0.3 * words(moment.text or "")))
            moment.seconds = round(max(silent, moment.spoken_seconds), 2)


def _stretches(text: str, mentions: names.Mentions) -> Iterator[str]:
    """Sentences of an action, gathered while they fit into one shot and speak of the same people."""
    limit = LONGEST_ACTION / SECONDS_PER_WORD
    open_text, open_names = "", ()
    for sentence in sentences(text):
        for piece in cut(sentence, limit * 1.7, _action_size):
            named = mentions.names(piece)
            turns = words(open_text) >= 4 and (is_detail(piece) or bool(named and set(open_names) != set(named)))
            if open_text and (turns or words(f"{open_text} {piece}") > limit):
                yield open_text
                open_text, open_names = "", ()
            open_text = f"{open_text} {piece}".strip()
            open_names = tuple(dict.fromkeys((*open_names, *named)))
    if open_text:
        yield open_text


def is_detail(text: str) -> bool:
    """Whether an action looks at a thing closely: it says so, or in a few words a hand does something with it."""
    if directions.CLOSE.search(text):
        return True
    return words(text) <= _DETAIL_WORDS and bool(directions.HANDLING.search(text) or directions.THING_ACTS.search(text))


def _action_size(text: str) -> float:
    return max(words(text), len(text) / 9)


def _speech_size(text: str, voice: FormantVoice) -> float:
    """In seconds, so that 220 characters fill a line as 11 seconds do."""
    return max(spoken_seconds(text, voice), len(text) * (LONGEST_SPEECH - 1) / LINE_CHARACTERS)
