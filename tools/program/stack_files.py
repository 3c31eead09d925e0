"""Reads a stack's configuration from its files, in the form in which Pulumi hands it to a program."""

import json
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import yaml

from tools.errors import StudioError

#: Stacks' files on which the project is tested and drawn, so that what an operator sets changes no test and no picture.
OF_TESTS: Final = "tests/stacks"
#: An environment variable: a folder below the root whose files come before the root's own.
FOLDER: Final = "FILM_STUDIO_STACKS"


class StackFileError(StudioError):
    """A stack's file is missing or is not what Pulumi would accept; the text says which and what to do."""


@dataclass(frozen=True, kw_only=True)
class StackConfiguration:
    """What Pulumi tells a program about its stack: flat strings, and which of them are secret."""

    project: str
    values: Mapping[str, str]
    secret_keys: tuple[str, ...]


def read(
    root: Path, stack: str, overrides: Mapping[str, str] | None = None, secrets: Mapping[str, str] | None = None
) -> StackConfiguration:
    """Read `Pulumi.yaml` and `Pulumi.<stack>.yaml` under `root`.

    As Pulumi does: a key without a namespace gets the project's, nested values become JSON text, booleans become
    "true" and "false". A `secure:` value cannot be decrypted here; a recognisable text stands in for it.
    `overrides` are flat values on top, and `secrets` such as would be encrypted. `file_of` says which file is read.
    Raises `StackFileError`.
    """
    project_file = _mapping(root / "Pulumi.yaml", f"{root} is not the root of a Pulumi project")
    stack_file = _mapping(
        file_of(root, stack), f"There is no stack '{stack}'. Stacks here: {', '.join(names(root)) or 'none'}"
    )
    project = str(project_file["name"])
    flat: dict[str, str] = {}
    secret: set[str] = set()
    declared = _defaults(cast("Mapping[str, object]", project_file.get("config") or {}))
    configured = cast("Mapping[str, object]", stack_file.get("config") or {})
    for bare, value in {**declared, **configured}.items():
        key = bare if ":" in bare else f"{project}:{bare}"
        plain = _reveal(key, value, secret)
        if isinstance(plain, bool):
            flat[key] = "true" if plain else "false"
        else:
            flat[key] = plain if isinstance(plain, str) else json.dumps(plain, separators=(",", ":"))
    flat.update(overrides or {})
    flat.update(secrets or {})
    return StackConfiguration(project=project, values=flat, secret_keys=tuple(sorted({*secret, *(secrets or {})})))


def file_of(root: Path, stack: str) -> Path:
    """The stack's file: the one in the folder that `FOLDER` names, where there is one; else the root's."""
    kept_apart = root / os.environ.get(FOLDER, "") / f"Pulumi.{stack}.yaml"
    return kept_apart if kept_apart.is_file() else root / f"Pulumi.{stack}.yaml"


def names(root: Path) -> list[str]:
    """The stacks that have a file where `file_of` looks for it."""
    folders = {root, root / os.environ.get(FOLDER, "")}
    return sorted({path.name.split(".")[1] for folder in folders for path in folder.glob("Pulumi.*.yaml")})


@contextmanager
def of_tests() -> Generator[None]:
    """Within it, stacks are those of the tests, whatever an operator has set."""
    before = os.environ.get(FOLDER)
    os.environ[FOLDER] = OF_TESTS
    try:
        yield
    finally:
        os.environ.pop(FOLDER)
        if before is not None:
            os.environ[FOLDER] = before


def _mapping(path: Path, missing: str) -> Mapping[str, object]:
    if not path.is_file():
        raise StackFileError(f"{missing} (no file {path.name}).")
    try:
        document: object = yaml.safe_load(path.read_text())
    except yaml.YAMLError as error:
        raise StackFileError(f"{path.name} is not YAML: {error}") from error
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise StackFileError(f"{path.name} must be a mapping with a 'config' key, not a {type(document).__name__}.")
    return cast("Mapping[str, object]", document)


def _defaults(declared: Mapping[str, object]) -> Mapping[str, object]:
    """Project-wide configuration: `key: value`, `key: {value: …}` or `key: {default: …}`."""
    values: dict[str, object] = {}
    for key, declaration in declared.items():
        if not isinstance(declaration, dict):
            values[key] = declaration
        for name in ("default", "value"):
            if isinstance(declaration, dict) and name in declaration:
                values[key] = cast("Mapping[str, object]", declaration)[name]
    return values


def _reveal(key: str, value: object, secret: set[str]) -> object:
    if isinstance(value, dict):
        mapping = cast("Mapping[str, object]", value)
        if set(mapping) == {"secure"}:
            secret.add(key)
            return f"<secret {key}>"
        return {name: _reveal(key, item, secret) for name, item in mapping.items()}
    if isinstance(value, list):
        return [_reveal(key, item, secret) for item in cast("list[object]", value)]
    return value
