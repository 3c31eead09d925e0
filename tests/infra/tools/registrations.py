"""Evaluations with a change planted in what they registered, without evaluating again."""

import dataclasses
from collections.abc import Callable
from functools import cache
from typing import Any

from tools.evaluate import Evaluation, Recorded, evaluate_stack


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
