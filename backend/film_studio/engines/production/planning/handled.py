"""Things that an action names and that no vocabulary has, so that nothing can draw them.

Two signs tell that a noun is a thing: a hand does something with it ("She picks up the astrolabe"), or the writer has
set it in capitals behind a determiner ("A BRASS SEXTANT"). Nouns that are named in passing are not found: without a
dictionary nobody can tell them from places, people and thoughts.
"""

import tomllib
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from film_studio.engines.character import CLOTHES
from film_studio.engines.production.planning import acts, things

_DATA: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_HANDLING: Final = ("hold", "give", "take")
#: So many words of an English phrase stand before its noun at most.
_LONGEST_PHRASE: Final = 4
_SHORTEST_NOUN: Final = 3
#: So many names and words may stand between the verb and the determiner: gives Pip slowly the lamp.
_LONGEST_BETWEEN: Final = 2
#: Of words in capitals that name something: shorter ones are abbreviations.
_SHORTEST_IN_CAPITALS: Final = 3
#: A paragraph mostly in capitals shouts or shows a sign; it names nothing by them.
_MOSTLY_CAPITALS: Final = 0.6


@dataclass(frozen=True, slots=True)
class Unknown:
    """A noun as the page writes it, and the sentence that names it."""

    name: str
    words: str


@dataclass(frozen=True)
class _Grammar:
    verbs: frozenset[tuple[str, ...]]
    longest_verb: int
    between: frozenset[str]
    determiners: frozenset[str]
    ends: frozenset[str]
    before: frozenset[str]
    others: frozenset[str]
    endings: tuple[str, ...]
    negations: frozenset[str]


@cache
def _grammar(language: str) -> _Grammar:
    forms = {*_DATA["verbs"][language], *acts.forms(_HANDLING, language)} - {*_DATA["never"][language]}
    verbs = frozenset(tuple(things.tokens(form)) for form in forms)
    data = things.DATA
    clothes = {word for words in CLOTHES.values() for word in words[language]}
    drawn = {things.tokens(word)[-1] for words in data["things"].values() for word in words[language]}
    return _Grammar(
        verbs=verbs,
        longest_verb=max(map(len, verbs)),
        between=frozenset(_DATA["between"][language]),
        determiners=frozenset(data["determiners"][language]) | frozenset(data["numbers"][language]),
        ends=frozenset(_DATA["ends"].get(language, ())) | frozenset(data["breaks"][language]),
        before=frozenset(_DATA["before"].get(language, ())) | frozenset(data["adjectives"][language]),
        others=frozenset(_DATA["others"][language]) | clothes | drawn,
        endings=tuple(_DATA["endings"][language]),
        negations=acts.negations(language),
    )


def unknown(text: str, language: str, people: AbstractSet[str] = frozenset()) -> tuple[Unknown, ...]:
    """The things of an action that no vocabulary has, in order, each once. `language`: a BCP 47 tag; of one without
    vocabulary, nothing is found. `people`: words of the cast's names, in small letters."""
    primary = language.partition("-")[0]
    if primary not in things.LANGUAGES:
        return ()
    grammar = _grammar(primary)
    shouted = _is_shouted(text)
    found: dict[str, Unknown] = {}
    for sentence in things.things_of(text, primary, people):
        drawn = [(noun.start - sentence.start, noun.end - sentence.start) for noun in sentence.nouns]
        spans = list(things.spans(sentence.text))
        written = [sentence.text[start:end] for start, end in spans]
        ends = [*_handled(written, grammar, primary, people)]
        if not shouted:
            ends += _in_capitals(written, grammar, people)
        for at in sorted(ends):
            start, end = spans[at]
            word = written[at].casefold()
            if any(start < other_end and other_start < end for other_start, other_end in drawn):
                continue
            if _is_a_thing(word, grammar, people):
                name = written[at] if primary == "de" and not written[at].isupper() else word
                found.setdefault(word, Unknown(name, " ".join(sentence.text.split())))
    return tuple(found.values())


def _is_shouted(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return not letters or sum(map(str.isupper, letters)) > _MOSTLY_CAPITALS * len(letters)


def _is_a_thing(word: str, grammar: _Grammar, people: AbstractSet[str]) -> bool:
    return (
        len(word) >= _SHORTEST_NOUN
        and word.replace("-", "").isalpha()
        and word not in people
        and grammar.others.isdisjoint((word, word.removesuffix("s"), word.removesuffix("es")))
        and word not in grammar.determiners
        and word not in grammar.ends
        and not word.endswith(grammar.endings)
    )


def _handled(written: Sequence[str], grammar: _Grammar, language: str, people: AbstractSet[str]) -> Iterator[int]:
    """Where the nouns stand that a hand does something with."""
    tokens = [word.casefold().replace("’", "'") for word in written]
    at = 0
    while at < len(tokens):
        size = next(
            (size for size in range(grammar.longest_verb, 0, -1) if tuple(tokens[at : at + size]) in grammar.verbs),
            0,
        )
        if not size or (at and tokens[at - 1] in grammar.determiners) or not grammar.negations.isdisjoint(tokens[:at]):
            at += 1
            continue
        begins = at + size
        skippable = (grammar.between - grammar.determiners) | people
        while begins < min(len(tokens), at + size + _LONGEST_BETWEEN) and tokens[begins] in skippable:
            begins += 1
        while begins + 1 < len(tokens) and {tokens[begins], tokens[begins + 1]} <= grammar.determiners:
            begins += 1
        if begins < len(tokens) and tokens[begins] in grammar.determiners:
            noun = _noun(written, tokens, begins + 1, grammar, language)
            if noun is not None:
                yield noun
        at = begins


def _noun(written: Sequence[str], tokens: Sequence[str], begins: int, grammar: _Grammar, language: str) -> int | None:
    """Where the noun of a phrase is that begins behind its determiner; None where it cannot be told."""
    if language == "en":
        at = begins
        while at < len(tokens) and _goes_on(tokens, at, grammar):
            at += 1
        told = 0 < at - begins <= _LONGEST_PHRASE and tokens[at : at + 1] not in (["of"], ["than"])
        return at - 1 if told else None
    if language == "de":
        phrase = range(begins, min(begins + _LONGEST_PHRASE, len(tokens)))
        return next((at for at in phrase if written[at][0].isupper()), None)
    at = begins
    while at < len(tokens) and tokens[at] in grammar.before:
        at += 1
    return at if at < len(tokens) else None


def _goes_on(tokens: Sequence[str], at: int, grammar: _Grammar) -> bool:
    """Whether an English phrase has this word too: not an adverb, nor where something else begins."""
    token = tokens[at]
    if token.endswith("'"):
        return tokens[at + 1 : at + 2] == ["s"]
    return (
        token[0].isalpha()
        and token not in grammar.ends
        and token not in grammar.determiners
        and not token.endswith("ly")
    )


def _in_capitals(written: Sequence[str], grammar: _Grammar, people: AbstractSet[str]) -> Iterator[int]:
    """Where nouns in capitals stand, behind a determiner."""
    at = 0
    while at < len(written):
        begins = at
        while at < len(written) and written[at].isupper() and len(written[at]) >= _SHORTEST_IN_CAPITALS:
            at += 1
        if at == begins:
            at += 1
        elif (
            begins
            and written[begins - 1].casefold().replace("’", "'") in grammar.determiners
            and people.isdisjoint(word.casefold() for word in written[begins:at])
        ):
            yield at - 1
