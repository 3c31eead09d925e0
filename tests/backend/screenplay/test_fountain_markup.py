"""Remarks and emphasis inside a text, and the parts of headings, cues and title pages, case by case."""

import pytest
from film_studio.screenplay import remarks, text
from film_studio.screenplay.cues import CueParts, natural_cue, split_cue
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
from film_studio.screenplay.parser import parse
from film_studio.screenplay.text import Span, plain, spoken


def elements(source: str) -> list[Element]:
    return list(parse(source).elements)


def kinds(source: str) -> list[str]:
    return [type(element).__name__ for element in elements(source)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("a [[b]] c", ["[[b]]"]),
        ("/* a */ [[b]]", ["/* a */", "[[b]]"]),
        ("[[a /* b]] c */", ["[[a /* b]]"]),
        ("/* a [[b */ c]]", ["/* a [[b */"]),
        ("[[[a]]", ["[[[a]]"]),
        ("[[a\n\nb]]", []),
        ("[[a\n \nb]]", []),  # one blank is not two
        ("[[a\n  \nb]]", ["[[a\n  \nb]]"]),
        ("[[a\n\nb]] [[c]]", ["[[c]]"]),
        ("[[a]]\n\n[[b]]", ["[[a]]", "[[b]]"]),
        ("/* a\n\nb */", ["/* a\n\nb */"]),
        (r"\[[a]]", []),
        (r"\\[[a]]", ["[[a]]"]),
        (r"\\\[[a]]", []),
        (r"\/* a */", []),
        ("[[a", []),
        ("a]] [[b", []),
        ("[[]]", ["[[]]"]),
        ("/**/", ["/**/"]),
        ("/*/", []),
    ],
)
def test_remarks_are_found_where_fountain_has_them(source: str, found: list[str]) -> None:
    assert [source[remark.start : remark.end] for remark in remarks.find(source)] == found
    assert [remark.note for remark in remarks.find(source)] == [each.startswith("[") for each in found]


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("a [[n]] b", "a b"),
        ("a[[n]]b", "ab"),
        ("a[[n]] b", "a b"),
        ("[[n]] b", "b"),
        ("[[n]]\nb", "b"),
        ("a\n[[n]]\nb", "a\nb"),
        ("a\n[[n]] b", "a\nb"),
        ("a [[n]]", "a"),
        ("a [[n]]\nb", "a\nb"),
        ("a  [[n]] b", "a  b"),
        ("a [[n]] [[m]] b", "a b"),
        ("[[n]][[m]] b", "b"),
        ("a [[n]]. b", "a . b"),
        ("[[n]]", ""),
        ("a", "a"),
    ],
)
def test_a_remark_goes_with_the_blank_that_was_there_for_it(source: str, left: str) -> None:
    assert remarks.without(source) == left


@pytest.mark.parametrize(
    ("source", "freed"),
    [
        ("a /* b", r"a \/* b"),
        ("a /* b */", "a /* b */"),
        ("/* a */ /* b", r"/* a */ \/* b"),
        (r"a \/* b", r"a \/* b"),
        ("[[a /* b]] /*", r"[[a /* b]] \/*"),
        ("a", "a"),
    ],
)
def test_an_opening_that_nothing_closes_is_freed(source: str, freed: str) -> None:
    assert remarks.free(source) == freed


def test_a_line_knows_its_remarks_and_what_is_left_without_them() -> None:
    first, second, third = remarks.lines("a [[n]] b /* c\nd */ e\n[[all]]\nplain")
    assert (first.first, first.last, first.bare, first.remarks, first.only) == (0, 1, "a b e", "[[n]] /* c\nd */", None)
    assert (second.first, second.last, second.bare.strip(), second.remarks) == (2, 2, "", "[[all]]")
    assert second.only == remarks.Remark(0, 7, note=True)
    assert (third.first, third.last, third.text, third.bare, third.remarks) == (3, 3, "plain", "plain", "")


def test_a_line_in_which_an_opening_stays_open_is_taken_as_it_stands() -> None:
    (line,) = remarks.lines("[[ a /* b */")
    assert (line.bare, line.remarks, line.only) == ("[[ a /* b */", "", None)


