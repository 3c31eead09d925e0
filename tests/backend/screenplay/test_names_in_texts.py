"""Names: which spellings are one character, who speaks under a cue, and whom an action names."""

import pytest
from film_studio.screenplay.names import Mentions, bare, key, speakers, speaks_as_voice


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("MARA", "Mara", True),
        ("MARA  VOSS", " mara voss ", True),
        ("ＭＡＲＡ", "MARA", True),
        ("MARA’S", "MARA'S", True),
        ("STRASSE", "straße", True),
        ("MARA", "MARIA", False),
    ],
)
def test_case_blanks_and_width_do_not_tell_names_apart(one: str, other: str, same: bool) -> None:
    assert (key(one) == key(other)) is same


@pytest.mark.parametrize(
    ("cue", "name", "voice"),
    [
        ("MOM", "MOM", False),
        ("MOM (CONT'D)", "MOM", False),
        ("MOM (V.O.) (CONT'D)", "MOM", False),
        ("MOM （声）", "MOM", False),
        ("MOM'S VOICE", "MOM", True),
        ("MOM’S VOICE (CONT'D)", "MOM", True),
        ("MOM V/O", "MOM", True),
        ("VOICE", "VOICE", True),
        ("A VOICE", "A VOICE", True),
        ("THE DEEP VOICE (O.S.)", "THE DEEP VOICE", True),
        ("VOICE ON RADIO", "VOICE ON RADIO", True),
        ("A WOMAN'S VOICE", "A WOMAN", True),
        ("EINE STIMME", "EINE STIMME", True),
        ("VOICEMAN", "VOICEMAN", False),
        ("(V.O.)", "(V.O.)", False),
        ("  MOM   DEAR ", "MOM DEAR", False),
        ("", "", False),
    ],
)
def test_a_cue_without_its_extensions_is_a_name(cue: str, name: str, voice: bool) -> None:
    assert bare(cue) == name
    assert speaks_as_voice(cue) is voice


@pytest.mark.parametrize(
    ("cue", "known", "names"),
    [
        ("MARA/THEO", (), ("MARA", "THEO")),
        ("MARA & THEO", (), ("MARA", "THEO")),
        ("MARA + THEO", (), ("MARA", "THEO")),
        ("MARA/THEO (CONT'D)", (), ("MARA", "THEO")),
        ("MARA/Mara", (), ("MARA",)),
        ("MARA/42", (), ("MARA/42",)),
        ("MARA AND THEO", (), ("MARA AND THEO",)),
        ("MARA AND THEO", ("mara",), ("MARA AND THEO",)),
        ("MARA AND THEO", ("mara", "theo"), ("MARA", "THEO")),
        ("MARA, THEO, AND INES", ("mara", "theo", "ines"), ("MARA", "THEO", "INES")),
        ("MARA", ("mara",), ("MARA",)),
    ],
)
def test_a_cue_of_several_names_has_several_speakers(cue: str, known: tuple[str, ...], names: tuple[str, ...]) -> None:
    assert speakers(cue, known) == names


CAST = Mentions(["MARA", "MARA VOSS", "WILL", "DR. ROSS", "花子", "O'NEIL", "OLD MAN"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mara waits.", [("Mara", "MARA")]),
        ("Then Mara, and Will.", [("Mara", "MARA"), ("Will", "WILL")]),
        ("Mara Voss waits.", [("Mara Voss", "MARA VOSS")]),  # the longest name
        ("Mara Voss and Mara wait.", [("Mara Voss", "MARA VOSS"), ("Mara", "MARA")]),
        ("Mara's hand.", [("Mara's", "MARA")]),
        ("Mara’s hand.", [("Mara’s", "MARA")]),
        ("She will wait.", []),
        ("mara waits.", []),
        ("Dr. Ross waits.", [("Dr. Ross", "DR. ROSS")]),
        ("O'Neil waits.", [("O'Neil", "O'NEIL")]),
        ("Samara waits.", []),
        ("The Old man waits.", [("Old man", "OLD MAN")]),
        ("ここは花子の家。", [("花子", "花子")]),
        ("花子と花子。", [("花子", "花子"), ("花子", "花子")]),
        ("Mara 花子 Will", [("Mara", "MARA"), ("花子", "花子"), ("Will", "WILL")]),
        ("Voss waits.", []),
        ("", []),
    ],
)
def test_an_action_names_whom_it_capitalises(text: str, found: list[tuple[str, str]]) -> None:
    assert [(text[start:end], name) for start, end, name in CAST.spans(text)] == found
    assert CAST.names(text) == tuple(dict.fromkeys(name for _, name in found))


def test_a_cast_without_names_finds_nobody() -> None:
    assert Mentions([]).spans("Mara waits.") == ()
    assert Mentions(["..."]).spans("... waits.") == ()
