"""What the roles of a stack may do at most, whatever is attached to them: their permissions boundary.

A deploy role makes the roles of its stack, so it could make one that is stronger than itself. It may therefore make
only roles that carry the stack's boundary. Whoever deploys from a laptop with `githubRoles` on makes the boundary,
once; a deploy role can neither change nor remove it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pulumi
import pulumi_aws as aws

from components.base.account import Account
from components.base.component import Component
from components.base.naming import Names
from components.base.setting_types import SettingError
from components.base.stages import PULL_REQUESTS
from components.identity import iam_documents
from components.identity.ownership import Owner, owner_of
from contracts.aws_calls import HOST_SESSIONS
from contracts.environment import APP_ROLE, SYSTEM_ROLE

#: Where policies are kept that only limit: nothing attaches them, and no deploy role may change them.
PATH: Final = "/boundary/"
#: Services that take on the roles of a stack.
SERVICES: Final = ("ecs-tasks", "ecs", "ec2", "lambda", "backup")
#: What the ECS agent calls, as AWS keeps it.
HOST_POLICY: Final = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"
#: What ECS calls to shift requests from one version to the next, as AWS keeps it.
SHIFT_POLICY: Final = "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"
#: The managed policies that a role of a stack may have.
MANAGED_POLICIES: Final = (HOST_POLICY, SHIFT_POLICY)

#: How the provider says that there is none.
_MISSING: Final = re.compile(r"no matching|couldn't find|NoSuchEntity|not found|empty result", re.IGNORECASE)

_ECS: Final = "arn:aws:ecs:{region}:{account}:"
_BALANCING: Final = "arn:aws:elasticloadbalancing:{region}:{account}:"
_SECRET: Final = "arn:aws:secretsmanager:{region}:{account}:secret:"  # noqa: S105 - the beginning of an ARN

#: ARN templates → actions on them. A proof holds every role of every stack against this table.
_ON_OWN: Final[Mapping[tuple[str, ...], str]] = {
    ("arn:aws:s3:::{own}-*",): ("s3:AbortMultipartUpload s3:DeleteObject s3:GetObject s3:ListBucket s3:PutObject"),
    ("arn:aws:sqs:{region}:{account}:{own}-*",): (
        "sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage sqs:SendMessage"
    ),
    ("arn:aws:ses:{region}:{account}:configuration-set/{own}-*",): "ses:SendEmail",
    # Models are nobody's own; which one a stack asks stands in the role.
    ("arn:aws:bedrock:*::foundation-model/*", "arn:aws:bedrock:{region}:{account}:inference-profile/*"): (
        "bedrock:InvokeModel"
    ),
    ("arn:aws:sns:{region}:{account}:{own}-*",): "sns:Publish",
    (f"{_SECRET}{{own}}-*",): "secretsmanager:GetSecretValue secretsmanager:PutSecretValue",
    ("arn:aws:ecr:{region}:{account}:repository/{own}-*",): (
        "ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:GetDownloadUrlForLayer"
    ),
    (
        "arn:aws:logs:{region}:{account}:log-group:{path}/*",
        "arn:aws:logs:{region}:{account}:log-group:/aws/lambda/{own}-*",
    ): "logs:CreateLogStream logs:PutLogEvents",
    (f"{_ECS}task/{{own}}/*",): "ecs:UpdateTaskProtection",
    (f"{_ECS}service/{{own}}/*",): "ecs:DescribeServices ecs:UpdateService",
    (f"{_ECS}cluster/{{own}}", f"{_ECS}container-instance/{{own}}/*"): (
        "ecs:DeregisterContainerInstance ecs:Poll ecs:RegisterContainerInstance ecs:StartTelemetrySession "
        "ecs:SubmitAttachmentStateChanges ecs:SubmitContainerStateChange ecs:SubmitTaskStateChange ecs:TagResource "
        "ecs:UpdateContainerInstancesState"
    ),
    (f"{_BALANCING}targetgroup/{{own}}-*",): (
        "elasticloadbalancing:DeregisterTargets elasticloadbalancing:RegisterTargets"
    ),
    (f"{_BALANCING}listener/app/{{own}}-*", f"{_BALANCING}listener-rule/app/{{own}}-*"): (
        "elasticloadbalancing:ModifyListener elasticloadbalancing:ModifyRule"
    ),
    ("arn:aws:autoscaling:{region}:{account}:autoScalingGroup:*:autoScalingGroupName/{own}-*",): (
        "autoscaling:UpdateAutoScalingGroup"
    ),
}
#: The same for what AWS Backup does, whose snapshots, backups and rules carry names of its own.
_BACKS_UP: Final[Mapping[tuple[str, ...], str]] = {
    ("arn:aws:s3:::{own}-*",): (
        "s3:GetBucketAcl s3:GetBucketLocation s3:GetBucketNotification s3:GetBucketTagging s3:GetBucketVersioning "
        "s3:GetInventoryConfiguration s3:GetObjectAcl s3:GetObjectTagging s3:GetObjectVersion s3:GetObjectVersionAcl "
        "s3:GetObjectVersionTagging s3:ListBucketVersions s3:PutBucketNotification s3:PutInventoryConfiguration"
    ),
    ("arn:aws:rds:*:{account}:db:{own}-*", "arn:aws:rds:*:{account}:snapshot:awsbackup:*"): (
        "rds:AddTagsToResource rds:CopyDBSnapshot rds:CreateDBSnapshot rds:DeleteDBSnapshot rds:DescribeDBInstances "
        "rds:DescribeDBSnapshots rds:ListTagsForResource"
    ),
    ("arn:aws:backup:*:{account}:backup-vault:{own}-*",): (
        "backup:CopyFromBackupVault backup:CopyIntoBackupVault backup:DescribeBackupVault"
    ),
    ("arn:aws:backup:*:{account}:recovery-point:*",): "backup:TagResource",
    ("arn:aws:events:*:{account}:rule/AwsBackupManagedRule*",): (
        "events:DeleteRule events:DescribeRule events:DisableRule events:EnableRule events:ListTargetsByRule "
        "events:PutRule events:PutTargets events:RemoveTargets"
    ),
    ("*",): "cloudwatch:GetMetricData events:ListRules kms:DescribeKey s3:ListAllMyBuckets tag:GetResources",
}
#: IAM cannot limit these to a resource. Source: Service Authorization Reference.
_ANYWHERE: Final = (
    "ec2:DescribeTags",
    "ecr:GetAuthorizationToken",
    "ecs:DiscoverPollEndpoint",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
    *HOST_SESSIONS,
)


def ceiling(owner: Owner) -> Iterator[dict[str, Any]]:
    """The most that a role of the owner's stacks may do: what programs, hosts and ECS do, on what is the owner's."""
    for templates, actions in _ON_OWN.items():
        yield iam_documents.statement(actions=actions.split(), resources=owner.arns(*templates))
    yield iam_documents.statement(actions=list(_ANYWHERE), resources=["*"])
    # Ids that AWS invents, told apart by a tag or by the name of the login.
    yield iam_documents.statement(
        actions=["secretsmanager:GetSecretValue"],
        resources=owner.arns(f"{_SECRET}rds!db-*"),
        conditions={
            "ArnLike": {
                "secretsmanager:ResourceTag/aws:rds:primaryDBInstanceArn": owner.arns(
                    "arn:aws:rds:{region}:{account}:db:{own}-*"
                )
            }
        },
    )
    yield iam_documents.statement(
        actions=["rds-db:connect"],
        resources=[
            arn
            for login in (APP_ROLE, SYSTEM_ROLE)
            for arn in owner.arns(f"arn:aws:rds-db:{{region}}:{{account}}:dbuser:*/{login}")
        ],
    )
    yield iam_documents.statement(
        actions=["application-autoscaling:RegisterScalableTarget"],
        resources=owner.arns("arn:aws:application-autoscaling:{region}:{account}:scalable-target/*"),
        conditions={"StringEquals": {f"aws:ResourceTag/{name}": value for name, value in owner.tags.items()}},
    )
    # A domain is called what it is called.
    yield iam_documents.statement(
        actions=["ses:SendEmail"],
        resources=owner.arns("arn:aws:ses:{region}:{account}:identity/*"),
        conditions={"StringEquals": {f"aws:ResourceTag/{name}": value for name, value in owner.tags.items()}},
    )
    if not owner.other:  # what pull requests make is gone within a day, and has no backups
        for templates, actions in _BACKS_UP.items():
            yield iam_documents.statement(actions=actions.split(), resources=owner.arns(*templates))
    if owner.other:
        named = [template for templates in _ON_OWN for template in templates]
        actions = sorted({f"{template.split(':')[2]}:*" for template in named})
        yield iam_documents.statement(effect="Deny", actions=actions, resources=owner.others(*named))


def name_of(environment: str, project: str) -> str:
    """The boundary's name, the same for the stack that makes it and for those that it is made for."""
    return f"{project}-{'pr' if environment == PULL_REQUESTS else environment}-boundary"


