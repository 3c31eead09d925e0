"""Pages as rows: the margin found, what is not of the screenplay marked, two columns taken apart."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from film_studio.screenplay.cues import split_cue
from film_studio.screenplay.headings import HeadingReader
from film_studio.screenplay.imports import furniture
from film_studio.screenplay.imports.lines import Alignment, Line, Page, Piece
from film_studio.screenplay.imports.rows import Row, capitals
from film_studio.screenplay.text import Span

#: Of type's size: the width of a letter of Courier, in which screenplays are set.
_LETTER: Final = 0.6
#: The text's width, in letters.
_COLUMNS: Final = 60
#: In letters from the margin: a name that stands to the right of this is the second of two.
_MIDDLE: Final = 24
_HEADINGS: Final = HeadingReader()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measure:
    """`margin`: of the action, in points; `letter`: a letter's width; `pitch`: from line to line."""

    margin: float
    letter: float
    pitch: float

    def columns(self, points: float) -> float:
        return (points - self.margin) / self.letter


def rows(pages: Sequence[Page], first: int = 0) -> list[Row]:
    """All that stands on the pages, from the page with index `first` on."""
    measure = _measure(pages[first:])
    result: list[Row] = []
    columns = _Columns()
    for index, (page, edges) in enumerate(zip(pages, furniture.headers(pages), strict=True)):
        if index < first:
            continue
        result += (
            _row(page.lines[edge].pieces, index + 1, 0, measure, dropped="It stands at the edge of the page.")
            for edge in sorted(edges)
        )
        columns.add(result, list(_body_of(page, edges, index + 1, measure)))
    return result


def _measure(pages: Sequence[Page]) -> _Measure:
    lines = [line for page in pages for line in page.lines]
    size = Counter(round(line.size * 2) / 2 for line in lines).most_common(1)[0][0] if lines else 12.0
    steps = Counter(
        round((below.base - line.base) * 2) / 2
        for page in pages
        for line, below in pairwise(page.lines)
        if 0.7 * size < below.base - line.base < 1.9 * size
    )
    # Words that go over to a next line stand as close as lines do; where there are none, as the type's size has it.
    pitch = min((step for step, count in steps.items() if count * 10 >= max(steps.values())), default=size)
    return _Measure(margin=_margin(lines, size), letter=size * _LETTER, pitch=pitch)


def _margin(lines: Sequence[Line], size: float) -> float:
    """Where headings begin; without any, the leftmost place at which many lines do."""
    begins: Counter[float] = Counter()
    headings: Counter[float] = Counter()
    for line in lines:
        piece = line.pieces[0]
        if len(line.pieces) > 1 and furniture.SCENE.fullmatch(piece.text):
            piece = line.pieces[1]
        left = round(piece.left / 3) * 3.0
        begins[left] += 1
        headings[left] += _HEADINGS.prefix(piece.text) is not None
    (left, count), *_ = [*headings.most_common(1), (0.0, 0)]
    if not count:
        left = min((left for left, count in begins.items() if count * 12 >= len(lines)), default=108.0)
    exact = [piece.left for line in lines for piece in line.pieces if abs(piece.left - left) <= size / 4]
    return min(exact, default=left)


def _body_of(page: Page, edges: set[int], number: int, measure: _Measure) -> Iterator[Row]:
    """The rows between header and footer. Of a line with wide gaps, each stretch after the first has a gap of -1."""
    above: float | None = None
    body = [(index, line) for index, line in enumerate(page.lines) if index not in edges]
    for at, (_, line) in enumerate(body):
        gap = 1.0 if above is None else max(0.0, (line.base - above) / measure.pitch - 1)
        above = line.base
        pieces, scene, why = _margins_off(line.pieces, measure)
        if not pieces:
            yield _row(line.pieces, number, gap, measure, dropped=why)
        for index, piece in enumerate(pieces):
            row = _row([piece], number, -1 if index else gap, measure)
            yield replace(row, number="" if index else scene, first=at == 0, last=at == len(body) - 1)


def _row(pieces: Sequence[Piece], page: int, gap: float, measure: _Measure, dropped: str = "") -> Row:
    left, right = measure.columns(pieces[0].left), measure.columns(pieces[-1].right)
    spans = tuple(span for at, piece in enumerate(pieces) for span in (*([Span(" ")] if at else []), *piece.spans))
    alignment: Alignment = "left"
    if left > 3 and abs((left + right) / 2 - _COLUMNS / 2) < 1:
        alignment = "center"
    elif left > _MIDDLE and abs(right - _COLUMNS) < 2.5:
        alignment = "right"
    return Row(page=page, spans=spans, left=left, right=right, gap=gap, alignment=alignment, dropped=dropped)


