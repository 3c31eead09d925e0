"""What a stack costs a month, line by line: what the program registers, times the dated price file."""

import argparse
import json
import sys
from collections.abc import Sequence

from tools.program.evaluate import evaluate_stack
from tools.reports.cost.rates import UnpricedError
from tools.reports.cost.report import Report, Usage, cost_of

__all__ = ["Report", "UnpricedError", "Usage", "cost_of", "main"]


def main(arguments: Sequence[str]) -> int:
    """`./studio cost`: 0, or 2 when the stack or the usage cannot be priced."""
    options = _parser().parse_args(arguments)
    usage = Usage(
        gpu_hours=options.gpu_hours,
        gpu_market=options.gpu_market,
        egress_gb=options.egress_gb,
        films=options.films,
        film_minutes=options.film_minutes,
        requests=options.requests,
    )
    try:
        report = cost_of(evaluate_stack(options.stack), usage)
    except (ValueError, LookupError) as error:
        print(error.args[0], file=sys.stderr)
        return 2
    print(json.dumps(report.document(), indent=2) if options.json else report.text())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./studio cost", description=__doc__)
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
    parser.add_argument("--json", action="store_true", help="figures only, as JSON")
    return parser


def _amount(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no amount: give a number of at least 0")
    return value
