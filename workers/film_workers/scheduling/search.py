"""Looks for the cheapest order with a fixed amount of work: on one thread and counted by the solver, not by a clock,
so that the same recipe gives the same order wherever it runs."""

import math
import threading
from collections.abc import Callable, Sequence
from typing import Final

from ortools.sat.python.cp_model_helper import SatParameters

from contracts.recipes.schedule import FoundOrder, ScheduleRecipe, ScheduleResult
from film_workers.renderers.protocol import Progress
from film_workers.scheduling.constraints import Better, Constraints, Literal, Solver, Status
from film_workers.scheduling.model import ScheduleModel, shooting_order
from film_workers.scheduling.start import better_start, keeps_limits

#: How often a job that looks for an order sees that it has to stop.
_LOOKS_SECONDS: Final = 0.25
#: Of the solver's count, for each question which limits clash.
_CLASH_WORK: Final = 20.0


def best_order(recipe: ScheduleRecipe, progress: Progress, tell: Callable[[FoundOrder], None]) -> ScheduleResult:
    """The best order that the recipe's work finds, never one that costs more than the order as it is, if that keeps
    the limits. `tell` is given each that is better than all before. Raises whatever `progress` raises, within a
    moment."""
    recipe = better_start(recipe)
    schedule = ScheduleModel(recipe)
    schedule.model.add_all(list(schedule.limits.values()))
    schedule.model.add(schedule.cost >= schedule.floor)
    stands = keeps_limits(recipe)
    if stands:
        schedule.model.add(schedule.cost <= recipe.cost)
    schedule.start_here()
    schedule.model.minimize(schedule.cost)
    solver = _solver(recipe, recipe.work)
    status = _solved(solver, schedule.model, _Watch(schedule, tell), progress)
    if status in (Status.OPTIMAL, Status.FEASIBLE):
        order = _order(schedule, solver.value, round(solver.cost), solver.bound)
        return ScheduleResult(outcome="best" if status == Status.OPTIMAL else "found", order=order)
    if status == Status.INFEASIBLE:
        if stands:
            return ScheduleResult(outcome="as_it_is", order=None)
        return ScheduleResult(outcome="infeasible", order=None, clash=_clash(recipe, progress))
    return ScheduleResult(outcome="not_found", order=None)


class _Watch(Better):
    """Tells of each better order, and knows how far the best and the bound still are from each other."""

    def __init__(self, schedule: ScheduleModel, tell: Callable[[FoundOrder], None]) -> None:
        super().__init__()
        self._schedule = schedule
        self._tell = tell
        self._first_gap: float | None = None
        self.fraction = 0.0

    def found(self) -> None:
        cost, bound = self.ObjectiveValue(), self.BestObjectiveBound()
        gap = max(0.0, cost - bound)
        self._first_gap = self._first_gap or gap
        self.fraction = 1 - gap / self._first_gap if self._first_gap else 1.0
        self._tell(_order(self._schedule, self.value, round(cost), bound))


def _solver(recipe: ScheduleRecipe, work: float) -> Solver:
    parameters = SatParameters()
    parameters.random_seed = recipe.seed
    parameters.max_deterministic_time = work
    # One way to search: several in turns were tried, and found less in the same work.
    parameters.num_workers = 1
    return Solver(parameters)


def _solved(solver: Solver, model: Constraints, watch: _Watch, progress: Progress) -> Status:
    """Solve in a thread of its own, and stop when `progress` says so."""
    found: list[Status] = []
    thread = threading.Thread(target=lambda: found.append(solver.solve(model, watch)), name="cp-sat", daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(_LOOKS_SECONDS)
            progress(min(0.99, watch.fraction))
    finally:
        while thread.is_alive():
            solver.stop()
            thread.join(_LOOKS_SECONDS)
    if not found:
        raise RuntimeError("the solver ended without a status")
    return found[0]


def _order(schedule: ScheduleModel, value: Callable[[Literal], bool], cost: int, bound: float) -> FoundOrder:
    strips = schedule.recipe.strips
    days = tuple(
        shooting_order([strip for index, strip in enumerate(strips) if value(schedule.on[index][day])])
        for day in schedule.days
    )
    return FoundOrder(days=days, cost=cost, bound=min(cost, math.ceil(bound - 1e-6)))


def _clash(recipe: ScheduleRecipe, progress: Progress) -> tuple[str, ...]:
    """Limits that cannot hold together, and any of which alone could not be left out of them: a deletion filter."""
    schedule = ScheduleModel(recipe)
    kept = list(schedule.limits)
    for each in list(kept):
        progress(0.99)
        fewer = [words for words in kept if words != each]
        if _is_infeasible(schedule, fewer):
            kept = fewer
    return tuple(kept)


def _is_infeasible(schedule: ScheduleModel, kept: Sequence[str]) -> bool:
    schedule.model.clear_objective()
    schedule.model.assume(schedule.limits[words] for words in kept)
    solver = _solver(schedule.recipe, _CLASH_WORK)
    return solver.solve(schedule.model) == Status.INFEASIBLE
