"""`./studio bench`: each benchmark runs in the environment of what it measures; figures compare within one run."""

import argparse
import subprocess
from pathlib import Path
from typing import Final

from tools import environments
from tools.errors import DONE, StudioError
from tools.interface import Command

#: Benchmark → the environments that it needs.
BENCHMARKS: Final = {
    "render": ("bench", "test"),
    "api": ("test",),
    "program": ("test",),
    "web": ("test", "web"),
    "voices": ("test", "listening"),
    "schedule": ("test",),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", choices=tuple(BENCHMARKS), metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--json", action="store_true", help="figures only, as JSON")
    parser.add_argument(
        "--film",
        type=Path,
        metavar="FILE",
        help="voices: how much is heard of the sample's film instead; schedule: an instance instead",
    )
    parser.add_argument(
        "--language", action="append", default=[], metavar="TAG", help="voices: a language alone, or several"
    )
    parser.add_argument(
        "--tuned", action="store_true", help="voices: the lines that they are tuned by, and what is heard of each"
    )
    parser.add_argument("--renderer", metavar="NAME", help="voices: formant or kokoro alone")
    parser.add_argument("--shots", type=Path, metavar="DIR", help="web: take pictures of every page instead, into DIR")


def run(options: argparse.Namespace) -> int:
    if options.shots is not None and options.name != "web":
        raise StudioError("--shots is for the site: ./studio bench web --shots DIR.")
    if options.film is not None and options.name not in ("voices", "schedule"):
        raise StudioError("--film is for voices and schedules: ./studio bench schedule --film FILE.")
    if (options.language or options.tuned or options.renderer) and options.name != "voices":
        raise StudioError("--language, --renderer and --tuned are for voices: ./studio bench voices --tuned.")
    names = (options.name,) if options.name else tuple(BENCHMARKS)
    more = [*(("--json",) if options.json else ()), *(("--shots", options.shots) if options.shots else ())]
    more += ["--film", options.film] if options.film else []
    more += [word for tag in options.language for word in ("--language", tag)]
    more += ["--renderer", options.renderer] if options.renderer else []
    more += ["--tuned"] if options.tuned else []
    environments.ensure(*dict.fromkeys(environment for name in names for environment in BENCHMARKS[name]))
    python = environments.ENVIRONMENTS["test"].python
    for name in names:
        command = [python, "-P", "-m", f"tools.bench.{name}", *more]
        code = subprocess.run(command, check=False).returncode
        if code != DONE:
            return code
    return DONE


COMMAND: Final = Command(
    description="Measure the renderer, the API, the program, the site, the voices and schedules (default: all).",
    arguments=arguments,
    run=run,
)
