"""Things that action lines name: dogs, cars, suitcases, with how large they are and how they stand.

A word counts as a thing only as a noun, by what stands before it in its language; the vocabulary is data.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from contracts.recipes.film import Position, Stance, Thing, ThingKind
from film_studio.kit.seeds import seeded

DATA: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
LANGUAGES: Final = ("en", "de", "fr", "es", "it", "pt")
#: As many things are kept in a scene at most.
MOST: Final = 12
_TOKEN: Final = re.compile(r"[^\W_]+['’](?=\w)|[^\W_]+(?:-[^\W_]+)*|[^\w\s]")
_SENTENCE: Final = re.compile(r"[^.!?\n]+[.!?]*")
_PLACES: Final = (0.06, 0.18, 0.30, 0.42, 0.54, 0.66, 0.78, 0.90)
_BETWEEN: Final = 2
_SEVERAL: Final = 2
_LARGEST_IN_A_HAND: Final = 0.7
_LARGEST_UNDER_AN_ARM: Final = 1.0
_AS_LARGE_AS_A_PLACE: Final = 2.0

_ITALIAN: Final = {"co": "chi", "go": "ghi", "ca": "che", "ga": "ghe", "o": "i", "a": "e", "e": "i"}

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A thing of the vocabulary. `metres`: its height."""

    name: str
    metres: float
    stands: Stance
    kind: ThingKind

    @property
    def fits_a_hand(self) -> bool:
        return self.kind in {"prop", "food"} and self.metres <= _LARGEST_IN_A_HAND

    @property
    def fits_a_hand_or_arm(self) -> bool:
        """Whether somebody carries it where the page says so: an umbrella, too, and a small dog."""
        return self.kind in {"prop", "food", "animal"} and self.metres <= _LARGEST_UNDER_AN_ARM


@dataclass(frozen=True, slots=True)
class Named:
    """A thing as a text names it: how many, and whether they are gone behind the sentence. `general`: by a word that
    may mean another of its kind that is there already: the boat, the bird."""

    entry: Entry
    count: int
    leaves: bool = False
    general: bool = False


def _entries(table: Mapping[str, Mapping[str, Any]]) -> dict[str, Entry]:
    """The vocabulary's things. Raises `pydantic.ValidationError` or `KeyError` for one that is not whole."""
    read = TypeAdapter(Entry)
    return {
        name: read.validate_python({"name": name, **{key: each[key] for key in ("metres", "stands", "kind")}})
        for name, each in table.items()
    }


