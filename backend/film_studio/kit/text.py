"""One line of people's text, in any script: what it may hold, and the one way in which it is stored."""

import unicodedata
from typing import Final

#: Control characters (line feeds among them), halves of surrogate pairs, and Unicode's line and paragraph separators.
_REFUSED: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
#: Spaces, and marks that only change how their neighbours look, such as joiners.
_INVISIBLE: Final = frozenset({"Zs", "Cf"})


def composed(text: str) -> str:
    """The text in Unicode's composed form (NFC): é is one character, however it was typed."""
    return unicodedata.normalize("NFC", text)


def is_one_line(text: str) -> bool:
    """Whether it has no control character, line break or lone surrogate in it."""
    return not any(unicodedata.category(character) in _REFUSED for character in text)


def is_visible(text: str) -> bool:
    """Whether there is anything in it to see."""
    return any(unicodedata.category(character) not in _INVISIBLE for character in text)
