"""The canonical spelling of one element: as little force as reads back as the same element, and not less."""

from collections.abc import Iterable, Mapping
from functools import singledispatch
from typing import Final, Literal

from film_studio.screenplay import remarks
from film_studio.screenplay.elements import (
    Action,
    Boneyard,
    Cue,
    Dialogue,
    Element,
    Lyric,
    Note,
    PageBreak,
    Parenthetical,
    SceneHeading,
    Section,
    Synopsis,
    TitlePage,
    Transition,
)
from film_studio.screenplay.errors import ScreenplayError
from film_studio.screenplay.parser import read_elements

#: Where an element stands: where a title page may still begin, directly under one, or further down.
Place = Literal["head", "under_title", "body"]
#: What stands there before it while its spelling is tried: above all other, it could be read as part of a title page.
_BEFORE: Final[Mapping[Place, str]] = {"head": "", "under_title": "Title: X\n\n", "body": "===\n\n"}
BLANK_LINE_IN_SPEECH: Final = "  "


def spell(element: Element, *, place: Place, answered: bool) -> str:
    """An element's lines, joined with `\\n`, without a line end after the last. `answered`: something is said directly
    under this cue. Raises ScreenplayError for what Fountain cannot say."""
    if isinstance(element, Action):
        return _action(element, place)
    if isinstance(element, Cue):
        return _cue(element, place, answered=answered)
    return _spelled(element)


@singledispatch
def _spelled(element: Element) -> str:
    raise ScreenplayError(f"Fountain has no element {type(element).__name__}.")


@_spelled.register
def _(page: TitlePage) -> str:
    return "\n".join(_entry(key, values) for key, values in page.entries)


@_spelled.register
def _(parenthetical: Parenthetical) -> str:
    return _join(f"({_one_line(parenthetical.text, 'parenthetical')})", parenthetical.remarks)


@_spelled.register
def _(dialogue: Dialogue) -> str:
    return "\n".join(line or BLANK_LINE_IN_SPEECH for line in _lines(dialogue.text))


@_spelled.register
def _(lyric: Lyric) -> str:
    return "\n".join(f"~{line}" for line in _lines(lyric.text))


@_spelled.register
def _(section: Section) -> str:
    return _join("#" * max(section.level, 1), _one_line(section.text, "section"))


@_spelled.register
def _(synopsis: Synopsis) -> str:
    return _join("=", _one_line(synopsis.text, "synopsis"))


@_spelled.register
def _(_page_break: PageBreak) -> str:
    return "==="


@_spelled.register
def _(boneyard: Boneyard) -> str:
    if "*/" in boneyard.text:
        raise ScreenplayError(f"A boneyard cannot hold */, which ends it: {_shown(boneyard.text)}.")
    return f"/* {boneyard.text} */"


def _entry(key: str, values: tuple[str, ...]) -> str:
    lines = [_one_line(value, "title page's value") for value in values]
    if len(lines) < 2:
        return _join(f"{key}:", *lines)
    return "\n".join([f"{key}:", *(f"    {line}" for line in lines)])


@_spelled.register
def _heading(heading: SceneHeading) -> str:
    number = f"#{heading.number}#" if heading.number else ""
    body = _join(_one_line(heading.text, "scene heading"), number, heading.remarks)
    for spelled in _forms(body, ".", forced=heading.forced):
        # Inside or outside is left out: it depends on the prefixes that the reader was told.
        match _read(spelled):
            case [SceneHeading() as read] if (read.text, read.number, read.remarks) == (
                heading.text,
                heading.number,
                heading.remarks,
            ):
                return spelled
            case _:
                pass
    raise ScreenplayError(
        f"Fountain has no spelling for the scene heading {_shown(heading.text)} with number {heading.number}: "
        "a heading begins with a letter or digit, and a number has letters, digits, dashes and dots."
    )


def _cue(cue: Cue, place: Place, *, answered: bool) -> str:
    extensions = (f"({extension})" for extension in cue.extensions)
    body = _join(_one_line(cue.name, "cue"), *extensions, "^" if cue.dual else "", cue.remarks)
    for spelled in _forms(body, "@", forced=cue.forced or not answered):
        if cue in _read(f"{spelled}\nSpeaks.", place):
            return spelled
    raise ScreenplayError(f"Fountain has no spelling for the character {_shown(cue.name)}: a name is text in one line.")


@_spelled.register
def _transition(transition: Transition) -> str:
    body = _join(_one_line(transition.text, "transition"), transition.remarks)
    spelled = ""
    for spelled in _forms(body, "> ", forced=transition.forced):
        if _read(spelled) == (transition,):
            break
    return spelled.rstrip()


def _action(action: Action, place: Place) -> str:
    lines = _lines(action.text)
    if action.centered:
        return "\n".join(_join(">", line, "<") for line in lines)
    every_line = "\n".join(f"!{line}" for line in lines)
    for spelled in _forms(action.text, "!", forced=action.forced):
        if _read(spelled, place) == (action,):
            return spelled
    return every_line


@_spelled.register
def _note(note: Note) -> str:
    if "]]" in note.text:
        raise ScreenplayError(f"A note cannot hold ]], which ends it: {_shown(note.text)}.")
    # An empty line would end the note, unless it has two blanks; a last bracket would be taken for the note's own.
    text = "\n".join(line or BLANK_LINE_IN_SPEECH for line in note.text.split("\n"))
    return f"[[{text}{' ' if text.endswith(']') else ''}]]"


def _forms(body: str, mark: str, *, forced: bool) -> Iterable[str]:
    if not forced:
        yield body
    yield mark + body


def _read(spelled: str, place: Place = "body") -> tuple[Element, ...]:
    return read_elements(_BEFORE[place] + spelled)[0][place != "head" :]


def _lines(text: str) -> list[str]:
    return [line.text for line in remarks.lines(text)]


def _one_line(text: str, what: str) -> str:
    if len(remarks.lines(text)) > 1:
        raise ScreenplayError(f"A {what} is one line; this has more: {_shown(text)}.")
    return text


def _join(*parts: str) -> str:
    return " ".join(filter(None, parts))


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:59] + "…")
