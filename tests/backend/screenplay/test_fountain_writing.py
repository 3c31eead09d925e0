"""Nothing is lost: what was parsed is written to the byte, and what was changed reads back as it was meant."""

from dataclasses import replace

import pytest
from film_studio.screenplay.elements import (
    Action,
    Boneyard,
    Cue,
    Dialogue,
    Element,
    Lyric,
    Note,
    SceneHeading,
    Screenplay,
    Section,
)
from film_studio.screenplay.errors import ScreenplayError
from film_studio.screenplay.parser import parse
from film_studio.screenplay.writer import write
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.backend.screenplay.feature_length import feature_length
from tests.backend.screenplay.strategies import any_text, hand_made

EXAMPLES = settings(max_examples=250, deadline=None, database=None)


def by_hand(*elements: Element) -> Screenplay:
    return Screenplay(elements=elements, scenes=(), pages=0)


def respelled(screenplay: Screenplay, change: list[bool]) -> Screenplay:
    """The screenplay with the elements at some places as if they had been typed anew."""
    elements = tuple(
        replace(element, raw=None) if change[place % len(change)] else element
        for place, element in enumerate(screenplay.elements)
    )
    return replace(screenplay, elements=elements)


@EXAMPLES
@given(any_text)
def test_any_text_is_a_screenplay_that_is_written_byte_for_byte(source: str) -> None:
    screenplay = parse(source)
    assert write(screenplay) == source
    raw = "".join(element.raw or "" for element in screenplay.elements)
    assert screenplay.byte_order_mark + raw + screenplay.tail == source


@EXAMPLES
@given(any_text, st.lists(st.sampled_from(["\n", "\r\n", "\r"]), min_size=1, max_size=3))
def test_line_ends_do_not_change_the_screenplay(source: str, ends: list[str]) -> None:
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    mixed = "".join(line + ends[place % len(ends)] for place, line in enumerate(lines[:-1])) + lines[-1]
    # A CR and then an LF is one line end.
    if mixed.replace("\r\n", "\n").replace("\r", "\n").split("\n") == lines:
        assert parse(mixed) == parse("\n".join(lines))
        assert write(parse(mixed)) == mixed


@EXAMPLES
@given(any_text, st.lists(st.booleans(), min_size=1, max_size=5))
def test_a_screenplay_with_some_elements_spelled_anew_reads_the_same(source: str, change: list[bool]) -> None:
    screenplay = parse(source)
    assert parse(write(respelled(screenplay, change))).elements == screenplay.elements


@EXAMPLES
@given(any_text)
def test_a_screenplay_spelled_anew_altogether_reads_the_same_and_its_spelling_is_final(source: str) -> None:
    screenplay = parse(source)
    canonical = write(respelled(screenplay, [True]))
    assert parse(canonical).elements == screenplay.elements
    assert write(respelled(parse(canonical), [True])) == canonical


@EXAMPLES
@given(hand_made())
def test_elements_made_by_hand_read_back_equal(elements: tuple[Element, ...]) -> None:
    assert parse(write(by_hand(*elements))).elements == elements


def test_the_canonical_spelling_forces_only_what_needs_it() -> None:
    screenplay = by_hand(
        SceneHeading(text="INT. BAR - DAY", number="4"),
        SceneHeading(text="FOREST"),
        Action(text="INT. is no place"),
        Cue(name="BOB", extensions=("V.O.",), dual=True),
        Dialogue(text="Hi.\n\nYou."),
        Cue(name="McCLANE"),
        Dialogue(text="Hi."),
    )
    assert write(screenplay) == (
        "INT. BAR - DAY #4#\n\n.FOREST\n\n!INT. is no place\n\nBOB (V.O.) ^\nHi.\n  \nYou.\n\n@McCLANE\nHi.\n"
    )


def test_changing_one_line_leaves_every_other_byte_alone() -> None:
    source = feature_length(10).replace("\n", "\r\n").replace(". ", ".  ")
    screenplay = parse(source)
    place = next(place for place, element in enumerate(screenplay.elements) if isinstance(element, Dialogue))
    changed = replace(screenplay.elements[place], text="Something else.", raw=None)
    elements = (*screenplay.elements[:place], changed, *screenplay.elements[place + 1 :])
    before = source.split("\r\n")
    after = write(replace(screenplay, elements=elements)).split("\r\n")
    assert [new for old, new in zip(before, after, strict=True) if old != new] == ["Something else."]


def test_a_paragraph_can_be_removed_moved_or_put_in_anywhere() -> None:
    screenplay = parse("INT. BAR - DAY\nHe sits.\n\nBOB\nHi.\n\nHe goes.")
    heading, sits, bob, hi, goes = screenplay.elements
    moved = (goes, Section(text="One"), heading, bob, hi, sits)
    assert parse(write(replace(screenplay, elements=moved))).elements == moved


def test_an_element_typed_anew_between_mixed_line_ends_keeps_its_own_line() -> None:
    screenplay = parse("INT. BAR\n\n - NIGHT\r\r\nINT. PUB")
    assert parse(write(respelled(screenplay, [False, False, True]))).elements == screenplay.elements


def test_a_cue_under_which_nothing_is_said_is_still_a_cue() -> None:
    elements = (Cue(name="BOB"), Action(text="He says nothing."))
    assert parse(write(by_hand(*elements))).elements == elements


@pytest.mark.parametrize(
    ("elements", "spelled"),
    [
        ((Cue(name="BOB"), Dialogue(text="Hi.")), "BOB\nHi.\n"),
        ((Cue(name="BOB"),), "@BOB\n"),
        ((Cue(name="BOB"), Action(text="Rain."), Action(text="Snow.")), "@BOB\n\nRain.\n\nSnow.\n"),
        (
            (Cue(name="BOB"), Lyric(text="la"), Lyric(text="lo"), Dialogue(text="Hi.")),
            "BOB\n~la\n  \n~lo\nHi.\n",
        ),
        ((Cue(name="BOB"), Dialogue(text="Hi."), Lyric(text="la")), "BOB\nHi.\n~la\n"),
    ],
)
def test_a_cue_is_spelled_by_what_is_said_under_it(elements: tuple[Element, ...], spelled: str) -> None:
    assert write(by_hand(*elements)) == spelled
    assert parse(spelled).elements == elements


def test_a_paragraph_that_stood_apart_keeps_its_bytes_wherever_it_goes() -> None:
    screenplay = parse("He sits.\n \nINT. BAR  \n\nHe goes.\n")
    sits, heading, goes = screenplay.elements
    assert write(replace(screenplay, elements=(goes, heading, sits))) == "He goes.\n \nINT. BAR  \n\nHe sits.\n"


def test_text_by_hand_that_opens_a_boneyard_does_not_swallow_what_follows() -> None:
    written = parse(write(by_hand(Action(text="a /* b"), Action(text="c"), Boneyard(text="d"))))
    assert written.elements == (Action(text="a \\/* b"), Action(text="c"), Boneyard(text="d"))


@pytest.mark.parametrize(
    "element",
    [
        Note(text="a]]b"),
        Boneyard(text="a*/b"),
        SceneHeading(text="..."),
        SceneHeading(text="A", number="1 2"),
        Cue(name=""),
        Section(text="two\nlines"),
    ],
)
def test_what_fountain_cannot_say_is_refused_with_the_reason(element: Element) -> None:
    with pytest.raises(ScreenplayError, match=r"cannot hold|no spelling|is one line"):
        write(by_hand(element))
