"""How good schedules are: a generated board of 60 scenes, looked at by the worker's own search, beside the script's
order; and, with `--film FILE`, a published talent-scheduling instance to its optimum.

An instance is MiniZinc data as the talent-scheduling benchmarks have it: `numScenes`, `numActors`, `ia` (a row an
actor, 1 where they play), `c` (pay a day), `d` (days of each scene). Nobody's is shipped here.
"""

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from film_workers.scheduling.search import best_order
from ortools.sat.python import cp_model

from contracts.recipes.schedule import PersonToHold, ScheduleRecipe, StripToPlace
from tools.errors import DONE, FAILED, StudioError

_SECONDS: Final = 60.0
_CORES: Final = 2
_SCENES: Final = 60
_DAYS: Final = 20
_PEOPLE: Final = 12
_SEED: Final = 7
#: A generated board has to cost so much less than the script's order in `_WORK`, about seconds.
_LESS: Final = 0.2
_WORK: Final = 5.0


@dataclass(frozen=True, kw_only=True)
class Instance:
    """A film of which one scene is shot after another. `plays[actor][scene]`."""

    plays: tuple[tuple[bool, ...], ...]
    pay: tuple[int, ...]
    days: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`before` and `cost` in the instance's money, of work and hold together; no order costs less than `bound`."""

    name: str
    before: int
    cost: int
    bound: int
    seconds: float


def read_instance(text: str) -> Instance:
    """Raises `StudioError` for what is not such an instance."""
    fields = dict(re.findall(r"(\w+)\s*=\s*(.*?);", re.sub(r"%.*", "", text), re.DOTALL))
    try:
        scenes, actors = int(fields["numScenes"]), int(fields["numActors"])
        plays, pay, days = (
            tuple(int(each) for each in re.findall(r"-?\d+", fields[name])) for name in ("ia", "c", "d")
        )
    except (KeyError, ValueError) as error:
        raise StudioError(
            f"this is not a talent-scheduling instance: {error}; it needs numScenes, numActors, ia, c, d."
        ) from error
    if (len(plays), len(pay), len(days)) != (scenes * actors, actors, scenes):
        raise StudioError(f"ia, c and d do not have {scenes} scenes and {actors} actors.")
    rows = tuple(tuple(map(bool, plays[row * scenes : (row + 1) * scenes])) for row in range(actors))
    return Instance(plays=rows, pay=pay, days=days)


def cost_of(instance: Instance, order: Sequence[int]) -> int:
    """Each actor is paid from their first scene to their last."""
    total = 0
    for plays, pay in zip(instance.plays, instance.pay, strict=True):
        own = [place for place, scene in enumerate(order) if plays[scene]]
        if own:
            total += pay * sum(instance.days[scene] for scene in order[own[0] : own[-1] + 1])
    return total


