"""Cuts a line's text into the pieces that a caption may break between, each with its time.

A piece is a word with its punctuation; in scripts written without blanks (Chinese, Japanese, Thai) it is one character
with the punctuation that must not part from it; a word too long for one caption line falls apart into stretches of six
characters.
"""

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from contracts.recipes.film import FRAMES_PER_SECOND, FrameRate, per_second
from contracts.recipes.line import LineTiming
from contracts.sentences import ends_sentence

#: A caption line holds 42 narrow or 16 full-width characters; widths are counted in the fraction that both divide.
LINE_WIDTH: Final = 336
NARROW: Final = LINE_WIDTH // 42
WIDE: Final = LINE_WIDTH // 16

_OPENING: Final = frozenset("([{«‹“‘「『（［｛〈《【〔¿¡")
_SENTENCE_END: Final = frozenset(".!?…。！？｡؟۔।")
_CLAUSE_END: Final = frozenset(",;:—–、，；：،؛")
_SMALL_KANA: Final = frozenset("ぁぃぅぇぉっゃゅょァィゥェォッャュョー")
_MAX_CLUSTER: Final = 8
_SYLLABLE: Final = 6 * NARROW  # what a word too long for a line falls apart into
_ZERO_WIDTH_JOINER: Final = "\u200d"

#: How good a place for a break is: after a sentence, after a clause, anywhere between pieces.
SENTENCE: Final = 2
CLAUSE: Final = 1
ANYWHERE: Final = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """A piece of text that is never broken. Frames count from the line's start."""

    text: str
    blank_before: bool
    width: int
    ends: int
    start_frame: int
    end_frame: int
    hyphen: bool = False
    """A word goes on behind it: where a line ends here, a hyphen says so."""


def units(text: str, timing: LineTiming, rate: FrameRate = FRAMES_PER_SECOND) -> list[Unit]:
    """The pieces of `text` in order, timed by the spoken words; without any visible character, none."""
    clock = _Clock(text, timing, rate)
    pieces: list[Unit] = []
    seen = [(blank, start, end, piece) for blank, start, end in _spans(text) if (piece := _visible(text[start:end]))]
    for (blank_before, start, end, piece), following in zip(seen, (*seen[1:], None), strict=False):
        # What is cut in a word is cut by a hyphen, where its script has one.
        parted = following is not None and not following[0] and _takes_hyphen(text, end)
        pieces.append(
            Unit(
                text=piece,
                blank_before=blank_before and bool(pieces),
                width=width(piece),
                ends=_ends(piece, following[3] if following else ""),
                start_frame=clock.frame(start),
                end_frame=clock.frame(end),
                hyphen=parted,
            )
        )
    return pieces


def width(text: str) -> int:
    """Width on the screen in parts of `LINE_WIDTH`; a mark that combines with its base takes no room of its own."""
    return sum(_cluster_width(text[start:end]) for start, end in _clusters(text, 0, len(text)))


def _cluster_width(cluster: str) -> int:
    return WIDE if any(unicodedata.east_asian_width(character) in "WF" for character in cluster) else NARROW


def _visible(text: str) -> str:
    """Without control characters and lone surrogates, which no subtitle file can carry."""
    return "".join(character for character in text if unicodedata.category(character) not in ("Cc", "Cs"))


def _ends(piece: str, following: str) -> int:
    closed = piece.rstrip("\"')]}»›”’」』）］｝〉》】〕*_")
    if closed and closed[-1] in _SENTENCE_END:
        return SENTENCE if ends_sentence(piece, following) else ANYWHERE
    return CLAUSE if closed and (closed[-1] in _CLAUSE_END or closed.endswith("--")) else ANYWHERE


def _takes_hyphen(text: str, place: int) -> bool:
    """Whether a word that is cut at a place has letters of a script with capitals on both sides."""
    return all(each.isalpha() and (each.isupper() or each.islower()) for each in text[place - 1 : place + 1])


