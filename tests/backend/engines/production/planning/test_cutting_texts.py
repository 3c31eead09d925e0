"""How long texts are cut where a speaker would breathe, and how long they are thought to last."""

from itertools import pairwise

import pytest
from film_studio.engines.production.planning.phrasing import cut, sentences, spoken_seconds, words
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.recipes.formant import FormantVoice

VOICE = FormantVoice(name="en-us+f2", words_per_minute=160, pitch=50, pitch_range=50)
_texts = st.text(alphabet=st.sampled_from("ab c.,!?—\n」。、夜9 "), max_size=120)


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("All of it fits.", 15, ("All of it fits.",)),
        ("One two. Three four.", 11, ("One two.", "Three four.")),
        ("One. Two. Three four five.", 16, ("One. Two.", "Three four five.")),
        ("One. Two. Three. Four. Five. Six.", 16, ("One. Two.", "Three. Four.", "Five. Six.")),
        ("One. Two. Three. Four.", 12, ("One. Two.", "Three. Four.")),
        ('She said "Go!" Then nothing.', 16, ('She said "Go!"', "Then nothing.")),
        ("One two, three four.", 11, ("One two,", "three four.")),
        ("one two — three four", 10, ("one two —", "three four")),
        ("one two three four", 9, ("one two", "three", "four")),
        ("abcdefghij", 5, ("abcde", "fghij")),
        ("abcdefghijk", 5, ("abcde", "fghij", "k")),
        ("A. abcdefghij", 5, ("A.", "abcde", "fghij")),
        ("夜です。朝です。", 4, ("夜です。", "朝です。")),
        ("「夜です。」朝です。", 6, ("「夜です。」", "朝です。")),
        ("夜、そして朝", 3, ("夜、", "そして", "朝")),
        ("line one\nline two", 9, ("line one", "line two")),
        ("He saw Dr. Wu. She left.", 15, ("He saw Dr. Wu.", "She left.")),
        (
            "Mr. Bell saw No. 5 at 9 a.m. on St. John's Rd. with us. He left.",
            56,
            (
                "Mr. Bell saw No. 5 at 9 a.m. on St. John's Rd. with us.",
                "He left.",
            ),
        ),
        ("   ", 1, ()),
        ("", 1, ()),
    ],
)
def test_a_text_is_cut_at_sentences_else_clauses_else_blanks(text: str, limit: int, pieces: tuple[str, ...]) -> None:
    assert cut(text, limit, len) == pieces


@settings(max_examples=150, deadline=None)
@given(_texts, st.integers(1, 40))
def test_nothing_but_blanks_is_lost_and_no_piece_is_too_long(text: str, limit: int) -> None:
    pieces = cut(text, limit, len)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(piece == piece.strip() and 0 < len(piece) <= limit for piece in pieces)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["Yes.", "No.", "I do not know.", "Rain, and wind."]), min_size=1), st.integers(16, 60))
def test_no_two_pieces_that_stand_together_would_have_fitted_into_one(said: list[str], limit: int) -> None:
    pieces = cut(" ".join(said), limit, len)
    for first, second in pairwise(pieces):
        assert len(first) + len(second.split(". ")[0]) + 1 >= limit - 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three? Four", ("One.", "Two!", "Three?", "Four")),
        ("Wait… what", ("Wait…", "what")),
        ("夜です。朝です。", ("夜です。", "朝です。")),
        ("one\ntwo", ("one", "two")),
        ("3.5 metres", ("3.5 metres",)),
        ("  ", ()),
    ],
)
def test_sentences_end_at_their_marks(text: str, expected: tuple[str, ...]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("one two three", 3),
        ("", 0),
        ("a" * 60, 5),  # a run without blanks: twelve characters a word
        ("naïve old café", 3),
        ("é" * 60, 5),
        ("夜の海です", 2.5),  # two characters a word
        ("夜の海 です", 2.5),
        ("夜 and a day", 4.5),
        ("夜の and", 3.0),
        ("夜の海で ok", 2.0),
        ("夜の a", 1.0),
    ],
)
def test_a_text_is_as_long_as_its_words(text: str, length: float) -> None:
    assert words(text) == pytest.approx(length)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("abcd", 4),
        ("a b", 3),
        ("a.", 5),
        ("a!?", 9),
        ("a,", 3),
        ("a—b", 4),
        ("7", 6),
        ("夜", 3),
        ("é", 1),
        ("'", 1),
        ("№", 6),
        ("夜。", 7),
        ("夜、", 5),
    ],
)
def test_a_voice_takes_its_time_for_each_character(text: str, letters: int) -> None:
    assert spoken_seconds(text, VOICE) == pytest.approx(letters * 10 / 160)


def test_a_faster_voice_takes_less_time() -> None:
    faster = VOICE.model_copy(update={"words_per_minute": 320})
    assert spoken_seconds("a word", faster) == pytest.approx(spoken_seconds("a word", VOICE) / 2)
