"""Tags the elements of scenes by rules: the cast by name, the rest by vocabularies of six languages.

Found are the things, sounds, weather, crowds and acts that planning knows, what `tagging.toml` has beyond them,
clothes, and words in capitals. In a language without vocabulary the cast alone is found.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import Field, model_validator

from contracts.recipes.base import Contract
from contracts.recipes.film import Act, ThingKind
from film_studio.engines.character import CLOTHES, CastMember
from film_studio.engines.preproduction.breakdown.categories import Category, Found, Paragraph
from film_studio.engines.production import acts, sounds, things
from film_studio.screenplay import language, names, text
from film_studio.screenplay.blocks import SpeechBeat, beats
from film_studio.screenplay.elements import (
    Action,
    Cue,
    Dialogue,
    Lyric,
    Parenthetical,
    Scene,
    Screenplay,
    Transition,
)
from film_studio.screenplay.speakers import Speakers

_Languages = dict[str, tuple[str, ...]]
_LONGEST_QUOTE: Final = 300
_LONGEST_NAME: Final = 80
_OF_KIND: Final[Mapping[ThingKind, Category]] = {
    "animal": "animals",
    "vehicle": "vehicles",
    "prop": "props",
    "food": "props",
    "set_dressing": "set_dressing",
}


class _Vocabulary(Contract):
    """tagging.toml."""

    things: dict[str, Category]
    sounds: dict[str, Category]
    acts: dict[Act, Category]
    nouns: dict[Category, dict[str, _Languages]]
    words: dict[Category, dict[str, _Languages]] = Field(description="Regular expressions")

    @model_validator(mode="after")
    def _is_whole(self) -> "_Vocabulary":
        for table in (self.nouns, self.words):
            for category, entries in table.items():
                for name, languages in entries.items():
                    if set(languages) != set(things.LANGUAGES):
                        raise ValueError(f"{category}.{name} needs words in each of {', '.join(things.LANGUAGES)}")
        if unknown := set(self.things) - set(things.ENTRIES):
            raise ValueError(f"{min(unknown)} is not a thing of planning")
        return self


_WORDS: Final = _Vocabulary.model_validate(
    tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
)
#: By "category/name", the words for it.
NOUNS: Final[Mapping[str, Mapping[str, Sequence[str]]]] = {
    **{
        f"{category}/{name}": languages
        for category, entries in _WORDS.nouns.items()
        for name, languages in entries.items()
    },
    **{f"wardrobe/{name}": words for name, words in CLOTHES.items()},
}
_NOUNS: Final = things.Nouns(NOUNS)
#: What a writer has set in capitals: A BRASS KEY, BOOM.
_CAPITAL: Final = r"[^\W\d_a-zà-öø-ÿа-яё]"
_CAPITALS: Final = re.compile(rf"(?<![\w'’.-]){_CAPITAL}{{3,}}(?:[ '’-]{_CAPITAL}{{2,}}){{0,3}}(?![\w'’-])")
_SENTENCE: Final = re.compile(r"[^.!?…\n]+[.!?…]*")
#: A paragraph mostly in capitals shouts or shows a sign; it names nothing by them.
_MOSTLY_CAPITALS: Final = 0.6


def paragraphs(scene: Scene) -> tuple[Paragraph, ...]:
    """What is printed of a scene below its heading, in order, without markup."""
    found: list[Paragraph] = []
    for element in scene.elements:
        match element:
            case Action():
                kind, written = "action", text.plain(element.text).strip()
            case Cue():
                kind, written = "cue", " ".join((element.name, *(f"({each})" for each in element.extensions)))
            case Parenthetical():
                kind, written = "parenthetical", text.spoken(element.text)
            case Dialogue():
                kind, written = "dialogue", text.plain(element.text).strip()
            case Lyric():
                kind, written = "lyric", text.plain(element.text).strip()
            case Transition():
                kind, written = "transition", text.spoken(element.text)
            case _:
                continue
        if written:
            found.append(Paragraph(element.line, kind, written))
    return tuple(found)


class Tagger:
    """Reads the scenes of one screenplay with its cast."""

    def __init__(self, screenplay: Screenplay, cast: Sequence[CastMember]) -> None:
        written = language.of_action(screenplay)
        self._language: Final = written.partition("-")[0].lower()
        self._speakers: Final = Speakers(screenplay)
        called = [member.name for member in cast]
        self._mentions: Final = names.Mentions(called)
        self._people: Final = frozenset(word for name in called for word in name.casefold().split())
        self._ear: Final = sounds.Ear(written, called)

    def elements(self, scene: Scene) -> tuple[Found, ...]:
        """The elements of a scene, each once, in the order of the page; its cast first."""
        printed = paragraphs(scene)
        merged: dict[tuple[Category, str], Found] = {}
        cast = sorted(self._cast(scene, printed), key=lambda found: found.line)
        for found in (*cast, *self._named(printed)):
            known = merged.setdefault((found.category, found.key), found)
            if found.count > known.count:
                merged[found.category, found.key] = replace(known, count=found.count)
        return tuple(merged.values())

    def _cast(self, scene: Scene, printed: Sequence[Paragraph]) -> Iterator[Found]:
        """Whom the scene lets speak or names."""
        for beat in beats(scene):
            if isinstance(beat, SpeechBeat):
                for name in self._speakers.of(beat.speech):
                    key = f"cast:{names.key(name)}"
                    yield Found(key=key, category="cast", name=name, line=beat.line, words=name, quote=name)
        for each in printed:
            if each.kind != "action":
                continue
            for start, end, name in self._mentions.spans(each.text):
                yield Found(
                    key=f"cast:{names.key(name)}",
                    category="cast",
                    name=name,
                    line=each.line,
                    words=each.text[start:end],
                    quote=_around(each.text, start),
                )

    def _named(self, printed: Sequence[Paragraph]) -> Iterator[Found]:
        before: tuple[str, ...] = ()
        for each in printed:
            if each.kind == "lyric":
                yield _found("words:singing", "music", "singing", each, 0, len(each.text))
            if each.kind != "action":
                continue
            found = [*self._nouns(each, before), *self._heard(each), *self._done(each, before)]
            found += list(self._capitals(each, found))
            yield from sorted(found, key=lambda named: each.text.find(named.words))
            before = self._mentions.names(each.text) or before

    def _nouns(self, paragraph: Paragraph, before: Sequence[str]) -> Iterator[Found]:
        taken: set[int] = set()
        for sentence in things.things_of(paragraph.text, self._language, self._people):
            for noun in sentence.nouns:
                taken.add(noun.start)
                category = _WORDS.things.get(noun.name) or _OF_KIND[things.ENTRIES[noun.name].kind]
                yield self._noun(f"thing:{noun.name}", category, noun, paragraph)
        for sentence in _NOUNS.sentences(paragraph.text, self._language, self._people):
            for noun in sentence.nouns:
                category, _, name = noun.name.partition("/")
                if category == "wardrobe":
                    yield from self._worn(name, noun, paragraph, before)
                elif noun.start not in taken:
                    yield self._noun(f"noun:{name}", _CATEGORY_OF[category], noun, paragraph)

    def _worn(self, name: str, noun: things.Noun, paragraph: Paragraph, before: Sequence[str]) -> Iterator[Found]:
        """Clothes are of whoever was named last before them, and of the wardrobe where somebody was: there are coats of
        paint too."""
        spans = self._mentions.spans(paragraph.text)
        named = (who for _, end, who in reversed(spans) if end <= noun.start)
        wearer = next(named, before[-1] if before else None)
        if wearer is not None:
            yield self._noun(f"worn:{name}:{names.key(wearer)}", "wardrobe", noun, paragraph, character=wearer)

    def _heard(self, paragraph: Paragraph) -> Iterator[Found]:
        heard = (*self._ear.spots(paragraph.text), *self._ear.ambience(paragraph.text))
        for each in heard:
            if category := _WORDS.sounds.get(each.sound):
                end = each.at + len(each.words)
                yield _found(f"sound:{each.sound}", category, self._called(each.words), paragraph, each.at, end)
        patterns = _patterns(self._language)
        for match in self._ear.named(paragraph.text, patterns):
            category, _, name = match.sound.partition("/")
            end = match.at + len(match.words)
            yield _found(f"words:{name}", _CATEGORY_OF[category], self._called(match.words), paragraph, match.at, end)

    def _noun(
        self, key: str, category: Category, noun: things.Noun, paragraph: Paragraph, *, character: str | None = None
    ) -> Found:
        return Found(
            key=key,
            category=category,
            name=noun.word[:1].upper() + noun.word[1:] if self._language == "de" else noun.word,
            count=noun.count,
            character=character,
            line=paragraph.line,
            words=paragraph.text[noun.start : noun.end],
            quote=_around(paragraph.text, noun.start),
        )

    def _called(self, words: str) -> str:
        """Words of the page as a name: without the capital of a sentence, which in German is also a noun's."""
        return words if self._language == "de" else words[:1].lower() + words[1:]

    def _done(self, paragraph: Paragraph, before: Sequence[str]) -> Iterator[Found]:
        for each in acts.done(paragraph.text, self._language, self._mentions, before, self._people):
            if category := _WORDS.acts.get(each.act):
                yield Found(
                    key=f"act:{each.act}:{names.key(each.character)}",
                    category=category,
                    name=f"{each.character}: {each.act}",
                    character=each.character,
                    line=paragraph.line,
                    words=each.character,
                    quote=_shortened(each.words),
                )

    def _capitals(self, paragraph: Paragraph, found: Sequence[Found]) -> Iterator[Found]:
        """What a writer has set in capitals: behind a determiner a thing, alone in its sentence a sound."""
        letters = [letter for letter in paragraph.text if letter.isalpha()]
        if not letters or sum(map(str.isupper, letters)) > _MOSTLY_CAPITALS * len(letters):
            return
        known = {word for each in found for word in each.words.casefold().split()}
        for match in _CAPITALS.finditer(paragraph.text):
            words = match[0].casefold().split()
            if not known.isdisjoint(words) or not self._people.isdisjoint(words):
                continue
            before = things.tokens(paragraph.text[: match.start()])[-1:]
            if before and before[0] in _determiners(self._language):
                yield _found(f"capitals:{names.key(match[0])}", "props", match[0].lower(), paragraph, *match.span())
            elif _sentence(paragraph.text, match.start()).strip(" .!?…\n") == match[0]:
                yield _found(f"capitals:{names.key(match[0])}", "sound", match[0].lower(), paragraph, *match.span())


