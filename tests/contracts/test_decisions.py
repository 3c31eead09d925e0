"""Decisions are recorded alike: numbered without gaps, in four parts, and all of them in the index."""

import re
from pathlib import Path

import pytest

DECISIONS = Path(__file__).resolve().parent.parent.parent / "docs" / "decisions"
INDEX = DECISIONS / "README.md"
RECORDS = sorted(path for path in DECISIONS.glob("*.md") if path != INDEX)
PARTS = ["Context", "Choice", "Rejected", "Consequences"]


def test_records_are_numbered_without_gaps() -> None:
    names = [path.name for path in RECORDS]
    expected = [f"{number:03d}" for number in range(1, len(names) + 1)]
    assert [name.partition("-")[0] for name in names] == expected, "rename records so that no number is missing"
    assert len(names) >= 30


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_a_record_says_what_was_chosen_and_what_was_rejected(path: Path) -> None:
    text = path.read_text()
    title, *paragraphs = text.strip().split("\n\n")
    number = path.name.partition("-")[0]
    assert re.fullmatch(rf"# {number} \S.*", title), f"{path.name} begins with its number and title"
    found = [re.match(r"\*\*(\w+)\.\*\* \S", paragraph) for paragraph in paragraphs]
    assert [match[1] if match else None for match in found] == PARTS, path.name
    assert len(text.splitlines()) <= 20, f"{path.name} is longer than a record is: say it shorter"


def test_the_index_lists_every_record_by_its_title() -> None:
    listed = re.findall(r"^- \[(\d{3})\]\(([^)]+)\) (.+)$", INDEX.read_text(), flags=re.MULTILINE)
    titled = [path.read_text().splitlines()[0].removeprefix("# ").partition(" ") for path in RECORDS]
    expected = [(number, path.name, title) for path, (number, _, title) in zip(RECORDS, titled, strict=True)]
    assert listed == expected, "docs/decisions/README.md lists each record once, in order, by its title"
