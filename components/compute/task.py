"""One container as ECS runs it: its definition, its log, the role it acts in and the role that starts it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.base.account import Account
from components.base.component import Component
from components.base.json_output import json_output
from components.base.naming import Names
from components.base.settings import Settings
from components.compute.images import Image
from components.data.secrets import StoredSecret
from components.identity.links import Link
from components.identity.roles import Grant, Role, RoleArgs, grant_log_write
from contracts.environment import PLATFORM, Variable

#: The only directory that a container may write to.
SCRATCH = "/tmp"  # noqa: S108 - a volume of the task's own

#: ECS Exec. Its channels have no ARNs, so IAM cannot limit it to some of them.
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
    """A task's environment is not the one that its code reads; the text names the differences."""


@dataclass(frozen=True, kw_only=True)
class TaskArgs:
    names: Names
    account: Account
    image: Image
    command: Sequence[str]
    declared: Mapping[str, Variable]
    """What the code in the image reads: one of the tables in `contracts.environment`."""
    environment: Mapping[str, pulumi.Input[str]]
    """Variables that lead to nothing else of the stack; the others come with `links`."""
    links: Sequence[Link]
    """What the program uses."""
    cpu: int | None = None
    """CPU units; None on a GPU host, where the task takes what is free."""
    memory_mib: int
    log_days: int
    port: int | None = None
    health_path: str | None = None
    gpus: int = 0
    """With GPUs the task runs on EC2 hosts, else on Fargate."""
    stop_seconds: int = 60
    remote_shell: bool = False


class Task(Component):
    """A task definition of one container: read-only unless there is a shell into it, not root, with its own log group
    and two roles."""

    kind = "Task"

    def __init__(self, name: str, args: TaskArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        environment = {**args.environment, **_merged(link.environment for link in args.links)}
        secrets = _merged(link.secrets for link in args.links)
        _check_environment(name, args.declared, environment, secrets)
        super().__init__(name, opts)
        self.label = name
        self.image = args.image
        self.log_group = aws.cloudwatch.LogGroup(
            name, name=args.names.path(name), retention_in_days=args.log_days, opts=self.child()
        )
        self.role = self._program_role(name, args)
        self.starter = self._starter_role(name, args)
        self.definition = self._definition(name, args, _container(name, args, environment, secrets, self.log_group))
        self.arn = self.definition.arn
        self.register_outputs({"arn": self.arn})

    def _program_role(self, name: str, args: TaskArgs) -> Role:
        shell = [_REMOTE_SHELL] if args.remote_shell else []
        grants = [*(grant for link in args.links for grant in link.grants), *shell]
        return self._role(f"{name}-task", f"What {name} may do", args, grants)

    def _starter_role(self, name: str, args: TaskArgs) -> Role:
        injected = [grant for link in args.links for grant in link.starter_grants]
        grants = [*args.image.grant_pull(), grant_log_write(self.log_group), *injected]
        return self._role(f"{name}-start", f"What ECS needs to start {name}", args, grants)

    def _definition(self, name: str, args: TaskArgs, container: dict[str, Any]) -> aws.ecs.TaskDefinition:
        return aws.ecs.TaskDefinition(
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
            container_definitions=json_output([container]),
            # A task that starts before its rights are there fails, and its deployment with it.
            opts=self.child(depends_on=[*self.role.policies, *self.starter.policies]),
        )

    def _role(self, name: str, purpose: str, args: TaskArgs, grants: Sequence[Grant]) -> Role:
        return Role(
            name,
            RoleArgs(names=args.names, account=args.account, service="ecs-tasks", purpose=purpose, grants=grants),
            opts=self.child(),
        )


Variables = Mapping[str, pulumi.Input[str]]


def _merged(parts: Iterable[Variables]) -> dict[str, pulumi.Input[str]]:
    return {name: value for part in parts for name, value in part.items()}


def _container(
    name: str, args: TaskArgs, environment: Variables, secrets: Variables, log_group: aws.cloudwatch.LogGroup
) -> dict[str, Any]:
    container: dict[str, Any] = {
        "name": name,
        "image": args.image.reference,
        "essential": True,
        "command": list(args.command),
        "environment": [{"name": key, "value": environment[key]} for key in sorted(environment)],
        "secrets": [{"name": key, "valueFrom": secrets[key]} for key in sorted(secrets)],
        # ECS Exec's agent puts its files into the container, and starts in no other.
        # Source: ECS Developer Guide, "Monitor Amazon ECS containers with ECS Exec".
        "readonlyRootFilesystem": not args.remote_shell,
        # Reaps children and hands SIGTERM on, so that a stop is a drain.
        "linuxParameters": {"initProcessEnabled": True},
        "mountPoints": [{"sourceVolume": "scratch", "containerPath": SCRATCH, "readOnly": False}],
        "stopTimeout": args.stop_seconds,
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": log_group.name,
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


def traces(settings: Settings) -> dict[str, pulumi.Input[str]]:
    """The variables of a task that sends traces; none in a stack where nobody collects them."""
    return {"OTEL_EXPORTER_OTLP_ENDPOINT": settings.otlp_endpoint} if settings.otlp_endpoint else {}


def trace_headers(headers: StoredSecret | None) -> list[Link]:
    """What a task that sends traces is known by, where their receiver asks for it."""
    return [headers.for_injection("OTEL_EXPORTER_OTLP_HEADERS")] if headers is not None else []


def _check_environment(name: str, declared: Mapping[str, Variable], environment: Variables, secrets: Variables) -> None:
    given = set(environment) | set(secrets)
    required = {variable.name for variable in declared.values() if variable.required}
    injected = {variable.name for variable in declared.values() if variable.secret}
    problems = [
        (f"declares no {sorted(given - set(declared))}", given - set(declared)),
        (f"requires {sorted(required - given)}", required - given),
        (f"wants {sorted(injected & set(environment))} injected as secrets", injected & set(environment)),
        (f"leaves {sorted(PLATFORM & set(environment))} to the platform", PLATFORM & set(environment)),
    ]
    found = [text for text, names in problems if names]
    if found:
        raise EnvironmentMismatchError(
            f"The environment of task '{name}' is not what contracts/environment.py says: it {'; it '.join(found)}. "
            "Change both together."
        )
