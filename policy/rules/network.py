"""Rules of what may be reached: CloudFront is the only public door, and hosts keep their credentials."""

from collections.abc import Iterator
from typing import Final

from .model import Book, Resource, items, section

BOOK: Final = Book()

EVERYWHERE: Final = ("0.0.0.0/0", "::/0")
RULES: Final = (
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
)


@BOOK.on(RULES[0], rule="no-public-ingress", description="Nothing but the edge accepts connections from addresses.")
def no_public_ingress(rule: Resource, _stage: str) -> Iterator[str]:
    for key in ("cidrIpv4", "cidrIpv6"):
        if rule.inputs.get(key):
            yield f"opens a port to {rule.inputs[key]}: name the security group or CloudFront's prefix list."
    if rule.inputs.get("ipProtocol") != "tcp" or rule.inputs.get("fromPort") != rule.inputs.get("toPort"):
        yield "opens more than one TCP port: name the port that the program listens on."


@BOOK.on(RULES[1], rule="narrow-egress", description="What leaves goes to a group of ours, or over HTTPS.")
def narrow_egress(rule: Resource, _stage: str) -> Iterator[str]:
    to_anywhere = any(rule.inputs.get(key) in EVERYWHERE for key in ("cidrIpv4", "cidrIpv6"))
    ports = (rule.inputs.get("fromPort"), rule.inputs.get("toPort"))
    if rule.inputs.get("ipProtocol") != "tcp" or ports[0] != ports[1]:
        yield "lets more than one TCP port out: name the port."
    elif to_anywhere and ports != (443, 443):
        yield f"lets port {ports[0]} out to everywhere: only HTTPS goes to AWS's services."


@BOOK.on(
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    rule="rules-are-resources",
    description="Openings are resources of their own, so that each is seen and named.",
)
def rules_are_resources(group: Resource, _stage: str) -> Iterator[str]:
    if group.type.endswith(":SecurityGroupRule"):
        yield "is the old kind of rule, which groups forget: use SecurityGroupIngressRule or SecurityGroupEgressRule."
    for key in ("ingress", "egress"):
        if group.inputs.get(key):
            yield f"carries {key} rules inside: make each a resource (Firewall.accept)."


@BOOK.on("aws:lb/loadBalancer:LoadBalancer", rule="load-balancer-internal", description="The edge is the only way in.")
def load_balancer_internal(balancer: Resource, stage: str) -> Iterator[str]:
    if balancer.inputs.get("internal") is not True:
        yield "is public beside CloudFront: set internal."
    if balancer.inputs.get("dropInvalidHeaderFields") is not True:
        yield "passes malformed headers on: set dropInvalidHeaderFields."
    if stage == "production" and balancer.inputs.get("enableDeletionProtection") is not True:
        yield "can be deleted in production: set enableDeletionProtection."


@BOOK.on("aws:ecs/service:Service", rule="no-public-tasks", description="Production's tasks have no public addresses.")
def no_public_tasks(service: Resource, stage: str) -> Iterator[str]:
    if stage == "production" and section(service.inputs, "networkConfiguration").get("assignPublicIp"):
        yield "gives its tasks public addresses in production: use private subnets and the NAT gateway."


@BOOK.on(
    "aws:ec2/launchTemplate:LaunchTemplate", rule="imdsv2", description="Hosts give credentials to token holders only."
)
def imdsv2(template: Resource, stage: str) -> Iterator[str]:
    options = section(template.inputs, "metadataOptions")
    if options.get("httpTokens") != "required":
        yield "answers metadata requests without a token (IMDSv1): set httpTokens to required."
    if options.get("httpPutResponseHopLimit") != 1:
        yield "lets containers reach the host's credentials: set httpPutResponseHopLimit to 1."
    for interface in items(template.inputs.get("networkInterfaces")):
        if stage == "production" and str(interface.get("associatePublicIpAddress")).lower() == "true":
            yield "gives hosts public addresses in production: use private subnets."
    if template.inputs.get("keyName"):
        yield "lets people in by SSH key: use ECS Exec in development, logs elsewhere."


@BOOK.on("awsx:ec2:Vpc", rule="network-of-the-stage", description="Production has three zones and one way out.")
def network_of_the_stage(vpc: Resource, stage: str) -> Iterator[str]:
    if stage != "production":
        return
    kinds = {spec.get("type") for spec in items(vpc.inputs.get("subnetSpecs"))}
    if "Private" not in kinds:
        yield "has no private subnets in production: set natGateway."
    if len(vpc.inputs.get("availabilityZoneNames") or ()) < 3:
        yield "lives in fewer than three zones in production: set zones to 3."
