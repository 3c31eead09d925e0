"""Who listens while somebody speaks, and when the camera looks at them: rules with names, of which the first holds.

A look at the listener never takes a word away. Where words are left, they go on over the listener's face, from
outside the frame; where none are, the end of the sound trails into the picture (`rhythm`). Rules read what is written
alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from film_studio.engines.production.planning import directions
from film_studio.engines.production.planning.pacing import Moment, Said
from film_studio.engines.production.planning.phrasing import is_brief, sentences

REACTION_SECONDS: Final = 1.4
#: Of what is seen of a speaker before the cut, and of what is heard over a listener's face: less would be a twitch.
SHORTEST_SEEN: Final = 1.0
SHORTEST_OVER: Final = 1.6
#: A speech longer than this is not watched on one face.
LONG_SPEECH: Final = 8.0
#: Speeches between two looks of a rule that is often true.
_REACTION_APART: Final = 6
_ASKED_APART: Final = 3
_QUESTION: Final = ("?", "？", "؟")
_QUOTES: Final = "\"”“’'») "

#: "within": a silent look where the speech takes its pause; "over": what is left of the speech is heard over it;
#: "after": a look once all is said.
How = Literal["within", "over", "after"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A speech of one person in the picture, and what is known where it falls. `following`: the moment after it;
    `engaged`: the listener has spoken in the scene or is spoken to by name; `since`: speeches since the last look;
    `ends`: the scene ends with it."""

    moment: Moment
    following: Moment | None
    listener: str
    engaged: bool
    since: int
    ends: bool

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.moment.lines)

    @property
    def is_answered(self) -> bool:
        """Whether the listener answers at once, in a picture of their own."""
        after = self.following
        return after is not None and self.listener in seen_speakers(after) and not after.lines[0].pause


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`holds`: when the camera looks at the listener; `part`: of an "over", the lines in which the speech is cut, and
    how many of them are seen on their speaker."""

    name: str
    how: How
    holds: Callable[[Spoken], bool]
    part: Callable[[Spoken], tuple[list[Said], int] | None] | None = None


def _pause(spoken: Spoken) -> int | None:
    """The line before which the speech takes a pause."""
    return next((index for index, line in enumerate(spoken.moment.lines) if line.pause and index), None)


def _revelation(spoken: Spoken) -> tuple[list[Said], int] | None:
    """The speech in sentences, up to the one that reveals; None where none does, or nothing of weight comes after."""
    parts = _sentences(spoken.moment.lines)
    for index, line in enumerate(parts):
        if directions.REVELATION.search(line.text):
            return (parts, index + 1) if _is_worth(parts, index + 1) else None
    return None


def _middle(spoken: Spoken) -> tuple[list[Said], int] | None:
    """A speech in sentences, and how many of them are heard until nearest to its middle."""
    parts = _sentences(spoken.moment.lines)
    lengths = [line.seconds for line in parts]
    seen = min(range(1, len(parts)), key=lambda at: abs(sum(lengths[:at]) - sum(lengths[at:])), default=0)
    return (parts, seen) if _is_worth(parts, seen) else None


def _is_worth(parts: Sequence[Said], seen: int) -> bool:
    before, after = (sum(line.seconds for line in part) for part in (parts[:seen], parts[seen:]))
    return before >= SHORTEST_SEEN and after >= SHORTEST_OVER


RULES: Final = (
    Rule(
        name="takes a pause",
        how="within",
        holds=lambda spoken: spoken.since >= _REACTION_APART and _pause(spoken) is not None,
    ),
    Rule(
        name="reveals",
        how="over",
        holds=lambda spoken: spoken.engaged and _revelation(spoken) is not None,
        part=_revelation,
    ),
    Rule(
        name="has revealed",
        how="after",
        holds=lambda spoken: spoken.engaged and directions.REVELATION.search(spoken.text) is not None,
    ),
    Rule(
        name="speaks long",
        how="over",
        holds=lambda spoken: (
            spoken.engaged
            and sum(line.seconds for line in spoken.moment.lines) > LONG_SPEECH
            and _middle(spoken) is not None
        ),
        part=_middle,
    ),
    Rule(
        name="asks",
        how="after",
        holds=lambda spoken: (
            spoken.engaged
            and spoken.since >= _ASKED_APART
            and spoken.following is not None
            and spoken.text.rstrip(_QUOTES).endswith(_QUESTION)
            and not spoken.is_answered
        ),
    ),
    Rule(
        name="has the last word",
        how="after",
        holds=lambda spoken: spoken.engaged and spoken.ends and not is_brief(spoken.text),
    ),
)


def rule_of(spoken: Spoken) -> Rule | None:
    """By which rule the camera looks at the listener; None where it stays with the speaker."""
    return next((rule for rule in RULES if rule.holds(spoken)), None)


def looks(spoken: Spoken, rule: Rule) -> Iterator[Moment]:
    """The speech with the look at its listener that a rule asks for. What ends the speech ends the last of them."""
    moment = spoken.moment
    if rule.how == "after":
        yield replace(moment, transition="cut")
        yield replace(_look(spoken), transition=moment.transition)
    elif rule.part is not None and (parted := rule.part(spoken)) is not None:
        lines, seen = parted
        yield _speech(moment, lines[:seen], transition="cut")
        over = [replace(line, hearing="off") for line in lines[seen:]]
        yield replace(_look(spoken), lines=over, seconds=_long_enough(over), transition=moment.transition)
    elif (pause := _pause(spoken)) is not None:
        head, tail = moment.lines[:pause], moment.lines[pause:]
        yield _speech(moment, head, transition="cut")
        yield _look(spoken)
        tail = [replace(tail[0], pause=0.0), *tail[1:]]
        yield replace(_speech(moment, tail), fade_in=False, lettering=None)


def _look(spoken: Spoken) -> Moment:
    moment = spoken.moment
    return Moment(
        kind="reaction",
        beat=moment.beat,
        names=(spoken.listener,),
        present=moment.present,
        seconds=REACTION_SECONDS,
        side=moment.side,
    )


def _speech(moment: Moment, lines: list[Said], **changes: Literal["cut"]) -> Moment:
    return replace(moment, lines=lines, seconds=_long_enough(lines), **changes)


def _long_enough(lines: Sequence[Said]) -> float:
    return max(1.0, sum(line.seconds + line.pause for line in lines))


def _sentences(lines: Sequence[Said]) -> list[Said]:
    """Lines cut at the ends of their sentences; each takes its share of the estimated length."""
    result: list[Said] = []
    for line in lines:
        for index, text in enumerate(sentences(line.text)):
            share = line.seconds * len(text) / max(1, len(line.text))
            result.append(replace(line, text=text, seconds=share, pause=0.0 if index else line.pause))
    return result


def seen_speakers(moment: Moment) -> tuple[str, ...]:
    """Who speaks in the picture in a moment, each once."""
    return tuple(dict.fromkeys(line.character for line in moment.lines if line.hearing == "seen"))


class Talkers:
    """Who has spoken in the picture so far in a scene, the last at the end."""

    def __init__(self) -> None:
        self._names: dict[str, None] = {}

    def heard(self, moment: Moment) -> None:
        """A moment has gone by."""
        for name in seen_speakers(moment):
            self._names.pop(name, None)
            self._names[name] = None

    def has(self, name: str) -> bool:
        """Whether somebody has spoken."""
        return name in self._names

    def listener(self, moment: Moment) -> str | None:
        """Who is spoken to: whom the words name, else the last other speaker who is still here, else anybody else
        here."""
        speaking = {line.character for line in moment.lines}
        for name in moment.addressed:
            if name in moment.present and name not in speaking:
                return name
        for name in reversed(self._names):
            if name not in speaking and name in moment.present:
                return name
        return min(moment.present - speaking, default=None)
