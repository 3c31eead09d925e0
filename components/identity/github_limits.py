"""On what a deploy role may do what `github_rights` lists: this stack's resources, as narrowly as IAM can say it.

By name where ARNs carry one, by tag where AWS invents the id. What IAM can limit by neither is listed with its reason.
Source: Service Authorization Reference; `tests/infra/identity/test_github_limits.py` holds the limits against a copy of it.
"""
# ruff: noqa: E501 - a limit is one line

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

from components.identity import iam_documents
from components.identity.boundaries import MANAGED_POLICIES, SERVICES
from components.identity.ownership import Owner

ROLES: Final = "arn:aws:iam::{account}:role/{own}-*"
#: Verbs that change nothing. They are limited only where what they show is somebody's data (`_READING`).
READING_VERBS: Final = ("Get*", "List*", "Describe*", "View*", "BatchGet*", "BatchCheck*")

_OWN: Final = "own"
_NEW: Final = "new"
_FREE: Final = "free"
_UNCLAIMED: Final = "unclaimed"


class UnlimitedActionError(LookupError):
    """An action without a limit; the text says where to add it."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    """Where actions (`service:Verb`, with wildcards) may be taken; several limits of one action add up.

    `tagged`: `own` asks for the owner's tags on the resource, `unclaimed` for no other owner's; `new` for the owner's
    tags on what is being made, `free` for both of the latter. `reason` says why neither name nor tag limits it.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    tagged: str = ""
    conditions: tuple[tuple[str, str, str | tuple[str, ...]], ...] = ()
    """(operator, key, value or values); values may name `{boundary}`."""
    reason: str = ""

    def covers(self, action: str) -> bool:
        return any(fnmatchcase(action, pattern) for pattern in self.actions)


def _limit(actions: str, *resources: str, tagged: str = "", reason: str = "", **conditions: Any) -> Limit:
    service = actions.split(":", 1)[0]
    names = tuple(name if ":" in name else f"{service}:{name}" for name in actions.split())
    given = tuple((operator, key, value) for operator, test in conditions.items() for key, value in test.items())
    return Limit(actions=names, resources=resources, tagged=tagged, conditions=given, reason=reason)


_EC2 = "arn:aws:ec2:{region}:{account}:"
_LOGS = "arn:aws:logs:{region}:{account}:log-group:"
_BALANCING = "arn:aws:elasticloadbalancing:{region}:{account}:"
_LOG_GROUPS = (
    f"{_LOGS}{{path}}/*",
    f"{_LOGS}/aws/lambda/{{own}}-*",
    f"{_LOGS}/aws/rds/instance/{{own}}-*",
    f"{_LOGS}/aws/vendedlogs/{{own}}-*",
    f"{_LOGS}aws-waf-logs-{{own}}-*",
)
_LOG_DELIVERY = "arn:aws:logs:{region}:{account}:delivery"
_SECRETS = "arn:aws:secretsmanager:{region}:{account}:secret:"
_REPOSITORIES = "arn:aws:ecr:{region}:{account}:repository/{own}-*"

# fmt: off
_READING: Final = (
    _limit("s3:*", "arn:aws:s3:::{own}-*"),
    _limit("secretsmanager:*", f"{_SECRETS}{{own}}-*"),
    _limit("logs:GetLogEvents", *_LOG_GROUPS),
    _limit("lambda:Get*", "arn:aws:lambda:{region}:{account}:function:{own}-*"),
    _limit("ecr:BatchCheckLayerAvailability BatchGetImage GetDownloadUrlForLayer", _REPOSITORIES),
    _limit("ssm:GetParameter", "arn:aws:ssm:{region}::parameter/aws/service/ecs/*"),
)

