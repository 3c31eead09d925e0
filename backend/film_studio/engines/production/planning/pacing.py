"""Paces a scene: cuts it into moments of action and of speech, each about as long as a shot, not yet framed."""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, Literal

from contracts.recipes.film import Performance
from contracts.recipes.formant import FormantVoice
from film_studio.engines.character import CastMember
from film_studio.engines.production.planning import directions
from film_studio.engines.production.planning.acts import Done
from film_studio.engines.production.planning.blocking import Presence, brought_in
from film_studio.engines.production.planning.phrasing import cut, sentences, spoken_seconds, words
from film_studio.engines.production.planning.shotlist import ShotTransition
from film_studio.engines.production.planning.things import Named
from film_studio.screenplay import names
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
_CARD_LINES: Final = 10
_CARD_CHARACTERS: Final = 44
_CARD_LIMIT: Final = 6.0

Hearing = Literal["seen", "over", "off"]
MomentKind = Literal["action", "speech", "reaction", "place", "card"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A line: one sound file. `hearing`: seen; over (V.O.) the picture; off (O.S.) frame."""

    character: str
    text: str
    performance: Performance
    hearing: Hearing
    seconds: float
    pause: float = 0.0
    with_previous: bool = False


@dataclass(slots=True, kw_only=True)
class Moment:
    """What one shot will show. `names`: whom it is about; `addressed`: whom its words name; `present`: who is here;
    `things`: what its action names; `acts`: what its people do."""

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

    def presence(self, scene: tuple[Beat, ...]) -> Presence:
        """Who comes and goes in a scene."""
        presence = Presence()
        for number, beat in enumerate(scene):
            if isinstance(beat, ActionBeat):
                presence.acts(beat.text, self.mentions, number)
            elif isinstance(beat, SpeechBeat) and self._hearing(beat.speech) == "seen":
                for name in self._speakers(beat.speech):
                    presence.speaks(name, number)
        return presence

    def moments(self, scene: tuple[Beat, ...], presence: Presence) -> tuple[list[Moment], list[Turn]]:
        """The scene's moments in order, and its transitions, each with the count of moments before it."""
        moments: list[Moment] = []
        turns: list[Turn] = []
        for number, (beat, (present, coming)) in enumerate(zip(scene, presence.during(len(scene)), strict=True)):
            if isinstance(beat, ActionBeat):
                told, words_over = _lettered(beat.text)
                turns += [Turn(text=each, after=len(moments), lettering=True) for each in words_over]
                if told:
                    # What a transition, or words over the picture, part stays in pictures of its own.
                    apart = bool(turns) and turns[-1].after == len(moments)
                    self._act(replace(beat, text=told), number, (present, coming), moments, apart=apart)
            elif isinstance(beat, SpeechBeat):
                self._speak(beat.speech, number, present, moments)
            else:
                turns.append(Turn(text=beat.text, after=len(moments)))
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
        if beat.centered or titled:
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

    def _speak(self, speech: Speech, number: int, present: frozenset[str], moments: list[Moment]) -> None:
        hearing = self._hearing(speech)
        speakers = self._speakers(speech)
        before = moments[-1] if moments else None
        replies = before is not None and before.kind == "speech"
        lines = deque(self._lines(speech, speakers, hearing, waits=replies))
        addressed = self.mentions.names(speech.text)
        if before is not None and before.kind == "speech" and speech.dual and len(before.lines) == len(lines) == 1:
            before.lines.append(replace(lines[0], seconds=0.0, pause=0.0, with_previous=True))
            before.names = tuple(dict.fromkeys((*before.names, *speakers)))
            return
        if hearing == "over" and before is not None and before.kind == "action":
            while lines and before.spoken_seconds + lines[0].seconds <= LONGEST_OVER_ACTION:
                before.lines.append(lines.popleft())
            before.seconds = max(before.seconds, before.spoken_seconds)
        while lines:
            moment = Moment(kind="speech", beat=number, names=speakers, addressed=addressed, present=present)
            while lines and (
                not moment.lines
                or lines[0].with_previous
                or moment.spoken_seconds + lines[0].pause + lines[0].seconds <= LONGEST_SPEECH
            ):
                moment.lines.append(lines.popleft())
            moment.seconds = max(SHORTEST, moment.spoken_seconds)
            moments.append(moment)

    def _lines(self, speech: Speech, speakers: tuple[str, ...], hearing: Hearing, *, waits: bool) -> Iterator[Said]:
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
                        hearing=hearing,
                        seconds=0.0 if position else spoken_seconds(text, voice) + 0.25,
                        pause=0.0 if position else pause,
                        with_previous=position > 0,
                    )
                waits, pause = True, 0.0

    def _speakers(self, speech: Speech) -> tuple[str, ...]:
        whole = self._by_key.get(names.key(names.bare(speech.name)))
        if whole is not None:
            return (whole,)
        found = [self._by_key.get(names.key(name)) for name in names.speakers(speech.name, self._by_key)]
        if None in found:
            raise ValueError(f"the cast has no {speech.name!r}: derive the cast from the same screenplay as the plan")
        return tuple(name for name in found if name is not None)

    @staticmethod
    def _hearing(speech: Speech) -> Hearing:
        if speech.off_screen:
            return "off"
        if speech.voice_over or directions.is_remote(speech.extensions) or names.speaks_as_voice(speech.name):
            return "over"
        return "seen"


def _lettered(text: str) -> tuple[str, list[str]]:
    """What an action tells, and the words that it lays over the picture of what comes, each in a line of its own."""
    told: list[str] = []
    over: list[str] = []
    for row in text.split("\n"):
        words_over = directions.LETTERING.match(row.strip())
        if words_over:
            over.append(words_over["text"].strip(_QUOTES)[:LONGEST_LETTERING])
        else:
            told.append(row)
    return "\n".join(told).strip(), [each for each in over if each]


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
