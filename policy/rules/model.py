"""What a rule is: it looks at registered resources and says in a sentence what is wrong with one and how to mend it."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Generic, Literal, Protocol, TypeVar, cast

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


#: Looks at one resource and the stage that it is in.
OfResource = Callable[[Resource, str], Iterator[str]]
#: Looks at all resources at once, and says of which each sentence is.
OfGraph = Callable[[Graph], Iterator[tuple[Resource, str]]]

#: What a rule is about: the folders of `components/`.
Word = Literal["base", "network", "identity", "data", "edge", "compute", "operation"]
Find = TypeVar("Find", bound=Callable[..., Iterator[Any]])


@dataclass(frozen=True, kw_only=True)
class Rule(Generic[Find]):
    """A named claim about what a stack registers; `find` says in sentences where it does not hold.

    With `on`, types of resources, it looks at one of those at a time; without, at the whole stack.
    """

    name: str
    word: Word
    claim: str
    level: Level
    on: tuple[str, ...]
    find: Find


def rule(
    word: Word, claim: str, *, on: str | tuple[str, ...] = (), level: Level = "mandatory"
) -> Callable[[Find], Rule[Find]]:
    """Make a rule of a function; it gets the function's name. `in_modules` collects them."""

    def make(find: Find) -> Rule[Find]:
        types = (on,) if isinstance(on, str) else on
        return Rule(name=find.__name__, word=word, claim=claim, level=level, on=types, find=find)

    return make


def in_modules(*modules: ModuleType) -> tuple[Rule[Any], ...]:
    """Every rule of these modules, in the order in which they stand there."""
    values: list[Any] = [value for module in modules for value in vars(module).values()]
    return tuple(cast("Rule[Any]", value) for value in values if isinstance(value, Rule))


def violations(rule: Rule[Any], graph: Graph) -> Iterator[Violation]:
    """Where a stack breaks a rule that inputs alone can show."""
    for resource, sentence in _one_by_one(rule, graph) if rule.on else rule.find(graph):
        yield Violation(rule=rule.name, level=rule.level, resource=resource.urn, name=resource.name, sentence=sentence)


def _one_by_one(rule: Rule[Any], graph: Graph) -> Iterator[tuple[Resource, str]]:
    for resource in graph.of(*rule.on):
        yield from ((resource, sentence) for sentence in rule.find(resource, graph.stage))


def document(value: Any) -> dict[str, Any]:
    """A JSON document that an input carries as text; empty for one that is not known yet."""
    if isinstance(value, str):
        value = json.loads(value)
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """A value as a list: IAM writes one as itself and several as a list."""
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
