"""What a screenplay's words ask of camera and voice: transitions, deliveries, movement, things seen closely."""

import re
import tomllib
from pathlib import Path
from typing import Any, Final

from contracts.recipes.animatic import Insert
from contracts.recipes.film import Performance
from film_studio.engines.production.planning.shotlist import ShotTransition

_WORDS: Final[dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _any(alternatives: list[str], around: str = "{}", flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """Matches any of the alternatives where `around` has its {}."""
    return re.compile(around.replace("{}", "|".join(alternatives)), flags)


_FADE_IN: Final = _any(_WORDS["transitions"]["fade_in"], flags=re.NOFLAG)
_FADE_OUT: Final = _any(_WORDS["transitions"]["fade_out"], flags=re.NOFLAG)
_DISSOLVE: Final = _any(_WORDS["transitions"]["dissolve"])
_PERFORMANCES: Final[dict[Performance, re.Pattern[str]]] = {
    manner: _any(words) for manner, words in _WORDS["performances"].items()
}
_PAUSE: Final = _any(_WORDS["pauses"])
_REMOTE: Final = _any(_WORDS["remote"])
_INSERTS: Final[dict[Insert, re.Pattern[str]]] = {
    thing: _any(words, r"\b(?:{})\b") for thing, words in _WORDS["inserts"].items()
}
POINT_OF_VIEW: Final = _any(_WORDS["point_of_view"])
CLOSE: Final = _any(_WORDS["close"], "^(?:{})")
HANDLING: Final = _any([rf"\b(?:{'|'.join(_WORDS['handling'])})\b[^.!?\n]{{0,40}}\b(?:{'|'.join(_WORDS['things'])})\b"])
#: A thing that itself does something: "The phone rings."
THING_ACTS: Final = _any(_WORDS["things"], r"^(?:the|a|an|his|her|their|its)\s(?:\w+\s){0,2}(?:{})\b(?!['’]s\b)")
CHASE: Final = _any(_WORDS["chase"], r"(?<!not )\b(?:{})\b")
WALK: Final = _any(_WORDS["walk"], r"\b(?:{})")
CRANE_UP: Final = _any(_WORDS["crane_up"], r"\b(?:{})\b")
CRANE_DOWN: Final = _any(_WORDS["crane_down"], r"\b(?:{})\b")
FEELING: Final = _any(_WORDS["feeling"], r"\b(?:{})\b")
#: In a speech: what changes everything for who hears it.
REVELATION: Final = _any(_WORDS["revelation"], r"(?<!\w)(?:{})(?!\w)")
#: Behind a name: who is named goes.
EXIT: Final = _any(_WORDS["exit"], r"^[^.!?\n]{0,40}\b(?:{})")
#: Before a name: who is named is elsewhere.
ABSENT: Final = _any(_WORDS["absent"], r"\b(?:{})\s+(?:(?:the|his|her|their|old|young)\s+)?$")
#: Behind a name in the genitive: what cannot be here without the rest.
OF_THE_BODY: Final = _any(_WORDS["of_the_body"], r"^\s+(?:\w+\s+){0,2}(?:{})\b")
ALONE: Final = _any(_WORDS["alone"], r"\b(?:{})\b")
PRONOUN: Final = _any(_WORDS["pronoun"], r"^(?:{})\b")
TITLE_CARD: Final = _any(_WORDS["title_card"], r"^(?:{})\s*[:–—-]\s*(?P<text>\S.*)$", re.DOTALL)
THE_END: Final = _any(_WORDS["the_end"], r"^\W*(?:{})\W*$")


def insert(text: str) -> Insert | None:
    """The thing that an action looks at, where it can be drawn closely; a rope or a ring is left in its hands."""
    return next((thing for thing, words in _INSERTS.items() if words.search(text)), None)


def is_fade_in(text: str) -> bool:
    return _FADE_IN.search(text) is not None


def transition(text: str) -> ShotTransition:
    """What a transition does to the shot before it. Cuts of any kind, and what is not understood, cut."""
    if _FADE_OUT.search(text):
        return "fade_out"
    return "dissolve" if _DISSOLVE.search(text) else "cut"


def performance(parentheticals: tuple[str, ...], text: str) -> Performance | None:
    """How the words are to be said; None where nothing says so. Capitals with an exclamation mark are
    shouted."""
    for parenthetical in reversed(parentheticals):
        for manner, pattern in _PERFORMANCES.items():
            if pattern.search(parenthetical):
                return manner
    letters = [character for character in text if character.isalpha()]
    if len(letters) > 4 and "!" in text and all(map(str.isupper, letters)):
        return "shouted"
    return None


def pauses(parentheticals: tuple[str, ...]) -> bool:
    return any(_PAUSE.search(parenthetical) for parenthetical in parentheticals)


def is_remote(extensions: tuple[str, ...]) -> bool:
    """True for a voice from a device or a narrator: heard, not seen."""
    return any(_REMOTE.search(extension.strip()) for extension in extensions)
