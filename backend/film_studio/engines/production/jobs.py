"""A film as jobs: which there are, and what each waits for."""

import uuid
from collections.abc import Iterable
from typing import Final

from contracts.recipes import line
from contracts.recipes.base import RecipeHash
from contracts.recipes.film import FilmFormat, per_second
from film_studio.engines.production.planning.shotlist import Plan
from film_studio.jobs.models import JobOwnerRow, JobRow
from film_studio.jobs.submission import Graph, new_job
from film_studio.jobs.types import JobType, set_recipe

#: Its recipe is the plan's own; those of shots, score, effects and assembly need the lengths of the lines.
LINE: Final = JobType(contract=line.KIND, numbered=True)
#: Shares of the work, in frames of shot rendering: a spoken line; a frame of the film in score, effects and assembly.
LINE_WEIGHT: Final = 6.0
_SCORE_WEIGHT: Final = 0.05
_EFFECTS_WEIGHT: Final = 0.03
_ASSEMBLY_WEIGHT: Final = 0.15


def most_jobs(plan: Plan) -> int:
    """How many ids `film_jobs` takes at most."""
    return len(plan.lines) + len(plan.shots) + 3


def film_jobs(owner: JobOwnerRow, plan: Plan, film_format: FilmFormat, ids: Iterable[uuid.UUID]) -> Graph:
    """A line waits for nothing, a shot for the lines of its scene, score and effects for all lines, the assembly for
    all shots, score and effects. A line said twice the same way is one job.

    `ids`: `most_jobs` new ids, in their order. Takes a feature half a second of spelling and hashing recipes: call it
    off the event loop.
    """
    new_ids = iter(ids)
    lines: dict[RecipeHash, JobRow] = {}
    gates: dict[str, dict[uuid.UUID, None]] = {"lines": {}, "pictures": {}}
    for shot in plan.shots:
        for spoken in shot.lines:
            job = new_job(owner, next(new_ids), "line", spoken.index, part=shot.scene, weight=LINE_WEIGHT)
            job = lines.setdefault(set_recipe(job, spoken.recipe), job)
            gates["lines"][job.id] = None
            gates.setdefault(_scene_gate(shot.scene), {})[job.id] = None
    frames = [shot.seconds * float(per_second(film_format.frame_rate)) for shot in plan.shots]
    shots = [
        new_job(owner, next(new_ids), "shot", shot.index, part=shot.scene, weight=weight, gate=_scene_gate(shot.scene))
        for shot, weight in zip(plan.shots, frames, strict=True)
    ]
    score = new_job(owner, next(new_ids), "score", 0, weight=_SCORE_WEIGHT * sum(frames), gate="lines")
    effects = new_job(owner, next(new_ids), "effects", 0, weight=_EFFECTS_WEIGHT * sum(frames), gate="lines")
    assembly = new_job(owner, next(new_ids), "assembly", 0, weight=_ASSEMBLY_WEIGHT * sum(frames), gate="pictures")
    gates["pictures"] = {job.id: None for job in (*shots, score, effects)}
    return Graph(
        jobs=[*lines.values(), *shots, score, effects, assembly],
        gates={gate: list(jobs) for gate, jobs in gates.items()},
    )


def _scene_gate(scene: int) -> str:
    return f"lines of scene {scene}"
