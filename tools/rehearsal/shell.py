"""`./studio engine`: a shell in which `pulumi` itself works against the stand-ins, for whoever has no account yet."""

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from tools.errors import DONE, StudioError
from tools.interface import Command
from tools.rehearsal import engine
from tools.rehearsal.stage import Stage

#: Where the copy of the project, the stacks' state and the account stay from one shell to the next.
FOLDER: Final = engine.HOME / "try"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--build", action="store_true", help="only see to it that there is a Pulumi CLI, and end")
    parser.add_argument("--fresh", action="store_true", help="forget what was made in former shells")
    parser.add_argument("words", nargs=argparse.REMAINDER, metavar="COMMAND", help="run this instead of a shell")


def run(options: argparse.Namespace) -> int:
    if options.build:
        print(engine.command_line())
        return DONE
    if options.fresh:
        shutil.rmtree(FOLDER, ignore_errors=True)
    words: list[str] = [word for word in options.words if word != "--"] or [os.environ.get("SHELL", "/bin/sh")]
    with Stage(FOLDER, realises=True) as stage:
        if not options.words:
            print(_welcome(stage.project), file=sys.stderr, flush=True)
        environment = {**stage.environment(), "PS1": "(stand-in) $ "}
        with subprocess.Popen(words, cwd=stage.project, env=environment) as running:
            return _ended(running, stage)


def _ended(running: subprocess.Popen[bytes], stage: Stage) -> int:
    """The exit code of what runs; meanwhile the laptop's processes are started again when they end."""
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):  # Ctrl-C is the shell's
            return running.wait(1)
        try:
            stage.tend()
        except StudioError as error:
            print(error, file=sys.stderr, flush=True)
            return running.wait()


def _welcome(project: Path) -> str:
    return (
        f"In {project}, a copy of the project, `pulumi` works against stand-ins: nothing here reaches AWS.\n"
        "  pulumi stack init dev --secrets-provider passphrase\n"
        "  pulumi config set --stack dev alarmEmail you@your.domain\n"
        "  pulumi preview --stack dev\n"
        "  pulumi up --stack dev\n"
        "  pulumi up --stack local     (after `stack init local`) makes the studio itself, on this machine\n"
        "Stacks stay until `./studio engine --fresh`. End with `exit`."
    )


COMMAND: Final = Command(
    description="Open a shell in which `pulumi` works against stand-ins of the providers and of AWS.",
    arguments=arguments,
    run=run,
)
