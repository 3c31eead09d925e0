"""`./studio recover STACK`: after an update that was broken off, takes into the state what it had half made.

Pulumi notes what it is about to make before it makes it. What breaks off in between (a killed runner, a lost network)
leaves that note, and AWS may have made the thing: in no resource of the state, so that the next `up` meets a name that
exists, and `destroy` something that is in use. Every resource of a stack carries the stack's tag, so AWS can tell what
is there.
"""

import argparse
import json
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools.environments import ROOT
from tools.errors import DONE, FAILED, StudioError
from tools.interface import Command
from tools.program import stack_files

#: What the edge lives in, whatever the stack's region.
_EDGE_REGION: Final = "us-east-1"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How a type's ARNs begin behind the account, and which part of one Pulumi imports it by."""

    service: str
    begins: str = ""
    by: str = "name"
    """`arn`, `name` (what follows `begins`) or `url` (of a queue)."""
    costs: bool = False
    """Whether it is paid by the hour, used or not."""


#: Types that AWS's tagging service lists. Source: Resource Groups Tagging API, supported services; each type's "Import"
#: in the provider's documentation.
KINDS: Final[Mapping[str, Kind]] = {
    "aws:acm/certificate:Certificate": Kind(service="acm", begins="certificate/", by="arn"),
    "aws:backup/plan:Plan": Kind(service="backup", begins="backup-plan:"),
    "aws:backup/vault:Vault": Kind(service="backup", begins="backup-vault:"),
    "aws:cloudfront/distribution:Distribution": Kind(service="cloudfront", begins="distribution/"),
    "aws:cloudfront/vpcOrigin:VpcOrigin": Kind(service="cloudfront", begins="vpcorigin/"),
    "aws:ec2/eip:Eip": Kind(service="ec2", begins="elastic-ip/", costs=True),
    "aws:ec2/internetGateway:InternetGateway": Kind(service="ec2", begins="internet-gateway/"),
    "aws:ec2/launchTemplate:LaunchTemplate": Kind(service="ec2", begins="launch-template/"),
    "aws:ec2/natGateway:NatGateway": Kind(service="ec2", begins="natgateway/", costs=True),
    "aws:ec2/routeTable:RouteTable": Kind(service="ec2", begins="route-table/"),
    "aws:ec2/securityGroup:SecurityGroup": Kind(service="ec2", begins="security-group/"),
    "aws:ec2/subnet:Subnet": Kind(service="ec2", begins="subnet/"),
    "aws:ec2/vpc:Vpc": Kind(service="ec2", begins="vpc/"),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Kind(service="ec2", begins="vpc-endpoint/"),
    "aws:ecr/repository:Repository": Kind(service="ecr", begins="repository/"),
    "aws:ecs/capacityProvider:CapacityProvider": Kind(service="ecs", begins="capacity-provider/", by="arn"),
    "aws:ecs/cluster:Cluster": Kind(service="ecs", begins="cluster/"),
    "aws:ecs/service:Service": Kind(service="ecs", begins="service/", costs=True),
    "aws:lb/listener:Listener": Kind(service="elasticloadbalancing", begins="listener/", by="arn"),
    "aws:lb/loadBalancer:LoadBalancer": Kind(
        service="elasticloadbalancing", begins="loadbalancer/", by="arn", costs=True
    ),
    "aws:lb/targetGroup:TargetGroup": Kind(service="elasticloadbalancing", begins="targetgroup/", by="arn"),
    "aws:rds/instance:Instance": Kind(service="rds", begins="db:", costs=True),
    "aws:secretsmanager/secret:Secret": Kind(service="secretsmanager", begins="secret:", by="arn"),
    "aws:sns/topic:Topic": Kind(service="sns", by="arn"),
    "aws:sqs/queue:Queue": Kind(service="sqs", by="url"),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": Kind(service="ec2", begins="security-group-rule/"),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": Kind(service="ec2", begins="security-group-rule/"),
}
#: Types that it does not list, and the input that is their id. What else is made again does no harm, or is refused by
#: its name.
NAMED: Final[Mapping[str, str]] = {
    "aws:cloudwatch/dashboard:Dashboard": "dashboardName",
    "aws:cloudwatch/logGroup:LogGroup": "name",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "name",
    "aws:iam/instanceProfile:InstanceProfile": "name",
    "aws:iam/role:Role": "name",
    "aws:lambda/function:Function": "name",
    "aws:rds/parameterGroup:ParameterGroup": "name",
    "aws:rds/subnetGroup:SubnetGroup": "name",
    "aws:s3/bucket:Bucket": "bucket",
}


@dataclass(frozen=True, kw_only=True)
class Adopted:
    """What AWS has made and the state now holds."""

    urn: str
    id: str


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """What was done, and what is left to a person."""

    stack: str
    adopted: Sequence[Adopted] = ()
    forgotten: Sequence[str] = ()
    """What AWS does not know, or not by the stack's tag."""
    strays: Sequence[str] = ()
    """ARNs that carry the stack's tag and are in no state."""

    @property
    def exit_code(self) -> int:
        return FAILED if self.strays else DONE

    def text(self) -> str:
        lines = [f"Taken into the state: {_told(each.urn)}, which AWS calls {each.id}." for each in self.adopted]
        lines += [f"Never made, or never tagged: {_told(urn)}; the next `up` makes it." for urn in self.forgotten]
        if not lines:
            lines.append("No operation of this stack was broken off.")
        if self.strays:
            lines.append(f"Tagged with stack '{self.stack}', and in no state; delete each, or import it:")
        lines += [f"  {arn}{' (costs money while it is there)' if _costs(arn) else ''}" for arn in self.strays]
        return "\n".join(lines)

    def document(self) -> dict[str, Any]:
        return asdict(self)


