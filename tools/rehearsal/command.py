"""`./studio rehearse STACK`: what an operator's command would do, on the real Pulumi and against stand-ins."""

import argparse
import tempfile
from pathlib import Path
from typing import Final

from tools.errors import FAILED
from tools.interface import Command
from tools.rehearsal.report import Act, Rehearsed
from tools.rehearsal.stage import Outcome, Stage


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stack", help="local, dev, production, …")
    parser.add_argument(
        "--change",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        type=_change,
        help="a setting that changes on the stack once it is up; a list as JSON. Several change together",
    )
    parser.add_argument("--new-images", action="store_true", help="the code of the images changes as well")
    parser.add_argument(
        "--fail", action="append", default=[], metavar="TYPE", help="what is made or changed and never gets ready"
    )
    parser.add_argument(
        "--refuse",
        action="append",
        default=[],
        metavar="TYPE",
        help="what AWS refuses to make, change or delete: Instance, 'Service api' or aws:rds/instance:Instance",
    )
    parser.add_argument("--failing-migration", action="store_true", help="the migration ends with exit code 1")
    parser.add_argument(
        "--interrupt", type=_steps, metavar="AFTER", help="SIGINT, as Ctrl-C sends it, after that many steps"
    )


def run(options: argparse.Namespace) -> Rehearsed:
    with tempfile.TemporaryDirectory(prefix="film-studio-rehearsal-") as folder, Stage(Path(folder)) as stage:
        stage.create(options.stack)
        return Rehearsed(stack=options.stack, acts=_acts(stage, options))


def _acts(stage: Stage, options: argparse.Namespace) -> list[Act]:
    """Up from nothing, then the change; the trouble meets the last of them, and then is over."""
    acts: list[Act] = []
    changes = bool(options.change or options.new_images)
    if changes:
        acts.append(_act(stage, options.stack, "The stack as it is", _up(stage, options.stack)))
        if not acts[-1].outcome.succeeded:
            return acts
        for key, value in options.change:
            stage.set(options.stack, key, value)
        if options.new_images:
            stage.cloud.counted("content")
    trouble = stage.trouble
    trouble.fail.update(options.fail)
    trouble.refuse.update(options.refuse)
    trouble.migration_exit_code = int(options.failing_migration)
    title = "The change" if changes else "Up from nothing"
    acts.append(_act(stage, options.stack, title, _up(stage, options.stack, interrupt_after=options.interrupt)))
    if acts[-1].outcome.succeeded:
        again = stage.pulumi("preview", "--stack", options.stack, "--expect-no-changes")
        acts.append(_act(stage, options.stack, "A second look", again))
        return acts
    if options.fail or options.refuse or options.failing_migration or options.interrupt:
        trouble.fail.clear()
        trouble.refuse.clear()
        trouble.migration_exit_code = 0
        acts.append(_act(stage, options.stack, "The next `up`, when the trouble is over", _up(stage, options.stack)))
    return acts


def _up(stage: Stage, stack: str, *, interrupt_after: int | None = None) -> Outcome:
    return stage.pulumi("up", "--yes", "--skip-preview", "--stack", stack, interrupt_after=interrupt_after)


def _act(stage: Stage, stack: str, title: str, outcome: Outcome) -> Act:
    return Act(title=title, outcome=outcome, resources=stage.state(stack))


def _change(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise argparse.ArgumentTypeError(f"'{text}' is not a setting: say KEY=VALUE, such as apiSpot=true.")
    return key, value


def _steps(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of steps: 1 or more.")
    return int(text)


COMMAND: Final = Command(
    description="Run `pulumi` as an operator would, on the real Pulumi and against stand-ins, and say in what order "
    "what happens, what is replaced, what waits for what, which hook runs, what is out of service, and where it stops.",
    arguments=arguments,
    run=run,
    reports=True,
    exit_codes={FAILED: "an act of the rehearsal stopped"},
)
