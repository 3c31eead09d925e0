"""Plants a mistake: in a copy of what was registered, in settings, or in the program's own text."""

import copy
import dataclasses
import json
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from tools.program import gpu_renderer, stack_files
from tools.program.evaluate import ROOT, evaluate_stack
from tools.program.recording import Evaluation, Recorded
from tools.verify.proofs import CHECKS, Check

#: What a program consists of, beside `Pulumi*.yaml`.
PROGRAM = ("__main__.py", "components", "contracts")
REMOVED = object()


class NothingChangedError(AssertionError):
    """A mistake that could not be planted: the program has moved on, and the catalogue has to follow."""


@dataclass(frozen=True, kw_only=True)
class Mutation:
    """One mistake: `plant` makes it, and the check called `killer` has to find it."""

    name: str
    killer: str
    plant: Callable[["Copy"], None]
    stack: str = "production"
    deployment: str = "rolling"
    """The setting apiDeployment under which the mistake can be made."""
    gpu: bool = False
    """Made in the stack as it is once a renderer needs a GPU, where the groups may grow."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A mistake in a stack's settings, which the program has to refuse before it registers anything, naming `key`."""

    name: str
    key: str
    value: str
    stack: str = "production"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A mistake in the program's text: `old` becomes `new` in `file`."""

    name: str
    killer: str
    file: str
    old: str
    new: str
    stack: str = "production"


Planted = Mutation | Setting | Source


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a mistake: `killer` is None when it lives; `says` is how it was found."""

    name: str
    killer: str | None
    says: str


class Copy:
    """An evaluation of its own, to break. A resource goes by type and name; without a name, every one of the type."""

    def __init__(self, evaluation: Evaluation) -> None:
        # Hooks are the program's functions, and no part of what it registered: a copy of one would be another.
        self.evaluation = copy.deepcopy(evaluation, {id(evaluation.hooks): evaluation.hooks})

    def each(self, type_: str, name: str | None = None) -> list[Recorded]:
        """Raises `NothingChangedError` where there is none."""
        found = [r for r in self.evaluation.of_type(type_) if name in (None, r.name)]
        if not found:
            raise NothingChangedError(f"there is no {type_} {name or ''} to break")
        return found

    def output(self, type_: str, name: str, key: str) -> Any:
        return self.evaluation.state[self.each(type_, name)[0].urn][key]

    def put(self, type_: str, name: str | None, path: str, value: Any) -> None:
        """Set an input; `path` is dotted, with numbers for places in lists; `REMOVED` takes it away."""
        for resource in self.each(type_, name):
            *above, last = path.split(".")
            place: Any = resource.inputs
            for part in above:
                place = _step(place, part)
            key: Any = int(last) if last.isdigit() else last
            if value is REMOVED:
                del place[key]
            else:
                place[key] = value

    def drop(self, type_: str, name: str | None = None) -> None:
        gone = {resource.urn for resource in self.each(type_, name)}
        self.evaluation.resources = [r for r in self.evaluation.resources if r.urn not in gone]

    def options(self, type_: str, name: str | None, **changed: Any) -> None:
        """Change how a resource is registered: protect, provider, ignore_changes."""
        broken = {r.urn for r in self.each(type_, name)}
        self.evaluation.resources = [
            dataclasses.replace(r, **changed) if r.urn in broken else r for r in self.evaluation.resources
        ]

    def add(self, type_: str, name: str, inputs: dict[str, Any], **outputs: Any) -> None:
        """Register one more resource, in the component and by the provider of the API's own role."""
        like = self.each("aws:iam/role:Role", "api-task")[0]
        urn = f"{like.urn.rsplit('::', 2)[0]}::{type_}::{name}"
        made = dataclasses.replace(
            like, urn=urn, type=type_, name=name, inputs=inputs, secrets=frozenset(), dependencies=frozenset()
        )
        self.evaluation.resources.append(made)
        self.evaluation.state[urn] = {"id": name, "arn": f"arn:aws:mock:us-east-2:123456789012:{name}", **outputs}

    @contextmanager
    def document(self, type_: str, name: str | None, key: str) -> Generator[Any]:
        """The JSON that an input carries as text, to change in place."""
        resource = self.each(type_, name)[0]
        value = json.loads(resource.inputs[key])
        yield value
        resource.inputs[key] = json.dumps(value)

    def container(self, task: str, **changed: Any) -> None:
        """Set parts of a task's container; `REMOVED` takes one away."""
        with self.document("aws:ecs/taskDefinition:TaskDefinition", task, "containerDefinitions") as containers:
            for key, value in changed.items():
                if value is REMOVED:
                    del containers[0][key]
                else:
                    containers[0][key] = value

    def variable(self, task: str, name: str, value: str | None, *, was: str | None = None) -> None:
        """Set a variable of a task; None takes it away. `was` renames another to it and keeps that one's value."""
        with self.document("aws:ecs/taskDefinition:TaskDefinition", task, "containerDefinitions") as containers:
            entries = cast("list[dict[str, str]]", containers[0]["environment"])
            old = {entry["name"]: entry["value"] for entry in entries}
            kept = {key: item for key, item in old.items() if key not in (name, was)}
            if was is not None:
                value = old[was]
            if value is not None:
                kept[name] = value
            containers[0]["environment"] = [{"name": key, "value": item} for key, item in kept.items()]

    def allow(self, role: str, actions: list[str], resources: list[str]) -> None:
        """Give a role one more right."""
        name = self.each("aws:iam/role:Role", role)[0].inputs["name"]
        statement = {"Effect": "Allow", "Action": actions, "Resource": resources}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self.add("aws:iam/rolePolicy:RolePolicy", f"{role}-more", {"name": "more", "role": name, "policy": document})

    def right(self, role: str, sid: str, **changed: Any) -> None:
        """Change one statement of a role's policy, by its Sid."""
        with self.document("aws:iam/rolePolicy:RolePolicy", role, "policy") as document:
            statement(document, sid).update(changed)

    def forbid(self, role: str, sid: str) -> None:
        """Take one statement of a role's policy away, by its Sid."""
        with self.document("aws:iam/rolePolicy:RolePolicy", role, "policy") as document:
            document["Statement"].remove(statement(document, sid))


