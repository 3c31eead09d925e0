"""Each role may do what its code does, on what it does it to, and nothing more."""

import json
from collections.abc import Callable

from tools.program.evaluate import Evaluation

Rights = Callable[[Evaluation, str], dict[str, set[tuple[str, ...]]]]

SEND = ("sqs:SendMessage", "sqs:GetQueueAttributes")
RECEIVE = ("sqs:ReceiveMessage", "sqs:DeleteMessage")
WORK = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes")
PUT_ASIDE = ("sqs:SendMessage",)
GET = ("s3:GetObject",)
PUT = ("s3:PutObject",)
DELETE = ("s3:DeleteObject",)
PUT_IN_PARTS = ("s3:PutObject", "s3:AbortMultipartUpload")
PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")


def _arns(evaluation: Evaluation, type_: str) -> dict[str, str]:
    return {resource.name: evaluation.state[resource.urn]["arn"] for resource in evaluation.of_type(type_)}


def test_the_api_sends_work_and_receives_events(production: Evaluation, rights: Rights) -> None:
    queue = _arns(production, "aws:sqs/queue:Queue")
    assets = _arns(production, "aws:s3/bucket:Bucket")["assets"]
    secret = _arns(production, "aws:secretsmanager/secret:Secret")["download-signing-key"]
    database = production.state[production.one("aws:rds/instance:Instance").urn]["resourceId"]
    login = f"arn:aws:rds-db:us-east-2:123456789012:dbuser:{database}"
    assert rights(production, "api-task") == {
        **{queue[name]: {SEND} for name in ("jobs", "video", "voice")},
        queue["events"]: {RECEIVE},
        f"{assets}/assets/*": {GET, DELETE},
        f"{assets}/recipes/*": {PUT, DELETE},
        f"{assets}/screenplays/*": {GET, PUT, DELETE},
        assets: {("s3:ListBucket",)},
        f"{login}/film_studio_app": {("rds-db:connect",)},
        f"{login}/film_studio_system": {("rds-db:connect",)},
        secret: {("secretsmanager:GetSecretValue",)},
    }


def test_workers_receive_work_and_only_report_events(production: Evaluation, rights: Rights) -> None:
    queue = _arns(production, "aws:sqs/queue:Queue")
    assets = _arns(production, "aws:s3/bucket:Bucket")["assets"]
    assert rights(production, "worker-task") == {
        **{queue[name]: {WORK} for name in ("jobs", "video", "voice")},
        **{queue[f"{name}-dead-letters"]: {PUT_ASIDE} for name in ("jobs", "video", "voice")},
        queue["events"]: {("sqs:SendMessage",)},
        f"{assets}/assets/*": {GET, PUT_IN_PARTS},
        f"{assets}/recipes/*": {GET},
        assets: {("s3:ListBucket",)},
        "arn:aws:ecs:us-east-2:123456789012:task/film-studio-production/*": {("ecs:UpdateTaskProtection",)},
    }


def test_no_worker_can_reach_a_database_or_a_secret(stack: Evaluation, rights: Rights) -> None:
    for definition in stack.of_type("aws:ecs/taskDefinition:TaskDefinition"):
        if definition.name.startswith("worker"):
            for role in (f"{definition.name}-task", f"{definition.name}-start"):
                given = {action for sets in rights(stack, role).values() for actions in sets for action in actions}
                assert not any(action.startswith(("rds-db:", "secretsmanager:")) for action in given)


def test_migrations_write_the_api_key_and_touch_nothing_else(production: Evaluation, rights: Rights) -> None:
    key = _arns(production, "aws:secretsmanager/secret:Secret")["api-key"]
    assert rights(production, "migration-task") == {
        key: {("secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue")}
    }


def test_the_owners_password_is_read_by_what_starts_migrations_and_nobody_else(
    production: Evaluation, rights: Rights
) -> None:
    secret = production.state[production.one("aws:rds/instance:Instance").urn]["masterUserSecrets"][0]["secretArn"]
    readers = {role.name for role in production.of_type("aws:iam/role:Role") if secret in rights(production, role.name)}
    assert readers == {"migration-start"}


def test_what_starts_a_task_pulls_its_image_and_writes_its_log(production: Evaluation, rights: Rights) -> None:
    repository = _arns(production, "aws:ecr/repository:Repository")["worker"]
    log = _arns(production, "aws:cloudwatch/logGroup:LogGroup")["worker"]
    assert rights(production, "worker-start") == {
        repository: {PULL},
        "*": {("ecr:GetAuthorizationToken",)},
        f"{log}:*": {("logs:CreateLogStream", "logs:PutLogEvents")},
    }


def test_only_rights_that_aws_cannot_limit_are_given_on_everything(stack: Evaluation, rights: Rights) -> None:
    unlimited = {
        action
        for role in stack.of_type("aws:iam/role:Role")
        for actions in rights(stack, role.name).get("*", set())
        for action in actions
    }
    shell = {f"ssmmessages:{verb}{kind}Channel" for verb in ("Create", "Open") for kind in ("Control", "Data")}
    assert unlimited == {"ecr:GetAuthorizationToken"} | (shell if stack.stack == "dev" else set())


def test_no_right_is_a_wildcard_and_nothing_deletes_objects_beyond_recall(stack: Evaluation) -> None:
    for policy in stack.of_type("aws:iam/rolePolicy:RolePolicy"):
        for statement in json.loads(policy.inputs["policy"])["Statement"]:
            assert not any("*" in action for action in statement["Action"])
            assert "s3:DeleteObjectVersion" not in statement["Action"]
            if "s3:DeleteObject" in statement["Action"]:
                assert policy.name == "api-task"


def test_the_only_managed_policy_is_that_of_ecs_hosts(stack: Evaluation) -> None:
    attached = {a.inputs["policyArn"] for a in stack.of_type("aws:iam/rolePolicyAttachment:RolePolicyAttachment")}
    assert attached <= {"arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role"}
    assert all("managedPolicyArns" not in role.inputs for role in stack.of_type("aws:iam/role:Role"))


def test_roles_are_taken_on_by_one_service_of_this_account(stack: Evaluation) -> None:
    for role in stack.of_type("aws:iam/role:Role"):
        (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
        if role.name.endswith("-host"):
            assert statement["Principal"] == {"Service": "ec2.amazonaws.com"}
        elif role.name == "kill-switch":
            assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}
        else:
            assert statement["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
            assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def test_the_laptop_logs_in_with_passwords_and_needs_no_right_to(local: Evaluation, rights: Rights) -> None:
    assert not any("rds-db" in resource for resource in rights(local, "api-task"))


def test_each_queue_has_one_side_that_sends_and_one_that_receives(stack: Evaluation, rights: Rights) -> None:
    queue = _arns(stack, "aws:sqs/queue:Queue")

    def who(action: str, name: str) -> set[str]:
        return {
            role.name
            for role in stack.of_type("aws:iam/role:Role")
            if any(action in actions for actions in rights(stack, role.name).get(queue[name], set()))
            and not role.name.startswith("worker-gpu")
        }

    for name in ("jobs", "video", "voice"):
        assert who("sqs:SendMessage", name) == {"api-task"}
        assert who("sqs:ReceiveMessage", name) == {"worker-task"}
    assert who("sqs:SendMessage", "events") == {"worker-task"}
    assert who("sqs:ReceiveMessage", "events") == {"api-task"}
