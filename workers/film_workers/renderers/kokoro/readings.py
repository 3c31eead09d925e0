"""How Japanese and Chinese are read: by dictionaries, in the symbols of the model. espeak-ng knows no kanji, and of
hanzi not how they are read in their words.
"""

import lzma
import re
import shutil
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from film_workers import material
from film_workers.speech.espeak import Part

_DATA: Final = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
_KANA: Final[Mapping[str, str]] = _DATA["japanese"]
_INITIALS: Final[Mapping[str, str]] = _DATA["chinese"]["initials"]
_FINALS: Final[Mapping[str, str]] = _DATA["chinese"]["finals"]
_TONES: Final[Mapping[str, str]] = _DATA["chinese"]["tones"]
_BUZZING: Final = frozenset({"z", "c", "s", "zh", "ch", "sh", "r"})
_FROM_HIRAGANA: Final = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_PARTICLE, _VERB = "助詞", "動詞"
#: Words that lean on the one before: said in one breath with it.
_LEANING: Final = frozenset({_PARTICLE, "助動詞", "接尾辞"})
#: Particles that sound otherwise than they are written.
_PARTICLES: Final = {"は": "ワ", "へ": "エ", "を": "オ", "には": "ニワ", "では": "デワ", "とは": "トワ"}
#: Words that the dictionary reads as in a speech, and people do not.
_SAID: Final = {"私": "ワタシ", "明日": "アシタ"}
#: An o and a u, an e and an i are one long vowel.
_LONG: Final = re.compile("([オコゴソゾトドノホボポモヨロョォ])ウ|([エケゲセゼテデネヘベペメレ])イ")

_NOT_READ: Final = "-"
_DICTIONARY: Final = "readings/japanese.dic.xz"
_AT_ONCE: Final = 1 << 20

#: (place, length, phonemes) of each word that is said.
Words = Iterator[tuple[int, int, list[str]]]


def read(text: str, language: str) -> Part:
    """A text of a language in `READINGS`, as espeak-ng would have read it, without times."""
    words: list[tuple[int, int, int, int]] = []
    phonemes: list[tuple[int, str]] = []
    for place, length, said in READINGS[language](text):
        words.append((0, place, length, len(phonemes)))
        phonemes += [(0, phoneme) for phoneme in said]
    return Part(samples=0, words=words, phonemes=phonemes)


def _japanese(text: str) -> Words:
    before: tuple[int, int, list[str]] | None = None
    for word in tokenizer().tokenize(text):
        begin, end = int(word.begin()), int(word.end())
        kind: str = word.part_of_speech()[0]
        said = list(_kana(_pronounced(word, kind)))
        if said and before and kind in _LEANING and before[0] + before[1] == begin:
            before = before[0], end - before[0], [*before[2], *said]
            continue
        if before:
            yield before
        before = (begin, end - begin, said) if said else None
    if before:
        yield before


@cache
def tokenizer() -> Any:
    """Sudachi, with its dictionary out of the material, unpacked once a process. Raises `MaterialMissingError`."""
    sudachipy: Any = import_module("sudachipy")  # has no types
    with NamedTemporaryFile(suffix=".dic") as unpacked:
        with lzma.open(material.path(_DICTIONARY)) as packed:
            shutil.copyfileobj(packed, unpacked, _AT_ONCE)
        unpacked.flush()
        # It is mapped into memory, and so outlives its name, until this process ends.
        return sudachipy.Dictionary(dict=unpacked.name).tokenizer(mode=sudachipy.SplitMode.C)


def _pronounced(word: Any, kind: str) -> str:
    """In katakana, as it sounds: particles, and vowels that are long but in a verb's end."""
    surface: str = word.surface()
    if kind == _PARTICLE and surface in _PARTICLES:
        return _PARTICLES[surface]
    read: str = _SAID.get(surface) or word.reading_form()
    known = unicodedata.normalize("NFKC", read).translate(_FROM_HIRAGANA)
    body, end = (known[:-1], known[-1:]) if kind == _VERB else (known, "")
    return _LONG.sub(lambda match: f"{match[0][0]}ー", body) + end


def _kana(katakana: str) -> Iterator[str]:
    at = 0
    while at < len(katakana):
        size = 2 if katakana[at : at + 2] in _KANA else 1
        if (said := _KANA.get(katakana[at : at + size])) is not None:
            yield said
        at += size


def _chinese(text: str) -> Words:
    pypinyin: Any = import_module("pypinyin")
    segmentation: Any = import_module("pypinyin.seg.mmseg")
    syllables: list[str] = pypinyin.lazy_pinyin(
        text,
        style=pypinyin.Style.TONE3,
        neutral_tone_with_five=True,
        tone_sandhi=True,
        errors=_unread,
    )
    place = 0
    for word in segmentation.seg.cut(text):
        said = [
            symbol for syllable in syllables[place : place + len(word)] if syllable for symbol in _syllable(syllable)
        ]
        if said:
            yield place, len(word), said
        place += len(word)


def _unread(others: str) -> list[str]:
    """One for each letter that is not a hanzi, so that what follows keeps its place."""
    return [_NOT_READ] * len(others)


@cache
def _syllable(syllable: str) -> tuple[str, ...]:
    """Its beginning, where it has one, and its end with the tone; nothing of what is not a syllable."""
    pinyin: Any = import_module("pypinyin.contrib.tone_convert")
    initial: str = pinyin.to_initials(syllable)
    final: str = pinyin.to_finals(syllable)
    end = _FINALS.get("buzzed" if initial in _BUZZING and final == "i" else final.replace("ü", "v"))
    if end is None or syllable[-1] not in _TONES:
        return ()
    return (*([_INITIALS[initial]] if initial else []), end.replace("0", _TONES[syllable[-1]]))


#: By espeak-ng's name of the language.
READINGS: Final[Mapping[str, Callable[[str], Words]]] = {"ja": _japanese, "cmn": _chinese}
