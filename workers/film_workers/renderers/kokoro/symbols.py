"""From what espeak-ng hears in a text to what the model reads: symbols, each with the word that it belongs to."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from film_workers.speech.espeak import Part

_DATA: Final = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
TOKENS: Final[Mapping[str, int]] = _DATA["tokens"]
_READERS: Final[Mapping[str, str]] = _DATA["readers"]
_INSTEAD: Final[Mapping[str, str]] = _DATA["instead"]
_INSTEAD_IN: Final[Mapping[str, Mapping[str, str]]] = _DATA["instead_in"]
_BEFORE_VOWELS: Final[Mapping[str, Mapping[str, str]]] = _DATA["before_vowels"]
_VOWELS: Final = frozenset("aeiouyæøœɐɑɒɔəɛɜɨɪʊʌʏᵻ")
#: The model takes 510 symbols with one at each end, and phrases best well below that.
MOST: Final = 400
_PAUSES: Final = ".,;:!?…—"
_SPELLED: Final = (
    (re.compile(r"\.{2,}"), "…"),
    (re.compile(r"[-–—]{2,}|[–—]|\s-\s"), "—"),
    (re.compile("[。．]"), "."),
    (re.compile("[！]"), "!"),
    (re.compile("[？]"), "?"),
    (re.compile("[，、]"), ","),
)
_ENDS: Final = ".!?…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """One symbol of the model. `phoneme`: the one of espeak-ng that it begins or goes on; None for a pause. `word`:
    which of the part's words; −1 before the first."""

    text: str
    word: int
    phoneme: str | None = None


def reader_of(language: str) -> str | None:
    """espeak-ng's voice that reads a BCP 47 tag for the model; None for a language that the model does not speak."""
    tag = language.casefold()
    while tag:
        if tag in _READERS:
            return _READERS[tag]
        tag = tag.rpartition("-")[0]
    return None


def symbols(part: Part, text: str, language: str) -> list[Symbol]:
    """What the model reads of a text that espeak-ng has read as `part`."""
    said: list[Symbol] = []
    spoken = _words(part)
    before = 0
    for index, ((offset, length), phonemes) in enumerate(spoken):
        said += _between(text[before:offset] if index else "", index - 1, follows=bool(said))
        said += _phonemes(phonemes, index, language)
        before = max(before, offset + length)
    said += _between(text[before:], len(spoken) - 1, follows=bool(said))
    while said and said[-1].text == " ":
        said.pop()
    if said and said[-1].text not in _PAUSES:
        said.append(Symbol(text=".", word=said[-1].word))
    return said


def _words(part: Part) -> list[tuple[tuple[int, int], list[str]]]:
    """((offset, length), phonemes) of each word. What is said before the first word belongs to it."""
    begins = [0, *(before for _, _, _, before in part.words[1:]), len(part.phonemes)]
    return [
        ((at, length), [symbol for _, symbol in part.phonemes[first:last] if symbol])
        for (_, at, length, _), first, last in zip(part.words, begins, begins[1:], strict=False)
    ]


def _between(text: str, word: int, *, follows: bool) -> Iterator[Symbol]:
    """The pauses that are written between two words, and the blank."""
    if not follows:
        return
    for pattern, spelled in _SPELLED:
        text = pattern.sub(spelled, text)
    pauses = [character for character in text if character in _PAUSES]
    if pauses:
        # Of several the strongest: "?!" is a question, "…," goes on.
        strongest = max(pauses, key="—,;:.…!?".index)
        yield Symbol(text=strongest, word=word)
    yield Symbol(text=" ", word=word)


def _phonemes(phonemes: Sequence[str], word: int, language: str) -> Iterator[Symbol]:
    primary = language.casefold().split("-")[0]
    instead = {**_INSTEAD, **_INSTEAD_IN.get(primary, {})}
    before_vowels = {**instead, **_BEFORE_VOWELS.get(primary, {})}
    said = [phoneme for phoneme in _joined(phonemes, instead) if not phoneme.startswith("(")]  # a change of language
    for phoneme, following in zip(said, [*said[1:], ""], strict=True):
        is_before_vowel = following.lstrip("ˈˌ")[:1] in _VOWELS
        for text in _spelled(phoneme, before_vowels if is_before_vowel else instead):
            # What espeak-ng spells with a dot, as Hindi's ɽ, does not end a sentence.
            if text in TOKENS and text not in _PAUSES:
                yield Symbol(text=text, word=word, phoneme=phoneme)


def _joined(phonemes: Sequence[str], instead: Mapping[str, str]) -> Iterator[str]:
    """Two phonemes that the model says as one, as one."""
    position = 0
    while position < len(phonemes):
        pair = "".join(phonemes[position : position + 2])
        together = len(pair) > len(phonemes[position]) and pair in instead
        yield pair if together else phonemes[position]
        position += 2 if together else 1


def _spelled(phoneme: str, instead: Mapping[str, str]) -> str:
    whole = phoneme.strip("ˈˌ")
    stress = phoneme[: len(phoneme) - len(phoneme.lstrip("ˈˌ"))]
    if whole in instead:
        return stress + instead[whole]
    return stress + "".join(instead.get(character, character) for character in whole)


def pieces(said: Sequence[Symbol]) -> list[list[Symbol]]:
    """In pieces of at most `MOST` symbols, each up to the end of a sentence where there is one, else to a blank."""
    found: list[list[Symbol]] = []
    rest = list(said)
    while len(rest) > MOST:
        ends = [at for at, symbol in enumerate(rest[:MOST]) if symbol.text in _ENDS]
        blanks = [at for at, symbol in enumerate(rest[:MOST]) if symbol.text == " "]
        cut = (ends or blanks or [MOST - 1])[-1] + 1
        found.append(rest[:cut])
        rest = rest[cut:]
        while rest and rest[0].text == " ":
            rest.pop(0)
    return [*found, rest] if rest else found
