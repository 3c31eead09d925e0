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


def test_an_instance_is_read_and_brought_to_its_optimum() -> None:
    instance = read_instance(TEXT)
    assert instance == Instance(
        plays=((True, False, False, True, False), (False, True, False, False, True), (True, False, True, False, True)),
        pay=(10, 4, 7),
        days=(2, 1, 1, 3, 1),
    )
    order, bound = cheapest(instance, seconds=20)
    best = min(cost_of(instance, each) for each in permutations(range(5)))
    assert cost_of(instance, order) == bound == best < cost_of(instance, range(5))


@pytest.mark.parametrize("text", ["", TEXT.replace("c =", "pay ="), TEXT.replace("numScenes = 5", "numScenes = 6")])
def test_what_is_none_is_refused_in_words(text: str) -> None:
    with pytest.raises(StudioError, match=r"instance|scenes"):
        read_instance(text)


def test_the_generated_board_is_in_the_scripts_order() -> None:
    recipe = generated_board()
    assert [strip.day for strip in recipe.strips] == sorted(strip.day for strip in recipe.strips)
    assert recipe.cost == cast_cost(recipe, [strip.day for strip in recipe.strips]) > 0
