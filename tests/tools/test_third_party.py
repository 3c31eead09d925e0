"""THIRD_PARTY.md names everything that a lock brings in."""

import pytest

from tools.reports.third_party import DOCUMENT, LOCKS, locked


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_is_listed_with_its_licence(lock: str) -> None:
    rows = [line.split("|") for line in DOCUMENT.read_text().splitlines() if line.startswith("| ")]
    listed = {row[1].strip(): row[2].strip() for row in rows}

    missing = [name for name in locked(lock) if not listed.get(name)]

    assert missing == [], "run: .studio/env/tools/bin/python -m tools.reports.third_party"
