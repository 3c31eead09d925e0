"""Who can reach what, as facts: two evaluations' facts compared say what opens and what closes."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from tools.program.recording import Evaluation, Recorded
from tools.reports.preview.rights import as_list, called, names_by_arn, shortened

Names = Mapping[str, str]
ANYWHERE = ("0.0.0.0/0", "::/0")


def facts(evaluation: Evaluation) -> list[str]:
    """Every way in or out that the program opens, as sentences without full stop, in the order of registration."""
    names = names_by_arn(evaluation)
    found: list[str] = []
    for resource in evaluation.resources:
        found += _facts(resource, evaluation, names)
    return list(dict.fromkeys(found))


def sentences(before: Evaluation | None, after: Evaluation) -> list[str]:
    """What is reachable now that was not, then what no longer is."""
    old, new = (facts(before) if before else []), facts(after)
    return [
        *(f"Now {fact}." for fact in new if fact not in old),
        *(f"No longer: {fact}." for fact in old if fact not in new),
    ]


def _facts(resource: Recorded, evaluation: Evaluation, names: Names) -> Iterator[str]:
    told = _TOLD.get(resource.type)
    if told is not None:
        yield from told(resource, evaluation, names)
    if "Policy" in resource.type and "rolePolicy" not in resource.type:
        yield from _resource_policy(resource, names)


def _ingress(resource: Recorded, _: Evaluation, names: Names) -> Iterator[str]:
    inputs = resource.inputs
    target = shortened(str(inputs["securityGroupId"]), names)
    yield f"{target} can be reached from {_source(inputs, names)} on {_ports(inputs)}"


def _egress(resource: Recorded, _: Evaluation, names: Names) -> Iterator[str]:
    inputs = resource.inputs
    origin = shortened(str(inputs["securityGroupId"]), names)
    yield f"{origin} can connect to {_source(inputs, names)} on {_ports(inputs)}"


def _group(resource: Recorded, _: Evaluation, __: Names) -> Iterator[str]:
    for rule in resource.inputs.get("ingress") or ():
        sources = ", ".join(_where(each) for each in as_list(rule.get("cidrBlocks"))) or "a group of its own"
        yield f"{called(resource)} can be reached from {sources} on {_ports(rule)}"


def _database(resource: Recorded, _: Evaluation, __: Names) -> Iterator[str]:
    if resource.inputs.get("publiclyAccessible"):
        yield f"{called(resource)} has a PUBLIC address"


def _load_balancer(resource: Recorded, _: Evaluation, __: Names) -> Iterator[str]:
    if not resource.inputs.get("internal"):
        yield f"{called(resource)} has PUBLIC addresses"


def _service(resource: Recorded, _: Evaluation, __: Names) -> Iterator[str]:
    if _part(resource.inputs, "networkConfiguration").get("assignPublicIp"):
        yield f"tasks of service {resource.name} have public addresses"


def _bucket_cors(resource: Recorded, _: Evaluation, __: Names) -> Iterator[str]:
    for rule in resource.inputs.get("corsRules") or ():
        origins, methods = _all(rule.get("allowedOrigins")), _all(rule.get("allowedMethods"))
        yield f"pages of {origins} may use bucket {resource.name} with {methods}"


def _response_headers(resource: Recorded, _: Evaluation, __: Names) -> Iterator[str]:
    origins = _part(_part(resource.inputs, "corsConfig"), "accessControlAllowOrigins").get("items")
    if origins:
        yield f"pages of {_all(origins)} may read what {called(resource)} is put on"


def _function_url(resource: Recorded, _: Evaluation, __: Names) -> Iterator[str]:
    yield f"function {resource.name} has a URL with authorization {resource.inputs.get('authorizationType')}"


def _bucket(resource: Recorded, evaluation: Evaluation, _: Names) -> Iterator[str]:
    bucket = str(evaluation.state.get(resource.urn, {}).get("id", ""))
    blocks = [
        each.inputs
        for each in evaluation.of_type("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")
        if each.inputs.get("bucket") == bucket
    ]
    for flag in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"):
        if not any(block.get(flag) for block in blocks):
            yield f"bucket {resource.name} could be made PUBLIC ({flag} is off)"


def _distribution(resource: Recorded, _: Evaluation, __: Names) -> Iterator[str]:
    inputs = resource.inputs
    for origin in inputs.get("origins") or ():
        if not origin.get("vpcOriginConfig") and not origin.get("originAccessControlId"):
            yield f"{called(resource)} fetches origin {origin['originId']} as anybody could (no access control)"
    behaviors = [{"pathPattern": "everything else", **inputs["defaultCacheBehavior"]}]
    behaviors = [*(inputs.get("orderedCacheBehaviors") or ()), *behaviors]
    for behavior in behaviors:
        signed = behavior.get("trustedKeyGroups") or behavior.get("trustedSigners")
        whom = "to holders of a signed URL" if signed else "to anybody"
        plain = ", over PLAIN HTTP too" if behavior.get("viewerProtocolPolicy") == "allow-all" else ""
        yield (
            f"{called(resource)} serves {behavior['pathPattern']} from origin {behavior['targetOriginId']} {whom} "
            f"with {_all(behavior.get('allowedMethods'))}{plain}"
        )


def _resource_policy(resource: Recorded, names: Names) -> Iterator[str]:
    """What a policy on a resource lets others do, and whether it refuses what is not TLS."""
    document: Any = resource.inputs.get("policy")
    if not isinstance(document, str) or not document.startswith("{"):
        return
    for statement in as_list(json.loads(document).get("Statement")):
        if "Principal" not in statement:
            continue
        who: Any = statement["Principal"]  # "*", or a mapping of kinds to principals
        anybody = who == "*" or "*" in as_list(who.get("AWS"))
        subject = "ANYBODY" if anybody and statement["Effect"] == "Allow" else "anybody" if anybody else _principal(who)
        may = "may" if statement["Effect"] == "Allow" else "is refused to"
        condition = statement.get("Condition")
        where = f" where {json.dumps(condition, sort_keys=True)}" if condition else ""
        for arn in as_list(statement.get("Resource")):
            yield f"{subject} {may} {_all(statement.get('Action'))} on {shortened(arn, names)}{where}"


def _principal(who: Any) -> str:
    return ", ".join(str(item) for value in who.values() for item in as_list(value))


def _part(inputs: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A nested input; empty where the program leaves it out."""
    return inputs.get(name) or {}


