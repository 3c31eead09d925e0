"""What the workflows do, with nothing but the roles that dev makes for them: the guide beyond its first `up`.

An administrator makes dev once, as the guide says; production and a pull request's stack are then GitHub's.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.infra.rehearsal.conftest import done, is_settled, succeeded, up
from tools.rehearsal import rights
from tools.rehearsal.cloud import Cloud, Thing
from tools.rehearsal.stage import Stage

pytestmark = pytest.mark.timeout(900)
PREVIEW = "github-preview"
PRODUCTION = "github-deploy-production"
PULL_REQUESTS = "github-deploy-pull-requests"


@pytest.fixture(scope="module")
def account(stage_of: Callable[[str], Stage]) -> Stage:
    """With dev, which carries the roles. Its tests are one life, in their order."""
    stage = stage_of("dev")
    for key, value in {
        "githubRoles": "true",
        "githubRepository": "owner@12/film-studio@345",
        "stateBucket": "studio-state",
        "githubEnvironments": '["dev","production","pull-requests"]',
    }.items():
        stage.set("dev", key, value)
    succeeded(up(stage, "dev"))
    stage.create("production")
    stage.set("production", "githubDeploys", "true")
    return stage


def test_production_is_planned_by_the_role_that_reads_and_made_by_its_own(account: Stage, tmp_path: Path) -> None:
    plan = str(tmp_path / "plan.json")
    with account.acting_as(PREVIEW):
        succeeded(account.pulumi("preview", "--stack", "production", "--save-plan", plan))
        refused = up(account, "production")
    assert not refused.succeeded
    assert "film-studio-dev-github-preview is not authorized to perform" in refused.reason
    assert account.cloud.things(stack="production") == []

    with account.acting_as(PRODUCTION):
        succeeded(account.pulumi("up", "--yes", "--stack", "production", "--plan", plan))
        assert is_settled(account, "production")


def test_it_is_looked_at_changed_and_looked_after_with_the_same_two_roles(account: Stage, tmp_path: Path) -> None:
    with account.acting_as(PREVIEW):
        succeeded(account.pulumi("preview", "--stack", "production", "--refresh"))  # each night's look for drift
    account.cloud.counted("content")  # new images
    account.set("production", "downloadSigningKey", "2")
    account.set("production", "gpuImageId", "ami-0123456789abcdef0")
    account.set("production", "databaseInsights", "advanced")
    account.set("production", "logDays", "60")
    plan = str(tmp_path / "plan.json")
    with account.acting_as(PREVIEW):
        succeeded(account.pulumi("preview", "--stack", "production", "--save-plan", plan))
    with account.acting_as(PRODUCTION):
        steps = done(succeeded(account.pulumi("up", "--yes", "--stack", "production", "--plan", plan)))
        assert "update KeyGroup cdn" in steps
        assert "update Service api" in steps
        succeeded(account.pulumi("refresh", "--yes", "--skip-preview", "--stack", "production"))
        assert is_settled(account, "production")


def test_no_role_touches_what_is_anothers(account: Stage) -> None:
    there = {each.urn for each in account.cloud.things(stack="production")}
    for role in (PREVIEW, PULL_REQUESTS):
        with account.acting_as(role):
            account.set("production", "logDays", "30")
            refused = up(account, "production")
        assert not refused.succeeded
        assert "is not authorized to perform" in refused.reason
    assert {each.urn for each in account.cloud.things(stack="production")} == there


def test_a_pull_requests_stack_comes_and_goes_with_its_role(account: Stage) -> None:
    account.create("pr")
    with account.acting_as(PULL_REQUESTS):
        succeeded(up(account, "pr"))
        assert is_settled(account, "pr")
        succeeded(account.pulumi("destroy", "--yes", "--skip-preview", "--stack", "pr"))
    assert account.cloud.things(stack="pr") == []


def test_a_type_whose_calls_nobody_has_written_is_no_type_that_may_be_made() -> None:
    unknown = Thing(id="a", urn="urn:pulumi:dev::film-studio::aws:elasticache/cluster:Cluster::cache", properties={})
    with pytest.raises(LookupError, match=r"aws:elasticache/cluster:Cluster .*tools/rehearsal/rights\.py"):
        list(rights.asked(Cloud(), "create", unknown, {}))
