"""The VPC: where tasks run, where the load balancer stands, and where the database is out of everybody's reach."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_awsx as awsx

from components.base.component import Component
from components.base.naming import Names

#: CloudFront cannot reach VPC origins in this zone of us-east-1. Source: CloudFront, "Restrict access with VPC
#: origins".
ZONES_WITHOUT_VPC_ORIGINS = ("use1-az3",)

#: Each zone has a quarter of the VPC, however many zones there are: a later one moves no subnet of the others.
ZONE_MASK = 18
#: awsx lays them out in this order, so every stack has all three kinds: one that came later would move the others.
_SUBNETS: list[awsx.ec2.SubnetSpecArgsDict] = [
    {"type": awsx.ec2.SubnetType.PRIVATE, "cidr_mask": 19},
    {"type": awsx.ec2.SubnetType.PUBLIC, "cidr_mask": 20},
    {"type": awsx.ec2.SubnetType.ISOLATED, "cidr_mask": 24},
]


@dataclass(frozen=True, kw_only=True)
class NetworkArgs:
    names: Names
    region: str
    zones: int
    nat_gateway: bool
    """True: tasks are private and leave through one NAT gateway. False: they have public addresses and closed ports."""


class Network(Component):
    """`task_subnet_ids` for tasks (with `assign_public_ip`), `internal_subnet_ids` for the load balancer,
    `database_subnet_ids` without a way out."""

    kind = "Network"

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        vpc = awsx.ec2.Vpc(
            name,
            availability_zone_names=self._zone_names(args),
            cidr_block="10.0.0.0/16",
            enable_dns_hostnames=True,
            nat_gateways={
                "strategy": awsx.ec2.NatGatewayStrategy.SINGLE if args.nat_gateway else awsx.ec2.NatGatewayStrategy.NONE
            },
            subnet_strategy=awsx.ec2.SubnetAllocationStrategy.AUTO,
            subnet_specs=_SUBNETS,
            availability_zone_cidr_mask=ZONE_MASK,
            # S3 through a gateway endpoint: free, and renders never pass the NAT gateway, which charges by the GB.
            vpc_endpoint_strategy=awsx.ec2.VpcEndpointStrategy.AUTO,
            vpc_endpoint_specs=[{"service_name": f"com.amazonaws.{args.region}.s3", "vpc_endpoint_type": "Gateway"}],
            tags={"Name": args.names.prefix},
            opts=self.child(),
        )
        # Whatever is started without a group of its own gets this one: it lets nothing in or out.
        aws.ec2.DefaultSecurityGroup(f"{name}-default", vpc_id=vpc.vpc_id, opts=self.child())

        self.vpc_id = vpc.vpc_id
        self.database_subnet_ids = vpc.isolated_subnet_ids
        self.task_subnet_ids = vpc.private_subnet_ids if args.nat_gateway else vpc.public_subnet_ids
        self.internal_subnet_ids = vpc.private_subnet_ids if args.nat_gateway else vpc.isolated_subnet_ids
        self.assign_public_ip = not args.nat_gateway
        self.register_outputs({"vpcId": self.vpc_id})

    def _zone_names(self, args: NetworkArgs) -> Sequence[str]:
        found = aws.get_availability_zones(
            state="available",
            exclude_zone_ids=list(ZONES_WITHOUT_VPC_ORIGINS),
            filters=[{"name": "opt-in-status", "values": ["opt-in-not-required"]}],
            opts=pulumi.InvokeOptions(parent=self),
        ).names
        if len(found) < args.zones:
            raise ValueError(
                f"zones is {args.zones}, but {args.region} offers {len(found)} that CloudFront can reach: "
                "lower it, or take another region."
            )
        return found[: args.zones]
