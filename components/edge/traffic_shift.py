"""What ECS needs to move requests from one version of the API to the next: a second target group and a rule to weigh.

Sources: ECS Developer Guide, "Application Load Balancer resources for blue/green, linear, and canary deployments" and
"Amazon ECS infrastructure IAM role for load balancers".
"""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base.account import Account
from components.base.component import Component
from components.base.naming import Names
from components.identity.boundaries import SHIFT_POLICY
from components.identity.roles import Role, RoleArgs


@dataclass(frozen=True, kw_only=True)
class TrafficShiftArgs:
    names: Names
    account: Account
    listener_arn: pulumi.Input[str]
    primary: aws.lb.TargetGroup
    """The group that a rolling service uses, to which the listener's default action forwards."""
    alternate: aws.lb.TargetGroup
    """Its twin. After each canary the two change places, so neither is 'the' production group."""
    guard: pulumi.ResourceHookBinding | None
    """Looks before a rule begins: it begins with `primary`."""


class TrafficShift(Component):
    """The rule whose weights ECS moves, and the role in which it does; `ready` is what a service has to wait for."""

    kind = "TrafficShift"

    def __init__(self, name: str, args: TrafficShiftArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.alternate_target_group_arn = args.alternate.arn
        rule = aws.lb.ListenerRule(
            name,
            listener_arn=args.listener_arn,
            priority=1,
            conditions=[{"path_pattern": {"values": ["/*"]}}],
            actions=[
                {
                    "type": "forward",
                    "forward": {
                        "target_groups": [
                            {"arn": args.primary.arn, "weight": 100},
                            {"arn": args.alternate.arn, "weight": 0},
                        ]
                    },
                }
            ],
            # ECS owns the weights from the first deployment on. Setting them back would send every request to the
            # group without tasks. The whole list, because the provider sorts the groups as it likes.
            opts=self.child(ignore_changes=["actions"], hooks=args.guard),
        )
        self.rule_arn = rule.arn
        role = Role(
            name,
            RoleArgs(names=args.names, account=args.account, service="ecs", purpose="Lets ECS shift requests"),
            opts=self.child(),
        )
        self.role_arn = role.arn
        attachment = aws.iam.RolePolicyAttachment(name, role=role.name, policy_arn=SHIFT_POLICY, opts=self.child())
        self.ready = [rule, attachment]
        self.register_outputs({})
