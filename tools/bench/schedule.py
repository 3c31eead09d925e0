"""How good schedules are: a generated board of 60 scenes, looked at by the worker's own search, beside the script's
order; and, with `--film FILE`, a published talent-scheduling instance to its optimum.

An instance is as the talent-scheduling benchmarks are published. Either numbers after a name: how many scenes and
actors, then a row an actor (1 where they play, and in the end the pay a day), then the days of each scene. Or MiniZinc
data: `numScenes`, `numActors`, `ia` (a row an actor), `c` (pay), `d` (days). Nobody's is shipped here.
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

import numpy as np
from film_workers.scheduling.order import cheapest_order
from film_workers.scheduling.search import best_order

from contracts.recipes.schedule import PersonToHold, ScheduleRecipe, StripToPlace
from tools.errors import DONE, FAILED, StudioError

#: Of an instance: more than any of those that are published needs, and a gigabyte or two.
_MOST_SETS: Final = 400_000
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
    try:
        scenes, plays, pay, days = _of_data(text) if "=" in text else _of_numbers(text)
    except (IndexError, KeyError, ValueError) as error:
        raise StudioError(
            f"this is not a talent-scheduling instance: {error}; it needs scenes, actors, who plays in which, pay and "
            "days."
        ) from error
    if (len(plays), len(days)) != (scenes * len(pay), scenes) or not scenes or not pay:
        raise StudioError(f"what is there is not of {scenes} scenes and {len(pay)} actors.")
    rows = tuple(tuple(map(bool, plays[row * scenes : (row + 1) * scenes])) for row in range(len(pay)))
    return Instance(plays=rows, pay=tuple(pay), days=tuple(days))


def _of_data(text: str) -> tuple[int, list[int], list[int], list[int]]:
    fields = dict(re.findall(r"(\w+)\s*=\s*(.*?);", re.sub(r"%.*", "", text), re.DOTALL))
    scenes, actors = int(fields["numScenes"]), int(fields["numActors"])
    plays, pay, days = ([int(each) for each in re.findall(r"-?\d+", fields[name])] for name in ("ia", "c", "d"))
    if len(pay) != actors:
        raise ValueError(f"c has not {actors} actors")
    return scenes, plays, pay, days


def _of_numbers(text: str) -> tuple[int, list[int], list[int], list[int]]:
    scenes, actors, *rest = (int(each) for each in text.split()[1:])
    rows = [rest[row * (scenes + 1) : (row + 1) * (scenes + 1)] for row in range(actors)]
    plays = [each for row in rows for each in row[:scenes]]
    return scenes, plays, [row[scenes] for row in rows], rest[actors * (scenes + 1) :]


def cost_of(instance: Instance, order: Sequence[int]) -> int:
    """Each actor is paid from their first scene to their last."""
    total = 0
    for plays, pay in zip(instance.plays, instance.pay, strict=True):
        own = [place for place, scene in enumerate(order) if plays[scene]]
        if own:
            total += pay * sum(instance.days[scene] for scene in order[own[0] : own[-1] + 1])
    return total


def cheapest(instance: Instance) -> tuple[list[int], int]:
    """The best order that is found, and a bound: no order costs less. Raises `StudioError` for too many scenes."""
    plays = np.array(instance.plays)
    pay, days = (np.array(each, dtype=np.int64) for each in (instance.pay, instance.days))
    try:
        found = cheapest_order(plays, pay, days, most_sets=_MOST_SETS)
    except ValueError as error:
        raise StudioError(f"{error}.") from error
    work = int((pay[:, None] * plays * days).sum())
    return list(found.scenes), work + (found.held if found.is_cheapest else 0)


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
