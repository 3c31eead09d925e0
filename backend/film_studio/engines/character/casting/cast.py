"""Derives the cast of a screenplay: who is in it, how much they say, what they look and sound like."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path
from typing import Final, Literal

from pydantic import Field

from contracts.limits import CAST_MEMBERS
from contracts.recipes.animatic import Look
from contracts.recipes.base import Contract
from contracts.recipes.formant import FormantVoice
from contracts.recipes.kokoro import KokoroVoice
from film_studio.engines.character.casting import looks, neural, voices
from film_studio.engines.character.casting.described import NOTHING, Described, describe
from film_studio.engines.character.casting.looks import Looks
from film_studio.engines.character.casting.neural import NeuralVoices
from film_studio.engines.character.casting.profile import (
    Profile,
    describes_person,
    guess,
    is_given_name,
    stated_age,
    told_age,
)
from film_studio.engines.character.casting.voices import Voices
from film_studio.engines.character.casting.wardrobe import Outfit, Places, outfits
from film_studio.screenplay import language, names
from film_studio.screenplay.blocks import ActionBeat, SpeechBeat
from film_studio.screenplay.elements import Screenplay
from film_studio.screenplay.errors import ScreenplayTooLargeError
from film_studio.screenplay.passages import passages
from film_studio.screenplay.speakers import Speakers

_CAPITALS: Final = re.compile(
    r"(?<![\w.'’])(?:(?:DR|MRS?|MS|ST|PROF|SGT|LT|CAPT)\. )?"
    r"[^\W\d_a-zа-яё]{2,}(?:[ '’-][^\W\d_a-zа-яё]{2,}){0,3}(?: #?\d{1,2}\b)?"
)
_PERSONS: Final = frozenset[str](
    tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))["persons"]
)
_MOST_QUOTES: Final = 40
_LONGEST_QUOTE: Final = 240
#: A paragraph mostly in capitals shouts or shows a sign; it introduces nobody.
_MOSTLY_CAPITALS: Final = 0.6


@dataclass(slots=True)
class _Entry:
    """What is gathered about one character on the way through the screenplay."""

    name: str
    scene: int
    last_scene: int
    aliases: dict[str, None] = field(default_factory=dict[str, None])
    lines: int = 0
    words: int = 0
    passages: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    told: list[str] = field(default_factory=list[str])
    """What follows the name where it introduces the character, to whoever is named next."""
    told_in: list[int] = field(default_factory=list[int])
    """The scene of each of `told`."""
    remembered: list[tuple[str, int, int, int]] = field(default_factory=list[tuple[str, int, int, int]])
    """Of flashbacks and dreams: a text, where the name begins and ends in it, and where the next name begins."""
    scenes: dict[int, None] = field(default_factory=dict[int, None])
    after: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    """What follows the name in a scene, wherever it stands but in memories."""
    talks: Counter[str] = field(default_factory=Counter[str])


#: What a page leaves open of somebody.
Trait = Literal["sex", "age", "hair", "clothes"]
_MOST_WORDS: Final = 200


class Former(Contract):
    """Somebody in flashbacks and dreams, where the page says that they are younger there, or dressed otherwise."""

    look: Look
    voice: FormantVoice
    neural_voice: KokoroVoice | None


class Quote(Contract):
    """What the page says of somebody's looks or clothes, and in which scene."""

    scene: int = Field(ge=0)
    text: str


class OnPage(Contract):
    """What the page says of a character: facts, nothing that is chosen."""

    days: Mapping[str, tuple[int, ...]] = Field(
        default={}, description="Story day → the scenes of it in which they speak or are named"
    )
    talks: Mapping[str, int] = Field(
        default={}, description="Name → how often one of the two answers the other within a scene"
    )
    said: tuple[str, ...] = Field(
        default=(), description="Of a look's fields those that the page says; the others are drawn by the name's seed"
    )
    quotes: tuple[Quote, ...] = ()
    outfits: tuple[Outfit, ...] = Field(default=(), description="Scenes in which they wear other clothes")


