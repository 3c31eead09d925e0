"""Rules of who may do what: no administrator by wildcard, no strangers, no keys that live for ever."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final, cast

from .model import Resource, listed, rule, section, statements

POLICIES: Final = ("aws:iam/policy:Policy", "aws:iam/rolePolicy:RolePolicy")
#: Rights that IAM cannot limit to a resource. Source: Service Authorization Reference.
UNLIMITED: Final = (
    "ecr:GetAuthorizationToken",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
    "autoscaling:DescribeAutoScalingGroups",
    "backup-storage:MountCapsule",
    "application-autoscaling:DescribeScalableTargets",
    "sts:GetCallerIdentity",
    "cloudfront:CreateKeyGroup",
    "cloudfront:UpdateKeyGroup",
    "cloudfront:DeleteKeyGroup",
    "cloudfront:CreatePublicKey",
    "cloudfront:UpdatePublicKey",
    "cloudfront:DeletePublicKey",
    "cloudfront:CreateOriginAccessControl",
    "ecs:DeregisterTaskDefinition",
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DeleteQueryDefinition",
    "logs:PutQueryDefinition",
    "logs:PutResourcePolicy",
    "sns:SetSubscriptionAttributes",
    "ssm:UpdateInstanceInformation",
    "sns:Unsubscribe",
)
#: Verbs that change nothing: a pattern of these is not an administrator.
READING: Final = ("Describe*", "List*", "Get*", "BatchGet*", "View*", "Search*")
#: What reading verbs reach that is a secret or somebody's data.
READS_DATA: Final = (
    "s3:GetObject",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter",
    "kms:Decrypt",
    "dynamodb:GetItem",
    "rds-data:ExecuteStatement",
)
MANAGED_ADMINISTRATORS: Final = ("AdministratorAccess", "PowerUserAccess", "IAMFullAccess")
#: Where policies are kept that only limit others. A rule sees to it that nothing attaches one, so they may be wide.
BOUNDARIES: Final = "/boundary/"
#: Rights with which a role could make one that is stronger than itself.
MAKES_ROLES: Final = ("iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:PutRolePermissionsBoundary")
#: Rights with which it could loosen its own boundary.
LOOSENS_BOUNDARIES: Final = (
    "iam:DeleteRolePermissionsBoundary",
    "iam:CreatePolicyVersion",
    "iam:SetDefaultPolicyVersion",
    "iam:DeletePolicyVersion",
    "iam:DeletePolicy",
    "iam:CreatePolicy",
    "iam:CreateUser",
    "iam:CreateAccessKey",
)


def allows(policy: Any) -> Iterator[dict[str, Any]]:
    return (statement for statement in statements(policy) if statement.get("Effect") == "Allow")


def _given(policy: Resource) -> Iterator[dict[str, Any]]:
    """What a policy gives to whom it is attached: a boundary gives nothing."""
    return iter(()) if policy.inputs.get("path") == BOUNDARIES else allows(policy.inputs.get("policy"))


@rule("identity", "No right is given by a wildcard that can change anything.", on=POLICIES)
def no_wildcard_actions(policy: Resource, _stage: str) -> Iterator[str]:
    for statement in _given(policy):
        if "NotAction" in statement:
            yield "allows everything but a list (NotAction): name the actions instead."
        for action in listed(statement.get("Action")):
            _, _, verb = str(action).partition(":")
            if "*" in str(action) and not any(fnmatchcase(verb, pattern) for pattern in READING):
                yield f"allows '{action}': name the actions that the code calls."


@rule("identity", "A right names what it is a right to.", on=POLICIES)
def no_unlimited_resources(policy: Resource, _stage: str) -> Iterator[str]:
    for statement in _given(policy):
        if "NotResource" in statement:
            yield "allows everywhere but in a list (NotResource): name the resources instead."
        if not any(_is_everything(resource) for resource in listed(statement.get("Resource"))):
            continue
        if statement.get("Condition"):
            continue
        for action in map(str, listed(statement.get("Action"))):
            if not _may_be_unlimited(action):
                yield f"allows '{action}' on every resource: give the ARNs, or a condition on their tags."


def _is_everything(resource: object) -> bool:
    """`*`, and an ARN in which nothing after the service is fixed."""
    parts = str(resource).split(":", 5)
    return str(resource) == "*" or (len(parts) == 6 and parts[5] in ("*", "*/*"))


def _may_be_unlimited(action: str) -> bool:
    _, _, verb = action.partition(":")
    reads = any(fnmatchcase(verb, pattern) for pattern in READING)
    reaches_data = any(fnmatchcase(secret, action) for secret in READS_DATA)
    return action in UNLIMITED or (reads and not reaches_data)


@rule(
    "identity",
    "No role is an administrator by one of AWS's own policies.",
    on=("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "aws:iam/role:Role"),
)
def no_managed_administrator(resource: Resource, _stage: str) -> Iterator[str]:
    for arn in [resource.inputs.get("policyArn"), *listed(resource.inputs.get("managedPolicyArns"))]:
        name = str(arn or "").rsplit("/", 1)[-1]
        if name in MANAGED_ADMINISTRATORS or name.endswith("FullAccess"):
            yield f"attaches {name}: give the rights that the code uses with the resources' grant methods."


@rule(
    "identity",
    "A boundary limits a role and is attached to none.",
    on=("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "aws:iam/role:Role"),
)
def boundaries_give_nothing(resource: Resource, _stage: str) -> Iterator[str]:
    for arn in [resource.inputs.get("policyArn"), *listed(resource.inputs.get("managedPolicyArns"))]:
        if f":policy{BOUNDARIES}" in str(arn or ""):
            yield f"attaches {arn}, which is as wide as a boundary may be: set it as the role's permissions boundary."


@rule("identity", "Who makes roles makes none stronger than itself, and cannot loosen its own limits.", on=POLICIES)
def roles_are_made_within_a_boundary(policy: Resource, _stage: str) -> Iterator[str]:
    for statement in _given(policy):
        actions = [str(action) for action in listed(statement.get("Action"))]
        compared = section(statement, "Condition", "StringEquals")
        for action in actions:
            if _reaches(action, MAKES_ROLES) and not compared.get("iam:PermissionsBoundary"):
                yield f"allows '{action}' without a boundary: add a condition on iam:PermissionsBoundary."
            if _reaches(action, LOOSENS_BOUNDARIES):
                yield f"allows '{action}', with which a role escapes its own boundary: leave that to a person."
            if _reaches(action, ("iam:PassRole",)) and not compared.get("iam:PassedToService"):
                yield f"allows '{action}' to any service: add a condition on iam:PassedToService."


def _reaches(action: str, rights: tuple[str, ...]) -> bool:
    return any(fnmatchcase(right, action) for right in rights)


@rule("identity", "A role that a pipeline takes on by a token has a permissions boundary.", on="aws:iam/role:Role")
def pipelines_are_bounded(role: Resource, _stage: str) -> Iterator[str]:
    found = statements(role.inputs.get("assumeRolePolicy"))
    federated = any("Federated" in section(statement, "Principal") for statement in found)
    # Unknown in a preview that makes the boundary too, and there all the same.
    if federated and "permissionsBoundary" not in role.inputs:
        yield "has no boundary: set the most that it may do, whatever is attached to it."


@rule("identity", "A role is taken on by one named party of this account.", on="aws:iam/role:Role")
def roles_trust_one(role: Resource, _stage: str) -> Iterator[str]:
    found = statements(role.inputs.get("assumeRolePolicy"))
    for statement in found:
        principal = statement.get("Principal")
        if _names_everybody(principal):
            yield "may be taken on by anybody: name the service or the identity provider."
            continue
        parties = section(statement, "Principal")
        conditions = section(statement, "Condition")
        if "Federated" in parties:
            yield from _federated(conditions)
        services = listed(parties.get("Service"))
        sources = ("aws:SourceAccount", "aws:SourceArn")
        bound = any(key in test for test in conditions.values() for key in sources)
        if "ecs-tasks.amazonaws.com" in services and not bound:
            yield "trusts ECS of every account: add a condition on aws:SourceAccount."


def _federated(conditions: Mapping[str, Any]) -> Iterator[str]:
    claims = {key: value for test in conditions.values() for key, value in test.items()}
    subjects = [value for key, values in claims.items() if key.endswith(":sub") for value in listed(values)]
    if not any(key.endswith(":aud") for key in claims):
        yield "takes tokens made for anybody: add a condition on the audience (aud)."
    if not subjects:
        yield "takes tokens of every repository: add a condition on the subject (sub)."
    for subject in subjects:
        parts = str(subject).split(":")
        if len(parts) < 3 or "*" in parts[1] or parts[2].strip("*") == "":
            yield f"takes tokens of '{subject}': name the repository and the environment or event."


def _names_everybody(principal: object) -> bool:
    if principal == "*":
        return True
    if not isinstance(principal, dict):
        return False
    return any("*" in listed(value) for value in cast("dict[str, Any]", principal).values())


@rule(
    "identity",
    "No policy of a resource lets everybody in.",
    on=(
        "aws:s3/bucketPolicy:BucketPolicy",
        "aws:sqs/queuePolicy:QueuePolicy",
        "aws:sns/topicPolicy:TopicPolicy",
        "aws:ecr/repositoryPolicy:RepositoryPolicy",
        "aws:secretsmanager/secretPolicy:SecretPolicy",
        "aws:lambda/permission:Permission",
    ),
)
def no_strangers(policy: Resource, _stage: str) -> Iterator[str]:
    for statement in allows(policy.inputs.get("policy")):
        if _names_everybody(statement.get("Principal")):
            yield "lets everybody in: name the service and its ARN."
        parties = section(statement, "Principal")
        if "cloudfront.amazonaws.com" in listed(parties.get("Service")):
            compared = section(statement, "Condition", "StringEquals")
            missing = [key for key in ("aws:SourceArn", "aws:SourceAccount") if key.lower() not in _lower(compared)]
            if missing:
                yield f"lets any distribution in: add conditions on {' and '.join(missing)}."
    if policy.type.endswith(":Permission"):
        if policy.inputs.get("principal") == "*":
            yield "lets everybody call the function: name the service."
        if not policy.inputs.get("sourceArn") and not policy.inputs.get("sourceAccount"):
            yield "lets the service call for any account: add sourceArn."


def _lower(compared: Mapping[str, Any]) -> set[str]:
    return {key.lower() for key in compared}


@rule(
    "identity",
    "People and pipelines get short-lived credentials.",
    on=("aws:iam/user:User", "aws:iam/accessKey:AccessKey", "aws:iam/userLoginProfile:UserLoginProfile"),
)
def no_long_lived_keys(_resource: Resource, _stage: str) -> Iterator[str]:
    yield "lives until somebody remembers it: use a role and GitHub's OIDC tokens."
