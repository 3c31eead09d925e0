"""Telephones and radios: which voice comes out of one, and who speaks into it, by extensions and parentheticals."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from contracts.recipes.base import Contract
from contracts.recipes.film import Treatment

#: "held": by the speaker or by the listener; "own": the voice itself is a machine's.
Way = Literal["held", "into", "out_of", "own"]


class _Words(Contract):
    """devices.toml."""

    held: dict[Treatment, tuple[str, ...]]
    into: dict[Treatment, tuple[str, ...]]
    out_of: dict[Treatment, tuple[str, ...]]
    own: dict[Treatment, tuple[str, ...]]


_WORDS: Final = _Words.model_validate(tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")))
_TABLES: Final[tuple[tuple[Way, dict[Treatment, tuple[str, ...]]], ...]] = (
    ("into", _WORDS.into),
    ("held", _WORDS.held),
    ("out_of", _WORDS.out_of),
    ("own", _WORDS.own),
)
_PATTERNS: Final[tuple[tuple[Way, Treatment, re.Pattern[str]], ...]] = tuple(
    (way, treatment, re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE))
    for way, table in _TABLES
    for treatment, words in table.items()
)


@dataclass(frozen=True, slots=True)
class Device:
    """What a voice passes, and on which side of it the speaker is."""

    treatment: Treatment
    way: Way


def device(notes: Iterable[str]) -> Device | None:
    """The device that extensions or parentheticals name, each without its brackets."""
    for note in notes:
        for way, treatment, pattern in _PATTERNS:
            if pattern.search(note):
                return Device(treatment, way)
    return None
