"""Mistakes in who can reach whom."""

from collections.abc import Sequence
from typing import Any, Final

from tools.verify.mutations.mutation import REMOVED, Copy, Mutation, Planted, Source

INGRESS: Final = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS: Final = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
DATABASE: Final = "aws:rds/instance:Instance"
SUBNETS: Final = "aws:rds/subnetGroup:SubnetGroup"
SERVICE: Final = "aws:ecs/service:Service"
BALANCER: Final = "aws:lb/loadBalancer:LoadBalancer"
VPC: Final = "awsx:ec2:Vpc"


def _id(copy: Copy, group: str) -> str:
    """Id of the security group of a component; the service's, where load balancer and service share a name."""
    return str(copy.evaluation.state[copy.each(GROUP, group)[-1].urn]["id"])


def _group_of(copy: Copy, service: str) -> str:
    return str(copy.each(SERVICE, service)[0].inputs["networkConfiguration"]["securityGroups"][0])


def _open(copy: Copy, group: str, **source: Any) -> None:
    inputs = {"securityGroupId": group, "ipProtocol": "tcp", "fromPort": 5432, "toPort": 5432, **source}
    copy.add(INGRESS, "opened", inputs)


def _open_database_to_the_world(copy: Copy) -> None:
    _open(copy, _id(copy, "database"), cidrIpv4="0.0.0.0/0")


def _around_the_api(copy: Copy) -> None:
    balancer = copy.each(BALANCER)[0].inputs["securityGroups"][0]
    _open(copy, _id(copy, "database"), referencedSecurityGroupId=balancer)


def _around_the_balancer(copy: Copy) -> None:
    _open(copy, _group_of(copy, "api"), cidrIpv4="0.0.0.0/0", fromPort=8000, toPort=8000)


def _api_calls_workers(copy: Copy) -> None:
    _open(copy, _group_of(copy, "worker"), referencedSecurityGroupId=_group_of(copy, "api"), fromPort=80, toPort=80)


def _workers_reach_the_database(copy: Copy) -> None:
    _open(copy, _id(copy, "database"), referencedSecurityGroupId=_group_of(copy, "worker"))


def _public(copy: Copy) -> list[str]:
    return list(copy.evaluation.state[copy.each(VPC)[0].urn]["publicSubnetIds"])


MISTAKES: Final[Sequence[Planted]] = (
    Mutation(name="the database is open to the world", killer="no_public_ingress", plant=_open_database_to_the_world),
    Mutation(
        name="zones that share the addresses",
        killer="subnets_stay_where_they_are",
        plant=lambda copy: copy.put(VPC, None, "availabilityZoneCidrMask", REMOVED),
    ),
    Mutation(
        name="private subnets that come later",
        killer="subnets_stay_where_they_are",
        plant=lambda copy: copy.put(VPC, None, "subnetSpecs", [{"type": "Public", "cidrMask": 20}]),
    ),
    Mutation(
        name="a path from the internet to the database",
        killer="the_database_is_behind_the_api",
        plant=_open_database_to_the_world,
    ),
    Mutation(
        name="the load balancer reaches the database",
        killer="the_database_is_behind_the_api",
        plant=_around_the_api,
    ),
    Mutation(
        name="the API is open beside the load balancer", killer="only_the_edge_is_public", plant=_around_the_balancer
    ),
    Mutation(
        name="the load balancer is open to the world",
        killer="only_the_edge_is_public",
        plant=lambda copy: _open(copy, copy.each(BALANCER)[0].inputs["securityGroups"][0], cidrIpv6="::/0"),
    ),
    Mutation(
        name="every port from CloudFront",
        killer="no_public_ingress",
        plant=lambda copy: copy.put(INGRESS, "api-balancer-from-cloudfront-80", "toPort", 65535),
    ),
    Mutation(name="the API calls workers", killer="nobody_calls_workers", plant=_api_calls_workers),
    Mutation(
        name="SSH into GPU hosts from the office",
        killer="nobody_calls_workers",
        plant=lambda copy: _open(copy, _id(copy, "gpu24-spot"), cidrIpv4="203.0.113.0/24", fromPort=22, toPort=22),
    ),
    Mutation(
        name="a worker reaches the database",
        killer="only_its_programs_reach_the_database",
        plant=_workers_reach_the_database,
    ),
    Mutation(
        name="a worker carries a database URL",
        killer="only_its_programs_reach_the_database",
        plant=lambda copy: copy.variable("worker", "DATABASE_URL", "postgresql://film_studio_app@db:5432/film_studio"),
    ),
    Mutation(
        name="the API's way to the database is closed",
        killer="what_must_connect_can",
        plant=lambda copy: copy.drop(INGRESS, "database-from-api-5432"),
    ),
    Mutation(
        name="migrations' way out to the database is closed",
        killer="what_must_connect_can",
        plant=lambda copy: copy.drop(EGRESS, "migration-to-database-5432"),
    ),
    Mutation(
        name="the load balancer calls another port than the API's",
        killer="what_must_connect_can",
        plant=lambda copy: copy.variable("api", "PORT", "9000"),
    ),
    Mutation(
        name="workers cannot call AWS",
        killer="what_must_connect_can",
        plant=lambda copy: copy.drop(EGRESS, "workers-to-https"),
    ),
    Mutation(
        name="everything may leave",
        killer="narrow_egress",
        plant=lambda copy: copy.put(EGRESS, "workers-to-https", "ipProtocol", "-1"),
    ),
    Mutation(
        name="a security group with rules inside",
        killer="rules_are_resources",
        plant=lambda copy: copy.put(
            GROUP, "workers", "ingress", [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}]
        ),
    ),
    Mutation(
        name="the VPC's default group stays open",
        killer="the_default_group_is_shut",
        plant=lambda copy: copy.drop("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"),
    ),
    Mutation(
        name="the API stands in a group that nobody made",
        killer="the_default_group_is_shut",
        plant=lambda copy: copy.put(SERVICE, "api", "networkConfiguration.securityGroups", ["sg-default"]),
    ),
    Mutation(
        name="the load balancer in public subnets",
        killer="each_stands_in_its_subnets",
        plant=lambda copy: copy.put(BALANCER, None, "subnets", _public(copy)),
    ),
    Mutation(
        name="the database in public subnets",
        killer="each_stands_in_its_subnets",
        plant=lambda copy: copy.put(SUBNETS, None, "subnetIds", _public(copy)),
    ),
    Mutation(
        name="the database in the default VPC",
        killer="each_stands_in_its_subnets",
        plant=lambda copy: copy.put(DATABASE, None, "dbSubnetGroupName", REMOVED),
    ),
    Mutation(
        name="no private subnets in production",
        killer="network_of_the_stage",
        plant=lambda copy: copy.put(VPC, None, "subnetSpecs", [{"type": "Public"}, {"type": "Isolated"}]),
    ),
    Source(
        name="program: an opening that moves with its port",
        killer="openings_are_called_by_their_port",
        file="components/network/firewalls.py",
        old='f"{self.label}-from-{other.label}-{port}"',
        new='f"{self.label}-from-{other.label}"',
    ),
    Source(
        name="program: a firewall that opens to the world",
        killer="the_database_is_behind_the_api",
        file="components/network/firewalls.py",
        old="referenced_security_group_id=other.id",
        new='cidr_ipv4="0.0.0.0/0"',
    ),
)
