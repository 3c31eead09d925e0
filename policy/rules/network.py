"""Rules of what may connect: openings name the other side, and production has private subnets and one way out."""

from collections.abc import Iterator
from typing import Final

from .model import Resource, items, rule

EVERYWHERE: Final = ("0.0.0.0/0", "::/0")
INGRESS: Final = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS: Final = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"


@rule("network", "Nothing but the edge accepts connections from addresses.", on=INGRESS)
def no_public_ingress(opening: Resource, _stage: str) -> Iterator[str]:
    for key in ("cidrIpv4", "cidrIpv6"):
        if opening.inputs.get(key):
            yield f"opens a port to {opening.inputs[key]}: name the security group or CloudFront's prefix list."
    if opening.inputs.get("ipProtocol") != "tcp" or opening.inputs.get("fromPort") != opening.inputs.get("toPort"):
        yield "opens more than one TCP port: name the port that the program listens on."


@rule("network", "What leaves goes to a group of ours, or over HTTPS.", on=EGRESS)
def narrow_egress(opening: Resource, _stage: str) -> Iterator[str]:
    to_anywhere = any(opening.inputs.get(key) in EVERYWHERE for key in ("cidrIpv4", "cidrIpv6"))
    ports = (opening.inputs.get("fromPort"), opening.inputs.get("toPort"))
    if opening.inputs.get("ipProtocol") != "tcp" or ports[0] != ports[1]:
        yield "lets more than one TCP port out: name the port."
    elif to_anywhere and ports != (443, 443):
        yield f"lets port {ports[0]} out to everywhere: only HTTPS goes to AWS's services."


@rule(
    "network",
    "Openings are resources of their own, so that each is seen and named.",
    on=(
        "aws:ec2/securityGroup:SecurityGroup",
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        "aws:ec2/securityGroupRule:SecurityGroupRule",
    ),
)
def rules_are_resources(group: Resource, _stage: str) -> Iterator[str]:
    if group.type.endswith(":SecurityGroupRule"):
        yield "is the old kind of rule, which groups forget: use SecurityGroupIngressRule or SecurityGroupEgressRule."
    for key in ("ingress", "egress"):
        if group.inputs.get(key):
            yield f"carries {key} rules inside: make each a resource (Firewall.accept)."


@rule("network", "Production has three zones and one way out.", on="awsx:ec2:Vpc")
def network_of_the_stage(vpc: Resource, stage: str) -> Iterator[str]:
    if stage != "production":
        return
    kinds = {spec.get("type") for spec in items(vpc.inputs.get("subnetSpecs"))}
    if "Private" not in kinds:
        yield "has no private subnets in production: set natGateway."
    if len(vpc.inputs.get("availabilityZoneNames") or ()) < 3:
        yield "lives in fewer than three zones in production: set zones to 3."
