"""A pull request's stack goes when nobody asks for it any more, or when its time is over; no other stack ever goes."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tools.command.__main__ import main as studio
from tools.errors import StudioError
from tools.reports.expired_stacks import expired_stacks

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def stack(name: str, *, hours_ago: float | None = 1) -> dict[str, Any]:
    """A stack as `pulumi stack ls --json` lists it."""
    listed: dict[str, Any] = {"name": name, "current": False}
    if hours_ago is not None:
        listed["lastUpdate"] = (NOW - timedelta(hours=hours_ago)).isoformat().replace("+00:00", "Z")
    return listed


def removed(*stacks: dict[str, Any], wanted: set[int]) -> list[str]:
    return expired_stacks(stacks, wanted=wanted, now=NOW, hours=24)


def test_a_stack_stays_while_its_pull_request_asks_for_it() -> None:
    assert removed(stack("pr7"), wanted={7}) == []


def test_a_stack_whose_pull_request_is_closed_goes() -> None:
    assert removed(stack("pr7"), stack("pr12"), stack("pr9"), wanted={9}) == ["pr7", "pr12"]


def test_a_stack_whose_time_is_over_goes_though_it_is_asked_for() -> None:
    assert removed(stack("pr7", hours_ago=25), wanted={7}) == ["pr7"]


def test_a_stack_that_was_named_and_never_filled_goes_with_its_pull_request() -> None:
    assert removed(stack("pr7", hours_ago=None), stack("pr8", hours_ago=None), wanted={8}) == ["pr7"]


@pytest.mark.parametrize("name", ["dev", "production", "local", "pr", "pr0", "prod", "apr7", "pr7x", "pr-7"])
def test_no_other_stack_is_ever_named(name: str) -> None:
    assert removed(stack(name, hours_ago=1000), wanted=set()) == []


def test_a_stack_named_with_its_organisation_and_project_is_recognised() -> None:
    assert removed(stack("organization/film-studio/pr7"), wanted=set()) == ["pr7"]


def test_a_time_that_is_none_stops_the_removal() -> None:
    with pytest.raises(StudioError, match="'yesterday'"):
        removed({"name": "pr7", "lastUpdate": "yesterday"}, wanted=set())


def test_a_list_that_cannot_be_read_names_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Read as empty, a failed list of pull requests would remove every stack."""
    stacks, pulls = tmp_path / "stacks.json", tmp_path / "pulls.json"
    stacks.write_text(json.dumps([stack("pr7")]))
    pulls.write_text("")
    assert studio(["expired-stacks", str(stacks), str(pulls)]) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert "pulls.json is not a list of pull requests" in written.err
