"""Paragraphs, as read or as tagged anew, become a screenplay in Fountain."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from film_studio.screenplay import remarks, writer
from film_studio.screenplay.cues import split_cue
from film_studio.screenplay.elements import (
    Action,
    Cue,
    Dialogue,
    Element,
    Lyric,
    Parenthetical,
    Screenplay,
    TitlePage,
    Transition,
)
from film_studio.screenplay.errors import ScreenplayError
from film_studio.screenplay.headings import NUMBER
from film_studio.screenplay.imports.paragraphs import CUES, OF_THE_TITLE, SPOKEN, Kind, Paragraph
from film_studio.screenplay.made import heading, joined
from film_studio.screenplay.spelling import spell

_KEYS: Final[dict[Kind, str]] = {
    "title": "Title",
    "credit": "Credit",
    "author": "Author",
    "source": "Source",
    "draft_date": "Draft date",
    "contact": "Contact",
}

#: What is made of a paragraph's text, and of it in one line.
_MAKERS: Final[Mapping[Kind, Callable[[str, str], Element]]] = {
    "parenthetical": lambda _, line: Parenthetical(text=line.removeprefix("(").removesuffix(")").strip()),
    "dialogue": lambda text, _: Dialogue(text=text),
    "lyric": lambda text, _: Lyric(text=text),
    "transition": lambda _, line: Transition(text=line),
}


def fountain_of(paragraphs: Sequence[Paragraph]) -> str:
    """The screenplay that paragraphs are. Raises ScreenplayError where nothing of them is one."""
    body = joined(_body(paragraphs))
    if not body:
        raise ScreenplayError("Every paragraph is left out, so there is no screenplay: tag at least one as action.")
    entries = tuple(
        (key, values)
        for kind, key in _KEYS.items()
        if (values := tuple(_one_line(each.text) for each in paragraphs if each.kind == kind))
    )
    head = (TitlePage(entries=entries),) if entries else ()
    return writer.write(Screenplay(elements=(*head, *body), scenes=(), pages=0.0))


def _body(paragraphs: Iterable[Paragraph]) -> Iterator[Element]:
    speaking = False
    for paragraph in paragraphs:
        if paragraph.kind == "ignored" or paragraph.kind in OF_THE_TITLE:
            continue
        element = _element(paragraph, speaking=speaking)
        try:
            spell(element, place="body", answered=True)
        except ScreenplayError:
            element = Action(text=paragraph.text)
        speaking = isinstance(element, Cue) or (speaking and paragraph.kind in SPOKEN)
        yield element


def _element(paragraph: Paragraph, *, speaking: bool) -> Element:
    text, line = paragraph.text, _one_line(paragraph.text)
    if paragraph.kind in SPOKEN and not speaking:
        return Action(text=text)
    if paragraph.kind in CUES:
        parts = split_cue(line)
        return Cue(name=parts.name, extensions=parts.extensions, dual=paragraph.kind == "dual_cue")
    if paragraph.kind == "scene_heading":
        return heading(line, paragraph.number if NUMBER.fullmatch(paragraph.number) else None)
    if paragraph.kind in _MAKERS:
        return _MAKERS[paragraph.kind](text, line)
    return Action(text=text, centered=paragraph.kind == "centered")


def _one_line(text: str) -> str:
    return " ".join(remarks.without(text).split())
