"""`./studio mutate [infra|backend|workers] [NAME …]`: one line a mistake, what finds it, and how many were found."""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Final

from tools.verify.mutations.catalogue import CATALOGUE
from tools.verify.mutations.mutation import NothingChangedError, Outcome, Planted, outcome
from tools.verify.mutations.source import command as source

PROGRAMS: Final = ("infra", "backend", "workers")


def main(arguments: list[str] | None = None) -> int:
    """0 when every mistake was found, 1 when one lives, 2 when one could not be planted."""
    options = _parser().parse_args(arguments)
    named = [word for word in options.names[:1] if word in PROGRAMS]
    names: list[str] = options.names[len(named) :]
    programs = named or (["infra"] if names else list(PROGRAMS))
    if options.only is not None:
        programs = [program for program in programs if program != "infra"]
    if names and programs != ["infra"]:
        print(f"Only mistakes of infra have names: say --only PATH instead of {' '.join(names)}.", file=sys.stderr)
        return 2
    codes = [_infra(names, options)] if "infra" in programs else []
    if sources := [program for program in programs if program != "infra"]:
        codes.append(source.main(sources, options))
    return max(codes, default=2)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./studio mutate",
        description="Plant mistakes in the program and see each one found: in what the infrastructure registers, by "
        "its checks; in the source of the backend and the workers, by the tests of the changed file's own area.",
    )
    parser.add_argument(
        "names", nargs="*", metavar="infra|backend|workers|NAME",
        help="where to plant them (default: everywhere), and for infra words of the mistakes to plant",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--list", action="store_true", help="name the mistakes, plant none")
    parser.add_argument("--all", action="store_true", help="every mistake in the source, not a sample")
    parser.add_argument("--only", metavar="PATH", help="only in source files whose path contains this")
    parser.add_argument(
        "--sample",
        type=int,
        default=source.SAMPLE_SIZE,
        metavar="N",
        help="mistakes in each area (default: %(default)s)",
    )
    parser.add_argument(
        "--seed", type=int, default=source.SEED, metavar="N", help="another sample; equal seeds give equal ones"
    )
    return parser


def _infra(names: Sequence[str], options: argparse.Namespace) -> int:
    chosen = [m for m in CATALOGUE if all(word in m.name for word in names)]
    if not chosen:
        print(f"No mistake is called so; there are {len(CATALOGUE)}, from '{CATALOGUE[0].name}' on.", file=sys.stderr)
        return 2
    if options.list:
        print("\n".join(mistake.name for mistake in chosen))
        return 0
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
