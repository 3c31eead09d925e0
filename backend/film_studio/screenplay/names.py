"""Names as cues and action write them: which spellings mean one character, and where the action names somebody."""

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

#: A voice that the cue itself puts outside the picture: MARA'S VOICE is Mara. A VOICE is nobody's.
_VOICE: Final = re.compile(r"^(?P<name>.+?)(?:['’]S?)? (?:VOICE|V/O)$", re.IGNORECASE)
_NOBODYS: Final = re.compile(
    r"^(?:(?:AN?|THE|ANOTHER|SECOND|FIRST|MALE|FEMALE|DEEP|DISTANT|FAINT|LOUD|SOFT|STRANGE|UNKNOWN|RADIO|PHONE|RECORDED"
    r"|COMPUTER|AUTOMATED|ROBOTIC|OLD|YOUNG|CHILDISH|MUFFLED|METALLIC|INNER|UNE|LA|EINE|DIE|UNA|UMA|A) )*"
    r"(?:VOICE|STIMME|VOIX|VOZ|VOCE|ГОЛОС)\b",
    re.IGNORECASE,
)
_EXTENSION: Final = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_TOGETHER: Final = re.compile(r"\s*[/&+＆／]\s*")
_LISTED: Final = re.compile(r"\s*,\s*(?:AND\s+)?|\s+AND\s+|\s+ET\s+|\s+UND\s+|\s+Y\s+|\s+И\s+", re.IGNORECASE)
_WORD: Final = re.compile(r"\w+(?:['’.-]\w+)*")
#: Scripts written without blanks: a name is found inside the run of characters.
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")


@lru_cache(maxsize=4096)
def key(name: str) -> str:
    """What two spellings of one name have in common: compatibility form, case and blanks do not tell people apart."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().replace("’", "'").split())


def bare(cue: str) -> str:
    """A cue without its extensions and without 'S VOICE: `MOM (CONT'D)` → `MOM`. Never empty unless the cue is."""
    name = " ".join(cue.split())
    while (shorter := _EXTENSION.sub("", name)) and shorter != name:
        name = shorter
    voice = _VOICE.match(name)
    return voice["name"] if voice and not _NOBODYS.match(name) else name


def speaks_as_voice(cue: str) -> bool:
    """True for MARA'S VOICE, and for A VOICE: heard, not seen."""
    name = _EXTENSION.sub("", " ".join(cue.split()))
    return _VOICE.match(name) is not None or _NOBODYS.match(name) is not None


def speakers(cue: str, known: Container[str] = ()) -> tuple[str, ...]:
    """Who says a cue's lines. `MARA/THEO` and `MARA & THEO` are two people; `MARA AND THEO` only where both are `known`
    keys of other cues, since THE CAT AND FIDDLE may be one."""
    name = bare(cue)
    parts = [part.strip() for part in _TOGETHER.split(name)]
    if len(parts) > 1 and all(any(character.isalpha() for character in part) for part in parts):
        return _distinct(parts)
    listed = [part.strip() for part in _LISTED.split(name)]
    if len(listed) > 1 and all(key(part) in known for part in listed):
        return _distinct(listed)
    return (name,)


def most_speakers(cue: str) -> int:
    """How many people a cue can mean at most, whoever is known."""
    name = bare(cue)
    return max(len(_TOGETHER.split(name)), len(_LISTED.split(name)))


def _distinct(parts: list[str]) -> tuple[str, ...]:
    return tuple({key(part): part for part in reversed(parts)}.values())[::-1]


class Mentions:
    """Finds the characters that a text names. Linear in the text, whatever the size of the cast."""

    def __init__(self, names: Iterable[str]) -> None:
        self._read: dict[str, tuple[tuple[int, int, str], ...]] = {}
        self._spaced_names: dict[tuple[str, ...], str] = {}
        self._unspaced_names: dict[str, str] = {}
        for name in names:
            if _UNSPACED.search(name):
                self._unspaced_names.setdefault(key(name), name)
            elif words := tuple(_fold(match.group()) for match in _WORD.finditer(name)):
                self._spaced_names.setdefault(words, name)
        self._words_from = _lengths(self._spaced_names)
        self._characters_from = _lengths(self._unspaced_names)

    def spans(self, text: str) -> tuple[tuple[int, int, str], ...]:
        """(start, end, name) of each mention. A name has to be capitalised: WILL is meant by "Will", not by "will"."""
        if text not in self._read:
            self._read[text] = tuple(sorted((*self._spaced(text), *self._unspaced(text))))
        return self._read[text]

    def names(self, text: str) -> tuple[str, ...]:
        """Who is named, in order of mention, each once."""
        return tuple(dict.fromkeys(name for _, _, name in self.spans(text)))

    def _unspaced(self, text: str) -> Iterator[tuple[int, int, str]]:
        folded = text.casefold() if self._unspaced_names else ""
        if len(folded) != len(text):
            return
        ended: dict[str, int] = {}
        for start, character in enumerate(folded):
            for length in self._characters_from.get(character, ()):
                end = start + length
                name = self._unspaced_names.get(folded[start:end]) if end <= len(folded) else None
                if name is not None and ended.get(name, 0) <= start:
                    ended[name] = end
                    yield start, end, name

    def _spaced(self, text: str) -> Iterator[tuple[int, int, str]]:
        if not self._spaced_names:
            return
        words = list(_WORD.finditer(text))
        folded = [_fold(word.group()) for word in words]
        position = 0
        while position < len(words):
            for length in self._words_from.get(folded[position], ()):
                end = position + length
                name = self._spaced_names.get(tuple(folded[position:end])) if end <= len(words) else None
                if name is not None and not words[position].group()[0].islower():
                    yield words[position].start(), words[end - 1].end(), name
                    position = end - 1
                    break
            position += 1


def _lengths(names: Iterable[Sequence[str]]) -> dict[str, list[int]]:
    """By what a name begins with, how long the names are that begin so, the longest first."""
    found: dict[str, set[int]] = {}
    for name in names:
        found.setdefault(name[0], set()).add(len(name))
    return {first: sorted(lengths, reverse=True) for first, lengths in found.items()}


def _fold(word: str) -> str:
    folded = key(word)
    return folded[:-2] if folded.endswith("'s") and len(folded) > 2 else folded.rstrip(".'")
