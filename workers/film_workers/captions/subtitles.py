"""Subtitles from the script's own words, timed by the speech: captions in the picture, SRT and WebVTT beside the film.

Rules: two lines of 42 characters (16 full-width ones), from 5/6 of a second to 7 seconds, 17 characters a second where
the speech leaves the time, two frames between captions, never two at once. Where two speak together, each has a line
that begins with a dash. They are the common ones of the streaming services' timed-text guides. Captions begin and end
on frames of the film.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from pathlib import Path
from typing import Final, TypeAlias

from contracts.recipes.film import FRAMES_PER_SECOND, FrameRate, counted, per_second
from contracts.recipes.line import LineTiming
from contracts.sentences import leads_on
from film_workers.captions.units import CLAUSE, LINE_WIDTH, NARROW, SENTENCE, Unit, units

GAP_FRAMES: Final = 2
CHARACTERS_PER_SECOND: Final = 17
MAX_SECONDS: Final = 7

_WORDS: Final = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
_LEANS_ON_NEXT: Final = frozenset(word for words in _WORDS["leans_on_next"].values() for word in words)


#: What stands before each of two who speak together.
_DASH: Final = 2 * NARROW
#: (start frame, character, text, timing, on screen)
_Line: TypeAlias = tuple[int, str, str, LineTiming, bool]

_TAG: Final = re.compile(r"<(\s*/?\s*[^\W\d_][^<>]*)>")
_OVERRIDE: Final = re.compile(r"\{([\\\w][^{}]*)\}")


@dataclass(frozen=True, kw_only=True)
class Caption:
    """What is read at once: one or two lines, said by one character. Milliseconds; `italic` for a voice from outside
    the picture."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    character: str
    italic: bool = False


@dataclass(frozen=True, slots=True)
class _TimedCaption:
    start: int
    end: int
    lines: tuple[str, ...]
    character: str
    italic: bool


