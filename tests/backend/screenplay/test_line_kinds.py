"""The table of line kinds, which the site's editor is held to as well, is what the reader of screenplays says."""

import pytest

from tests.backend.screenplay.line_kinds import CASES, line_kinds


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["what"])
def test_each_line_is_what_the_table_says(case: dict[str, object]) -> None:
    text, kinds = case["text"], case["kinds"]
    assert isinstance(text, str)
    assert list(zip(text.split("\n"), line_kinds(text), strict=True)) == list(
        zip(text.split("\n"), kinds, strict=True)  # pyright: ignore[reportArgumentType] - a list of words
    )


def test_the_table_has_every_kind() -> None:
    kinds = {kind for case in CASES for kind in case["kinds"]}
    assert len(kinds) == 15
