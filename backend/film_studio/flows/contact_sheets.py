"""Asks for the contact sheet of a production: its planned shots, the stills that were made of them, set as a PDF."""

import asyncio
import uuid
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, Final

from sqlalchemy import select

from contracts.recipes.contact_sheet import KIND, ContactSheetRecipe, Panel, SheetScene
from contracts.recipes.film import FilmFormat, per_second
from contracts.recipes.shot import KIND as SHOT
from contracts.recipes.shot import STILL, ShotResult
from film_studio.engines import JOB_TYPES
from film_studio.engines.management import project_row
from film_studio.engines.production import CASTING, Plan, PlannedShot, production_row
from film_studio.engines.writing import SUBJECT as REVISION
from film_studio.engines.writing import list_headings, revision_row
from film_studio.flows.job_schemas import Job
from film_studio.flows.jobs import get_job_begun
from film_studio.flows.productions import plan_of
from film_studio.identity.scope import Scope
from film_studio.jobs import submission
from film_studio.jobs.models import JobRow
from film_studio.jobs.submission import Graph, new_job
from film_studio.jobs.types import set_recipe
from film_studio.kit.database.bulk import new_ids
from film_studio.kit.stored import readable

#: What a panel has room for.
_MOST_LETTERS: Final = 160
#: Of a frame of shot rendering: fetching a still and setting its panel.
_PANEL_WEIGHT: Final = 0.5


async def create_contact_sheet(scope: Scope, production_id: uuid.UUID) -> Job:
    """One job, for the production's revision. Shots that are not made yet are shown without a picture. Raises a 404
    problem for the production, a 409 one without a plan."""
    production = await production_row(scope, production_id)
    project = await project_row(scope, production.project_id, lock="keep")
    revision = await revision_row(scope, production.revision_id)
    plan = await plan_of(scope, revision.id, production.voice_renderer, CASTING.validate_python(production.casting))
    film_format = FilmFormat.model_validate(production.format)
    headings = await list_headings(scope, revision.id)
    made = await _made(scope, production_id)
    recipe = await asyncio.to_thread(
        _recipe, project.title, revision.number, plan, headings, made, film_format=film_format
    )
    owner = await submission.new_owner(scope.session, scope.organization_id, REVISION.type, revision.id)
    (job_id,) = await new_ids(scope.session, 1)
    job = new_job(owner, job_id, KIND.name, 0, weight=_PANEL_WEIGHT * len(plan.shots))
    set_recipe(job, recipe)
    await submission.submit(scope.session, JOB_TYPES, owner, Graph(jobs=[job], gates={}))
    told = {"production": str(production_id), "shots": len(plan.shots)}
    scope.record("contact_sheet.started", REVISION.type, revision.id, project_id=project.id, after=told)
    await scope.session.flush()
    return await get_job_begun(scope, job_id)


async def _made(scope: Scope, production_id: uuid.UUID) -> dict[int, Mapping[str, Any]]:
    """Index of a shot → its job's `recipe_hash` and `result`."""
    rows = await scope.session.execute(
        select(JobRow.ordinal, JobRow.recipe_hash, JobRow.result).where(
            JobRow.organization_id == scope.organization_id,
            JobRow.owner_id == production_id,
            JobRow.kind == "shot",
            JobRow.status == "succeeded",
        )
    )
    return {row.ordinal: {"recipe_hash": row.recipe_hash, "result": row.result} for row in rows}


def _recipe(
    title: str,
    revision: int,
    plan: Plan,
    headings: Mapping[int, tuple[str, str]],
    made: Mapping[int, Mapping[str, Any]],
    *,
    film_format: FilmFormat,
) -> ContactSheetRecipe:
    scenes: list[SheetScene] = []
    for scene, shots in groupby(plan.shots, key=lambda shot: shot.scene):
        number, heading = headings.get(scene, (str(scene + 1), ""))
        panels = tuple(_panel(shot, made.get(shot.index, {}), film_format) for shot in shots)
        scenes.append(SheetScene(number=number, heading=heading, panels=panels))
    return ContactSheetRecipe(
        title=title,
        revision=revision,
        frame_rate=film_format.frame_rate,
        aspect_ratio=film_format.aspect_ratio,
        drawn_by=tuple(sorted(_renderers(made.values()))),
        scenes=tuple(scenes),
    )


def _panel(shot: PlannedShot, job: Mapping[str, Any], film_format: FilmFormat) -> Panel:
    result = readable(ShotResult, job.get("result"))
    has_still = result is not None and STILL in SHOT.files_of(job["result"])
    view = shot.picture if shot.picture.kind != "card" else None
    line = shot.lines[0] if shot.lines else None
    card = "" if shot.picture.kind != "card" else " / ".join(shot.picture.lines)
    return Panel(
        shot_hash=job["recipe_hash"] if has_still else None,
        size=view and view.size,
        angle=view and view.angle,
        move=view and view.move,
        frames=result.frames if result else max(1, round(shot.seconds * per_second(film_format.frame_rate))),
        who=line.character if line else "",
        text=_shortened(line.text if line else shot.action or card, more=len(shot.lines) > 1),
    )


def _shortened(text: str, *, more: bool) -> str:
    if len(text) > _MOST_LETTERS:
        return text[:_MOST_LETTERS].rstrip() + " …"
    return f"{text} …" if more else text


def _renderers(jobs: Iterable[Mapping[str, Any]]) -> set[str]:
    results = (readable(ShotResult, job["result"]) for job in jobs)
    return {result.renderer for result in results if result is not None}
