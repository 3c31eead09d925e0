"""What may connect to what: openings name the other side, and only what needs a way out has one."""

from collections.abc import Callable
from typing import Any

from tools.program.evaluate import Evaluation

Container = Callable[[Evaluation, str], dict[str, Any]]


def _groups(evaluation: Evaluation) -> dict[str, str]:
    """Security group id → the component's name."""
    return {
        evaluation.state[group.urn]["id"]: group.name
        for group in evaluation.of_type("aws:ec2/securityGroup:SecurityGroup")
    }


def test_nothing_accepts_connections_from_anywhere(stack: Evaluation) -> None:
    groups = _groups(stack)
    openings = {
        (
            groups[rule.inputs["securityGroupId"]],
            groups.get(rule.inputs.get("referencedSecurityGroupId", "")) or rule.inputs.get("prefixListId", "?")[:3],
            rule.inputs["fromPort"],
            rule.inputs["toPort"],
        )
        for rule in stack.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    }
    from_cloudfront: set[tuple[str, str, int, int]] = (
        set() if stack.stack == "local" else {("api-balancer", "pl-", 80, 80)}
    )
    assert openings == from_cloudfront | {
        ("api", "api-balancer", 8000, 8000),
        ("database", "api", 5432, 5432),
        ("database", "migration", 5432, 5432),
    }
    assert all(
        "cidrIpv4" not in rule.inputs and "cidrIpv6" not in rule.inputs
        for rule in stack.of_type("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    )


def test_only_cloudfront_reaches_the_load_balancer(cloud: Evaluation) -> None:
    assert (
        "aws:ec2/getManagedPrefixList:getManagedPrefixList",
        {"name": "com.amazonaws.global.cloudfront.origin-facing"},
    ) in (cloud.invokes)


def test_nothing_leaves_but_to_the_database_and_over_https(stack: Evaluation) -> None:
    groups = _groups(stack)
    for rule in stack.of_type("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"):
        to = groups.get(rule.inputs.get("referencedSecurityGroupId", ""))
        port = rule.inputs["fromPort"]
        assert port == rule.inputs["toPort"]
        assert (to, port) in {("database", 5432), ("api", 8000), (None, 443)}, rule.urn


def test_no_group_carries_rules_of_its_own(stack: Evaluation) -> None:
    for group in stack.of_type("aws:ec2/securityGroup:SecurityGroup"):
        assert "ingress" not in group.inputs
        assert "egress" not in group.inputs
    default = stack.one("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup").inputs
    assert set(default) == {"vpcId"}


def test_production_runs_tasks_in_private_subnets_behind_one_nat_gateway(production: Evaluation) -> None:
    vpc = production.one("awsx:ec2:Vpc")
    assert vpc.inputs["natGateways"] == {"strategy": "Single"}
    assert len(vpc.inputs["availabilityZoneNames"]) == 3
    network = production.one("aws:ecs/service:Service", "api").inputs["networkConfiguration"]
    assert network["assignPublicIp"] is False
    assert network["subnets"] == production.state[vpc.urn]["privateSubnetIds"]


def test_development_pays_for_no_nat_gateway_and_keeps_the_load_balancer_private(dev: Evaluation) -> None:
    vpc = dev.one("awsx:ec2:Vpc")
    assert vpc.inputs["natGateways"] == {"strategy": "None"}
    assert dev.one("aws:ecs/service:Service", "api").inputs["networkConfiguration"]["assignPublicIp"] is True
    assert dev.one("aws:lb/loadBalancer:LoadBalancer").inputs["subnets"] == dev.state[vpc.urn]["isolatedSubnetIds"]


def test_renders_reach_s3_without_paying_by_the_gigabyte(stack: Evaluation) -> None:
    vpc = stack.one("awsx:ec2:Vpc").inputs
    assert vpc["vpcEndpointSpecs"] == [{"serviceName": "com.amazonaws.us-east-2.s3", "vpcEndpointType": "Gateway"}]
    assert vpc["vpcEndpointStrategy"] == "Auto"


def test_the_zone_that_cloudfront_cannot_reach_is_left_out(stack: Evaluation) -> None:
    (asked,) = [args for token, args in stack.invokes if token == "aws:index/getAvailabilityZones:getAvailabilityZones"]
    assert asked["excludeZoneIds"] == ["use1-az3"]
