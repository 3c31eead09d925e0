"""The dependency groups of pyproject.toml and the locks that are compiled from them.

Standard library only, because `./studio` looks at the locks before anything is installed.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from tools.errors import StudioError

ROOT: Final = Path(__file__).resolve().parent.parent
PROJECT: Final = ROOT / "pyproject.toml"
LOCKS: Final = ROOT / "locks"
#: A requirement, or `{"include-group": name}`.
Entry = str | Mapping[str, str]


def names(project: Path = PROJECT) -> tuple[str, ...]:
    """Every group, each after those that it includes."""
    groups = _groups(project)
    ordered: dict[str, None] = {}

    def put(name: str) -> None:
        for included in included_by(name, project):
            put(included)
        ordered.setdefault(name)

    for name in groups:
        put(name)
    return tuple(ordered)


def included_by(name: str, project: Path = PROJECT) -> tuple[str, ...]:
    """The groups that a group includes by name."""
    return tuple(entry["include-group"] for entry in _groups(project)[name] if not isinstance(entry, str))


def requirements(name: str, project: Path = PROJECT) -> tuple[str, ...]:
    """What a group asks for, with what the groups ask for that it includes, in order."""
    return tuple(dict.fromkeys(_requirements(name, _groups(project))))


def lock_of(name: str) -> Path:
    return LOCKS / f"{name}.txt"


def head(name: str, project: Path = PROJECT) -> str:
    """The first line of a group's lock: it changes whenever the group asks for something else."""
    digest = hashlib.sha256("\n".join(sorted(requirements(name, project))).encode()).hexdigest()[:16]
    return f"# Locked by ./studio fix from the group '{name}' of pyproject.toml, {digest}."


def is_current(name: str) -> bool:
    """Whether a group's lock was compiled from the group as it is now."""
    lock = lock_of(name)
    return lock.is_file() and lock.read_text(encoding="utf-8").partition("\n")[0] == head(name)


def check(names: Sequence[str]) -> None:
    """Raises `StudioError` for a lock that does not match its group."""
    stale = [name for name in names if not is_current(name)]
    if stale:
        files = ", ".join(f"locks/{name}.txt" for name in stale)
        raise StudioError(
            f"{files}: not what pyproject.toml asks for in [dependency-groups]. Run ./studio fix, and commit the lock "
            "with the group."
        )


def locked(name: str) -> Iterator[str]:
    """Names of the packages in a group's lock, normalised."""
    for line in lock_of(name).read_text(encoding="utf-8").splitlines():
        found = re.match(r"([A-Za-z0-9._-]+)==", line)
        if found:
            yield re.sub(r"[-_.]+", "-", found[1]).lower()


def _groups(project: Path) -> Mapping[str, Sequence[Entry]]:
    return tomllib.loads(project.read_text(encoding="utf-8"))["dependency-groups"]


def _requirements(name: str, groups: Mapping[str, Sequence[Entry]]) -> Iterator[str]:
    for entry in groups[name]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from _requirements(entry["include-group"], groups)