ENTRIES: Final = _entries(DATA["things"])


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun of a vocabulary in a text. `name`: what it means; `word`: as the vocabulary spells it, not in the plural;
    `start` and `end`: where it stands in the text."""

    name: str
    word: str
    count: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text, where it begins there, and the nouns in it."""

    text: str
    start: int
    nouns: tuple[Noun, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    words: Words
    name: str
    word: str
    plural: bool


@dataclass(frozen=True)
class _Grammar:
    """The vocabulary of one language: forms by their first word, the longest first."""

    forms: Mapping[str, Sequence[_Form]]
    determiners: frozenset[str]
    numbers: Mapping[str, int]
    breaks: frozenset[str]
    absent: frozenset[Words]
    verbs: frozenset[str]
    pasts: frozenset[str]
    adjectives: frozenset[str]
    halves: frozenset[str]
    materials: frozenset[str]
    followed: frozenset[str]


class Nouns:
    """Finds the nouns of a vocabulary in texts: `words` has, by what is meant and by language, what it is called."""

    def __init__(self, words: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._words: Final = words
        self._grammars: Final[dict[str, _Grammar]] = {}

    def sentences(self, text: str, language: str, people: AbstractSet[str] = frozenset()) -> Iterator[Sentence]:
        """A text's sentences with the nouns in each. `language`: a BCP 47 tag; of one without vocabulary, nothing is
        found. `people`: words of the cast's names, in small letters: a DRAGON that speaks is not a thing."""
        primary = language.partition("-")[0]
        if primary not in LANGUAGES:
            return
        if primary not in self._grammars:
            self._grammars[primary] = self._grammar(primary)
        grammar = self._grammars[primary]
        for match in _SENTENCE.finditer(text):
            nouns = tuple(_of_sentence(match[0], match.start(), grammar, primary, people))
            yield Sentence(match[0], match.start(), nouns)

    def _grammar(self, language: str) -> _Grammar:
        whole: dict[Words, _Form] = {}
        verbs: set[str] = set()
        for plural in (False, True):
            for name, each in self._words.items():
                for word in each[language]:
                    words = tuple(tokens(word))
                    for form in _plurals(words, language) if plural else [words]:
                        whole.setdefault(form, _Form(form, name, word, plural))
                        if word in DATA["verbs"][language]:
                            verbs.add(form[0])
        forms: dict[str, list[_Form]] = {}
        for form in sorted(whole.values(), key=lambda form: -len(form.words)):
            forms.setdefault(form.words[0], []).append(form)
        return _Grammar(
            forms=forms,
            determiners=frozenset(DATA["determiners"][language]),
            numbers={word: count for count, word in enumerate(DATA["numbers"][language], start=2)},
            breaks=frozenset(DATA["breaks"][language]),
            absent=frozenset(tuple(phrase.split()) for phrase in DATA["absent"][language]),
            verbs=frozenset(verbs),
            pasts=frozenset(DATA["pasts"].get(language, ())),
            adjectives=frozenset(DATA["adjectives"][language]),
            halves=frozenset(DATA["halves"].get(language, ())),
            materials=frozenset(DATA["materials"].get(language, ())),
            followed=frozenset(DATA["followed"].get(language, ())),
        )


_THINGS: Final = Nouns(DATA["things"])
_GONE: Final = {
    language: re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
    for language, words in DATA["gone"].items()
}


def _plurals(words: Words, language: str) -> Iterator[Words]:
    """The plural forms that a word may have; of several words, English bends the last and other languages the first."""
    if language in {"en", "de"}:
        *before, word = words
        yield from ((*before, form) for form in _bent(word, language))
    else:
        word, *after = words
        yield from ((form, *after) for form in _bent(word, language))


def _bent(word: str, language: str) -> Iterator[str]:
    match language:
        case "en":
            if word.endswith(("s", "x", "ch", "sh", "z")):
                yield f"{word}es"
            elif word.endswith("y") and word[-2] not in "aeiou":
                yield f"{word[:-1]}ies"
            else:
                yield f"{word}s"
        case "de":
            yield from (word + ending for ending in ("e", "en", "n", "er", "ern", "s", "es"))
        case "fr":
            yield f"{word}x" if word.endswith(("eau", "eu")) else f"{word}s"
        case "it":
            yield from (word.removesuffix(end) + plural for end, plural in _ITALIAN.items() if word.endswith(end))
        case _:
            yield _iberian(word, language)


def _iberian(word: str, language: str) -> str:
    if word.endswith("z"):
        return f"{word[:-1]}ces"
    if language == "pt" and word.endswith(("l", "m")):
        return word[:-1] + {"l": "is", "m": "ns"}[word[-1]]
    return f"{word}s" if word[-1] in "aeiouáéíóúã" else f"{word}es"


def tokens(text: str) -> list[str]:
    """Its words and marks, in small letters."""
    return [token.replace("’", "'") for token in _TOKEN.findall(text.casefold())]


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each of its words and marks begins and ends."""
    return (match.span() for match in _TOKEN.finditer(text))


def named(text: str, language: str, people: AbstractSet[str] = frozenset()) -> tuple[Named, ...]:
    """The things that an action names, in order, each once, as `Nouns` finds them."""
    found: dict[str, Named] = {}
    for sentence in things_of(text, language, people):
        leaves = _GONE[language.partition("-")[0]].search(sentence.text) is not None
        for noun in sentence.nouns:
            most = max(noun.count, found[noun.name].count) if noun.name in found else noun.count
            general = noun.word in DATA["general"][language.partition("-")[0]]
            found[noun.name] = Named(ENTRIES[noun.name], most, leaves, general)
    return tuple(found.values())


def of_the_place(heading: str, language: str) -> frozenset[str]:
    """Things so large that a scene whose heading names one plays in it or at it: EXT. FERRY DECK has no ferry on it."""
    words = f" {' '.join(tokens(heading))} "
    return frozenset(
        entry.name
        for entry in ENTRIES.values()
        if entry.metres >= _AS_LARGE_AS_A_PLACE
        and any(f" {' '.join(tokens(word))} " in words for word in DATA["things"][entry.name].get(language, ()))
    )


def things_of(text: str, language: str, people: AbstractSet[str] = frozenset()) -> Iterator[Sentence]:
    """A text's sentences with the things that each names."""
    return _THINGS.sentences(text, language, people)


def _of_sentence(
    sentence: str, start: int, grammar: _Grammar, language: str, people: AbstractSet[str]
) -> Iterator[Noun]:
    matches = list(_TOKEN.finditer(sentence))
    written = [match[0] for match in matches]
    tokens = [token.casefold().replace("’", "'") for token in written]
    at = 0
    while at < len(tokens):
        form = _form(tokens, at, grammar)
        if form is None or not people.isdisjoint(form.words):
            at += 1
            continue
        end = at + len(form.words)
        count = 0
        if not _is_half(tokens, at, end, grammar, language):
            count = _count(written, tokens, at, grammar, language, plural=form.plural)
        if count:
            yield Noun(form.name, form.word, count, start + matches[at].start(), start + matches[end - 1].end())
        at = end


def _form(tokens: Sequence[str], at: int, grammar: _Grammar) -> _Form | None:
    for form in grammar.forms.get(tokens[at], ()):
        if tuple(tokens[at : at + len(form.words)]) == form.words:
            return form
    return None


def _is_half(tokens: Sequence[str], at: int, end: int, grammar: _Grammar, language: str) -> bool:
    """Whether a thing's word is the first half of another's, as English puts them: a train station, a stone wall."""
    if language != "en" or end >= len(tokens):
        return False
    word, behind = tokens[at], tokens[end]
    if word in grammar.materials and behind[0].isalnum():
        return behind not in grammar.breaks and behind not in grammar.followed
    return behind in grammar.halves or _form(tokens, end, grammar) is not None


def _count(
    written: Sequence[str], tokens: Sequence[str], at: int, grammar: _Grammar, language: str, *, plural: bool
) -> int:
    """How many of a thing the words before it speak of; 0 where it is not a noun here, or not there."""
    many = _SEVERAL if plural else 1
    before = at - 1
    between: list[str] = []
    while before >= 0 and len(between) <= _BETWEEN and _is_of_the_phrase(written, tokens, before, grammar):
        between.append(tokens[before])
        before -= 1
    if any(tuple(tokens[max(0, end - size) : end]) in grammar.absent for end in (before + 1, at) for size in (1, 2)):
        return 0
    determined = before >= 0 and (
        tokens[before] in grammar.determiners
        or tokens[before] in grammar.numbers
        or (language == "en" and tokens[before] == "s" and before > 0 and tokens[before - 1].endswith("'"))
    )
    if language == "de":
        return (
            grammar.numbers.get(tokens[before], many)
            if before >= 0 and written[at][0].isupper()
            else (many if written[at][0].isupper() else 0)
        )
    if determined and len(between) <= _BETWEEN:
        if (
            tokens[at] in grammar.verbs
            and not grammar.adjectives.issuperset(between[: 1 + plural])
            and (plural or tokens[at] in grammar.pasts or between[0].endswith("s"))
        ):
            return 0
        return grammar.numbers.get(tokens[before], many)
    begins = before < 0 or not tokens[before][0].isalnum()
    if plural and begins and grammar.adjectives.issuperset(between):
        followed = at + 1 < len(tokens) and tokens[at + 1] in grammar.determiners
        return 0 if followed else many
    return 0


def _is_of_the_phrase(written: Sequence[str], tokens: Sequence[str], at: int, grammar: _Grammar) -> bool:
    """Whether a word may stand between a determiner and its noun: an adjective, as far as can be known."""
    token = tokens[at]
    return (
        token[-1].isalnum()
        and len(token) > 1
        and token not in grammar.determiners
        and token not in grammar.numbers
        and token not in grammar.breaks
        and (written[at][0].islower() or token in grammar.adjectives)
    )


class Stock:
    """What a scene's action has brought in so far, and where it stands: a place that it keeps for the whole scene."""

    def __init__(self, seed: str, people: Sequence[Position]) -> None:
        self._seed = seed
        self._taken = [position.x for position in people]
        self._places: dict[str, float] = {}
        self._here: dict[str, Thing] = {}

    def seen(self, things: Sequence[Named]) -> tuple[Thing, ...]:
        """What is in the picture while these are named: they first, then what was there before them."""
        now: dict[str, Thing] = {}
        for each in things:
            entry = each.entry
            if each.general and (meant := self._meant(entry, [*now, *self._here])) is not None:
                now[meant] = now.get(meant) or self._here[meant]
                continue
            former = self._here.get(entry.name)
            now[entry.name] = Thing(
                name=entry.name,
                kind=entry.kind,
                stands=entry.stands,
                metres=entry.metres,
                count=max(each.count, former.count if former else 1),
                x=self._place(entry.name),
            )
        before = {name: thing for name, thing in self._here.items() if name not in now}
        leaving = {
            (each.general and self._meant(each.entry, [*now, *self._here])) or each.entry.name
            for each in things
            if each.leaves
        }
        self._here = {name: thing for name, thing in (before | now).items() if name not in leaving}
        return tuple((now | before).values())[:MOST]

    @staticmethod
    def _meant(entry: Entry, here: Sequence[str]) -> str | None:
        """What is there already that a general word may mean: another thing of its kind and stance."""
        if entry.name in here:
            return None
        alike = (name for name in here if (ENTRIES[name].kind, ENTRIES[name].stands) == (entry.kind, entry.stands))
        return next(alike, None)

    def _place(self, name: str) -> float:
        """Where nothing stands yet, as far from everybody as can be; among equals, by the scene's seed."""
        if name not in self._places:
            best = max(
                _PLACES,
                key=lambda x: (
                    round(min((abs(x - taken) for taken in self._taken), default=1.0), 2),
                    seeded("thing", self._seed, name, str(x)),
                ),
            )
            self._places[name] = best
            self._taken.append(best)
        return self._places[name]
