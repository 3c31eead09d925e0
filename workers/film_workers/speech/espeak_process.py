"""Speaks one text with espeak-ng and ends: a process of its own keeps the GPLv3 library apart and its state fresh.

Run by its path. The library keeps state between utterances that makes the second one differ from the first; one process
an utterance makes equal requests give equal bytes. Standard library only, so that starting it costs little.

Protocol. Standard input: one JSON object, then end of file:

    parts             [{"text": what to say, "voice": an espeak-ng voice such as "gmw/en-US"}, ...], said in order
    variant           a variant such as "f2" for all of them, or null
    words_per_minute, pitch (0-99), pitch_range (0-99)

Standard output: one line of JSON, then, on success, the 16-bit mono samples of all parts, in this machine's byte order:

    {"sample_rate": Hz, "parts": [{"samples": count, "words": [...], "phonemes": [[ms, symbol], ...]}, ...]}
    {"error": "what was wrong and what to do"}

A word is [ms, offset, length, phonemes before it]. Times, offsets and lengths are of the part; offsets count code
points. A phoneme with an empty symbol is a pause.
"""

import ctypes
import ctypes.util
import importlib.util
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

_RETRIEVAL: Final = 1  # AUDIO_OUTPUT_RETRIEVAL: hand the samples over, at once
_PHONEME_EVENTS_AS_IPA: Final = 0x1 | 0x2
_DONT_EXIT: Final = 0x8000
_UTF8: Final = 1
_RATE, _PITCH, _RANGE = 1, 3, 4
_WORD, _PHONEME = 1, 7
_BUFFER_MS: Final = 2000
#: The library opens files by these names; only a voice's file may be meant.
_NAME: Final = re.compile(r"\w[\w -]*(/\w[\w-]*)?")


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h."""

    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    ]


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_Event))


class EspeakError(Exception):
    """What cannot be said, and what to do."""


def find_library() -> tuple[str, Path | None]:
    """Path of libespeak-ng and of its data; the wheel's, else the system's, which knows its own data (None)."""
    found = importlib.util.find_spec("espeakng_loader")
    for folder in (found.submodule_search_locations or ()) if found else ():
        for name in ("libespeak-ng.so", "libespeak-ng.dylib", "espeak-ng.dll"):
            library, data = Path(folder) / name, Path(folder) / "espeak-ng-data"
            if library.is_file() and data.is_dir():
                return str(library), data
    system = ctypes.util.find_library("espeak-ng")
    if system is None:
        raise EspeakError(
            "espeak-ng is not installed: install the package espeakng-loader (x86-64 Linux, macOS, Windows) or the "
            "system's library (Debian and Ubuntu: apt-get install libespeak-ng1)"
        )
    return system, None


def speak(request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The answer's header and samples for one request of the protocol. Raises `EspeakError`."""
    path, data = find_library()
    library = ctypes.CDLL(path)
    rate = library.espeak_Initialize(
        _RETRIEVAL + 1, _BUFFER_MS, None if data is None else str(data).encode(), _PHONEME_EVENTS_AS_IPA | _DONT_EXIT
    )
    if rate <= 0:
        raise EspeakError(f"espeak-ng at {path} does not start (code {rate}); its data folder is missing or damaged")
    # Breath and flutter are noise: both generators begin at the same place each time.
    library.espeak_ng_SetRandSeed(ctypes.c_long(1))
    ctypes.CDLL(None).srand(1)
    parts: list[dict[str, Any]] = []
    samples = bytearray()
    for part in request["parts"]:
        _choose_voice(library, part["voice"], request["variant"])
        for parameter, key in ((_RATE, "words_per_minute"), (_PITCH, "pitch"), (_RANGE, "pitch_range")):
            if library.espeak_SetParameter(parameter, int(request[key]), 0) != 0:
                raise EspeakError(f"espeak-ng refuses {key} {request[key]}")
        parts.append(_synthesize(library, part["text"], samples))
    return {"sample_rate": rate, "parts": parts}, bytes(samples)


def _choose_voice(library: ctypes.CDLL, voice: str, variant: str | None) -> None:
    if not _NAME.fullmatch(voice) or library.espeak_SetVoiceByName(voice.encode()) != 0:
        raise EspeakError(
            f"unknown voice {voice!r}: use an espeak-ng voice such as gmw/en-US, en-gb-x-rp, ru or ja, "
            "with a variant if wanted: en-us+f2"
        )
    if variant is None:
        return
    # The library takes any variant and, when it has none of that name, quietly speaks with the plain voice.
    library.espeak_Info.restype = ctypes.c_char_p
    home = ctypes.c_char_p()
    library.espeak_Info(ctypes.byref(home))
    folder = Path((home.value or b"").decode()) / "voices" / "!v"
    if not _NAME.fullmatch(variant) or not (folder / variant).is_file():
        known = ", ".join(sorted(item.name for item in folder.glob("[fm][0-9]")))
        raise EspeakError(f"unknown variant {variant!r} of voice {voice!r}: use one of {known}, croak, whisper or none")
    if library.espeak_SetVoiceByName(f"{voice}+{variant}".encode()) != 0:
        raise EspeakError(f"voice {voice!r} does not take the variant {variant!r}")


def _synthesize(library: ctypes.CDLL, text: str, samples: bytearray) -> dict[str, Any]:
    before = len(samples)
    words: list[tuple[int, int, int, int]] = []
    phonemes: list[tuple[int, str]] = []

    def heard(wave: int | None, count: int, events: Any) -> int:
        if wave and count > 0:
            samples.extend(ctypes.string_at(wave, count * 2))
        index = 0
        while events[index].type:
            event = events[index]
            if event.type == _WORD:
                words.append((event.audio_position, event.text_position - 1, event.length, len(phonemes)))
            elif event.type == _PHONEME:
                phonemes.append((event.audio_position, event.id.string.decode("utf-8", "ignore")))
            index += 1
        return 0

    callback = _Callback(heard)
    library.espeak_SetSynthCallback(callback)
    utf8 = text.encode()
    code = library.espeak_Synth(utf8, ctypes.c_size_t(len(utf8) + 1), 0, 1, 0, _UTF8, None, None)
    if code == 0:
        code = library.espeak_Synchronize()
    if code != 0:
        raise EspeakError(f"espeak-ng cannot say this text (code {code})")
    return {"samples": (len(samples) - before) // 2, "words": words, "phonemes": phonemes}


def main() -> None:
    """Answer the one request on standard input."""
    try:
        header, samples = speak(json.load(sys.stdin.buffer))
    except EspeakError as error:
        header, samples = {"error": str(error)}, b""
    sys.stdout.buffer.write(json.dumps(header, separators=(",", ":")).encode() + b"\n" + samples)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
