"""What differs between two evaluations of a stack: created, updated, replaced, deleted, moved."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tools.program.recording import Evaluation, Recorded
from tools.program.replacement import STATEFUL, replacing

Kind = Literal["created", "updated", "replaced", "deleted", "moved"]
PROVIDER = "pulumi:providers:aws"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One resource that differs. `properties` maps the path of each input that differs to (before, after); an input
    that is absent reads None. `because` lists the inputs that AWS cannot change in place."""

    kind: Kind
    before: Recorded | None
    after: Recorded | None
    properties: Mapping[str, tuple[Any, Any]] = field(default_factory=dict[str, tuple[Any, Any]])
    because: tuple[str, ...] = ()

    @property
    def resource(self) -> Recorded:
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def loses(self) -> str | None:
        """What goes with the old resource; None where nothing does."""
        if self.kind not in ("replaced", "deleted") or self.before is None or self.before.retain_on_delete:
            return None
        return STATEFUL.get(self.before.type)

    @property
    def is_protected(self) -> bool:
        """Pulumi refuses to delete a protected resource, so the update stops instead of losing it."""
        return self.before is not None and self.before.protect


def changes(before: Evaluation | None, after: Evaluation) -> list[Change]:
    """In the order of registration, deletions last. Without `before`, everything is created."""
    old = {resource.urn: resource for resource in before.resources if _is_real(resource)} if before else {}
    new = [resource for resource in after.resources if _is_real(resource)]
    gone = {urn: old[urn] for urn in old if urn not in {resource.urn for resource in new}}
    moved_region = _region(before) != _region(after) if before else False
    found: list[Change] = []
    for resource in new:
        previous = old.get(resource.urn) or _under_its_alias(resource, gone)
        if previous is None:
            found.append(Change(kind="created", before=None, after=resource))
            continue
        gone.pop(previous.urn, None)
        change = _compare(previous, resource, everywhere_anew=moved_region)
        if change is not None:
            found.append(change)
    return [*found, *(Change(kind="deleted", before=resource, after=None) for resource in gone.values())]


def _is_real(resource: Recorded) -> bool:
    return resource.custom or resource.remote


def _region(evaluation: Evaluation) -> object:
    return next((each.inputs.get("region") for each in evaluation.of_type(PROVIDER)), None)


def _under_its_alias(resource: Recorded, gone: Mapping[str, Recorded]) -> Recorded | None:
    """The resource that this one says it was: by URN, by former name, by former type, or under another parent ("")."""
    for alias in resource.aliases:
        for old in gone.values():
            same_type = old.type == resource.type
            if alias == old.urn or (same_type and alias == old.name):
                return old
            if old.name == resource.name and (alias == old.type or (alias == "" and same_type)):
                return old
    return None


def _compare(before: Recorded, after: Recorded, *, everywhere_anew: bool) -> Change | None:
    properties = dict(_differences(_readable(before.inputs), _readable(after.inputs), ""))
    ignored = (*after.ignore_changes,)
    properties = {path: pair for path, pair in properties.items() if _top(path) not in ignored}
    because = replacing(after.type, properties, after.replace_on_changes)
    if everywhere_anew and _is_regional(after):
        because = ("region", *because)
    if because:
        return Change(kind="replaced", before=before, after=after, properties=properties, because=because)
    if properties or before.protect != after.protect:
        if before.protect != after.protect:
            properties["protect"] = (before.protect, after.protect)
        return Change(kind="updated", before=before, after=after, properties=properties)
    return Change(kind="moved", before=before, after=after) if before.urn != after.urn else None


def _is_regional(resource: Recorded) -> bool:
    """Whether the resource moves with the provider's region; some have one of their own, or none."""
    has_none = resource.type.startswith(("aws:iam/", "aws:cloudfront/", "aws:budgets/", "aws:costexplorer/"))
    return resource.type.startswith(("aws:", "awsx:")) and not has_none and "region" not in resource.inputs


def _top(path: str) -> str:
    return path.split(".", maxsplit=1)[0].split("[", maxsplit=1)[0]


def readable(value: Any) -> Any:
    """JSON documents in text (policies, container definitions) become what they say."""
    if isinstance(value, str) and value[:1] in "{[" and len(value) > 1:
        try:
            return readable(json.loads(value))
        except ValueError:
            return value
    return value


def _readable(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: readable(value) for name, value in inputs.items()}


def _differences(before: Any, after: Any, path: str) -> Iterator[tuple[str, tuple[Any, Any]]]:
    if isinstance(before, dict) and isinstance(after, dict):
        mine: dict[str, Any] = before  # pyright: ignore[reportUnknownVariableType] - from JSON
        theirs: dict[str, Any] = after  # pyright: ignore[reportUnknownVariableType] - from JSON
        for name in dict.fromkeys((*mine, *theirs)):
            yield from _differences(mine.get(name), theirs.get(name), f"{path}.{name}".lstrip("."))
    elif isinstance(before, list) and isinstance(after, list):
        first: list[Any] = before  # pyright: ignore[reportUnknownVariableType] - from JSON
        second: list[Any] = after  # pyright: ignore[reportUnknownVariableType] - from JSON
        keyed = _by_name(first), _by_name(second)
        if keyed[0] is not None and keyed[1] is not None:
            for name in dict.fromkeys((*keyed[0], *keyed[1])):
                yield from _differences(keyed[0].get(name), keyed[1].get(name), f"{path}[{name}]")
        elif len(first) == len(second):
            for index, (left, right) in enumerate(zip(first, second, strict=True)):
                yield from _differences(left, right, f"{path}[{index}]")
        else:
            yield path, (first, second)
    elif before != after:
        yield path, (before, after)


def _by_name(items: list[Any]) -> dict[str, Any] | None:
    """A list of named things (containers, variables, origins) compares by name; any other list by position."""
    for key in ("name", "originId", "pathPattern", "id"):
        if items and all(isinstance(item, dict) and isinstance(item.get(key), str) for item in items):  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - from JSON
            named = {item[key]: item for item in items}
            return named if len(named) == len(items) else None
    return None