_BY_NAME: Final = (
    _limit("autoscaling:*", "arn:aws:autoscaling:{region}:{account}:autoScalingGroup:*:autoScalingGroupName/{own}-*"),
    _limit("backup:*BackupVault* TagResource UntagResource", "arn:aws:backup:{region}:{account}:backup-vault:{own}-*"),
    _limit("budgets:*", "arn:aws:budgets::{account}:budget/{own}-*"),
    # Application Auto Scaling makes alarms of its own in the name of whoever makes a policy.
    _limit("cloudwatch:*Alarm* TagResource UntagResource", "arn:aws:cloudwatch:{region}:{account}:alarm:{own}-*", "arn:aws:cloudwatch:{region}:{account}:alarm:TargetTracking-service/{own}/*"),
    _limit("cloudwatch:*Dashboard*", "arn:aws:cloudwatch::{account}:dashboard/{own}"),
    _limit("ecr:*", _REPOSITORIES),
    _limit("ecs:*Cluster* TagResource UntagResource", "arn:aws:ecs:{region}:{account}:cluster/{own}"),
    _limit("ecs:*Service TagResource UntagResource", "arn:aws:ecs:{region}:{account}:service/{own}/*"),
    _limit("ecs:StopTask", "arn:aws:ecs:{region}:{account}:task/{own}/*"),
    _limit("ecs:StopServiceDeployment", "arn:aws:ecs:{region}:{account}:service-deployment/{own}/*"),
    _limit("ecs:UpdateCapacityProvider DeleteCapacityProvider TagResource UntagResource", "arn:aws:ecs:{region}:{account}:capacity-provider/{own}-*"),
    _limit("ecs:RunTask TagResource UntagResource", "arn:aws:ecs:{region}:{account}:task-definition/{own}-*"),
    _limit("elasticloadbalancing:*", *(f"{_BALANCING}{kind}/{{own}}-*" for kind in ("loadbalancer/app", "listener/app", "listener-rule/app", "targetgroup"))),
    _limit("lambda:*", "arn:aws:lambda:{region}:{account}:function:{own}-*"),
    _limit("logs:*LogGroup *RetentionPolicy *MetricFilter TagResource UntagResource", *_LOG_GROUPS),
    _limit("logs:PutDelivery* DeleteDeliverySource DeleteDeliveryDestination CreateDelivery UpdateDeliveryConfiguration TagResource UntagResource", *(f"{_LOG_DELIVERY}-{end}:{{own}}-*" for end in ("source", "destination"))),
    _limit("logs:CreateDelivery UpdateDeliveryConfiguration DeleteDelivery TagResource UntagResource", f"{_LOG_DELIVERY}:*", reason="Ids are AWS's, and what a log delivery is made of has to be the stack's: its source and its destination."),
    _limit("rds:*", *(f"arn:aws:rds:{{region}}:{{account}}:{kind}:{{own}}-*" for kind in ("db", "pg", "subgrp", "snapshot"))),
    _limit("rds:CreateDBInstance ModifyDBInstance", "arn:aws:rds:{region}:{account}:og:default:*", reason="Every instance is in an option group; the default ones are AWS's."),
    _limit("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/{zone}"),
    _limit("s3:*", "arn:aws:s3:::{own}-*"),
    _limit("secretsmanager:*", f"{_SECRETS}{{own}}-*"),
    _limit("secretsmanager:CreateSecret TagResource", f"{_SECRETS}rds!db-*", reason="RDS makes the owner's password in the name of whoever makes the instance, and names it by itself."),
    _limit("ses:*ConfigurationSet* TagResource UntagResource", "arn:aws:ses:{region}:{account}:configuration-set/{own}-*"),
    _limit("sns:CreateTopic DeleteTopic SetTopicAttributes Subscribe TagResource UntagResource", "arn:aws:sns:{region}:{account}:{own}-*"),
    _limit("sqs:*", "arn:aws:sqs:{region}:{account}:{own}-*"),
    _limit("wafv2:*", "arn:aws:wafv2:us-east-1:{account}:global/webacl/{own}-*"),
    _limit("wafv2:CreateWebACL UpdateWebACL", "arn:aws:wafv2:us-east-1:*:global/managedruleset/*", reason="Whose groups of rules it takes is in the firewall itself; these are AWS's."),
)

#: A role that is made, or gets rights, is held by the boundary; nothing here can change or take off a boundary.
_ROLES: Final = (
    _limit("iam:CreateRole PutRolePolicy PutRolePermissionsBoundary", ROLES, StringEquals={"iam:PermissionsBoundary": "{boundary}"}),
    _limit("iam:AttachRolePolicy", ROLES, StringEquals={"iam:PermissionsBoundary": "{boundary}"}, ArnEquals={"iam:PolicyARN": MANAGED_POLICIES}),
    _limit("iam:DeleteRole DeleteRolePolicy DetachRolePolicy TagRole UntagRole UpdateRole UpdateAssumeRolePolicy", ROLES),
    _limit("iam:PassRole", ROLES, StringEquals={"iam:PassedToService": tuple(f"{service}.amazonaws.com" for service in SERVICES)}),
    _limit("iam:*InstanceProfile", "arn:aws:iam::{account}:instance-profile/{own}-*"),
    _limit("iam:CreateServiceLinkedRole", "arn:aws:iam::{account}:role/aws-service-role/*", reason="What these roles may do, and who takes them on, is AWS's to say; each service has one an account."),
)

