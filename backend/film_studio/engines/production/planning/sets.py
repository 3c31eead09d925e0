"""What sets.toml says: which drawn set the words for a location mean, and which time of day a heading says."""

import tomllib
from pathlib import Path
from typing import Final

from contracts.recipes.animatic import Place
from contracts.recipes.base import Contract
from contracts.recipes.film import TimeOfDay


class _Location(Contract):
    words: tuple[str, ...]
    inside: Place | None = None
    outside: Place | None = None


class _Words(Contract):
    """sets.toml."""

    generic: frozenset[str]
    headings_only: frozenset[str]
    prepositions: frozenset[str]
    times: dict[TimeOfDay, tuple[str, ...]]
    locations: tuple[_Location, ...]


_WORDS: Final = _Words.model_validate(tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")))
#: Places that are drawn as interiors, and as exteriors. A vehicle, a bar, a station can be seen from both.
INTERIOR: Final[frozenset[Place]] = frozenset(
    {"room", "bedroom", "kitchen", "office", "corridor", "hall", "hospital", "workshop", "vehicle", "bar"}
)
EXTERIOR: Final[frozenset[Place]] = frozenset(
    {"street", "rooftop", "park", "forest", "field", "coast", "mountain", "desert", "road"}
)

#: Words → the set inside, the set outside; None where the words do not say.
KEYWORDS: Final[dict[str, tuple[Place | None, Place | None]]] = {
    word: (location.inside, location.outside) for location in _WORDS.locations for word in location.words
}
GENERIC: Final = _WORDS.generic
HEADINGS_ONLY: Final = _WORDS.headings_only
PREPOSITIONS: Final = tuple(sorted(_WORDS.prepositions))
TIMES: Final[dict[str, TimeOfDay]] = {word: time for time, words in _WORDS.times.items() for word in words}
