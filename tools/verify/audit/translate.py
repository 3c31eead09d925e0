"""Writes a registered stack as the plan document that Terraform would write, which is what auditing tools read.

Types and attributes go by the provider's own rules: one resource of Pulumi's AWS provider is one of Terraform's,
camelCase is snake_case, and a nested object is a list of blocks under a singular name.
"""

import re
from collections.abc import Mapping
from typing import Any, Final, cast

from pulumi import _types  # pyright: ignore[reportPrivateUsage] - the only door to the SDK's own metadata

from tools.program.recording import UNKNOWN, Evaluation, Recorded
from tools.program.sdk_schema import input_types

#: Modules whose types carry another prefix in Terraform.
MODULES: Final = {
    "ec2": "",
    "lb": "lb",
    "vpc": "vpc",
    "rds": "db",
    "costexplorer": "ce",
    "index": "",
}
#: Types whose names follow no rule.
TYPES: Final = {
    "aws:lb/loadBalancer:LoadBalancer": "aws_lb",
    "aws:rds/instance:Instance": "aws_db_instance",
    "aws:sns/topicSubscription:TopicSubscription": "aws_sns_topic_subscription",
}
#: Blocks that Terraform calls otherwise than by the singular of Pulumi's name.
BLOCKS: Final = {
    "block_device_mappings": "block_device_mappings",
    "network_interfaces": "network_interfaces",
    "tag_specifications": "tag_specifications",
}


def plan(evaluation: Evaluation) -> dict[str, Any]:
    """A plan document (format 1.2) that creates everything of AWS in the stack."""
    known = {r.urn: r for r in evaluation.resources if r.type.startswith("aws:")}
    addresses = {urn: address(resource) for urn, resource in known.items()}
    planned = [_planned(resource, addresses[urn]) for urn, resource in known.items()]
    configured = [_configured(resource, addresses) for resource in known.values()]
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": planned}},
        "resource_changes": [
            {
                **{key: value for key, value in entry.items() if key != "values"},
                "change": {"actions": ["create"], "before": None, "after": entry["values"], "after_unknown": {}},
            }
            for entry in planned
        ],
        "configuration": {"root_module": {"resources": configured}},
    }


def address(resource: Recorded) -> str:
    """`type.name`; the name is the resource's way through its components, so that no two are alike."""
    lineage = resource.urn.split("::")[2].split("$")
    components = [kind.rsplit(":", 1)[-1] for kind in lineage[:-1]]
    name = re.sub(r"[^A-Za-z0-9_-]", "-", "-".join((*components[-2:], resource.name)))
    return f"{terraform_type(resource.type)}.{name}"


def terraform_type(token: str) -> str:
    """`aws:s3/bucketPolicy:BucketPolicy` → `aws_s3_bucket_policy`."""
    if token in TYPES:
        return TYPES[token]
    module, _, name = token.split(":")[1].partition("/")
    prefix = MODULES.get(module, module)
    return "_".join(part for part in ("aws", prefix, snake(name)) if part)


def snake(name: str) -> str:
    """`blockPublicAcls` → `block_public_acls`, `cidrIpv4` → `cidr_ipv4`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def singular(name: str) -> str:
    """The name of one block of several: `capacity_provider_strategies` → `capacity_provider_strategy`."""
    if name in BLOCKS:
        return BLOCKS[name]
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name.removesuffix("s") if not name.endswith("ss") else name


def values(inputs: Mapping[str, Any], types: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs in wire names → Terraform's attributes, by the SDK's types of them."""
    found: dict[str, Any] = {}
    for name, value in inputs.items():
        if value is UNKNOWN:
            continue
        kind = _types.unwrap_type(types.get(name, Any))
        attribute = snake(name)
        if isinstance(value, dict) and _block_types(kind) is not None:
            found[attribute] = [values(cast("dict[str, Any]", value), _block_types(kind) or {})]
        elif isinstance(value, list) and any(isinstance(item, dict) for item in cast("list[Any]", value)):
            (of, *_) = (*getattr(kind, "__args__", ()), Any)
            nested = _block_types(_types.unwrap_type(of)) or {}
            found[singular(attribute)] = [
                values(cast("dict[str, Any]", item), nested) for item in cast("list[Any]", value)
            ]
        else:
            found[attribute] = value
    return found


def _block_types(kind: Any) -> Mapping[str, Any] | None:
    """Wire name → type of a nested object's inputs; None for what is a plain map, such as tags."""
    if isinstance(kind, type) and _types.is_input_type(kind):
        return _types.input_type_types(kind)
    for candidate in getattr(kind, "__args__", ()):
        if isinstance(candidate, type) and _types.is_input_type(candidate):
            return _types.input_type_types(candidate)
    return None


def _planned(resource: Recorded, where: str) -> dict[str, Any]:
    type_, _, name = where.partition(".")
    return {
        "address": where,
        "mode": "managed",
        "type": type_,
        "name": name,
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "schema_version": 0,
        "values": values(resource.inputs, input_types(resource.type)),
    }


def _configured(resource: Recorded, addresses: Mapping[str, str]) -> dict[str, Any]:
    """What refers to what: auditing tools follow it from a bucket to its policy."""
    where = addresses[resource.urn]
    type_, _, name = where.partition(".")
    expressions: dict[str, Any] = {}
    for key, urns in resource.property_dependencies.items():
        referred = [addresses[urn] for urn in sorted(urns) if urn in addresses]
        if referred:
            expressions[snake(key)] = {"references": [text for each in referred for text in (f"{each}.id", each)]}
    return {
        "address": where,
        "mode": "managed",
        "type": type_,
        "name": name,
        "provider_config_key": "aws",
        "expressions": expressions,
        "schema_version": 0,
    }
