"""Compiles the locks from the dependency groups: for every platform and Python, with hashes, without addresses."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tools import environments, groups
from tools.environments import ENVIRONMENTS, ROOT
from tools.errors import FAILED, StudioError
from tools.groups import lock_of

#: The oldest Python that anything of ours runs on.
_OLDEST_PYTHON: Final = "3.11"


def stale() -> list[Path]:
    """Locks that do not match their group, and files in the folder of locks that no group has."""
    names = groups.names()
    wanted = {lock_of(name) for name in names}
    return [lock_of(name) for name in names if not groups.is_current(name)] + sorted(
        set(groups.LOCKS.glob("*.txt")) - wanted
    )


def compile_stale() -> None:
    """Lock what changed; versions stay wherever the groups allow it, and agree between groups.

    Raises `StudioError` when a group cannot be resolved.
    """
    environments.ensure("uv", whatever_locks_say=True)
    names = groups.names()
    for name in names:
        if not groups.is_current(name):
            _compile(name, [lock_of(included) for included in groups.included_by(name)])
    for path in set(groups.LOCKS.glob("*.txt")) - {lock_of(name) for name in names}:
        path.unlink()


def _compile(name: str, agreeing_with: Sequence[Path]) -> None:
    """At the versions of the groups that it includes; where it cannot (MoviePy wants an older Pillow), at its own."""
    lock = lock_of(name)
    lock.parent.mkdir(exist_ok=True)
    constraints = [word for included in agreeing_with for word in ("--constraints", str(included.relative_to(ROOT)))]
    done = _uv(name, constraints)
    if done.returncode != 0 and constraints:
        done = _uv(name, ())
    if done.returncode != 0:
        raise StudioError(f"The group '{name}' of pyproject.toml cannot be locked:\n{done.stderr}", exit_code=FAILED)
    lock.write_text(f"{groups.head(name)}\n{lock.read_text(encoding='utf-8')}", encoding="utf-8")


def _uv(name: str, constraints: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    command = [
        ENVIRONMENTS["uv"].path / "bin" / "uv", "pip", "compile", "--quiet", "--universal",
        "--python-version", _OLDEST_PYTHON, "--generate-hashes",
        "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links",
        "--group", f"pyproject.toml:{name}", "--output-file", lock_of(name).relative_to(ROOT), *constraints,
    ]  # fmt: skip
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