def recover(stack: str, *, cancel: bool) -> Recovery:
    """Raises `StudioError`."""
    if cancel:
        _pulumi("cancel", stack, "--yes")
    document = json.loads(_pulumi("stack", "export", "--stack", stack))
    state: dict[str, Any] = document["deployment"]
    strays = _strays(state, _tagged(stack))
    notes: list[dict[str, Any]] = state.get("pending_operations") or []
    sought = [each["resource"] for each in notes if each["type"] == "creating" and each["resource"].get("custom")]
    if notes:
        state["resources"] += [{**note, "id": id_} for note in sought if (id_ := _id_of(note, strays))]
        state["pending_operations"] = []
        _pulumi("stack", "import", "--stack", stack, given=json.dumps(document))
        # Looks at each, and forgets again what is not there.
        _pulumi("refresh", "--stack", stack, "--yes", "--skip-preview")
        state = json.loads(_pulumi("stack", "export", "--stack", stack))["deployment"]
    there = {each["urn"]: each["id"] for each in state.get("resources") or () if "id" in each}
    return Recovery(
        stack=stack,
        adopted=[Adopted(urn=note["urn"], id=there[note["urn"]]) for note in sought if note["urn"] in there],
        forgotten=[note["urn"] for note in sought if note["urn"] not in there],
        strays=_strays(state, strays),
    )


def _id_of(note: Mapping[str, Any], strays: Sequence[str]) -> str | None:
    """What Pulumi would import the thing by: by its name, or as the one thing with the stack's tag that it can be."""
    inputs: Mapping[str, Any] = note.get("inputs") or {}
    if note["type"] in NAMED:
        return inputs.get(NAMED[note["type"]])
    kind = KINDS.get(note["type"])
    if kind is None:
        return None
    chosen = next((inputs[key] for key in ("identifier", "bucket", "name") if isinstance(inputs.get(key), str)), None)
    found = [arn for arn in strays if _is(arn, kind) and (chosen is None or _called(arn, kind, chosen))]
    return _import_id(kind, found[0]) if len(found) == 1 else None


def _is(arn: str, kind: Kind) -> bool:
    _, _, service, _, _, rest = arn.split(":", 5)
    return service == kind.service and rest.startswith(kind.begins)


def _called(arn: str, kind: Kind, name: str) -> bool:
    """A load balancer's kind, a cluster or an id may stand beside the name, and a secret has six letters behind it."""
    rest = arn.split(":", 5)[5].removeprefix(kind.begins)
    return name in rest.split("/") or (kind.service == "secretsmanager" and rest[:-7] == name)


def _import_id(kind: Kind, arn: str) -> str:
    _, _, _, region, account, rest = arn.split(":", 5)
    if kind.by == "url":
        return f"https://sqs.{region}.amazonaws.com/{account}/{rest}"
    return arn if kind.by == "arn" else rest.removeprefix(kind.begins)


def _costs(arn: str) -> bool:
    return any(_is(arn, kind) for kind in KINDS.values() if kind.costs)


def _told(urn: str) -> str:
    _, _, qualified, name = urn.split("::", 3)
    return f"{qualified.split(':')[-1]} {name}"


def _strays(state: Mapping[str, Any], tagged: Sequence[str]) -> list[str]:
    known = {text for resource in state.get("resources") or () for text in _names_of(resource)}
    return [arn for arn in tagged if arn not in known]


def _names_of(resource: Mapping[str, Any]) -> Iterator[str]:
    outputs: Mapping[str, Any] = resource.get("outputs") or {}
    for value in (resource.get("id"), outputs.get("arn")):
        if isinstance(value, str):
            yield value


def _tagged(stack: str) -> list[str]:
    """ARNs of all that carries the tags which the program's provider gives. Raises `StudioError`."""
    configured = stack_files.read(ROOT, stack)
    filters = [{"Key": key, "Values": [value]} for key, value in (("project", configured.project), ("stack", stack))]
    try:
        found = {
            entry["ResourceARN"]
            for region in {configured.values["aws:region"], _EDGE_REGION}
            for page in boto3.client("resourcegroupstaggingapi", region_name=region)
            .get_paginator("get_resources")
            .paginate(TagFilters=filters)
            for entry in page["ResourceTagMappingList"]
        }
        return sorted(found)
    except (BotoCoreError, ClientError) as error:
        raise StudioError(f"AWS does not say what carries the stack's tags: {error}", exit_code=FAILED) from error


def _pulumi(*words: str, given: str | None = None) -> str:
    command = ["pulumi", *words, "--non-interactive", "--color", "never"]
    try:
        done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise StudioError("The Pulumi CLI is not on PATH.") from error
    if done.returncode != 0:
        locked = "currently locked" in done.stdout + done.stderr
        hint = "\nIf nothing works on the stack any more, say --cancel." if locked else ""
        raise StudioError(
            f"`pulumi {' '.join(words[:2])}` failed:\n{(done.stdout + done.stderr).strip()[-2000:]}{hint}",
            exit_code=FAILED,
        )
    return done.stdout


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stack", help="dev, production, pr12, …")
    parser.add_argument(
        "--cancel",
        action="store_true",
        help="first take away the lock of the update that broke off; only when nothing runs any more",
    )


def run(options: argparse.Namespace) -> Recovery:
    return recover(options.stack, cancel=options.cancel)


COMMAND: Final = Command(
    description="Take into a stack's state what an update that broke off had half made, and name what is in no state.",
    arguments=arguments,
    run=run,
    reports=True,
    exit_codes={FAILED: "something tagged with the stack is in no state, or the state could not be mended"},
)
