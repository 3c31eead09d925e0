"""IAM roles. A role is made with its grants, which the resources that it may use hand out (`grant_…`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base.account import Account
from components.base.component import Component
from components.base.naming import Names
from components.identity import iam_documents


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What somebody may do with one resource. Only `grant_…` methods of the resource in question make one."""

    name: str
    """Names it within a role: `video-send` becomes the statement `VideoSend`."""
    actions: Sequence[str]
    resources: Sequence[pulumi.Input[str]]
    conditions: Mapping[str, Mapping[str, str]] | None = None

    @property
    def sid(self) -> str:
        return "".join(word.capitalize() for word in self.name.split("-"))


@dataclass(frozen=True, kw_only=True)
class RoleArgs:
    names: Names
    account: Account
    service: str
    """Who may take the role on: one of `boundaries.SERVICES`."""
    purpose: str
    grants: Sequence[Grant] = ()


def grant_log_write(log_group: aws.cloudwatch.LogGroup) -> Grant:
    return Grant(
        name="log-write",
        actions=["logs:CreateLogStream", "logs:PutLogEvents"],
        resources=[pulumi.Output.concat(log_group.arn, ":*")],
    )


class Role(Component):
    """A role that one AWS service takes on, for this account only, with one policy of all its grants.

    `policies` are what has to be there before the role is of use: wait for them beside the role.
    """

    kind = "Role"

    def __init__(self, name: str, args: RoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.label = name
        self.role = aws.iam.Role(
            name,
            name=args.names.of(name, limit=64),
            description=args.purpose,
            assume_role_policy=_trust(args),
            permissions_boundary=args.account.boundary_arn,
            opts=self.child(),
        )
        self.arn = self.role.arn
        self.name = self.role.name
        self.policies = [self._policy(args.grants)] if args.grants else []
        self.register_outputs({"arn": self.arn})

    def _policy(self, grants: Sequence[Grant]) -> aws.iam.RolePolicy:
        return aws.iam.RolePolicy(
            self.label,
            name="grants",
            role=self.role.name,
            policy=iam_documents.document(
                *(
                    iam_documents.statement(
                        sid=grant.sid,
                        actions=grant.actions,
                        resources=grant.resources,
                        conditions=grant.conditions,
                    )
                    for grant in grants
                )
            ),
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
    return iam_documents.document(trust)
