"""A schedule that is looked for keeps every limit, costs what its board then costs, and never more than before."""

import datetime
from collections.abc import Callable

import pytest
from film_studio.engines.preproduction.schedule.board import (
    Lock,
    Move,
    Split,
    edited,
    in_script_order,
    reordered,
)
from film_studio.engines.preproduction.schedule.costs import conflicts, cost
from film_studio.engines.preproduction.schedule.optimising import recipe_of
from film_studio.engines.preproduction.schedule.settings import Person
from film_studio.engines.preproduction.schedule.shoot import Shoot
from film_workers.errors import StoppedError
from film_workers.tasks import schedule
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from contracts.recipes.schedule import FoundOrder, ScheduleResult
from tests.backend.engines.preproduction.boards import MONDAY, scene, settings, shoot_of, shoots


def quietly(_fraction: float) -> None:
    """Takes progress and does nothing with it."""


def found_for(shoot: Shoot, *, work: float = 2.0) -> ScheduleResult:
    return schedule.run(recipe_of(shoot, work=work), quietly)


def with_order(shoot: Shoot, order: FoundOrder) -> Shoot:
    return Shoot(reordered(shoot.board, order.days), shoot.scenes, shoot.settings)


@tried(max_examples=8, deadline=None)
@given(shoots(most=5), st.sets(st.integers(0, 4), max_size=2))
def test_what_is_found_is_on_the_board_what_it_was_said_to_cost(shoot: Shoot, locked: set[int]) -> None:
    held = tuple(sorted(each for each in locked if each < len(shoot.scenes)))
    if held:
        board = edited(shoot.board, Lock(edit="lock", scenes=held, locked=True), [])
        shoot = Shoot(board, shoot.scenes, shoot.settings)
    longest = max(sum(each.eighths for each in day) for day in shoot.days)
    shoot = Shoot(shoot.board, shoot.scenes, shoot.settings.model_copy(update={"eighths_a_day": longest}))
    result = found_for(shoot)
    assert result.outcome in ("best", "as_it_is")
    if result.order is None:
        return
    after = with_order(shoot, result.order)
    assert cost(after).total == result.order.cost == result.order.bound
    assert result.order.cost <= cost(shoot).total
    assert [each for each in conflicts(after) if each.kind == "length"] == []


def test_parts_of_a_scene_are_ordered_like_any_other_strips() -> None:
    said = settings(eighths_a_day=8, people=[Person(name="ANNA", day_rate=900)])
    scenes = [scene(0, cast=["ANNA"]), scene(1), scene(2, cast=["ANNA"], eighths=4)]
    board = in_script_order([each.eighths for each in scenes], 8)
    split = edited(board, Split(edit="split", scene=0, eighths=4), [each.eighths for each in scenes])
    first, second = split.parts
    apart = edited(split, Move(edit="move", scenes=(second.id,), day=2, position=0), [])
    shoot = Shoot(apart, scenes, said)
    assert (cost(shoot).total, [strip.eighths for strip in recipe_of(shoot, work=1.0).strips]) == (2700, [4, 8, 4, 4])
    result = found_for(shoot)
    assert result.order is not None
    after = with_order(shoot, result.order)
    assert (cost(after).total, conflicts(after)) == (1800, [])
    assert {first.id, second.id} <= {each.scene for day in after.board.days for each in day.strips}


def test_nobody_is_needed_on_a_day_on_which_they_are_away_or_for_more_hours_than_allowed() -> None:
    said = settings(
        eighths_a_day=16,
        people=[
            Person(name="ANNA", day_rate=900, absent=[MONDAY]),
            Person(name="BEN", day_rate=100, hours_a_day=4),
        ],
    )
    cast = (["ANNA"], ["BEN"], ["BEN"], ["ANNA"])
    scenes = [scene(number, cast=names) for number, names in enumerate(cast)]
    shoot = Shoot(in_script_order([8] * 4, 16), scenes, said)
    assert {each.kind for each in conflicts(shoot)} == {"absence"}
    result = found_for(shoot)
    assert result.order is not None
    assert [each.kind for each in conflicts(with_order(shoot, result.order))] == []


