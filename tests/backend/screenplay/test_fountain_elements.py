"""Every element of Fountain 1.1 is read as what it is."""

from typing import TypeVar

import pytest
from film_studio.screenplay import headings, text
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

Kind = TypeVar("Kind", bound=Element)


def elements(source: str) -> list[Element]:
    return list(parse(source).elements)


def only(source: str, kind: type[Kind]) -> Kind:
    [element] = elements(source)
    assert isinstance(element, kind)
    return element


def spoken_under(source: str) -> list[Element]:
    first, *rest = elements(source)
    assert isinstance(first, Cue)
    return rest


def test_a_title_page_keeps_its_keys_and_the_lines_of_its_values() -> None:
    page, heading = elements(
        "Title:\n    _**BRICK & STEEL**_\n    FULL RETIRED\nCredit: Written by\nDraft date:\nMood: dry\n\nINT. BAR"
    )
    assert page == TitlePage(
        entries=(
            ("Title", ("_**BRICK & STEEL**_", "FULL RETIRED")),
            ("Credit", ("Written by",)),
            ("Draft date", ()),
            ("Mood", ("dry",)),
        )
    )
    assert isinstance(heading, SceneHeading)


@pytest.mark.parametrize(
    "source", ["FADE IN:\n\nINT. BAR - DAY", "Nothing: just sea.\n\nA gull.", "INT. BAR: NIGHT\n\nRain.", "CUT TO:"]
)
def test_a_first_line_with_a_colon_is_no_title_page_unless_a_key_is_known(source: str) -> None:
    assert not any(isinstance(element, TitlePage) for element in elements(source))


@pytest.mark.parametrize(
    ("line", "interior", "exterior", "location", "time"),
    [
        ("INT. KITCHEN - NIGHT", True, False, "KITCHEN", "NIGHT"),
        ("ext brick's pool - day", False, True, "brick's pool", "day"),
        ("EST. HARBOUR", False, True, "HARBOUR", None),
        ("INT./EXT. CAR - SMITH HOUSE - DUSK", True, True, "CAR - SMITH HOUSE", "DUSK"),
        ("INT/EXT FERRY – DAWN", True, True, "FERRY", "DAWN"),
        ("I/E. CAR - LATER", True, True, "CAR", "LATER"),
        ("EXT. STREET - NIGHT - FLASHBACK", False, True, "STREET", "NIGHT"),
        ("INT. HOUSE - KITCHEN", True, False, "HOUSE - KITCHEN", None),
        ("INT. OFFICE - 3:30 AM", True, False, "OFFICE", "3:30 AM"),
        ("INNEN. KÜCHE - NACHT", True, False, "KÜCHE", "NACHT"),
        ("AUSSEN HAFEN - ABENDDÄMMERUNG", False, True, "HAFEN", "ABENDDÄMMERUNG"),
        ("EXT. RUE. NUIT", False, True, "RUE", "NUIT"),
        ("INT. CASA - DÍA", True, False, "CASA", "DÍA"),
        ("ESTERNO. PORTO - TRAMONTO", False, True, "PORTO", "TRAMONTO"),
        ("ИНТ. КУХНЯ - НОЧЬ", True, False, "КУХНЯ", "НОЧЬ"),
        ("ИНТ./НАТ. МАШИНА. ДЕНЬ", True, True, "МАШИНА", "ДЕНЬ"),
        ("屋内　台所（夜）", True, False, "台所", "夜"),
        ("外景 海滩 - 黄昏", False, True, "海滩", "黄昏"),
    ],
)
def test_a_scene_heading_says_inside_or_outside_where_and_when(
    line: str, interior: bool, exterior: bool, location: str, time: str | None
) -> None:
    heading = only(line, SceneHeading)
    assert (heading.text, heading.forced) == (line, False)
    assert (heading.interior, heading.exterior, heading.location, heading.time) == (interior, exterior, location, time)


