"""How much of what was said is heard: words as they sound, and how many of them are wrong.

A recogniser hears sounds and chooses a spelling. What it cannot hear counts as no mistake of a voice: how a word is
spelled (French "ses" and "ces"), and whether two are written as one (German "Gartentür"). Rules say so, and
never a list of the lines that are measured.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from types import MappingProxyType
from typing import Final

from film_workers.renderers.kokoro import readings
from film_workers.renderers.kokoro.symbols import reader_of
from film_workers.speech.espeak import ask
from film_workers.speech.saying import as_said
from num2words import num2words  # pyright: ignore[reportUnknownVariableType]
from pypinyin import Style, lazy_pinyin

_DATA: Final = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
#: Words that are spelled in two ways, as Americans spell them.
_AMERICAN: Final[Mapping[str, str]] = _DATA["american"]
#: What num2words calls a language, where it is not its tag.
_NUMBERS: Final[Mapping[str, str]] = {"pt": "pt_BR"}
#: Languages that num2words does not count in.
_WITHOUT_NUMBERS: Final = frozenset({"hi"})
#: Devanagari writes a nasal before a stop of its own row as a letter or as a dot.
_NASAL_LETTERS: Final = re.compile("ङ्(?=[क-घ])|ञ्(?=[च-झ])|ण्(?=[ट-ढ])|न्(?=[त-ध])|म्(?=[प-भ])")
#: The dot under letters of loans is left out as often as not; ड and ड़ are two sounds.
_OPTIONAL_DOTS: Final = re.compile("(?<=[कखगजफ])\u093c")
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
#: What tells two readings apart and nobody hears in a word by itself: stress, and where espeak-ng changes the language.
_NOT_A_SOUND: Final = re.compile(r"[ˈˌ-]|\([^)]*\)")
#: Words that are written as one or apart: German "fünfundzwanzig" is heard as three.
_MOST_JOINED: Final = 3
_NOT_A_WORD: Final = re.compile(r"[^\w]+")
#: With the signs of vowels of Devanagari, which Python does not count among letters.
_WORD: Final = re.compile(r"[\w\u0900-\u0963]+(?:'\w+)*")


def words_of(text: str, language: str = "en") -> list[str]:
    """Words as they are said: without case, punctuation and hyphens, numbers and short forms in full, English as
    Americans spell it. Chinese by syllables with their tones and Japanese by kana, which homophones share. `language`:
    a BCP 47 tag."""
    primary = language.partition("-")[0]
    said = as_said(unicodedata.normalize("NFKC", text).replace("’", "'"), primary).text
    plain = said.casefold()
    if primary == "zh":
        return lazy_pinyin(_NOT_A_WORD.sub("", plain), style=Style.TONE3, neutral_tone_with_five=True)
    if primary == "ja":
        read = readings.read(plain, "ja")
        return [phoneme for _, phoneme in read.phonemes]
    if primary == "hi":
        plain = _one_spelling(plain)
    in_full = _NUMBER.sub(lambda match: f" {_aloud(match, primary)} ", plain)
    return [_AMERICAN.get(word, word) if primary == "en" else word for word in _WORD.findall(in_full)]


def _aloud(number: re.Match[str], language: str) -> str:
    """A number as people say it: "1,100" and "11" and "11.5"; a clock's hours and minutes are two numbers."""
    digits = re.sub(r"[.,](?=\d{3}(?!\d))", "", number[0]).replace(",", ".")
    if language in _WITHOUT_NUMBERS:
        return digits
    said = num2words(float(digits) if "." in digits else int(digits), lang=_NUMBERS.get(language, language))
    return str(said).casefold()


def _one_spelling(hindi: str) -> str:
    """Hindi's words, where Devanagari leaves a choice: nasals, dots of loans, the glide before an e or ī."""
    text = _OPTIONAL_DOTS.sub("", _NASAL_LETTERS.sub("ं", hindi)).replace("ँ", "ं")
    return re.sub("(?<=[\u093e-\u094c])य[ेी]", lambda match: "ए" if match[0] == "ये" else "ई", text)


def sounds_of(words: Iterable[str], language: str) -> Mapping[str, str]:
    """How words of `words_of` sound, each read by itself: in phonemes without stress, by espeak-ng. Those of Chinese
    and Japanese are sounds already. `language`: a BCP 47 tag."""
    voice = reader_of(language)
    known = sorted(set(words))
    if voice is None or voice in readings.READINGS or not known:
        return {}
    asked = [{"text": word, "voice": voice} for word in known]
    header, _ = ask({"parts": asked, "variant": None, "words_per_minute": 175, "pitch": 50, "pitch_range": 50})
    return {
        word: _NOT_A_SOUND.sub("", "".join(phoneme for _, phoneme in part.phonemes)) or word
        for word, part in zip(known, header.parts, strict=True)
    }


def mistakes(said: str, heard: str, language: str) -> tuple[int, int]:
    """Of two texts: how many words sound otherwise, and how many are written otherwise (`errors`)."""
    one, other = words_of(said, language), words_of(heard, language)
    return errors(one, other, sounds_of([*one, *other], language)), errors(one, other)


def errors(said: Sequence[str], heard: Sequence[str], sounds: Mapping[str, str] = MappingProxyType({})) -> int:
    """The fewest words to change, to leave out and to put in that make one of the other (Levenshtein). Those that sound
    alike are equal, and up to three that are heard as one, or one as several, count as right: nobody hears a blank."""

    def alike(words: Sequence[str], others: Sequence[str]) -> bool:
        sound, another = ("".join(sounds.get(word, word) for word in some) for some in (words, others))
        return "".join(words) == "".join(others) or sound == another

    rows = [list(range(len(heard) + 1))]
    for count in range(1, len(said) + 1):
        row = [count]
        for position in range(1, len(heard) + 1):
            one, other = said[count - 1 : count], heard[position - 1 : position]
            fewest = min(rows[-1][position] + 1, row[-1] + 1, rows[-1][position - 1] + (not alike(one, other)))
            for several in range(2, _MOST_JOINED + 1):
                if position >= several and alike(one, heard[position - several : position]):
                    fewest = min(fewest, rows[-1][position - several])
                if count >= several and alike(said[count - several : count], other):
                    fewest = min(fewest, rows[-several][position - 1])
            row.append(fewest)
        rows = [*rows[1 - _MOST_JOINED :], row]
    return rows[-1][-1]


def matched(said: Sequence[str], heard: Sequence[str]) -> list[tuple[int, int]]:
    """(place in one, place in the other) of words that were heard as they were said, in order."""
    blocks = SequenceMatcher(None, said, heard, autojunk=False).get_matching_blocks()
    return [(block.a + step, block.b + step) for block in blocks for step in range(block.size)]