def test_limits_that_cannot_hold_together_are_named_and_no_others() -> None:
    said = settings(
        eighths_a_day=16,
        people=[
            Person(name="ANNA", absent=[MONDAY]),
            Person(name="BEN", absent=[MONDAY + datetime.timedelta(days=1)]),
            Person(name="CLEO", absent=[MONDAY]),
        ],
    )
    scenes = [scene(0, cast=["ANNA", "BEN"]), scene(1), scene(2, cast=["CLEO"])]
    result = found_for(shoot_of([scenes[:2], scenes[2:]], said))
    assert result.outcome == "infeasible"
    assert result.clash == ("ANNA is away on day 1", "BEN is away on day 2")
    full = found_for(shoot_of([[scene(0)], [scene(1)]], settings(eighths_a_day=4)))
    assert full.clash == ("at most 4/8 pages a day, on 2 days",)


def test_locked_scenes_stay_though_two_were_given_the_same_number() -> None:
    said = settings(eighths_a_day=16, people=[Person(name="ANNA", day_rate=900)])
    apart = shoot_of([[scene(0, cast=["ANNA"]), scene(1)], [scene(2, cast=["ANNA"])], [scene(3, cast=["ANNA"])]], said)
    board = edited(apart.board, Lock(edit="lock", scenes=(0, 1, 3), locked=True), [])
    recipe = recipe_of(Shoot(board, apart.scenes, said), work=2.0)
    twins = tuple(strip.model_copy(update={"number": "7"}) for strip in recipe.strips)
    order = schedule.run(recipe.model_copy(update={"strips": twins}), quietly).order
    assert order is not None
    assert set(order.days[0]) >= {0, 1}


def test_the_same_recipe_finds_the_same_order_and_tells_of_each_better_one() -> None:
    shoot = feature(24, 12)
    told: list[FoundOrder] = []

    class Telling:
        def __call__(self, fraction: float) -> None:
            assert 0 <= fraction <= 1

        def tell(self, found: FoundOrder) -> None:
            told.append(found)

    recipe = recipe_of(shoot, work=1.0)
    first = schedule.run(recipe, Telling())
    assert schedule.run(recipe, quietly) == first
    costs = [each.cost for each in told]
    assert costs == sorted(costs, reverse=True)
    assert first.order is not None
    assert first.order.cost == told[-1].cost
    assert first.order.bound <= first.order.cost < cost(shoot).total


def test_a_job_that_has_to_stop_stops_and_has_told_what_it_found() -> None:
    told: list[FoundOrder] = []

    class Stopping:
        def __call__(self, fraction: float) -> None:
            if told:
                raise StoppedError

        def tell(self, found: FoundOrder) -> None:
            told.append(found)

    with pytest.raises(StoppedError):
        schedule.run(recipe_of(feature(40, 20), work=600.0), Stopping())
    assert sorted(each for day in told[-1].days for each in day) == list(range(40))


def feature(scenes: int, eighths_a_day: int) -> Shoot:
    """A film in which people come and go in the script's order, so that their days lie far apart."""
    numbers: Callable[[int, int], int] = lambda index, of: (index * 7919 + index * index * 31) % of  # noqa: E731
    cast = ("ANNA", "BEN", "CLEO", "DAN", "EVA", "FAY")
    made = [
        scene(
            index,
            cast=sorted({cast[numbers(index, 6)], cast[numbers(index + 3, 6)]}),
            place=f"PLACE {numbers(index, 5)}",
            night=numbers(index, 4) == 0,
            eighths=2 + numbers(index, 5),
        )
        for index in range(scenes)
    ]
    people = [Person(name=name, day_rate=100 * (number + 1)) for number, name in enumerate(cast)]
    said = settings(eighths_a_day=eighths_a_day, people=people)
    return Shoot(in_script_order([each.eighths for each in made], eighths_a_day), made, said)