def arn_of(environment: str, *, names: Names, account_id: str) -> str:
    return f"arn:aws:iam::{account_id}:policy{PATH}{name_of(environment, names.project)}"


def made_elsewhere(environment: str, *, names: Names, account_id: str, opts: pulumi.InvokeOptions) -> str:
    """ARN of the boundary that another stack has made. Raises `SettingError` where none has: then the deploy role may
    make none of the stack's roles, and whoever deploys from a laptop makes roles that name what is not there."""
    arn = arn_of(environment, names=names, account_id=account_id)
    try:
        # By its token: where the SDK is loaded on demand, a module of that name hides `aws.iam.get_policy`.
        pulumi.runtime.invoke("aws:iam/getPolicy:getPolicy", {"arn": arn}, opts)
    except Exception as error:
        # Pulumi raises nothing narrower: the provider's words alone tell a missing one from a missing right.
        if not _MISSING.search(str(error)):
            raise
        raise SettingError(
            f"GitHub deploys stack '{names.stack}' (githubDeploys, or its stage), but {arn} does not exist, without "
            f"which it may make no role. Add '{environment}' to githubEnvironments of the stack with githubRoles and "
            "run `pulumi up` there first, or set githubDeploys to false."
        ) from error
    return arn


@dataclass(frozen=True, kw_only=True)
class BoundaryArgs:
    names: Names
    account: Account
    environment: str
    """A GitHub environment: a stack's name, or `pull-requests`."""


class Boundary(Component):
    """The boundary of the roles in the stacks that one GitHub environment deploys."""

    kind = "Boundary"

    def __init__(self, name: str, args: BoundaryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        owner = owner_of(args.environment, account=args.account, project=args.names.project)
        self.policy = aws.iam.Policy(
            name,
            name=name_of(args.environment, args.names.project),
            path=PATH,
            description=f"The most that roles may do which GitHub's environment {args.environment} makes",
            policy=iam_documents.document(*ceiling(owner)),
            opts=self.child(),
        )
        self.arn = self.policy.arn
        self.register_outputs({"arn": self.arn})
