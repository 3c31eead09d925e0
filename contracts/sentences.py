"""Where a sentence ends: where the reader of screenplays cuts shots, and the worker captions. Standard library only.

A full stop behind MRS. or St. ends none, nor one behind an initial (J. Doe).
"""

import re
import tomllib
from pathlib import Path
from typing import Final

_WORDS: Final[dict[str, dict[str, list[str]]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)


def _all(table: str) -> frozenset[str]:
    return frozenset(word for words in _WORDS[table].values() for word in words)


_LEADING: Final = _all("leading")
_BEFORE_NUMBERS: Final = _all("before_numbers")
_WITHIN: Final = _all("within")
_MONTHS: Final = _all("months")
_OPENING: Final = "\"'([{«‹“‘„‚¿¡*_"
_CLOSING: Final = "\"')]}»›”’*_"
#: Not I: "It was I."
_INITIAL: Final = re.compile(r"[^\W\d_I]\.")
_DAY: Final = re.compile(r"\d{1,2}\.")


def leads_on(word: str) -> bool:
    """Whether a word is an abbreviation that always belongs to what follows it: Mrs., St., vs."""
    return word.strip(_OPENING + _CLOSING).casefold() in _LEADING


def ends_sentence(word: str, following: str) -> bool:
    """Whether a sentence ends between two words that blanks part, the first of which ends in a full stop or another
    mark of an end, closing quotes aside."""
    bare, after = word.strip(_OPENING + _CLOSING), following.lstrip(_OPENING)
    if not bare.endswith("."):
        return True
    folded = bare.casefold()
    if folded in _LEADING:
        return False
    if folded in _BEFORE_NUMBERS and after[:1].isdigit():
        return False
    if folded in _WITHIN and (after[:1].islower() or after[:1].isdigit()):
        return False
    if _INITIAL.fullmatch(bare) and bare[0].isupper() and after[:1].isupper():
        return False
    return not (_DAY.fullmatch(bare) and re.sub(r"\W", "", after).casefold() in _MONTHS)
