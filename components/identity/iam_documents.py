"""Builds IAM policy documents, for roles and for the resources that carry policies of their own."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from components.base.json_output import json_output


def statement(
    *,
    actions: Sequence[str],
    resources: Sequence[pulumi.Input[str]] = (),
    elsewhere_than: Sequence[str] = (),
    effect: str = "Allow",
    sid: str | None = None,
    principal: Mapping[str, Any] | str | None = None,
    conditions: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """One statement, on `resources` or (in a Deny) on everything but `elsewhere_than`."""
    written: dict[str, Any] = {"Effect": effect, "Action": list(actions)}
    if elsewhere_than:
        written["NotResource"] = list(elsewhere_than)
    else:
        written["Resource"] = list(resources)
    if sid is not None:
        written["Sid"] = sid
    if principal is not None:
        written["Principal"] = principal
    if conditions:
        written["Condition"] = conditions
    return written


def document(*statements: Mapping[str, Any]) -> pulumi.Output[str]:
    return json_output({"Version": "2012-10-17", "Statement": list(statements)})


def refuse_plaintext(*resources: pulumi.Input[str], actions: str) -> dict[str, Any]:
    """Deny everybody, ourselves included, every request that does not come over TLS."""
    return statement(
        effect="Deny",
        principal="*",
        actions=[actions],
        resources=resources,
        conditions={"Bool": {"aws:SecureTransport": "false"}},
    )