def _spans(text: str) -> list[tuple[bool, int, int]]:
    """(a blank stands before it, start, end) of every piece, in code points."""
    spans: list[tuple[bool, int, int]] = []
    position = 0
    while position < len(text):
        start = position
        while position < len(text) and text[position].isspace():
            position += 1
        blank, start = position > start, position
        while position < len(text) and not text[position].isspace():
            position += 1
        for index, (first, last) in enumerate(_split_word(text, start, position)):
            spans.append((blank and index == 0, first, last))
    return spans


def _split_word(text: str, start: int, end: int) -> list[tuple[int, int]]:
    if start == end:
        return []
    clusters = _clusters(text, start, end)
    total = sum(_cluster_width(text[first:last]) for first, last in clusters)
    scriptless = any(_needs_no_blanks(text[first]) for first, _ in clusters)
    if total <= LINE_WIDTH and not scriptless:
        return [(start, end)]
    pieces: list[tuple[int, int]] = []
    widths: list[int] = []
    for first, last in clusters:
        size = _cluster_width(text[first:last])
        together = pieces and (
            widths[-1] + size <= _SYLLABLE
            if not scriptless
            else widths[-1] + size <= LINE_WIDTH // 2 and not _may_break(text[pieces[-1][1] - 1], text[first])
        )
        if together:
            pieces[-1] = (pieces[-1][0], last)
            widths[-1] += size
        else:
            pieces.append((first, last))
            widths.append(size)
    return pieces


def _may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters of a script without blanks."""
    if before in _OPENING:
        return False
    if unicodedata.category(after) in ("Po", "Pe", "Pf", "Lm") or after in _SMALL_KANA:
        return False
    return _needs_no_blanks(before) or _needs_no_blanks(after)


def _needs_no_blanks(character: str) -> bool:
    """Han, kana, Thai, Lao, Khmer, Burmese: words there follow one another without blanks."""
    code = ord(character)
    return (
        0x0E00 <= code <= 0x0EFF
        or 0x1000 <= code <= 0x109F
        or 0x1780 <= code <= 0x17FF
        or 0x2E80 <= code <= 0x31FF
        or 0x3400 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0xFF65 <= code <= 0xFF9F
        or 0x20000 <= code <= 0x323AF
    )


def _clusters(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """What a reader sees as one character: a base with its marks, an emoji sequence; 8 code points at most."""
    clusters: list[tuple[int, int]] = []
    for position in range(start, end):
        character = text[position]
        extends = (
            unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf", "Cc", "Cs")
            or "\U0001f3fb" <= character <= "\U0001f3ff"  # the tone of an emoji's skin
            or (position > start and text[position - 1] == _ZERO_WIDTH_JOINER)
        )
        if clusters and extends and position - clusters[-1][0] < _MAX_CLUSTER:
            clusters[-1] = (clusters[-1][0], position + 1)
        else:
            clusters.append((position, position + 1))
    return clusters


class _Clock:
    """From a position in the text to a frame: straight lines between the words that were heard."""

    def __init__(self, text: str, timing: LineTiming, rate: FrameRate) -> None:
        self._rate = per_second(rate)
        anchors = [(0, 0)]
        for word in timing.words:
            for offset, ms in ((word.offset, word.start_ms), (word.offset + word.length, word.end_ms)):
                last_offset, last_ms = anchors[-1]
                if last_offset <= offset <= len(text):
                    anchors.append((offset, max(last_ms, min(ms, timing.duration_ms))))
        anchors.append((len(text), max(anchors[-1][1], timing.duration_ms)))
        self._offsets = [offset for offset, _ in anchors]
        self._anchors = anchors

    def frame(self, offset: int) -> int:
        """The film frame during which the character at `offset` is heard."""
        index = min(bisect_right(self._offsets, offset), len(self._anchors) - 1)
        (left, left_ms), (right, right_ms) = self._anchors[index - 1], self._anchors[index]
        ms = left_ms if right == left else left_ms + (right_ms - left_ms) * (offset - left) / (right - left)
        return int(ms * self._rate / 1000)