@pytest.mark.parametrize(
    ("marked", "spans"),
    [
        ("a *b* c", [Span("a "), Span("b", italic=True), Span(" c")]),
        ("**b**", [Span("b", bold=True)]),
        ("***b***", [Span("b", bold=True, italic=True)]),
        ("_b_", [Span("b", underline=True)]),
        ("****b****", [Span("****b****")]),
        ("*b", [Span("*b")]),
        ("b*", [Span("b*")]),
        ("* b *", [Span("* b *")]),
        ("*b *", [Span("*b *")]),
        ("* b*", [Span("* b*")]),
        ("*b*c*", [Span("b", italic=True), Span("c*")]),
        ("*a\nb*", [Span("*a\nb*")]),
        ("**a *b***", [Span("a ", bold=True), Span("b", bold=True, italic=True)]),
        ("***a* b**", [Span("a", bold=True, italic=True), Span(" b", bold=True)]),
        ("***a*", [Span("**"), Span("a", italic=True)]),
        (r"\*a*", [Span("*a*")]),
        (r"*a\* b*", [Span("a* b", italic=True)]),
        ("_*a*_", [Span("a", italic=True, underline=True)]),
        ("a [[n]] *b*", [Span("a "), Span("b", italic=True)]),
        ("", []),
    ],
)
def test_a_pair_of_marks_styles_what_it_hugs(marked: str, spans: list[Span]) -> None:
    assert list(text.spans(marked)) == spans


def test_spoken_text_is_one_line() -> None:
    assert text.spoken("  One\n *two*   three ") == "One two three"
    assert text.plain("One\n*two*") == "One\ntwo"


@pytest.mark.parametrize(
    ("heading", "location", "time", "number"),
    [
        ("INT. KITCHEN - NIGHT", "KITCHEN", "NIGHT", None),
        ("INT. KITCHEN - SMITH HOUSE - NIGHT", "KITCHEN - SMITH HOUSE", "NIGHT", None),
        ("INT. KITCHEN - NIGHT - FLASHBACK", "KITCHEN", "NIGHT", None),
        ("INT. KITCHEN - SMITH HOUSE", "KITCHEN - SMITH HOUSE", None, None),
        ("INT. KITCHEN – NIGHT", "KITCHEN", "NIGHT", None),
        ("INT. KITCHEN-NIGHT", "KITCHEN-NIGHT", None, None),
        ("INT. KITCHEN - 10:30", "KITCHEN", "10:30", None),
        ("INT. KITCHEN - 7 PM", "KITCHEN", "7 PM", None),
        ("INT. KITCHEN - MID-MORNING", "KITCHEN", "MID-MORNING", None),
        ("INT. KITCHEN (NIGHT)", "KITCHEN", "NIGHT", None),
        ("INT. KITCHEN - (NIGHT)", "KITCHEN", "NIGHT", None),
        ("INT. KITCHEN (EMPTY)", "KITCHEN (EMPTY)", None, None),
        ("INT. 台所（夜）", "台所", "夜", None),
        ("INT. CASA. NOCHE", "CASA", "NOCHE", None),
        ("INT. HOUSE, NIGHT.", "HOUSE", "NIGHT", None),
        ("INT. HOUSE, OLD NIGHT", "HOUSE, OLD NIGHT", None, None),
        ("INT. NIGHT", "", "NIGHT", None),
        ("INT. KITCHEN", "KITCHEN", None, None),
        ("INT. KITCHEN - NIGHT #12A#", "KITCHEN", "NIGHT", "12A"),
        ("INT. KITCHEN #1-2.b#", "KITCHEN", None, "1-2.b"),
        ("INT. KITCHEN #a b#", "KITCHEN #a b#", None, None),
        ("INT. KITCHEN #", "KITCHEN #", None, None),
        ("INT. KITCHEN ##", "KITCHEN ##", None, None),
        ("INT. ROOM #2 #3#", "ROOM #2", None, "3"),
    ],
)
def test_a_heading_is_taken_apart(heading: str, location: str, time: str | None, number: str | None) -> None:
    (found,) = (element for element in elements(f"{heading}\n\nRain.") if isinstance(element, SceneHeading))
    assert (found.location, found.time, found.number) == (location, time, number)


@pytest.mark.parametrize(
    ("heading", "interior", "exterior"),
    [
        ("INT. A", True, False),
        ("EXT. A", False, True),
        ("EST. A", False, True),
        ("INT./EXT. A", True, True),
        ("I/E. A", True, True),
        ("EXT/INT A", True, True),
        ("int. a", True, False),
        (".A", False, False),
        (".INT. A", True, False),
    ],
)
def test_a_heading_says_which_side_of_the_door(heading: str, interior: bool, exterior: bool) -> None:
    (found,) = (element for element in elements(f"{heading}\n\nRain.") if isinstance(element, SceneHeading))
    assert (found.interior, found.exterior) == (interior, exterior)


