"""A stack's workers under load: the policies that are deployed, played through against spot, crashes and poison."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.reports.simulate import traces
from tools.reports.simulate.model import fleet_of
from tools.reports.simulate.plot import svg
from tools.reports.simulate.report import report_of
from tools.reports.simulate.simulation import World, simulate

__all__ = ["main"]


def main(arguments: Sequence[str]) -> int:
    """`./studio simulate`: 0 when no job is lost, 1 when one is, 2 when there is nothing to simulate or to draw on."""
    options = _parser().parse_args(arguments)
    try:
        trace = traces.named(options.trace, options.seed)
        fleet = fleet_of(options.stack, gpu=not options.no_gpu)
        record = simulate(fleet, trace.jobs, seed=options.seed, world=World(droughts=trace.droughts))
    except (ValueError, LookupError) as error:
        print(error.args[0], file=sys.stderr)
        return 2
    found = report_of(fleet, record, trace=options.trace, seed=options.seed)
    if options.plot is not None:
        try:
            options.plot.write_text(svg(found, record.samples))
        except OSError as error:
            print(
                f"{options.plot} cannot be written: {error.strerror}. Name a file in a folder that exists.",
                file=sys.stderr,
            )
            return 2
    print(json.dumps(found.document(record)) if options.json else found.text())
    return 0 if found.is_sound else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./studio simulate", description=__doc__)
    parser.add_argument("stack", help="dev, production, …")
    parser.add_argument(
        "--trace", default="bursty", metavar="NAME", help=f"{', '.join(traces.NAMES)}, or FILE.json (default: bursty)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed, another day (default: 1)")
    parser.add_argument("--no-gpu", action="store_true", help="leave GPU groups at max 0 where the stack does")
    parser.add_argument("--json", action="store_true", help="figures and curves, as JSON")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw the curves")
    return parser
