"""The policy pack as Pulumi runs it: `pulumi preview --policy-pack policy`. Each rule of `rules/` is one policy of it.

Rules over one resource stop it before it is created; rules over the whole stack are held when all is known.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from rules import PROVIDER, RULES, Graph, Rule, stage_of, violations

# It needs another protobuf than the program, so it lives in an environment of its own and not beside the tests.
sdk: Any = import_module("pulumi_policy")

Report = Callable[..., None]


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A resource as Pulumi shows it to a policy, in the shape that rules look at."""

    urn: str
    type: str
    name: str
    inputs: dict[str, Any]
    protect: bool
    provider: str


def seen(resource: Any) -> Seen:
    """From `ResourceValidationArgs` or `PolicyResource`, which name their parts alike."""
    provider = resource.provider
    return Seen(
        urn=resource.urn,
        type=resource.resource_type,
        name=resource.name,
        inputs=resource.props,
        protect=bool(resource.opts.protect),
        provider=f"{provider.urn}::" if provider else "",
    )


def _stage_of_provider(resource: Any) -> str:
    provider = resource.provider
    if provider is None or provider.resource_type != PROVIDER:
        return stage_of([])
    known = Seen(urn=provider.urn, type=PROVIDER, name="", inputs=provider.props, protect=False, provider="")
    return stage_of([known])


def resource_policy(rule: Rule[Any]) -> Any:
    """A rule over single resources. Its stage comes from the tags of the resource's provider."""

    def validate(arguments: Any, report: Report) -> None:
        if arguments.resource_type in rule.on:
            graph = Graph(resources=[seen(arguments)], stage=_stage_of_provider(arguments))
            for violation in violations(rule, graph):
                report(violation.sentence)

    return sdk.ResourceValidationPolicy(
        name=_name(rule), description=rule.claim, validate=validate, enforcement_level=_level(rule)
    )


def stack_policy(rule: Rule[Any]) -> Any:
    """A rule over the whole stack."""

    def validate(arguments: Any, report: Report) -> None:
        resources = [seen(resource) for resource in arguments.resources]
        for violation in violations(rule, Graph(resources=resources, stage=stage_of(resources))):
            report(violation.sentence, violation.resource)

    return sdk.StackValidationPolicy(
        name=_name(rule), description=rule.claim, validate=validate, enforcement_level=_level(rule)
    )


def _name(rule: Rule[Any]) -> str:
    """As Pulumi spells names of policies."""
    return rule.name.replace("_", "-")


def _level(rule: Rule[Any]) -> Any:
    return sdk.EnforcementLevel.MANDATORY if rule.level == "mandatory" else sdk.EnforcementLevel.ADVISORY


def pack() -> Any:
    """All rules as one pack."""
    policies = [resource_policy(rule) if rule.on else stack_policy(rule) for rule in RULES]
    return sdk.PolicyPack(name="film-studio", policies=policies, enforcement_level=sdk.EnforcementLevel.MANDATORY)


if __name__ == "__main__":
    pack()
