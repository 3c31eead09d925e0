"""What ECR finds in an image, read before anything runs it: above a severity the update stops, and nothing is changed.

ECR looks at an image when it is pushed (`scan_on_push`), which takes it a minute or two.
"""

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, TypedDict

from botocore.exceptions import ClientError

from components.compute.deployment import POLL_SECONDS, DeploymentError, Pause, ask
from components.compute.images import Image

#: From the mildest that may stop an update to the worst.
SEVERITIES: Final = ("medium", "high", "critical")
#: Ten minutes: a scan that takes longer hangs.
SCAN_POLLS: Final = 100
#: How many findings an error names.
NAMED: Final = 5


def check(*, repository: str, reference: str, stops_at: str, ecr: Any, pause: Pause = time.sleep) -> None:
    """Wait for ECR's findings on the image and count those at `stops_at` and above.

    Raises `DeploymentError` where there are some, where ECR cannot say, or does not within ten minutes.
    """
    image = {"imageDigest": reference.rpartition("@")[2]}
    for _ in range(SCAN_POLLS):
        answer = _answer(ecr, repository, image)
        status = str(answer.get("imageScanStatus", {}).get("status", "PENDING"))
        if status in ("COMPLETE", "ACTIVE"):
            _refuse(answer.get("imageScanFindings", {}), repository, stops_at)
            return
        if status not in ("PENDING", "IN_PROGRESS"):
            said = answer.get("imageScanStatus", {}).get("description", "")
            raise DeploymentError(
                f"ECR cannot say what is in the image in {repository}: {status} {said}. Nothing was deployed. "
                "imageFindings: none deploys without looking."
            )
        pause(POLL_SECONDS)
    raise DeploymentError(
        f"ECR has not looked through the image in {repository} within {SCAN_POLLS * POLL_SECONDS // 60} minutes, and "
        "nothing was deployed: run `pulumi up` again, or set imageFindings to none to deploy without looking."
    )


class Gate(TypedDict, total=False):
    """Arguments of `deployment.service_hooks`."""

    gate: Callable[..., None]
    gated: Mapping[str, Any]


def gate(image: Image) -> Gate:
    """What a service of the image looks at before it changes; nothing where the stack deploys without looking."""
    if image.findings == "none":
        return {}
    return {"gate": partial(check, stops_at=image.findings), "gated": image.identity}


def _answer(ecr: Any, repository: str, image: Mapping[str, str]) -> Mapping[str, Any]:
    def look() -> Mapping[str, Any]:
        try:
            return ecr.describe_image_scan_findings(repositoryName=repository, imageId=image)
        except ClientError as error:
            # The push is over, and the scan has not begun.
            if error.response.get("Error", {}).get("Code") == "ScanNotFoundException":
                return {}
            raise

    return ask(look, "read what ECR found in the image")


def _refuse(findings: Mapping[str, Any], repository: str, stops_at: str) -> None:
    bad = [severity.upper() for severity in SEVERITIES[SEVERITIES.index(stops_at) :]]
    counts = {severity: findings.get("findingSeverityCounts", {}).get(severity, 0) for severity in bad}
    if not any(counts.values()):
        return
    # Basic scans list `findings`, Inspector's `enhancedFindings`.
    listed = [
        str(each.get("name") or each.get("title"))
        for each in (*findings.get("findings", ()), *findings.get("enhancedFindings", ()))
        if each.get("severity") in bad
    ]
    found = ", ".join(f"{count} {severity.lower()}" for severity, count in reversed(counts.items()) if count)
    raise DeploymentError(
        f"ECR found in the image in {repository}: {found} ({', '.join(listed[:NAMED]) or 'unnamed'}"
        f"{', …' if len(listed) > NAMED else ''}). Nothing was deployed. Renew the base image and the packages; what "
        "nobody has mended yet passes with a higher imageFindings."
    )
