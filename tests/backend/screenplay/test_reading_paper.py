"""A screenplay set on paper is read back from it: every element is of its kind, and has its words."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from film_studio.screenplay import parser, writer
from film_studio.screenplay.elements import (
    Action,
    Cue,
    Dialogue,
    Element,
    Lyric,
    Parenthetical,
    SceneHeading,
    Screenplay,
    TitlePage,
    Transition,
)
from film_studio.screenplay.errors import ScreenplayError
from film_studio.screenplay.imports import reader
from film_studio.screenplay.imports.building import fountain_of
from film_studio.screenplay.imports.paragraphs import Paragraph
from film_studio.screenplay.pagination import LINES_PER_PAGE, paginate, printed
from film_studio.screenplay.paper import Wanted, recipe
from film_workers.tasks.screenplay import run
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.recipes.screenplay import SCREENPLAY, Paper
from tests.backend.screenplay.paper_files import W, archive, document_of, paragraph

WORDS = (
    *("rain", "falls", "over", "the", "harbour", "and", "nobody", "looks", "at", "Ida", "while", "boats", "go", "by"),
    *("Straße", "naïve", "well-known", "1984", "*never*", "**now**", "_here_", "again.", "Why?", "No!", "(almost)"),
)
NAMES = ("MARTA", "ÉLODIE", "R2D2", "OLD MAN", "DR. ŽIŽEK", "McCLANE")

_sentence = st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map(" ".join)
_said = st.lists(st.sampled_from(WORDS), min_size=2, max_size=60).map(" ".join)
_manner = st.lists(st.sampled_from(WORDS[:12]), min_size=1, max_size=8).map(" ".join)
_lines = st.lists(st.lists(st.sampled_from(WORDS), min_size=2, max_size=6).map(" ".join), min_size=1, max_size=3)


@st.composite
def _speech(draw: st.DrawFn, *, dual: bool = False) -> list[Element]:
    extensions = draw(st.sampled_from([(), ("V.O.",), ("O.S.", "CONT'D")]))
    parts: list[Element] = [Cue(name=draw(st.sampled_from(NAMES)), extensions=extensions, dual=dual)]
    if draw(st.booleans()):
        parts.append(Parenthetical(text=draw(_manner)))
    parts += draw(st.sampled_from([[], [Lyric(text="la la the sea\nand la")]]))
    parts.append(Dialogue(text=draw(_said)))
    if draw(st.booleans()):
        parts += [Parenthetical(text="beat"), Dialogue(text=draw(_said))]
    return parts


@st.composite
def _both(draw: st.DrawFn) -> list[Element]:
    return [*draw(_speech()), *draw(_speech(dual=True))]


_scene_heading: st.SearchStrategy[Element] = st.builds(
    SceneHeading,
    text=st.sampled_from(["INT. BAR - NIGHT", "EXT. HARBOUR - DUSK", "INT./EXT. CAR - DAY", "FOREST"]),
    number=st.sampled_from([None, "12A", "7"]),
)
_paragraph: st.SearchStrategy[list[Element]] = st.one_of(
    st.builds(Action, text=_sentence.map(lambda text: f"Then {text}")).map(lambda element: [element]),
    st.builds(Action, text=_lines.map("\n".join)).map(lambda element: [element]),
    st.builds(Action, text=st.just("The end."), centered=st.just(True)).map(lambda element: [element]),
    st.builds(Transition, text=st.sampled_from(["CUT TO:", "FADE OUT.", "GO TO WHITE:"])).map(
        lambda element: [element]
    ),
    _scene_heading.map(lambda element: [element]),
    _speech(),
    _speech(),
    _both(),
)


@st.composite
def screenplays(draw: st.DrawFn) -> tuple[Element, ...]:
    head: list[Element] = [draw(_scene_heading)]
    if draw(st.booleans()):
        entries = (("Title", ("The Sea", "and the Land")), ("Credit", ("Written by",)), ("Author", ("A. Writer",)))
        foot = (("Draft date", ("1 May 2026",)), ("Contact", ("Ask me", "+44 20 7946 0000")))
        head.insert(0, TitlePage(entries=(*entries, *foot)))
    groups = draw(st.lists(_paragraph, min_size=5, max_size=25))
    return (*head, *(element for group in groups for element in group))


def set_on_paper(source: bytes, paper: Paper) -> bytes:
    with TemporaryDirectory() as folder:
        run(recipe(source, Wanted(title="The Sea", revision=2, paper=paper)), Path(folder), lambda _: None)
        return (Path(folder) / SCREENPLAY).read_bytes()


def _words(element: Element) -> str:
    words = " ".join(printed(element).split())
    return words.upper() if isinstance(element, SceneHeading | Transition) else words


def told(elements: Sequence[Element], *, join: set[int] | None = None) -> list[tuple[str, str]]:
    """Kind and words of each element; those in `join` belong to the one before."""
    found: list[tuple[str, str]] = []
    for index, element in enumerate(elements):
        kind = type(element).__name__
        if isinstance(element, TitlePage):
            found += [(key, " ".join(values).upper()) for key, values in element.entries]
        elif join and index in join:
            found[-1] = (kind, f"{found[-1][1]} {_words(element)}")
        else:
            found.append((f"{kind}{'^' * (isinstance(element, Cue) and element.dual)}", _words(element)))
    return found


def at_the_top(elements: Sequence[Element]) -> set[int]:
    """Paragraphs of action that begin a page below one that ends the page before: on paper both are one."""
    layout = paginate(elements)
    return {
        index
        for index, element in enumerate(elements)
        if isinstance(element, Action)
        and isinstance(elements[index - 1], Action)
        and layout.starts[index] % LINES_PER_PAGE == 0
    }


@settings(max_examples=12, deadline=None)
@given(screenplays(), st.sampled_from(["us-letter", "a4"]))
def test_what_is_set_on_paper_is_read_as_it_was(elements: tuple[Element, ...], paper: Paper) -> None:
    source = writer.write(Screenplay(elements=elements, scenes=(), pages=0.0)).encode()
    meant = parser.parse_bytes(source).elements
    reading = reader.read(set_on_paper(source, paper))
    read = parser.parse(fountain_of(reading.paragraphs)).elements
    tops = at_the_top(meant)
    assert told(read) in [told(meant), *([told(meant, join=tops)] if tops else [])]


def _changed(pdf: bytes, was: bytes, now: bytes) -> bytes:
    assert was in pdf
    return pdf.replace(was, now.ljust(len(was))[: len(was)])


def _kinds(paragraphs: Sequence[Paragraph]) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in paragraphs]


def test_a_docx_is_read_by_its_styles_in_any_language() -> None:
    names = [("S", "Szenenüberschrift", "<w:caps/>"), ("H", "Handlung", ""), ("F", "Figur", "<w:caps/>")]
    styles = "".join(
        f'<w:style w:styleId="{key}"><w:name w:val="{name}"/><w:rPr>{look}</w:rPr></w:style>'
        for key, name, look in [*names, ("D", "Dialog", "")]
    )
    styled = [("S", "Innen. Bar - Nacht"), ("H", "Regen."), ("F", "Ida"), ("D", "Du bist da.")]
    body = "".join(paragraph(text, f'<w:pStyle w:val="{style}"/>') for style, text in styled)
    body += "<w:p><w:del><w:r><w:delText>No.</w:delText></w:r></w:del><w:ins><w:r><w:t>Kept.</w:t></w:r></w:ins></w:p>"
    reading = reader.read(document_of(body, styles))
    assert _kinds(reading.paragraphs) == [
        ("scene_heading", "INNEN. BAR - NACHT"),
        ("action", "Regen."),
        ("cue", "IDA"),
        ("dialogue", "Du bist da."),
        ("action", "Kept."),
    ]
    assert {each.certainty for each in reading.paragraphs[:4]} == {"sure"}
    assert reading.remarks == ("Left out: passages that were marked as deleted (1).",)


def test_a_docx_without_styles_is_read_by_its_indents_and_its_capitals() -> None:
    def at(text: str, letters: int) -> str:
        return paragraph(text, f'<w:ind w:left="{letters * 144}"/>')

    empty = "<w:p/>"
    speech = [at("IDA", 20), at("(low)", 15), at("You came.", 10), empty]
    both = "".join(
        f"<w:tc>{paragraph(name)}{paragraph(words)}</w:tc>" for name, words in [("IDA", "Now."), ("TOM", "Never.")]
    )
    thick = paragraph("Fog, ").replace("</w:p>", "<w:r><w:rPr><w:b/></w:rPr><w:t>thick</w:t></w:r></w:p>")
    transition = paragraph("CUT TO:", '<w:jc w:val="right"/>')
    table = f"<w:tbl><w:tr>{both}</w:tr></w:tbl>"
    parts = [paragraph("EXT. SEA - DAY"), empty, thick, empty, *speech, *speech, table, empty, transition]
    reading = reader.read(document_of("".join(parts)))
    said = [("cue", "IDA"), ("parenthetical", "low"), ("dialogue", "You came.")]
    assert _kinds(reading.paragraphs) == [
        ("scene_heading", "EXT. SEA - DAY"),
        ("action", "Fog, **thick**"),
        *said,
        *said,
        *[("cue", "IDA"), ("dialogue", "Now."), ("dual_cue", "TOM"), ("dialogue", "Never.")],
        ("transition", "CUT TO:"),
    ]
    assert "TOM ^\nNever." in fountain_of(reading.paragraphs)


ENTITY = f'<!DOCTYPE x [<!ENTITY a "b">]><w:document {W}><w:body>{paragraph("&a;")}</w:body></w:document>'
BAD: Mapping[str, tuple[Callable[[bytes], bytes], str]] = {
    "a PDF cut short": (lambda pdf: pdf[:700], "broken or not complete"),
    "a PDF of pictures": (lambda pdf: _changed(pdf, b"/Contents", b"/Nothing"), "no text in it"),
    "an archive of something": (lambda _: archive({"a.txt": "INT. BAR - DAY"}), "not a DOCX"),
    "an archive cut short": (lambda _: document_of(paragraph("Hi."))[:-30], "broken or not complete"),
    "a DOCX with macros": (lambda _: archive({"word/document.xml": "", "word/vbaProject.bin": ""}), "macros"),
    "a DOCX that grows": (lambda _: archive({"word/document.xml": " " * 21_000_000}), "unpacks to more than"),
    "a DOCX with entities": (lambda _: archive({"word/document.xml": ENTITY}), "document type"),
    "a DOCX that is not XML": (lambda _: archive({"word/document.xml": "<w:document>"}), "not whole XML"),
    "a DOCX without words": (lambda _: document_of("<w:p/>"), "empty"),
    "a locked document": (lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "locked with a password"),
    "a picture": (lambda _: b"\x89PNG\r\n\x1a\n", "neither a PDF nor a DOCX"),
}


@pytest.fixture(scope="module")
def one_page() -> bytes:
    return set_on_paper(b"INT. BAR - DAY\n\nFog.\n", "a4")


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_read_is_refused_in_words(one_page: bytes, what: str) -> None:
    spoilt, why = BAD[what]
    with pytest.raises(ScreenplayError, match=why):
        reader.read(spoilt(one_page))


def test_a_pdf_that_is_called_a_text_is_told_what_it_is(one_page: bytes) -> None:
    with pytest.raises(ScreenplayError, match="is a PDF"):
        parser.parse_bytes(one_page)