class CastMember(Contract):
    """A character. Without lines, somebody whom the action introduces and who never speaks."""

    name: str
    aliases: tuple[str, ...] = Field(default=(), description="Other spellings in cues: MOM (V.O.), MOM'S VOICE")
    lines: int = Field(ge=0, description="Speeches, not lines on paper")
    words: int = Field(ge=0)
    first_scene: int = Field(ge=0, description="`Scene.index` of the first appearance")
    last_scene: int = Field(ge=0)
    look: Look
    voice: FormantVoice
    neural_voice: KokoroVoice | None = Field(default=None, description="Where neural voices speak the film's language")
    former: Former | None = None
    guessed: tuple[Trait, ...] = Field(default=(), description="What the page leaves open, and a seed has decided")
    described: str = Field(default="", description="The words by which the page introduces them")
    page: OnPage = OnPage()


def derive_cast(screenplay: Screenplay) -> tuple[CastMember, ...]:
    """The cast in order of first appearance: everybody with a cue, spellings of one name merged, and everybody whom the
    action introduces in capitals as a person. MARA/THEO counts for both.

    Raises `ScreenplayTooLargeError` for a larger cast than any film has."""
    told = passages(screenplay)
    speakers = Speakers(screenplay)
    named = dict(speakers.spellings)
    action = "\n".join(beat.text for passage in told for beat in passage.beats if isinstance(beat, ActionBeat))
    for name in _introduced(action, named):
        named.setdefault(names.key(name), name)
    mentions = names.Mentions(named.values())

    entries: dict[str, _Entry] = {}

    def seen(name: str, scene: int) -> _Entry:
        entry = entries.setdefault(names.key(name), _Entry(named[names.key(name)], scene, scene))
        entry.last_scene = scene
        entry.scenes[scene] = None
        return entry

    for passage in told:
        index = passage.scene.index
        answered: tuple[str, ...] = ()
        for beat in passage.beats:
            if isinstance(beat, ActionBeat):
                spans = mentions.spans(beat.text)
                for (start, end, name), following in zip(spans, (*spans[1:], None), strict=False):
                    entry = seen(name, index)
                    until = following[0] if following and following[2] != name else len(beat.text)
                    if passage.told:
                        entry.remembered.append((beat.text, start, end, until))
                        continue
                    if not entry.passages or stated_age(beat.text[end:until]):
                        entry.told.append(beat.text[end:until])
                        entry.told_in.append(index)
                    entry.passages.append((beat.text, end))
                    entry.after.append((index, beat.text[end:until]))
            elif isinstance(beat, SpeechBeat):
                written = " ".join((beat.speech.name, *(f"({each})" for each in beat.speech.extensions)))
                speaking = speakers.of(beat.speech)
                for name in speaking:
                    entry = seen(name, index)
                    entry.lines += 1
                    entry.words += len(beat.speech.text.split())
                    if len(speaking) == 1 and written != entry.name:
                        entry.aliases[written] = None
                    entry.talks.update(other for other in answered if other not in speaking)
                for other in answered:
                    entries[names.key(other)].talks.update(name for name in speaking if name not in answered)
                answered = speaking
    if len(entries) > CAST_MEMBERS:
        raise ScreenplayTooLargeError(
            f"{len(entries)} characters, and {CAST_MEMBERS} is the most that one film may have; write nameless people "
            "in lower case, and split what is several films into several projects"
        )
    return _cast(entries.values(), language.of_screenplay(screenplay), Places(screenplay))


def _cast(entries: Iterable[_Entry], spoken: str, places: Places) -> tuple[CastMember, ...]:
    given, speaking, neurals = Looks(), Voices(spoken), NeuralVoices(spoken)
    members: list[CastMember] = []
    for entry in entries:
        if not entry.passages:  # Seen in memories alone, somebody is as they are there.
            entry.passages += [(text, end) for text, _, end, _ in entry.remembered]
            entry.told += [text[end:until] for text, _, end, until in entry.remembered]
            entry.told_in += [entry.scene] * len(entry.remembered)
            entry.remembered.clear()
        profile = guess(entry.name, entry.passages, spoken)
        described = describe(entry.told[0], spoken) if entry.told else NOTHING
        member = CastMember(
            name=entry.name,
            aliases=tuple(entry.aliases),
            lines=entry.lines,
            words=entry.words,
            first_scene=entry.scene,
            last_scene=entry.last_scene,
            look=given.assign(entry.name, profile, described),
            voice=speaking.assign(entry.name, profile),
            neural_voice=neurals.assign(entry.name, profile),
            guessed=tuple(_guessed(profile, described)),
            described=" ".join(f"{entry.name}{entry.told[0]}".split())[:_MOST_WORDS] if entry.told else "",
            page=_on_page(entry, described, spoken, places),
        )
        members.append(member.model_copy(update={"former": _former(member, profile, entry, spoken)}))
    return tuple(members)


