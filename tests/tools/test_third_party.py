"""THIRD_PARTY.md names everything that a lock brings in."""

import pytest

from tools.groups import locked
from tools.reports import third_party
from tools.reports.third_party import DOCUMENT, PLACES


@pytest.mark.parametrize("group", PLACES)
def test_every_locked_package_is_listed_with_its_licence(group: str) -> None:
    rows = [line.split("|") for line in DOCUMENT.read_text().splitlines() if line.startswith("| ")]
    listed = {row[1].strip(): row[2].strip() for row in rows}

    missing = [name for name in locked(group) if not listed.get(name)]

    assert missing == [], "run: ./studio fix licences"


def test_nothing_is_listed_that_no_lock_brings_in() -> None:
    assert third_party.is_current(), "run: ./studio fix licences"