@pytest.mark.parametrize(
    "source", ["INTO THE WOODS WE GO.", "Bob leaves.\nINT. HOUSE - DAY", "..and then", ". . .", "Innen ist es still."]
)
def test_what_only_resembles_a_scene_heading_is_action(source: str) -> None:
    assert only(source, Action).text == source


def test_heading_prefixes_can_be_those_of_one_language() -> None:
    spanish = headings.prefixes_for("es-MX")
    [heading] = parse("INTERIOR. CASA - NOCHE", heading_prefixes=spanish).elements
    assert heading == SceneHeading(text="INTERIOR. CASA - NOCHE", interior=True, location="CASA", time="NOCHE")
    [action] = parse("ИНТ. КУХНЯ", heading_prefixes=spanish).elements
    assert isinstance(action, Action)
    [custom] = parse("STUDIO. NEWS", heading_prefixes={"STUDIO": "interior"}).elements
    assert custom == SceneHeading(text="STUDIO. NEWS", interior=True, location="NEWS")


def test_a_dot_forces_a_scene_heading_and_a_number_stands_between_hashes() -> None:
    heading = only(".BINOCULARS FORCED #110-A.1#", SceneHeading)
    assert (heading.text, heading.number, heading.forced) == ("BINOCULARS FORCED", "110-A.1", True)
    assert not heading.interior
    assert not heading.exterior


@pytest.mark.parametrize("name", ["BOB", "ÉLODIE", "R2D2", "O'NEIL", "DR. ŽIŽEK", "ВЕРА", "ΆΝΝΑ", "GROßMUTTER"])
def test_a_line_in_capitals_with_words_below_it_is_a_cue(name: str) -> None:
    cue, dialogue = elements(f"{name}\nHello.")
    assert cue == Cue(name=name)
    assert dialogue == Dialogue(text="Hello.")


@pytest.mark.parametrize(
    "line", ["BOB", "Bob\nHello.", "23\nHello.", "!BOOM\nGulls.", "...AND\nGo.", "花子\nこんにちは。"]
)
def test_capitals_alone_digits_and_scripts_without_capitals_are_action(line: str) -> None:
    assert only(line, Action).text == line.replace("!", "")


@pytest.mark.parametrize("name", ["McCLANE", "花子", "민준", "נועה", "bob"])
def test_an_at_sign_forces_a_cue(name: str) -> None:
    cue, _ = elements(f"@{name} (V.O.)\nHello.")
    assert cue == Cue(name=name, extensions=("V.O.",))


def test_a_cue_carries_extensions_in_any_case_and_the_mark_of_dual_dialogue() -> None:
    cue, *_ = elements("MOM (on the radio) (CONT'D) ^\nHello.")
    assert cue == Cue(name="MOM", extensions=("on the radio", "CONT'D"), dual=True)


def test_speech_has_parentheticals_lyrics_and_goes_on_over_a_line_of_two_blanks() -> None:
    assert spoken_under("DAN\nThen let's retire them.\n(beat)\n_Permanently._\n  \nYes.\n~La la\n~la\n\nHe goes.") == [
        Dialogue(text="Then let's retire them."),
        Parenthetical(text="beat"),
        Dialogue(text="_Permanently._\n\nYes."),
        Lyric(text="La la\nla"),
        Action(text="He goes."),
    ]


@pytest.mark.parametrize("line", ["#1 fan", "INT. is a word", "> so", "= that", "!Hola!", "@home"])
def test_marks_have_no_force_inside_a_speech(line: str) -> None:
    assert spoken_under(f"BOB\n{line}") == [Dialogue(text=line)]


@pytest.mark.parametrize(
    "line",
    ["CUT TO:", "DISSOLVE TO:", "FADE IN:", "FADE OUT.", "FADE TO BLACK.", "SMASH CUT TO BLACK:", "CUT TO BLACK."],
)
def test_transitions_are_known_by_their_words(line: str) -> None:
    assert elements(f"Rain.\n\n{line}\n\nINT. BAR - DAY")[1] == Transition(text=line)


