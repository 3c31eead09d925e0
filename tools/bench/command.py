"""`./studio bench`: each benchmark runs in the environment of what it measures; figures compare within one run."""

import argparse
import subprocess
from typing import Final

from tools import environments
from tools.errors import DONE
from tools.interface import Command

#: Benchmark → the environments that it needs.
BENCHMARKS: Final = {"render": ("bench", "test"), "api": ("test",), "program": ("test",)}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", choices=tuple(BENCHMARKS), metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--json", action="store_true", help="figures only, as JSON")


def run(options: argparse.Namespace) -> int:
    names = (options.name,) if options.name else tuple(BENCHMARKS)
    environments.ensure(*dict.fromkeys(environment for name in names for environment in BENCHMARKS[name]))
    python = environments.ENVIRONMENTS["test"].python
    for name in names:
        command = [python, "-P", "-m", f"tools.bench.{name}", *(("--json",) if options.json else ())]
        code = subprocess.run(command, check=False).returncode
        if code != DONE:
            return code
    return DONE


COMMAND: Final = Command(
    description="Measure the renderer, the API and the program (default: all).", arguments=arguments, run=run
)