@pytest.mark.parametrize("line", ["..A", ". A", ".", "INTERNAL AFFAIRS", "INT", "Rain.\nINT. A"])
def test_what_is_no_heading_is_none(line: str) -> None:
    assert "SceneHeading" not in kinds(f"{line}\n\nRain.")


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("BOB", CueParts("BOB", (), dual=False)),
        ("BOB ^", CueParts("BOB", (), dual=True)),
        ("BOB (V.O.) (CONT'D) ^", CueParts("BOB", ("V.O.", "CONT'D"), dual=True)),
        ("BOB（声）", CueParts("BOB", ("声",), dual=False)),
        ("BOB ()", CueParts("BOB", (), dual=False)),
        ("BOB (a) b", CueParts("BOB (a) b", (), dual=False)),
        ("(BOB)", CueParts("(BOB)", (), dual=False)),
        ("BOB (", CueParts("BOB (", (), dual=False)),
        ("^", CueParts("^", (), dual=False)),
        ("BOB   DEAR", CueParts("BOB DEAR", (), dual=False)),
    ],
)
def test_a_cue_is_taken_apart(line: str, parts: CueParts) -> None:
    assert split_cue(line) == parts


@pytest.mark.parametrize(
    ("line", "is_cue"),
    [
        ("BOB", True),
        ("B" * 100, True),
        ("B" * 101, False),
        ("BOB (" + "v" * 200 + ")", True),
        ("BOB (" + "v" * 300 + ")", False),
        ("GROßMUTTER", True),
        ("Bob", False),
        ("...AND", False),
        ("(BOB)", False),
        ("123", False),
        ("BOB (on the phone)", True),
    ],
)
def test_capitals_make_a_cue(line: str, is_cue: bool) -> None:
    assert (natural_cue(line) is not None) is is_cue


@pytest.mark.parametrize(
    ("source", "found"),
    [
        # What is said under a cue.
        ("BOB\nHi.", ["Cue", "Dialogue"]),
        ("BOB\n\nHi.", ["Action", "Action"]),
        ("BOB\n[[n]]\nHi.", ["Cue", "Note", "Dialogue"]),
        ("BOB\n[[n]]\n\nHi.", ["Action", "Note", "Action"]),
        ("BOB\n  \nHi.", ["Cue", "Dialogue"]),
        ("BOB\n \nHi.", ["Action", "Action"]),
        ("BOB\n===", ["Action", "PageBreak"]),
        ("BOB\nHi.\n===\nRain.", ["Cue", "Dialogue", "PageBreak", "Action"]),
        ("BOB\n(low)\nHi.\n(beat)\nHo.", ["Cue", "Parenthetical", "Dialogue", "Parenthetical", "Dialogue"]),
        ("BOB\n()\nHi.", ["Cue", "Parenthetical", "Dialogue"]),
        ("BOB\n(\nHi.", ["Cue", "Dialogue"]),
        ("BOB\n~la\nHi.", ["Cue", "Lyric", "Dialogue"]),
        ("BOB\nHi.\n~la", ["Cue", "Dialogue", "Lyric"]),
        ("BOB\nHi.\n[[n]]\nHo.", ["Cue", "Dialogue", "Note", "Dialogue"]),
        ("Rain.\nBOB\nHi.", ["Action"]),
        ("@\nHi.", ["Action"]),
        ("@b\nHi.", ["Cue", "Dialogue"]),
        ("@b\n\nRain.", ["Cue", "Action"]),
        # What needs no blank line around it.
        ("Rain.\n# Act\nRain.", ["Action", "Section", "Action"]),
        ("Rain.\n= They meet\nRain.", ["Action", "Synopsis", "Action"]),
        ("Rain.\n===\nRain.", ["Action", "PageBreak", "Action"]),
        ("Rain.\n==\nRain.", ["Action", "Synopsis", "Action"]),
        ("Rain.\n> CUT:\nRain.", ["Action", "Transition", "Action"]),
        ("Rain.\n[[n]]\nRain.", ["Action", "Note", "Action"]),
        ("# Act\nBOB\nHi.", ["Section", "Cue", "Dialogue"]),
        ("[[n]]\nBOB\nHi.", ["Note", "Cue", "Dialogue"]),
        ("~la\nBOB\nHi.", ["Lyric", "Action"]),
        ("> a <\nBOB\nHi.", ["Action", "Action"]),
        ("> a <\n> b <", ["Action"]),
        ("~a\n~b", ["Lyric"]),
        (">", ["Transition"]),
        ("><", ["Action"]),
        # Transitions.
        ("CUT TO:", ["Transition"]),
        ("CUT TO:\n\nRain.", ["Transition", "Action"]),
        ("CUT TO:\nINT. A", ["Transition", "SceneHeading"]),
        ("CUT TO:\nRain.", ["Cue", "Dialogue"]),
        ("Rain.\nCUT TO:", ["Action"]),
        ("FADE OUT.", ["Transition"]),
        ("FADE OUT.\nRain.", ["Transition", "Action"]),
        ("Fade out.", ["Action"]),
        # Forced action.
        ("!BOB\nHi.", ["Action"]),
        ("!INT. A", ["Action"]),
    ],
)
def test_a_line_is_what_it_and_its_neighbours_make_it(source: str, found: list[str]) -> None:
    # Not the first thing of the file, lest it be taken for a title page.
    assert kinds(f"INT. X\n\n{source}")[1:] == found


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("## Act *one*", Section(level=2, text="Act *one*")),
        ("= They meet ", Synopsis(text="They meet")),
        ("===", PageBreak()),
        ("> Burn to pink. [[n]]", Transition(text="Burn to pink.", remarks="[[n]]")),
        ("> The End <", Action(text="The End", centered=True)),
        ("> The End < [[n]]", Action(text="The End [[n]]", centered=True)),
        ("> a <\n> b <", Action(text="a\nb", centered=True)),
        ("~la\n~ lo", Lyric(text="la\nlo")),
        ("[[a\n  \nb]]", Note(text="a\n\nb")),
        ("/* a */", Boneyard(text="a")),
        ("  Rain.\n\tMore.", Action(text="  Rain.\n\tMore.")),
        ("!INT. A", Action(text="INT. A")),
    ],
)
def test_an_element_holds_what_was_written(source: str, expected: Element) -> None:
    (found,) = elements(f"INT. X\n\n{source}")[1:]
    assert found == expected