_CATEGORY_OF: Final[Mapping[str, Category]] = {str(each): each for each in (*_WORDS.nouns, *_WORDS.words)}


@cache
def _patterns(tag: str) -> Mapping[str, re.Pattern[str]]:
    return {
        f"{category}/{name}": sounds.any_of(languages[tag])
        for category, entries in _WORDS.words.items()
        for name, languages in entries.items()
        if tag in languages
    }


def _determiners(tag: str) -> frozenset[str]:
    return frozenset(things.DATA["determiners"].get(tag, ()))


def _found(  # noqa: PLR0917 — what, and where
    key: str, category: Category, name: str, paragraph: Paragraph, start: int, end: int
) -> Found:
    return Found(
        key=key,
        category=category,
        name=" ".join(name.split())[:_LONGEST_NAME],
        line=paragraph.line,
        words=paragraph.text[start:end][:_LONGEST_QUOTE],
        quote=_around(paragraph.text, start),
    )


def _around(written: str, at: int) -> str:
    return _shortened(_sentence(written, at))


def _sentence(written: str, at: int) -> str:
    """The sentence of a text in which a place is."""
    for match in _SENTENCE.finditer(written):
        if match.end() > at:
            return match[0]
    return written


def _shortened(quote: str) -> str:
    return " ".join(quote.split())[:_LONGEST_QUOTE]
