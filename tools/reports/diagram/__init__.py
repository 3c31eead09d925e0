"""A stack as a picture, drawn from what the program registers: network, services, data, and who may do what."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.program.evaluate import evaluate_stack
from tools.reports.diagram.architecture import architecture
from tools.reports.diagram.layout import draw
from tools.reports.diagram.picture import svg

__all__ = ["main"]


def main(arguments: Sequence[str]) -> int:
    """`./studio diagram`: 0, or 2 for a stack that is not there or a file that cannot be written."""
    parser = argparse.ArgumentParser(prog="./studio diagram", description=__doc__)
    parser.add_argument("stack", help="local, dev, production, …")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE.svg", help="default: STACK.svg here")
    options = parser.parse_args(arguments)
    target: Path = options.output or Path(f"{options.stack}.svg")
    if target.suffix != ".svg":
        print(f"The picture is an SVG: name it {target.with_suffix('.svg')} instead of {target}.", file=sys.stderr)
        return 2
    try:
        target.write_text(svg(draw(architecture(evaluate_stack(options.stack)))))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{target} cannot be written: {error.strerror}. Name a file in a folder that exists.", file=sys.stderr)
        return 2
    print(f"Drew {target}.")
    return 0
