"""A Final Draft screenplay as elements, paragraph by paragraph, and what Fountain cannot hold of it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from film_studio.screenplay import parser, remarks, titles, writer
from film_studio.screenplay import text as markup
from film_studio.screenplay.cues import split_cue
from film_studio.screenplay.elements import (
    Action,
    Cue,
    Dialogue,
    Element,
    Lyric,
    Note,
    PageBreak,
    Parenthetical,
    Screenplay,
    Synopsis,
    TitlePage,
    Transition,
)
from film_studio.screenplay.errors import ScreenplayError
from film_studio.screenplay.fdx import document
from film_studio.screenplay.fdx.document import Loss, Node
from film_studio.screenplay.fdx.runs import emphasized
from film_studio.screenplay.headings import NUMBER
from film_studio.screenplay.made import heading, joined
from film_studio.screenplay.spelling import spell
from film_studio.screenplay.text import Span

#: What is made of a paragraph's words in one line, and of its lines.
_MAKERS: Final[Mapping[str, Callable[[str, str], Element]]] = {
    "Parenthetical": lambda line, _: Parenthetical(text=line.removeprefix("(").removesuffix(")").strip()),
    "Dialogue": lambda _, lines: Dialogue(text=lines),
    "Transition": lambda line, _: Transition(text=line),
    "Lyrics": lambda _, lines: Lyric(text=lines),
    "Singing": lambda _, lines: Lyric(text=lines),
}
#: What Fountain has an element for. All other types (Shot, Cast List, General, those of a house) read as action.
KNOWN: Final = frozenset({"Scene Heading", "Action", "Character", *_MAKERS})
_SPOKEN: Final = (Parenthetical, Dialogue, Lyric)
_KEY: Final = re.compile(r"([^:：]+)[:：]\s*(.*)")


_STRAY: Final = Loss(line=None, reason="Marks in the text, such as [[ or /*, read otherwise in Fountain; look at them.")


@dataclass(slots=True)
class Unit:
    """Neighbouring paragraphs and the elements that they are. A paragraph without elements, such as an empty one, is in
    no unit."""

    nodes: list[Node]
    elements: list[Element] = field(default_factory=list[Element])


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A Final Draft file taken apart: its tree, its title page (None without one), its units in order."""

    root: Node
    title: TitlePage | None
    units: tuple[Unit, ...]
    losses: tuple[Loss, ...]

    @property
    def elements(self) -> tuple[Element, ...]:
        head = () if self.title is None else (self.title,)
        return (*head, *(element for unit in self.units for element in unit.elements))


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A Final Draft screenplay as Fountain, and what Fountain does not say of it, in the order of the file."""

    fountain: str
    losses: tuple[Loss, ...]


def read_bytes(data: bytes) -> Imported:
    """Raises ScreenplayError for what is not a Final Draft screenplay, with the line where XML breaks."""
    found = read(data)
    if not found.elements:
        raise ScreenplayError("The Final Draft file is empty: there is no text in its paragraphs.")
    text = writer.write(Screenplay(elements=found.elements, scenes=(), pages=0.0))
    said = parser.parse(text).elements
    strays = [] if _words_of(said) == _words_of(found.elements) else [_STRAY]
    return Imported(fountain=text, losses=(*found.losses, *strays))


def read(data: bytes) -> Document:
    """Raises ScreenplayError as `read_bytes` does."""
    root = document.parse(data)
    reader = _Reader()
    content = root.find("Content")
    title = reader.title_page(root)
    for node in () if content is None else content.iterchildren():
        reader.top(node)
    return Document(root=root, title=title, units=tuple(reader.units), losses=tuple(reader.losses))


class _Reader:
    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.losses: list[Loss] = []
        self._speaking = False

    def top(self, node: Node) -> None:
        """A child of <Content>: a paragraph, or one that holds two speeches side by side."""
        if node.tag != "Paragraph":
            return
        dual = node.find("DualDialogue")
        if dual is None:
            elements = self._paragraph(node)
            if elements:
                self._add(node, elements)
            return
        said: list[Element] = [PageBreak()] if node.get("StartsNewPage") == "Yes" else []
        cues = 0
        for inner in dual.iterfind("Paragraph"):
            for element in self._paragraph(inner):
                cues += isinstance(element, Cue)
                second = isinstance(element, Cue) and cues > 1
                said.append(replace(element, dual=True) if second and isinstance(element, Cue) else element)
        if said:
            self.units.append(Unit([node], joined(said)))
        self._speaking = False

    def _add(self, node: Node, elements: list[Element]) -> None:
        last = self.units[-1] if self.units else None
        whole = [*last.elements, *elements] if last else elements
        if last and len(joined(whole)) < len(whole):
            last.nodes.append(node)
            last.elements = joined(whole)
        else:
            self.units.append(Unit([node], elements))

    def _paragraph(self, node: Node) -> list[Element]:
        elements: list[Element] = []
        if node.get("StartsNewPage") == "Yes":
            elements.append(PageBreak())
            self._speaking = False
        element = self._element(node)
        if element is not None:
            elements.append(element)
            self._speaking = isinstance(element, Cue) or (self._speaking and isinstance(element, _SPOKEN))
        for summary in node.iterfind("SceneProperties/Summary"):
            lines = [_line(paragraph) for paragraph in summary.iterfind("Paragraph")]
            elements += [Synopsis(text=line) for line in lines if line]
        for note in node.iterfind("ScriptNote"):
            elements += self._note(note)
        return elements

    def _note(self, node: Node) -> Iterator[Element]:
        words = "\n".join(_words(paragraph) for paragraph in node.iterfind("Paragraph")).strip()
        lines = [line if line.strip() else "" for line in words.split("\n")]
        text = "\n".join(lines)
        if "]]" in text:
            self._lose(node, "A note cannot hold ]] in Fountain; it has a blank between the brackets now.")
            text = re.sub(r"\](?=\])", "] ", text)
        if text:
            yield Note(text=text)

    def _element(self, node: Node) -> Element | None:
        kind = node.get("Type", "")
        spans = list(_spans(node))
        text, complete = emphasized(spans)
        text = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
        if not text.strip():
            return None
        if not complete:
            self._lose(node, "Fountain has no spelling for the style of part of a word; the words are kept without it.")
        if kind not in KNOWN:
            self._lose(node, f"Fountain has no element for {kind or 'a paragraph without a type'}; it reads as action.")
        element = self._typed(kind, text, node)
        try:
            spell(element, place="body", answered=True)
        except ScreenplayError as error:
            self._lose(node, f"{kind} reads as action: {error}")
            return Action(text=text)
        return element

    def _typed(self, kind: str, text: str, node: Node) -> Element:
        line = " ".join(remarks.without(text).split())
        lines = "\n".join(part.strip() for part in text.split("\n"))
        if kind in {"Parenthetical", "Dialogue"} and not self._speaking:
            self._lose(node, f"{kind} without a character above it reads as action.")
            return Action(text=text)
        if kind == "Character":
            parts = split_cue(line)
            return Cue(name=parts.name, extensions=parts.extensions, dual=parts.dual)
        if kind not in KNOWN or kind == "Action":
            centered = node.get("Alignment") == "Center"
            return Action(text=lines if centered else text, centered=centered)
        return self._heading(line, node) if kind == "Scene Heading" else _MAKERS[kind](line, lines)

    def _heading(self, line: str, node: Node) -> Element:
        number = node.get("Number")
        if number and not NUMBER.fullmatch(number):
            self._lose(
                node, f"Fountain cannot hold the scene number {number!r}: letters, digits, dashes and dots only."
            )
            number = None
        return heading(line, number)

    def title_page(self, root: Node) -> TitlePage | None:
        """Final Draft's title page is paragraphs without names: the first centred one is the title, one with `by` the
        credit and what follows it the authors; what stands at the left is `Key: value`, or the contact."""
        entries: dict[str, list[str]] = {}
        for node in root.iterfind("TitlePage/Content/Paragraph"):
            text = _line(node)
            if not text:
                continue
            key, value = self._entry(node, text, entries)
            entries.setdefault(key, []).append(value)
        return TitlePage(entries=tuple((key, tuple(values)) for key, values in entries.items())) if entries else None

    @staticmethod
    def _entry(node: Node, text: str, entries: dict[str, list[str]]) -> tuple[str, str]:
        named = _KEY.fullmatch(text)
        if named and named[1].strip().lower() in titles.KNOWN:
            return named[1].strip(), named[2].strip()
        if node.get("Alignment") != "Center":
            return "Contact", text
        if "Title" not in entries:
            return "Title", text
        if "Credit" not in entries and titles.CREDIT.search(text):
            return "Credit", text
        return ("Author", text) if "Credit" in entries else ("Title", text)

    def _lose(self, node: Node, reason: str) -> None:
        self.losses.append(Loss(line=node.sourceline, reason=reason))


def _spans(node: Node) -> Iterator[Span]:
    for run in node.iterfind("Text"):
        styles = set((run.get("Style") or "").split("+"))
        words = (run.text or "").replace("\r\n", "\n").replace("\r", "\n")
        yield Span(words, "Bold" in styles, "Italic" in styles, "Underline" in styles)


def _words(node: Node) -> str:
    return "".join(span.text for span in _spans(node))


def _words_of(elements: Iterable[Element]) -> list[tuple[type[Element], str]]:
    """What is read of each element, however it is spelled."""
    return [
        (type(element), "".join(span.text for span in markup.spans(str(getattr(element, "text", "")))))
        for element in elements
    ]


def _line(node: Node) -> str:
    return " ".join(_words(node).split())
