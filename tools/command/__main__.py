"""`./studio`: what people type. Each command is a function below; the work is done elsewhere in `tools/`."""

import argparse
import contextlib
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Final, TypeVar

import httpx

from tools import environments
from tools.command.client import RefusedError, StudioClient
from tools.command.film import Film, ProductionFailedError, fetch, follow, make, title_of
from tools.environments import ROOT, EnvironmentSetupError
from tools.local_cloud.cloud import CloudFailedError, LocalCloud, StateInUseError, running
from tools.local_cloud.emulator import EmulatorError
from tools.local_cloud.postgres import PostgresError
from tools.local_cloud.realise import CannotRealiseError
from tools.local_cloud.services import TaskFailedError

Result = TypeVar("Result")

DEFAULT_STATE = ROOT / ".studio" / "state"
SAMPLE = ROOT / "samples" / "the-last-ferry.fountain"


KNOWN_FAILURES: Final = (
    CannotRealiseError,
    CloudFailedError,
    EmulatorError,
    EnvironmentSetupError,
    PostgresError,
    ProductionFailedError,
    RefusedError,
    StateInUseError,
    TaskFailedError,
    httpx.HTTPError,
    OSError,
)


#: Commands that are programs of their own: a module with a `main(arguments)` that explains itself with --help.
PROGRAMS: Final = {
    "cost": ("reports.cost", "what a stack costs a month, line by line"),
    "preview": ("reports.preview", "what a change to the program does, in words"),
    "diagram": ("reports.diagram", "a stack as a picture"),
    "simulate": ("reports.simulate", "a stack's workers under load, with the very policies that are deployed"),
    "mutate": ("verify.mutations", "plant mistakes in the program and see each one found"),
    "audit": ("verify.audit", "hold a stack against Checkov"),
    "quotas": ("reports.quotas", "whether the account may start a stack's GPU instances"),
    "drift": ("reports.drift", "what changed in the cloud behind our back, from a refreshed preview"),
    "expired": ("reports.expired_stacks", "which pull-request stacks are to be removed"),
}


