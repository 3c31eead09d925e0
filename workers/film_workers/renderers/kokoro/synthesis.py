"""Speaks a line with a neural voice: sound that sits in a mix, and when each word and phoneme is heard."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.recipes.film import Performance
from contracts.recipes.kokoro import FASTEST, SLOWEST, KokoroVoice, VoiceShare
from contracts.recipes.line import LineRecipe
from film_workers.renderers.kokoro import model, readings
from film_workers.renderers.kokoro.readings import READINGS
from film_workers.renderers.kokoro.symbols import Symbol, pieces, reader_of, symbols
from film_workers.speech import scripts
from film_workers.speech.espeak import Part, SpeechError, ask
from film_workers.speech.finishing import NATURAL, finish
from film_workers.speech.heard import Heard, Spoken, audible, silence, timing
from film_workers.speech.saying import as_said

_TAIL_MS: Final = 60  # kept after the last sound, for the room to ring out
_SENTENCE_SECONDS: Final = 0.25  # between two pieces of a long speech
#: In a line of a language that is read by a dictionary: its own scripts by that, Latin letters as English.
_READ_INSTEAD: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "ja": (("CJK", "ja"), ("LATIN", "en-us")),
    "cmn": (("LATIN", "en-us"),),
}
#: The voice that was recorded in whispers.
_WHISPERS: Final = "af_nicole"


@dataclass(frozen=True, kw_only=True)
class _Manner:
    """How a performance changes the constant voice; `level` in dB against the ordinary one."""

    speed: float = 1.0
    pitch: float = 1.0
    level: float = 0.0
    whisper: float = 0.0


_MANNERS: Final[dict[Performance, _Manner]] = {
    "normal": _Manner(),
    "whispered": _Manner(speed=0.95, level=-5.0, whisper=0.55),
    "shouted": _Manner(speed=0.98, pitch=1.08, level=2.5),
    "urgent": _Manner(speed=1.14, pitch=1.02, level=1.0),
    "slow": _Manner(speed=0.84, pitch=0.98),
}


def speak(recipe: LineRecipe) -> Spoken:
    """Speak the line. Equal recipes give equal bytes on one kind of CPU.

    A script that the language's voice cannot read is read by one that can, pictographs are left unsaid, and a line
    without anything to say is a short silence. Raises `SpeechError` for a language that the model does not speak, and
    what `model.speak` raises.
    """
    voice = recipe.kokoro
    reader = reader_of(recipe.language)
    if voice is None or reader is None:
        raise SpeechError(f"no neural voice speaks {recipe.language!r}: give the line to the formant synthesiser")
    manner = _MANNERS[recipe.performance]
    text = scripts.sayable(recipe.text)
    said = as_said(text, recipe.language)
    read = scripts.parts(said.text, reader, _READ_INSTEAD.get(reader, ()))
    pitch = round(voice.pitch * manner.pitch, 2)
    # Played higher, it is played faster: the model speaks so much slower.
    speed = min(FASTEST, max(SLOWEST, voice.speed * manner.speed)) / pitch
    # A rate of which 48 kHz is a plain multiple of a fraction.
    rate = round(model.RATE * pitch)
    heard = _heard(
        [(part, piece, offset, by) for part, (offset, piece, by) in zip(_parts(read), read, strict=True)],
        _performed(voice, manner),
        speed=speed,
        rate=rate,
        language=recipe.language,
    )
    heard.words[:] = [(ms, *said.written(offset, length)) for ms, offset, length in heard.words]
    if not any(symbol for _, symbol in heard.phonemes):
        return silence()
    finished = finish(heard.samples, rate, level=manner.level, tone=NATURAL, treatment=recipe.treatment)
    return Spoken(samples=finished, timing=timing(heard, text, len(finished) // 48))


def _parts(read: Sequence[tuple[int, str, str]]) -> Iterator[Part]:
    """What each piece says, by a dictionary of its language or by espeak-ng, which is asked for all of its pieces at
    once."""
    asked = [{"text": text, "voice": by} for _, text, by in read if by not in READINGS]
    spoken: Iterator[Part] = iter(())
    if asked:
        header, _ = ask({"parts": asked, "variant": None, "words_per_minute": 175, "pitch": 50, "pitch_range": 50})
        spoken = iter(header.parts)
    for _, text, by in read:
        yield readings.read(text, by) if by in READINGS else next(spoken)


def _performed(voice: KokoroVoice, manner: _Manner) -> KokoroVoice:
    """The voice as it whispers: its own first half, and the voice that whispers."""
    first = voice.blend[0].name
    if not manner.whisper or first == _WHISPERS:
        return voice
    own = VoiceShare(name=first, share=1 - manner.whisper)
    return voice.model_copy(update={"blend": (own, VoiceShare(name=_WHISPERS, share=manner.whisper))})


def _heard(
    parts: list[tuple[Part, str, int, str]], voice: KokoroVoice, *, speed: float, rate: int, language: str
) -> Heard:
    sounds: list[NDArray[np.float32]] = []
    words: list[tuple[int, int, int]] = []
    phonemes: list[tuple[int, str]] = []
    length = 0
    for part, text, offset, by in parts:
        for piece in pieces(symbols(part, text, by if by in READINGS else language)):
            if sounds:
                sounds.append(np.zeros(int(_SENTENCE_SECONDS * rate), np.float32))
                length += len(sounds[-1])
            sound, starts = model.speak(piece, voice, speed)
            first, last = audible(sound, rate, tail_ms=_TAIL_MS)
            at = [(length + min(max(int(start), first), last) - first) * 1000 // rate for start in starts]
            before: tuple[int, str | None] | None = None
            for symbol, ms in zip(piece, _heard_at(piece, at), strict=True):
                if symbol.phoneme is None:
                    phonemes.append((ms, ""))
                elif before != (symbol.word, symbol.phoneme):
                    if before is None or before[0] != symbol.word:
                        _, place, count, _ = part.words[symbol.word]
                        words.append((ms, offset + place, count))
                    phonemes.append((ms, symbol.phoneme))
                before = (symbol.word, symbol.phoneme)
            sounds.append(sound[first:last])
            length += last - first
            phonemes.append((length * 1000 // rate, ""))
    samples = np.concatenate(sounds) if sounds else np.zeros(0, np.float32)
    return Heard(samples=samples, words=words, phonemes=phonemes)


def _heard_at(piece: Sequence[Symbol], at: Sequence[int]) -> Iterator[int]:
    """When each symbol is heard, in ms. Between two words that are said in one breath nothing is silent: the blank, to
    which the model gives a length, is the beginning of the second."""
    for index, begins in enumerate(at[: len(piece)]):
        blank = piece[index - 1].text == " " if index > 1 else False
        yield at[index - 1] if blank and piece[index - 2].phoneme is not None else begins
