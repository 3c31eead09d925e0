"""The part of `./studio mutate` that plants small mistakes in plain Python and says which ones no test notices."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools import environments
from tools.environments import ROOT
from tools.errors import FAILED, StudioError
from tools.verify.mutations.source.areas import AREAS, Area
from tools.verify.mutations.source.sample import Candidate, candidates, sample

SAMPLE_SIZE: Final = 40
SEED: Final = 7


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which mistakes to plant: every one or a sample, in all files or in those whose path contains `only`."""

    every: bool = False
    only: str | None = None
    size: int = SAMPLE_SIZE
    seed: int = SEED


@dataclass(frozen=True, kw_only=True)
class Result:
    """What became of a mistake: `killer` is the test that noticed it, None when it lives; `tests` is how many ran."""

    candidate: Candidate
    killer: str | None
    tests: int
    seconds: float


def chosen(sides: Sequence[str], choice: Choice) -> dict[str, list[Candidate]]:
    """The mistakes of each area of the sides. Raises `StudioError` where `choice.only` fits no file of them.

    A picture's bytes are held by tests of their own, so areas without samples are planted only when they are asked for.
    """
    found: dict[str, list[Candidate]] = {}
    for area in AREAS:
        if area.side not in sides or not (area.sampled or choice.every or choice.only):
            continue
        inside = [each for each in candidates(area) if choice.only is None or choice.only in each.file]
        if inside:
            found[area.name] = inside if choice.every else sample(inside, choice.size, choice.seed)
    if choice.only is not None and not found:
        raise StudioError(f"No file under {choice.only} is in an area of {' or '.join(sides)}.")
    return found


def plant_all(areas: Mapping[str, Sequence[Candidate]], *, quiet: bool) -> dict[str, list[Result]]:
    """What became of each mistake, by area; unless quiet, a line for each is printed when it is known."""
    return {area.name: _shown(area, areas[area.name], quiet=quiet) for area in AREAS if area.name in areas}


def killed(results: Sequence[Result]) -> int:
    return sum(result.killer is not None for result in results)


def document(results: Sequence[Result]) -> dict[str, object]:
    rows = [{"mistake": str(each.candidate), "killer": each.killer, "tests": each.tests} for each in results]
    return {"killed": killed(results), "of": len(results), "mistakes": rows}


def _shown(area: Area, found: Sequence[Candidate], *, quiet: bool) -> list[Result]:
    results: list[Result] = []
    for result in planted(area, found):
        results.append(result)
        if not quiet:
            fate = result.killer or f"LIVES ({result.tests} tests ran)"
            print(f"{result.candidate}\n    {result.seconds:.1f} s  {fate}", flush=True)
    return results


def planted(area: Area, found: Sequence[Candidate], *, survey: bool = True, root: Path = ROOT) -> Iterator[Result]:
    """Plant one mistake after another and run the area's tests against each. Raises `StudioError` where they fail
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
        text = f"No mistake was planted in {area.name}: its tests have to pass first, see above."
        raise StudioError(text, exit_code=FAILED)


def _asked(candidate: Candidate) -> str:
    """The function whose callers have to notice; empty for what a whole module is made from."""
    return "" if candidate.mistake.constant else candidate.mistake.function
