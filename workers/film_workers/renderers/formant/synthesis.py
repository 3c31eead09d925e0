"""Speaks a line with the formant synthesiser: sound that sits in a mix, and when each word and phoneme is heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.recipes.film import Performance
from contracts.recipes.formant import FormantVoice
from contracts.recipes.line import LineRecipe
from film_workers.speech import scripts
from film_workers.speech.espeak import Header, SpeechError, ask
from film_workers.speech.finishing import SAMPLE_RATE, SYNTHETIC, finish
from film_workers.speech.heard import Heard, Spoken, audible, silence, timing
from film_workers.speech.saying import as_said

_TAIL_MS: Final = 60  # kept after the last sound, for the room to ring out
_JOIN_MS: Final = 30  # between two voices that share a line


#: The variants of espeak-ng with a woman's voice: they whisper with another variant than the men do.
_WOMEN: Final = frozenset(
    {"f1", "f2", "f3", "f4", "f5", "Alicia", "Andrea", "Annie", "anika", "aunty", "belinda", "grandma", "linda"}
    | {"shelby", "steph", "steph2", "steph3"}
)


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
    said = as_said(text, language)
    parts = scripts.parts(said.text, language)
    header, samples = ask(
        {
            "parts": [{"text": part, "voice": reader} for _, part, reader in parts],
            "variant": variant,
            "words_per_minute": min(450, max(80, round(voice.words_per_minute * manner.rate))),
            "pitch": min(99, max(0, voice.pitch + manner.pitch)),
            "pitch_range": min(99, max(0, voice.pitch_range + manner.pitch_range)),
        }
    )
    heard = _join(header, samples, [offset for offset, _, _ in parts])
    heard.words[:] = [(ms, *said.written(offset, length)) for ms, offset, length in heard.words]
    if not any(symbol for _, symbol in heard.phonemes):
        return silence()
    finished = finish(heard.samples, header.sample_rate, level=manner.level, tone=SYNTHETIC, treatment=recipe.treatment)
    duration_ms = len(finished) * 1000 // SAMPLE_RATE
    return Spoken(samples=finished, timing=timing(heard, text, duration_ms))


def _voice(voice: FormantVoice, performance: Performance) -> tuple[str, str | None]:
    language, _, variant = voice.name.partition("+")
    if _MANNERS[performance].breath:
        variant = "whisperf" if variant in _WOMEN else "whisper"
    return language, variant or None


def _join(header: Header, samples: NDArray[np.int16], offsets: Sequence[int]) -> Heard:
    sounds: list[NDArray[np.float32]] = []
    words: list[tuple[int, int, int]] = []
    phonemes: list[tuple[int, str]] = []
    taken, length = 0, 0
    rate = header.sample_rate
    for index, (part, offset) in enumerate(zip(header.parts, offsets, strict=True)):
        sound = np.asarray(samples[taken : taken + part.samples] / np.float32(32768), np.float32)
        taken += part.samples
        first, last = audible(sound, rate, tail_ms=_TAIL_MS if index == len(offsets) - 1 else _JOIN_MS)
        shift = (length - first) * 1000 // rate
        ends = (length + last - first) * 1000 // rate
        words += [(min(max(ms + shift, 0), ends), offset + at, count) for ms, at, count, _ in part.words]
        phonemes += [(min(max(ms + shift, 0), ends), symbol) for ms, symbol in part.phonemes]
        phonemes.append((ends, ""))
        sounds.append(sound[first:last])
        length += last - first
    return Heard(samples=np.concatenate(sounds), words=words, phonemes=phonemes)
