"""Backups outside of database and buckets: what goes where, for how long, and what it costs."""

from typing import Any

import pytest

from tools.program.evaluate import Evaluation, evaluate_stack
from tools.reports.cost.report import cost_of

VAULT = "aws:backup/vault:Vault"
LOCK = "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
SELECTION = "aws:backup/selection:Selection"
PLAN = "aws:backup/plan:Plan"
BUCKET = "aws:s3/bucket:Bucket"


def rule(stack: Evaluation) -> dict[str, Any]:
    (only,) = stack.one(PLAN).inputs["rules"]
    return only


def test_production_keeps_database_and_buckets_for_five_weeks_in_a_locked_vault(production: Evaluation) -> None:
    arns = [
        production.state[each.urn]["arn"]
        for each in (production.one("aws:rds/instance:Instance"), *production.of_type(BUCKET))
    ]
    assert production.one(SELECTION).inputs["resources"] == arns
    kept = rule(production)
    assert (kept["targetVaultName"], kept["lifecycle"]) == ("film-studio-production-backups", {"deleteAfter": 35})
    assert production.one(LOCK).inputs["minRetentionDays"] == 35
    vault = production.one(VAULT)
    assert (vault.inputs["forceDestroy"], vault.protect) == (False, True)
    # The former lock on the same vault is taken off before the new one is put on, and not behind it.
    assert production.one(LOCK).delete_before_replace


def test_the_second_region_has_a_twin_which_is_paid_and_watched_too() -> None:
    near = evaluate_stack("production")
    far = evaluate_stack("production", overrides={"film-studio:backupCopyRegion": "us-west-2"})
    twin = far.one(VAULT, "backups-copy")
    assert (twin.inputs["name"], twin.inputs["region"]) == ("film-studio-production-backups", "us-west-2")
    assert rule(far)["copyActions"] == [
        {"destinationVaultArn": far.state[twin.urn]["arn"], "lifecycle": {"deleteAfter": 35}}
    ]
    assert {each.inputs.get("region") for each in far.of_type(LOCK)} == {None, "us-west-2"}
    alarm = far.one("aws:cloudwatch/metricAlarm:MetricAlarm", "backup-failed").inputs
    watched = {query["metric"]["metricName"] for query in alarm["metricQueries"] if "metric" in query}
    assert watched == {
        f"Number{of}" for of in ("OfBackupJobsFailed", "OfBackupJobsAborted", "OfBackupJobsExpired", "OfCopyJobsFailed")
    }
    paid = [sum(line.usd_month for line in cost_of(stack).lines if line.resource == "backups") for stack in (near, far)]
    assert paid == [pytest.approx(10 * 0.095 + 10 * 0.05), pytest.approx(2 * (10 * 0.095 + 10 * 0.05) + 3 * 0.02)]


def test_an_unprotected_stack_may_have_a_vault_which_goes_with_it_and_none_unless_it_asks(dev: Evaluation) -> None:
    assert dev.of_type(VAULT) == []
    stack = evaluate_stack("dev", overrides={"film-studio:backupVaultDays": "7"})
    assert stack.one(VAULT).inputs["forceDestroy"] is True
    assert stack.of_type(LOCK) == []
    assert rule(stack)["lifecycle"] == {"deleteAfter": 7}
