"""What a deploy role cannot do, asked as IAM would be: make somebody stronger than itself, or touch another's."""
# ruff: noqa: E501 - ARNs

import json
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from tools.program.access import Call, may
from tools.program.evaluate import ROOT, Evaluation, evaluate_stack

ACCOUNT = "123456789012"
ZONE = "Z0123456789ABCDEFGHIJ"
IAM = f"arn:aws:iam::{ACCOUNT}:"
EC2 = f"arn:aws:ec2:us-east-2:{ACCOUNT}:"
HOST_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"


@dataclass(frozen=True, kw_only=True)
class Deployer:
    """A deploy role as IAM sees it, and what it deploys."""

    environment: str
    own: str
    """A prefix of its own resources."""
    foreign: str
    """One of another stack's."""
    tags: dict[str, str]
    rights: tuple[str, ...]
    ceiling: str

    @property
    def boundary(self) -> str:
        name = "pr" if self.environment == "pull-requests" else self.environment
        return f"{IAM}policy/boundary/film-studio-{name}-boundary"

    def may(self, action: str, resource: str = "*", **context: str) -> bool:
        keys = {_key(name): value for name, value in context.items()}
        return may(Call(action=action, resource=resource, context=keys), rights=self.rights, boundary=self.ceiling)

    def granted(self, action: str, resource: str = "*", **context: str) -> bool:
        """The same without its ceiling: each of the two has to stop it alone."""
        keys = {_key(name): value for name, value in context.items()}
        return may(Call(action=action, resource=resource, context=keys), rights=self.rights)

    def could(self, action: str, resource: str = "*", **context: str) -> bool:
        """The same if somebody had made it an administrator: only the ceiling is left."""
        keys = {_key(name): value for name, value in context.items()}
        everything = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
        return may(Call(action=action, resource=resource, context=keys), rights=[everything], boundary=self.ceiling)

    def tagged(self, key: str) -> dict[str, str]:
        return {f"{key}__{name}": value for name, value in self.tags.items()}


def _key(name: str) -> str:
    """`aws_RequestTag__stack` → `aws:RequestTag/stack`."""
    return name.replace("__", "/").replace("_", ":", 1)


def _with_roles() -> Evaluation:
    return evaluate_stack(
        "dev",
        overrides={
            "film-studio:githubRoles": "true",
            "film-studio:githubRepository": "owner/ai-film-studio",
            "film-studio:stateBucket": "studio-state",
            "film-studio:githubZones": f'["{ZONE}"]',
            "film-studio:githubEnvironments": '["dev","production","pull-requests"]',
        },
    )


@pytest.fixture(scope="module")
def with_roles() -> Evaluation:
    return _with_roles()


