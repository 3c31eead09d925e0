"""How long the infrastructure program takes to evaluate: cold in a fresh process, and again where it is loaded."""

import argparse
import json
import statistics
import subprocess
import sys
import time

from tools.program.evaluate import ROOT, evaluate_stack

STACKS = tuple(sorted(path.name.split(".")[1] for path in ROOT.glob("Pulumi.*.yaml")))
_COLD = "import sys; from tools.program.evaluate import evaluate_stack; evaluate_stack(sys.argv[1])"


def measure(stack: str, *, cold_runs: int = 3, warm_runs: int = 5) -> dict[str, float]:
    """Median seconds of a stack's evaluation, and how many resources it registers."""
    cold: list[float] = []
    for _ in range(cold_runs):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-P", "-c", _COLD, stack], check=True)
        cold.append(time.perf_counter() - began)
    resources = len(evaluate_stack(stack).resources)
    warm: list[float] = []
    for _ in range(warm_runs):
        began = time.perf_counter()
        evaluate_stack(stack)
        warm.append(time.perf_counter() - began)
    return {
        "cold_seconds": round(statistics.median(cold), 3),
        "warm_seconds": round(statistics.median(warm), 3),
        "resources": resources,
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="./studio bench program", description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = {stack: measure(stack) for stack in STACKS}
    if options.json:
        print(json.dumps(figures))
        return
    print(f"{'stack':<12} {'cold s':>7} {'warm s':>7} {'resources':>10}")
    for stack, found in figures.items():
        print(f"{stack:<12} {found['cold_seconds']:>7.2f} {found['warm_seconds']:>7.2f} {found['resources']:>10.0f}")


if __name__ == "__main__":
    main()
