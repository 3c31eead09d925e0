"""Final Draft both ways: what is read, what is written, what a patch leaves alone, and what is refused in words."""

import io
from dataclasses import replace
from typing import Final

import pytest
from film_studio.screenplay import parser, writer
from film_studio.screenplay.elements import (
    Action,
    Cue,
    Dialogue,
    Element,
    Lyric,
    Note,
    PageBreak,
    Parenthetical,
    SceneHeading,
    Screenplay,
    Synopsis,
    TitlePage,
    Transition,
)
from film_studio.screenplay.errors import ScreenplayError, ScreenplayTooLargeError
from film_studio.screenplay.fdx import document, reader
from film_studio.screenplay.fdx import writer as fdx_writer
from film_studio.screenplay.fdx.runs import merged
from film_studio.screenplay.text import spans
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.backend.screenplay.final_draft_files import final_draft_files
from tests.backend.screenplay.strategies import hand_made

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n'
FEATURE: Final = (
    _HEAD
    + """<FinalDraft DocumentType="Script" Template="No" Version="5" xmlns:house="urn:house">
  <Content>
    <Paragraph Number="12A" Type="Scene Heading" house:mark="7">
      <SceneProperties Length="2/8" Page="1" Title="Fire">
        <Summary><Paragraph><Text>They wait.</Text></Paragraph></Summary>
      </SceneProperties>
      <Text>INT. KITCHEN - NIGHT</Text>
    </Paragraph>
    <Paragraph Type="Action">
      <ScriptNote ID="3" Color="#FF0000"><Paragraph><Text>Too slow?</Text></Paragraph></ScriptNote>
      <Text AdornmentStyle="-1" RevisionID="2">The ket</Text><Text>tle </Text>
      <Text Style="Bold+Italic">boils</Text><Text>.</Text>
    </Paragraph>
    <Paragraph Type="Action"><Text></Text></Paragraph>
    <Paragraph Type="Action"><Text>CUT</Text></Paragraph>
    <Paragraph>
      <DualDialogue>
        <Paragraph Type="Character"><Text>BOB (V.O.)</Text></Paragraph>
        <Paragraph Type="Parenthetical"><Text>(low)</Text></Paragraph>
        <Paragraph Type="Dialogue"><Text>Now.</Text></Paragraph>
        <Paragraph Type="Character"><Text>McCLANE</Text></Paragraph>
        <Paragraph Type="Dialogue"><Text>Never.</Text></Paragraph>
      </DualDialogue>
    </Paragraph>
    <Paragraph Type="Shot"><Text>ANGLE ON THE KETTLE</Text></Paragraph>
    <Paragraph Type="Character"><Text>ANNA</Text></Paragraph>
    <Paragraph Type="Lyrics"><Text>La la</Text></Paragraph>
    <Paragraph Alignment="Center" StartsNewPage="Yes" Type="Action"><Text>THE END</Text></Paragraph>
    <Paragraph Type="Transition"><Text>Burn to pink.</Text></Paragraph>
  </Content>
  <TitlePage><Content>
    <Paragraph Alignment="Center"><Text Style="Underline">THE SEA</Text></Paragraph>
    <Paragraph Alignment="Center"><Text>Written by</Text></Paragraph>
    <Paragraph Alignment="Center"><Text>Ada Berg</Text></Paragraph>
    <Paragraph Alignment="Left"><Text>1 Harbour Street</Text></Paragraph>
  </Content></TitlePage>
  <TagData><TagDefinitions><TagDefinition Label="Kettle"/></TagDefinitions></TagData>
  <LockedPages><LockedPage Number="1"/></LockedPages>
</FinalDraft>
"""
)


def _content(paragraphs: str) -> bytes:
    return f'{_HEAD}<FinalDraft DocumentType="Script"><Content>{paragraphs}</Content></FinalDraft>'.encode()


def _fountain(data: bytes) -> Screenplay:
    return parser.parse(reader.read_bytes(data).fountain)


