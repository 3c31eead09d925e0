"""The gate on what ECR finds in an image: what stops an update, what lets it go on, and how long it waits."""

from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from components.compute import findings
from components.compute.deployment import DeploymentError
from tools.program.evaluate import Evaluation, evaluate_stack

DIGEST = f"sha256:{'a' * 64}"
REFERENCE = f"123456789012.dkr.ecr.us-east-2.amazonaws.com/film-studio-dev-api@{DIGEST}"
CRITICAL = {"name": "CVE-2026-0001", "severity": "CRITICAL"}
HIGH = {"name": "CVE-2026-0002", "severity": "HIGH"}


def scanned(*found: dict[str, str], status: str = "COMPLETE") -> dict[str, Any]:
    counts: dict[str, int] = {}
    for each in found:
        counts[each["severity"]] = counts.get(each["severity"], 0) + 1
    return {
        "imageScanStatus": {"status": status},
        "imageScanFindings": {"findings": list(found), "findingSeverityCounts": counts},
    }


def look(stops_at: str, *answers: dict[str, Any] | str) -> int:
    """How often it had to wait. A text is the code of an error."""
    ecr: Any = boto3.client(  # pyright: ignore[reportUnknownMemberType, reportCallIssue, reportUnknownVariableType] - no stubs for ecr
        "ecr",  # pyright: ignore[reportArgumentType]
        region_name="us-east-2",
        aws_access_key_id="x",
        aws_secret_access_key="x",
    )
    asked = {"repositoryName": "film-studio-dev-api", "imageId": {"imageDigest": DIGEST}}
    pauses: list[float] = []
    with Stubber(ecr) as stub:
        for answer in answers:
            if isinstance(answer, str):
                stub.add_client_error("describe_image_scan_findings", answer, expected_params=asked)
            else:
                stub.add_response("describe_image_scan_findings", answer, asked)
        findings.check(
            repository="film-studio-dev-api", reference=REFERENCE, stops_at=stops_at, ecr=ecr, pause=pauses.append
        )
        stub.assert_no_pending_responses()
    return len(pauses)


def test_an_update_waits_for_the_scan_of_its_image_and_goes_on_below_the_severity() -> None:
    begun = {"imageScanStatus": {"status": "IN_PROGRESS"}}
    assert look("critical", "ScanNotFoundException", begun, scanned(HIGH)) == 2
    assert look("high", scanned()) == 0


@pytest.mark.parametrize(("stops_at", "found"), [("critical", [CRITICAL, HIGH]), ("high", [HIGH]), ("medium", [HIGH])])
def test_what_is_as_bad_as_that_stops_it_and_is_named(stops_at: str, found: list[dict[str, str]]) -> None:
    with pytest.raises(
        DeploymentError, match=rf"1 {found[0]['severity'].lower()}.*{found[0]['name']}.*Nothing was dep"
    ):
        look(stops_at, scanned(*found))


def test_what_ecr_cannot_read_is_not_deployed_unseen() -> None:
    with pytest.raises(DeploymentError, match=r"UNSUPPORTED_IMAGE.*imageFindings: none"):
        look("critical", {"imageScanStatus": {"status": "UNSUPPORTED_IMAGE"}})
    with pytest.raises(DeploymentError, match="Give the role that deploys this right"):
        look("critical", "AccessDeniedException")


def test_a_scan_that_hangs_does_not_hang_the_update(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "SCAN_POLLS", 3)
    with pytest.raises(DeploymentError, match="has not looked through"):
        look("critical", *[{"imageScanStatus": {"status": "PENDING"}}] * 3)


def test_every_service_looks_before_anything_runs_the_image_where_the_stack_asks_for_it(dev: Evaluation) -> None:
    stack = evaluate_stack("dev", overrides={"film-studio:imageFindings": "critical"})
    services = stack.of_type("aws:ecs/service:Service")
    assert len(services) > 1
    for service in services:
        first = next(name for name in service.hooks["before_update"] if not name.endswith("-switch"))
        assert first == f"{service.name}-findings"
        assert service.hooks["before_create"][0] == f"{service.name}-findings"
    assert not any("findings" in name for each in dev.of_type("aws:ecs/service:Service") for name in str(each.hooks))
