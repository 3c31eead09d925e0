"""`./studio test bare`: the README's commands as a stranger first runs them, on each Python that the README names.

Each Python is Debian's own, in a root that mmdebstrap makes: git, Python with venv and nothing else, an ordinary user,
LANG=C. Inside is a clean clone of the last commit. Where mmdebstrap or the right to use it is missing, nothing runs and
the exit code is `SKIPPED`.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.debian import make_root
from tools.environments import ROOT
from tools.errors import DONE, FAILED, StudioError

#: Python → the Debian release that has it as its own. The first is the oldest that the README names, to the last digit.
PYTHONS: Final = {"3.11": "bookworm", "3.13": "trixie", "3.14": "forky"}
#: The exit code where this machine cannot make a bare root.
SKIPPED: Final = 77
_PACKAGES: Final = ("git", "python3", "python3-venv", "ca-certificates")
_HOME: Final = "/home/guest"
_BUNDLE: Final = "/srv/film-studio.bundle"
_CLONE: Final = f"{_HOME}/film-studio"
_KEPT: Final = ROOT / ".studio" / "bare"

# How this machine reaches its registries. What it is set up with otherwise stays outside.
_VARIABLES: Final = re.compile(
    r"(?i:(https?|all|no)_proxy)|PIP_\w+|UV_(\w*INDEX\w*|FIND_LINKS|NATIVE_TLS|SYSTEM_CERTS|HTTP_TIMEOUT)"
    r"|SSL_CERT_FILE|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE"
)
_FILES: Final = (
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/pip.conf",
    "/etc/uv/uv.toml",
    "/etc/ssl/certs/ca-certificates.crt",
)
_FILES_AT_HOME: Final = (".config/pip/pip.conf", ".pip/pip.conf", ".config/uv/uv.toml")

# Root's in every Debian, whatever the caller's are.
_SYSTEM: Final = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
# `dev` is bound and not mounted: a user's own namespace may make no device.
_ENTER: Final = 'mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && exec chroot "$@"'
_AS_GUEST: Final = f'export PATH=/usr/local/bin:/usr/bin:/bin && cd {_HOME} && exec "$@"'


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a stranger types, in the clone."""

    name: str
    command: tuple[str, ...]


QUICK: Final = (
    Step(name="up", command=("./studio", "up", "--once")),
    Step(name="preview", command=("./studio", "preview", "dev", "--against", "HEAD~1")),
    Step(name="test", command=("./studio", "test", "fast")),
)
WHOLE: Final = (*QUICK[:-1], Step(name="test", command=("./studio", "test")))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A step's exit code on one Python (its whole version), how long it took in seconds, and where its output is."""

    python: str
    step: Step
    exit_code: int
    seconds: float
    log: Path

    def line(self) -> str:
        end = "passed" if self.exit_code == DONE else f"failed with {self.exit_code}: see {self.log}"
        return f"Python {self.python:8} {' '.join(self.step.command):45} {self.seconds:5.0f} s  {end}"


def main(words: Sequence[str]) -> int:
    """Run every step on every chosen Python, and print each with its result. Raises `StudioError`."""
    options = _parser().parse_args(words)
    missing = missing_here()
    if missing is not None:
        print(f"skipped: {missing}", file=sys.stderr)
        return SKIPPED
    _KEPT.mkdir(parents=True, exist_ok=True)
    outcomes = [
        outcome
        for python in options.python or PYTHONS
        for outcome in _on(PYTHONS[python], WHOLE if options.whole else QUICK, fresh=options.fresh)
    ]
    print("\n".join(["", *(outcome.line() for outcome in outcomes)]))
    return DONE if all(outcome.exit_code == DONE for outcome in outcomes) else FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./studio test bare",
        description="Run the README's commands in a bare Debian of each Python, in a clean clone of the last commit.",
        epilog=f"exit codes: 0: all passed; 1: a command failed; {SKIPPED}: skipped, mmdebstrap or a right is missing",
    )
    parser.add_argument("--python", action="append", choices=PYTHONS, help="default: all; may be given more than once")
    parser.add_argument("--whole", action="store_true", help="every test, not only those of `./studio test fast`")
    parser.add_argument("--fresh", action="store_true", help="make the roots anew instead of keeping those made before")
    return parser