def _margins_off(pieces: Sequence[Piece], measure: _Measure) -> tuple[list[Piece], str, str]:
    """The line without what stands in its margins: its pieces, the scene's number, and of a line without words why it
    has none."""
    inside = list(pieces)
    scene = ""
    while inside and furniture.is_star(inside[-1].text) and measure.columns(inside[-1].left) > _COLUMNS - 4:
        inside.pop()
    if not inside:
        return [], "", "An asterisk marks a changed line."
    head = inside[0]
    if measure.columns(head.right) < 0.5 and furniture.SCENE.fullmatch(head.text):
        scene = inside.pop(0).text
    if inside and measure.columns(inside[-1].left) > _COLUMNS - 6 and furniture.SCENE.fullmatch(inside[-1].text):
        scene = scene or inside[-1].text
        inside.pop()
    return inside, scene.rstrip("."), "" if inside else "A number stands in the margin, and no scene beside it."


class _Columns:
    """Puts rows in the order in which they are read: of two names beside each other first the left one with its
    speech, also where both go over to the next page."""

    def __init__(self) -> None:
        self._edges: tuple[float, float] | None = None  # of two columns that go over to the next page
        self._right = 0  # where the right one of them begins among all rows

    def add(self, result: list[Row], found: Sequence[Row]) -> None:
        """Adds a page's rows to the `result`."""
        carried, self._edges = self._edges, None
        at = 0
        while at < len(found):
            row = found[at]
            goes_on = at == 0 and carried is not None and any(map(furniture.says_again, split_cue(row.text).extensions))
            beside = found[at + 1] if at + 1 < len(found) and found[at + 1].gap < 0 else None
            end = at + 1
            pair = beside is not None and _is_pair(row, beside, found[at + 2 : at + 3])
            while end < len(found) and found[end].gap < (0.5 if goes_on or pair else 0):
                end += 1
            if goes_on and carried is not None:
                left, right = _sides(found[at:end], carried)
                result[self._right : self._right] = left
                result += right
            elif pair and beside is not None:
                edges = _edges_of(found[at:end], row, beside)
                left, right = _sides(found[at:end], edges)
                self._right = len(result) + len(left)
                result += [*left, *right]
                self._edges = edges if any(furniture.says_more(each.text) for each in found[at:end]) else None
            else:
                # What a wide gap parts in a line of anything else stays one line.
                result.append(_joined(found[at:end]))
            at = end


def _is_pair(left: Row, right: Row, below: Sequence[Row]) -> bool:
    """Whether two stretches of a line are names: in capitals, or with words below that begin further left."""
    if not 2 < left.left < _MIDDLE < right.left or left.text.startswith("("):
        return False
    return (capitals(left.text) and capitals(right.text)) or (
        not left.tight and any(row.tight and row.left < left.left for row in below)
    )


def _edges_of(block: Sequence[Row], left: Row, right: Row) -> tuple[float, float]:
    """Where two columns begin. What only one of them shows is the same in the other: they are as wide."""
    apart = right.left - left.left
    middle = left.left + apart / 2
    edge = min(row.left if row.left < middle else row.left - apart for row in block)
    return edge, edge + apart


def _sides(block: Sequence[Row], edges: tuple[float, float]) -> tuple[list[Row], list[Row]]:
    middle = edges[1] - 1.5
    sides = [row for row in block if row.left < middle], [row for row in block if row.left >= middle]
    left, right = (
        [
            replace(
                row,
                side=number,
                gap=0.0 if at else 1.0,
                left=row.left - edge,
                right=row.right - edge,
                alignment="left",
            )
            for at, row in enumerate(side)
        ]
        for number, (side, edge) in enumerate(zip(sides, edges, strict=True), start=1)
    )
    return left, right


def _joined(line: Sequence[Row]) -> Row:
    if len(line) == 1:
        return line[0]
    spans = tuple(span for at, row in enumerate(line) for span in (*([Span(" ")] if at else []), *row.spans))
    return replace(line[0], spans=spans, right=line[-1].right, alignment="left")
