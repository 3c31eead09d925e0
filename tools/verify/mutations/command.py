"""`./studio mutate [--json] [NAME …]`: one line a mistake, the check that finds it, and how many were found."""

import argparse
import json
import sys
from collections.abc import Sequence

from tools.verify.mutations.catalogue import CATALOGUE
from tools.verify.mutations.mutation import NothingChangedError, Outcome, Planted, outcome


def main(arguments: list[str] | None = None) -> int:
    """0 when every mistake was found, 1 when one lives, 2 when one could not be planted."""
    parser = argparse.ArgumentParser(
        prog="./studio mutate", description="Plant mistakes in the program and see each one found."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="words of the mistakes to plant (default: all)")
    parser.add_argument("--json", action="store_true", help="as JSON")
    options = parser.parse_args(arguments)
    chosen = [m for m in CATALOGUE if all(word in m.name for word in options.names)]
    if not chosen:
        print(f"No mistake is called so; there are {len(CATALOGUE)}, from '{CATALOGUE[0].name}' on.", file=sys.stderr)
        return 2
    try:
        results = _run(chosen, quiet=options.json)
    except NothingChangedError as error:
        print(f"The catalogue does not fit the program: {error}.", file=sys.stderr)
        return 2
    killed = sum(result.killer is not None for result in results)
    if options.json:
        rows = [{"name": r.name, "killer": r.killer, "says": r.says} for r in results]
        print(json.dumps({"killed": killed, "of": len(results), "mutations": rows}, indent=2))
    else:
        print(f"\nkilled {killed} of {len(results)}")
    return 0 if killed == len(results) else 1


def _run(chosen: Sequence[Planted], *, quiet: bool) -> list[Outcome]:
    width = max(len(mutation.name) for mutation in chosen)
    results: list[Outcome] = []
    for mutation in chosen:
        result = outcome(mutation)
        results.append(result)
        if not quiet:
            print(f"{result.name:{width}}  {result.killer or 'LIVES'}", flush=True)
    return results