def _canonical(data: bytes) -> bytes:
    target = io.BytesIO()
    etree.fromstring(data).getroottree().write(target, method="c14n")
    return target.getvalue()


def _styled(element: Element) -> Element:
    """The element with its text as styled runs: how emphasis and escapes are spelled does not count."""
    if isinstance(element, Action | Dialogue | Lyric):
        text = "\n".join(line.rstrip() for line in element.text.split("\n")).strip("\n")
        return replace(element, text=repr(merged(spans(text))), raw=None)
    return element


def test_every_element_of_a_final_draft_script_is_read_as_fountain_says_it() -> None:
    assert _fountain(FEATURE.encode()).elements == (
        TitlePage(
            entries=(
                ("Title", ("THE SEA",)),
                ("Credit", ("Written by",)),
                ("Author", ("Ada Berg",)),
                ("Contact", ("1 Harbour Street",)),
            )
        ),
        SceneHeading(text="INT. KITCHEN - NIGHT", interior=True, location="KITCHEN", time="NIGHT", number="12A"),
        Synopsis(text="They wait."),
        Action(text="The kettle ***boils***."),
        Note(text="Too slow?"),
        Action(text="CUT"),
        Cue(name="BOB", extensions=("V.O.",)),
        Parenthetical(text="low"),
        Dialogue(text="Now."),
        Cue(name="McCLANE", dual=True),
        Dialogue(text="Never."),
        Action(text="ANGLE ON THE KETTLE"),
        Cue(name="ANNA"),
        Lyric(text="La la"),
        PageBreak(),
        Action(text="THE END", centered=True),
        Transition(text="Burn to pink."),
    )


@pytest.mark.parametrize(
    "data",
    [
        FEATURE.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + FEATURE.encode(),
        FEATURE.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16"),
    ],
    ids=["CRLF", "byte order mark", "UTF-16"],
)
def test_encodings_and_line_ends_read_alike(data: bytes) -> None:
    assert _fountain(data) == _fountain(FEATURE.encode())


def test_what_fountain_cannot_hold_is_said_with_its_line() -> None:
    lines = FEATURE.split("\n")
    shot = 1 + next(at for at, line in enumerate(lines) if 'Type="Shot"' in line)
    assert [(loss.line, "Shot" in loss.reason) for loss in reader.read_bytes(FEATURE.encode()).losses] == [(shot, True)]


def test_words_keep_their_letters_where_their_style_cannot_be_said() -> None:
    half = '<Paragraph Type="Action"><Text>un</Text><Text Style="Underline">der</Text><Text>line</Text></Paragraph>'
    found = reader.read_bytes(_content(half))
    assert found.fountain.strip() == "underline"
    assert len(found.losses) == 1


