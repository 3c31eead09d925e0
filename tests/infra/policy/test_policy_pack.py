"""The policy pack says, with Pulumi's own SDK and in its own environment, what the rules say in this process."""

import json
import subprocess
from pathlib import Path
from typing import Any

import yaml

from policy.rules import RULES, check, stage_of
from tools import environments
from tools.program.evaluate import Evaluation
from tools.verify.mutations.mutation import Copy

HERE = Path(__file__).resolve().parent
POLICY = HERE.parent.parent.parent / "policy"


def in_the_pack(evaluation: Evaluation) -> list[list[str]]:
    """What the pack reports: policy, level, URN, sentence."""
    environments.ensure("policy")
    document = [
        {
            "type": resource.type,
            "name": resource.name,
            "urn": resource.urn,
            "props": resource.inputs,
            "protect": resource.protect,
            "provider": resource.provider,
        }
        for resource in evaluation.resources
    ]
    run = subprocess.run(
        [environments.ENVIRONMENTS["policy"].python, "-P", HERE / "pack_in_its_environment.py"],
        input=json.dumps(document),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    reported: list[list[str]] = json.loads(run.stdout)
    return reported


def broken(evaluation: Evaluation) -> Evaluation:
    """One mistake for a rule over a resource, one over the whole stack, one for production alone, one advisory."""
    copy = Copy(evaluation)
    copy.put("aws:rds/instance:Instance", None, "storageEncrypted", False)
    copy.put("aws:rds/instance:Instance", None, "deletionProtection", False)
    copy.put("aws:rds/instance:Instance", None, "autoMinorVersionUpgrade", False)
    copy.drop("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "assets")
    return copy.evaluation


def test_the_pack_reports_exactly_what_the_rules_find(production: Evaluation) -> None:
    mistaken = broken(production)
    expected = sorted([v.rule, v.level, v.resource, v.sentence] for v in check(mistaken.resources))
    assert {rule for rule, *_ in expected} == {
        "database_encrypted", "database_kept_in_production", "database_current", "buckets_closed",
    }  # fmt: skip
    assert sorted(in_the_pack(mistaken)) == expected


def test_rules_of_production_do_not_hold_up_development(dev: Evaluation) -> None:
    rules = {violation.rule for violation in check(broken(dev).resources)}
    assert rules == {"database_encrypted", "database_current", "buckets_closed"}


def test_a_stack_without_a_stage_is_held_to_the_rules_of_production(production: Evaluation) -> None:
    copy = Copy(production)
    with copy.document("pulumi:providers:aws", None, "defaultTags") as given:
        del given["tags"]["stage"]
    assert stage_of(production.resources) == "production"
    assert stage_of(copy.evaluation.resources) == "production"


def test_every_violation_names_its_resource_and_the_fix(production: Evaluation) -> None:
    for violation in check(broken(production).resources):
        assert violation.resource.startswith("urn:pulumi:production::film-studio::")
        assert ":" in violation.sentence
        assert violation.sentence.endswith(".")


def test_rules_have_names_that_pulumi_takes_and_say_what_they_are() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names)) >= 40
    assert all(name.replace("_", "").isalnum() and name == name.lower() for name in names)
    assert all(rule.claim.endswith(".") for rule in RULES)


def test_the_pack_runs_in_the_environment_that_its_lock_makes() -> None:
    description: dict[str, Any] = yaml.safe_load((POLICY / "PulumiPolicy.yaml").read_text())
    virtualenv = POLICY / description["runtime"]["options"]["virtualenv"]
    assert virtualenv.resolve() == environments.ENVIRONMENTS["policy"].path.resolve()
    assert "protobuf==5." in environments.ENVIRONMENTS["policy"].lock.read_text()
