"""`./studio mutate [infra|backend|workers] [NAME …]`: one line a mistake, what finds it, and how many were found."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from tools.errors import DONE, FAILED, StudioError
from tools.interface import Command
from tools.program import stack_files
from tools.verify.mutations.catalogue import CATALOGUE
from tools.verify.mutations.mutation import NothingChangedError, Outcome, Planted, outcome
from tools.verify.mutations.source import command as source

SIDES: Final = ("infra", "backend", "workers")


@dataclass(frozen=True, kw_only=True)
class MutationReport:
    """What became of each planted mistake: those of the infrastructure's catalogue, and of each area of the source."""

    outcomes: Sequence[Outcome] = ()
    areas: Mapping[str, Sequence[source.Result]] = field(default_factory=dict[str, Sequence[source.Result]])

    @property
    def killed(self) -> int:
        return sum(result.killer is not None for result in (*self.outcomes, *self._planted))

    @property
    def of(self) -> int:
        return len(self.outcomes) + len(self._planted)

    @property
    def exit_code(self) -> int:
        return DONE if self.killed == self.of else FAILED

    def text(self) -> str:
        """The sums; a line for each mistake was printed when it was known."""
        areas = "".join(f"\n{name}: {source.killed(results)} of {len(results)}" for name, results in self.areas.items())
        return f"{areas}\nkilled {self.killed} of {self.of}"

    def document(self) -> dict[str, Any]:
        rows = [{"name": each.name, "killer": each.killer, "says": each.says} for each in self.outcomes]
        areas = {name: source.document(results) for name, results in self.areas.items()}
        return {"killed": self.killed, "of": self.of, "mutations": rows, "areas": areas}

    @property
    def _planted(self) -> list[source.Result]:
        return [result for results in self.areas.values() for result in results]


@dataclass(frozen=True, kw_only=True)
class ListReport:
    """The mistakes that would be planted."""

    names: Sequence[str]
    exit_code: int = DONE

    def text(self) -> str:
        return "\n".join(self.names)

    def document(self) -> dict[str, Any]:
        return {"mutations": list(self.names)}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "names",
        nargs="*",
        metavar="infra|backend|workers|NAME",
        help="where to plant them (default: everywhere), and for infra words of the mistakes to plant",
    )
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


def run(options: argparse.Namespace) -> MutationReport | ListReport:
    sides = [word for word in options.names[:1] if word in SIDES]
    names: list[str] = options.names[len(sides) :]
    sides = sides or (["infra"] if names else list(SIDES))
    if options.only is not None:
        sides = [side for side in sides if side != "infra"]
    if names and sides != ["infra"]:
        raise StudioError(f"Only mistakes of infra have names: say --only PATH instead of {' '.join(names)}.")
    chosen = _named(names) if "infra" in sides else []
    choice = source.Choice(every=options.all, only=options.only, size=options.sample, seed=options.seed)
    areas = source.chosen([side for side in sides if side != "infra"], choice)
    if options.list:
        found = [f"{name}: {each}" for name, candidates in areas.items() for each in candidates]
        return ListReport(names=[*(mistake.name for mistake in chosen), *found])
    try:
        with stack_files.of_tests():
            outcomes = _plant(chosen, quiet=options.json)
    except NothingChangedError as error:
        raise StudioError(f"The catalogue does not fit the program: {error}.") from error
    return MutationReport(outcomes=outcomes, areas=source.plant_all(areas, quiet=options.json))


def _named(names: Sequence[str]) -> list[Planted]:
    chosen = [mistake for mistake in CATALOGUE if all(word in mistake.name for word in names)]
    if not chosen:
        raise StudioError(f"No mistake has that name; there are {len(CATALOGUE)}, from '{CATALOGUE[0].name}' on.")
    return chosen


def _plant(chosen: Sequence[Planted], *, quiet: bool) -> list[Outcome]:
    width = max((len(mutation.name) for mutation in chosen), default=0)
    results: list[Outcome] = []
    for mutation in chosen:
        result = outcome(mutation)
        results.append(result)
        if not quiet:
            print(f"{result.name:{width}}  {result.killer or 'LIVES'}", flush=True)
    return results


COMMAND: Final = Command(
    description="Plant mistakes and see each one found: in what the infrastructure registers, by its checks; in the "
    "source of the backend and the workers, by the tests of the changed file's own area.",
    arguments=arguments,
    run=run,
    reports=True,
    exit_codes={FAILED: "a mistake lives"},
)
