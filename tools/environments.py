"""The project's Python environments: made from the locks on first use, made again when a lock changes.

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

from tools.errors import StudioError

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".studio" / "env"


@dataclass(frozen=True, kw_only=True)
class Environment:
    """A virtual environment: its lock, and the folders of ours that it can import from."""

    name: str
    lock: str
    rooms: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        return HOME / self.name

    @property
    def python(self) -> Path:
        return self.path / "bin" / "python"

    def fingerprint(self) -> str:
        """Changes when the lock or the folders do."""
        parts = (
            (ROOT / self.lock).read_bytes(),
            str(ROOT).encode(),
            *map(str.encode, self.rooms),
        )
        return hashlib.sha256(b"\0".join(parts)).hexdigest()


ENVIRONMENTS = {
    environment.name: environment
    for environment in (
        Environment(name="tools", lock="tools/requirements.lock", rooms=(".",)),
        Environment(name="api", lock="backend/requirements.lock", rooms=(".", "backend")),
        Environment(name="worker", lock="workers/requirements.lock", rooms=(".", "workers")),
        Environment(name="emulator", lock="tools/local_cloud/emulator.lock"),
        Environment(name="test", lock="tests/requirements.lock", rooms=(".", "backend", "workers")),
        Environment(name="policy", lock="policy/requirements.lock"),
        Environment(name="audit", lock="tools/verify/audit/requirements.lock"),
        Environment(name="bench", lock="tests/bench.lock", rooms=(".", "workers")),
    )
}
_UV = Environment(name="uv", lock="tools/uv.lock")


def ensure(*names: str) -> None:
    """Make the environments that are missing or out of date. Safe when two processes do it at once.

    Raises `StudioError` when packages cannot be had.
    """
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stale = [environment for name in names if not _is_current(environment := ENVIRONMENTS[name])]
        if not stale:
            return
        if not _is_current(_UV):
            _make(_UV, installer=_install_with_pip)
        for environment in stale:
            print(f"Installing {environment.name} from {environment.lock}", file=sys.stderr, flush=True)
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
        (packages / "film_studio_rooms.pth").write_text(rooms + "\n")
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
            str(ROOT / environment.lock),
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
            "--require-hashes", "--only-binary", ":all:", "--requirement", str(ROOT / environment.lock),
        ],
    )  # fmt: skip
    for step in steps:
        if subprocess.run(step, check=False, cwd=ROOT).returncode != 0:
            raise StudioError(
                f"Could not make the environment '{environment.name}': `{' '.join(step[:4])} …` failed, see above. "
                "It needs Python's venv module (on Debian: apt install python3-venv) and a registry in pip's reach."
            )