def test_a_speech_keeps_its_empty_lines_and_each_part_its_line() -> None:
    source = "INT. X\n\nBOB [[who?]]\n(low) [[n]]\nOne.\n  \nTwo.\n  \n\nRain."
    heading, cue, low, said, rain = elements(source)
    assert (cue, low, said) == (
        Cue(name="BOB", remarks="[[who?]]"),
        Parenthetical(text="low", remarks="[[n]]"),
        Dialogue(text="One.\n\nTwo."),
    )
    assert [each.line for each in (heading, cue, low, said, rain)] == [1, 3, 4, 5, 10]


@pytest.mark.parametrize(
    ("source", "entries"),
    [
        ("Title: A", (("Title", ("A",)),)),
        ("Title:\n  A\n  B\nAuthor: C", (("Title", ("A", "B")), ("Author", ("C",)))),
        ("Draft date: 1:30", (("Draft date", ("1:30",)),)),
        ("Other: x\nTitle: A", (("Other", ("x",)), ("Title", ("A",)))),
        ("题名：甲\n作者：乙", (("题名", ("甲",)), ("作者", ("乙",)))),
        ("Title: A\n===\nRain.", (("Title", ("A",)),)),
        ("Title: A\nINT. A\n\nRain.", (("Title", ("A",)),)),
        ("\n\nTitle: A", (("Title", ("A",)),)),
        ("Other: x", None),
        ("Nothing: sea.\n\nTitle: A", None),
        ("CUT TO:\nTitle: A", None),
        ("FADE IN:\nTitle: A", None),
        ("> Title: A", None),
        (">x: y\nTitle: A", None),
        (".Title: A", None),
        ("INT. A: x\nTitle: A", None),
        (": x\nTitle: A", None),
        ("Rain\nTitle: A", None),
    ],
)
def test_a_title_page_is_the_first_thing_and_has_a_known_key(
    source: str, entries: tuple[tuple[str, tuple[str, ...]], ...] | None
) -> None:
    first = elements(source)[0]
    assert (first.entries if isinstance(first, TitlePage) else None) == entries


def test_a_title_page_starts_where_it_starts() -> None:
    page, rain = elements("\n\nTitle: A\n\nRain.")
    assert (page.line, rain.line) == (3, 5)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("The file is my_old_notes_v2.", "The file is my_old_notes_v2."),
        ("_my_old_notes_ is _lined_", "my_old_notes is lined"),
        ("un_believ_able", "un_believ_able"),
        ("**be**lieve", "believe"),
        ("ein_ Strich _ allein", "ein_ Strich _ allein"),
        ("花_子_と", "花_子_と"),
    ],
)
def test_an_underscore_between_letters_or_digits_is_one(written: str, read: str) -> None:
    assert plain(written) == read


@pytest.mark.parametrize("rule", ["---", "***", "___", "* * *", "-----", "— — —", "~~~", "  ***  "])
def test_a_rule_between_paragraphs_is_neither_said_nor_shown(rule: str) -> None:
    assert plain(f"First.\n{rule}\nSecond.") == "First.\nSecond."
    assert spoken(f"First.\n{rule}") == "First."
    assert spoken(rule) == ""


@pytest.mark.parametrize("text", ["...", "--", "- - x", "-–-", "?!?", "--- so"])
def test_what_only_resembles_a_rule_is_text(text: str) -> None:
    assert spoken(text) == text