def main(arguments: list[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    if given and given[0] in PROGRAMS:
        return import_module(f"tools.{PROGRAMS[given[0]][0]}").main(given[1:])
    parser = _parser()
    options = parser.parse_args(given)
    if options.command is None:
        parser.print_help()
        return 0
    try:
        return options.run(options)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./studio", description="AI Film Studio on this machine.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    up = commands.add_parser("up", help="start everything here; the first time, make the sample film")
    up.add_argument("--once", action="store_true", help="stop when the film is there")
    up.add_argument("--port", type=int, help="port of the API (default: a free one, the same as last time)")
    _add_state(up)
    up.set_defaults(run=_up)

    film = commands.add_parser("film", help="make a film from a screenplay")
    film.add_argument("script", type=Path, metavar="SCRIPT.fountain")
    film.add_argument("-o", "--output", type=Path, metavar="FILM.mp4", help="default: beside the screenplay")
    _add_state(film)
    film.set_defaults(run=_film)

    test = commands.add_parser(
        "test", help="all tests, types and style; further arguments go to pytest", add_help=False
    )
    test.add_argument("pytest", nargs=argparse.REMAINDER, metavar="PYTEST ARGS")
    test.set_defaults(run=_test)

    bench = commands.add_parser("bench", help="benchmarks: render, api, program (default: all)")
    bench.add_argument("name", nargs="?", choices=("render", "api", "program"), metavar="NAME")
    bench.add_argument("--json", action="store_true", help="figures only, as JSON")
    bench.set_defaults(run=_bench)
    for name, (_, help_text) in PROGRAMS.items():
        commands.add_parser(name, help=help_text)
    return parser


def _add_state(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--state", type=Path, default=DEFAULT_STATE, metavar="DIR", help="where everything is kept")


# --- up and film ----------------------------------------------------------------------------------------------


def _up(options: argparse.Namespace) -> int:
    film: Path = options.state / "films" / f"{SAMPLE.stem}.mp4"
    with _failures_in_words(), LocalCloud(options.state, api_port=options.port) as cloud:
        print(f"\n  API      {cloud.api_url}/api/v1   (documentation: {cloud.api_url}/api/v1/docs)")
        print(f"  API key  {cloud.api_key}")
        print(f"  logs     {cloud.logs}", flush=True)
        if not film.exists():
            made = _while_tending(cloud, lambda: _sample_film(cloud, film))
            print(_measures(made))
        print(f"  film     {film}\n", flush=True)
        if options.once:
            return 0
        print("Running. Ctrl-C ends it; everything is kept.", flush=True)
        while True:
            cloud.tend()
            time.sleep(0.5)
    return 1


def _sample_film(cloud: LocalCloud, target: Path) -> Film:
    """The sample's production, taken up where a former start left it."""
    with StudioClient(cloud.api_url, cloud.api_key) as client:
        for project in client.projects():
            if project["title"] != title_of(SAMPLE):
                continue
            for production in client.productions(project["id"]):
                if production["status"] == "succeeded":
                    return fetch(client, production["id"], target)
                if production["status"] == "running":
                    print("Going on with the sample film:", flush=True)
                    return follow(client, production["id"], target)
        print(f"Making the sample film from {SAMPLE.relative_to(ROOT)}:", flush=True)
        return make(client, SAMPLE, target)


def _film(options: argparse.Namespace) -> int:
    script: Path = options.script
    target: Path = options.output or script.with_suffix(".mp4")
    if not script.is_file():
        print(f"There is no screenplay at {script}.", file=sys.stderr)
        return 2
    if target.suffix != ".mp4":
        print(f"The film is an MP4: name it {target.with_suffix('.mp4')} instead of {target}.", file=sys.stderr)
        return 2
    with _failures_in_words():
        access = running(options.state)
        if access is not None:
            with StudioClient(access.api_url, access.api_key) as client:
                made = make(client, script, target)
        else:
            with LocalCloud(options.state, say=_silent) as cloud:
                made = _while_tending(cloud, lambda: _film_in(cloud, script, target))
        print(_measures(made))
        print(f"  film     {made.path}")
        return 0
    return 1


def _film_in(cloud: LocalCloud, script: Path, target: Path) -> Film:
    with StudioClient(cloud.api_url, cloud.api_key) as client:
        return make(client, script, target)


def _measures(film: Film) -> str:
    report = film.report
    return (
        f"  made     {report['duration_ms'] / 1000:.1f} s, {report['frames']} frames, "
        f"drawn by {', '.join(report['renderers'])}, {report['integrated_lufs']:.1f} LUFS, "
        f"true peak {report['true_peak_dbtp']:.1f} dBTP, {report['captions']} subtitles"
    )


def _silent(_: str) -> None:
    """`./studio film` shows its progress and its result, nothing else."""


def _while_tending(cloud: LocalCloud, work: Callable[[], Result]) -> Result:
    """Do the work in a thread, because only the main thread may start processes again when they end."""
    outcome: Future[Result] = Future()

    def run() -> None:
        try:
            outcome.set_result(work())
        except BaseException as error:  # noqa: BLE001 - handed on to the main thread, whatever it is
            outcome.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    while True:
        with contextlib.suppress(FutureTimeoutError):
            return outcome.result(timeout=0.5)
        cloud.tend()


@contextlib.contextmanager
def _failures_in_words() -> Generator[None, None, None]:
    """What people can do something about reads as a sentence; SIGTERM ends things in order, as Ctrl-C does."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    except KNOWN_FAILURES as error:
        print(f"\n{error}", file=sys.stderr)
        raise SystemExit(1) from None


# --- test and bench -------------------------------------------------------------------------------------------


def _test(options: argparse.Namespace) -> int:
    """Style, types, then pytest; with arguments, pytest alone. Every step runs, so that one run says all."""
    environments.ensure("test", "api", "worker", "emulator")
    programs = environments.ENVIRONMENTS["test"].path / "bin"
    pytest = [programs / "pytest", *(options.pytest or ("-n", "2", "--dist", "loadscope"))]
    checks: list[list[str | Path]] = [] if options.pytest else [
        [programs / "ruff", "format", "--check", "."],
        [programs / "ruff", "check", "."],
        [programs / "basedpyright"],
    ]  # fmt: skip
    failed = [step[0] for step in [*checks, pytest] if subprocess.run(step, cwd=ROOT, check=False).returncode != 0]
    for step in failed:
        print(f"failed: {Path(step).name}", file=sys.stderr)
    return 1 if failed else 0


def _bench(options: argparse.Namespace) -> int:
    """Each benchmark runs in the environment of what it measures, and prints figures that compare within one run."""
    names = (options.name,) if options.name else ("render", "api", "program")
    needed = {"render": ("bench", "test"), "api": ("test",), "program": ("test",)}
    environments.ensure(*dict.fromkeys(name for bench in names for name in needed[bench]))
    python = environments.ENVIRONMENTS["test"].python
    for name in names:
        command = [python, "-P", "-m", f"tools.bench.{name}", *(("--json",) if options.json else ())]
        code = subprocess.run(command, check=False).returncode
        if code != 0:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
