"""Which lines of one text are lines of another: those that both have once, and what stands the same around them.

Patience differencing: it takes time in proportion to the lines, whatever they say.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher
from typing import Final

#: Pairs of lines that are compared one by one where no line is the only one of its kind: a scene of either text.
_FEW: Final = 60_000


def align(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Pairs of indexes of equal lines, rising on both sides."""
    found: list[tuple[int, int]] = []
    waiting = [(0, len(before), 0, len(after))]
    while waiting:
        a, a_end, b, b_end = waiting.pop()
        while a < a_end and b < b_end and before[a] == after[b]:
            found.append((a, b))
            a, b = a + 1, b + 1
        while a < a_end and b < b_end and before[a_end - 1] == after[b_end - 1]:
            a_end, b_end = a_end - 1, b_end - 1
            found.append((a_end, b_end))
        if a == a_end or b == b_end:
            continue
        anchors = _anchors(before, after, (a, a_end), (b, b_end))
        if anchors:
            for (a_here, b_here), (a_next, b_next) in zip(anchors, [*anchors[1:], (a_end, b_end)], strict=True):
                waiting.append((a_here, a_next, b_here, b_next))
            waiting.append((a, anchors[0][0], b, anchors[0][1]))
        elif (a_end - a) * (b_end - b) <= _FEW:
            matcher = SequenceMatcher(None, before[a:a_end], after[b:b_end], autojunk=False)
            found += [
                (a + block.a + step, b + block.b + step)
                for block in matcher.get_matching_blocks()
                for step in range(block.size)
            ]
    return sorted(found)


def _anchors(
    before: Sequence[Hashable], after: Sequence[Hashable], of_before: tuple[int, int], of_after: tuple[int, int]
) -> list[tuple[int, int]]:
    """The longest rising row of lines that each side has once."""
    ours, theirs = Counter(before[slice(*of_before)]), Counter(after[slice(*of_after)])
    places = {after[index]: index for index in range(*of_after) if theirs[after[index]] == 1}
    pairs = [
        (index, places[before[index]])
        for index in range(*of_before)
        if ours[before[index]] == 1 and before[index] in places
    ]
    ends: list[int] = []
    last: list[int] = []
    former: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [number]
        former.append(last[length - 1] if length else -1)
    row: list[tuple[int, int]] = []
    at = last[-1] if last else -1
    while at >= 0:
        row.append(pairs[at])
        at = former[at]
    return row[::-1]
