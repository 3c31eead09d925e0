"""Where each element is printed: what shares a page, what is parted between two, and how wide a line is."""

import pytest
from film_studio.screenplay.pagination import paginate, reading_time
from film_studio.screenplay.parser import parse
from film_studio.screenplay.wrapping import wrap

LINE = "Rain."
SPEECH = "BOB\n"


def action(lines: int) -> str:
    return "\n".join([LINE] * lines)


def speech(lines: int) -> str:
    return SPEECH + action(lines)


def layout(*paragraphs: str) -> tuple[list[int], list[int], int]:
    """Where the paragraphs start and how many lines they take, in lines from the top of the film; and where it ends."""
    elements = parse("\n\n".join(paragraphs)).elements
    found = paginate(elements)
    return list(found.starts), list(found.lengths), round(found.pages * 54)


@pytest.mark.parametrize(
    ("paragraphs", "starts", "lengths", "end"),
    [
        ([action(1)], [0], [1], 1),
        ([action(1), action(2)], [0, 2], [1, 3], 4),
        (["INT. A", action(1)], [0, 2], [1, 2], 3),
        ([action(1), "INT. A", action(1)], [0, 3, 5], [1, 3, 2], 6),
        ([action(1), speech(2)], [0, 2, 5], [1, 4, 0], 5),
        # A page has 54 lines, and what begins one has no empty line before it.
        ([action(54), action(1)], [0, 54], [54, 1], 55),
        ([action(52), action(1)], [0, 53], [52, 2], 54),
        ([action(53), action(1)], [0, 54], [53, 1], 55),
        # Two lines of a paragraph stay together.
        ([action(51), action(2)], [0, 52], [51, 3], 54),
        ([action(52), action(2)], [0, 54], [52, 2], 56),
        ([action(51), action(3)], [0, 52], [51, 4], 55),
        # Of a longer one no single line goes over.
        ([action(44), action(10)], [0, 45], [44, 11], 56),
        ([action(44), action(11)], [0, 45], [44, 12], 56),
        ([action(44), action(9)], [0, 45], [44, 10], 54),
        ([action(50), action(4)], [0, 51], [50, 5], 56),
        ([action(120)], [0], [120], 120),
        # A heading keeps two lines of what follows with it.
        ([action(48), "INT. A", action(2)], [0, 50, 52], [48, 3, 3], 54),
        ([action(49), "INT. A", action(2)], [0, 54, 56], [49, 1, 3], 58),
        # So does a cue; of a short speech, all there is.
        ([action(51), speech(1)], [0, 52, 54], [51, 3, 0], 54),
        ([action(52), speech(1)], [0, 54, 56], [52, 2, 0], 56),
        ([action(51), speech(2)], [0, 54, 57], [51, 3, 0], 57),
        # A speech that goes on takes a line for (MORE) here and one for its name there.
        ([action(49), speech(4)], [0, 50, 57], [49, 8, 0], 57),
        ([action(40), speech(12)], [0, 41, 54], [40, 14, 0], 54),
        ([action(40), speech(13)], [0, 41, 57], [40, 17, 0], 57),
        ([speech(160)], [0, 167], [167, 0], 167),
    ],
)
def test_elements_are_set_on_pages(paragraphs: list[str], starts: list[int], lengths: list[int], end: int) -> None:
    assert layout(*paragraphs) == (starts, lengths, end)


def test_a_page_break_starts_a_page_unless_one_has_just_begun() -> None:
    assert layout(action(3), "===", action(1)) == ([0, 54, 54], [3, 0, 1], 55)
    assert layout("===", action(1)) == ([0, 0], [0, 1], 1)
    assert layout(action(54), "===", action(1)) == ([0, 54, 54], [54, 0, 1], 55)


def test_what_does_not_print_stands_where_the_next_thing_is_printed() -> None:
    starts, lengths, _ = layout(action(3), "[[note]]", "# Act", action(1), "= end")
    assert starts == [0, 3, 3, 4, 5]
    assert lengths == [3, 0, 0, 2, 0]


