"""A screenplay as Final Draft's XML: made anew, or as a patch of the file that it was imported from."""

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final

from lxml import etree

from film_studio.screenplay import parser, remarks
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
    Screenplay,
    Section,
    Synopsis,
    TitlePage,
    Transition,
)
from film_studio.screenplay.fdx import document, reader
from film_studio.screenplay.fdx.document import Loss, Node
from film_studio.screenplay.fdx.reader import Document, Unit
from film_studio.screenplay.fdx.runs import STYLES, merged
from film_studio.screenplay.text import spans

#: What XML 1.0 cannot hold, escaped or not.
_NOT_XML: Final = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EMPTY: Final = b'<FinalDraft DocumentType="Script" Template="No" Version="5"><Content/></FinalDraft>'
_CENTERED_KEYS: Final = frozenset({"title", "credit", "author", "authors", "source"})
_TYPES: Final[dict[type[Element], str]] = {
    SceneHeading: "Scene Heading",
    Action: "Action",
    Cue: "Character",
    Parenthetical: "Parenthetical",
    Dialogue: "Dialogue",
    Lyric: "Lyrics",
    Transition: "Transition",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A Final Draft file, in UTF-8, and what it does not say of the Fountain, in the order of its lines."""

    data: bytes
    losses: tuple[Loss, ...]


def write(screenplay: Screenplay) -> Exported:
    """A file made anew."""
    root = etree.fromstring(_EMPTY)
    pen = _Pen()
    content = root.find("Content")
    assert content is not None
    content.extend(pen.paragraphs(screenplay.elements))
    pen.title_page(root, next((page for page in screenplay.elements if isinstance(page, TitlePage)), None))
    return Exported(data=document.serialize(root), losses=tuple(pen.losses))


def patch(original: bytes, screenplay: Screenplay) -> Exported:
    """The file that a screenplay was imported from, with what was edited since. Paragraphs that say the same stay as
    they are, with all that is not read here (revisions, tags, locked pages), and so does everything around them; of
    an untouched screenplay it is the original, to the byte. Raises ScreenplayError where `original` is not FDX."""
    if parser.parse(reader.read_bytes(original).fountain).elements == screenplay.elements:
        return Exported(data=original, losses=())
    before = reader.read(original)
    fresh = write(screenplay)
    after = reader.read(fresh.data)
    _patch_content(before, after)
    if before.title != after.title:
        page, written = before.root.find("TitlePage"), after.root.find("TitlePage")
        if page is not None:
            before.root.remove(page)
        if written is not None:
            before.root.append(deepcopy(written))
    return Exported(data=document.serialize(before.root), losses=fresh.losses)


def _patch_content(before: Document, after: Document) -> None:
    content = before.root.find("Content")
    assert content is not None
    old, new = before.units, after.units
    matcher = SequenceMatcher(None, [repr(_said(unit)) for unit in old], [repr(_said(unit)) for unit in new], False)
    for change, start, end, first, last in matcher.get_opcodes():
        if change == "equal":
            continue
        anchor = _place(content, old, start)
        kept = min(end - start, last - first)
        for there, here in zip(old[start : start + kept], new[first : first + kept], strict=True):
            anchor = _replace(content, there, here) + 1
        for unit in old[start + kept : end]:
            for node in unit.nodes:
                content.remove(node)
        for unit in new[first + kept : last]:
            for node in unit.nodes:
                content.insert(anchor, deepcopy(node))
                anchor += 1


def _said(unit: Unit) -> tuple[Element, ...]:
    return tuple(replace(element, line=0, raw=None) for element in unit.elements)


def _place(content: Node, units: Sequence[Unit], at: int) -> int:
    """Where in the content something goes that stands before a unit: right after the one before it."""
    return content.index(units[at - 1].nodes[-1]) + 1 if at else 0


def _replace(content: Node, there: Unit, here: Unit) -> int:
    """Puts what was written in the place of what stood there, and returns the place of its last paragraph. One
    paragraph for one of the same type keeps its attributes and what is not read of it."""
    node, written = there.nodes[0], here.nodes[0]
    plain = node.find("DualDialogue") is None and written.find("DualDialogue") is None
    if len(there.nodes) == len(here.nodes) == 1 and plain and _same_type(node, written):
        _rewrite(node, written)
        return content.index(node)
    at = content.index(node)
    for gone in there.nodes:
        content.remove(gone)
    for offset, paragraph in enumerate(here.nodes):
        content.insert(at + offset, deepcopy(paragraph))
    return at + len(here.nodes) - 1


def _same_type(node: Node, written: Node) -> bool:
    """A type that is not read here, such as a shot, is kept where action is written."""
    was, now = node.get("Type", ""), written.get("Type", "")
    return was == now or (now == "Action" and was not in reader.KNOWN)


def _rewrite(node: Node, written: Node) -> None:
    for name in ("Number", "StartsNewPage", "Alignment"):
        said = written.get(name)
        if said is not None:
            node.set(name, said)
        elif name != "Alignment" or node.get(name) == "Center":
            node.attrib.pop(name, None)
    if _inner(node, "SceneProperties/Summary") != _inner(written, "SceneProperties/Summary"):
        _rewrite_summary(node, written)
    for tag in ("ScriptNote", "Text"):
        if _inner(node, tag) != _inner(written, tag):
            for gone in node.findall(tag):
                node.remove(gone)
            node.extend(deepcopy(child) for child in written.findall(tag))


def _inner(node: Node, path: str) -> list[tuple[str, ...]]:
    """What a reader sees of some children: words and styles."""
    return [(run.get("Style") or "", run.text or "") for child in node.iterfind(path) for run in child.iter("Text")]


def _rewrite_summary(node: Node, written: Node) -> None:
    properties = node.find("SceneProperties")
    if properties is None:
        properties = etree.SubElement(node, "SceneProperties")
        node.insert(0, properties)
    for gone in properties.findall("Summary"):
        properties.remove(gone)
    properties.extend(deepcopy(summary) for summary in written.iterfind("SceneProperties/Summary"))


class _Pen:
    def __init__(self) -> None:
        self.losses: list[Loss] = []

    def paragraphs(self, elements: Sequence[Element]) -> list[Node]:
        """The children of <Content>."""
        written: list[Node] = []
        speech: list[Node] = []  # the speech that a dual one may yet stand beside
        parted: PageBreak | None = None
        summary = False  # a synopsis here belongs to the scene heading before it
        for element in elements:
            if isinstance(element, TitlePage):
                continue
            if isinstance(element, PageBreak):
                self._lose_break(parted)
                parted = element
                continue
            paragraph = None if isinstance(element, Note | Boneyard | Section | Synopsis) else self._paragraph(element)
            if paragraph is None:
                if parted or not written:
                    written.append(_blank(new_page=parted is not None))
                    parted, speech, summary = None, [], False
                self._remark(speech[-1] if speech else written[-1], element, summary=summary)
                summary = summary and isinstance(element, Synopsis)
                continue
            if parted:
                paragraph.set("StartsNewPage", "Yes")
                parted, speech = None, []
            summary = isinstance(element, SceneHeading)
            if isinstance(element, Cue) and element.dual and speech:
                speech = self._beside(written, speech, paragraph)
                continue
            if isinstance(element, Cue):
                self._lose_dual(element)
                speech = [paragraph]
            elif isinstance(element, Parenthetical | Dialogue | Lyric) and speech:
                dual = speech[0].getparent()
                speech.append(paragraph)
                if dual is not None and dual.tag == "DualDialogue":
                    dual.append(paragraph)
                    continue
            else:
                speech = []
            written.append(paragraph)
        if parted:
            written.append(_blank(new_page=True))
        return written

    def _beside(self, written: list[Node], speech: list[Node], paragraph: Node) -> list[Node]:
        """Puts a speech beside the one before it, and returns what it has so far."""
        dual = speech[0].getparent()
        if dual is None:
            holder = etree.Element("Paragraph")
            if speech[0].attrib.pop("StartsNewPage", None):
                holder.set("StartsNewPage", "Yes")
            dual = etree.SubElement(holder, "DualDialogue")
            del written[len(written) - len(speech) :]
            dual.extend(speech)
            written.append(holder)
        dual.append(paragraph)
        return [paragraph]

    def _paragraph(self, element: Element) -> Node:
        node = etree.Element("Paragraph", Type=_TYPES[type(element)])
        if isinstance(element, SceneHeading) and element.number:
            node.set("Number", self._xml(element.number, element))
        if isinstance(element, Action) and element.centered:
            node.set("Alignment", "Center")
        words = _words(element)
        for span in merged(spans(words)):
            styles = [name for name, attribute in STYLES if getattr(span, attribute)]
            run = etree.SubElement(node, "Text", {"Style": "+".join(styles)} if styles else {})
            run.text = self._xml(span.text, element)
        inside = getattr(element, "remarks", "") or words
        if found := remarks.find(inside):
            self._lose(element, "Final Draft has notes beside a paragraph, not in it; what stood inside follows it.")
            for remark in found:
                _note(node, self._xml(inside[remark.start + 2 : remark.end - 2].strip(), element))
        return node

    def _remark(self, node: Node, element: Element, *, summary: bool) -> None:
        text = self._xml(getattr(element, "text", ""), element)
        if isinstance(element, Synopsis) and summary:
            properties = node.find("SceneProperties")
            if properties is None:
                properties = etree.Element("SceneProperties")
                node.insert(0, properties)
                etree.SubElement(properties, "Summary")
            etree.SubElement(etree.SubElement(properties[0], "Paragraph"), "Text").text = text
            return
        if not isinstance(element, Note):
            name = type(element).__name__.lower()
            self._lose(element, f"Final Draft has no place for a {name} here; its words became a script note.")
        _note(node, text)

    def title_page(self, root: Node, page: TitlePage | None) -> None:
        if page is None:
            return
        content = etree.SubElement(etree.SubElement(root, "TitlePage"), "Content")
        for key, values in page.entries:
            centered = key.lower() in _CENTERED_KEYS
            for value in values:
                node = etree.SubElement(content, "Paragraph", Alignment="Center" if centered else "Left")
                words = "".join(span.text for span in spans(value))
                bare = centered or key.lower() == "contact"
                etree.SubElement(node, "Text").text = self._xml(words if bare else f"{key}: {words}", page)

    def _xml(self, text: str, element: Element) -> str:
        if not _NOT_XML.search(text):
            return text
        self._lose(element, "XML has no control characters; they became blanks.")
        return _NOT_XML.sub(" ", text)

    def _lose_break(self, parted: PageBreak | None) -> None:
        if parted:
            self._lose(parted, "Final Draft begins one page at a time; two page breaks in a row became one.")

    def _lose_dual(self, cue: Cue) -> None:
        if cue.dual:
            self._lose(cue, "A speech stands beside one before it, and there is none; it stands alone.")

    def _lose(self, element: Element, reason: str) -> None:
        self.losses.append(Loss(line=element.line or None, reason=reason))


def _words(element: Element) -> str:
    if isinstance(element, Cue):
        return " ".join((element.name, *(f"({extension})" for extension in element.extensions)))
    if isinstance(element, Parenthetical):
        return f"({element.text})"
    return str(getattr(element, "text", ""))


def _note(node: Node, text: str) -> None:
    if text:
        etree.SubElement(etree.SubElement(etree.SubElement(node, "ScriptNote"), "Paragraph"), "Text").text = text


def _blank(*, new_page: bool) -> Node:
    return etree.Element("Paragraph", {"Type": "Action", **({"StartsNewPage": "Yes"} if new_page else {})})