def statement(policy: Mapping[str, Any], sid: str) -> dict[str, Any]:
    """The only statement of a policy document that is called so; `ValueError` where there is none, or another."""
    (found,) = (each for each in policy["Statement"] if each.get("Sid") == sid)
    return found


def _step(place: Any, part: str) -> Any:
    return place[int(part)] if part.isdigit() else place.setdefault(part, {})


@cache
def registered(stack: str, deployment: str = "rolling", *, gpu: bool = False) -> Evaluation:
    """A stack as it is, or with another apiDeployment, or as it is once a renderer needs a GPU; nobody changes it."""
    chosen = {"film-studio:apiDeployment": deployment}
    return gpu_renderer.evaluate_with(stack, overrides=chosen) if gpu else evaluate_stack(stack, overrides=chosen)


@cache
def _found_before(stack: str, check: str, deployment: str, *, gpu: bool) -> frozenset[str]:
    return frozenset(check_named(check).find(registered(stack, deployment, gpu=gpu)))


def check_named(name: str) -> Check:
    """Raises `NothingChangedError` for a killer that is not a check any more."""
    for check in CHECKS:
        if check.name == name:
            return check
    raise NothingChangedError(f"there is no check '{name}': correct the catalogue")


def outcome(mutation: Planted) -> Outcome:
    """Plant a mistake and see whether its killer finds it. Raises `NothingChangedError` when it cannot be planted."""
    if isinstance(mutation, Setting):
        return _refused(mutation)
    check = check_named(mutation.killer)
    deployment, gpu = (mutation.deployment, mutation.gpu) if isinstance(mutation, Mutation) else ("rolling", False)
    broken = _planted(mutation)
    if broken == registered(mutation.stack, deployment, gpu=gpu):
        raise NothingChangedError(f"'{mutation.name}' changes nothing: the program has moved on")
    before = _found_before(mutation.stack, check.name, deployment, gpu=gpu)
    found = [text for text in check.find(broken) if text not in before]
    return Outcome(name=mutation.name, killer=check.name if found else None, says=found[0] if found else "")


def _planted(mutation: Mutation | Source) -> Evaluation:
    if isinstance(mutation, Source):
        with program_with(mutation.file, mutation.old, mutation.new) as root:
            return evaluate_stack(mutation.stack, root=root)
    broken = Copy(registered(mutation.stack, mutation.deployment, gpu=mutation.gpu))
    mutation.plant(broken)
    return broken.evaluation


def _refused(mutation: Setting) -> Outcome:
    try:
        evaluate_stack(mutation.stack, overrides={f"film-studio:{mutation.key}": mutation.value})
    except ValueError as error:
        names_it = mutation.key in str(error)
        return Outcome(name=mutation.name, killer="settings" if names_it else None, says=str(error))
    return Outcome(name=mutation.name, killer=None, says="")


@contextmanager
def program_with(file: str, old: str, new: str) -> Generator[Path]:
    """A copy of the program in which the text of one file is changed."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        root = Path(folder)
        for path in _program():
            if path.is_dir():
                shutil.copytree(path, root / path.name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(path, root / path.name)
        text = (root / file).read_text(encoding="utf-8")
        if old not in text:
            raise NothingChangedError(f"{file} no longer says '{old}': correct the catalogue")
        (root / file).write_text(text.replace(old, new), encoding="utf-8")
        yield root


def _program() -> Iterator[Path]:
    yield from (ROOT / name for name in PROGRAM)
    yield ROOT / "Pulumi.yaml"
    yield from (stack_files.file_of(ROOT, stack) for stack in stack_files.names(ROOT))
