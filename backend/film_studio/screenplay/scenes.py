"""Elements gathered into scenes, as breakdown and schedule count them."""

import itertools
from collections.abc import Sequence

from film_studio.screenplay import text
from film_studio.screenplay.elements import Action, Cue, Dialogue, Element, Lyric, Scene, SceneHeading, TitlePage
from film_studio.screenplay.pagination import LINES_PER_PAGE, Layout, eighths


def scenes(elements: Sequence[Element], layout: Layout) -> tuple[Scene, ...]:
    """One scene a heading, and one without a heading for what is filmed before the first. The title page is in none.

    Without any heading, the whole screenplay is one scene, if anything in it is to be filmed.
    """
    first = 1 if elements and isinstance(elements[0], TitlePage) else 0
    headings = [place for place, element in enumerate(elements) if isinstance(element, SceneHeading)]
    opening = headings[0] if headings else len(elements)
    begins = list(headings)
    if any(_is_filmed(element) for element in elements[first:opening]):
        begins.insert(0, first)
    elif begins:
        begins[0] = first
    return tuple(
        _scene(index, elements, layout, begin, end)
        for index, (begin, end) in enumerate(itertools.pairwise([*begins, len(elements)]))
    )


def _scene(index: int, elements: Sequence[Element], layout: Layout, begin: int, end: int) -> Scene:
    within = elements[begin:end]
    heading = next((element for element in within if isinstance(element, SceneHeading)), None)
    return Scene(
        index=index,
        number=(heading.number if heading else None) or str(index + 1),
        heading=heading,
        elements=tuple(element for element in within if element is not heading),
        start_page=1 + layout.starts[begin] / LINES_PER_PAGE,
        eighths=eighths(sum(layout.lengths[begin:end])),
    )


def _is_filmed(element: Element) -> bool:
    return isinstance(element, Cue | Action | Dialogue | Lyric) and bool(
        element.name if isinstance(element, Cue) else text.plain(element.text).strip()
    )
