"""Says before `pulumi up` whether the account allows what a stack can ask for: GPU instances, tasks on Fargate, a
network and a key group of its own.

New accounts have GPU quotas of 0 and 6 vCPU on Fargate: everything deploys, nothing starts, and no error says why.
"""

import argparse
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, cast

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from components.identity import github_rights
from tools.errors import DONE, FAILED, StudioError
from tools.interface import Command
from tools.program.recording import Evaluation
from tools.program.stacks import registered

if TYPE_CHECKING:
    from types_boto3_cloudfront import CloudFrontClient
    from types_boto3_ec2 import EC2Client
    from types_boto3_ec2.literals import InstanceTypeType
    from types_boto3_service_quotas import ServiceQuotasClient

#: Market → quota of EC2 for G and VT instances. AWS counts it in vCPUs, not in instances.
QUOTAS: Final[Mapping[str, str]] = {"ondemand": "L-DB2E81BA", "spot": "L-3819A6DF"}
#: Capacity provider → quota of Fargate, in vCPUs.
FARGATE_QUOTAS: Final[Mapping[str, str]] = {"FARGATE": "L-3032A538", "FARGATE_SPOT": "L-36FBB829"}
VPC_QUOTA: Final = "L-F678F1CE"
KEY_GROUP_QUOTA: Final = "L-D64DA6E2"
BUDGET: Final = "aws:budgets/budget:Budget"
MONITOR: Final = "aws:costexplorer/anomalyMonitor:AnomalyMonitor"
#: Where CloudFront's quotas are, wherever the stack is.
EDGE_REGION: Final = "us-east-1"


@dataclass(frozen=True, kw_only=True)
class Group:
    """A group of GPU instances as the program registers it."""

    name: str
    market: str
    instance_types: tuple[str, ...]
    limit: int
    """Instances at most."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One quota against what the stack can ask of it; `market` says for what: spot, ondemand, FARGATE, a VPC."""

    market: str
    quota_code: str
    needed: float
    allowed: float
    region: str
    service: str = "ec2"
    unit: str = "vCPUs"
    consequence: str = "instances beyond that never start, and ECS reports no error"

    @property
    def suffices(self) -> bool:
        return self.allowed >= self.needed

    def sentence(self) -> str:
        if self.suffices:
            return (
                f"{self.market}: {self.needed:g} {self.unit} needed at most, {self.allowed:g} allowed "
                f"({self.quota_code})."
            )
        return (
            f"{self.market}: {self.needed:g} {self.unit} needed at most, only {self.allowed:g} allowed "
            f"({self.quota_code}): {self.consequence}. Ask for more; AWS answers in hours to days:\n"
            f"  aws service-quotas request-service-quota-increase --service-code {self.service} --quota-code "
            f"{self.quota_code} --desired-value {math.ceil(self.needed)} --region {self.region}"
        )


def groups(evaluation: Evaluation, *, instances: int | None = None) -> list[Group]:
    """The GPU groups that a stack registers; `instances` stands in for each group's own limit."""
    found: list[Group] = []
    for resource in evaluation.of_type("aws:autoscaling/group:Group"):
        policy: Mapping[str, Any] = resource.inputs["mixedInstancesPolicy"]
        on_demand = policy["instancesDistribution"]["onDemandPercentageAboveBaseCapacity"]
        found.append(
            Group(
                name=resource.name,
                market="ondemand" if on_demand == 100 else "spot",
                instance_types=tuple(item["instanceType"] for item in policy["launchTemplate"]["overrides"]),
                limit=int(resource.inputs["maxSize"]) if instances is None else instances,
            )
        )
    return found


def check(
    wanted: Sequence[Group], *, ec2: "EC2Client", service_quotas: "ServiceQuotasClient", region: str
) -> list[Finding]:
    """Hold the groups against the account's quotas, one finding a market.

    Each group counts with its largest type, because EC2 picks among them. Raises botocore's errors.
    """
    sizes = _virtual_cpus(ec2, sorted({name for group in wanted for name in group.instance_types}))
    findings: list[Finding] = []
    for market in sorted({group.market for group in wanted}):
        needed = sum(
            group.limit * max(sizes[name] for name in group.instance_types)
            for group in wanted
            if group.market == market
        )
        allowed = _allowed(service_quotas, "ec2", QUOTAS[market])
        findings.append(
            Finding(market=market, quota_code=QUOTAS[market], needed=needed, allowed=allowed, region=region)
        )
    return findings