def test_a_transition_may_be_followed_directly_by_the_heading_it_leads_to() -> None:
    assert [type(element) for element in elements("CUT TO:\nINT. BAR - DAY")] == [Transition, SceneHeading]


def test_a_sign_greater_than_forces_a_transition_and_two_signs_centre() -> None:
    assert elements("> Burn to pink.\n\n> THE END <\n> of it <") == [
        Transition(text="Burn to pink."),
        Action(text="THE END\nof it", centered=True),
    ]


def test_action_keeps_its_lines_and_leading_blanks_and_can_be_forced() -> None:
    assert elements("\tHe runs.\n    Far.  \n\n!SCANNING THE AISLES\nWhere is it?\n\n!INT. is not a place") == [
        Action(text="\tHe runs.\n    Far.  "),
        Action(text="SCANNING THE AISLES\nWhere is it?"),
        Action(text="INT. is not a place"),
    ]


def test_sections_synopses_page_breaks_and_lyrics_stand_on_their_own() -> None:
    assert elements("# Act\n## Sequence\n= They meet.\n====\n~O sole mio") == [
        Section(level=1, text="Act"),
        Section(level=2, text="Sequence"),
        Synopsis(text="They meet."),
        PageBreak(),
        Lyric(text="O sole mio"),
    ]


def test_notes_go_over_lines_unless_one_is_empty() -> None:
    assert elements("[[One.\n  \nTwo.]]\n\n[[Three.\n\nFour.]]") == [
        Note(text="One.\n\nTwo."),
        Action(text="[[Three."),
        Action(text="Four.]]"),
    ]


def test_a_boneyard_hides_whole_scenes_and_an_unclosed_one_hides_nothing() -> None:
    assert elements("/*\nINT. BAR - DAY\n\nBOB\nHi.\n*/\n\nRain. /* and") == [
        Boneyard(text="INT. BAR - DAY\n\nBOB\nHi."),
        Action(text="Rain. /* and"),
    ]


def test_remarks_on_a_line_do_not_change_what_the_line_is() -> None:
    assert elements("INT. BAR [[which?]] - DAY\n\nBOB /* old\nname */\n(low) [[n]]\nHi. [[n]]\n\nCUT TO: [[n]]") == [
        SceneHeading(text="INT. BAR - DAY", interior=True, location="BAR", time="DAY", remarks="[[which?]]"),
        Cue(name="BOB", remarks="/* old\nname */"),
        Parenthetical(text="low", remarks="[[n]]"),
        Dialogue(text="Hi. [[n]]"),
        Transition(text="CUT TO:", remarks="[[n]]"),
    ]


def test_elements_know_the_line_they_start_on() -> None:
    assert [element.line for element in elements("\n\nINT. BAR - DAY\r\n\r\n[[a\nb]]\rBOB\rHi.\r")] == [3, 5, 7, 8]


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("*a* **b** ***c*** _d_ _**e**_", "a b c d e"),
        (r"a \* b \_ c \\ d", r"a * b _ c \ d"),
        ("2 * 3 * 4 and a_b", "2 * 3 * 4 and a_b"),
        ("*not\nclosed*", "*not\nclosed*"),
        ("He [[softly]] runs /* away */ home.", "He runs home."),
        ("One.\n[[all of it]]\nTwo.", "One.\nTwo."),
        (r"\[[shown]]", "[[shown]]"),
        ("***a*", "**a"),
        ("C:\\Users and/or", "C:\\Users and/or"),
    ],
)
def test_plain_text_has_neither_emphasis_nor_remarks_nor_escapes(marked: str, plain: str) -> None:
    assert text.plain(marked) == plain


def test_spans_say_how_each_stretch_is_styled() -> None:
    assert text.spans("a **b *c*** _d_") == (
        text.Span("a "),
        text.Span("b ", bold=True),
        text.Span("c", bold=True, italic=True),
        text.Span(" "),
        text.Span("d", underline=True),
    )