def _documents(evaluation: Evaluation, role: str) -> tuple[tuple[str, ...], str]:
    """Policies attached to a role, and its boundary."""
    registered = evaluation.one("aws:iam/role:Role", role)
    by_arn = {evaluation.state[p.urn]["arn"]: p.inputs["policy"] for p in evaluation.of_type("aws:iam/policy:Policy")}
    attached = tuple(
        by_arn[attachment.inputs["policyArn"]]
        for attachment in evaluation.of_type("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        if attachment.inputs["role"] == registered.inputs["name"]
    )
    return attached, by_arn[registered.inputs["permissionsBoundary"]]


@pytest.fixture(scope="module", params=["dev", "production", "pull-requests"])
def deployer(request: pytest.FixtureRequest, with_roles: Evaluation) -> Deployer:
    environment = request.param
    rights, ceiling = _documents(with_roles, f"github-deploy-{environment}")
    own = "film-studio-pr12" if environment == "pull-requests" else f"film-studio-{environment}"
    tags = {"stage": "pr"} if environment == "pull-requests" else {"stack": environment}
    return Deployer(
        environment=environment,
        own=own,
        foreign="film-studio-dev" if environment == "production" else "film-studio-production",
        tags={"project": "film-studio", **tags},
        rights=rights,
        ceiling=ceiling,
    )


# --- What it is there for -----------------------------------------------------------------------------------


def test_it_makes_the_roles_of_its_stack_within_their_boundary(deployer: Deployer) -> None:
    role = f"{IAM}role/{deployer.own}-api-task"
    for action in ("iam:CreateRole", "iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"):
        assert deployer.may(action, role, iam_PermissionsBoundary=deployer.boundary), action
    host = f"{IAM}role/{deployer.own}-gpu24-spot-host"
    assert deployer.may(
        "iam:AttachRolePolicy", host, iam_PermissionsBoundary=deployer.boundary, iam_PolicyARN=HOST_POLICY
    )
    for service in ("ecs-tasks", "ec2", "lambda"):
        assert deployer.may("iam:PassRole", role, iam_PassedToService=f"{service}.amazonaws.com")


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:CreateBucket", "arn:aws:s3:::{own}-assets-123456789012"),
        ("sqs:SetQueueAttributes", "arn:aws:sqs:us-east-2:123456789012:{own}-jobs"),
        ("rds:ModifyDBInstance", "arn:aws:rds:us-east-2:123456789012:db:{own}-database"),
        ("ecs:UpdateService", "arn:aws:ecs:us-east-2:123456789012:service/{own}/{own}-api"),
        ("ecs:RunTask", "arn:aws:ecs:us-east-2:123456789012:task-definition/{own}-migration:7"),
        ("ecr:PutImage", "arn:aws:ecr:us-east-2:123456789012:repository/{own}-api"),
        ("cloudwatch:PutDashboard", "arn:aws:cloudwatch::123456789012:dashboard/{own}"),
        ("secretsmanager:PutSecretValue", "arn:aws:secretsmanager:us-east-2:123456789012:secret:{own}-api-key-AbCdEf"),
        ("elasticloadbalancing:ModifyListener", "arn:aws:elasticloadbalancing:us-east-2:123456789012:listener/app/{own}-api/50dc6c495c0c9188/f2f7dc8efc522ab2"),
        ("autoscaling:UpdateAutoScalingGroup", "arn:aws:autoscaling:us-east-2:123456789012:autoScalingGroup:db2240d3:autoScalingGroupName/{own}-gpu24-spot-1"),
        ("logs:PutRetentionPolicy", "arn:aws:logs:us-east-2:123456789012:log-group:/aws/rds/instance/{own}-database/postgresql"),
        ("lambda:UpdateFunctionCode", "arn:aws:lambda:us-east-2:123456789012:function:{own}-kill-switch"),
    ],
)  # fmt: skip
def test_it_changes_what_carries_its_stacks_name_and_no_other_stacks(
    deployer: Deployer, action: str, resource: str
) -> None:
    assert deployer.may(action, resource.format(own=deployer.own))
    assert not deployer.may(action, resource.format(own=deployer.foreign))
    assert not deployer.may(action, resource.format(own="payroll-live"))


