"""What people do: read from action lines in six languages, and what follows from it for the rest of the scene.

Vocabulary is data. An act is that of the person named before it, or of whom a pronoun means; negated, wished for or
behind a determiner it does not count. In a language without vocabulary everybody stands.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, get_args

from contracts.recipes.film import Act, Position, Posture
from film_studio.engines.production.planning import things
from film_studio.engines.production.planning.phrasing import sentences
from film_studio.screenplay.names import Mentions

_DATA: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
LANGUAGES: Final = things.LANGUAGES
#: More than these in one shot nobody could follow.
MOST: Final = 3
_GAP: Final = 6
_AWAY: Final = 2
_ELLIPSIS: Final = "…"
#: The moves that change how somebody is from then on; all that crosses the floor is done on one's feet.
_ENDS: Final[Mapping[Act, Posture]] = {
    "sit": "sit",
    "lie": "lie",
    "sleep": "lie",
    "fall": "lie",
    "kneel": "kneel",
    "drive": "drive",
    "swim": "swim",
    **dict.fromkeys(("enter", "leave", "walk", "run", "climb", "stand_up", "fight", "dance"), "stand"),
}
#: Those in which the whole body takes part: a close shot would not show them.
OF_THE_BODY: Final[frozenset[Act]] = frozenset(
    {
        "enter",
        "leave",
        "walk",
        "run",
        "climb",
        "sit",
        "stand_up",
        "lie",
        "fall",
        "kneel",
        "swim",
        "embrace",
        "fight",
        "dance",
    }
)
_SHARED: Final[Mapping[Act, Act]] = {"embrace": "embrace", "fight": "fight", "give": "take"}
#: Without a thing that can be drawn in a hand they would be an empty gesture.
_OF_A_THING: Final[frozenset[Act]] = frozenset({"hold", "give", "take"})
_HOLDING: Final[frozenset[Act]] = frozenset({"hold", "take", "give", "read", "drink", "eat", "point"})
#: Whoever is first seen in it is in it already, unless the form says that they get into it.
_STATES: Final[frozenset[Act]] = frozenset({"sit", "lie", "sleep", "kneel", "drive", "swim"})

Form = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """Somebody does something. `words`: the sentence that says so; `thing`: what of it fits their hand."""

    character: str
    act: Act
    words: str
    thing: str | None = None


@dataclass(frozen=True)
class _Grammar:
    forms: Mapping[str, Sequence[tuple[Form, Act]]]
    nouns: frozenset[str]
    determiners: frozenset[str]
    negations: frozenset[str]
    wishes: frozenset[str]
    one: frozenset[str]
    several: frozenset[str]
    joins: frozenset[str]
    clauses: frozenset[str]
    in_hand: frozenset[Form]
    out_of: frozenset[str]


def _acts() -> Mapping[Act, Mapping[str, Sequence[str]]]:
    """The vocabulary's acts. Raises `ValueError` where they are not those of the contract, or lack a language."""
    table: dict[Act, dict[str, list[str]]] = _DATA["acts"]
    if set(table) != set(get_args(Act)):
        raise ValueError(
            f"acts.toml and the contract disagree on {set(table) ^ set(get_args(Act))}: give both each act"
        )
    for act, languages in table.items():
        if set(languages) != set(LANGUAGES) or not all(languages.values()):
            raise ValueError(f"acts.toml: {act} needs a form in each of {', '.join(LANGUAGES)}")
    return table


_ACTS: Final = _acts()


@cache
def _grammar(language: str) -> _Grammar:
    forms: dict[str, list[tuple[Form, Act]]] = {}
    for act, languages in _ACTS.items():
        for form in languages[language]:
            tokens = tuple(token for part in form.split() for token in _tokens(part))
            forms.setdefault(tokens[0], []).append((tokens, act))
    for several in forms.values():
        several.sort(key=lambda each: -len(each[0]))
    return _Grammar(
        forms=forms,
        nouns=frozenset(_DATA["nouns"][language]),
        determiners=frozenset(things.DATA["determiners"][language]),
        negations=frozenset(_DATA["negations"][language]),
        wishes=frozenset(_DATA["wishes"][language]),
        one=frozenset(_DATA["one"][language]),
        several=frozenset(_DATA["several"][language]),
        joins=frozenset(_DATA["joins"][language]),
        clauses=frozenset(_DATA["clauses"][language]),
        in_hand=frozenset(tuple(_tokens(each)) for each in _DATA["in_hand"][language]),
        out_of=frozenset(_DATA["out_of"][language]),
    )


def forms(of: Iterable[Act], language: str) -> Iterator[str]:
    """The forms of some acts in a language of the vocabulary."""
    return (form for act in of for form in _ACTS[act][language] if _ELLIPSIS not in form.split())


def negations(language: str) -> frozenset[str]:
    """Words that deny, in a language of the vocabulary."""
    return _grammar(language).negations