_BY_TAG: Final = (
    _limit("acm:RequestCertificate", "*", tagged=_NEW),
    _limit("acm:AddTagsToCertificate", "arn:aws:acm:*:{account}:certificate/*", tagged=_FREE),
    _limit("acm:DeleteCertificate RemoveTagsFromCertificate", "arn:aws:acm:*:{account}:certificate/*", tagged=_OWN),
    _limit("application-autoscaling:RegisterScalableTarget", "arn:aws:application-autoscaling:{region}:{account}:scalable-target/*", tagged=_NEW),
    _limit("application-autoscaling:TagResource", "arn:aws:application-autoscaling:{region}:{account}:scalable-target/*", tagged=_FREE),
    _limit("application-autoscaling:*", "arn:aws:application-autoscaling:{region}:{account}:scalable-target/*", tagged=_OWN),
    _limit("backup:CreateBackupPlan", "arn:aws:backup:{region}:{account}:backup-plan:*", tagged=_NEW),
    _limit("backup:TagResource", "arn:aws:backup:{region}:{account}:backup-plan:*", tagged=_FREE),
    _limit("backup:UpdateBackupPlan DeleteBackupPlan *BackupSelection UntagResource", "arn:aws:backup:{region}:{account}:backup-plan:*", tagged=_OWN),
    _limit("ce:Create*", "*", tagged=_NEW),
    _limit("ce:TagResource", "arn:aws:ce::{account}:anomaly*", tagged=_FREE),
    _limit("ce:Update* Delete* UntagResource", "arn:aws:ce::{account}:anomaly*", tagged=_OWN),
    _limit("cloudfront:CreateVpcOrigin", "*", tagged=_NEW),
    _limit("cloudfront:TagResource", "arn:aws:cloudfront::{account}:distribution/*", "arn:aws:cloudfront::{account}:vpcorigin/*", tagged=_FREE),
    _limit("cloudfront:AllowVendedLogDeliveryForResource", "arn:aws:cloudfront::{account}:distribution/*", tagged=_OWN),
    _limit("cloudfront:UpdateDistribution DeleteDistribution UpdateVpcOrigin DeleteVpcOrigin UntagResource", "arn:aws:cloudfront::{account}:distribution/*", "arn:aws:cloudfront::{account}:vpcorigin/*", tagged=_OWN),
    _limit("ses:CreateEmailIdentity", "arn:aws:ses:{region}:{account}:identity/*", tagged=_NEW),
    _limit("ses:TagResource", "arn:aws:ses:{region}:{account}:identity/*", tagged=_FREE),
    _limit("ses:DeleteEmailIdentity PutEmailIdentity* UntagResource", "arn:aws:ses:{region}:{account}:identity/*", tagged=_OWN),
    _limit("ecs:CreateCapacityProvider RegisterTaskDefinition", "*", tagged=_NEW),
    # What is made, in layers: none of a layer stands in another of the same, or it could be made in somebody's VPC.
    _limit("ec2:CreateVpc CreateInternetGateway AllocateAddress CreateLaunchTemplate", *(f"{_EC2}{kind}/*" for kind in ("vpc", "internet-gateway", "elastic-ip", "launch-template")), tagged=_NEW),
    _limit("ec2:CreateSubnet CreateRouteTable CreateSecurityGroup", *(f"{_EC2}{kind}/*" for kind in ("subnet", "route-table", "security-group")), tagged=_NEW),
    _limit("ec2:CreateNatGateway CreateVpcEndpoint AuthorizeSecurityGroup*", *(f"{_EC2}{kind}/*" for kind in ("natgateway", "vpc-endpoint", "security-group-rule")), tagged=_NEW),
    _limit("ec2:CreateTags", f"{_EC2}*", tagged=_NEW, StringLike={"ec2:CreateAction": "*"}),
    # And what it is made in, or changed: the owner's.
    _limit("ec2:*", f"{_EC2}*", tagged=_OWN),
    _limit("ec2:RevokeSecurityGroup*", f"{_EC2}security-group/*", tagged=_UNCLAIMED, reason="As CreateTags, which comes after it."),
    _limit("ec2:CreateTags", f"{_EC2}security-group/*", tagged=_FREE, reason="A VPC's default group comes without tags, and is emptied. Groups of other projects without a tag `project` are not safe from this."),
)