def _source(inputs: dict[str, Any], names: Names) -> str:
    for key in ("cidrIpv4", "cidrIpv6"):
        if inputs.get(key):
            return _where(inputs[key])
    if inputs.get("prefixListId"):
        described = str(inputs.get("description", "")).removeprefix("From ").removeprefix("To ")
        return f"the addresses of {described or inputs['prefixListId']}"
    return shortened(str(inputs.get("referencedSecurityGroupId", "nowhere")), names)


def _where(cidr: str) -> str:
    return f"ANYWHERE ({cidr})" if cidr in ANYWHERE else cidr


def _ports(inputs: dict[str, Any]) -> str:
    protocol = str(inputs.get("ipProtocol", inputs.get("protocol", "")))
    low, high = inputs.get("fromPort"), inputs.get("toPort")
    if protocol == "-1":
        return "EVERY port"
    return f"{protocol} port {low}" if low == high else f"{protocol} ports {low} to {high}"


def _all(value: Any) -> str:
    return ", ".join(str(item) for item in as_list(value)) or "nothing"


_TOLD: Final[Mapping[str, Callable[[Recorded, Evaluation, Names], Iterator[str]]]] = {
    "aws:cloudfront/distribution:Distribution": _distribution,
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": _response_headers,
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": _group,
    "aws:ec2/securityGroup:SecurityGroup": _group,
    "aws:ecs/service:Service": _service,
    "aws:lambda/functionUrl:FunctionUrl": _function_url,
    "aws:lb/loadBalancer:LoadBalancer": _load_balancer,
    "aws:rds/instance:Instance": _database,
    "aws:s3/bucket:Bucket": _bucket,
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": _bucket_cors,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _egress,
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _ingress,
}
