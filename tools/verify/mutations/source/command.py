"""`./studio mutate backend|workers`: plants small mistakes in plain Python and says which ones no test notices."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools import environments
from tools.environments import ROOT
from tools.verify.mutations.source.areas import AREAS, Area
from tools.verify.mutations.source.sample import Candidate, candidates, sample

SAMPLE_SIZE: Final = 40
SEED: Final = 7


class FailingTestsError(RuntimeError):
    """An area's tests do not pass as they are, so that no mistake can be held against them."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of a mistake: `killer` is the test that noticed it, None when it lives; `tests` is how many ran."""

    candidate: Candidate
    killer: str | None
    tests: int
    seconds: float


def main(programs: Sequence[str], options: argparse.Namespace) -> int:
    """0 when every mistake was noticed, 1 when one lives, 2 when none could be planted. `options`: those of the command
    `mutate`."""
    chosen = [(area, _chosen(area, options)) for area in AREAS if area.program in programs]
    chosen = [(area, found) for area, found in chosen if found]
    if not chosen:
        print(f"No file under {options.only} is in an area of {' or '.join(programs)}.", file=sys.stderr)
        return 2
    if options.list:
        for area, found in chosen:
            print(f"{area.name}: {len(found)}")
            print("".join(f"  {candidate}\n" for candidate in found), end="")
        return 0
    try:
        results = {area.name: _shown(area, found, quiet=options.json) for area, found in chosen}
    except FailingTestsError as error:
        print(error, file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps({name: _document(each) for name, each in results.items()}, indent=2))
    else:
        for name, each in results.items():
            print(f"{name}: killed {sum(result.killer is not None for result in each)} of {len(each)}")
    return 0 if all(result.killer is not None for each in results.values() for result in each) else 1


def _chosen(area: Area, options: argparse.Namespace) -> list[Candidate]:
    if options.only is not None and not any(options.only in file for file in area.sources()):
        return []
    if options.only is None and area.name == "drawing" and not options.all:
        return []
    found = [each for each in candidates(area) if options.only is None or options.only in each.file]
    return found if options.all else sample(found, options.sample, options.seed)


def _shown(area: Area, found: Sequence[Candidate], *, quiet: bool) -> list[Result]:
    results: list[Result] = []
    for result in planted(area, found):
        results.append(result)
        if not quiet:
            fate = result.killer or f"LIVES ({result.tests} tests ran)"
            print(f"{result.candidate}\n    {result.seconds:.1f} s  {fate}", flush=True)
    return results


def planted(area: Area, found: Sequence[Candidate], *, survey: bool = True, root: Path = ROOT) -> Iterator[Result]:
    """Plant one mistake after another and run the area's tests against each. Raises `FailingTestsError` where they fail
    before. Without `survey` the tests run in the table's order and not the quickest first."""
    environments.ensure("test")
    job = {
        "root": str(root),
        "files": area.sources(root),
        "tests": area.tests,
        "mistakes": [(each.file, each.mistake.number, _asked(each)) for each in found],
        "survey": survey,
    }
    command = [environments.ENVIRONMENTS["test"].python, "-P", "-m", "tools.verify.mutations.source.runner"]
    # One order of sets for every run: what a mistake does must not depend on it.
    variables = {**os.environ, "PYTHONHASHSEED": "0"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=variables, cwd=ROOT, text=True
    ) as runner:
        assert runner.stdin is not None
        assert runner.stdout is not None
        json.dump(job, runner.stdin)
        runner.stdin.close()
        for candidate, line in zip(found, runner.stdout, strict=False):
            verdict = json.loads(line)
            yield Result(
                candidate=candidate, killer=verdict["killer"], tests=verdict["tests"], seconds=verdict["seconds"]
            )
    if runner.returncode != 0:
        raise FailingTestsError(f"no mistake was planted in {area.name}: its tests have to pass first, see above")


def _asked(candidate: Candidate) -> str:
    """The function whose callers have to notice; empty for what a whole module is made from."""
    return "" if candidate.mistake.constant else candidate.mistake.function


def _document(results: Sequence[Result]) -> dict[str, object]:
    rows = [{"mistake": str(result.candidate), "killer": result.killer, "tests": result.tests} for result in results]
    return {"killed": sum(result.killer is not None for result in results), "of": len(results), "mistakes": rows}
