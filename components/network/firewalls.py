"""Security groups that start closed in both directions; each opening names the other side."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.base.component import Component
from components.base.naming import Names


@dataclass(frozen=True, kw_only=True)
class FirewallArgs:
    names: Names
    vpc_id: pulumi.Input[str]
    purpose: str


class Firewall(Component):
    """A security group. Its rules are resources of their own, so that adding one never rewrites another."""

    kind = "Firewall"

    def __init__(self, name: str, args: FirewallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.label = name
        self.group = aws.ec2.SecurityGroup(
            name,
            name_prefix=f"{args.names.of(name)}-",
            description=args.purpose,
            vpc_id=args.vpc_id,
            opts=self.child(),
        )
        self.id = self.group.id
        self.register_outputs({"id": self.id})

    def accept(self, other: "Firewall", *, port: int) -> None:
        """Let `other` connect to `port`: opens its way out and our way in.

        The rules are called by the port, so that another port is another pair of rules: it opens before what listens
        there starts, and the former one closes when everything else is done.
        """
        aws.vpc.SecurityGroupIngressRule(
            f"{self.label}-from-{other.label}-{port}",
            security_group_id=self.id,
            referenced_security_group_id=other.id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description=f"From {other.label}",
            opts=self.child(),
        )
        aws.vpc.SecurityGroupEgressRule(
            f"{other.label}-to-{self.label}-{port}",
            security_group_id=other.id,
            referenced_security_group_id=self.id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description=f"To {self.label}",
            opts=other.child(),
        )

    def accept_prefix_list(self, name: str, prefix_list_id: pulumi.Input[str], *, port: int) -> None:
        """As `accept`, for the addresses of a list."""
        aws.vpc.SecurityGroupIngressRule(
            f"{self.label}-from-{name}-{port}",
            security_group_id=self.id,
            prefix_list_id=prefix_list_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            description=f"From {name}",
            opts=self.child(),
        )

    def reach_https(self) -> None:
        """Let it call AWS's services, whose addresses nobody can list; nothing can call it."""
        aws.vpc.SecurityGroupEgressRule(
            f"{self.label}-to-https",
            security_group_id=self.id,
            cidr_ipv4="0.0.0.0/0",
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            description="To AWS services",
            opts=self.child(),
        )
