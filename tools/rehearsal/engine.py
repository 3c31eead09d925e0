"""The Pulumi command line: the one on PATH, or the pinned one, which Go builds once into `.studio/`."""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from tools.environments import ENVIRONMENTS, ROOT
from tools.errors import FAILED, StudioError

#: go.mod and go.sum of the pinned command line.
MODULE: Final = ROOT / "tools" / "rehearsal" / "cli"
HOME: Final = ROOT / ".studio" / "engine"
_PACKAGE: Final = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
#: Without it the command line says no version, and Pulumi's own tools refuse it.
_VERSION_OF: Final = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"


def missing() -> str | None:
    """Why no Pulumi can be had here; None where there is one, or Go to build it."""
    if shutil.which("pulumi") or _is_built() or shutil.which("go"):
        return None
    return (
        "neither the Pulumi CLI nor Go is on PATH. Install one: https://www.pulumi.com/docs/install/, or Go "
        f"{_of_module(r'^go ([0-9.]+)')} or newer, with which ./studio builds the pinned CLI"
    )


def command_line() -> Path:
    """The program `pulumi`, built where there is none; that takes minutes, once. Raises `StudioError`."""
    on_path = shutil.which("pulumi")
    if on_path:
        return Path(on_path)
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_built():
            _build()
    return _program()


def language_host() -> Path:
    """A folder with the program by which Pulumi runs Python: it has to come first on PATH."""
    folder = HOME / "host"
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "pulumi-language-python"
    python = ENVIRONMENTS["tools"].python if ENVIRONMENTS["tools"].python.exists() else Path(sys.executable)
    text = f'#!/bin/sh\nexport PYTHONPATH="{ROOT}"\nexec "{python}" -P -m tools.rehearsal.language_host "$@"\n'
    if not program.is_file() or program.read_text(encoding="utf-8") != text:
        written = folder / f".{os.getpid()}"
        written.write_text(text, encoding="utf-8")
        written.chmod(0o755)
        written.replace(program)  # at once: another process may be starting the former
    return folder


def _program() -> Path:
    return HOME / "bin" / "pulumi"


def _stamp() -> Path:
    return HOME / "bin" / "built-from"


def _fingerprint() -> str:
    return hashlib.sha256((MODULE / "go.mod").read_bytes() + (MODULE / "go.sum").read_bytes()).hexdigest()


def _is_built() -> bool:
    return _program().is_file() and _stamp().is_file() and _stamp().read_text(encoding="utf-8") == _fingerprint()


def _of_module(pattern: str) -> str:
    found = re.search(pattern, (MODULE / "go.mod").read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise StudioError(f"{MODULE.relative_to(ROOT)}/go.mod has no line like '{pattern}'.")
    return found[1]


def _build() -> None:
    go = shutil.which("go")
    if go is None:
        raise StudioError(f"Pulumi cannot run here: {missing()}.")
    version = _of_module(r"pulumi/pkg/v3 (v[0-9.]+)")
    print(f"Building the Pulumi CLI {version} with Go, once: it takes some minutes", file=sys.stderr, flush=True)
    flags = f"-s -w -X {_VERSION_OF}={version}"
    built = subprocess.run(
        [go, "build", "-mod=readonly", "-ldflags", flags, "-o", str(_program()), _PACKAGE],
        cwd=MODULE,
        capture_output=True,
        text=True,
        check=False,
    )
    if built.returncode != 0:
        raise StudioError(
            f"Go could not build the Pulumi CLI {version}; its last words:\n{built.stderr[-1500:].strip()}\n"
            "It needs Go's module proxy, or a Pulumi CLI on PATH.",
            exit_code=FAILED,
        )
    _stamp().write_text(_fingerprint(), encoding="utf-8")