@pytest.mark.parametrize(
    "text", ["INT. X", "BOB", "~x", "> so", "# two", "= three", "===", "a *b* _c_ \\d", "[[n", "!"]
)
def test_action_that_looks_like_something_else_stays_action(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    data = _content(
        f'<Paragraph Type="Action"><Text>{escaped}</Text></Paragraph>'
        '<Paragraph Type="Action"><Text>Ends.</Text></Paragraph>'
    )
    first, second = _fountain(data).elements
    assert isinstance(first, Action)
    assert "".join(span.text for span in spans(first.text)) == text
    assert second == Action(text="Ends.")


@settings(deadline=None, max_examples=40)
@given(hand_made())
def test_fountain_through_final_draft_keeps_every_element_or_says_what_was_lost(elements: tuple[Element, ...]) -> None:
    before = parser.parse(writer.write(Screenplay(elements=elements, scenes=(), pages=0.0)))
    written = fdx_writer.write(before)
    after = reader.read(written.data)
    if written.losses or after.losses:
        return
    kept = [element for element in before.elements if getattr(element, "text", "x")]
    assert list(map(_styled, after.elements)) == list(map(_styled, kept))


@settings(deadline=None, max_examples=40)
@given(hand_made())
def test_final_draft_through_fountain_comes_back_to_the_byte(elements: tuple[Element, ...]) -> None:
    before = fdx_writer.write(parser.parse(writer.write(Screenplay(elements=elements, scenes=(), pages=0.0)))).data
    if reader.read(before).elements:
        assert fdx_writer.patch(before, _fountain(before)).data == before


@settings(deadline=None, max_examples=40)
@given(hand_made(), hand_made())
def test_a_patched_file_says_what_a_new_one_would_say(was: tuple[Element, ...], now: tuple[Element, ...]) -> None:
    old, new = (
        parser.parse(writer.write(Screenplay(elements=elements, scenes=(), pages=0.0))) for elements in (was, now)
    )
    original = fdx_writer.write(old).data
    assume(reader.read(original).elements)  # an empty file is not imported
    patched = fdx_writer.patch(original, new).data
    assert reader.read(patched).elements == reader.read(fdx_writer.write(new).data).elements


@settings(deadline=None, max_examples=40)
@given(final_draft_files, final_draft_files)
def test_any_file_comes_back_untouched_or_says_what_it_was_edited_to(was: bytes, now: bytes) -> None:
    assume(reader.read(was).elements and reader.read(now).elements)
    assert fdx_writer.patch(was, _fountain(was)).data == was
    edited = _fountain(now)
    assume(edited.elements != _fountain(was).elements)
    patched = reader.read(fdx_writer.patch(was, edited).data)
    assert patched.elements == reader.read(fdx_writer.write(edited).data).elements


def test_an_untouched_screenplay_exports_the_file_that_was_imported() -> None:
    data = FEATURE.encode()
    exported = fdx_writer.patch(data, _fountain(data)).data
    assert exported == data
    assert _canonical(document.serialize(document.parse(data))) == _canonical(data)


def test_an_edit_leaves_everything_else_of_the_file_as_it_was() -> None:
    data = FEATURE.encode()
    text = reader.read_bytes(data).fountain.replace("Never.", "Always.").replace("NIGHT", "DAWN")
    exported = fdx_writer.patch(data, parser.parse(text)).data
    dual = etree.fromstring(exported).find(".//DualDialogue")
    assert dual is not None
    assert [run.text for run in dual.iter("Text")][-1] == "Always."
    for kept in (
        "TagData",
        "LockedPages",
        'house:mark="7"',
        'Length="2/8"',
        'RevisionID="2"',
        'Color="#FF0000"',
        '"Shot"',
    ):
        assert kept.encode() in exported
    assert parser.parse(reader.read_bytes(exported).fountain) == parser.parse(text)


def _bomb() -> bytes:
    entities = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><FinalDraft>&e9;</FinalDraft>'.encode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (_bomb(), "document type"),
        (_bomb().decode().encode("utf-16"), "document type"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><FinalDraft/>', "document type"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"PK\x03\x04", "a ZIP"),
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"INT. HOUSE - DAY\n", "not whole XML"),
        (b"<FinalDraft>\n<Content>\n</FinalDraft>", "line 3"),
        (b"<html/>", "not Final Draft's"),
        (b'<FinalDraft Template="Yes"><Content/></FinalDraft>', "template"),
        (b"<FinalDraft/>", "no <Content>"),
        (_content(""), "empty"),
        (
            _content('<Paragraph Type="Action"><Text>caf\xe9</Text></Paragraph>').decode().encode("latin-1"),
            "not whole XML",
        ),
        (_content("<Paragraph>" * 300 + "</Paragraph>" * 300), "not whole XML"),
    ],
)
def test_what_is_not_a_final_draft_screenplay_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(ScreenplayError, match=words):
        reader.read_bytes(data)


def test_a_file_that_is_too_large_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(ScreenplayTooLargeError, match="MB"):
        reader.read_bytes(b"<" * (document.FDX_BYTES + 1))


@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=60))
def test_bytes_are_read_or_refused_and_never_crash(data: bytes) -> None:
    with pytest.raises(ScreenplayError):
        reader.read_bytes(data)
