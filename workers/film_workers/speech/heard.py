"""A line as it is heard: its sound, and when each word and each phoneme begins and ends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.recipes.line import LineTiming, Phoneme, Word
from film_workers.speech.finishing import SAMPLE_RATE

_LETTERS: Final = re.compile(r"\w+(?:['’]\w+)*")
_SILENT_MS: Final = 400  # how long a line lasts that has no letter to say
_LEAD_MS: Final = 15  # kept before the first sound


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """`samples`: shape (n,), 48 kHz, mono. `timing` counts from the first of them."""

    samples: NDArray[np.int16]
    timing: LineTiming


@dataclass(frozen=True, kw_only=True)
class Heard:
    """An utterance, silence trimmed; times in ms from its first sample. `words`: (ms, offset, length) in the text."""

    samples: NDArray[np.float32]
    words: list[tuple[int, int, int]]
    phonemes: list[tuple[int, str]]


def audible(sound: NDArray[np.float32], rate: int, *, tail_ms: int) -> tuple[int, int]:
    """First and last sample of what is louder than −50 dB of the loudest, with a little room on both sides."""
    loud = np.flatnonzero(np.abs(sound) > max(float(np.abs(sound).max(initial=0)) * 0.003, 1e-4))
    if not len(loud):
        return 0, 0
    return max(0, int(loud[0]) - rate * _LEAD_MS // 1000), min(len(sound), int(loud[-1]) + rate * tail_ms // 1000)


def timing(heard: Heard, text: str, duration_ms: int) -> LineTiming:
    """When the words of `text` and their phonemes are heard, in a sound of `duration_ms`."""
    phonemes = _phonemes(heard.phonemes, duration_ms)
    return LineTiming(
        duration_ms=duration_ms, words=_words(heard.words, phonemes, text, duration_ms), phonemes=phonemes
    )


def _phonemes(events: Sequence[tuple[int, str]], duration_ms: int) -> tuple[Phoneme, ...]:
    """Pauses and changes of language end a phoneme without being one; stress is not part of the symbol."""
    starts = [*events, (duration_ms, "")]
    result: list[Phoneme] = []
    for (start, symbol), (end, _) in pairwise(starts):
        plain = symbol.strip("ˈˌ")
        if plain and not plain.startswith("(") and end > start and start < duration_ms:
            result.append(Phoneme(symbol=plain, start_ms=start, end_ms=min(end, duration_ms)))
    return tuple(result)


def _words(
    events: Sequence[tuple[int, int, int]], phonemes: Sequence[Phoneme], text: str, duration_ms: int
) -> tuple[Word, ...]:
    """One word for each stretch of text: a number is spoken as several, and counts once."""
    kept: list[tuple[int, int, int]] = []
    for start, offset, length in events:
        # The library gives no length to a word in quotation marks, and cuts one at a typographic apostrophe.
        end = max(min(offset + length, len(text)), _letters_end(text, offset))
        if offset < end and text[offset:end].strip() and (not kept or offset >= kept[-1][1] + kept[-1][2]):
            kept.append((start, offset, end - offset))
    ends = [*(start for start, _, _ in kept), duration_ms][1:]
    result: list[Word] = []
    position = 0
    for (start, offset, length), limit in zip(kept, ends, strict=True):
        spoken_until = start
        while position < len(phonemes) and phonemes[position].start_ms < limit:
            spoken_until = max(spoken_until, min(phonemes[position].end_ms, limit))
            position += 1
        result.append(Word(offset=offset, length=length, start_ms=start, end_ms=spoken_until))
    return tuple(result)


def _letters_end(text: str, offset: int) -> int:
    found = _LETTERS.match(text, offset)
    return found.end() if found else offset


def silence() -> Spoken:
    """What is heard of a line without anything to say."""
    samples = np.zeros(SAMPLE_RATE * _SILENT_MS // 1000, np.int16)
    return Spoken(samples=samples, timing=LineTiming(duration_ms=_SILENT_MS, words=(), phonemes=()))
