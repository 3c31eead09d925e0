"""`./studio mutate [NAME …]`: one line a mistake, the check that finds it, and how many were found."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from tools.errors import DONE, FAILED, StudioError
from tools.interface import Command
from tools.verify.mutations.catalogue import CATALOGUE
from tools.verify.mutations.mutation import NothingChangedError, Outcome, Planted, outcome


@dataclass(frozen=True, kw_only=True)
class MutationReport:
    """What became of each planted mistake."""

    outcomes: Sequence[Outcome]

    @property
    def killed(self) -> int:
        return sum(result.killer is not None for result in self.outcomes)

    @property
    def exit_code(self) -> int:
        return DONE if self.killed == len(self.outcomes) else FAILED

    def text(self) -> str:
        """The sum; a line for each was printed when it was known."""
        return f"\nkilled {self.killed} of {len(self.outcomes)}"

    def document(self) -> dict[str, Any]:
        rows = [{"name": each.name, "killer": each.killer, "says": each.says} for each in self.outcomes]
        return {"killed": self.killed, "of": len(self.outcomes), "mutations": rows}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help="words of the mistakes to plant (default: all)")


def run(options: argparse.Namespace) -> MutationReport:
    chosen = [m for m in CATALOGUE if all(word in m.name for word in options.names)]
    if not chosen:
        raise StudioError(f"No mistake has that name; there are {len(CATALOGUE)}, from '{CATALOGUE[0].name}' on.")
    try:
        return MutationReport(outcomes=_plant(chosen, quiet=options.json))
    except NothingChangedError as error:
        raise StudioError(f"The catalogue does not fit the program: {error}.") from error


def _plant(chosen: Sequence[Planted], *, quiet: bool) -> list[Outcome]:
    width = max(len(mutation.name) for mutation in chosen)
    results: list[Outcome] = []
    for mutation in chosen:
        result = outcome(mutation)
        results.append(result)
        if not quiet:
            print(f"{result.name:{width}}  {result.killer or 'LIVES'}", flush=True)
    return results


COMMAND: Final = Command(
    description="Plant mistakes in the program and see each one found.",
    arguments=arguments,
    run=run,
    reports=True,
    exit_codes={FAILED: "a mistake lives"},
)
