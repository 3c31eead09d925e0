"""The stacks as the program registers them: each evaluated once, however many tests look at it."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from tools.program.evaluate import Evaluation, Recorded, evaluate_stack

STACKS = ("local", "dev", "pr", "production")
CLOUD_STACKS = ("dev", "production")

evaluated = cache(evaluate_stack)


@pytest.fixture(scope="session", params=STACKS)
def stack(request: pytest.FixtureRequest) -> Evaluation:
    """Every stack in turn."""
    return evaluated(request.param)


@pytest.fixture(scope="session", params=CLOUD_STACKS)
def cloud(request: pytest.FixtureRequest) -> Evaluation:
    """Every stack that runs on AWS and is there to stay."""
    return evaluated(request.param)


@pytest.fixture(scope="session")
def local() -> Evaluation:
    return evaluated("local")


@pytest.fixture(scope="session")
def dev() -> Evaluation:
    return evaluated("dev")


@pytest.fixture(scope="session")
def production() -> Evaluation:
    return evaluated("production")


@pytest.fixture(scope="session")
def preview_of() -> Callable[[str], Evaluation]:
    @cache
    def of(name: str) -> Evaluation:
        return evaluate_stack(name, preview=True)

    return of


@pytest.fixture(scope="session")
def container() -> Callable[[Evaluation, str], dict[str, Any]]:
    """The container of a task definition, by the task's name."""

    def of(evaluation: Evaluation, name: str) -> dict[str, Any]:
        definition = evaluation.one("aws:ecs/taskDefinition:TaskDefinition", name)
        containers = json.loads(definition.inputs["containerDefinitions"])
        assert len(containers) == 1
        return containers[0]

    return of


@pytest.fixture(scope="session")
def rights() -> Callable[[Evaluation, str], dict[str, set[tuple[str, ...]]]]:
    """What a role may do: resource ARN → the sets of actions allowed on it."""

    def of(evaluation: Evaluation, role: str) -> dict[str, set[tuple[str, ...]]]:
        found: dict[str, set[tuple[str, ...]]] = {}
        name = evaluation.one("aws:iam/role:Role", role).inputs["name"]
        for policy in evaluation.of_type("aws:iam/rolePolicy:RolePolicy"):
            if policy.inputs["role"] != name:
                continue
            for statement in json.loads(policy.inputs["policy"])["Statement"]:
                assert statement["Effect"] == "Allow"
                for resource in statement["Resource"]:
                    found.setdefault(resource, set()).add(tuple(statement["Action"]))
        return found

    return of


@pytest.fixture(scope="session")
def parents() -> Callable[[Evaluation, Recorded], list[Recorded]]:
    """A resource's components, nearest first."""

    def of(evaluation: Evaluation, resource: Recorded) -> list[Recorded]:
        by_urn = evaluation.by_urn()
        chain: list[Recorded] = []
        while resource.parent in by_urn:
            resource = by_urn[resource.parent]
            chain.append(resource)
        return chain

    return of