def _tokens(text: str) -> list[str]:
    return [text] if text == _ELLIPSIS else things.tokens(text)


def done(
    text: str, language: str, mentions: Mentions, before: Iterable[str] = (), people: frozenset[str] = frozenset()
) -> tuple[Done, ...]:
    """What the people of an action do, in its order. `language`: a BCP 47 tag; `before`: whom the scene has named last;
    `people`: words of the cast's names, in small letters, which name no thing."""
    primary = language.partition("-")[0]
    if primary not in LANGUAGES:
        return ()
    found: list[Done] = []
    last = tuple(before)
    for sentence in sentences(text):
        reader = _Sentence(sentence, primary, mentions, last, people)
        read = tuple(reader.read())
        found += read
        carried = {each.character for each in read if each.thing is not None}
        found += [each for each in reader.in_hands() if each.character not in carried]
        last = reader.subject or last
    return tuple(dict.fromkeys(found))


def meant(text: str, language: str, last: tuple[str, ...]) -> tuple[str, ...]:
    """Whom the first pronoun of a text means, where `last` were named before it; nobody where it has none."""
    primary = language.partition("-")[0]
    if primary not in LANGUAGES:
        return ()
    grammar = _grammar(primary)
    for word in things.tokens(text):
        if word in grammar.one or word in grammar.several:
            return last if word in grammar.several else last[-1:]
    return ()


class _Sentence:
    """One sentence, read from left to right."""

    def __init__(
        self, text: str, language: str, mentions: Mentions, last: tuple[str, ...], people: frozenset[str]
    ) -> None:
        self._text, self._language, self._last, self._people = text, language, last, people
        self._grammar = _grammar(language)
        self._spans = list(things.spans(text))
        self._words = [text[start:end].casefold().replace("’", "'") for start, end in self._spans]
        self._names = {start: (end, name) for start, end, name in mentions.spans(text)}
        self.subject: tuple[str, ...] = ()

    def read(self) -> Iterator[Done]:
        """The acts of the sentence, those who receive one included."""
        at = clause = 0
        opens = True  # A name here begins a clause, and so is who acts.
        other = False  # Something acts that has no name.
        waiting: tuple[Act, int] | None = None  # What is done before it is said by whom.
        while at < len(self._words):
            word, (start, _) = self._words[at], self._spans[at]
            meant = self._meant(word)
            if start in self._names or meant is not None:
                end, name = self._names.get(start, (start + 1, ""))
                follows = waiting is not None and " ".join(self._words[waiting[1] : at]) in {"", ","}
                if (opens or follows) and not self._text[:end].endswith(("'s", "’s")):
                    named = (name,) if name else meant or ()
                    self.subject = (*self.subject, *named) if name and self._joined(at) else named
                    other = False
                    if waiting is not None and follows:
                        yield from self._said(*waiting)
                        waiting = None
                opens = False
                while at < len(self._spans) and self._spans[at][0] < end:
                    at += 1
                continue
            if (match := self._form(at)) is not None:
                act, size = match
                if not other and self._happens(at, size, clause):
                    if self.subject:
                        yield from self._said(act, at + size)
                    elif at - clause <= (self._language == "de"):
                        waiting = act, at + size
                opens = False
                at += size
                continue
            if word in self._grammar.joins or word in self._grammar.clauses or not word[0].isalnum():
                opens, clause = True, at + 1
            elif at == clause and not self.subject:
                other = word in self._grammar.determiners
            at += 1
        if waiting is not None and self._last:
            self.subject = self._last[-1:]
            yield from self._said(*waiting)

    def _meant(self, word: str) -> tuple[str, ...] | None:
        """Whom a pronoun means; None for another word."""
        if word in self._grammar.several:
            return self._last
        return self._last[-1:] if word in self._grammar.one else None

    def _joined(self, at: int) -> bool:
        """Whether a name belongs to the names before it: "Mara and Theo", "Mara, Theo"."""
        before = at - 1
        while before >= 0 and (self._words[before] in self._grammar.joins or self._words[before] == ","):
            before -= 1
        if before < 0 or before == at - 1:
            return False
        return any(start <= self._spans[before][0] < end for start, (end, _) in self._names.items())

    def _said(self, act: Act, behind: int) -> Iterator[Done]:
        words = " ".join(self._text.split())
        thing = self._thing(behind, act) if act in _HOLDING else None
        if act in _OF_A_THING and thing is None:
            return
        for name in self.subject:
            yield Done(name, act, words, thing)
        receives = _SHARED.get(act)
        if receives is not None and (other := self._next_name(behind)) is not None and other not in self.subject:
            yield Done(other, receives, words, thing)

    def _next_name(self, behind: int) -> str | None:
        """Whom an act is done to: the next name of its clause."""
        for at in range(behind, len(self._words)):
            if self._words[at] in self._grammar.clauses or self._words[at] in {";", "."}:
                return None
            if self._spans[at][0] in self._names:
                return self._names[self._spans[at][0]][1]
        return None

    def in_hands(self) -> Iterator[Done]:
        """What somebody has in their hand without a verb that says so: ÉLODIE, an umbrella in hand."""
        nouns = [noun for each in things.things_of(self._text, self._language, self._people) for noun in each.nouns]
        words = " ".join(self._text.split())
        for noun in nouns:
            behind = next((at for at, (start, _) in enumerate(self._spans) if start >= noun.end), len(self._spans))
            held = any(
                tuple(self._words[at : at + len(form)]) == form
                for at in range(behind, behind + 2)
                for form in self._grammar.in_hand
            )
            owner = [name for start, (_, name) in self._names.items() if start < noun.start]
            if held and owner and things.ENTRIES[noun.name].fits_a_hand_or_arm:
                yield Done(owner[-1], "hold", words, noun.name)

    def _thing(self, behind: int, act: Act) -> str | None:
        """What of the clause behind an act fits the hand that does it."""
        if behind >= len(self._spans):
            return None
        rest = self._text[self._spans[behind][0] :]
        if act == "eat":
            ends = (at for at in range(behind + 1, len(self._words)) if self._words[at] in self._grammar.out_of)
            rest = self._text[self._spans[behind][0] : self._spans[next(ends, len(self._spans) - 1)][1]]
        named = things.named(rest, self._language, self._people)
        return next((each.entry.name for each in named if each.entry.fits_a_hand), None)

    def _form(self, at: int) -> tuple[Act, int] | None:
        """An act whose form begins here, and how many words of it stand together."""
        for form, act in self._grammar.forms.get(self._words[at], ()):
            if _ELLIPSIS not in form:
                if tuple(self._words[at : at + len(form)]) == form:
                    return act, len(form)
                continue
            first, rest = form[: form.index(_ELLIPSIS)], form[form.index(_ELLIPSIS) + 1 :]
            for skip in range(_GAP + 1):
                begins = at + len(first) + skip
                if tuple(self._words[begins : begins + len(rest)]) == rest:
                    return act, len(first)
        return None

    def _happens(self, at: int, size: int, clause: int) -> bool:
        grammar, words = self._grammar, self._words
        between = words[clause:at]
        if not grammar.negations.isdisjoint(between) or (between and between[-1] == "t"):
            return False
        if self._language == "de":
            if at and self._text[self._spans[at][0]].isupper() and self._spans[at][0] not in self._names:
                return False
            if not grammar.wishes.isdisjoint(between) or not grammar.negations.isdisjoint(words[at : at + size + 4]):
                return False
        elif between and between[-1] in grammar.wishes:
            return False
        if words[at] in grammar.nouns and not grammar.determiners.isdisjoint(words[max(0, at - _AWAY) : at]):
            return any(self._spans[each][0] in self._names for each in range(max(0, at - _AWAY), at))
        return True


