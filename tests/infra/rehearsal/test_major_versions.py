"""Another major version of PostgreSQL, as docs/operate.md goes there, and back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.infra.rehearsal.conftest import done, is_settled, succeeded, up
from tools.rehearsal.stage import Stage

pytestmark = pytest.mark.timeout(900)
DATABASE = "aws:rds/instance:Instance"
PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"


@pytest.fixture(scope="module")
def live(stage_of: Callable[[str], Stage]) -> Stage:
    stage = stage_of("dev")
    succeeded(up(stage, "dev"))
    return stage


def families(stage: Stage) -> list[str]:
    return [each.now["family"] for each in stage.cloud.things(PARAMETERS)]


def test_a_live_database_goes_to_the_next_version_in_place_and_only_when_it_is_told_to(live: Stage) -> None:
    before = live.cloud.find(DATABASE, "database")
    live.set("dev", "databaseVersion", "19")
    refused = live.pulumi("preview", "--stack", "dev")
    assert not refused.succeeded
    assert "set databaseUpgrade to true for this one update" in refused.output

    live.set("dev", "databaseUpgrade", "true")
    live.trouble.fail.add("Instance database")  # RDS is at it for longer than anybody waits
    assert not up(live, "dev").succeeded
    live.trouble.fail.clear()
    assert sorted(families(live)) == ["postgres18", "postgres19"]  # the former goes last
    steps = done(succeeded(up(live, "dev")))

    after = live.cloud.find(DATABASE, "database")
    assert (after.id, after.now["engineVersion"]) == (before.id, "19")
    assert [step for step in steps if "Instance database" in step and not step.startswith("update")] == []
    assert families(live) == ["postgres19"]
    live.set("dev", "databaseUpgrade", "false")
    assert done(succeeded(up(live, "dev"))) == ["update Instance database"]
    assert is_settled(live, "dev")


def test_both_changes_come_in_one_update_and_the_former_parameters_go_last(live: Stage) -> None:
    live.set("dev", "databaseVersion", "20")
    live.set("dev", "databaseUpgrade", "true")

    steps = done(succeeded(up(live, "dev")))

    made, changed = steps.index("create ParameterGroup database"), steps.index("update Instance database")
    assert made < changed < steps.index("delete ParameterGroup database")
    live.set("dev", "databaseUpgrade", "false")
    succeeded(up(live, "dev"))


def test_the_way_back_is_the_snapshot_of_before_under_the_same_name(live: Stage, tmp_path: Path) -> None:
    live.set("dev", "databaseVersion", "19")
    refused = live.pulumi("preview", "--stack", "dev")
    assert "RDS never goes back" in refused.output

    old, new = _from_the_snapshot_of_before(live)
    state = tmp_path / "state.json"
    succeeded(live.pulumi("stack", "export", "--stack", "dev", "--file", str(state)))
    state.write_text(state.read_text().replace(f'"{old}"', f'"{new}"'))
    succeeded(live.pulumi("stack", "import", "--stack", "dev", "--file", str(state)))
    succeeded(live.pulumi("refresh", "--yes", "--skip-preview", "--stack", "dev"))
    steps = done(succeeded(up(live, "dev")))

    found = live.cloud.find(DATABASE, "database")
    assert (found.id, found.now["engineVersion"]) == (new, "19")
    assert [step for step in steps if "Instance database" in step and not step.startswith("update")] == []
    assert families(live) == ["postgres19"]
    assert is_settled(live, "dev")


def _from_the_snapshot_of_before(stage: Stage) -> tuple[str, str]:
    """RDS's snapshot from before the change, restored with the default parameters of its version, and the names
    exchanged; what stays of the newer one has its version's default parameters too, or the group could not go.
    Returns the two resource ids."""
    after = stage.cloud.find(DATABASE, "database")
    renamed = {"identifier": f"{after.now['identifier']}-after", "parameterGroupName": "default.postgres20"}
    stage.cloud.put(replace(after, urn=f"{after.urn}-after", drifted=renamed))
    stage.cloud.remove(after.urn, after.id)
    before = {"resourceId": "db-BEFORE", "engineVersion": "19", "parameterGroupName": "default.postgres19"}
    stage.cloud.put(replace(after, id="db-BEFORE", drifted=before))
    return after.id, "db-BEFORE"
