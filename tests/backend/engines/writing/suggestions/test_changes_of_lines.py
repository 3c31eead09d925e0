"""The lines of a suggestion: what tells two texts apart, a text with some of that, and its place in a later one."""

import pytest
from film_studio.engines.writing.suggestions.changes import (
    hunks,
    lines_of,
    parted,
    place_in,
    replaced,
    trimmed,
    with_hunks,
)
from hypothesis import given
from hypothesis import strategies as st

LINES = st.lists(st.sampled_from(["", "a", "b", "INT. X", "Z"]), max_size=12)
ENDS = st.sampled_from(["\n", "\r\n"])


@given(LINES, LINES)
def test_all_hunks_make_the_new_lines_and_none_the_old(before: list[str], after: list[str]) -> None:
    found = hunks(before, after)
    assert with_hunks(before, found, None) == after
    assert with_hunks(before, found, frozenset()) == before
    assert all(hunk.removed or hunk.added for hunk in found)


@given(LINES, LINES)
def test_each_hunk_alone_changes_its_own_lines(before: list[str], after: list[str]) -> None:
    for index, hunk in enumerate(hunks(before, after)):
        end = hunk.line - 1 + len(hunk.removed)
        assert with_hunks(before, hunks(before, after), {index}) == [
            *before[: hunk.line - 1],
            *hunk.added,
            *before[end:],
        ]


@given(st.lists(st.tuples(st.sampled_from(["", "a", "b"]), ENDS), min_size=1, max_size=10), st.data(), LINES)
def test_what_is_outside_of_the_lines_stays_byte_for_byte(
    given_lines: list[tuple[str, str]], data: st.DataObject, new: list[str]
) -> None:
    text = "".join(line + end for line, end in given_lines)
    all_lines = lines_of(text)
    first = data.draw(st.integers(1, len(all_lines)))
    count = data.draw(st.integers(1, len(all_lines) - first + 1))
    made = replaced(text, first, count, new or ["x"])
    ends = [line + end for line, end in given_lines]
    assert made.startswith("".join(ends[: first - 1]))
    assert made.endswith("".join(ends[first - 1 + count :]))


@pytest.mark.parametrize(
    ("text", "first", "count", "made"),
    [
        ("a\r\nb\r\nc", 2, 1, "a\r\nx\r\nc"),
        ("a\r\nb\r\nc", 3, 1, "a\r\nb\r\nx"),
        ("a\nb", 3, 0, "a\nb\nx\n"),
        ("\ufeffa\nb", 1, 1, "\ufeffx\nb"),
        ("", 1, 0, "x"),
    ],
)
def test_new_lines_end_as_the_others_do(text: str, first: int, count: int, made: str) -> None:
    assert replaced(text, first, count, ["x"]) == made


TEXT = "\n".join("abcdefghijklmn")


@pytest.mark.parametrize(
    ("newest", "place"),
    [
        (TEXT, 7),
        (f"new\n{TEXT}", 8),
        (f"{TEXT}\nnew", 7),
        (TEXT.replace("a", "new"), 7),
        (f"new\n{TEXT}\nnew", 8),
        (f"{TEXT}\n{TEXT}", 7),  # nothing before it has changed
        (f"new\n{TEXT}\n{TEXT}\nnew", None),  # it is there twice
        (TEXT.replace("g", "new"), None),
        (TEXT.replace("e", "new"), None),
        (TEXT.replace("j", "new"), None),
        ("", None),
    ],
)
def test_a_place_is_found_again_where_its_lines_and_those_around_it_are_as_they_were(
    newest: str, place: int | None
) -> None:
    assert place_in(TEXT, newest, 7, 1) == place


def test_at_an_end_of_the_text_the_end_is_a_part_of_the_place() -> None:
    assert place_in("a\nb", "a\nb\nc", 3, 0) is None
    assert place_in("a\nb\nc\nd\ne", "new\na\nb\nc\nd\ne", 1, 1) is None
    assert place_in("", "", 1, 0) == 1
    assert place_in("", "a", 1, 0) is None


def test_blank_lines_around_a_selection_are_not_a_part_of_it_and_part_what_comes_between() -> None:
    lines = ["", "a", "", "b", ""]
    assert trimmed(lines, 1, 5) == (2, 3)
    assert trimmed(lines, 3, 3)[1] == 0
    assert parted(lines, 3, ["new"]) == ["", "new"]
    assert parted(lines, 5, ["new"]) == ["", "new"]
    assert parted(lines, 2, ["new"]) == ["new", ""]