def missing_here() -> str | None:
    """What this machine lacks for a bare root, and how to get it; None where it lacks nothing."""
    for program, package in (("mmdebstrap", "mmdebstrap"), ("unshare", "util-linux")):
        if shutil.which(program) is None:
            return f"a bare machine is made with {program}, which is not here (on Debian: apt install {package})."
    tried = subprocess.run([*_unshare(), "true"], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        return (
            f"this account may not make namespaces ({tried.stderr.strip()}). Run it as root, or allow user namespaces "
            "and give the account a range in /etc/subuid and /etc/subgid (on Debian: apt install uidmap)."
        )
    return None


def _on(release: str, steps: Sequence[Step], *, fresh: bool) -> list[Outcome]:
    archive = _KEPT / f"{release}.tar"
    if fresh or not archive.exists():
        print(f"Making a bare {release}", flush=True)
        make_root(release, archive, packages=_PACKAGES)
    root = Path(tempfile.mkdtemp(prefix=f"{release}-", dir=_KEPT))
    try:
        _furnish(root, archive)
        python = _said(root, "python3", "-c", "import platform; print(platform.python_version())")
        commit = _said(root, "git", "-C", _CLONE, "log", "-1", "--format=%h %s")
        print(f"Python {python} on {release}, at {commit}", flush=True)
        return [_run(root, python, step) for step in steps]
    finally:
        subprocess.run([*_unshare(), "rm", "-rf", "--one-file-system", str(root)], check=False)


def _furnish(root: Path, archive: Path) -> None:
    """Unpack the archive, and put into it the guest, the clone and how this machine reaches its registries."""
    _as_root("tar", "-x", "--numeric-owner", "--exclude=./dev/*", "-f", str(archive), "-C", str(root))
    for source, target in configuration_files(Path.home()).items():
        _as_root("install", "-D", "-m", "644", str(source), f"{root}{target}")
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "film-studio.bundle"
        _checked("git", "-C", str(ROOT), "bundle", "create", "--quiet", str(bundle), "HEAD")
        _as_root("install", "-m", "644", str(bundle), f"{root}{_BUNDLE}")
    _as_root("chroot", str(root), "useradd", "--create-home", "--shell", "/bin/sh", "guest")
    _as_root("chroot", str(root), "chown", "-R", "guest:guest", _HOME)
    _said(root, "git", "clone", "--quiet", _BUNDLE, _CLONE)


def _run(root: Path, python: str, step: Step) -> Outcome:
    log = _KEPT / f"{python}-{step.name}.log"
    print(f"  {' '.join(step.command)}", flush=True)
    started = time.monotonic()
    in_clone = ("env", "--chdir", _CLONE, *step.command)
    with log.open("wb") as output:
        done = subprocess.run(
            _guest(root, *in_clone),
            env=variables(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
        )
    if done.returncode != DONE:
        print(_last_lines(log.read_text(encoding="utf-8", errors="replace")), flush=True)
    return Outcome(python=python, step=step, exit_code=done.returncode, seconds=time.monotonic() - started, log=log)


def configuration_files(home: Path) -> dict[Path, str]:
    """Files of this machine that say how its registries are reached → where they go in the root."""
    named = [value for name, value in os.environ.items() if _VARIABLES.fullmatch(name) and Path(value).is_absolute()]
    system = {Path(path): path for path in (*_FILES, *named)}
    own = {home / path: f"{_HOME}/{path}" for path in _FILES_AT_HOME}
    return {source: target for source, target in {**system, **own}.items() if source.is_file()}


def variables(environment: Mapping[str, str]) -> dict[str, str]:
    """What a stranger's shell has, and how this machine's registries are reached. A path only if its file goes in."""
    chosen = {name: value for name, value in environment.items() if _VARIABLES.fullmatch(name)}
    reached = {name: value for name, value in chosen.items() if value[:1] != "/" or Path(value).is_file()}
    return {**reached, **_SYSTEM, "HOME": _HOME, "LANG": "C"}


def _unshare() -> tuple[str, ...]:
    """Become root of a machine of its own, at least of its processes and mounts; what is left running ends with it."""
    mapped = () if os.geteuid() == 0 else ("--user", "--map-root-user", "--map-auto")
    return ("unshare", *mapped, "--mount", "--pid", "--fork", "--kill-child")


def _guest(root: Path, *command: str) -> list[str]:
    chroot = ("--userspec=guest:guest", str(root), "sh", "-c", _AS_GUEST, "sh", *command)
    return [*_unshare(), "sh", "-c", _ENTER, str(root), *chroot]


def _as_root(*command: str) -> str:
    return _checked(*_unshare(), *command, environment=_SYSTEM)


def _said(root: Path, *command: str) -> str:
    return _checked(*_guest(root, *command), environment=variables(os.environ))


def _checked(*command: str, environment: Mapping[str, str] | None = None) -> str:
    """Its output; `environment` none: ours. Raises `StudioError` with its last words."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise StudioError(f"`{' '.join(command)}` failed:\n{_last_lines(done.stderr)}", exit_code=FAILED)
    return done.stdout.strip()


def _last_lines(text: str, lines: int = 25) -> str:
    return "\n".join(text.splitlines()[-lines:])
