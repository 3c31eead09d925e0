"""Parts of a still's pixel grid that are painted anew: which of them overlap, and what hides what is behind it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from film_workers.renderers.animatic.draw import Box, Drawing, Pixels, Shape
from film_workers.renderers.animatic.people.figures import Drawn

_HIDDEN: Final = (0.0, 0.0, 0.0)
_HIDES: Final = 0.4  # of a shape's alpha


@dataclass(frozen=True, slots=True)
class Window:
    """Part of the still's pixel grid."""

    left: int
    top: int
    right: int
    bottom: int


def silhouette(drawing: Iterable[Shape]) -> Drawing:
    """What of a drawing hides what is behind it: not light, shadow or reflections."""
    return [
        replace(shape, paint=_HIDDEN)
        for shape in drawing
        if shape.blend == "normal" and not shape.glow and shape.alpha >= _HIDES
    ]


def meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def part_of(plane: Pixels, window: Window, step: int) -> Pixels:
    """What of a plane, of whose pixels `step` × `step` are one, lies in a window."""
    return plane[window.top // step : window.bottom // step, window.left // step : window.right // step]


def bounds_of(drawn: Drawn) -> Box:
    """All that a figure covers, soft edges included."""
    shapes = [*drawn.body, *drawn.front, *drawn.water]
    soft = max(3 * shape.blur for shape in shapes)
    low = [min(shape.bounds[side] for shape in shapes) - soft for side in (0, 1)]
    high = [max(shape.bounds[side] for shape in shapes) + soft for side in (2, 3)]
    return low[0], low[1], high[0], high[1]


def merged(windows: Sequence[Window]) -> list[Window]:
    """Windows of which no two overlap, over the same pixels and some between them."""
    apart: list[Window] = []
    for window in windows:
        joined = window
        while touching := [each for each in apart if overlap(each, joined)]:
            apart = [each for each in apart if each not in touching]
            parts = (joined, *touching)
            joined = Window(
                min(each.left for each in parts),
                min(each.top for each in parts),
                max(each.right for each in parts),
                max(each.bottom for each in parts),
            )
        apart.append(joined)
    return apart


def overlap(a: Window, b: Window) -> bool:
    return a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom
