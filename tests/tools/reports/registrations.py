"""Evaluations with a change planted in what they registered, without evaluating again."""

import dataclasses
import json
from collections.abc import Callable
from functools import cache
from typing import Any

from tools.program.evaluate import Evaluation, Recorded, evaluate_stack

POLICY = "aws:iam/rolePolicy:RolePolicy"


@cache
def evaluated(stack: str, overrides: tuple[tuple[str, str], ...] = ()) -> Evaluation:
    """A stack, evaluated once however many tests look at it. Nobody may change it."""
    return evaluate_stack(stack, overrides=dict(overrides))


def changed(evaluation: Evaluation, type_: str, name: str, /, **inputs: Any) -> Evaluation:
    """A copy in which one resource has other inputs; `None` takes an input away."""

    def change(resource: Recorded) -> Recorded:
        merged = {**resource.inputs, **inputs}
        return dataclasses.replace(resource, inputs={key: value for key, value in merged.items() if value is not None})

    return mapped(evaluation, type_, name, change)


def mapped(evaluation: Evaluation, type_: str, name: str, change: Callable[[Recorded], Recorded]) -> Evaluation:
    """A copy in which `change` stands in for one resource."""
    chosen = evaluation.one(type_, name)
    resources = [change(each) if each is chosen else each for each in evaluation.resources]
    return dataclasses.replace(evaluation, resources=resources)


def without(evaluation: Evaluation, type_: str, name: str) -> Evaluation:
    """A copy in which one resource is not registered."""
    chosen = evaluation.one(type_, name)
    return dataclasses.replace(evaluation, resources=[each for each in evaluation.resources if each is not chosen])


def with_right(evaluation: Evaluation, role: str, action: str, arn: str, **statement: Any) -> Evaluation:
    """A copy in which the one statement that gives a role an action on ARNs that end so has other parts."""
    policy = evaluation.one(POLICY, role)
    document = json.loads(policy.inputs["policy"])
    found = _statement(document, role, action, arn)
    document["Statement"] = [each | statement if each is found else each for each in document["Statement"]]
    return changed(evaluation, POLICY, role, policy=json.dumps(document))


def without_right(evaluation: Evaluation, role: str, action: str, arn: str) -> Evaluation:
    """A copy in which a role does not have the one statement that gives it an action on ARNs that end so."""
    policy = evaluation.one(POLICY, role)
    document = json.loads(policy.inputs["policy"])
    document["Statement"].remove(_statement(document, role, action, arn))
    return changed(evaluation, POLICY, role, policy=json.dumps(document))


def _statement(document: dict[str, Any], role: str, action: str, arn: str) -> dict[str, Any]:
    found = [
        statement
        for statement in document["Statement"]
        if action in statement["Action"] and any(str(resource).endswith(arn) for resource in statement["Resource"])
    ]
    assert len(found) == 1, f"{role} has {action} on …{arn} by {found}"
    return found[0]
