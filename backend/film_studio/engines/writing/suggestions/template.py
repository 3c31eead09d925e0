"""The template writer: a short screenplay made of a logline's words, by rules, the same for the same logline and seed.

It knows nothing of stories. It is there where a stack has no model, costs nothing, and says on the title page that a
template made it.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from film_studio.kit.seeds import seeded
from film_studio.screenplay import language

#: Goes up where the same logline and seed give another draft.
VERSION: Final = 1
NAME: Final = f"template/{VERSION}"
_WORDS: Final[dict[str, dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
LANGUAGES: Final = tuple(_WORDS)
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_CLAUSE: Final = re.compile(r"[.,;:!?()\"“”„«»…–—\n]+")
#: What would be read as markup, or would end the title page's line.
_MARKUP: Final = re.compile(r"[\[\]*_/\\~<>{}=|^#@]+")
#: What no screenplay has in a line.
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
#: In so many words of English or German there is a small one.
_FEWEST_WORDS: Final = 6
_LONGEST_NAME: Final = 3  # words of what a thing is called
_LONGEST: Final = 60  # characters of it
#: Endings of those who do something: keeper, sailor, pianist.
_DOERS: Final = ("er", "or", "ist", "man", "woman", "in")


class UntoldError(ValueError):
    """The template writer cannot write of this logline; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What a logline names: people, in the order in which it does, and things."""

    people: tuple[str, ...]
    things: tuple[str, ...]
    words: frozenset[str]


def draft(logline: str, *, title: str, seed: int) -> str:
    """A short film in Fountain: three acts, six scenes, three people who speak. Raises UntoldError for a logline in a
    language that it does not write."""
    spoken = _language(logline)
    vocabulary = _WORDS[spoken]
    said = _said(logline, vocabulary, spoken)
    chosen = _Choice(logline, seed)
    names = [name for name in vocabulary["names"] if name.casefold() not in said.words]
    one, two, three = chosen.several(names, 3, "names")
    things = [*said.things, *said.people[1:]]
    goal = things[0] if things else vocabulary["goal"]
    places = _places(said, vocabulary, chosen)
    slots = {
        "one": one,
        "two": two,
        "three": three,
        "goal": goal,
        "stake": things[1] if len(things) > 1 else vocabulary["stake"],
        "role": said.people[0] if said.people else vocabulary["role"],
    }
    return "\n".join(
        [*_title_page(logline, title, seed, vocabulary, spoken), *_film(vocabulary, slots, places, chosen)]
    )


def _title_page(logline: str, title: str, seed: int, vocabulary: Mapping[str, Any], spoken: str) -> Iterator[str]:
    yield f"Title: {_one_line(title) or vocabulary['title_untold']}"
    yield f"Credit: {vocabulary['credit']}"
    yield f"Author: {vocabulary['author']}"
    yield f"{vocabulary['logline']}: {_one_line(logline)}"
    yield f"Notes: {vocabulary['note'].format(version=VERSION, seed=seed)}"
    yield f"Language: {spoken}"
    yield ""


def _film(
    vocabulary: Mapping[str, Any], slots: Mapping[str, str], places: Mapping[str, str], chosen: "_Choice"
) -> Iterator[str]:
    scenes: Sequence[Mapping[str, Any]] = vocabulary["scenes"]
    for number, scene in enumerate(scenes):
        act, place_in_act = divmod(number, 2)
        if place_in_act == 0:
            yield f"# {vocabulary['acts'][act]}"
            yield ""
        yield f"{places[scene['place']]} - {vocabulary['times'][scene['time']]}"
        yield ""
        way = chosen.one(scene["ways"], f"scene {number}")
        yield from way["text"].strip("\n").format(**slots).split("\n")
        yield ""


def _language(logline: str) -> str:
    words = [word.casefold() for word in _WORD.findall(logline)]
    known = {name: {*each["before_nouns"], *each["small_words"]} for name, each in _WORDS.items()}
    counted = {name: sum(word in small for word in words) for name, small in known.items()}
    best = max(counted, key=lambda name: counted[name])  # of as many, the first
    found = language.of_words(logline)
    # A line has few small words: languages that the studio tells apart by many are told apart by these.
    if (found is None and (counted[best] or len(words) < _FEWEST_WORDS)) or found in _WORDS:
        return best
    raise UntoldError(
        f"The template writer writes English and German, and this logline is in {found or 'neither of them'}. Write it "
        "in one of the two, or ask a model."
    )


def _said(logline: str, vocabulary: Mapping[str, Any], spoken: str) -> _Said:
    before, ends = frozenset(vocabulary["before_nouns"]), frozenset(vocabulary["ends_nouns"])
    known = frozenset(vocabulary["people"])
    people: dict[str, None] = {}
    things: dict[str, None] = {}
    names = _capitalised(logline, ends) if spoken == "de" else _named(logline, before, ends)
    for name in names:
        if len(name) > _LONGEST:
            continue
        head = name.rsplit(" ", maxsplit=1)[-1]
        is_person = head in known or (spoken == "en" and len(head) > 4 and head.endswith(_DOERS[:5]))
        (people if is_person else things)[name] = None
    words = frozenset(word.casefold() for word in _WORD.findall(logline))
    return _Said(people=tuple(people), things=tuple(things), words=words)


def _named(logline: str, before: frozenset[str], ends: frozenset[str]) -> Iterator[str]:
    """What follows an article or its like, up to a word that is not a part of a name."""
    for clause in _CLAUSE.split(logline):
        name: list[str] | None = None
        for word in [*_WORD.findall(clause), ""]:
            small = word.casefold()
            is_end = not word or small in ends or small in before or (name and len(name) >= _LONGEST_NAME)
            if is_end:
                if name:
                    yield " ".join(name)
                name = [] if small in before else None
            elif name is not None:
                # Of a thing that belongs to another, the thing: the sheriff's daughter.
                name = [] if small.endswith(("'s", "’s")) else [*name, small]


def _capitalised(logline: str, ends: frozenset[str]) -> Iterator[str]:
    """Words with a capital, which German nouns have, but for articles and their like that begin a sentence."""
    for clause in _CLAUSE.split(logline):
        for number, word in enumerate(_WORD.findall(clause)):
            is_noun = word[0].isupper() and len(word) > 2 and word not in ends
            if is_noun and not (number == 0 and word.casefold() in _WORDS["de"]["before_nouns"]):
                yield word


def _places(said: _Said, vocabulary: Mapping[str, Any], chosen: "_Choice") -> dict[str, str]:
    """Headings without their time: what the logline names first, and others where it does not name three."""
    named = {word.casefold(): heading for word, heading in vocabulary["places"].items()}
    found = dict.fromkeys(heading for word, heading in named.items() if word in said.words)
    others = [each["heading"] for each in vocabulary["elsewhere"]]
    found |= dict.fromkeys(chosen.several(others, len(others), "places"))
    return dict(zip(("first", "second", "third"), found, strict=False))


def _one_line(text: str) -> str:
    return " ".join(_MARKUP.sub(" ", _CONTROLS.sub(" ", text)).split())


class _Choice:
    """What nothing decides, by logline and seed."""

    def __init__(self, logline: str, seed: int) -> None:
        self._parts = (NAME, " ".join(logline.split()), str(seed))

    def one(self, among: Sequence[Any], what: str) -> Any:
        return among[seeded(*self._parts, what) % len(among)]

    def several(self, among: Sequence[str], count: int, what: str) -> list[str]:
        """`count` of them, none twice."""
        return sorted(among, key=lambda each: (seeded(*self._parts, what, each), each))[:count]
