"""How much of what was said is heard: words as they sound, and how many of them are wrong."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

from film_workers.renderers.kokoro import readings
from film_workers.speech.saying import as_said
from num2words import num2words  # pyright: ignore[reportUnknownVariableType]
from pypinyin import Style, lazy_pinyin

_DATA: Final = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
#: Words that are spelled in two ways, as Americans spell them.
_AMERICAN: Final[Mapping[str, str]] = _DATA["american"]
#: What num2words calls a language, where it is not its tag.
_NUMBERS: Final[Mapping[str, str]] = {"pt": "pt_BR"}
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_NOT_A_WORD: Final = re.compile(r"[^\w]+")
#: With the signs of vowels of Devanagari, which Python does not count among letters.
_WORD: Final = re.compile(r"[\w\u0900-\u0963]+(?:'\w+)*")


def words_of(text: str, language: str = "en") -> list[str]:
    """Words as they sound: without case, punctuation and hyphens, numbers in full, English as Americans spell it.
    Chinese by syllables with their tones and Japanese by kana, which homophones share. `language`: a BCP 47 tag."""
    primary = language.partition("-")[0]
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    if primary == "zh":
        return lazy_pinyin(
            _NOT_A_WORD.sub("", as_said(plain, "zh").text), style=Style.TONE3, neutral_tone_with_five=True
        )
    if primary == "ja":
        read = readings.read(as_said(plain, "ja").text, "ja")
        return [phoneme for _, phoneme in read.phonemes]
    in_full = _NUMBER.sub(lambda match: f" {_aloud(match, primary)} ", plain)
    return [_AMERICAN.get(word, word) if primary == "en" else word for word in _WORD.findall(in_full)]


def _aloud(number: re.Match[str], language: str) -> str:
    """A number as people say it: "1,100" and "11" and "11.5"; a clock's hours and minutes are two numbers."""
    digits = re.sub(r"[.,](?=\d{3}(?!\d))", "", number[0]).replace(",", ".")
    return str(num2words(float(digits) if "." in digits else int(digits), lang=_NUMBERS.get(language, language)))


def errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """The fewest words to change, to leave out and to put in that make one of the other (Levenshtein)."""
    before = list(range(len(heard) + 1))
    for count, word in enumerate(said, 1):
        row = [count]
        for position, other in enumerate(heard, 1):
            row.append(min(before[position] + 1, row[-1] + 1, before[position - 1] + (word != other)))
        before = row
    return before[-1]


def matched(said: Sequence[str], heard: Sequence[str]) -> list[tuple[int, int]]:
    """(place in one, place in the other) of words that were heard as they were said, in order."""
    blocks = SequenceMatcher(None, said, heard, autojunk=False).get_matching_blocks()
    return [(block.a + step, block.b + step) for block in blocks for step in range(block.size)]
