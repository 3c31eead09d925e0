"""ECS, Logs and load balancers that answer what was recorded: what the tests of deployments share."""

from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.stub import ANY, Stubber

from components.compute.deployment import Rollout, Run

ACCOUNT = "arn:aws:ecs:us-east-2:123456789012"
NEW = f"{ACCOUNT}:task-definition/film-studio-dev-api:7"
OLD = f"{ACCOUNT}:task-definition/film-studio-dev-api:6"
TASK = f"{ACCOUNT}:task/film-studio-dev/0123456789abcdef0123456789abcdef"
RUN = Run(
    cluster="film-studio-dev",
    task_definition=f"{ACCOUNT}:task-definition/film-studio-dev-migration:7",
    container="migration",
    log_group="/film-studio/dev/migration",
    subnets=("subnet-1", "subnet-2"),
    security_groups=("sg-1",),
    assign_public_ip=True,
)
ROLLOUT = Rollout(
    cluster="film-studio-dev",
    service="film-studio-dev-api",
    task_definition=NEW,
    container="api",
    log_group="/film-studio/dev/api",
    must_complete=True,
)


class Aws:
    """ECS, CloudWatch Logs and load balancers that answer what was recorded, in order, and check each request."""

    def __init__(self) -> None:
        self.pauses = 0
        keys: dict[str, Any] = {
            "region_name": "us-east-2",
            "aws_access_key_id": "x",
            "aws_secret_access_key": "x",
        }
        self.ecs: Any = boto3.client("ecs", **keys)  # pyright: ignore[reportUnknownMemberType, reportCallIssue, reportArgumentType, reportUnknownVariableType] - no stubs for ecs
        self.logs: Any = boto3.client("logs", **keys)  # pyright: ignore[reportUnknownMemberType, reportCallIssue, reportArgumentType, reportUnknownVariableType] - no stubs for logs
        self.elbv2: Any = boto3.client("elbv2", **keys)  # pyright: ignore[reportUnknownMemberType, reportCallIssue, reportArgumentType, reportUnknownVariableType] - no stubs for elbv2
        self.of_ecs, self.of_logs, self.of_elbv2 = Stubber(self.ecs), Stubber(self.logs), Stubber(self.elbv2)
        for stub in (self.of_ecs, self.of_logs, self.of_elbv2):
            stub.activate()

    def pause(self, _: float) -> None:
        self.pauses += 1

    @property
    def clients(self) -> dict[str, Any]:
        return {"ecs": self.ecs, "logs": self.logs, "pause": self.pause}

    def starts_a_task(self) -> None:
        self.of_ecs.add_response(
            "run_task",
            {"tasks": [{"taskArn": TASK, "lastStatus": "PROVISIONING"}], "failures": []},
            {
                "cluster": RUN.cluster,
                "taskDefinition": RUN.task_definition,
                "launchType": "FARGATE",
                "count": 1,
                "startedBy": ANY,
                "networkConfiguration": {
                    "awsvpcConfiguration": {
                        "subnets": ["subnet-1", "subnet-2"],
                        "securityGroups": ["sg-1"],
                        "assignPublicIp": "ENABLED",
                    }
                },
            },
        )

    def starts_a_task_on(self, provider: str) -> None:
        self.of_ecs.add_response(
            "run_task",
            {"tasks": [{"taskArn": TASK, "lastStatus": "PROVISIONING"}], "failures": []},
            {
                "cluster": RUN.cluster,
                "taskDefinition": RUN.task_definition,
                "count": 1,
                "startedBy": ANY,
                "capacityProviderStrategy": [{"capacityProvider": provider, "weight": 1}],
            },
        )

    def shows_tasks(self, *tasks: dict[str, Any]) -> None:
        self.of_ecs.add_response("describe_tasks", {"tasks": list(tasks), "failures": []})

    def shows_service(self, *deployments: dict[str, Any]) -> None:
        service = {"serviceName": ROLLOUT.service, "status": "ACTIVE", "deployments": list(deployments)}
        self.of_ecs.add_response("describe_services", {"services": [service], "failures": []})

    def said(self, stream: str, *lines: str) -> None:
        self.of_logs.add_response(
            "get_log_events",
            {"events": [{"timestamp": 1, "message": line, "ingestionTime": 2} for line in lines]},
            {"logGroupName": ANY, "logStreamName": stream, "limit": 20, "startFromHead": False},
        )

    def all_were_called(self) -> None:
        for stub in (self.of_ecs, self.of_logs, self.of_elbv2):
            stub.assert_no_pending_responses()


def task(container: str, *, exit_code: int | None = None, definition: str = NEW, reason: str = "") -> dict[str, Any]:
    ended: dict[str, Any] = {"name": container, "lastStatus": "STOPPED"}
    if exit_code is not None:
        ended["exitCode"] = exit_code
    if reason:
        ended["reason"] = reason
    return {
        "taskArn": TASK,
        "taskDefinitionArn": definition,
        "lastStatus": "STOPPED",
        "stopCode": "EssentialContainerExited",
        "stoppedReason": "Essential container in task exited",
        "stoppedAt": datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
        "containers": [ended],
    }


def rollout(status: str, definition: str, state: str, reason: str = "", failed: int = 0) -> dict[str, Any]:
    return {
        "id": "ecs-svc/1",
        "status": status,
        "taskDefinition": definition,
        "rolloutState": state,
        "rolloutStateReason": reason,
        "failedTasks": failed,
    }
