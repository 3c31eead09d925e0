"""IAM roles. A role starts with no rights; the resources that it may use give them (`grant_…`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components import policies
from components.account import Account
from components.component import Component
from components.naming import Names


@dataclass(frozen=True, kw_only=True)
class RoleArgs:
    names: Names
    account: Account
    service: str
    """Who may take the role on: `ecs-tasks`, `ec2` or `lambda`."""
    purpose: str


class Role(Component):
    """A role that one AWS service takes on, for this account only."""

    kind = "Role"

    def __init__(self, name: str, args: RoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.label = name
        self.role = aws.iam.Role(
            name,
            name=args.names.of(name, limit=64),
            description=args.purpose,
            assume_role_policy=_trust(args),
            opts=self.child(),
        )
        self.arn = self.role.arn
        self.name = self.role.name
        self.register_outputs({"arn": self.arn})

    def allow(
        self,
        right: str,
        *,
        actions: Sequence[str],
        resources: Sequence[pulumi.Input[str]],
        conditions: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        """Give a right. Only `grant_…` methods of the resource in question call this; `right` names it in the role."""
        aws.iam.RolePolicy(
            f"{self.label}-{right}",
            name=right,
            role=self.role.name,
            policy=policies.document(policies.statement(actions=actions, resources=resources, conditions=conditions)),
            opts=self.child(),
        )


def _trust(args: RoleArgs) -> pulumi.Output[str]:
    trust: dict[str, Any] = {
        "Effect": "Allow",
        "Action": ["sts:AssumeRole"],
        "Principal": {"Service": f"{args.service}.amazonaws.com"},
    }
    if args.service == "ecs-tasks":
        # Keeps another account's ECS from taking the role on in its own name.
        trust["Condition"] = {"StringEquals": {"aws:SourceAccount": args.account.account_id}}
    return policies.document(trust)
