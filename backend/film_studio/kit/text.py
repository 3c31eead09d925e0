"""One line of people's text, in any script: what it may hold, and the one way in which it is stored."""

import unicodedata
from typing import Final

#: Control characters (line feeds among them), halves of surrogate pairs, and Unicode's line and paragraph separators.
_REFUSED: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
#: Spaces, and marks that only change how their neighbours look, such as joiners.
_INVISIBLE: Final = frozenset({"Zs", "Cf"})


#: No character is composed of more.
_MOST_PARTS: Final = 4


def composed(text: str, longest: int) -> str:
    """The text in Unicode's composed form (NFC): é is one character, however it was typed. A text that is longer than
    `longest` in any form comes back as it is: ten thousand accents on one letter take seconds to bring in order."""
    return unicodedata.normalize("NFC", text) if len(text) <= _MOST_PARTS * longest else text


def is_one_line(text: str) -> bool:
    """Whether it has no control character, line break or lone surrogate in it."""
    return not any(unicodedata.category(character) in _REFUSED for character in text)


def is_visible(text: str) -> bool:
    """Whether there is anything in it to see."""
    return any(unicodedata.category(character) not in _INVISIBLE for character in text)
