"""The database: private, encrypted, of its stage's size, in subnets without a way out."""

from typing import Any

import pulumi
import pytest

from components.base.setting_types import SettingError
from components.data import live_changes
from tools.program.evaluate import Evaluation, evaluate_stack

DATABASE = "aws:rds/instance:Instance"


def test_the_database_is_encrypted_private_and_logs_in_with_tokens(stack: Evaluation) -> None:
    database = stack.one("aws:rds/instance:Instance", "database").inputs
    assert database["engine"] == "postgres"
    assert database["engineVersion"] == "18"
    assert database["engineLifecycleSupport"] == "open-source-rds-extended-support-disabled"
    assert database["storageEncrypted"] is True
    assert database["publiclyAccessible"] is False
    assert database["iamDatabaseAuthenticationEnabled"] is True
    assert database["manageMasterUserPassword"] is True
    assert "password" not in database
    assert database["dbName"] == "film_studio"
    assert database["username"] == "film_studio_owner"
    parameters = stack.one("aws:rds/parameterGroup:ParameterGroup", "database").inputs
    assert [(item["name"], item["value"]) for item in parameters["parameters"]] == [("rds.force_ssl", "1")]


def test_the_database_has_its_stages_size(dev: Evaluation, production: Evaluation) -> None:
    small = dev.one("aws:rds/instance:Instance").inputs
    assert (small["instanceClass"], small["allocatedStorage"], small["multiAz"]) == ("db.t4g.micro", 20, False)
    large = production.one("aws:rds/instance:Instance").inputs
    assert (large["instanceClass"], large["allocatedStorage"], large["multiAz"]) == ("db.t4g.medium", 50, True)
    assert (large["maxAllocatedStorage"], large["backupRetentionPeriod"]) == (200, 14)


def test_what_statements_wait_for_is_kept_for_the_week_that_costs_nothing(cloud: Evaluation) -> None:
    database = cloud.one("aws:rds/instance:Instance").inputs
    assert database["performanceInsightsEnabled"] is True
    assert (database["databaseInsightsMode"], database["performanceInsightsRetentionPeriod"]) == ("standard", 7)


@pytest.mark.parametrize(
    ("mode", "enabled", "days", "said"), [("advanced", True, 465, "advanced"), ("none", False, None, "standard")]
)
def test_database_insights_follow_their_setting(mode: str, enabled: bool, days: int | None, said: str) -> None:
    database = evaluate_stack("dev", overrides={"film-studio:databaseInsights": mode}).one(DATABASE).inputs
    assert database["performanceInsightsEnabled"] is enabled
    assert database.get("performanceInsightsRetentionPeriod") == days
    assert database["databaseInsightsMode"] == said


def test_another_version_brings_its_own_family_of_parameters_and_is_made_at_once_when_it_may() -> None:
    settings = {"film-studio:databaseVersion": "19", "film-studio:databaseUpgrade": "true"}
    upgraded = evaluate_stack("production", overrides=settings)
    database = upgraded.one(DATABASE).inputs
    assert upgraded.one("aws:rds/parameterGroup:ParameterGroup").inputs["family"] == "postgres19"
    assert (database["engineVersion"], database["allowMajorVersionUpgrade"]) == ("19", True)
    assert database["applyImmediately"] is True
    otherwise = evaluate_stack("production", overrides={"film-studio:databaseVersion": "19"}).one(DATABASE).inputs
    assert (otherwise["allowMajorVersionUpgrade"], otherwise["applyImmediately"]) == (False, False)


def test_the_database_lives_in_subnets_without_a_way_out(stack: Evaluation) -> None:
    vpc = stack.one("awsx:ec2:Vpc")
    subnets = stack.one("aws:rds/subnetGroup:SubnetGroup").inputs["subnetIds"]
    assert subnets == stack.state[vpc.urn]["isolatedSubnetIds"]
    assert len(subnets) >= 2


# --- A live one ---------------------------------------------------------------------------------------------

LIVE = {
    "allocatedStorage": 50,
    "tags": {"stage": "production"},
    "engineLifecycleSupport": "disabled",
    "engineVersion": "19",
}


UPGRADE = {"engineVersion": "20", "allowMajorVersionUpgrade": True}


def _change(**inputs: Any) -> pulumi.ResourceHookArgs:
    return pulumi.ResourceHookArgs("urn", "id", "database", "type", old_inputs=LIVE, new_inputs={**LIVE, **inputs})


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ({"tags": {"stage": "dev"}}, r"stage would go from 'production' to 'dev' .*set stage back to 'production'"),
        ({"allocatedStorage": 40}, r"databaseStorageGib would go from 50 to 40, .*at least 50"),
        ({"engineLifecycleSupport": "enabled"}, r"engineLifecycleSupport .*Leave it"),
        ({"engineVersion": "20"}, r"databaseVersion would go from 19 to 20 .*set databaseUpgrade to true"),
        ({"engineVersion": "18", "allowMajorVersionUpgrade": True}, r"RDS never goes back: set it to 19"),
    ],
)
def test_what_cannot_become_of_a_live_database_is_refused(inputs: dict[str, Any], says: str) -> None:
    with pytest.raises(SettingError, match=says):
        live_changes.check(_change(**inputs))


def test_a_live_database_may_grow_and_what_is_not_known_is_not_judged() -> None:
    for inputs in ({"allocatedStorage": 60}, {"allocatedStorage": "unknown"}, {"tags": None}, UPGRADE, {}):
        live_changes.check(_change(**inputs))


def test_a_disk_that_rds_may_grow_is_said_to_stay_as_it_is() -> None:
    smaller = {**LIVE, "allocatedStorage": 40, "maxAllocatedStorage": 200}
    assert list(live_changes.refusals(LIVE, smaller)) == []
    (said,) = live_changes.surprises(LIVE, smaller)
    assert "set it to 50" in said


def test_the_hook_stands_before_every_update_of_a_database_in_the_cloud(cloud: Evaluation, local: Evaluation) -> None:
    database = cloud.one("aws:rds/instance:Instance", "database")
    assert database.hooks == {"before_update": ("database-change",)}
    assert database.inputs["tags"] == {"stage": cloud.stack}
    assert local.hooks == {}
