"""Foresees the recipes of a film that has not been started, as far as the lines that were made before tell."""

from collections.abc import Mapping
from itertools import chain

from contracts.recipes import recipe_hash
from contracts.recipes.base import RecipeHash
from contracts.recipes.film import FilmFormat
from contracts.recipes.shot import ShotRecipe
from contracts.renderers import Kind
from film_studio.engines.postproduction.edit.effects import effects_recipe
from film_studio.engines.postproduction.edit.recipes import assembly_recipe, score_recipe
from film_studio.engines.postproduction.edit.timeline import place_shots
from film_studio.engines.production import Plan


def foresee(
    plan: Plan, durations_ms: Mapping[RecipeHash, int], score_renderer: str, film_format: FilmFormat
) -> dict[tuple[Kind, int], RecipeHash]:
    """The hashes of recipes by kind and number: of each shot all of whose lines have a length, and, when they all
    have, of score, effects and assembly.

    `durations_ms`: length of the lines whose sound is there, by the hash of their recipes. `score_renderer` would play
    the music. Takes a feature half a second of spelling and hashing: call it off the event loop.
    """
    placed: dict[int, ShotRecipe] = {}
    neighbours = zip(plan.shots, chain(plan.shots[1:], (None,)), chain((None,), plan.shots), strict=False)
    for shot, following, preceding in neighbours:
        if all(recipe_hash(line.recipe) in durations_ms for line in shot.lines):
            (placed[shot.index],) = place_shots((shot,), durations_ms, following, preceding, film_format=film_format)
    foreseen: dict[tuple[Kind, int], RecipeHash] = {("shot", index): recipe_hash(it) for index, it in placed.items()}
    if len(placed) == len(plan.shots):
        shots = list(placed.values())
        score = score_recipe(plan, shots, score_renderer)
        foreseen["score", 0] = recipe_hash(score)
        effects = effects_recipe(plan, shots, score_renderer)
        foreseen["effects", 0] = recipe_hash(effects)
        foreseen["assembly", 0] = recipe_hash(assembly_recipe(plan, shots, score, effects))
    return foreseen
