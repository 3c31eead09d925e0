"""Where a sentence ends: at its marks, but not behind what is written short."""

import pytest

from contracts.sentences import ends_sentence, leads_on


@pytest.mark.parametrize(
    ("word", "following"),
    [
        ("door.", "She"),
        ("door!”", "She"),
        ("No.", "He"),  # the answer
        ("a.m.", "Then"),
        ("Inc.", ""),
        ("I.", "Never"),  # nobody's initial
        ("etc.", "Then"),
        ("1945.", "Then"),
        ("3.", "Aber"),
        ("wait.", "no"),
        ("sett.", "Poi"),
    ],
)
def test_a_sentence_ends_at_its_mark(word: str, following: str) -> None:
    assert ends_sentence(word, following)


@pytest.mark.parametrize(
    ("word", "following"),
    [
        ("MRS.", "BELL,"),
        ("“Dr.", "Wu"),
        ("St.", "Clair's"),
        ("vs.", "No."),
        ("No.", "5"),
        ("a.m.", "on"),
        ("Rd.", "with"),
        ("J.", "Doe"),
        ("Hr.", "Meier"),
        ("z.B.", "Brot"),
        ("3.", "Mai"),
        ("Nr.", "7"),
        ("Mme.", "Bovary"),
        ("Sra.", "López"),
        ("Dott.ssa", "Rossi"),
        ("pág.", "12"),
    ],
)
def test_a_full_stop_behind_what_is_written_short_ends_none(word: str, following: str) -> None:
    assert ends_sentence(word, following) == (not word.endswith("."))


@pytest.mark.parametrize(("word", "leads"), [("(Mrs.", True), ("DR.", True), ("No.", False), ("door.", False)])
def test_some_always_belong_to_what_follows(word: str, leads: bool) -> None:
    assert leads_on(word) is leads
