"""Composes the recipes that depend on the length of the lines: shots, score, effects, assembly."""

import asyncio
import uuid
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.recipes import assembly, contact_sheet, effects, score, shot
from contracts.recipes.assembly import AssemblyRecipe
from contracts.recipes.base import RecipeHash
from contracts.recipes.effects import EffectsRecipe
from contracts.recipes.film import FilmFormat
from contracts.recipes.score import ScoreRecipe
from contracts.recipes.shot import ShotRecipe
from contracts.renderers import Kind
from film_studio.engines.postproduction.edit.effects import effects_recipe
from film_studio.engines.postproduction.edit.recipes import assembly_recipe, score_recipe
from film_studio.engines.postproduction.edit.timeline import place_shots
from film_studio.engines.production import CASTING, Plan, PlanMissingError, ProductionRow, load_plan
from film_studio.jobs.models import JobRow
from film_studio.jobs.types import ComposeError, JobType, set_recipe


async def compose_shots(session: AsyncSession, production_id: uuid.UUID, jobs: Sequence[JobRow]) -> None:
    """Set the recipes of shots all of whose scene's lines have been spoken. Raises `ComposeError`."""
    plan = await _plan(session, production_id)
    durations = await _durations(session, production_id)
    film_format = await _format(session, production_id)
    recipes = await asyncio.to_thread(_place, plan, {job.part for job in jobs}, durations, film_format)
    for job in jobs:
        set_recipe(job, recipes[job.ordinal])


async def compose_score(session: AsyncSession, production_id: uuid.UUID, jobs: Sequence[JobRow]) -> None:
    """Set the recipe of the score when all shots are placed. Raises `ComposeError`."""
    plan, shots = await _plan(session, production_id), await _recipes(session, production_id, "shot")
    renderer = await _score_renderer(session, production_id)
    for job in jobs:
        set_recipe(job, await asyncio.to_thread(_score, plan, shots, renderer))


async def compose_effects(session: AsyncSession, production_id: uuid.UUID, jobs: Sequence[JobRow]) -> None:
    """Set the recipe of the effects when all shots are placed. Raises `ComposeError`."""
    plan, shots = await _plan(session, production_id), await _recipes(session, production_id, "shot")
    renderer = await _score_renderer(session, production_id)
    for job in jobs:
        set_recipe(job, await asyncio.to_thread(_effects, plan, shots, renderer))


async def compose_assembly(session: AsyncSession, production_id: uuid.UUID, jobs: Sequence[JobRow]) -> None:
    """Set the recipe of the film when shots, score and effects are made. Raises `ComposeError`."""
    plan, shots = await _plan(session, production_id), await _recipes(session, production_id, "shot")
    scores = await _recipes(session, production_id, "score")
    effects_of = await _recipes(session, production_id, "effects")
    for job in jobs:
        set_recipe(job, await asyncio.to_thread(_assembly, plan, shots, scores, effects_of))


SHOT: Final = JobType(contract=shot.KIND, numbered=True, compose=compose_shots)
SCORE: Final = JobType(contract=score.KIND, compose=compose_score)
EFFECTS: Final = JobType(contract=effects.KIND, compose=compose_effects)
ASSEMBLY: Final = JobType(contract=assembly.KIND, compose=compose_assembly)
#: Its recipe is there when it is asked for.
CONTACT_SHEET: Final = JobType(contract=contact_sheet.KIND)


def _score(plan: Plan, shots: Sequence[str], renderer: str) -> ScoreRecipe:
    try:
        return score_recipe(plan, [ShotRecipe.model_validate_json(shot) for shot in shots], renderer)
    except ValueError as error:
        raise _does_not_fit("score", error) from error


def _effects(plan: Plan, shots: Sequence[str], score_renderer: str) -> EffectsRecipe:
    try:
        return effects_recipe(plan, [ShotRecipe.model_validate_json(shot) for shot in shots], score_renderer)
    except ValueError as error:
        raise _does_not_fit("effects", error) from error


def _assembly(plan: Plan, shots: Sequence[str], scores: Sequence[str], effects_of: Sequence[str]) -> AssemblyRecipe:
    try:
        placed = [ShotRecipe.model_validate_json(shot) for shot in shots]
        score_made = ScoreRecipe.model_validate_json(scores[0])
        return assembly_recipe(plan, placed, score_made, EffectsRecipe.model_validate_json(effects_of[0]))
    except ValueError as error:
        raise _does_not_fit("assembly", error) from error


def _does_not_fit(kind: str, error: ValueError) -> ComposeError:
    return ComposeError(f"the {kind} cannot be composed from the shots of this production; start a new one: {error}")


async def _score_renderer(session: AsyncSession, production_id: uuid.UUID) -> str:
    wanted = select(ProductionRow.score_renderer).where(ProductionRow.id == production_id)
    return (await session.execute(wanted)).scalar_one()


async def _format(session: AsyncSession, production_id: uuid.UUID) -> FilmFormat:
    wanted = select(ProductionRow.format).where(ProductionRow.id == production_id)
    return FilmFormat.model_validate((await session.execute(wanted)).scalar_one())


async def _plan(session: AsyncSession, production_id: uuid.UUID) -> Plan:
    wanted = select(ProductionRow.revision_id, ProductionRow.voice_renderer, ProductionRow.casting).where(
        ProductionRow.id == production_id
    )
    try:
        revision_id, voice_renderer, casting = (await session.execute(wanted)).one()
        return await load_plan(session, revision_id, voice_renderer, CASTING.validate_python(casting))
    except PlanMissingError as error:
        raise ComposeError(str(error)) from error


def _place(
    plan: Plan, scenes: set[int | None], durations: Mapping[RecipeHash, int], film_format: FilmFormat
) -> dict[int, ShotRecipe]:
    placed: dict[int, ShotRecipe] = {}
    for scene in plan.scenes:
        if scene in scenes:
            shots = plan.shots_of(scene)
            recipes = place_shots(shots, durations, plan.following(scene), film_format=film_format)
            placed.update({shot.index: recipe for shot, recipe in zip(shots, recipes, strict=True)})
    return placed


async def _durations(session: AsyncSession, production_id: uuid.UUID) -> dict[RecipeHash, int]:
    rows = await session.execute(
        select(JobRow.recipe_hash, JobRow.result).where(
            JobRow.owner_id == production_id, JobRow.kind == "line", JobRow.status == "succeeded"
        )
    )
    return {
        recipe_hash: result["duration_ms"]
        for recipe_hash, result in rows
        if recipe_hash is not None and result is not None
    }


async def _recipes(session: AsyncSession, production_id: uuid.UUID, kind: Kind) -> list[str]:
    """Recipes as they were made, and not as they would be composed today: the planner may have changed since."""
    await session.flush()
    rows = await session.execute(
        select(JobRow.recipe).where(JobRow.owner_id == production_id, JobRow.kind == kind).order_by(JobRow.ordinal)
    )
    return [recipe for recipe in rows.scalars() if recipe is not None]
