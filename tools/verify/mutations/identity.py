"""Mistakes in who may do what."""

import json
from collections.abc import Sequence
from typing import Final

from tools.verify.mutations.mutation import REMOVED, Copy, Mutation, Planted

ROLE: Final = "aws:iam/role:Role"
ATTACHMENT: Final = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
_WEB_IDENTITY: Final = {
    "Effect": "Allow",
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
    "Condition": {
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": "repo:owner/ai-film-studio:environment:production",
        }
    },
}
BUCKET_POLICY: Final = "aws:s3/bucketPolicy:BucketPolicy"


def _public_bucket(copy: Copy) -> None:
    with copy.document("aws:s3/bucketPolicy:BucketPolicy", "assets", "policy") as policy:
        policy["Statement"].append({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"})


def _administrator(copy: Copy) -> None:
    name = copy.each(ROLE, "api-task")[0].inputs["name"]
    arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    copy.add(ATTACHMENT, "api-task-admin", {"role": name, "policyArn": arn})


def _switch_is_blind(copy: Copy) -> None:
    with copy.document("aws:iam/rolePolicy:RolePolicy", "kill-switch", "policy") as policy:
        for statement in policy["Statement"]:
            statement["Action"] = [each for each in statement["Action"] if each != "ecs:DescribeServices"]


def _trusts_the_world(copy: Copy) -> None:
    with copy.document(ROLE, "worker-task", "assumeRolePolicy") as policy:
        policy["Statement"][0]["Principal"] = {"AWS": "*"}


def _trusts_every_account(copy: Copy) -> None:
    with copy.document(ROLE, "worker-task", "assumeRolePolicy") as policy:
        del policy["Statement"][0]["Condition"]


def _trusts_every_repository(copy: Copy) -> None:
    provider = "token.actions.githubusercontent.com"
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": f"arn:aws:iam::123456789012:oidc-provider/{provider}"},
        "Condition": {
            "StringEquals": {f"{provider}:aud": "sts.amazonaws.com"},
            "StringLike": {f"{provider}:sub": "repo:*"},
        },
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    copy.add(ROLE, "deploy-anybody", {"name": "film-studio-production-anybody", "assumeRolePolicy": document})


def _owner_secret(copy: Copy) -> str:
    return str(copy.output("aws:rds/instance:Instance", "database", "masterUserSecrets")[0]["secretArn"])


def _is_for(copy: Copy, role: str, service: str) -> None:
    with copy.document("aws:iam/role:Role", role, "assumeRolePolicy") as document:
        document["Statement"][0]["Principal"] = {"Service": f"{service}.amazonaws.com"}


def _shares_a_role(copy: Copy) -> None:
    task = "aws:ecs/taskDefinition:TaskDefinition"
    copy.put(task, "worker", "taskRoleArn", copy.each(task, "api")[0].inputs["taskRoleArn"])


def _host_reads_secrets(copy: Copy) -> None:
    copy.allow("gpu24-spot-host", ["secretsmanager:GetSecretValue"], ["arn:aws:secretsmanager:::secret:x"])


def _unbounded_pipeline(copy: Copy) -> None:
    document = json.dumps({"Version": "2012-10-17", "Statement": [_WEB_IDENTITY]})
    copy.add(ROLE, "deploy", {"name": "film-studio-production-deploy", "assumeRolePolicy": document})


def _one_role_without_the_boundary(copy: Copy) -> None:
    copy.put(ROLE, None, "permissionsBoundary", "arn:aws:iam::123456789012:policy/boundary/film-studio-x-boundary")
    copy.put(ROLE, "worker-task", "permissionsBoundary", REMOVED)


def _attached_boundary(copy: Copy) -> None:
    arn = "arn:aws:iam::123456789012:policy/boundary/film-studio-production-boundary"
    copy.put(ATTACHMENT, "gpu24-spot-host", "policyArn", arn)


def _any_distribution(copy: Copy) -> None:
    with copy.document(BUCKET_POLICY, "assets", "policy") as policy:
        for statement in policy["Statement"]:
            if statement["Effect"] == "Allow":
                del statement["Condition"]


MISTAKES: Final[Sequence[Planted]] = (
    Mutation(
        name="a kill switch that may not look at the services whose scaling it suspends",
        killer="functions_may_do_what_they_call",
        gpu=True,
        plant=_switch_is_blind,
    ),
    Mutation(name="a public bucket", killer="no_strangers", plant=_public_bucket),
    Mutation(name="AdministratorAccess on the API's role", killer="no_managed_administrator", plant=_administrator),
    Mutation(
        name="a right to everything",
        killer="no_wildcard_actions",
        plant=lambda copy: copy.right("api-task", "AssetsRead", Action=["*"], Resource=["*"]),
    ),
    Mutation(
        name="a right to everything in S3",
        killer="no_wildcard_actions",
        plant=lambda copy: copy.right("worker-task", "AssetsWrite", Action=["s3:*"]),
    ),
    Mutation(
        name="a right on every bucket",
        killer="no_unlimited_resources",
        plant=lambda copy: copy.right("worker-task", "AssetsWrite", Resource=["*"]),
    ),
    Mutation(
        name="a right on every secret",
        killer="no_unlimited_resources",
        plant=lambda copy: copy.allow(
            "api-task", ["secretsmanager:GetSecretValue"], ["arn:aws:secretsmanager:us-east-2:123456789012:*"]
        ),
    ),
    Mutation(name="anybody may act as a worker", killer="roles_trust_one", plant=_trusts_the_world),
    Mutation(name="ECS of every account may act as a worker", killer="roles_trust_one", plant=_trusts_every_account),
    Mutation(
        name="the kill switch may not close a group",
        killer="functions_may_do_what_they_call",
        plant=lambda copy: copy.forbid("kill-switch", "Gpu24SpotStop"),
    ),
    Mutation(
        name="the kill switch may stop the API",
        killer="functions_may_do_what_they_call",
        plant=lambda copy: copy.allow(
            "kill-switch", ["ecs:UpdateService"], [copy.output("aws:ecs/service:Service", "api", "arn")]
        ),
    ),
    Mutation(
        name="the kill switch cannot say what it did",
        killer="functions_may_do_what_they_call",
        plant=lambda copy: copy.put(
            "aws:lambda/function:Function", "kill-switch", "environment.variables.ALARM_TOPIC_ARN", "arn:aws:sns:x:1:y"
        ),
    ),
    Mutation(
        name="a pipeline without a boundary",
        killer="pipelines_are_bounded",
        plant=_unbounded_pipeline,
    ),
    Mutation(
        name="a role that may make an administrator",
        killer="roles_are_made_within_a_boundary",
        plant=lambda copy: copy.allow(
            "api-task", ["iam:PutRolePolicy"], ["arn:aws:iam::123456789012:role/film-studio-production-*"]
        ),
    ),
    Mutation(
        name="a role that may take its own boundary off",
        killer="roles_are_made_within_a_boundary",
        plant=lambda copy: copy.allow("api-task", ["iam:DeleteRolePermissionsBoundary"], ["arn:aws:iam::1:role/x"]),
    ),
    Mutation(
        name="a boundary that gives what it should limit",
        killer="boundaries_give_nothing",
        plant=_attached_boundary,
    ),
    Mutation(
        name="one role without the boundary of the others",
        killer="roles_share_one_boundary",
        plant=_one_role_without_the_boundary,
    ),
    Mutation(
        name="a right that the boundary takes away",
        killer="rights_stay_within_the_boundary",
        plant=lambda copy: copy.allow(
            "api-task", ["s3:DeleteObjectVersion"], ["arn:aws:s3:::film-studio-production-assets/*"]
        ),
    ),
    Mutation(name="every repository may deploy", killer="roles_trust_one", plant=_trusts_every_repository),
    Mutation(
        name="a user with keys that live for ever",
        killer="no_long_lived_keys",
        plant=lambda copy: copy.add("aws:iam/accessKey:AccessKey", "deploy", {"user": "deploy"}),
    ),
    Mutation(
        name="the API may delete films beyond recall",
        killer="programs_may_do_what_they_call",
        plant=lambda copy: copy.right("api-task", "AssetsDelete", Action=["s3:DeleteObject", "s3:DeleteObjectVersion"]),
    ),
    Mutation(
        name="workers may read the API's signing key",
        killer="programs_may_do_what_they_call",
        plant=lambda copy: copy.allow(
            "worker-task",
            ["secretsmanager:GetSecretValue"],
            [copy.output("aws:secretsmanager/secret:Secret", "download-signing-key", "arn")],
        ),
    ),
    Mutation(
        name="the API may not log in to the database",
        killer="programs_may_do_what_they_call",
        plant=lambda copy: copy.forbid("api-task", "DatabaseConnect"),
    ),
    Mutation(
        name="workers may write outside of assets",
        killer="programs_may_do_what_they_call",
        plant=lambda copy: copy.right(
            "worker-task", "AssetsWrite", Resource=[copy.output("aws:s3/bucket:Bucket", "assets", "arn") + "/*"]
        ),
    ),
    Mutation(
        name="the image cannot be pulled",
        killer="starters_may_start",
        plant=lambda copy: copy.forbid("worker-start", "WorkerPull"),
    ),
    Mutation(
        name="ECS may not read the owner's password",
        killer="starters_may_start",
        plant=lambda copy: copy.forbid("migration-start", "DatabaseOwnerSecret"),
    ),
    Mutation(
        name="the API may read the owner's password",
        killer="programs_may_do_what_they_call",
        plant=lambda copy: copy.allow("api-task", ["secretsmanager:GetSecretValue"], [_owner_secret(copy)]),
    ),
    Mutation(
        name="the API's role is for functions",
        killer="roles_are_taken_on_by_what_acts_in_them",
        plant=lambda copy: _is_for(copy, "api-task", "lambda"),
    ),
    Mutation(
        name="GPU hosts whose role is for tasks",
        killer="roles_are_taken_on_by_what_acts_in_them",
        plant=lambda copy: _is_for(copy, "gpu24-spot-host", "ecs-tasks"),
    ),
    Mutation(name="worker and API share a role", killer="no_two_programs_share_a_role", plant=_shares_a_role),
    Mutation(name="GPU hosts read secrets", killer="hosts_may_join_the_cluster", plant=_host_reads_secrets),
    Mutation(
        name="GPU hosts cannot join the cluster",
        killer="hosts_may_join_the_cluster",
        plant=lambda copy: copy.drop(ATTACHMENT, "gpu24-spot-host"),
    ),
    Mutation(
        name="ECS may do more than shift requests",
        killer="hosts_may_join_the_cluster",
        plant=lambda copy: copy.put(
            ATTACHMENT, "api-shift", "policyArn", "arn:aws:iam::aws:policy/ElasticLoadBalancingFullAccess"
        ),
        deployment="canary",
    ),
    Mutation(
        name="a right on a queue of another stack",
        killer="rights_name_what_exists",
        plant=lambda copy: copy.right(
            "api-task", "JobsSend", Resource=["arn:aws:sqs:us-east-2:123456789012:film-studio-dev-jobs"]
        ),
    ),
    Mutation(
        name="a role that nothing acts in",
        killer="every_role_is_used",
        plant=lambda copy: copy.add(ROLE, "left-over", {"name": "film-studio-production-left-over"}),
    ),
    Mutation(name="a bucket policy for every distribution", killer="no_strangers", plant=_any_distribution),
)
