"""When a line names who speaks, and when it says how the picture goes over: the two that are written in capitals.

A name is in capitals when it has a letter that knows capitals and none that is small: ÉLODIE, R2D2, O'NEIL, DR. ŽIŽEK,
ВЕРА, ΆΝΝΑ. Scripts without capitals (花子, 민준, नीता, אורי) cannot be told from action that way: their names need the
`@` that Fountain gives for it, as McCLANE does.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from film_studio.screenplay import grammar

# Beyond this nobody's name: a shouted paragraph with a line below it stays action. `@` still forces any length.
NAME_LIMIT: Final = 100

_EXTENSION: Final = re.compile(r"\s*(?:\(([^()]*)\)|（([^（）]*)）)")
_PICTURE: Final = "BLACK|WHITE|TITLE|TITLES|CREDITS"
_STANDING: Final = re.compile(
    rf"(?:FADE (?:IN|UP|OUT|TO (?:{_PICTURE})|(?:IN|UP|OUT)? ?FROM (?:{_PICTURE})|OUT TO (?:{_PICTURE}))"
    rf"|(?:\w+ )?CUT TO (?:{_PICTURE})|IRIS (?:IN|OUT)|BLACKOUT|DISSOLVE)[:.]"
    rf"|FADE (?:IN|OUT)|(?:\w+ )?CUT TO (?:{_PICTURE})"
)
_WORDS: Final[dict[str, dict[str, list[str]]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)
#: Of other languages than English: what leads to the next picture, and what is whole in itself.
LEADING: Final = frozenset(phrase for phrases in _WORDS["leading"].values() for phrase in phrases)
WHOLE: Final = frozenset(phrase for phrases in _WORDS["whole"].values() for phrase in phrases)


@dataclass(frozen=True, slots=True)
class CueParts:
    """`MOM (V.O.) (CONT'D) ^` taken apart."""

    name: str
    extensions: tuple[str, ...]
    dual: bool


def split_cue(line: str) -> CueParts:
    """The parts of a cue, written without `@` and without blanks around it. Brackets that do not form a plain row at
    the end belong to the name."""
    whole = " ".join(line.split())
    dual = whole.endswith("^") and len(whole) > 1
    if dual:
        whole = whole[:-1].rstrip()
    opening = min((place for place in (whole.find("("), whole.find("（")) if place > 0), default=len(whole))
    extensions: list[str] = []
    position = opening
    while position < len(whole):
        match = _EXTENSION.match(whole, position)
        if not match:
            return CueParts(whole, (), dual)
        extensions.append((match[1] or match[2] or "").strip())
        position = match.end()
    return CueParts(whole[:opening].rstrip(), tuple(filter(None, extensions)), dual)


def natural_cue(line: str) -> CueParts | None:
    """The parts of a line that is a cue by its capitals alone, else None. The parser looks at the lines around it."""
    if len(line) > 3 * NAME_LIMIT or line[:1] in {".", "("} or grammar.is_no_cue(line):
        return None  # "...AND THEN" goes on with the action
    parts = split_cue(line)
    # ß has no capital that keyboards offer: GROßMUTTER is written in capitals.
    return parts if len(parts.name) <= NAME_LIMIT and parts.name.replace("ß", "").isupper() else None


def ends_in_to(line: str) -> bool:
    """A transition by Fountain's rule: capitals, `TO:` at the end. So might a cue be: a blank line must follow."""
    return line.endswith("TO:") and line.isupper()


def standing_transition(line: str) -> bool:
    """A transition that every reader knows, `TO:` or not: FADE IN:, FADE OUT., CUT TO BLACK; and those of other
    languages: SCHNITT AUF:, FONDU AU NOIR."""
    if len(line) > NAME_LIMIT or not line.isupper():
        return False
    single = " ".join(line.split())
    phrase = single.rstrip(":.").rstrip()
    return _STANDING.fullmatch(single) is not None or phrase in WHOLE or (phrase in LEADING and single.endswith(":"))
