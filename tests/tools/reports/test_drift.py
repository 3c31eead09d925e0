"""Drift is what differs and matters; noise is listed with its reason, and a listing that is no longer needed shows."""

import json
from pathlib import Path
from typing import Any

import pytest

from tools.command.__main__ import main as studio
from tools.errors import StudioError
from tools.reports.drift import NOISE, Difference, Noise, differences, read_noise, report_of


def step(operation: str, type_: str, name: str, *paths: str) -> dict[str, Any]:
    """A step as `pulumi preview --json` writes it."""
    parents = "film-studio:components:Workers$"
    return {
        "op": operation,
        "urn": f"urn:pulumi:dev::film-studio::{parents}{type_}::{name}",
        "detailedDiff": {path: {"kind": "update", "inputDiff": False} for path in paths} or None,
    }


def told(*steps: dict[str, Any]) -> tuple[str, bool]:
    found = report_of(list(differences({"steps": list(steps)})), read_noise(NOISE))
    return found.text(), found.exit_code == 1


def test_an_opened_port_is_drift() -> None:
    rule = step("update", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "database", "cidrIpv4")
    text, drifted = told(rule)
    assert drifted
    assert "update: `cidrIpv4` of aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule `database`" in text


def test_what_autoscaling_does_is_not_drift() -> None:
    text, drifted = told(
        step("same", "aws:sqs/queue:Queue", "jobs"),
        step("update", "aws:autoscaling/group:Group", "gpu24-spot", "desiredCapacity"),
    )
    assert not drifted
    assert "No drift." in text
    assert "1 known differences left out" in text


def test_noise_on_one_property_hides_no_other() -> None:
    text, drifted = told(step("update", "aws:autoscaling/group:Group", "gpu24-spot", "desiredCapacity", "maxSize"))
    assert drifted
    assert "`maxSize`" in text
    assert "`desiredCapacity` of" not in text


def test_tasks_that_nothing_scales_any_more_are_drift() -> None:
    """Where scaling owns the count the program ignores it, so that a difference never comes from there."""
    text, drifted = told(step("update", "aws:ecs/service:Service", "worker", "desiredCount"))
    assert drifted
    assert "`desiredCount` of aws:ecs/service:Service `worker`" in text


@pytest.mark.parametrize("operation", ["create", "delete", "replace"])
def test_a_resource_that_comes_or_goes_is_drift_whatever_the_noise_says(operation: str) -> None:
    """Any difference in an image is noise; that one is gone is not."""
    assert not told(step("update", "docker:index/image:Image", "api", "build"))[1]
    assert told(step(operation, "docker:index/image:Image", "api", "build"))[1]


def test_noise_that_matches_nothing_any_more_is_named() -> None:
    stale = Noise(type="aws:sqs/queue:Queue", path="tags", reason="a reason of some words")
    found = report_of([], [stale])
    assert found.exit_code == 0
    assert "The noise `aws:sqs/queue:Queue` `tags` matched nothing" in found.text()


def test_a_preview_without_steps_has_no_drift(tmp_path: Path) -> None:
    path = tmp_path / "preview.json"
    path.write_text(json.dumps({"config": {}, "changeSummary": {"same": 208}}))
    assert studio(["drift", str(path)]) == 0


@pytest.mark.parametrize("content", ["", "[]", "error: no credentials", '{"error": "no stack"}'])
def test_what_is_no_preview_is_not_taken_for_no_drift(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "preview.json"
    path.write_text(content)
    assert studio(["drift", str(path)]) == 2
    assert "Cannot tell whether there is drift" in capsys.readouterr().err


def test_noise_without_a_reason_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "noise.toml"
    path.write_text('[[noise]]\ntype = "aws:sqs/queue:Queue"\npath = "*"\nreason = "ok"\n')
    with pytest.raises(StudioError, match="no reason that a reader could judge"):
        read_noise(path)


def test_a_new_image_of_gpu_hosts_is_no_drift() -> None:
    found = [
        Difference(operation="update", type="aws:ec2/launchTemplate:LaunchTemplate", name="gpu24-spot", path="imageId"),
        Difference(
            operation="update",
            type="aws:autoscaling/group:Group",
            name="gpu24-spot",
            path="mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.version",
        ),
    ]
    assert report_of(found, read_noise(NOISE)).drift == []
