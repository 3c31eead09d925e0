"""Speaks a line with the formant synthesiser: sound that sits in a mix, and when each word and phoneme is heard."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from contracts.recipes.film import Performance
from contracts.recipes.formant import FormantVoice
from contracts.recipes.line import LineRecipe, LineTiming, Phoneme, Word
from film_workers.errors import RefusedError
from film_workers.renderers.formant import scripts
from film_workers.renderers.formant.sound import SAMPLE_RATE, finish

_PROCESS: Final = Path(__file__).with_name("espeak_process.py")
_TIMEOUT_SECONDS: Final = 300
_LETTERS: Final = re.compile(r"\w+(?:['’]\w+)*")
_SILENT_MS: Final = 400  # how long a line lasts that has no letter to say
_LEAD_MS: Final = 15  # kept before the first sound
_TAIL_MS: Final = 60  # kept after the last, for the room to ring out
_JOIN_MS: Final = 30  # between two voices that share a line


#: The variants of espeak-ng with a woman's voice: they whisper with another variant than the men do.
_WOMEN: Final = frozenset(
    {"f1", "f2", "f3", "f4", "f5", "Alicia", "Andrea", "Annie", "anika", "aunty", "belinda", "grandma", "linda"}
    | {"shelby", "steph", "steph2", "steph3"}
)


class SpeechError(RefusedError):
    """This line cannot be spoken; the text names what is wrong and what to use."""


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """`samples`: shape (n,), 48 kHz, mono. `timing` counts from the first of them."""

    samples: NDArray[np.int16]
    timing: LineTiming


@dataclass(frozen=True, kw_only=True)
class _Manner:
    """How a performance changes the constant voice; `level` in dB against the ordinary one."""

    rate: float = 1.0
    pitch: int = 0
    pitch_range: int = 0
    level: float = 0.0
    breath: bool = False


_MANNERS: Final[dict[Performance, _Manner]] = {
    "normal": _Manner(),
    "whispered": _Manner(rate=0.92, pitch_range=-10, level=-5.0, breath=True),
    "shouted": _Manner(rate=1.06, pitch=14, pitch_range=25, level=2.5),
    "urgent": _Manner(rate=1.25, pitch=5, pitch_range=12, level=1.0),
    "slow": _Manner(rate=0.74, pitch=-3, pitch_range=-5),
}


class _Part(BaseModel):
    samples: int
    words: list[tuple[int, int, int]]
    phonemes: list[tuple[int, str]]


class _Header(BaseModel):
    sample_rate: int
    parts: list[_Part]


def speak(recipe: LineRecipe) -> Spoken:
    """Speak the line. Equal recipes give equal bytes on one kind of CPU.

    Every character of the text is tried: a script that the voice cannot read is read by a voice that can, pictographs
    are left unsaid, and a line without anything to say is a short silence. Raises `SpeechError` for an unknown voice.
    """
    voice = recipe.formant
    if voice is None:
        raise SpeechError("the line has no voice for the formant synthesiser: give it one in the block 'formant'")
    text = scripts.sayable(recipe.text)
    language, variant = _voice(voice, recipe.performance)
    manner = _MANNERS[recipe.performance]
    parts = scripts.parts(text, language)
    header, samples = _ask(
        {
            "parts": [{"text": part, "voice": reader} for _, part, reader in parts],
            "variant": variant,
            "words_per_minute": min(450, max(80, round(voice.words_per_minute * manner.rate))),
            "pitch": min(99, max(0, voice.pitch + manner.pitch)),
            "pitch_range": min(99, max(0, voice.pitch_range + manner.pitch_range)),
        }
    )
    heard = _join(header, samples, [offset for offset, _, _ in parts])
    if not any(symbol for _, symbol in heard.phonemes):
        silence = np.zeros(SAMPLE_RATE * _SILENT_MS // 1000, np.int16)
        return Spoken(samples=silence, timing=LineTiming(duration_ms=_SILENT_MS, words=(), phonemes=()))
    finished = finish(heard.samples, header.sample_rate, level=manner.level)
    duration_ms = len(finished) * 1000 // SAMPLE_RATE
    return Spoken(samples=finished, timing=_timing(heard, text, duration_ms))


def _voice(voice: FormantVoice, performance: Performance) -> tuple[str, str | None]:
    language, _, variant = voice.name.partition("+")
    if _MANNERS[performance].breath:
        variant = "whisperf" if variant in _WOMEN else "whisper"
    return language, variant or None


def _ask(request: dict[str, object]) -> tuple[_Header, NDArray[np.int16]]:
    # A session of its own: Ctrl-C in the terminal ends the worker in order and not the voice in mid-word.
    done = subprocess.run(  # noqa: S603 - our own program; the text goes in on standard input
        [sys.executable, "-I", str(_PROCESS)],
        input=json.dumps(request).encode(),
        capture_output=True,
        check=False,
        start_new_session=True,
        timeout=_TIMEOUT_SECONDS,
    )
    if done.returncode != 0:
        reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["no message"]
        raise RuntimeError(f"the espeak-ng process ended with {done.returncode}: {reason[0]}")
    line, _, sound = done.stdout.partition(b"\n")
    answer = json.loads(line)
    if "error" in answer:
        raise SpeechError(answer["error"])
    return _Header.model_validate(answer), np.frombuffer(sound, np.int16)


@dataclass(frozen=True, kw_only=True)
class _Heard:
    """The parts as one utterance, silence trimmed; times in ms from its first sample."""

    samples: NDArray[np.float32]
    words: list[tuple[int, int, int]]
    phonemes: list[tuple[int, str]]


def _join(header: _Header, samples: NDArray[np.int16], offsets: Sequence[int]) -> _Heard:
    sounds: list[NDArray[np.float32]] = []
    words: list[tuple[int, int, int]] = []
    phonemes: list[tuple[int, str]] = []
    taken, length = 0, 0
    rate = header.sample_rate
    for index, (part, offset) in enumerate(zip(header.parts, offsets, strict=True)):
        sound = np.asarray(samples[taken : taken + part.samples] / np.float32(32768), np.float32)
        taken += part.samples
        first, last = _audible(sound, rate, tail_ms=_TAIL_MS if index == len(offsets) - 1 else _JOIN_MS)
        shift = (length - first) * 1000 // rate
        ends = (length + last - first) * 1000 // rate
        words += [(min(max(ms + shift, 0), ends), offset + at, count) for ms, at, count in part.words]
        phonemes += [(min(max(ms + shift, 0), ends), symbol) for ms, symbol in part.phonemes]
        phonemes.append((ends, ""))
        sounds.append(sound[first:last])
        length += last - first
    return _Heard(samples=np.concatenate(sounds), words=words, phonemes=phonemes)


def _audible(sound: NDArray[np.float32], rate: int, *, tail_ms: int) -> tuple[int, int]:
    """First and last sample of what is louder than −50 dB of the loudest, with a little room on both sides."""
    loud = np.flatnonzero(np.abs(sound) > max(float(np.abs(sound).max(initial=0)) * 0.003, 1e-4))
    if not len(loud):
        return 0, 0
    return max(0, int(loud[0]) - rate * _LEAD_MS // 1000), min(len(sound), int(loud[-1]) + rate * tail_ms // 1000)


def _timing(heard: _Heard, text: str, duration_ms: int) -> LineTiming:
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
