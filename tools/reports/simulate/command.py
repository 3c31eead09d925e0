"""`./studio simulate STACK`."""

import argparse
from pathlib import Path
from typing import Final

from tools.errors import FAILED, StudioError
from tools.interface import Command
from tools.reports.simulate import traces
from tools.reports.simulate.clock import second_of_week
from tools.reports.simulate.model import fleet_of
from tools.reports.simulate.plot import svg
from tools.reports.simulate.report import SimulationReport, report_of
from tools.reports.simulate.simulation import simulate
from tools.reports.simulate.world import World


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stack", help="dev, production, …")
    parser.add_argument(
        "--trace", default="bursty", metavar="NAME", help=f"{', '.join(traces.NAMES)}, or FILE.json (default: bursty)"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed, another day (default: 1)")
    parser.add_argument(
        "--begin", metavar="MOMENT", help="when the trace begins, by the clock of the stack's schedules: 'Sat 22:30'"
    )
    parser.add_argument("--no-gpu", action="store_true", help="leave GPU groups at max 0 where the stack does")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw the curves")


def run(options: argparse.Namespace) -> SimulationReport:
    try:
        trace = traces.named(options.trace, options.seed)
        begins = trace.begins if options.begin is None else second_of_week(options.begin)
        fleet = fleet_of(options.stack, gpu=not options.no_gpu)
        world = World(droughts=trace.droughts)
        record = simulate(fleet, trace.jobs, seed=options.seed, world=world, begins=begins)
    except (ValueError, LookupError) as error:
        raise StudioError(error.args[0]) from error
    found = report_of(fleet, record, trace=options.trace, seed=options.seed, begins=begins)
    if options.plot is not None:
        _draw(options.plot, found)
    return found


def _draw(target: Path, found: SimulationReport) -> None:
    try:
        target.write_text(svg(found), encoding="utf-8")
    except OSError as error:
        raise StudioError(
            f"{target} cannot be written: {error.strerror}. Name a file in a folder that exists."
        ) from error


COMMAND: Final = Command(
    description="Play a day through a stack's workers, with the very policies that are deployed.",
    arguments=arguments,
    run=run,
    reports=True,
    exit_codes={FAILED: "jobs are lost"},
)
