"""The order that holds people the least, beside every order that there is."""

from itertools import permutations

import numpy as np
import pytest
from film_workers.scheduling.order import MOST_SCENES, ShootingOrder, cheapest_order
from film_workers.scheduling.start import better_start, keeps_limits
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from contracts.recipes.schedule import PersonToHold, ScheduleRecipe, StripToPlace
from tools.bench.schedule import Instance, cast_cost, cost_of, generated_board


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    scenes, people = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    row = st.lists(st.booleans(), min_size=scenes, max_size=scenes).map(tuple)
    several = st.integers(1, 9)
    return Instance(
        plays=tuple(draw(st.lists(row, min_size=people, max_size=people))),
        pay=tuple(draw(st.lists(several, min_size=people, max_size=people))),
        days=tuple(draw(st.lists(several, min_size=scenes, max_size=scenes))),
    )


def ordered(instance: Instance, *, most_sets: int) -> ShootingOrder:
    return cheapest_order(
        np.array(instance.plays), np.array(instance.pay), np.array(instance.days), most_sets=most_sets
    )


def work(instance: Instance) -> int:
    return sum(
        pay * days
        for plays, pay in zip(instance.plays, instance.pay, strict=True)
        for here, days in zip(plays, instance.days, strict=True)
        if here
    )


@tried(max_examples=60, deadline=None)
@given(instances())
def test_no_order_costs_less_than_the_one_that_is_called_cheapest(instance: Instance) -> None:
    found = ordered(instance, most_sets=1_000)
    assert found.is_cheapest
    assert sorted(found.scenes) == list(range(len(instance.days)))
    best = min(cost_of(instance, order) for order in permutations(range(len(instance.days))))
    assert work(instance) + found.held == cost_of(instance, found.scenes) == best


@tried(max_examples=30, deadline=None)
@given(instances())
def test_with_little_room_it_is_an_order_that_says_what_it_holds(instance: Instance) -> None:
    found = ordered(instance, most_sets=1)
    assert sorted(found.scenes) == list(range(len(instance.days)))
    assert work(instance) + found.held == cost_of(instance, found.scenes)


def test_a_second_look_that_finds_no_way_to_the_end_takes_nothing_from_the_first() -> None:
    chosen = np.random.default_rng(3)
    plays = chosen.random((12, 40)) < 0.3
    pay, days = chosen.integers(1, 900, 12), chosen.integers(1, 9, 40)
    first = cheapest_order(plays, pay, days, most_sets=2_000)
    second = cheapest_order(plays, pay, days, most_sets=2_100)
    assert second.held <= first.held
    assert sorted(second.scenes) == list(range(40))


def test_more_different_scenes_than_there_are_bits_are_refused() -> None:
    plays = (np.arange(MOST_SCENES + 1)[None, :] >> np.arange(7)[:, None]) & 1 == 1
    with pytest.raises(ValueError, match="64 different scenes"):
        cheapest_order(plays, np.ones(7, dtype=np.int64), np.ones(64, dtype=np.int64), most_sets=10)


def test_a_search_begins_where_the_cast_costs_half_of_the_scripts_order() -> None:
    recipe = generated_board()
    start = better_start(recipe)
    assert keeps_limits(start)
    assert [strip.scene for strip in start.strips] == [strip.scene for strip in recipe.strips]
    assert start.cost == cast_cost(recipe, [strip.day for strip in start.strips]) < recipe.cost / 2


def test_what_is_locked_or_costs_nothing_begins_where_it_stands() -> None:
    recipe = generated_board()
    locked = recipe.strips[0].model_copy(update={"locked": True})
    for each in (
        recipe.model_copy(update={"strips": (locked, *recipe.strips[1:])}),
        recipe.model_copy(update={"people": (), "cost": 0, "strips": unplayed(recipe)}),
    ):
        assert better_start(each) == each


def test_a_start_that_breaks_a_limit_is_left() -> None:
    recipe = generated_board()
    everybody_away = tuple(
        PersonToHold(name=each.name, day_rate=each.day_rate, absent=recipe.days, eighths_a_day=None)
        for each in recipe.people
    )
    away = recipe.model_copy(update={"people": everybody_away})
    assert better_start(away) == away


def unplayed(recipe: ScheduleRecipe) -> tuple[StripToPlace, ...]:
    return tuple(strip.model_copy(update={"cast": ()}) for strip in recipe.strips)
