"""`./studio preview STACK`."""

import argparse
from typing import Final

from tools.environments import ROOT
from tools.errors import DONE, FAILED, UNUSABLE, StudioError
from tools.interface import Command
from tools.program import stack_files
from tools.program.stacks import registered
from tools.reports.preview import golden
from tools.reports.preview.baseline import default_reference, described, evaluated_at
from tools.reports.preview.report import LOSSES, VIOLATIONS, Preview, preview_of


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stack", help="local, dev, production, …")
    parser.add_argument(
        "--against", metavar="GITREF", help="default: where this branch left main, else the last commit"
    )
    parser.add_argument("--markdown", action="store_true", help="for a comment on a pull request")
    parser.add_argument(
        "--golden", action="store_true", help="write the stack's golden graph of the tests, and no more"
    )


def run(options: argparse.Namespace) -> Preview | int:
    try:
        if options.golden:
            return _write_golden(options.stack)
        found = _preview(options.stack, options.against)
    except StudioError as error:
        if error.exit_code != UNUSABLE:
            raise
        # Workflows read 2 as a violated policy.
        raise StudioError(str(error), exit_code=FAILED) from error
    if options.markdown and not options.json:
        print(found.markdown())
        return found.exit_code
    return found


def _preview(stack: str, against: str | None) -> Preview:
    after = registered(stack)
    reference = against or default_reference(ROOT)
    before = evaluated_at(ROOT, reference, stack)
    return preview_of(before, after, against=described(ROOT, reference))


def _write_golden(stack: str) -> int:
    with stack_files.of_tests():
        folder = golden.write(stack, registered(stack))
    print(f"Wrote {folder.relative_to(ROOT)}/.")
    return DONE


COMMAND: Final = Command(
    description="Say what a change to the program does to a stack: the working tree against a commit.",
    arguments=arguments,
    run=run,
    reports=True,
    exit_codes={
        FAILED: "there is nothing to compare",
        VIOLATIONS: "a policy is violated",
        LOSSES: "data would be lost that nothing protects",
    },
)
