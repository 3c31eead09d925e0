"""Composes the recipes of jobs whose inputs have come: what was planned, and how long the lines turned out."""

import asyncio
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.recipes import Recipe, canonical_json, hash_of
from contracts.recipes.assembly import AssemblyRecipe
from contracts.recipes.base import RecipeHash
from contracts.recipes.score import ScoreRecipe
from contracts.recipes.shot import ShotRecipe
from film_studio.engines.postproduction.composition import assembly_recipe, score_recipe
from film_studio.engines.postproduction.timeline import place_shots
from film_studio.engines.production.models import Production
from film_studio.engines.production.plans import load_plan
from film_studio.engines.production.shotlist import Plan
from film_studio.jobs.models import Job


class ComposeError(ValueError):
    """A recipe cannot be composed; the text says why and what to do."""


def set_recipe(job: Job, recipe: Recipe) -> RecipeHash:
    """Fix what the job is to make. Returns the recipe's hash."""
    spelled = canonical_json(recipe)
    job.recipe = spelled.decode()
    spelled_hash = job.recipe_hash = hash_of(spelled)
    return spelled_hash


async def compose(session: AsyncSession, production: Production, jobs: Sequence[Job]) -> None:
    """Set the recipe of every job of `jobs` that has none; all that they await has succeeded.

    Raises `ComposeError`, `PlanMissingError`.
    """
    missing = [job for job in jobs if job.recipe is None]
    if not missing:
        return
    plan = await load_plan(session, production.revision_id)
    if shots := [job for job in missing if job.kind == "shot"]:
        durations = await _durations(session, production)
        recipes = await asyncio.to_thread(_place, plan, {job.scene for job in shots}, durations)
        for job in shots:
            set_recipe(job, recipes[job.ordinal])
    if films := [job for job in missing if job.kind in ("score", "assembly")]:
        # What was made and not what would be composed today: the planner may have changed since.
        made = await _recipes(session, production, "shot")
        score = await _recipes(session, production, "score")
        for job in films:
            set_recipe(job, await asyncio.to_thread(_film, job.kind, plan, made, score))


def _place(plan: Plan, scenes: set[int | None], durations: Mapping[RecipeHash, int]) -> dict[int, ShotRecipe]:
    placed: dict[int, ShotRecipe] = {}
    for scene in plan.scenes:
        if scene in scenes:
            shots = plan.shots_of(scene)
            recipes = place_shots(shots, durations, plan.following(scene))
            placed.update({shot.index: recipe for shot, recipe in zip(shots, recipes, strict=True)})
    return placed


def _film(kind: str, plan: Plan, shots: Sequence[str], scores: Sequence[str]) -> ScoreRecipe | AssemblyRecipe:
    try:
        recipes = [ShotRecipe.model_validate_json(shot) for shot in shots]
        if kind == "score":
            return score_recipe(plan, recipes)
        return assembly_recipe(plan, recipes, ScoreRecipe.model_validate_json(scores[0]))
    except ValueError as error:
        raise ComposeError(
            f"the {kind} cannot be composed from the shots of this production; start a new one: {error}"
        ) from error


async def _durations(session: AsyncSession, production: Production) -> dict[RecipeHash, int]:
    rows = await session.execute(
        select(Job.recipe_hash, Job.result).where(
            Job.production_id == production.id, Job.kind == "line", Job.status == "succeeded"
        )
    )
    return {name: result["duration_ms"] for name, result in rows if name is not None and result is not None}


async def _recipes(session: AsyncSession, production: Production, kind: str) -> list[str]:
    await session.flush()
    rows = await session.execute(
        select(Job.recipe).where(Job.production_id == production.id, Job.kind == kind).order_by(Job.ordinal)
    )
    return [recipe for recipe in rows.scalars() if recipe is not None]
