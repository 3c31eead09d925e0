"""A shot of one cut is found again in the next one, or is gone; and so is the frame at which something was said."""

from itertools import accumulate
from typing import Any

from film_studio.engines.tracking.cuts import Cut, Likeness, follow, likeness_of
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.backend.studio import make_plan

SHOTS = st.lists(
    st.builds(Likeness, exact=st.sampled_from("abcdef"), hints=st.frozensets(st.sampled_from("xyz"))), max_size=14
)
few = settings(max_examples=60)


@few
@given(SHOTS)
def test_in_an_unchanged_film_every_shot_stays_where_it_is(shots: list[Likeness]) -> None:
    assert follow(shots, shots) == {number: number for number in range(len(shots))}


@few
@given(SHOTS, SHOTS)
def test_no_two_shots_come_to_the_same_place_and_each_is_like_what_it_was(
    before: list[Likeness], after: list[Likeness]
) -> None:
    found = follow(before, after)
    assert len(set(found.values())) == len(found)
    for former, later in found.items():
        assert before[former].exact == after[later].exact or before[former].hints & after[later].hints


@few
@given(st.integers(1, 12), st.data())
def test_what_is_cut_out_is_gone_and_all_else_is_found_however_it_was_moved(count: int, data: st.DataObject) -> None:
    shots = [Likeness(exact=str(number), hints=frozenset()) for number in range(count)]
    order = data.draw(st.permutations(range(count)))
    kept = order[: data.draw(st.integers(0, count))]
    assert follow(shots, [shots[number] for number in kept]) == {number: at for at, number in enumerate(kept)}


def _rows(**changes: Any) -> list[dict[str, Any]]:
    """Shots of the small plan, as they are stored; `changes` replace the words of a shot by its number."""
    return [
        {
            "picture": shot.picture.model_dump(mode="json"),
            "action": changes.get(f"action_{shot.index}", shot.action),
            "lines": [
                {"character": line.character, "text": changes.get(f"line_{shot.index}", line.text)}
                for line in shot.lines
            ],
            "size": getattr(shot.picture, "size", None),
            "subjects": list(getattr(shot.picture, "subjects", ())),
        }
        for shot in make_plan("x").shots
    ]


def test_a_shot_with_another_line_is_the_same_shot_and_one_of_another_place_is_not() -> None:
    before = [likeness_of(row) for row in _rows()]
    edited = [likeness_of(row) for row in _rows(line_2="Stay.", action_1="Rain.")]
    assert follow(before, edited) == {number: number for number in range(5)}
    other = _rows()
    del other[2]
    other[1]["picture"]["set"]["location"] = "Harbour"
    other[1]["action"] = "Sun."
    assert follow(before, [likeness_of(row) for row in other]) == {0: 0, 3: 2, 4: 3}


@few
@given(st.lists(st.integers(1, 50), min_size=1, max_size=8))
def test_every_frame_is_in_one_shot_and_comes_back_from_it(lengths: list[int]) -> None:
    cut = Cut(tuple(lengths))
    assert cut.frames == sum(lengths)
    ends = list(accumulate(lengths))
    for frame in range(sum(lengths)):
        place = cut.at(frame)
        assert place is not None
        shot, offset = place
        assert cut.frame_of(shot, offset) == frame
        assert ends[shot] - lengths[shot] <= frame < ends[shot]
    assert cut.at(sum(lengths)) is None


def test_of_a_film_in_the_making_what_stands_behind_a_missing_shot_has_no_frame() -> None:
    cut = Cut((10, None, 10))
    assert (cut.frames, cut.at(9), cut.at(10)) == (None, (0, 9), None)
    assert (cut.frame_of(0, 4), cut.frame_of(1, 0), cut.frame_of(2, 0)) == (4, None, None)
    assert Cut((5, 5)).frame_of(0, 9) == 4  # it was longer when this was said
    assert Cut(()).frames is None
