"""Where a search begins: the cheaper of the order as it is, and scenes in the order that holds people the least, a day
after the other."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from ortools.sat.python.cp_model_helper import SatParameters

from contracts.recipes.schedule import ScheduleRecipe
from film_workers.scheduling.constraints import Solver, Status
from film_workers.scheduling.model import ScheduleModel
from film_workers.scheduling.order import MOST_SCENES, cheapest_order

#: Two seconds for 60 scenes. Ten times as many sets take ten times as long, and find a few per cent.
_MOST_SETS: Final = 4_000


def better_start(recipe: ScheduleRecipe) -> ScheduleRecipe:
    """The recipe with its strips where they cost less and break no limit, and with that cost; or as it is."""
    if any(strip.locked for strip in recipe.strips):
        return recipe
    best = recipe
    stands = keeps_limits(recipe)
    for order in _orders(recipe):
        placed = _placed(recipe, order)
        if placed is None or not keeps_limits(placed):
            continue
        placed = placed.model_copy(update={"cost": _cost(placed)})
        if placed.cost < best.cost or not stands:
            best, stands = placed, True
    return best


def keeps_limits(recipe: ScheduleRecipe) -> bool:
    """Whether the order as it is breaks none."""
    for day in range(len(recipe.days)):
        strips = [strip for strip in recipe.strips if strip.day == day]
        if sum(strip.eighths for strip in strips) > recipe.eighths_a_day:
            return False
        for number, person in enumerate(recipe.people):
            own = sum(strip.eighths for strip in strips if number in strip.cast)
            most = recipe.eighths_a_day if person.eighths_a_day is None else person.eighths_a_day
            if own and (day in person.absent or own > most):
                return False
    return True


def _orders(recipe: ScheduleRecipe) -> list[tuple[int, ...]]:
    """The strips by their indexes, and the same backwards: as cheap, and days end elsewhere."""
    paid = [number for number, person in enumerate(recipe.people) if person.day_rate]
    casts = {tuple(number in strip.cast for number in paid) for strip in recipe.strips}
    if not paid or len(casts) > MOST_SCENES:
        return []
    found = cheapest_order(
        np.array([[number in strip.cast for strip in recipe.strips] for number in paid]),
        np.array([recipe.people[number].day_rate for number in paid], dtype=np.int64),
        np.array([strip.eighths for strip in recipe.strips], dtype=np.int64),
        most_sets=_MOST_SETS,
    )
    return [found.scenes, found.scenes[::-1]]


def _placed(recipe: ScheduleRecipe, order: Sequence[int]) -> ScheduleRecipe | None:
    """Each strip on the day of the one before, or on the next where that is full. None where the days do not do."""
    days = [0] * len(order)
    day = length = 0
    for index in order:
        eighths = recipe.strips[index].eighths
        if length and length + eighths > recipe.eighths_a_day:
            day, length = day + 1, 0
        days[index], length = day, length + eighths
    if day >= len(recipe.days):
        return None
    strips = (strip.model_copy(update={"day": day}) for strip, day in zip(recipe.strips, days, strict=True))
    return recipe.model_copy(update={"strips": tuple(strips)})


def _cost(recipe: ScheduleRecipe) -> int:
    """Of the order as it is, by the same model that is searched."""
    schedule = ScheduleModel(recipe)
    for strip, places in zip(recipe.strips, schedule.on, strict=True):
        schedule.model.add(places[strip.day] == 1)
    schedule.model.minimize(schedule.cost)
    parameters = SatParameters()
    parameters.num_workers = 1
    solver = Solver(parameters)
    if solver.solve(schedule.model) != Status.OPTIMAL:
        raise RuntimeError("an order without a choice has no cost")
    return round(solver.cost)