def cheapest(instance: Instance, *, seconds: float = _SECONDS) -> tuple[list[int], int]:
    """The best order in that time, and a bound. Raises `StudioError` when there was time for none."""
    model, scenes = cp_model.CpModel(), range(len(instance.days))
    at = [[model.new_bool_var(f"scene {scene} at {place}") for place in scenes] for scene in scenes]
    for each in scenes:
        model.add_exactly_one(at[each])
        model.add_exactly_one(at[scene][each] for scene in scenes)
    # A schedule costs the same backwards.
    model.add(sum(place * at[0][place] for place in scenes) <= len(instance.days) // 2)
    terms: list[cp_model.LinearExprT] = []
    for plays, pay in zip(instance.plays, instance.pay, strict=True):
        began = [model.new_bool_var("") for _ in scenes]
        ends = [model.new_bool_var("") for _ in scenes]
        for place in scenes:
            here = sum(at[scene][place] for scene in scenes if plays[scene])
            model.add(began[place] >= here)
            model.add(ends[place] >= here)
            if place:
                model.add_implication(began[place - 1], began[place])
                model.add_implication(ends[place], ends[place - 1])
        for scene in scenes:
            if plays[scene]:
                terms.append(pay * instance.days[scene])
                continue
            held = model.new_bool_var("")
            for place in scenes:
                model.add_bool_or(held, ~at[scene][place], ~began[place], ~ends[place])
            terms.append(pay * instance.days[scene] * held)
    model.minimize(sum(terms))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = _CORES
    solver.parameters.random_seed = _SEED
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise StudioError(f"no order was found in {seconds:g} s.")
    order = [next(scene for scene in scenes if solver.value(at[scene][place])) for place in scenes]
    return order, round(solver.best_objective_bound)


def generated_board() -> ScheduleRecipe:
    """60 scenes on 20 days in the script's order: people play in acts and again at the end, in places that recur."""
    chosen = random.Random(_SEED)  # noqa: S311 - the same board each time
    strips = tuple(
        StripToPlace(
            scene=scene,
            number=str(scene + 1),
            eighths=chosen.randint(3, 12),
            place=chosen.randrange(9),
            night=chosen.random() < 0.25,
            cast=tuple(sorted(chosen.sample(range(_PEOPLE), chosen.choice((1, 2, 2, 3, 4))))),
            day=scene * _DAYS // _SCENES,
            locked=False,
        )
        for scene in range(_SCENES)
    )
    people = tuple(
        PersonToHold(name=f"Player {number + 1}", day_rate=300 + 150 * number, absent=(), eighths_a_day=None)
        for number in range(_PEOPLE)
    )
    most = max(sum(strip.eighths for strip in strips if strip.day == day) for day in range(_DAYS))
    recipe = ScheduleRecipe(
        days=tuple(range(_DAYS)),
        strips=strips,
        people=people,
        eighths_a_day=most,
        move_cost=0,
        turn_round_cost=0,
        rested_after_days=1,
        drop_after_days=None,
        cost=0,
        seed=_SEED,
        work=_WORK,
    )
    return recipe.model_copy(update={"cost": cast_cost(recipe, [strip.day for strip in strips])})


def cast_cost(recipe: ScheduleRecipe, days: Sequence[int]) -> int:
    """What the cast is paid when each strip is shot on its day."""
    total = 0
    for number, person in enumerate(recipe.people):
        own = [day for strip, day in zip(recipe.strips, days, strict=True) if number in strip.cast]
        total += person.day_rate * (max(own) - min(own) + 1 if own else 0)
    return total


def _of_board() -> Figure:
    recipe = generated_board()
    began = time.perf_counter()
    order = best_order(recipe, lambda _: None, lambda _: None).order
    if order is None:
        raise StudioError("no order was found that costs less than the script's.")
    day_of = {scene: day for day, scenes in enumerate(order.days) for scene in scenes}
    cost = cast_cost(recipe, [day_of[strip.scene] for strip in recipe.strips])
    seconds = time.perf_counter() - began
    name = f"{_SCENES} scenes on {_DAYS} days"
    return Figure(name=name, before=recipe.cost, cost=cost, bound=order.bound, seconds=seconds)


def _of_instance(file: Path) -> Figure:
    instance = read_instance(file.read_text(encoding="utf-8"))
    began = time.perf_counter()
    order, bound = cheapest(instance)
    return Figure(
        name=file.stem,
        before=cost_of(instance, range(len(instance.days))),
        cost=cost_of(instance, order),
        bound=bound,
        seconds=time.perf_counter() - began,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--film", type=Path)
    options = parser.parse_args()
    figure = _of_instance(options.film) if options.film else _of_board()
    less = 1 - figure.cost / figure.before
    if options.json:
        print(json.dumps({**asdict(figure), "less": less}))
    else:
        print(
            f"{figure.name}: {figure.before} in order, {figure.cost} found ({less:.0%} less), "
            f"bound {figure.bound}, {figure.seconds:.1f} s"
        )
    return DONE if options.film or less >= _LESS else FAILED


if __name__ == "__main__":
    sys.exit(main())