def test_it_changes_what_is_tagged_as_its_stacks(deployer: Deployer) -> None:
    own = deployer.tagged("aws_ResourceTag")
    others = {"aws_ResourceTag__project": "payroll", "aws_ResourceTag__stack": "live"}
    for action, resource in (
        ("ec2:AuthorizeSecurityGroupIngress", f"{EC2}security-group/sg-1"),
        ("ec2:DeleteVpc", f"{EC2}vpc/vpc-1"),
        ("ec2:CreateSubnet", f"{EC2}vpc/vpc-1"),
        ("ec2:RunInstances", f"{EC2}subnet/subnet-1"),
        ("cloudfront:UpdateDistribution", f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1"),
        ("acm:DeleteCertificate", f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/1"),
        ("ce:DeleteAnomalyMonitor", f"arn:aws:ce::{ACCOUNT}:anomalymonitor/1"),
    ):
        assert deployer.may(action, resource, **own), action
        assert not deployer.may(action, resource, **others), action
        assert not deployer.may(action, resource), action


def test_it_tags_what_it_makes_and_takes_nobodys_over(deployer: Deployer) -> None:
    new = deployer.tagged("aws_RequestTag")
    others = {"aws_ResourceTag__project": "payroll"}
    assert deployer.may("ec2:CreateVpc", f"{EC2}vpc/*", **new)
    assert not deployer.may("ec2:CreateVpc", f"{EC2}vpc/*")
    assert deployer.may("ec2:CreateTags", f"{EC2}vpc/vpc-1", ec2_CreateAction="CreateVpc", **new)
    assert not deployer.may("ec2:CreateTags", f"{EC2}vpc/vpc-1", **new)
    assert not deployer.may("ec2:CreateTags", f"{EC2}security-group/sg-1", **new, **others)
    distribution = f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1"
    assert deployer.may("cloudfront:TagResource", distribution, **new)
    assert not deployer.may("cloudfront:TagResource", distribution, **new, **others)


def test_a_vpcs_default_group_which_has_no_tags_can_be_emptied(deployer: Deployer) -> None:
    group = f"{EC2}security-group/sg-1"
    assert deployer.may("ec2:RevokeSecurityGroupIngress", group)
    assert not deployer.may("ec2:RevokeSecurityGroupIngress", group, aws_ResourceTag__project="payroll")
    assert not deployer.may("ec2:AuthorizeSecurityGroupIngress", group)


# --- Ways up ------------------------------------------------------------------------------------------------


def _roles(deployer: Deployer) -> list[str]:
    """A role that it may make, one of another stack, itself, and a stranger."""
    return [
        f"{IAM}role/{deployer.own}-api-task",
        f"{IAM}role/{deployer.foreign}-api-task",
        f"{IAM}role/github/film-studio-dev-github-deploy-{deployer.environment}",
        f"{IAM}role/Admin",
    ]


def test_it_cannot_make_a_role_without_the_boundary_or_with_another(deployer: Deployer) -> None:
    for role in _roles(deployer):
        for action in ("iam:CreateRole", "iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"):
            for asked in (deployer.granted, deployer.could):
                assert not asked(action, role), (action, role)
                assert not asked(action, role, iam_PermissionsBoundary="arn:aws:iam::aws:policy/AdministratorAccess")


def test_it_cannot_attach_administrator_access_even_within_the_boundary(deployer: Deployer) -> None:
    for role in _roles(deployer):
        for asked in (deployer.granted, deployer.could):
            assert not asked(
                "iam:AttachRolePolicy",
                role,
                iam_PolicyARN="arn:aws:iam::aws:policy/AdministratorAccess",
                iam_PermissionsBoundary=deployer.boundary,
            )


def test_it_cannot_change_its_own_role_rights_or_limits(deployer: Deployer) -> None:
    myself = _roles(deployer)[2]
    for action in ("PutRolePolicy", "AttachRolePolicy", "UpdateAssumeRolePolicy", "DeleteRolePermissionsBoundary",
                   "PutRolePermissionsBoundary", "DeleteRole", "TagRole"):  # fmt: skip
        for asked in (deployer.granted, deployer.could):
            assert not asked(f"iam:{action}", myself, iam_PermissionsBoundary=deployer.boundary), action
    for policy in (
        deployer.boundary,
        f"{IAM}policy/boundary/film-studio-dev-github-deploy-{deployer.environment}-ceiling",
        f"{IAM}policy/github/film-studio-dev-github-deploy-{deployer.environment}-1",
    ):
        for action in ("CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion", "DeletePolicy"):
            for asked in (deployer.granted, deployer.could):
                assert not asked(f"iam:{action}", policy), action


def test_it_cannot_take_the_boundary_off_a_role_that_it_made(deployer: Deployer) -> None:
    for role in _roles(deployer):
        for asked in (deployer.granted, deployer.could):
            assert not asked("iam:DeleteRolePermissionsBoundary", role, iam_PermissionsBoundary=deployer.boundary)


def test_it_cannot_pass_a_role_that_is_not_its_stacks_or_to_another_service(deployer: Deployer) -> None:
    own, *others = _roles(deployer)
    for asked in (deployer.granted, deployer.could):
        for role in others:
            assert not asked("iam:PassRole", role, iam_PassedToService="ecs-tasks.amazonaws.com"), role
        assert not asked("iam:PassRole", own, iam_PassedToService="cloudformation.amazonaws.com")
        assert not asked("iam:PassRole", own)


def test_it_cannot_make_users_keys_or_identity_providers_or_become_somebody_else(deployer: Deployer) -> None:
    for action, resource in (
        ("iam:CreateUser", f"{IAM}user/{deployer.own}-me"),
        ("iam:CreateAccessKey", f"{IAM}user/somebody"),
        ("iam:CreateOpenIDConnectProvider", f"{IAM}oidc-provider/example.org"),
        ("iam:UpdateOpenIDConnectProviderThumbprint", f"{IAM}oidc-provider/token.actions.githubusercontent.com"),
        ("sts:AssumeRole", f"{IAM}role/{deployer.own}-api-task"),
        ("sts:AssumeRole", f"{IAM}role/Admin"),
    ):
        for asked in (deployer.granted, deployer.could):
            assert not asked(action, resource), action


def test_even_as_an_administrator_it_reaches_no_other_stacks_or_projects_data(deployer: Deployer) -> None:
    for prefix in (deployer.foreign, "payroll-live"):
        for action, resource in (
            ("s3:GetObject", f"arn:aws:s3:::{prefix}-assets-{ACCOUNT}/assets/film.mp4"),
            ("s3:DeleteBucket", f"arn:aws:s3:::{prefix}-assets-{ACCOUNT}"),
            ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:us-east-2:{ACCOUNT}:secret:{prefix}-api-key-1"),
            ("sqs:ReceiveMessage", f"arn:aws:sqs:us-east-2:{ACCOUNT}:{prefix}-jobs"),
        ):
            assert not deployer.could(action, resource), (action, resource)
    assert not deployer.could("organizations:LeaveOrganization")


def test_records_are_made_in_the_zones_of_the_setting_and_in_no_other(deployer: Deployer) -> None:
    may_in = {zone: deployer.may("route53:ChangeResourceRecordSets", f"arn:aws:route53:::hostedzone/{zone}")
              for zone in (ZONE, "ZPAYROLL")}  # fmt: skip
    # Stacks of pull requests have no domain.
    assert may_in == {ZONE: deployer.environment != "pull-requests", "ZPAYROLL": False}


# --- Pulumi's state -----------------------------------------------------------------------------------------


def test_it_writes_the_state_of_its_own_stacks_and_of_no_other(deployer: Deployer) -> None:
    own = deployer.own.removeprefix("film-studio-")
    foreign = deployer.foreign.removeprefix("film-studio-")
    kept = "arn:aws:s3:::studio-state/.pulumi"
    assert deployer.may("s3:ListBucket", "arn:aws:s3:::studio-state")
    assert deployer.may("s3:GetObject", f"{kept}/meta.yaml")
    for path in ("stacks/film-studio/{}.json", "locks/organization/film-studio/{}/1.json", "history/film-studio/{}/{}-1.history.json"):  # fmt: skip
        for action in ("s3:GetObject", "s3:PutObject", "s3:DeleteObject"):
            assert deployer.may(action, f"{kept}/{path.format(own, own)}"), path
        assert not deployer.may("s3:PutObject", f"{kept}/{path.format(foreign, foreign)}"), path
        assert not deployer.may("s3:DeleteObject", f"{kept}/{path.format(foreign, foreign)}"), path
    assert not deployer.may("s3:PutObject", f"{kept}/meta.yaml")


def test_it_decrypts_with_the_key_of_the_state_alone(deployer: Deployer) -> None:
    key = f"arn:aws:kms:us-east-2:{ACCOUNT}:key/1"
    assert deployer.may("kms:Decrypt", key, kms_ResourceAliases="alias/film-studio-state")
    assert not deployer.may("kms:Decrypt", key, kms_ResourceAliases="alias/payroll")
    assert not deployer.may("kms:Decrypt", key)


# --- The roles that it makes --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def administrator(deployer: Deployer, with_roles: Evaluation) -> Any:
    """What a role of the stack could do if it were given everything: its boundary."""
    (boundary,) = (
        policy.inputs["policy"]
        for policy in with_roles.of_type("aws:iam/policy:Policy")
        if with_roles.state[policy.urn]["arn"] == deployer.boundary
    )
    return json.loads(boundary)


def test_a_role_that_it_makes_an_administrator_is_still_within_the_stack(
    deployer: Deployer, administrator: dict[str, Any]
) -> None:
    everything = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}

    def may_as_role(action: str, resource: str) -> bool:
        return may(Call(action=action, resource=resource), rights=[everything], boundary=administrator)

    assert may_as_role("s3:GetObject", f"arn:aws:s3:::{deployer.own}-assets-{ACCOUNT}/assets/x")
    for action, resource in (
        ("s3:GetObject", f"arn:aws:s3:::{deployer.foreign}-assets-{ACCOUNT}/assets/x"),
        ("s3:GetObject", "arn:aws:s3:::studio-state/.pulumi/stacks/film-studio/production.json"),
        ("s3:DeleteBucket", f"arn:aws:s3:::{deployer.own}-assets-{ACCOUNT}"),
        ("sqs:SendMessage", f"arn:aws:sqs:us-east-2:{ACCOUNT}:{deployer.foreign}-jobs"),
        ("iam:CreateRole", f"{IAM}role/{deployer.own}-more"),
        ("iam:PassRole", f"{IAM}role/{deployer.own}-api-task"),
        ("sts:AssumeRole", f"{IAM}role/Admin"),
        ("ec2:RunInstances", f"{EC2}instance/*"),
        ("kms:Decrypt", f"arn:aws:kms:us-east-2:{ACCOUNT}:key/1"),
        ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:us-east-2:{ACCOUNT}:secret:rds!db-payroll-1"),
    ):
        assert not may_as_role(action, resource), (action, resource)


# --- The role that only reads -------------------------------------------------------------------------------


def test_the_preview_role_gains_nothing_from_what_somebody_attaches_to_it(with_roles: Evaluation) -> None:
    rights, boundary = _documents(with_roles, "github-preview")
    assert rights == (boundary,)
    everything = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    for action, resource in (
        ("s3:PutObject", "arn:aws:s3:::studio-state/.pulumi/stacks/film-studio/dev.json"),
        ("s3:GetObject", f"arn:aws:s3:::film-studio-production-assets-{ACCOUNT}/assets/film.mp4"),
        ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:us-east-2:{ACCOUNT}:secret:film-studio-dev-api-key"),
        ("iam:CreateRole", f"{IAM}role/film-studio-dev-x"),
        ("ec2:RunInstances", f"{EC2}instance/*"),
    ):
        assert not may(Call(action=action, resource=resource), rights=[everything], boundary=boundary), action
    assert may(Call(action="ec2:DescribeVpcs"), rights=rights, boundary=boundary)


# --- Elsewhere ----------------------------------------------------------------------------------------------


def test_it_deploys_a_stack_that_is_in_another_region_than_the_one_with_the_roles(
    deployer: Deployer, with_roles: Evaluation
) -> None:
    queue = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:{deployer.own}-video"
    assert deployer.may("sqs:CreateQueue", queue)
    assert not deployer.may("sqs:CreateQueue", queue.replace(deployer.own, deployer.foreign))
    name = "pr" if deployer.environment == "pull-requests" else deployer.environment
    (boundary,) = (
        each.inputs["policy"]
        for each in with_roles.of_type("aws:iam/policy:Policy")
        if each.inputs["name"] == f"film-studio-{name}-boundary"
    )
    everything = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    assert may(Call(action="sqs:SendMessage", resource=queue, context={}), rights=[everything], boundary=boundary)


def test_it_makes_the_alarms_that_scaling_makes_in_its_name(deployer: Deployer) -> None:
    alarms = f"arn:aws:cloudwatch:us-east-2:{ACCOUNT}:alarm:TargetTracking-service"
    for action in ("cloudwatch:PutMetricAlarm", "cloudwatch:DeleteAlarms"):
        assert deployer.may(action, f"{alarms}/{deployer.own}/{deployer.own}-api-AlarmHigh-1")
        assert not deployer.may(action, f"{alarms}/{deployer.foreign}/{deployer.foreign}-api-AlarmHigh-1")
    assert deployer.may(
        "ecs:UpdateService", f"arn:aws:ecs:us-east-2:{ACCOUNT}:service/{deployer.own}/{deployer.own}-api"
    )


def test_a_session_lasts_as_long_as_the_workflows_ask_for(with_roles: Evaluation) -> None:
    action = yaml.safe_load((ROOT / ".github" / "actions" / "pulumi" / "action.yml").read_text())
    (asked,) = (
        step["with"]["role-duration-seconds"]
        for step in action["runs"]["steps"]
        if "configure-aws-credentials" in str(step.get("uses"))
    )
    roles = [role for role in with_roles.of_type("aws:iam/role:Role") if role.name.startswith("github-")]
    assert {role.inputs["maxSessionDuration"] for role in roles} == {asked} == {7200}
