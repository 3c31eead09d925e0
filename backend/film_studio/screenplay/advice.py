"""What the reader of a screenplay took otherwise than it looks: nothing of it is wrong, and it is seldom meant."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from film_studio.screenplay import names, remarks
from film_studio.screenplay.cues import natural_cue
from film_studio.screenplay.elements import Action, Boneyard, Cue, Dialogue, Element, Note, SceneHeading, Screenplay
from film_studio.screenplay.headings import HeadingReader

#: More says nothing more: whoever has a hundred has one habit.
MOST: Final = 100

_HEADING: Final = "This reads as a scene heading, and is taken for {}: leave an empty line before it."
_NAME: Final = "{} says nothing here, so this is action: write the words on the next line, without an empty line."
_UNCLOSED: Final = "{} opens here and is not closed, so it is printed: close it with {}."
_NUMBER: Final = "Another scene has the number {} too."
_BRACKETS: Final = {"[[": ("A note", "]]"), "/*": ("A boneyard", "*/")}


def remarks_on(screenplay: Screenplay) -> list[tuple[int, str]]:
    """(line from 1, what to say) in the order of the lines; at most `MOST`."""
    headings = HeadingReader()
    known = {names.key(element.name) for element in screenplay.elements if isinstance(element, Cue)}
    numbers = Counter(
        element.number for element in screenplay.elements if isinstance(element, SceneHeading) and element.number
    )
    found: list[tuple[int, str]] = []
    for element in screenplay.elements:
        match element:
            case Action(forced=False, centered=False) | Dialogue():
                what = "action" if isinstance(element, Action) else "dialogue"
                found += _hidden_headings(element, what, headings)
                if isinstance(element, Action):
                    found += _unanswered(element, known)
            case SceneHeading(number=str(number)) if numbers[number] > 1:
                found.append((element.line, _NUMBER.format(number)))
            case _:
                pass
        found += _unclosed(element)
    return sorted(found)[:MOST]


def _hidden_headings(element: Action | Dialogue, what: str, headings: HeadingReader) -> Iterator[tuple[int, str]]:
    for offset, line in enumerate(element.text.split("\n")):
        if headings.prefix(line.strip()):
            yield element.line + offset, _HEADING.format(what)


def _unanswered(action: Action, known: set[str]) -> Iterator[tuple[int, str]]:
    line = action.text.strip()
    cue = None if "\n" in line else natural_cue(line)
    if cue is not None and names.key(cue.name) in known:
        yield action.line, _NAME.format(cue.name)


def _unclosed(element: Element) -> Iterator[tuple[int, str]]:
    if element.raw is None or isinstance(element, Note | Boneyard):
        return
    source = element.raw.replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    rest = remarks.without(source)
    opening = remarks.OPENING.search(rest)
    # A backslash before it says that it is meant.
    if opening and rest[opening.start() - 1 : opening.start()] != "\\":
        what, close = _BRACKETS[opening[0]]
        yield (
            element.line + source.count("\n", 0, max(0, source.find(rest[opening.start() :]))),
            _UNCLOSED.format(what, close),
        )