_NEITHER: Final = (
    _limit("backup-storage:MountCapsule", "*", reason="IAM knows no resource for it; making a vault asks for it."),
    _limit("cloudfront:CreateDistribution", "arn:aws:cloudfront::{account}:distribution/*", reason="It has no id yet, and IAM looks at no tag of it."),
    _limit("cloudfront:CreateOriginAccessControl *KeyGroup *PublicKey", "*", reason="IAM knows no resource for them."),
    _limit("cloudfront:UpdateOriginAccessControl DeleteOriginAccessControl", "arn:aws:cloudfront::{account}:origin-access-control/*", reason="Ids are CloudFront's, and they have no tags."),
    _limit("cloudfront:*ResponseHeadersPolicy", "arn:aws:cloudfront::{account}:response-headers-policy/*", reason="Ids are CloudFront's, and they have no tags."),
    _limit("ecs:DeregisterTaskDefinition", "*", reason="IAM knows no resource for it; what runs goes on running."),
    _limit("logs:CreateLogDelivery DeleteLogDelivery PutResourcePolicy", "*", reason="IAM knows no resource for them: WAF lets itself into the stack's log group in its caller's name."),
    _limit("logs:PutQueryDefinition DeleteQueryDefinition", "*", reason="IAM knows no resource for them; a saved query reads nothing by itself."),
    _limit("ec2:RunInstances", *(f"{_EC2}{kind}/*" for kind in ("instance", "network-interface", "volume")), "arn:aws:ec2:{region}::image/*", reason="Auto Scaling asks for it. Template, subnet and group have to be the stack's, and so has the role."),
    _limit("ec2:ModifySecurityGroupRules", "arn:aws:ec2:{region}:*:prefix-list/*", reason="CloudFront's prefix list is AWS's."),
    _limit("ec2:DisassociateAddress", f"{_EC2}network-interface/*", reason="The gateway's interface is AWS's and has no tags; the address has to be the stack's."),
    _limit("sns:SetSubscriptionAttributes Unsubscribe", "*", reason="IAM knows no resource for them."),
)
# fmt: on

LIMITS: Final = (*_BY_NAME, *_ROLES, *_BY_TAG, *_NEITHER)


def is_reading(action: str) -> bool:
    return any(fnmatchcase(action.partition(":")[2], verb) for verb in READING_VERBS)


def limits_of(action: str) -> list[Limit]:
    """Raises `UnlimitedActionError` for a change that nothing limits."""
    if is_reading(action):
        return [limit for limit in _READING if limit.covers(action)] or [Limit(actions=(action,), resources=("*",))]
    found = [limit for limit in LIMITS if limit.covers(action)]
    if not found:
        raise UnlimitedActionError(
            f"{action} has no limit: say in components/identity/github_limits.py which resources a deploy role may use it on."
        )
    return found


def statements(actions: Sequence[str], owner: Owner, *, boundary: str = "") -> Iterator[dict[str, Any]]:
    """What allows these actions to the owner's deployer; `boundary` is the ARN that roles it makes have to carry."""
    by_limit: defaultdict[tuple[Any, ...], list[str]] = defaultdict(list)
    for action in actions:
        for limit in limits_of(action):
            by_limit[limit.resources, limit.tagged, limit.conditions].append(action)
    for (resources, tagged, conditions), allowed in by_limit.items():
        reached = owner.arns(*resources)
        if reached:
            yield iam_documents.statement(
                actions=allowed,
                resources=reached,
                conditions=_conditions(tagged, conditions, owner, boundary),
            )


def named_arns() -> list[str]:
    """Templates of all ARNs that carry the owner's name."""
    found = (template for limit in (*_BY_NAME, *_ROLES, *_READING) for template in limit.resources)
    return sorted({template for template in found if "{own}" in template or "{path}" in template})


def _conditions(
    tagged: str, given: Sequence[tuple[str, str, str | tuple[str, ...]]], owner: Owner, boundary: str
) -> dict[str, dict[str, Any]]:
    written: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for operator, key, value in given:
        values = [each.format(boundary=boundary) for each in ((value,) if isinstance(value, str) else value)]
        written[operator][key] = values[0] if len(values) == 1 else values
    if tagged in (_NEW, _FREE):
        written["StringEquals"].update(_tags("aws:RequestTag", owner.tags))
    if tagged == _OWN:
        written["StringEquals"].update(_tags("aws:ResourceTag", owner.tags))
    if tagged in (_FREE, _UNCLAIMED):
        written["StringEqualsIfExists"].update(_tags("aws:ResourceTag", owner.tags))
    return dict(written)


def _tags(key: str, tags: Mapping[str, str]) -> dict[str, str]:
    return {f"{key}/{name}": value for name, value in tags.items()}
