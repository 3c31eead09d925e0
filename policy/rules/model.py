"""What a rule is: it looks at registered resources and says in a sentence what is wrong with one and how to mend it."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, cast

Level = Literal["mandatory", "advisory"]


class Resource(Protocol):
    """What rules need to know of a resource. `inputs` are plain Python in wire names (camelCase)."""

    @property
    def urn(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def inputs(self) -> dict[str, Any]: ...
    @property
    def protect(self) -> bool: ...
    @property
    def provider(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Violation:
    """A rule that does not hold. `sentence` names what is wrong and the fix; `resource` is a URN."""

    rule: str
    level: Level
    resource: str
    name: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.name} ({self.rule}): {self.sentence}"


@dataclass(frozen=True, kw_only=True)
class Graph:
    """All resources of a stack, and the stage that it is in: local, pr, dev or production."""

    resources: Sequence[Resource]
    stage: str

    def of(self, *types: str) -> Iterator[Resource]:
        return (resource for resource in self.resources if resource.type in types)


OfResource = Callable[[Resource, str], Iterator[str]]
OfGraph = Callable[[Graph], Iterator[tuple[Resource, str]]]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule. With `types` it looks at one resource of those at a time, and at its stage; without, at all at once."""

    id: str
    description: str
    level: Level
    types: tuple[str, ...] = ()
    of_resource: OfResource | None = None
    of_graph: OfGraph | None = None

    def violations(self, graph: Graph) -> Iterator[Violation]:
        found = self.of_graph(graph) if self.of_graph else self._one_by_one(graph)
        for resource, sentence in found:
            yield Violation(
                rule=self.id, level=self.level, resource=resource.urn, name=resource.name, sentence=sentence
            )

    def _one_by_one(self, graph: Graph) -> Iterator[tuple[Resource, str]]:
        assert self.of_resource is not None
        for resource in graph.of(*self.types):
            yield from ((resource, sentence) for sentence in self.of_resource(resource, graph.stage))


@dataclass
class Book:
    """Collects the rules of one file."""

    rules: list[Rule] = field(default_factory=list[Rule])

    def on(
        self, *types: str, rule: str, description: str, level: Level = "mandatory"
    ) -> Callable[[OfResource], OfResource]:
        """Register a rule over single resources of these types."""

        def register(find: OfResource) -> OfResource:
            self.rules.append(Rule(id=rule, description=description, level=level, types=types, of_resource=find))
            return find

        return register

    def over_all(self, *, rule: str, description: str, level: Level = "mandatory") -> Callable[[OfGraph], OfGraph]:
        """Register a rule over the whole stack."""

        def register(find: OfGraph) -> OfGraph:
            self.rules.append(Rule(id=rule, description=description, level=level, of_graph=find))
            return find

        return register


def document(value: Any) -> dict[str, Any]:
    """A JSON document that an input carries as text; empty for one that is not known yet."""
    if isinstance(value, str):
        value = json.loads(value)
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """IAM writes one as itself and several as a list."""
    return list(cast("list[Any]", value)) if isinstance(value, list) else [] if value is None else [value]


def statements(policy: Any) -> list[dict[str, Any]]:
    """The statements of a policy document, given as text or parsed."""
    return [cast("dict[str, Any]", statement) for statement in listed(document(policy).get("Statement"))]


def containers(definition: Resource) -> list[dict[str, Any]]:
    """The containers of a task definition; empty while they are not known."""
    text = definition.inputs.get("containerDefinitions")
    return cast("list[dict[str, Any]]", json.loads(text)) if isinstance(text, str) else []


def section(value: Mapping[str, Any], *path: str) -> dict[str, Any]:
    """A nested object of an input, empty where any part of the path is missing."""
    for key in path:
        found = value.get(key)
        value = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
    return dict(value)


def items(value: Any) -> list[dict[str, Any]]:
    """A list of objects, empty where there is none."""
    return [cast("dict[str, Any]", item) for item in listed(value) if isinstance(item, dict)]
