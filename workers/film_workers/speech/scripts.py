"""Which voice can say which letters: a voice spells out a script that is not its own, so others step in."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

_DATA: Final = tomllib.loads(Path(__file__).with_name("scripts.toml").read_text(encoding="utf-8"))
_READERS: Final[Mapping[str, str]] = _DATA["readers"]
_OWN: Final[Mapping[str, Sequence[str]]] = _DATA["own"]
#: Pictographs and what joins them: written, neither said nor set.
PICTOGRAPHS: Final = re.compile(
    "[\u20e3\u2600-\u27bf\u2b00-\u2bff\ufe0e\ufe0f\u200d\U0001f000-\U0001faff\U000e0000-\U000e007f]"
)


def sayable(text: str) -> str:
    """`text` with a blank for each code point that nobody says; as long as before, so that offsets stay."""
    blanked = PICTOGRAPHS.sub(" ", text)
    return "".join(" " if unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn") else letter for letter in blanked)


def parts(text: str, voice: str, instead: Sequence[tuple[str, str]] = ()) -> list[tuple[int, str, str]]:
    """`text` cut where another voice has to read: (offset, text, voice) in order, together the whole text. `instead`:
    scripts, and who reads them here, whoever does elsewhere."""
    cuts: list[tuple[int, str]] = []
    for offset, letter in enumerate(text):
        if unicodedata.category(letter)[0] == "L":
            reader = _reader(letter, voice, tuple(instead))
            if not cuts:
                cuts.append((0, reader))
            elif cuts[-1][1] != reader:
                cuts.append((offset, reader))
    cuts = cuts or [(0, voice)]
    ends = [offset for offset, _ in cuts[1:]] + [len(text)]
    return [(start, text[start:end], reader) for (start, reader), end in zip(cuts, ends, strict=True)]


@lru_cache(maxsize=4096)
def _reader(letter: str, voice: str, instead: tuple[tuple[str, str], ...]) -> str:
    name = unicodedata.name(letter, "")
    for script, reader in instead:
        if name.startswith(script):
            return reader
    language = voice.rpartition("/")[2].lower().split("-")[0]
    for script, reader in _READERS.items():
        if name.startswith(script):
            return voice if language == reader or language in _OWN.get(script, ()) else reader
    return voice
