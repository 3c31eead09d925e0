"""Instances of talent scheduling are read as they are published, and brought to their optimum."""

from itertools import permutations

import pytest

from tools.bench.schedule import Instance, cast_cost, cheapest, cost_of, generated_board, read_instance
from tools.errors import StudioError

TEXT = """numScenes = 5; % of a film that was never shot
numActors = 3;
ia = [|
1,0,0,1,0|
0,1,0,0,1|
1,0,1,0,1|];
c = [10,4,7];
d = [2,1,1,3,1];
"""
#: The same, as such instances are published beside MiniZinc's.
NUMBERS = """never.shot
5 3
1 0 0 1 0  10
0 1 0 0 1  4
1 0 1 0 1  7

2 1 1 3 1
"""


def test_both_ways_to_publish_an_instance_are_read_alike() -> None:
    assert read_instance(NUMBERS) == read_instance(TEXT)


def test_an_instance_is_read_and_brought_to_its_optimum() -> None:
    instance = read_instance(TEXT)
    assert instance == Instance(
        plays=((True, False, False, True, False), (False, True, False, False, True), (True, False, True, False, True)),
        pay=(10, 4, 7),
        days=(2, 1, 1, 3, 1),
    )
    order, bound = cheapest(instance)
    best = min(cost_of(instance, each) for each in permutations(range(5)))
    assert cost_of(instance, order) == bound == best < cost_of(instance, range(5))


@pytest.mark.parametrize(
    "text",
    [
        "",
        TEXT.replace("c =", "pay ="),
        TEXT.replace("numScenes = 5", "numScenes = 6"),
        TEXT.replace("[10,4,7]", "[10,4]"),
        NUMBERS.replace("5 3", "5 4"),
        NUMBERS.replace("5 3", "6 3"),
        "a name alone",
    ],
)
def test_what_is_none_is_refused_in_words(text: str) -> None:
    with pytest.raises(StudioError, match=r"instance|scenes"):
        read_instance(text)


def test_the_generated_board_is_in_the_scripts_order() -> None:
    recipe = generated_board()
    assert [strip.day for strip in recipe.strips] == sorted(strip.day for strip in recipe.strips)
    assert recipe.cost == cast_cost(recipe, [strip.day for strip in recipe.strips]) > 0
