"""The rules that every stack keeps, as plain functions over resources: the policy pack, the tests and the preview run
these very ones.

Everything here imports relatively and from the standard library alone, so that it works as `policy.rules` in this
repository and as `rules` where only the folder of the pack is there.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from . import base, compute, data, edge, identity, network, operation
from .model import Graph, Level, Resource, Rule, Violation, document, in_modules, violations

__all__ = ["PROVIDER", "RULES", "Graph", "Level", "Resource", "Rule", "Violation", "check", "stage_of", "violations"]

PROVIDER: Final = "pulumi:providers:aws"

#: Every rule, in the order in which they are reported.
RULES: Final[Sequence[Rule[Any]]] = in_modules(base, network, identity, data, edge, compute, operation)


def check(resources: Iterable[Resource], *, stage: str | None = None, only: Rule[Any] | None = None) -> list[Violation]:
    """Hold all rules (or `only` one) against all resources of one stack; empty when they keep every one.

    `stage` decides which rules of production apply; without it, the tags of the AWS provider say.
    """
    known = list(resources)
    graph = Graph(resources=known, stage=stage if stage is not None else stage_of(known))
    return [violation for rule in ((only,) if only else RULES) for violation in violations(rule, graph)]


def stage_of(resources: Iterable[Resource]) -> str:
    """The stage that the provider's default tags name; production where they name none, as the stricter one."""
    for resource in resources:
        if resource.type == PROVIDER:
            tags = document(resource.inputs.get("defaultTags")).get("tags", {})
            if "stage" in tags:
                return str(tags["stage"])
    return "production"
