"""What a change to the program does to a stack, in words and without credentials: the working tree against a commit."""

import argparse
import sys
from collections.abc import Sequence

from tools.program.evaluate import ROOT, evaluate_stack
from tools.reports.preview import golden
from tools.reports.preview.baseline import BaselineError, default_reference, described, evaluated_at
from tools.reports.preview.report import preview_of

__all__ = ["main"]


def main(arguments: Sequence[str]) -> int:
    """`./studio preview`: 0; 1 when there is nothing to compare; 2 for policy violations; 3 when data would be lost."""
    options = _parser().parse_args(arguments)
    try:
        after = evaluate_stack(options.stack)
        if options.golden:
            golden.FOLDER.mkdir(parents=True, exist_ok=True)
            golden.path_of(options.stack).write_text(golden.graph(after))
            print(f"Wrote {golden.path_of(options.stack).relative_to(ROOT)}.")
            return 0
        reference = options.against or default_reference(ROOT)
        before = evaluated_at(ROOT, reference, options.stack)
        found = preview_of(before, after, against=described(ROOT, reference))
    except (BaselineError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(found.markdown() if options.markdown else found.text())
    return found.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./studio preview",
        description=__doc__,
        epilog="Ends with 2 for policy violations, 3 when data would be lost.",
    )
    parser.add_argument("stack", help="local, dev, production, …")
    parser.add_argument(
        "--against", metavar="GITREF", help="default: where this branch left main, else the last commit"
    )
    parser.add_argument("--markdown", action="store_true", help="for a comment on a pull request")
    parser.add_argument(
        "--golden", action="store_true", help="write the stack's golden graph of the tests, and no more"
    )
    return parser
