"""What is printed stands where pages are counted, and what is locked keeps its number, whatever is rewritten."""

import math
import re

import pytest
from film_studio.screenplay.editions import Edition, revised
from film_studio.screenplay.labels import between, numbered
from film_studio.screenplay.pagination import LINES_PER_PAGE
from film_studio.screenplay.parser import parse
from hypothesis import given, settings
from hypothesis import strategies as st

PARAGRAPHS = st.one_of(
    st.integers(1, 70).map(lambda lines: "\n".join(f"Rain {line}." for line in range(lines))),
    st.integers(1, 400).map(lambda words: "MARTA\n" + "never again " * words),
    st.integers(1, 90).map(
        lambda words: f"BOB\n(low)\n{'no ' * words}\n\nANN (V.O.) ^\n{'花は *yes* ' * (90 - words)}"
    ),
    st.integers(1, 9).map(lambda room: f"INT. ROOM {room} - DAY"),
    st.sampled_from(["CUT TO:", "> THE END <", "===", "~La la", "# Act", "[[note]]", "    x" * 30, "EXT. SEA #9A#"]),
)
SCRIPTS = st.lists(PARAGRAPHS, min_size=1, max_size=14).map("\n\n".join)


def edition(*scenes: str) -> Edition:
    return Edition(parse("\n\n".join(scenes)))


def scene(name: str, lines: int = 3) -> str:
    return f"INT. {name} - DAY\n\n" + "\n\n".join(f"{name} does {line}." for line in range(lines))


@settings(max_examples=40, deadline=None)
@given(SCRIPTS)
def test_every_line_is_printed_once_on_the_page_that_counts_it(source: str) -> None:
    screenplay = parse(source)
    printed = list(Edition(screenplay).printed())
    assert all(0 <= line.line < LINES_PER_PAGE for page in printed for line in page.lines)
    for page in printed:
        places = [line.line for line in page.lines]
        assert places == sorted(set(places))
    if printed:
        used = printed[-1].lines[-1].line + 1
        assert screenplay.pages * LINES_PER_PAGE == pytest.approx(  # pyright: ignore[reportUnknownMemberType] # pytest has no type here
            math.ceil(screenplay.pages) * LINES_PER_PAGE - LINES_PER_PAGE + used
        ) or source.rstrip().endswith("===")
    said = " ".join(
        words.text for page in printed for line in page.lines for piece in line.pieces for words in piece.words
    )
    for word in ("never", "no", "花は"):
        assert len(re.findall(rf"\b{word}\b", said)) == len(re.findall(rf"\b{word}\b", source))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 3)), max_size=24))
def test_numbers_between_neighbours_are_new_and_keep_the_order(steps: list[tuple[int, int]]) -> None:
    row = ["1", "2", "3"]
    for place, many in steps:
        at = place % (len(row) + 1)
        before, after = row[at - 1] if at else None, row[at] if at < len(row) else None
        row[at:at] = between(before, after, many, row)
        assert len(set(row)) == len(row)
        assert row == sorted(row, key=_place_of)


