"""Composes the film from its shots: the score's recipe and the assembly's."""

from collections.abc import Sequence

from contracts.recipes import AssemblyRecipe, ScoreRecipe, ShotRecipe
from film_studio.engines.production.shotlist import Plan


def score_recipe(plan: Plan, shots: Sequence[ShotRecipe]) -> ScoreRecipe:
    """The music: one cue a scene. `shots` are the plan's, placed."""
    raise NotImplementedError(plan, shots)


def assembly_recipe(plan: Plan, shots: Sequence[ShotRecipe], score: ScoreRecipe) -> AssemblyRecipe:
    """The film: its segments in order and every line on its timeline."""
    raise NotImplementedError(plan, shots, score)
