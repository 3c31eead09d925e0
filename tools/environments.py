"""The project's Python environments, one a dependency group: made from its lock, made again when the lock changes.

Standard library only, because `./studio` runs it before anything is installed. Each image has an environment made from
that image's lock alone, so what runs on the laptop imports what the image imports and nothing else.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools import groups
from tools.errors import StudioError
from tools.groups import ROOT

HOME = ROOT / ".studio" / "env"


@dataclass(frozen=True, kw_only=True)
class Environment:
    """A virtual environment of a dependency group, and the folders of ours that it can import from."""

    name: str
    rooms: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        return HOME / self.name

    @property
    def python(self) -> Path:
        return self.path / "bin" / "python"

    @property
    def lock(self) -> Path:
        return groups.lock_of(self.name)

    def fingerprint(self) -> str:
        """Changes when the lock, the folders or the Python do: packages of one Python are not found by the next."""
        parts = (
            ".".join(map(str, sys.version_info[:2])).encode(),
            self.lock.read_bytes(),
            str(ROOT).encode(),
            *map(str.encode, self.rooms),
        )
        return hashlib.sha256(b"\0".join(parts)).hexdigest()


ENVIRONMENTS = {
    environment.name: environment
    for environment in (
        Environment(name="tools", rooms=(".",)),
        Environment(name="api", rooms=(".", "backend")),
        Environment(name="worker", rooms=(".", "workers")),
        Environment(name="emulator"),
        Environment(name="test", rooms=(".", "backend", "workers")),
        Environment(name="policy"),
        Environment(name="audit"),
        Environment(name="listening"),
        Environment(name="bench", rooms=(".", "workers")),
        Environment(name="web"),
        Environment(name="decoding"),
        Environment(name="uv"),
    )
}
_UV = ENVIRONMENTS["uv"]


def ensure(*names: str, whatever_locks_say: bool = False) -> None:
    """Make the environments that are missing or out of date. Safe when two processes do it at once.

    Raises `StudioError` when packages cannot be had, or when a lock does not match its group, unless
    `whatever_locks_say`: the command that mends a lock runs in an environment, too.
    """
    if not whatever_locks_say:
        groups.check(names)
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stale = [environment for name in names if not _is_current(environment := ENVIRONMENTS[name])]
        if not stale:
            return
        if not _is_current(_UV):
            _make(_UV, installer=_install_with_pip)
        for environment in (each for each in stale if each is not _UV):
            print(
                f"Installing {environment.name} from {environment.lock.relative_to(ROOT)}", file=sys.stderr, flush=True
            )
            _make(environment, installer=_install)


def _is_current(environment: Environment) -> bool:
    stamp = environment.path / "fingerprint"
    # An interpreter that was removed leaves a dangling link behind.
    return environment.python.exists() and stamp.is_file() and stamp.read_text() == environment.fingerprint()


def _make(environment: Environment, installer: Callable[[Environment], None]) -> None:
    if Path(sys.prefix) == environment.path:
        raise StudioError(
            f"The environment '{environment.name}' is out of date and cannot be replaced from within: use ./studio."
        )
    # Half an environment never carries the stamp: it is made anew the next time.
    shutil.rmtree(environment.path, ignore_errors=True)
    installer(environment)
    if environment.rooms:
        packages = next((environment.path / "lib").glob("python3*/site-packages"))
        rooms = "\n".join(str((ROOT / room).resolve()) for room in environment.rooms)
        (packages / "film_studio_rooms.pth").write_text(rooms + "\n", encoding="utf-8")
    (environment.path / "fingerprint").write_text(environment.fingerprint())


def _install(environment: Environment) -> None:
    """With uv, which is some ten times faster; where it cannot (a registry that only pip is set up for), with pip."""
    uv = [str(_UV.path / "bin" / "uv"), "--quiet", "--no-progress"]
    variables = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    # Compiled once: where Python writes no bytecode of its own, each start would compile the SDKs again, for seconds.
    steps = (
        [*uv, "venv", "--python", sys.executable, str(environment.path)],
        [
            *uv,
            "pip",
            "sync",
            "--require-hashes",
            "--compile-bytecode",
            "--python",
            str(environment.python),
            str(environment.lock),
        ],
    )
    if all(subprocess.run(step, env=variables, check=False, cwd=ROOT).returncode == 0 for step in steps):
        return
    print(f"uv could not install {environment.name}; trying pip, which takes longer", file=sys.stderr, flush=True)
    shutil.rmtree(environment.path, ignore_errors=True)
    _install_with_pip(environment)


def _install_with_pip(environment: Environment) -> None:
    steps = (
        [sys.executable, "-m", "venv", str(environment.path)],
        [
            str(environment.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
            "--require-hashes", "--only-binary", ":all:", "--requirement", str(environment.lock),
        ],
    )  # fmt: skip
    for step in steps:
        if subprocess.run(step, check=False, cwd=ROOT).returncode != 0:
            raise StudioError(
                f"Could not make the environment '{environment.name}': `{' '.join(step[:4])} …` failed, see above. "
                "It needs Python's venv module (on Debian: apt install python3-venv) and a registry in pip's reach."
            )