def _guessed(profile: Profile, described: Described) -> Iterator[Trait]:
    if not profile.stated:
        yield "sex"
    if not profile.aged:
        yield "age"
    if described.hair is None and described.hair_style is None:
        yield "hair"
    if described.top is None and described.garment is None:
        yield "clothes"


def _former(member: CastMember, profile: Profile, entry: _Entry, spoken: str) -> Former | None:
    """How somebody is in memories and dreams; None where nothing is said of it."""
    age = told_age((text, start, end) for text, start, end, _ in entry.remembered) or profile.age
    descriptions = (describe(text[end:until], spoken) for text, _, end, until in entry.remembered)
    described = next((each for each in descriptions if each != NOTHING), NOTHING)
    if age == profile.age and described == NOTHING:
        return None
    ages = profile.age, age
    return Former(
        look=looks.at_another_age(member.look, member.name, replace(profile, age=age), described),
        voice=voices.at_another_age(member.voice, member.name, profile.sex, ages),
        neural_voice=member.neural_voice and neural.at_another_age(member.neural_voice, ages),
    )


def _on_page(entry: _Entry, described: Described, spoken: str, places: Places) -> OnPage:
    introduced = entry.told_in[0] if entry.told_in else entry.scene
    found = [(scene, text, describe(text, spoken)) for scene, text in entry.after]
    dressed = [(scene, each) for scene, _, each in _later(found, introduced, described)]
    quotes = [(introduced, entry.told[0])] if described != NOTHING else []
    quotes += [(scene, text) for scene, text, _ in _later(found, introduced, described)]
    return OnPage(
        days=places.by_day(entry.scenes),
        talks=dict(entry.talks),
        said=tuple(sorted(_said(described))),
        quotes=tuple(Quote(scene=scene, text=_quote(entry.name, text)) for scene, text in quotes[:_MOST_QUOTES]),
        outfits=outfits(entry.scenes, (introduced, described), dressed, places),
    )


def _later(
    found: Sequence[tuple[int, str, Described]], introduced: int, described: Described
) -> list[tuple[int, str, Described]]:
    """Where the page speaks of somebody's clothes again, in other words than where it introduces them."""
    return [
        (scene, text, each)
        for scene, text, each in found
        if (each.garment or each.hat or each.top or each.bottom) and (scene, each) != (introduced, described)
    ]


def _said(described: Described) -> Iterator[str]:
    """Those fields of a look that a description gives."""
    for name in Look.model_fields:
        if getattr(described, name, None) is not None:
            yield name


def _quote(name: str, text: str) -> str:
    words = f"{name}{text}".split("\n", maxsplit=1)[0]
    return words if len(words) <= _LONGEST_QUOTE else f"{words[: _LONGEST_QUOTE - 2].rstrip()} …"


def _introduced(action: str, named: Mapping[str, str]) -> tuple[str, ...]:
    """People whom the action introduces in capitals and who have no cue: OLD WOMAN, or PETRA, 40s."""
    found: dict[str, str] = {}
    for paragraph in action.splitlines():
        letters = [character for character in paragraph if character.isalpha()]
        if not letters or sum(map(str.isupper, letters)) > _MOSTLY_CAPITALS * len(letters):
            continue
        for match in _CAPITALS.finditer(paragraph):
            name = match.group()
            if name.upper() == name and _is_person(name, paragraph[match.end() : match.end() + 80]):
                found.setdefault(names.key(name), name)
    known = {frozenset(key.split()) for key in named}
    return tuple(name for key, name in found.items() if known.isdisjoint(_subsets(key.split())))


def _subsets(words: list[str]) -> Iterator[frozenset[str]]:
    """Of the at most six words of a name in capitals: 63 at most, however large the cast."""
    for count in range(1, len(words) + 1):
        yield from map(frozenset[str], combinations(words, count))


def _is_person(name: str, after: str) -> bool:
    words = names.key(name).split()
    noun = words[-2] if len(words) > 1 and words[-1].lstrip("#").isdigit() else words[-1]
    if noun in _PERSONS or stated_age(after) is not None:
        return True
    return after.startswith(",") and (describes_person(after) or is_given_name(name))