def test_speeches_side_by_side_are_as_long_as_the_longer_one() -> None:
    long = "BOB\n" + "word " * 21  # five lines of 28 columns
    short = "ANN ^\nYes."
    assert layout(long, short)[2] == 6
    assert layout("BOB\nYes.", "ANN ^\n" + "word " * 21)[2] == 6
    assert layout(action(1), short)[2] == 4
    assert layout("BOB\nYes.", action(1), short)[2] == 7
    assert layout("BOB\nYes.", "ANN ^\nNo.", "CAT ^\nSo.")[2] == 4


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("BOB\n" + "x" * 35, 2),
        ("BOB\n" + "x" * 36, 3),
        ("BOB\n(" + "x" * 23 + ")\nYes.", 3),
        ("BOB\n(" + "x" * 24 + ")\nYes.", 4),
        ("BOB\nA.\n\nANN ^\n" + "x" * 28, 2),
        ("BOB\nA.\n\nANN ^\n" + "x" * 29, 3),
        ("BOB\nA.\n\nANN ^\n(" + "x" * 20 + ")\nA.", 3),
        ("BOB\nA.\n\nANN ^\n(" + "x" * 21 + ")\nA.", 4),
        ("x" * 60, 1),
        ("x" * 61, 2),
    ],
)
def test_every_kind_of_text_has_its_columns(source: str, lines: int) -> None:
    assert layout(source)[2] == lines


@pytest.mark.parametrize(
    ("words", "columns", "lines"),
    [
        ("aaaa " + "b" * 10, 8, 2),  # a word that is too long begins where there is room
        ("b" * 16, 8, 2),
        ("b" * 16 + " c", 8, 3),
        ("b" * 17 + " cccccc", 8, 3),
        ("b" * 17 + " ccccccc", 8, 4),
        ("aaaaaaa " + "b" * 9, 8, 3),
        ("aaaaaaaa " + "b" * 9, 8, 3),
        ("  aaaaaa", 8, 1),
        ("  aaaaaaa", 8, 2),
        ("      aaaa", 8, 1),  # no deeper than half of the line
        ("      aaaaa", 8, 2),
        ("\taaaa", 8, 1),
        ("\taaaaa", 8, 2),
        ("花花花花", 8, 1),
        ("花花花花花", 8, 2),
        ("a 花花花", 8, 1),
        ("a 花花花花", 8, 2),
        ("花花花 a", 8, 1),
        ("花花花 aa", 8, 2),
        ("é" * 8, 8, 1),
        ("é" * 9, 8, 2),
        ("aaa é bb", 8, 1),
        ("aaa é bbb", 8, 2),
        ("\u200baaaaaaaa", 8, 1),
        ("", 8, 0),
        ("a\n", 8, 2),
        ("   ", 8, 1),
    ],
)
def test_text_is_wrapped_as_a_typewriter_would(words: str, columns: int, lines: int) -> None:
    assert len(wrap(words, columns)) == lines


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("one two three", 3),
        ("*one* two [[not this]]", 2),
        ("INT. BAR - DAY", 4),
        ("BOB (V.O.)\n(low)\nYes.", 4),
        ("花の夜です", 2.5),
        ("花 a", 1.5),
        ("é", 1),
        ("# not\n\n= this\n\n===", 0),
    ],
)
def test_what_is_printed_is_read_at_238_words_a_minute(source: str, words: float) -> None:
    assert reading_time(parse(source)) == pytest.approx(words * 60 / 238)


def test_scenes_begin_on_the_page_where_their_heading_stands() -> None:
    one, two = parse(f"INT. A\n\n{action(25)}\n\nINT. B\n\n{action(24)}").scenes
    assert (one.start_page, two.start_page) == (1.0, 1 + 29 / 54)
    assert (one.eighths, two.eighths) == (4, 4)
    assert (one.index, one.number, two.index, two.number) == (0, "1", 1, "2")
