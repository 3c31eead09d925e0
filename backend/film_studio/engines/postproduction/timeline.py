"""Fixes the length of every shot to the frame, once its lines have been spoken."""

from collections.abc import Mapping, Sequence

from contracts.recipes import ShotRecipe
from film_studio.engines.production.shotlist import Plan, PlannedShot


def place_shots(
    shots: Sequence[PlannedShot], durations_ms: Mapping[str, int], following: PlannedShot | None = None
) -> tuple[ShotRecipe, ...]:
    """Recipes of consecutive shots. `durations_ms`: length of each line's sound, by the hash of its recipe.
    `following`: the shot after the last one (`Plan.following(scene)`), which a dissolve needs."""
    raise NotImplementedError(shots, durations_ms, following)


def place_film(plan: Plan, durations_ms: Mapping[str, int]) -> tuple[ShotRecipe, ...]:
    """Recipes of all shots: the concatenation of `place_shots` over the scenes."""
    raise NotImplementedError(plan, durations_ms)
