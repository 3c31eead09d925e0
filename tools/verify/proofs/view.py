"""A registered stack as checks look at it: by ARN, tasks with what they carry, roles with what they may do."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from policy.rules.model import items, listed, section, statements
from tools.program.recording import Evaluation, Recorded

__all__ = ["Grant", "Task", "View", "items", "listed", "section", "statements"]

ROLE = "aws:iam/role:Role"
TASK = "aws:ecs/taskDefinition:TaskDefinition"
SERVICE = "aws:ecs/service:Service"
QUEUE = "aws:sqs/queue:Queue"
BUCKET = "aws:s3/bucket:Bucket"
DATABASE = "aws:rds/instance:Instance"
GROUP = "aws:ec2/securityGroup:SecurityGroup"


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One action that a role may take on one resource (an ARN, perhaps with a wildcard)."""

    action: str
    resource: str


@dataclass(frozen=True, kw_only=True)
class Task:
    """A container as ECS would start it. `module` is what `python -m` runs; `services` are those that run it."""

    definition: Recorded
    container: Mapping[str, Any]
    services: tuple[Recorded, ...]

    @property
    def name(self) -> str:
        return self.definition.name

    @property
    def environment(self) -> dict[str, str]:
        return {str(entry["name"]): str(entry["value"]) for entry in items(self.container.get("environment"))}

    @property
    def secrets(self) -> dict[str, str]:
        return {str(entry["name"]): str(entry["valueFrom"]) for entry in items(self.container.get("secrets"))}

    @property
    def module(self) -> str:
        command = [str(word) for word in listed(self.container.get("command"))]
        return command[2] if command[:2] == ["python", "-m"] and len(command) > 2 else " ".join(command)

    @property
    def work_queues(self) -> list[str]:
        return [name for name in self.environment.get("WORK_QUEUES", "").split(",") if name]


class View:
    """Looks at one evaluation; computed on first use."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.stack = evaluation.stack
        self.prefix = f"{evaluation.project}-{evaluation.stack}"

    def of(self, *types: str) -> list[Recorded]:
        return [resource for resource in self.evaluation.resources if resource.type in types]

    def output(self, resource: Recorded, name: str) -> Any:
        """What the cloud answered for it: `id`, `arn`, `url` and so on; None where it answered nothing of the kind."""
        return self.evaluation.state.get(resource.urn, {}).get(name)

    @cached_property
    def by_arn(self) -> dict[str, Recorded]:
        found: dict[str, Recorded] = {}
        for resource in self.evaluation.resources:
            arn = self.output(resource, "arn")
            if isinstance(arn, str) and resource.custom:
                found.setdefault(arn, resource)
        return found

    @cached_property
    def by_id(self) -> dict[tuple[str, str], Recorded]:
        """(type, id) → resource."""
        return {(r.type, str(self.output(r, "id"))): r for r in self.evaluation.resources if self.output(r, "id")}

    @property
    def is_watched(self) -> bool:
        """Whether alarms and a budget belong to it: a laptop has no bill, a pull request's stack is gone in a day."""
        return self.stage not in ("local", "pr")

    @cached_property
    def account_id(self) -> str:
        """The account of the stack's roles; "" where it has none."""
        return next((str(self.output(role, "arn")).split(":")[4] for role in self.of(ROLE)), "")

    @cached_property
    def region(self) -> str:
        """Where the program's provider is; "" where it has none."""
        return next((str(provider.inputs.get("region")) for provider in self.of("pulumi:providers:aws")), "")

    @cached_property
    def stage(self) -> str:
        for provider in self.of("pulumi:providers:aws"):
            tags = json.loads(provider.inputs.get("defaultTags", "{}")).get("tags", {})
            if "stage" in tags:
                return str(tags["stage"])
        return self.stack

    @cached_property
    def tasks(self) -> list[Task]:
        found: list[Task] = []
        for definition in self.of(TASK):
            arn = self.output(definition, "arn")
            services = tuple(s for s in self.of(SERVICE) if s.inputs.get("taskDefinition") == arn)
            found += [
                Task(definition=definition, container=container, services=services)
                for container in json.loads(definition.inputs.get("containerDefinitions", "[]"))
            ]
        return found

    def role(self, arn: object) -> Recorded | None:
        found = self.by_arn.get(str(arn))
        return found if found is not None and found.type == ROLE else None

    @cached_property
    def grants(self) -> dict[str, set[Grant]]:
        """Role's URN → what the policies written for it allow. AWS's own policies are not among them."""
        roles = {role.inputs.get("name"): role for role in self.of(ROLE)}
        found: dict[str, set[Grant]] = {role.urn: set() for role in roles.values()}
        for policy in self.of("aws:iam/rolePolicy:RolePolicy"):
            role = roles.get(policy.inputs.get("role"))
            if role is not None:
                found[role.urn] |= set(_grants(policy.inputs.get("policy")))
        return found

    @cached_property
    def queues(self) -> dict[str, Recorded]:
        """Queue's ARN → queue."""
        return {str(self.output(queue, "arn")): queue for queue in self.of(QUEUE)}

    def dead_letters_of(self, queue: Recorded) -> str | None:
        """ARN of a queue's dead-letter queue."""
        text = queue.inputs.get("redrivePolicy")
        return json.loads(text).get("deadLetterTargetArn") if isinstance(text, str) else None

    @cached_property
    def work(self) -> dict[str, Recorded]:
        """Queues that messages are sent to first: all but dead-letter queues, by name."""
        targets = {self.dead_letters_of(queue) for queue in self.queues.values()}
        return {
            queue.name: queue
            for arn, queue in self.queues.items()
            if arn not in targets and not queue.name.endswith("-dead-letters")
        }


def _grants(policy: Any) -> Iterator[Grant]:
    for statement in statements(policy):
        if statement.get("Effect") == "Allow":
            for action in listed(statement.get("Action")):
                for resource in listed(statement.get("Resource")):
                    yield Grant(action=str(action), resource=str(resource))
