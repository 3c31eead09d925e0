"""`./studio cost STACK`."""

import argparse
from typing import Final

from tools.errors import StudioError
from tools.interface import Command
from tools.program.stacks import registered
from tools.reports.cost.report import CostReport, Usage, cost_of


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stack", help="dev, production, …")
    parser.add_argument(
        "--gpu-hours", type=_amount, default=0.0, metavar="N", help="hours of rendering on GPUs a month"
    )
    parser.add_argument(
        "--gpu-market", choices=("spot", "ondemand"), default="spot", help="where these are bought (default: spot)"
    )
    parser.add_argument("--egress-gb", type=_amount, default=0.0, metavar="N", help="GB to viewers a month")
    parser.add_argument("--films", type=_amount, default=0.0, metavar="N", help="films a month, drawn by CPU workers")
    parser.add_argument("--film-minutes", type=_amount, default=None, metavar="N", help="minutes of each (default: 3)")
    parser.add_argument("--requests", type=_amount, default=0.0, metavar="N", help="requests to the API a month")


def run(options: argparse.Namespace) -> CostReport:
    usage = Usage(
        gpu_hours=options.gpu_hours,
        gpu_market=options.gpu_market,
        egress_gb=options.egress_gb,
        films=options.films,
        film_minutes=options.film_minutes,
        requests=options.requests,
    )
    evaluation = registered(options.stack)
    try:
        return cost_of(evaluation, usage)
    except (ValueError, LookupError) as error:
        raise StudioError(error.args[0]) from error


def _amount(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not an amount: give a number of at least 0")
    return value


COMMAND: Final = Command(
    description="Price everything that a stack registers, for a month.", arguments=arguments, run=run, reports=True
)