@dataclass(slots=True)
class Company:
    """How everybody of a scene is, from moment to moment."""

    _postures: dict[str, Posture] = field(default_factory=dict[str, Posture])
    _holds: dict[str, str] = field(default_factory=dict[str, str])

    def expect(self, moments: Iterable[Sequence[Done]]) -> None:
        """Whoever is first said to sit, lie, kneel or drive was so already when the scene began."""
        first: set[str] = set()
        for moment in moments:
            for each in moment:
                if each.character not in first and each.act in _STATES:
                    self._postures[each.character] = _ENDS[each.act]
                first.add(each.character)

    def during(self, acts: Sequence[Done], positions: Sequence[Position]) -> tuple[Position, ...]:
        """Those in a shot, with how they are as it begins and what they do in it; the scene goes on from there, also
        for those who do something beside the frame."""
        begins, held = dict(self._postures), dict(self._holds)
        seen: dict[str, list[Act]] = {}
        for each in acts:
            self._follow(each, seen.setdefault(each.character, []))
        for name in {each.character for each in acts}:
            if name in self._holds:
                held[name] = self._holds[name]
        return tuple(
            position.model_copy(
                update={
                    "posture": begins.get(position.character, "stand"),
                    "acts": tuple(seen.get(position.character, ()))[:MOST],
                    "holds": held.get(position.character),
                }
            )
            for position in positions
        )

    def _follow(self, each: Done, seen: list[Act]) -> None:
        name, act = each.character, each.act
        posture = self._postures.get(name, "stand")
        ends = _ENDS.get(act)
        rests = act in _STATES or act == "stand_up"
        if not (rests and ends == posture and act != "sleep") and act not in seen:
            seen.append(act)
        if ends is not None:
            self._postures[name] = ends
        if act in {"give", "leave", "fall", "sleep"}:
            self._holds.pop(name, None)
        elif each.thing is not None:
            self._holds[name] = each.thing