def _place_of(label: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """As a script supervisor files them, told apart from how they are made: 12, 12A, 12A1, A12B, 12B; in front, the
    letter that stands nearest to the number first."""
    match = re.fullmatch(r"((?:Z*[A-Y])*)(\d+)((?:Z*[A-Y]|\d+)*)", label)
    assert match, label
    front = [_value(each) for each in reversed(re.findall(r"Z*[A-Y]", match[1]))]
    back = [int(each) if each.isdecimal() else _value(each) for each in re.findall(r"Z*[A-Y]|\d+", match[3])]
    return (float(match[2]), *back), (*front, math.inf)


def _value(letters: str) -> float:
    return len(letters) * 100 + ord(letters[-1])


def test_the_trade_s_examples() -> None:
    assert between("12", "13", 2, ()) == ["12A", "12B"]
    assert between("12A", "13", 1, ()) == ["12B"]
    assert between("12A", "12B", 2, ()) == ["12A1", "12A2"]
    assert between("13", "13A", 1, ()) == ["A13A"]
    assert between(None, "1", 2, ()) == ["A1", "B1"]
    assert between("12", None, 2, ()) == ["13", "14"]
    assert between("12H", "13", 1, ()) == ["12J"]  # I looks like 1
    assert numbered(["5", None, "5", "9", None]) == ["5", "5A", "5B", "9", "10"]
    assert numbered([None, "I-3", None]) == ["AI-3", "I-3", "1"]


def test_a_new_scene_has_a_number_of_its_own_and_a_cut_one_stays_as_omitted() -> None:
    former = edition(*map(scene, "ABCD"))
    now = revised(former, parse("\n\n".join(map(scene, "AXCD"))), 1, locked=True)
    assert [(each.number, each.scene) for each in now.scenes] == [
        ("1", 0),
        ("2", None),
        ("2A", 1),
        ("3", 2),
        ("4", 3),
    ]
    again = revised(now, parse("\n\n".join(map(scene, "ACDE"))), 2, locked=True)
    assert [each.number for each in again.scenes] == ["1", "2", "2A", "3", "4", "5"]
    [omitted] = [line for page in again.printed() for line in page.lines if line.scene == "2-2A"]
    assert omitted.pieces[0].words[0].text == "OMITTED"
    assert [each.number for each in revised(former, parse(scene("X")), 1, locked=False).scenes] == ["1"]


def test_a_heading_that_is_rewritten_is_of_the_same_scene() -> None:
    former = edition(*map(scene, "ABC"))
    now = revised(
        former, parse("\n\n".join(map(scene, "ABC")).replace("INT. B - DAY", "EXT. B - NIGHT")), 1, locked=True
    )
    assert [each.number for each in now.scenes] == ["1", "2", "3"]
    marked = [line for page in now.printed(now.changed(former)) for line in page.lines if line.changed]
    assert [piece.words[0].text for line in marked for piece in line.pieces] == ["EXT. B - NIGHT"]


def test_what_a_locked_page_cannot_hold_goes_over_and_an_emptied_one_is_named_with_the_one_before() -> None:
    former = edition(scene("A", 100))
    assert [page.number for page in former.pages] == ["1", "2", "3", "4"]
    more = scene("A", 100).replace("A does 30.", "A does 30.\n\n" + "\n\n".join(f"New {line}." for line in range(20)))
    longer = revised(former, parse(more), 1, locked=True)
    assert [(page.number, page.issue) for page in longer.pages] == [("1", 0), ("2", 1), ("2A", 1), ("3", 0), ("4", 0)]
    lines = scene("A", 100).split("\n\n")
    shorter = revised(longer, parse("\n\n".join([*lines[:34], *lines[81:]])), 2, locked=True)
    assert [page.number for page in shorter.pages] == ["1", "2-3", "4"]
    marked = [line for page in shorter.printed(shorter.changed(longer)) for line in page.lines if line.changed]
    assert [line.pieces[0].words[0].text for line in marked] == ["A does 31.", "A does 80."]


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("+-~"), st.integers(0, 200), st.integers(1, 40)), max_size=3))
def test_a_locked_number_is_never_given_twice_never_lost_and_never_moves(edits: list[tuple[str, int, int]]) -> None:
    paragraphs = [part for name in "ABCD" for part in scene(name, 20).split("\n\n")]
    row = Edition(parse("\n\n".join(paragraphs)))
    for issue, (kind, place, many) in enumerate(edits, start=1):
        at = place % len(paragraphs)
        if kind == "+":
            paragraphs[at:at] = [f"INT. NEW {issue} - DAY", *(f"It is {issue} {line}." for line in range(many))]
        elif kind == "-" and len(paragraphs) > many:
            del paragraphs[at : at + many]
        else:
            paragraphs[at : at + many] = [f"{each} Again." for each in paragraphs[at : at + many]]
        now = revised(row, parse("\n\n".join(paragraphs)), issue, locked=True)
        for were, are in (
            ([label for page in row.pages for label in page.labels], [x for page in now.pages for x in page.labels]),
            ([each.number for each in row.scenes], [each.number for each in now.scenes]),
        ):
            assert len(set(are)) == len(are)
            assert [label for label in are if label in set(were)] == were
            assert are == sorted(are, key=_place_of)
        # Printed under its numbers again, an edition is the same.
        assert list(Edition.under(parse("\n\n".join(paragraphs)), now.numbering()).printed()) == list(now.printed())
        assert now.changed(row) or now.keys == row.keys
        row = now
