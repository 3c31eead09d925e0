"""Each stack on the real Pulumi: up from nothing, nothing to do afterwards, no drift, and gone again."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.infra.rehearsal.conftest import done, is_settled, succeeded, up
from tools.rehearsal.stage import Stage

pytestmark = pytest.mark.timeout(900)  # the first of these tests may build Pulumi


DATABASE = "aws:rds/instance:Instance"
SERVICE = "aws:ecs/service:Service"


def test_the_laptops_stack_comes_up_stays_as_it_is_and_goes(stage_of: Callable[[str], Stage]) -> None:
    """Those of dev and of a pull request do so below, and in test_recovery."""
    stage = stage_of("local")

    made = succeeded(up(stage, "local"))
    assert set(made.changes) == {"create"}
    assert is_settled(stage, "local")
    assert not succeeded(stage.pulumi("refresh", "--yes", "--skip-preview", "--stack", "local")).changes

    succeeded(stage.pulumi("destroy", "--yes", "--skip-preview", "--stack", "local"))
    assert stage.cloud.things() == []
    assert not stage.state("local")


@pytest.fixture(scope="module")
def production(stage_of: Callable[[str], Stage]) -> Stage:
    """Up, with images in its repositories and films in its buckets. Its tests are one life, in their order."""
    stage = stage_of("production")
    succeeded(up(stage, "production"))
    for each in (*stage.cloud.things("aws:ecr/repository:Repository"), *stage.cloud.things("aws:s3/bucket:Bucket")):
        stage.cloud.put(replace(each, content=3))
    return stage


def test_production_comes_up_and_stays_as_it_is(production: Stage) -> None:
    assert is_settled(production, "production")


def test_production_is_not_destroyed_by_one_command_whether_it_looks_first_or_not(production: Stage) -> None:
    there = len(production.cloud.things())

    for way, said in (((), "--run-program"), (("--run-program",), "This stack is protected")):
        refused = production.pulumi("destroy", "--yes", "--skip-preview", *way, "--stack", "production")
        assert not refused.succeeded
        assert said in refused.output
        assert [entry for entry in refused.entries if entry.kind == "delete"] == []
    assert len(production.cloud.things()) == there


def _restored(stage: Stage) -> tuple[str, str]:
    """What the guide's `aws rds` commands leave: the old instance under another name, a new one under the old's.
    Returns their resource ids."""
    before = stage.cloud.find(DATABASE, "database")
    secret = "arn:aws:secretsmanager:us-east-2:123456789012:secret:rds!db-restored-AbCdEf"
    stage.cloud.put(
        replace(before, drifted={"identifier": f"{before.now['identifier']}-before"}, urn=f"{before.urn}-before")
    )
    stage.cloud.remove(before.urn, before.id)
    others = {
        "resourceId": "db-RESTORED",
        "masterUserSecrets": [{"secretArn": secret, "secretStatus": "active", "kmsKeyId": "key"}],
    }
    stage.cloud.put(replace(before, id="db-RESTORED", drifted=others))
    return before.id, "db-RESTORED"


def test_the_documented_restore_ends_with_an_api_that_serves_the_restored_database(
    production: Stage, tmp_path: Path
) -> None:
    stage = production
    stage.cloud.drift(SERVICE, "api", desiredCount=0)  # what writes is stopped
    old, new = _restored(stage)
    state = tmp_path / "state.json"
    succeeded(stage.pulumi("stack", "export", "--stack", "production", "--file", str(state)))
    state.write_text(state.read_text().replace(f'"{old}"', f'"{new}"'))
    succeeded(stage.pulumi("stack", "import", "--stack", "production", "--file", str(state)))
    succeeded(stage.pulumi("refresh", "--yes", "--skip-preview", "--stack", "production"))

    steps = done(succeeded(up(stage, "production")))

    assert [step for step in steps if "Instance" in step and not step.startswith("update")] == []  # nothing is lost
    migrated = next(index for index, step in enumerate(steps) if step.startswith("runs film-studio-production-mig"))
    assert migrated < steps.index("update Service api") < steps.index("sets film-studio-production-api to 2 tasks")
    assert stage.cloud.find(SERVICE, "api").now["desiredCount"] == 2
    logins = stage.cloud.find("aws:iam/rolePolicy:RolePolicy", "api-task").now["policy"]
    assert "dbuser:db-RESTORED/" in logins
    assert stage.cloud.find(DATABASE, "database").id == new
    assert is_settled(stage, "production")


def test_production_goes_as_the_guide_says_and_leaves_nothing(production: Stage) -> None:
    stage = production
    for former in [each for each in stage.cloud.things() if each.urn.endswith("-before")]:
        stage.cloud.remove(former.urn, former.id)  # by hand, as the last step of a restore
    stage.set("production", "protected", "false")
    taken_off = succeeded(up(stage, "production"))
    assert "nothing keeps its database" in taken_off.output
    deleted = [step for step in done(taken_off) if step.startswith("delete")]
    assert deleted == ["delete VaultLockConfiguration backups"]  # as the guide says; what keeps data is there

    succeeded(stage.pulumi("destroy", "--yes", "--stack", "production"))

    assert [each.urn for each in stage.cloud.things()] == []
    succeeded(stage.pulumi("stack", "rm", "production", "--yes"))


def test_a_stack_whose_boundaries_others_carry_does_not_go(stage_of: Callable[[str], Stage]) -> None:
    """The stack of a pull request is deployed by GitHub, with roles that dev has made."""
    stage = stage_of("dev")
    for key, value in {
        "githubRoles": "true",
        "githubRepository": "owner@12/film-studio@345",
        "stateBucket": "studio-state",
        "githubEnvironments": '["dev","pull-requests"]',
    }.items():
        stage.set("dev", key, value)
    succeeded(up(stage, "dev"))
    stage.create("pr")
    succeeded(up(stage, "pr"))
    assert is_settled(stage, "pr")
    there = len(stage.cloud.things(stack="dev"))

    refused = stage.pulumi("destroy", "--yes", "--skip-preview", "--stack", "dev")
    assert not refused.succeeded
    assert len(stage.cloud.things(stack="dev")) == there

    stage.set("dev", "githubRoles", "false")
    conflict = up(stage, "dev")
    assert "DeleteConflict" in conflict.output
    assert {each.name for each in stage.cloud.things("aws:iam/role:Role", "dev")} >= {
        "github-preview",
        "github-deploy-pull-requests",
    }

    succeeded(stage.pulumi("destroy", "--yes", "--skip-preview", "--stack", "pr"))
    assert stage.cloud.things(stack="pr") == []
    succeeded(up(stage, "dev"))
    succeeded(stage.pulumi("destroy", "--yes", "--skip-preview", "--stack", "dev"))
    assert stage.cloud.things() == []