def fargate_vcpus(evaluation: Evaluation) -> Mapping[str, float]:
    """Capacity provider → vCPUs of the tasks that a stack may run on it at most."""
    limits = {
        str(target.inputs["resourceId"]).rsplit("/", 1)[-1]: int(target.inputs["maxCapacity"])
        for target in evaluation.of_type("aws:appautoscaling/target:Target")
    }
    sizes = {
        evaluation.state[definition.urn]["arn"]: int(definition.inputs.get("cpu") or 0) / 1024
        for definition in evaluation.of_type("aws:ecs/taskDefinition:TaskDefinition")
    }
    found: dict[str, float] = {}
    for service in evaluation.of_type("aws:ecs/service:Service"):
        (strategy,) = service.inputs["capacityProviderStrategies"]
        provider = str(strategy["capacityProvider"])
        if provider in FARGATE_QUOTAS:
            count = limits.get(service.inputs["name"], service.inputs.get("desiredCount") or 0)
            found[provider] = found.get(provider, 0) + count * sizes[service.inputs["taskDefinition"]]
    return found


def check_fargate(wanted: Mapping[str, float], *, service_quotas: "ServiceQuotasClient", region: str) -> list[Finding]:
    """Hold tasks against the account's quotas of Fargate. Raises botocore's errors."""
    return [
        Finding(
            market=provider,
            quota_code=FARGATE_QUOTAS[provider],
            needed=vcpus,
            allowed=_allowed(service_quotas, "fargate", FARGATE_QUOTAS[provider]),
            region=region,
            service="fargate",
            consequence="tasks beyond that wait, and only the service's events say why",
        )
        for provider, vcpus in sorted(wanted.items())
        if vcpus
    ]


def check_network(
    evaluation: Evaluation, *, ec2: "EC2Client", service_quotas: "ServiceQuotasClient", region: str
) -> Finding:
    """Whether there is room for the stack's VPC beside the others of the region. Raises botocore's errors."""
    others = 0
    for page in ec2.get_paginator("describe_vpcs").paginate():
        for vpc in page["Vpcs"]:
            tags = {tag.get("Key"): tag.get("Value") for tag in vpc.get("Tags", ())}
            others += (tags.get("project"), tags.get("stack")) != (evaluation.project, evaluation.stack)
    return Finding(
        market="VPCs",
        quota_code=VPC_QUOTA,
        needed=others + 1,
        allowed=_allowed(service_quotas, "vpc", VPC_QUOTA),
        region=region,
        service="vpc",
        unit="networks",
        consequence="the update fails at its first step",
    )


def check_key_groups(
    evaluation: Evaluation, *, cloudfront: "CloudFrontClient", service_quotas: "ServiceQuotasClient"
) -> Finding:
    """Whether there is room for the stack's key group beside the others of the account. Raises botocore's errors."""
    own = {group.inputs["name"] for group in evaluation.of_type("aws:cloudfront/keyGroup:KeyGroup")}
    found = cloudfront.list_key_groups(MaxItems="100")["KeyGroupList"].get("Items", ())
    others = sum(each["KeyGroup"]["KeyGroupConfig"]["Name"] not in own for each in found)
    return Finding(
        market="CloudFront key groups",
        quota_code=KEY_GROUP_QUOTA,
        needed=others + len(own),
        allowed=_allowed(service_quotas, "cloudfront", KEY_GROUP_QUOTA),
        region=EDGE_REGION,
        service="cloudfront",
        unit="groups",
        consequence="the update fails when the database is there already and costs money",
    )


@dataclass(frozen=True, kw_only=True)
class CostTag:
    """Whether money is counted by the tag `stack`, and what of the stack counts by it. `status` is AWS's word, or
    empty where this account may not ask."""

    status: str
    counts: Sequence[str]

    @property
    def is_active(self) -> bool:
        return self.status == "Active"

    def sentence(self) -> str:
        if self.is_active:
            return "The cost allocation tag 'stack' is active."
        waits = f"; until then {' and '.join(self.counts)} of this stack count nothing" if self.counts else ""
        if not self.status:
            return (
                "This account may not say whether the cost allocation tag 'stack' is active: ask in the account that "
                f"pays{waits}."
            )
        return (
            f"The cost allocation tag 'stack' is not active{waits}. In the account that pays, a day after the first "
            "`up`:\n  aws ce update-cost-allocation-tags-status "
            "--cost-allocation-tags-status TagKey=stack,Status=Active"
        )


def check_cost_tag(evaluation: Evaluation, *, ce: Any) -> CostTag:
    """Look whether AWS counts money by the stack's tag. Raises botocore's errors but that of a missing right."""
    counts = [
        name
        for name, some in (
            ("the budget", any(each.inputs.get("costFilters") for each in evaluation.of_type(BUDGET))),
            (
                "the detector of anomalies",
                any(each.inputs.get("monitorType") == "CUSTOM" for each in evaluation.of_type(MONITOR)),
            ),
        )
        if some
    ]
    try:
        found = ce.list_cost_allocation_tags(TagKeys=["stack"])["CostAllocationTags"]
    except ClientError as error:
        # A member of an organisation may not ask.
        if error.response.get("Error", {}).get("Code") not in ("AccessDeniedException", "ValidationException"):
            raise
        return CostTag(status="", counts=counts)
    return CostTag(status=str(found[0].get("Status")) if found else "Inactive", counts=counts)


