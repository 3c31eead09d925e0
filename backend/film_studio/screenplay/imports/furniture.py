"""What pages say besides the screenplay: their numbers and headers, (MORE) and CONT'D, asterisks of revisions."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from film_studio.screenplay.imports.lines import Line, Page

_WORDS: Final[dict[str, dict[str, list[str]]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)


def _all(table: Iterable[list[str]]) -> frozenset[str]:
    return frozenset(word for words in table for word in words)


_MORE: Final = _all(_WORDS["more"].values())
_AGAIN: Final = _all(_WORDS["again"].values())
_CONTINUED: Final = _all(_WORDS["continued"].values())
_PAGE: Final = "|".join(map(re.escape, sorted(_all(_WORDS["page"].values()), key=lambda word: (-len(word), word))))
_NUMBER: Final = re.compile(
    rf"[-–—(\[ ]*(?:(?:{_PAGE})\.?\s*)?[A-Z]?\d{{1,4}}[A-Z]?\d?(?:\s*[-–/]\s*\d{{1,4}})?[-–—)\]. ]*", re.IGNORECASE
)
_DIGITS: Final = re.compile(r"\d+")
_COUNTED: Final = re.compile(r"\s*\(\d+\)$")
_STARS: Final = re.compile(r"\*{1,3}")
#: What a scene may be called in the margins.
SCENE: Final = re.compile(r"[A-Z]{0,3}\d{1,4}[A-Z]{0,3}(?:[.-]?\d{0,3}[A-Z]{0,2})?\.?")
#: Of the height of a page: where headers and footers stand.
_TOP: Final = 0.1
_BOTTOM: Final = 0.925
#: In points from the top: higher, nothing of a screenplay begins.
_ABOVE_ALL: Final = 60.0


def _bare(text: str) -> str:
    return " ".join(text.strip(" ()[]:.·-–—").replace(".", "").upper().split())


def says_more(text: str) -> bool:
    """(MORE), in any of the languages."""
    return text.startswith(("(", "[", "-")) and _bare(text) in _MORE


def says_again(extension: str) -> bool:
    """Whether what stands in brackets behind a name is CONT'D, in any of the languages."""
    return _bare(extension) in _AGAIN


def says_continued(text: str) -> bool:
    """CONTINUED: (2), (CONTINUED): that a scene goes on, or did before."""
    whole = _COUNTED.sub("", text.strip())
    return whole.startswith("(") == whole.endswith(")") and (whole.endswith((":", ")"))) and _bare(whole) in _CONTINUED


def is_star(text: str) -> bool:
    """The mark of a changed line."""
    return _STARS.fullmatch(text) is not None


def headers(pages: Sequence[Page]) -> list[set[int]]:
    """Of each page the indexes of its lines that are its number, a header or a footer."""
    repeated = Counter(key for page in pages for key in {_key(line) for line in page.lines if _at_an_edge(page, line)})
    often = max(2, len(pages) // 4)
    found: list[set[int]] = []
    for page in pages:
        here: set[int] = set()
        for index, line in enumerate(page.lines):
            if not _at_an_edge(page, line):
                continue
            number = all(_NUMBER.fullmatch(piece.text) or is_star(piece.text) for piece in line.pieces)
            if line.base < _ABOVE_ALL or number or repeated[_key(line)] >= often:
                here.add(index)
        found.append(here)
    return found


def _at_an_edge(page: Page, line: Line) -> bool:
    return line.base < _TOP * page.height or line.base > _BOTTOM * page.height


def _key(line: Line) -> str:
    """What is the same on each page: the words, not the number."""
    return _DIGITS.sub("#", line.text).casefold()
