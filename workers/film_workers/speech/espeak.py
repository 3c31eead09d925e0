"""Asks espeak-ng, which runs as a program of its own: how a text sounds, and with which phonemes it is said."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from film_workers.errors import RefusedError

_PROCESS: Final = Path(__file__).with_name("espeak_process.py")
_TIMEOUT_SECONDS: Final = 300


class SpeechError(RefusedError):
    """This line cannot be spoken; the text names what is wrong and what to use."""


class Part(BaseModel):
    """One of the texts asked for: words as (ms, offset, length, phonemes before it), phonemes as (ms, symbol); an empty
    one is a pause."""

    samples: int
    words: list[tuple[int, int, int, int]]
    phonemes: list[tuple[int, str]]


class Header(BaseModel):
    sample_rate: int
    parts: list[Part]


def ask(request: dict[str, Any]) -> tuple[Header, NDArray[np.int16]]:
    """The answer to a request of `espeak_process`'s protocol. Raises `SpeechError` for what it refuses."""
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
    header = Header.model_validate(answer)
    for part, asked in zip(header.parts, request["parts"], strict=True):
        part.words = [_at_letters(asked["text"], word) for word in part.words]
    return header, np.frombuffer(sound, np.int16)


def _at_letters(text: str, word: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """The word where it is written: the library says that a word after a dash begins at the dash."""
    ms, offset, length, before = word
    start = offset
    while start < len(text) and not text[start].isalnum():
        start += 1
    if start in (offset, len(text)):
        return word
    return ms, start, max(1, offset + length - start), before