def _allowed(service_quotas: "ServiceQuotasClient", service: str, code: str) -> float:
    return service_quotas.get_service_quota(ServiceCode=service, QuotaCode=code)["Quota"].get("Value", 0.0)


def _virtual_cpus(ec2: "EC2Client", names: Sequence[str]) -> Mapping[str, int]:
    if not names:  # EC2 would describe every type there is
        return {}
    described = ec2.describe_instance_types(InstanceTypes=cast("list[InstanceTypeType]", names))["InstanceTypes"]
    return {str(kind.get("InstanceType")): kind.get("VCpuInfo", {}).get("DefaultVCpus", 0) for kind in described}


@dataclass(frozen=True, kw_only=True)
class QuotaReport:
    """The findings, a quota each; `groups` are GPU groups that stay empty."""

    stack: str
    findings: Sequence[Finding]
    groups: Sequence[str] = ()
    tag: CostTag | None = None
    """None where nothing is paid by the stack."""

    @property
    def exit_code(self) -> int:
        uncounted = self.tag is not None and bool(self.tag.status) and not self.tag.is_active
        counts_nothing = uncounted and self.tag is not None and "the budget" in self.tag.counts
        return DONE if all(finding.suffices for finding in self.findings) and not counts_nothing else FAILED

    def text(self) -> str:
        lines = [finding.sentence() for finding in self.findings]
        if self.groups:
            lines.append(
                f"{self.stack} asks for no GPU instance now: {', '.join(self.groups)} stay at max 0. "
                "`--instances N` says what the quotas would have to allow."
            )
        if self.tag is not None:
            lines.append(self.tag.sentence())
        return "\n".join(lines) or f"{self.stack} asks AWS for nothing that has a quota."

    def document(self) -> list[dict[str, Any]]:
        return [{**asdict(finding), "suffices": finding.suffices} for finding in self.findings]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stack", help="dev or production")
    parser.add_argument("--instances", type=_instances, metavar="N", help="as if each group could grow to N instances")


def run(options: argparse.Namespace) -> QuotaReport:
    evaluation = registered(options.stack)
    wanted = groups(evaluation, instances=options.instances)
    region = str(evaluation.one("pulumi:providers:aws").inputs["region"])
    empty = () if any(group.limit for group in wanted) else tuple(group.name for group in wanted)
    is_on_aws = bool(evaluation.of_type("aws:cloudfront/distribution:Distribution"))
    tag: CostTag | None = None
    found: list[Finding] = []
    try:
        if is_on_aws:
            found = _look(evaluation, wanted, region)
            tag = check_cost_tag(evaluation, ce=_cost_explorer())
    except (BotoCoreError, ClientError) as error:
        raise StudioError(
            f"Cannot read the quotas of {region}: {error}\nIt takes credentials that may call "
            f"{', '.join(github_rights.QUOTAS)}."
        ) from error
    return QuotaReport(stack=options.stack, findings=found, groups=empty, tag=tag)


def _look(evaluation: Evaluation, wanted: Sequence[Group], region: str) -> list[Finding]:
    session = boto3.session.Session(region_name=region)
    ec2, service_quotas = session.client("ec2"), session.client("service-quotas")
    gpus = [group for group in wanted if group.limit]
    return [
        *check(gpus, ec2=ec2, service_quotas=service_quotas, region=region),
        *check_fargate(fargate_vcpus(evaluation), service_quotas=service_quotas, region=region),
        check_network(evaluation, ec2=ec2, service_quotas=service_quotas, region=region),
        check_key_groups(
            evaluation,
            cloudfront=session.client("cloudfront"),
            service_quotas=session.client("service-quotas", region_name=EDGE_REGION),
        ),
    ]


def _cost_explorer() -> Any:
    create: Any = boto3.session.Session(region_name=EDGE_REGION).client  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - no stubs for ce
    return create("ce")


def _instances(text: str) -> int:
    count = int(text)
    if count < 0:
        raise argparse.ArgumentTypeError(f"{text} is not a number of instances, 0 or more")
    return count


COMMAND: Final = Command(
    description="Say whether the account allows what a stack can ask for: GPU hosts, tasks, a network, a key group.",
    arguments=arguments,
    run=run,
    reports=True,
    exit_codes={FAILED: "a quota does not suffice"},
)
