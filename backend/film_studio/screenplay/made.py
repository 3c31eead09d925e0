"""Elements that no Fountain was parsed for: made of what another format says, so that Fountain can say it too."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from film_studio.screenplay import parser
from film_studio.screenplay.elements import Dialogue, Element, Lyric, SceneHeading

_PLACE: Final = "===\n\n"


def heading(line: str, number: str | None) -> SceneHeading:
    """A scene's heading of its words, taken apart as a reader would."""
    read, _ = parser.read_elements(f"{_PLACE}.{line}\n")
    found = read[1] if len(read) == 2 else None
    if isinstance(found, SceneHeading) and found.number is None and found.text == line:
        return replace(found, line=0, raw=None, forced=False, number=number or None)
    return SceneHeading(text=line, number=number or None)


def joined(elements: Iterable[Element]) -> list[Element]:
    """Neighbours that Fountain reads as one: two paragraphs of one speech, two lines of one song."""
    result: list[Element] = []
    for element in elements:
        last = result[-1] if result else None
        if isinstance(last, Dialogue) and isinstance(element, Dialogue):
            result[-1] = Dialogue(text=f"{last.text}\n{element.text}")
        elif isinstance(last, Lyric) and isinstance(element, Lyric):
            result[-1] = Lyric(text=f"{last.text}\n{element.text}")
        else:
            result.append(element)
    return result
