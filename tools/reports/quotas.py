"""Says before `pulumi up` whether the account may start the GPU instances that a stack can ask for.

New accounts have GPU quotas of 0: everything deploys, nothing starts, and no error says why.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final, cast

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools.errors import DONE, FAILED, StudioError
from tools.interface import Command
from tools.program.recording import Evaluation
from tools.program.stacks import registered

if TYPE_CHECKING:
    from types_boto3_ec2 import EC2Client
    from types_boto3_ec2.literals import InstanceTypeType
    from types_boto3_service_quotas import ServiceQuotasClient

#: Market → quota of EC2 for G and VT instances. AWS counts it in vCPUs, not in instances.
QUOTAS: Final[Mapping[str, str]] = {"ondemand": "L-DB2E81BA", "spot": "L-3819A6DF"}


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
    """One quota against what the stack's groups can ask of it together; both in vCPUs."""

    market: str
    quota_code: str
    needed: int
    allowed: float
    region: str

    @property
    def suffices(self) -> bool:
        return self.allowed >= self.needed

    def sentence(self) -> str:
        if self.suffices:
            return f"{self.market}: {self.needed} vCPUs needed at most, {self.allowed:g} allowed ({self.quota_code})."
        return (
            f"{self.market}: {self.needed} vCPUs needed at most, only {self.allowed:g} allowed ({self.quota_code}): "
            "instances beyond that never start, and ECS reports no error. Ask for more; AWS answers in hours to days:\n"
            f"  aws service-quotas request-service-quota-increase --service-code ec2 --quota-code {self.quota_code} "
            f"--desired-value {self.needed} --region {self.region}"
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
        quota = service_quotas.get_service_quota(ServiceCode="ec2", QuotaCode=QUOTAS[market])["Quota"]
        findings.append(
            Finding(
                market=market,
                quota_code=QUOTAS[market],
                needed=needed,
                allowed=quota.get("Value", 0.0),
                region=region,
            )
        )
    return findings


def _virtual_cpus(ec2: "EC2Client", names: Sequence[str]) -> Mapping[str, int]:
    if not names:  # EC2 would describe every type there is
        return {}
    described = ec2.describe_instance_types(InstanceTypes=cast("list[InstanceTypeType]", names))["InstanceTypes"]
    return {str(kind.get("InstanceType")): kind.get("VCpuInfo", {}).get("DefaultVCpus", 0) for kind in described}


@dataclass(frozen=True, kw_only=True)
class QuotaReport:
    """The findings, a market each; without any, `groups` names what stays empty."""

    stack: str
    findings: Sequence[Finding]
    groups: Sequence[str] = ()

    @property
    def exit_code(self) -> int:
        return DONE if all(finding.suffices for finding in self.findings) else FAILED

    def text(self) -> str:
        if self.findings:
            return "\n".join(finding.sentence() for finding in self.findings)
        if not self.groups:
            return f"{self.stack} has no GPU group."
        return (
            f"{self.stack} asks for no GPU instance now: {', '.join(self.groups)} stay at max 0. "
            "`--instances N` says what the quotas would have to allow."
        )

    def document(self) -> list[dict[str, Any]]:
        return [{**asdict(finding), "suffices": finding.suffices} for finding in self.findings]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stack", help="dev or production")
    parser.add_argument("--instances", type=_instances, metavar="N", help="as if each group could grow to N instances")


def run(options: argparse.Namespace) -> QuotaReport:
    evaluation = registered(options.stack)
    wanted = groups(evaluation, instances=options.instances)
    region = str(evaluation.one("pulumi:providers:aws").inputs["region"])
    if not any(group.limit for group in wanted):
        return QuotaReport(stack=options.stack, findings=(), groups=[group.name for group in wanted])
    session = boto3.session.Session(region_name=region)
    try:
        findings = check(
            wanted, ec2=session.client("ec2"), service_quotas=session.client("service-quotas"), region=region
        )
    except (BotoCoreError, ClientError) as error:
        raise StudioError(
            f"Cannot read the quotas of {region}: {error}\nIt takes credentials that may call "
            "servicequotas:GetServiceQuota and ec2:DescribeInstanceTypes."
        ) from error
    return QuotaReport(stack=options.stack, findings=findings)


def _instances(text: str) -> int:
    count = int(text)
    if count < 0:
        raise argparse.ArgumentTypeError(f"{text} is not a number of instances, 0 or more")
    return count


COMMAND: Final = Command(
    description="Say whether the account may start the GPU instances that a stack can ask for.",
    arguments=arguments,
    run=run,
    reports=True,
    exit_codes={FAILED: "a quota does not suffice"},
)
