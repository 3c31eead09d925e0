"""Compares a film with what its newest script and cast would make: recipes decide what is stale, plans say why."""

import asyncio
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, select

from contracts.recipes.base import RecipeHash
from contracts.recipes.film import FilmFormat
from film_studio.engines.character import parts_of
from film_studio.engines.production import CASTING, Plan, PlannedShot, production_row
from film_studio.engines.tracking import followed
from film_studio.engines.writing import list_headings, newest_revision, revision_row
from film_studio.flows import estimates
from film_studio.flows.lineage_schemas import AddedScene, Lineage, Made, Reason, SceneLineage
from film_studio.flows.productions import plan_of
from film_studio.identity.scope import Scope
from film_studio.jobs.models import JobRow
from film_studio.kit.database.reader import Query

_JOBS: Final = Query(
    select(JobRow.kind, JobRow.ordinal, JobRow.recipe_hash).where(
        JobRow.organization_id == bindparam("organization_id"), JobRow.owner_id == bindparam("production_id")
    )
)


async def get_lineage(scope: Scope, production_id: uuid.UUID) -> Lineage:
    """Raises a 404 problem for the production, a 409 one without a plan. Takes a feature a second, beside the loop."""
    production = await production_row(scope, production_id)
    revision = await revision_row(scope, production.revision_id)
    newest = await newest_revision(scope, production.project_id) or revision
    casting = CASTING.validate_python(production.casting)
    old = await plan_of(scope, revision.id, production.voice_renderer, casting)
    new = await plan_of(scope, newest.id, production.voice_renderer, await parts_of(scope, newest.id))
    number, before, score_renderer = revision.number, revision.id, production.score_renderer
    film_format = FilmFormat.model_validate(production.format)
    await scope.commit()  # holds no connection during what follows
    foreseen = await estimates.foresee_jobs(scope, new, score_renderer, film_format)
    wanted = {job.recipe_hash for job in foreseen.jobs if job.recipe_hash is not None}
    jobs = await scope.rows(_JOBS, production_id=production_id)
    made = {(row["kind"], row["ordinal"]): row["recipe_hash"] for row in jobs}
    same = await followed(scope, before, newest.id)
    headings, later = await list_headings(scope, before), await list_headings(scope, newest.id)
    scenes = await asyncio.to_thread(scenes_of, old, new, same, made, wanted)
    kept = {scene.now for scene in scenes}
    score = state_of(made.get(("score", 0)), wanted)
    effects = state_of(made.get(("effects", 0)), wanted)
    assembly = state_of(made.get(("assembly", 0)), wanted)
    added = [
        AddedScene(index=index, number=later[index][0] if index in later else str(index + 1))
        for index in sorted({shot.scene for shot in new.shots})
        if index not in kept
    ]
    return Lineage(
        production_id=production_id,
        revision=number,
        newest=newest.number,
        stale=bool(added) or any(scene.stale for scene in scenes) or "stale" in (score, effects, assembly),
        scenes=[
            scene.model_copy(update={"number": headings[scene.index][0]}) if scene.index in headings else scene
            for scene in scenes
        ],
        added=added,
        score=score,
        effects=effects,
        assembly=assembly,
    )


def state_of(made: RecipeHash | None, wanted: Collection[RecipeHash]) -> Made:
    """Of something that was made by a recipe, which is None as long as that is not known."""
    return "unmade" if made is None else "current" if made in wanted else "stale"


def scenes_of(
    old: Plan,
    new: Plan,
    same: Mapping[int, int],
    made: Mapping[tuple[str, int], RecipeHash | None],
    wanted: Collection[RecipeHash],
) -> list[SceneLineage]:
    """The scenes of a film that was made by `old`. `same` has by the number of a shot there that of the same one in
    `new`; `made` the recipes of its jobs by their kind and number, and `wanted` those of the jobs of `new`, as far as
    they can be told: a shot whose lines were never spoken has none, and so is not what was made."""
    by_scene: defaultdict[int, list[PlannedShot]] = defaultdict(list)
    for shot in old.shots:
        by_scene[shot.scene].append(shot)
    later: defaultdict[int, list[PlannedShot]] = defaultdict(list)
    for shot in new.shots:
        later[shot.scene].append(shot)
    found: list[SceneLineage] = []
    for index, shots in sorted(by_scene.items()):
        stale_shots = [each.index for each in shots if state_of(made.get(("shot", each.index)), wanted) == "stale"]
        spoken = [line.index for each in shots for line in each.lines]
        # A line that is said twice the same way is one job, under the number of the first.
        stale_lines = [number for number in spoken if state_of(made.get(("line", number)), wanted) == "stale"]
        stands = Counter(new.shots[same[each.index]].scene for each in shots if each.index in same)
        now = stands.most_common(1)[0][0] if stands else None
        why: list[Reason] = ["omitted"] if now is None else _why(shots, later[now]) or ["renderer"]
        is_stale = bool(stale_shots or stale_lines) or now is None or len(later[now]) != len(shots)
        found.append(
            SceneLineage(
                index=index,
                number=str(index + 1),
                now=now,
                stale=is_stale,
                why=why if is_stale else [],
                lines=stale_lines,
                shots=stale_shots,
            )
        )
    return found


def _why(old: Sequence[PlannedShot], new: Sequence[PlannedShot]) -> list[Reason]:
    """In what the plans of a scene differ."""
    return [reason for reason, what in _PLANNED.items() if _each(old, what) != _each(new, what)]


def _each(shots: Iterable[PlannedShot], what: Callable[[PlannedShot], Any]) -> list[Any]:
    return [each for each in map(what, shots) if each not in (None, (), [])]


_PLANNED: Final[Mapping[Reason, Callable[[PlannedShot], Any]]] = {
    "words": lambda shot: [(line.character, line.text) for line in shot.lines],
    "voice": lambda shot: [(line.recipe.formant, line.neural_voice) for line in shot.lines],
    "action": lambda shot: (shot.action, shot.lettering) if shot.action or shot.lettering else None,
    "picture": lambda shot: shot.picture,
    "look": lambda shot: shot.drawn,
    "shots": lambda shot: shot.transition,
    "length": lambda shot: shot.seconds,
}
