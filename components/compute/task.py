"""One container as ECS runs it: its definition, its log, the role it acts in and the role that starts it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base.account import Account
from components.base.component import Component
from components.base.json_output import json_output
from components.base.naming import Names
from components.compute.images import Image
from components.identity.roles import Grant, Role, RoleArgs, grant_log_write
from contracts.environment import PLATFORM, Variable

#: The only directory that a container may write to.
SCRATCH = "/tmp"  # noqa: S108 - a volume of the task's own

#: ECS Exec. Its channels have no ARNs to limit it to.
_REMOTE_SHELL = Grant(
    name="remote-shell",
    actions=[
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ],
    resources=["*"],
)


class EnvironmentMismatchError(ValueError):
    """A task would carry another environment than its code reads; the text names the differences."""


@dataclass(frozen=True, kw_only=True)
class TaskArgs:
    names: Names
    account: Account
    image: Image
    command: Sequence[str]
    declared: Mapping[str, Variable]
    """What the code in the image reads: one of the tables in `contracts.environment`."""
    environment: Mapping[str, pulumi.Input[str]]
    secrets: Mapping[str, pulumi.Input[str]] = field(default_factory=dict[str, pulumi.Input[str]])
    """Variable → what ECS injects: the ARN of a secret, or `<arn>:<key>::` for one key of a JSON secret."""
    grants: Sequence[Grant] = ()
    """What the program in the container may do."""
    starter_grants: Sequence[Grant] = ()
    """What ECS may do to start it, beside pulling its image and writing its log."""
    cpu: int | None = None
    """CPU units; None on a host of one's own, where the task takes what is free."""
    memory_mib: int
    log_days: int
    port: int | None = None
    health_path: str | None = None
    gpus: int = 0
    """With GPUs the task runs on EC2 hosts, else on Fargate."""
    stop_seconds: int = 60
    remote_shell: bool = False


class Task(Component):
    """A task definition of one container: read-only, not root, with its own log group and two roles."""

    kind = "Task"

    def __init__(self, name: str, args: TaskArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        _check_environment(name, args)
        super().__init__(name, opts)
        self.label = name
        self.log_group = aws.cloudwatch.LogGroup(
            name, name=args.names.path(name), retention_in_days=args.log_days, opts=self.child()
        )
        self.role = self._role(
            f"{name}-task",
            f"What {name} may do",
            args,
            [*args.grants, *([_REMOTE_SHELL] if args.remote_shell else [])],
        )
        self.starter = self._role(
            f"{name}-start",
            f"What ECS needs to start {name}",
            args,
            [*args.image.grant_pull(), grant_log_write(self.log_group), *args.starter_grants],
        )
        definition = aws.ecs.TaskDefinition(
            name,
            family=args.names.of(name),
            requires_compatibilities=["EC2" if args.gpus else "FARGATE"],
            network_mode="bridge" if args.gpus else "awsvpc",
            cpu=str(args.cpu) if args.cpu else None,
            memory=str(args.memory_mib),
            runtime_platform={
                "operating_system_family": "LINUX",
                "cpu_architecture": "ARM64" if args.image.platform == "linux/arm64" else "X86_64",
            },
            task_role_arn=self.role.arn,
            execution_role_arn=self.starter.arn,
            volumes=[{"name": "scratch"}],
            container_definitions=json_output([_container(name, args, self.log_group.name)]),
            # A task that starts before its rights are there fails, and its deployment with it.
            opts=self.child(depends_on=[*self.role.policies, *self.starter.policies]),
        )
        self.arn = definition.arn
        self.definition = definition
        self.register_outputs({"arn": self.arn})

    def _role(self, name: str, purpose: str, args: TaskArgs, grants: Sequence[Grant]) -> Role:
        return Role(
            name,
            RoleArgs(names=args.names, account=args.account, service="ecs-tasks", purpose=purpose, grants=grants),
            opts=self.child(),
        )


def _container(name: str, args: TaskArgs, log_group: pulumi.Input[str]) -> dict[str, Any]:
    container: dict[str, Any] = {
        "name": name,
        "image": args.image.reference,
        "essential": True,
        "command": list(args.command),
        "environment": [{"name": key, "value": args.environment[key]} for key in sorted(args.environment)],
        "secrets": [{"name": key, "valueFrom": args.secrets[key]} for key in sorted(args.secrets)],
        "readonlyRootFilesystem": True,
        # Reaps children and hands SIGTERM on, so that a stop is a drain.
        "linuxParameters": {"initProcessEnabled": True},
        "mountPoints": [{"sourceVolume": "scratch", "containerPath": SCRATCH, "readOnly": False}],
        "stopTimeout": args.stop_seconds,
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": log_group,
                "awslogs-region": args.account.region,
                "awslogs-stream-prefix": name,
            },
        },
    }
    if args.port is not None:
        container["portMappings"] = [{"containerPort": args.port, "hostPort": args.port, "protocol": "tcp"}]
    if args.health_path is not None:
        url = f"http://127.0.0.1:{args.port}{args.health_path}"
        container["healthCheck"] = {
            "command": ["CMD", "python", "-c", f"import urllib.request as r; r.urlopen({url!r}, timeout=4)"],
            "interval": 15,
            "timeout": 5,
            "retries": 3,
            "startPeriod": 60,
        }
    if args.gpus:
        container["resourceRequirements"] = [{"type": "GPU", "value": str(args.gpus)}]
    return container


def _check_environment(name: str, args: TaskArgs) -> None:
    given = set(args.environment) | set(args.secrets)
    required = {variable.name for variable in args.declared.values() if variable.required}
    injected = {variable.name for variable in args.declared.values() if variable.secret}
    problems = [
        (f"declares no {sorted(given - set(args.declared))}", given - set(args.declared)),
        (f"requires {sorted(required - given)}", required - given),
        (f"wants {sorted(injected & set(args.environment))} injected as secrets", injected & set(args.environment)),
        (f"leaves {sorted(PLATFORM & set(args.environment))} to the platform", PLATFORM & set(args.environment)),
    ]
    found = [text for text, names in problems if names]
    if found:
        raise EnvironmentMismatchError(
            f"The environment of task '{name}' is not what contracts/environment.py says: it {'; it '.join(found)}. "
            "Change both together."
        )