@dataclass(frozen=True, slots=True)
class _Pace:
    """The rules of time, in frames of a film of `rate` frames a second."""

    rate: FrameRate

    @property
    def shortest(self) -> int:
        return -(-counted(self.rate) * 5 // 6)

    @property
    def longest(self) -> int:
        return int(per_second(self.rate) * MAX_SECONDS)

    @property
    def chain(self) -> int:
        """A pause shorter than this between two captions flickers: the first stays until two frames before the
        second."""
        return counted(self.rate) // 2

    def reading(self, width: int) -> int:
        """How long it takes to read a line of this width."""
        return int(-(-width * per_second(self.rate) // (NARROW * CHARACTERS_PER_SECOND)))


def film_captions(lines: Iterable[_Line], rate: FrameRate = FRAMES_PER_SECOND) -> tuple[Caption, ...]:
    """The captions of a timeline of `rate` frames a second, from (start frame, character, text, timing, on screen) of
    each line.

    In order of time and never two at once: where lines are said too fast to be read, a caption starts later than its
    sound and the next pause catches up; the last one may outlast its sound. What several say together is read once.
    """
    pace = _Pace(rate)
    captions: list[_TimedCaption] = []
    for _, group in groupby(lines, key=lambda line: line[0]):
        said: list[_Line] = []
        for line in group:
            if not any(other[1] != line[1] and other[2] == line[2] for other in said):
                said.append(line)
        if len(said) > 1 and said[0][1] != said[1][1]:
            one, other = said[:2]
            captions += _together(one, other, pace)
            said = said[2:]
        for start, character, text, timing, on_screen in said:
            captions += _timed(character, text, timing, start, pace, on_screen=on_screen)
    return tuple(
        _in_milliseconds(caption, rate)
        for caption in _separate(sorted(captions, key=lambda caption: caption.start), pace)
    )


def write_srt(path: Path, captions: Iterable[Caption]) -> None:
    """SubRip, UTF-8, which knows no escapes. An arrow of ASCII in the text becomes →: readers would take it for a time.
    What players would take for a tag (`<laughter>`, `{\\an8}`) stands in other brackets: they would leave it out."""
    blocks: list[str] = []
    for number, caption in enumerate(captions, start=1):
        # A tag may be parted by the line's end.
        text = _TAG.sub("‹\\1›", "\n".join(line.replace("-->", "→") for line in caption.lines))
        text = _OVERRIDE.sub("(\\1)", text)
        times = f"{_clock(caption.start_ms, ',')} --> {_clock(caption.end_ms, ',')}"
        blocks.append(f"{number}\n{times}\n{_styled(text, italic=caption.italic)}\n")
    path.write_text("\n".join(blocks), encoding="utf-8", newline="\n")


def write_vtt(path: Path, captions: Iterable[Caption]) -> None:
    """WebVTT, UTF-8; the character stands in a voice tag."""
    blocks = ["WEBVTT\n"]
    for number, caption in enumerate(captions, start=1):
        text = "\n".join(_escape(line) for line in caption.lines)
        times = f"{_clock(caption.start_ms, '.')} --> {_clock(caption.end_ms, '.')}"
        voice = _escape(" ".join(caption.character.split()))
        said = _styled(text, italic=caption.italic)
        blocks.append(f"{number}\n{times}\n{f'<v {voice}>{said}' if voice else said}\n")
    path.write_text("\n".join(blocks), encoding="utf-8", newline="\n")


def _styled(text: str, *, italic: bool) -> str:
    return f"<i>{text}</i>" if italic else text


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _clock(ms: int, point: str) -> str:
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{ms:03}"


def _in_milliseconds(caption: _TimedCaption, rate: FrameRate) -> Caption:
    return Caption(
        start_ms=_milliseconds(caption.start, rate),
        end_ms=_milliseconds(caption.end, rate),
        lines=caption.lines,
        character=caption.character,
        italic=caption.italic,
    )


def _milliseconds(frame: int, rate: FrameRate) -> int:
    return round(frame * 1000 / per_second(rate))


def _separate(captions: Sequence[_TimedCaption], pace: _Pace) -> list[_TimedCaption]:
    """Captions in order of start, moved and cut so that each is long enough and two frames lie between them."""
    placed: list[_TimedCaption] = []
    free = 0
    for index, caption in enumerate(captions):
        start = max(caption.start, free)
        end = max(start + pace.shortest, caption.end)
        if index + 1 < len(captions):
            limit = captions[index + 1].start - GAP_FRAMES
            if limit - pace.chain < end:
                end = max(limit, start + pace.shortest)
        end = min(end, start + pace.longest)
        placed.append(_TimedCaption(start, end, caption.lines, caption.character, caption.italic))
        free = end + GAP_FRAMES
    return placed


def _timed(
    character: str, text: str, timing: LineTiming, offset: int, pace: _Pace, *, on_screen: bool
) -> list[_TimedCaption]:
    pieces = units(text, timing, pace.rate)
    captions: list[_TimedCaption] = []
    for first, last in _best_cuts(pieces, pace):
        chunk = pieces[first:last]
        start = chunk[0].start_frame
        end = max(chunk[-1].end_frame, start + pace.reading(_run_width(chunk)))
        captions.append(_TimedCaption(offset + start, offset + end, _lines(chunk), character, not on_screen))
    return captions


def _together(one: _Line, other: _Line, pace: _Pace) -> Iterator[_TimedCaption]:
    """Two lines that are said at once, one below the other, in as many captions as the longer one needs."""
    start = one[0]
    both = [_in_single_lines(units(text, timing, pace.rate)) for _, _, text, timing, _ in (one, other)]
    dash = "- " if all(both) else ""
    names, italic = ", ".join((one[1], other[1])), not (one[4] or other[4])
    free = 0
    for rows in zip_longest(*both):
        shown = [row for row in rows if row]
        width = sum(_run_width(row) + _DASH for row in shown)
        begins = max(free, start + min(row[0].start_frame for row in shown))
        ends = max(start + max(row[-1].end_frame for row in shown), begins + pace.reading(width))
        yield _TimedCaption(begins, ends, tuple(f"{dash}{_text(row)}" for row in shown), names, italic)
        free = ends + GAP_FRAMES


def _in_single_lines(pieces: Sequence[Unit]) -> list[Sequence[Unit]]:
    """Stretches that fit into one line behind a dash, as long as each other as far as the words let them."""
    whole = _run_width(pieces) if pieces else 0
    count = -(-whole // (LINE_WIDTH - _DASH))
    rows: list[Sequence[Unit]] = []
    first = 0
    for last in range(1, len(pieces) + 1):
        row = pieces[first:last]
        full = last < len(pieces) and _run_width(pieces[first : last + 1]) > LINE_WIDTH - _DASH
        share = _run_width(pieces[:last]) >= whole * (len(rows) + 1) / count
        if last == len(pieces) or full or share:
            rows.append(row)
            first = last
    return rows


def _run_width(chunk: Sequence[Unit]) -> int:
    """Of a line that these pieces make, with the hyphen at its end."""
    blanks = sum(unit.blank_before for unit in chunk[1:])
    return sum(unit.width for unit in chunk) + (blanks + chunk[-1].hyphen) * NARROW


def _best_cuts(pieces: Sequence[Unit], pace: _Pace) -> list[tuple[int, int]]:
    """Which pieces share a caption: the cheapest chain of cuts (dynamic programming over the positions)."""
    count = len(pieces)
    reach = _line_reach(pieces)
    positions = [0]
    for unit in pieces:
        positions.append(positions[-1] + unit.width + (NARROW if unit.blank_before else 0))
    cheapest = [0.0] + [float("inf")] * count
    came_from = [0] * (count + 1)
    for first in range(count):
        line_end = reach[first]
        for last in range(first + 1, (reach[line_end] if line_end < count else count) + 1):
            cost = cheapest[first] + _cost(pieces, first, last, positions[last] - positions[first], pace)
            if cost < cheapest[last]:
                cheapest[last], came_from[last] = cost, first
    cuts: list[tuple[int, int]] = []
    last = count
    while last:
        cuts.append((came_from[last], last))
        last = came_from[last]
    return cuts[::-1]


def _line_reach(pieces: Sequence[Unit]) -> list[int]:
    """For each piece, the end of the longest single line that begins with it."""
    reach: list[int] = []
    end, width = 0, 0
    for first, unit in enumerate(pieces):
        if end == first:
            end, width = first + 1, unit.width
        while end < len(pieces):
            longer = width + pieces[end].width + (NARROW if pieces[end].blank_before else 0)
            if longer + pieces[end].hyphen * NARROW > LINE_WIDTH:
                break
            end, width = end + 1, longer
        reach.append(end)
        width -= unit.width
        if end > first + 1 and pieces[first + 1].blank_before:
            width -= NARROW
    return reach


def _cost(pieces: Sequence[Unit], first: int, last: int, width: int, pace: _Pace) -> float:
    """How badly pieces `first … last - 1` make one caption: too short or too long, a broken phrase, an orphan."""
    ends_text = last == len(pieces)
    start = pieces[first].start_frame
    room = (pieces[last].start_frame - GAP_FRAMES if not ends_text else pieces[-1].end_frame + pace.shortest) - start
    cost = 8.0 + max(0, pace.shortest - room) * 3 + max(0, pace.reading(width) - room)
    cost += max(0, pieces[last - 1].end_frame - start - pace.longest) * 3
    ends = pieces[last - 1].ends
    if not ends_text and ends != SENTENCE:
        cost += 5 if ends == CLAUSE else 18
        if _leans(pieces[last - 1]):
            cost += 6
    if ends_text or ends != SENTENCE or (first and pieces[first - 1].ends != SENTENCE):
        orphan = last - first < 3 and width < LINE_WIDTH // 3
        cost += 14 if orphan and not (first == 0 and ends_text) else 0
    return cost


def _leans(unit: Unit) -> bool:
    return unit.text.lower() in _LEANS_ON_NEXT or leads_on(unit.text)


def _lines(chunk: Sequence[Unit]) -> tuple[str, ...]:
    """One line where it fits; otherwise two, parted at the sense and of nearly equal length, the lower the longer."""
    if _run_width(chunk) <= LINE_WIDTH:
        return (_text(chunk),)

    def badness(cut: int) -> float:
        upper, lower = _run_width(chunk[:cut]), _run_width(chunk[cut:])
        if max(upper, lower) > LINE_WIDTH:
            return float("inf")
        balance = abs(upper - lower) / NARROW + (2 if upper > lower else 0)
        sense = {SENTENCE: -14, CLAUSE: -9}.get(chunk[cut - 1].ends, 0)
        return balance + sense + (8 if _leans(chunk[cut - 1]) else 0)

    cut = min(range(1, len(chunk)), key=badness)
    return _text(chunk[:cut]), _text(chunk[cut:])


def _text(chunk: Sequence[Unit]) -> str:
    words = "".join((" " if unit.blank_before and index else "") + unit.text for index, unit in enumerate(chunk))
    return words + "-" * chunk[-1].hyphen
