"""What a live stack would regret, and what an account lacks, is refused by the real Pulumi, in previews too."""

from collections.abc import Callable

import pytest

from tests.infra.rehearsal.conftest import done, succeeded, up
from tools.rehearsal.stage import Stage

pytestmark = pytest.mark.timeout(900)

#: What a stack says that is called otherwise than production and is one nevertheless.
LIVE = {
    "stage": "production",
    "protected": "true",
    "apiSpot": "false",
    "apiCountMin": "2",
    "apiCountMax": "2",
    "databaseClass": "db.t4g.small",
    "databaseStorageGib": "30",
    "remoteShell": "false",
    "budgetUsd": "500",
}


@pytest.fixture(scope="module")
def live(stage_of: Callable[[str], Stage]) -> Stage:
    """The stack dev with production's stage, up."""
    stage = stage_of("dev")
    for key, value in LIVE.items():
        stage.set("dev", key, value)
    steps = done(succeeded(up(stage, "dev")))
    # Without a cluster a new account has no role for ECS, and no provider can be made.
    assert steps.index("create Cluster cluster") < steps.index("create CapacityProvider gpu24-spot")
    return stage


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("databaseStorageGib", "20", "databaseStorageGib would go from 30 to 20"),
        ("stage", "dev", "stage would go from 'production' to 'dev'"),
    ],
)
def test_what_cannot_become_of_a_live_database_is_refused_in_preview_and_update(
    live: Stage, key: str, value: str, says: str
) -> None:
    database = live.cloud.find("aws:rds/instance:Instance", "database")
    before = dict(database.now)
    live.set("dev", key, value)
    try:
        preview = live.pulumi("preview", "--stack", "dev")
        update = up(live, "dev")
    finally:
        live.set("dev", key, LIVE[key])

    for refused in (preview, update):
        assert not refused.succeeded
        assert says in refused.output
    assert live.cloud.find("aws:rds/instance:Instance", "database").now == before


def test_a_stack_that_github_deploys_waits_for_its_boundary(stage_of: Callable[[str], Stage]) -> None:
    stage = stage_of("pr")
    stage.trouble.lacking.add("getPolicy")

    for refused in (stage.pulumi("preview", "--stack", "pr"), up(stage, "pr")):
        assert not refused.succeeded
        assert "boundary does not exist" in refused.output
        assert "Traceback" not in refused.output
    assert stage.cloud.things() == []
