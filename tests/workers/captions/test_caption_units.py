"""The pieces that captions break between: what stays together, how wide it is, and when it is heard."""

import pytest
from film_workers.captions.units import ANYWHERE, CLAUSE, LINE_WIDTH, SENTENCE, Unit, units, width
from film_workers.picture.languages import iso_639_2

from contracts.recipes.line import LineTiming, Word

SILENT = LineTiming(duration_ms=0, words=(), phonemes=())


def pieces(text: str) -> list[str]:
    return [unit.text for unit in units(text, SILENT)]


def timed(text: str, duration_ms: int, *words: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    """(start, end) frames of each piece, where `words` are (offset, length, start ms, end ms)."""
    spoken = tuple(Word(offset=at, length=size, start_ms=start, end_ms=end) for at, size, start, end in words)
    timing = LineTiming(duration_ms=duration_ms, words=spoken, phonemes=())
    return [(unit.start_frame, unit.end_frame) for unit in units(text, timing)]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("a", 1),
        ("abc", 3),
        ("e\u0301", 1),
        ("é", 1),
        ("漢", 42 / 16),
        ("漢か\u3099", 2 * 42 / 16),
        ("👩🏽\u200d🚀", 42 / 16),
        ("👩👩", 2 * 42 / 16),
        ("a" + "\u0301" * 7, 1),
        ("a" + "\u0301" * 8, 2),  # eight code points at most are one character
        ("\u0301a", 2),
        ("", 0),
    ],
)
def test_a_line_holds_42_narrow_or_16_full_width_characters(text: str, columns: float) -> None:
    assert width(text) == columns * LINE_WIDTH / 42


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One two, three.", ["One", "two,", "three."]),
        ("  One\n\ttwo  ", ["One", "two"]),
        ("It’s so-called.", ["It’s", "so-called."]),
        ("漢字です。", ["漢", "字", "で", "す。"]),
        ("「漢字」", ["「漢", "字」"]),
        ("あっちょー", ["あっ", "ちょー"]),
        ("漢abc字", ["漢", "abc", "字"]),
        ("漢字 abc", ["漢", "字", "abc"]),
        ("a" * 42, ["a" * 42]),
        ("a" * 43, ["aaaaaa"] * 7 + ["a"]),
        ("各" + "！" * 20, ["各！！！！！！！", "！！！！！！！！", "！！！！！"]),
        ("a\x00b", ["ab"]),
        ("\x00 b", ["b"]),
        ("", []),
    ],
)
def test_a_piece_is_a_word_or_a_character_with_its_marks(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


RANGES = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Burmese
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x31FF),  # radicals, kana, bopomofo
    (0x3400, 0x9FFF),  # Han
    (0xF900, 0xFAFF),
    (0xFF65, 0xFF9F),  # half-width kana
    (0x20000, 0x323AF),
)


@pytest.mark.parametrize(("first", "last"), RANGES)
def test_scripts_without_blanks_break_between_characters_and_their_neighbours_do_not(first: int, last: int) -> None:
    for inside in (first, (first + last) // 2, last):
        assert len(pieces(chr(inside) + "a")) == 2
    for outside in (first - 1, last + 1):
        assert len(pieces(chr(outside) + "a")) == 1


def test_only_the_first_piece_of_a_word_has_a_blank_before_it() -> None:
    found = units("One 漢字 two", SILENT)
    assert [(unit.text, unit.blank_before) for unit in found] == [
        ("One", False),
        ("漢", True),
        ("字", False),
        ("two", True),
    ]
    assert [unit.blank_before for unit in units(" One", SILENT)] == [False]


@pytest.mark.parametrize(
    ("piece", "ends"),
    [
        ("word", ANYWHERE),
        ("word.", SENTENCE),
        ("word!”", SENTENCE),
        ("word?)", SENTENCE),
        ("word…", SENTENCE),
        ("す。", SENTENCE),
        ("す。」", SENTENCE),
        ("word,", CLAUSE),
        ("word;’", CLAUSE),
        ("word—", CLAUSE),
        ("word--", CLAUSE),
        ("word-", ANYWHERE),
        ("す、", CLAUSE),
        ("”", ANYWHERE),
    ],
)
def test_a_piece_knows_what_it_ends(piece: str, ends: int) -> None:
    (unit,) = units(piece, SILENT)
    assert unit.ends == ends
    assert SENTENCE > CLAUSE > ANYWHERE


def test_words_are_timed_as_they_are_heard() -> None:
    assert timed("One two", 3_000, (0, 3, 500, 1_000), (4, 3, 2_000, 3_000)) == [(12, 24), (48, 72)]


def test_between_the_words_that_were_heard_time_runs_evenly() -> None:
    assert timed("漢字漢字", 2_000) == [(0, 12), (12, 24), (24, 36), (36, 48)]
    # The second word was not heard: it lies between the others.
    assert timed("One two six", 4_000, (0, 3, 0, 1_000), (8, 3, 3_000, 4_000)) == [(0, 24), (33, 62), (72, 96)]


def test_a_text_without_times_ends_with_the_sound() -> None:
    assert timed("One two", 1_400) == [(0, 14), (19, 33)]


def test_time_never_runs_backwards_nor_past_the_sound() -> None:
    assert timed("One two", 1_000, (0, 3, 500, 250), (4, 3, 100, 9_000)) == [(12, 12), (12, 24)]
    assert timed("One two", 1_000, (4, 3, 500, 1_000), (0, 3, 0, 100))[1] == (12, 24)
    assert timed("One", 1_000, (0, 9, 0, 500)) == [(0, 24)]


def test_a_piece_is_as_wide_as_its_text() -> None:
    (unit,) = units("abc", SILENT)
    assert unit == Unit(text="abc", blank_before=False, width=width("abc"), ends=ANYWHERE, start_frame=0, end_frame=0)


@pytest.mark.parametrize(
    ("tag", "letters"),
    [
        ("en", "eng"),
        ("en-GB", "eng"),
        ("pt_BR", "por"),
        ("DE", "deu"),
        ("cmn", "cmn"),
        ("yue-HK", "yue"),
        ("xx", "und"),
        ("", "und"),
        ("e1n", "und"),
        ("éñü", "und"),
        ("abcd", "und"),
    ],
)
def test_a_language_has_the_three_letters_that_a_film_carries(tag: str, letters: str) -> None:
    assert iso_639_2(tag) == letters
