"""`./studio test`: tests by tier, in parallel; the whole of them beside style and types, so that no core waits."""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Final

from tools import environments
from tools.environments import ROOT
from tools.errors import DONE, FAILED, StudioError
from tools.interface import Command

#: Tier → the folders of its tests.
TIERS: Final[dict[str, tuple[str, ...]]] = {
    "infra": ("tests/contracts", "tests/infra", "tests/repository", "tests/tools"),
    "backend": ("tests/runtime", "tests/backend"),
    "workers": ("tests/runtime", "tests/workers"),
    "web": ("tests/web",),
    "system": ("tests/system",),
}
#: What `fast` leaves out, and why; beside it every test that needs PostgreSQL or the AWS emulator.
NOT_FAST: Final = {
    "tests/system": "starts the laptop's cloud",
    "tests/web": "builds the site, and uses it in a browser",
    "tests/workers": "draws, speaks and encodes",
    "tests/tools": "evaluates many stacks and starts processes",
    "tests/repository/test_real_pulumi.py": "needs the Pulumi CLI",
    "tests/repository/test_images.py": "starts what the images hold",
    "tests/backend/screenplay/test_fountain_uploads.py": "parses the longest screenplays",
    "tests/infra/audit": "runs Checkov",
    "tests/infra/identity": "tries every right against every action",
    "tests/infra/mutations": "plants every mistake of the catalogue",
    "tests/infra/policy": "runs the policy pack in its own environment",
    "tests/infra/program": "loads the whole SDK",
    "tests/infra/rehearsal": "runs the real Pulumi on every stack",
    "tests/infra/proofs": "proves every claim for settings that nobody wrote down",
}
#: Tests that make up requests, and how many of them `fuzz` makes up, which takes minutes.
FUZZING: Final = ("tests/backend/test_fuzzing.py", "--fuzz-cases=10000")
#: Tiers that are programs of their own: they want more than Python.
_PROGRAMS: Final = {"bare": "tools.verify.bare", "images": "tools.command.images"}
#: A file stays with one process, for what its tests share; the order is kept, because the longest files come first.
_PARALLEL: Final = ("--dist", "loadscope", "--no-loadscope-reorder")


def run(options: argparse.Namespace) -> int:
    words: tuple[str, ...] = options.rest
    tier, rest = (words[0], words[1:]) if words and words[0] in _WORDS else ("" if words else "all", words)
    if tier in _PROGRAMS:
        return import_module(_PROGRAMS[tier]).main(rest)
    folders = _folders(tier) if tier in TIERS else ()
    environments.ensure("test", "api", "worker", "emulator")
    if tier == "":
        return _pytest(rest)
    if tier == "fuzz":
        return _pytest((*FUZZING, *rest))
    if tier == "all":
        return _everything(rest)
    if tier == "fast":
        return _fast(rest)
    return _pytest((*_parallel(rest), *folders, *rest))


def _folders(tier: str) -> Sequence[str]:
    found = [folder for folder in TIERS[tier] if (ROOT / folder).is_dir()]
    if not found:
        raise StudioError(f"There are no tests in {', '.join(TIERS[tier])} yet.")
    return found


def _fast(rest: Sequence[str]) -> int:
    """Style, then what needs no server: seconds, for each save."""
    left_out = [path for path in NOT_FAST if (ROOT / path).exists()]
    for path in left_out:
        print(f"leaves out {path}: {NOT_FAST[path]}", file=sys.stderr, flush=True)
    print("leaves out every test that needs PostgreSQL or the AWS emulator", file=sys.stderr, flush=True)
    tests = (*_parallel(rest, waiting=0), "--without-servers", *(f"--ignore={path}" for path in left_out), *rest)
    return _with((_style,), tests)


def _everything(rest: Sequence[str]) -> int:
    return _with((_style, _types), (*_parallel(rest), *rest))


def _with(checks: Sequence[Callable[[], "subprocess.CompletedProcess[str]"]], tests: Sequence[str]) -> int:
    """Run pytest, and beside it the checks, whose words come when pytest is done. All run, so that one run says all."""
    with ThreadPoolExecutor() as beside:
        checking = [beside.submit(check) for check in checks]
        code = _pytest(tests)
        checked = [future.result() for future in checking]
    failed = [check for check in checked if check.returncode != 0]
    for check in failed:
        print(f"\n{check.stdout}{check.stderr}failed: {_called(check)}", file=sys.stderr)
    if code != 0:
        print("failed: pytest", file=sys.stderr)
    return FAILED if failed or code != 0 else DONE


def _called(check: "subprocess.CompletedProcess[str]") -> str:
    program, *arguments = (str(part) for part in check.args)
    return " ".join((Path(program).name, *arguments))


def _style() -> "subprocess.CompletedProcess[str]":
    """Layout first: where it is off, the lint would say the same in more words."""
    layout = _quietly("ruff", "format", "--check", ".")
    return layout if layout.returncode != 0 else _quietly("ruff", "check", ".")


def _types() -> "subprocess.CompletedProcess[str]":
    return _quietly("basedpyright")


def _quietly(program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([_program(program), *arguments], cwd=ROOT, check=False, capture_output=True, text=True)


def _pytest(arguments: Sequence[str]) -> int:
    return subprocess.run([_program("pytest"), *arguments], cwd=ROOT, env=_variables(), check=False).returncode


def _variables() -> dict[str, str]:
    """Where Python writes no bytecode, each process of a run compiles all tests and all of ours again: minutes."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _program(name: str) -> Path:
    return environments.ENVIRONMENTS["test"].path / "bin" / name


def _parallel(rest: Sequence[str], *, waiting: int = 1) -> Sequence[str]:
    """A process a core, and as many more as there are `waiting` for servers; unless the person says how many."""
    if any(word == "-n" or word.startswith(("-n=", "--numprocesses")) for word in rest):
        return ()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return ("-n", str(cores + waiting), *_PARALLEL)


_WORDS: Final = frozenset({*TIERS, "fast", "fuzz", *_PROGRAMS, "all"})


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("tier", nargs="?", choices=sorted(_WORDS), help="default: all, with style and types beside it")
    parser.add_argument("pytest", nargs="*", metavar="PYTEST ARGS", help="handed to pytest; without a tier, alone")
    parser.usage = (
        f"{parser.prog} [TIER] [PYTEST ARGS]\n       {parser.prog} bare [--python VERSION]... [--whole] [--fresh]\n"
        f"       {parser.prog} images [--base] [--builder BUILDER] [IMAGE]..."
    )


COMMAND: Final = Command(
    description="Run tests. `fast` is for each save: style, and the tests that need no server.",
    arguments=arguments,
    run=run,
    open_ended=True,
    exit_codes={
        FAILED: "a test, the style or a type is wrong",
        77: "skipped: `bare`, without mmdebstrap or the right to use it; `images`, without Docker and buildah",
    },
)
