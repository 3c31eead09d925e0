"""What the reader of a screenplay says where it took something otherwise than it looks."""

import pytest
from film_studio.screenplay import advice
from film_studio.screenplay.parser import parse

from tests.backend.screenplay.feature_length import feature_length


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("IDA\nHello.\nINT. HOUSE - DAY\n\nFog.", 3, "taken for dialogue"),
        ("Fog.\nEXT. SEA - DAY\n\nFog.", 2, "taken for action"),
        ("IDA\nHello.\n\nIDA\n\nHello again.", 4, "IDA says nothing here"),
        ("Fog. [[why\n\nMore.", 1, "close it with ]]"),
        ("Fog.\n\nMore.\nAnd /* more.", 4, "close it with */"),
        ("INT. A - DAY #7#\n\nFog.\n\nINT. B - DAY #8#\n\nFog.\n\nINT. C - DAY #8#\n\nFog.", 5, "number 8"),
    ],
)
def test_what_is_taken_otherwise_than_it_looks_is_told_at_its_line(source: str, line: int, words: str) -> None:
    assert [at for at, said in advice.remarks_on(parse(source)) if words in said][:1] == [line]


@pytest.mark.parametrize(
    "source",
    [
        "IDA\nHello.\n\nINT. HOUSE - DAY\n\nFog.",
        "THE END\n\nIDA\nHello.",
        "!IDA\n\nIDA\nHello.",
        "Fog [[thin]] and /* cut */ more.",
        r"Fog \[[thin.",
        "!INT. HOUSE - DAY",
    ],
)
def test_of_what_is_meant_so_nothing_is_said(source: str) -> None:
    assert advice.remarks_on(parse(source)) == []


def test_a_feature_has_none_and_a_habit_is_told_a_hundred_times_at_most() -> None:
    assert advice.remarks_on(parse(feature_length())) == []
    assert len(advice.remarks_on(parse("Fog.\nINT. A - DAY\n\n" * 300))) == advice.MOST
