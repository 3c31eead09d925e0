"""Whatever is done to a board, each scene stands on it once; what is refused changes nothing and says why."""

import contextlib
import datetime
from collections.abc import Sequence
from typing import Any

import pytest
from film_studio.engines.preproduction.schedule.board import (
    PARTS_FROM,
    Board,
    Edit,
    EditError,
    edited,
    in_script_order,
    reordered,
    scenes_of,
)
from film_studio.engines.preproduction.schedule.matching import matching, on_revision
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from tests.backend.engines.preproduction.boards import scene

EDIT: TypeAdapter[Edit] = TypeAdapter(Edit)
PARTS = st.integers(PARTS_FROM, PARTS_FROM + 5)
NAMED = st.integers(0, 9) | PARTS
SCENES = st.lists(NAMED, min_size=1, max_size=4)
PLACE = st.integers(0, 7)
EDITS = st.one_of(
    st.fixed_dictionaries(
        {"edit": st.just("move"), "scenes": SCENES, "day": st.none() | PLACE, "position": st.none() | PLACE}
    ),
    st.fixed_dictionaries({"edit": st.just("lock"), "scenes": SCENES, "locked": st.booleans()}),
    st.fixed_dictionaries({"edit": st.just("break"), "day": PLACE, "position": PLACE}),
    st.fixed_dictionaries({"edit": st.just("join"), "day": PLACE}),
    st.fixed_dictionaries({"edit": st.just("date"), "day": PLACE, "date": st.none() | st.just("2026-06-01")}),
    st.fixed_dictionaries({"edit": st.just("add_banner"), "day": PLACE, "position": PLACE, "text": st.just("LUNCH")}),
    st.fixed_dictionaries({"edit": st.just("remove_banner"), "day": PLACE, "position": PLACE}),
    st.fixed_dictionaries({"edit": st.just("split"), "scene": NAMED, "eighths": st.integers(1, 20)}),
    st.fixed_dictionaries({"edit": st.just("merge"), "scene": PARTS}),
)


def done(board: Board, lengths: Sequence[int] = (8,) * 10, **edit: Any) -> Board:
    return edited(board, EDIT.validate_python(edit), lengths)


def lengths_of(board: Board, eighths: Sequence[int]) -> list[int]:
    """Of each scene, as what stands on the board adds up to it."""
    parts = {part.id: part for part in board.parts}
    found = [0] * len(eighths)
    for each in scenes_of(board):
        part = parts.get(each)
        found[part.scene if part else each] += part.eighths if part else eighths[each]
    return found


def days_of(board: Board) -> list[list[int]]:
    return [[strip.scene for strip in day.strips] for day in board.days]


@given(st.lists(st.integers(1, 30), min_size=1, max_size=10), st.integers(1, 60), st.lists(EDITS, max_size=12))
def test_each_scene_stands_once_whatever_is_done(eighths: list[int], most: int, edits: list[dict[str, Any]]) -> None:
    board = in_script_order(eighths, most)
    assert [scene for day in days_of(board) for scene in day] == list(range(len(eighths)))
    assert all(sum(eighths[scene] for scene in day) <= most or len(day) == 1 for day in days_of(board))
    for edit in edits:
        with contextlib.suppress(EditError):
            after = done(board, eighths, **edit)
            locked = {strip.scene: strip for day in board.days for strip in day.strips if strip.locked}
            if edit["edit"] == "move":
                stayed = {
                    strip.scene: number for number, day in enumerate(after.days) for strip in day.strips if strip.locked
                }
                before = {each: number for number, day in enumerate(days_of(board)) for each in day}
                assert stayed == {each: before[each] for each in locked}
            board = after
        split = {part.scene for part in board.parts}
        names = [each for each in range(len(eighths)) if each not in split] + [part.id for part in board.parts]
        assert sorted(scenes_of(board)) == sorted(names)
        assert lengths_of(board, eighths) == eighths
        # What is left of a new revision adds up too, however long its scenes are.
        old = [scene(index, eighths=each) for index, each in enumerate(eighths)]
        new = [scene(index, eighths=each % 3 + 1) for index, each in enumerate(eighths)]
        assert lengths_of(on_revision(board, old, new), [each.eighths for each in new]) == [
            each.eighths for each in new
        ]


def test_a_scene_is_split_over_two_days_and_put_together_again() -> None:
    board = in_script_order([8] * 4, 16)
    split = done(board, edit="split", scene=1, eighths=3)
    first, second = (part.id for part in split.parts)
    assert [(part.scene, part.eighths) for part in split.parts] == [(1, 3), (1, 5)]
    assert days_of(split) == [[0, first, second], [2, 3]]
    moved = done(split, edit="move", scenes=[second], day=1, position=0)
    assert days_of(moved) == [[0, first], [second, 2, 3]]
    again = done(moved, edit="split", scene=second, eighths=1)
    assert [(part.scene, part.eighths) for part in again.parts] == [(1, 3), (1, 1), (1, 4)]
    last = again.parts[-1].id
    laid_by = done(again, edit="move", scenes=[last], day=None)
    assert laid_by.boneyard == (last,)
    whole = done(laid_by, edit="merge", scene=second)
    assert (days_of(whole), whole.boneyard, whole.parts) == ([[0], [1, 2, 3]], (), ())
    held = done(moved, edit="lock", scenes=[first], locked=True)
    with pytest.raises(EditError, match="locked in day 1"):
        done(held, edit="merge", scene=second)
    assert done(held, edit="merge", scene=first).days[0].strips[1].locked


def test_parts_stay_in_their_days_when_the_scene_becomes_shorter_until_there_is_no_room_for_them() -> None:
    board = done(in_script_order([8] * 4, 16), edit="split", scene=1, eighths=3)
    first, second = (part.id for part in board.parts)
    board = done(board, edit="move", scenes=[second], day=1, position=0)
    old = [scene(index, place=place) for index, place in enumerate("ABCD")]

    def revised(eighths: int) -> Board:
        new = [each.model_copy(update={"eighths": eighths}) if each.index == 1 else each for each in old]
        return on_revision(board, old, new)

    assert [part.eighths for part in revised(11).parts] == [3, 8]
    assert [part.eighths for part in revised(3).parts] == [2, 1]
    assert days_of(revised(3)) == [[0, first], [second, 2, 3]]
    assert (days_of(revised(1)), revised(1).parts) == ([[0, 1], [2, 3]], ())
    gone = on_revision(board, old, [each for each in old if each.index != 1])
    assert [(each.number, each.day) for each in gone.omitted] == [("2", 0)]
    assert (gone.parts, days_of(gone)) == ((), [[0], [1, 2]])


def test_strips_move_together_to_a_place_a_new_day_and_the_boneyard() -> None:
    board = in_script_order([8] * 6, 16)
    assert days_of(board) == [[0, 1], [2, 3], [4, 5]]
    moved = done(board, edit="move", scenes=[5, 0], day=1, position=1)
    assert days_of(moved) == [[1], [2, 5, 0, 3], [4]]
    within = done(moved, edit="move", scenes=[2], day=1, position=None)
    assert days_of(within)[1] == [5, 0, 3, 2]
    new = done(within, edit="move", scenes=[4], day=3, position=None)
    assert days_of(new) == [[1], [5, 0, 3, 2], [], [4]]
    laid_by = done(new, edit="move", scenes=[3, 1], day=None, position=0)
    assert (laid_by.boneyard, days_of(laid_by)) == ((3, 1), [[], [5, 0, 2], [], [4]])
    joined = done(done(laid_by, edit="join", day=1), edit="join", day=0)
    assert days_of(joined) == [[5, 0, 2], [4]]
    assert days_of(done(joined, edit="break", day=0, position=1)) == [[5], [0, 2], [4]]


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        ({"edit": "move", "scenes": [0], "day": 1}, "locked in day 1"),
        ({"edit": "move", "scenes": [9], "day": 1}, "not on this board"),
        ({"edit": "move", "scenes": [1], "day": 7}, "not the next one"),
        ({"edit": "break", "day": 0, "position": 9}, "within these"),
        ({"edit": "join", "day": 1}, "not among them"),
        ({"edit": "remove_banner", "day": 0, "position": 0}, "not a banner"),
        ({"edit": "lock", "scenes": [9], "locked": True}, "in no day"),
        ({"edit": "split", "scene": 9, "eighths": 1}, "not on this board"),
        ({"edit": "split", "scene": 1, "eighths": 8}, "8 eighths"),
        ({"edit": "merge", "scene": PARTS_FROM}, "no part"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(edit: dict[str, Any], why: str) -> None:
    board = done(in_script_order([8] * 4, 16), edit="lock", scenes=[0], locked=True)
    with pytest.raises(EditError, match=why):
        done(board, **edit)


def test_a_new_order_keeps_dates_banners_and_locked_strips() -> None:
    board = done(in_script_order([8] * 4, 16), edit="add_banner", day=0, position=1, text="LUNCH")
    board = done(board, edit="date", day=1, date="2026-07-01")
    board = done(board, edit="lock", scenes=[3], locked=True)
    after = reordered(board, [[2, 0], [3, 1]])
    assert days_of(after) == [[2, 0], [3, 1]]
    assert after.days[0].items[1].kind == "banner"
    assert after.days[1].date == datetime.date(2026, 7, 1)
    assert after.days[1].strips[0].locked
    for other in ([[3, 0], [2, 1]], [[2, 0], [3]], [[2, 0, 3, 1]]):
        with pytest.raises(EditError):
            reordered(board, other)


def test_a_new_revision_keeps_each_scene_where_it_stood() -> None:
    old = [scene(0, place="QUAY"), scene(1, place="BARN"), scene(2, place="MILL"), scene(3, place="BARN", night=True)]
    new = [scene(0, place="BARN", night=True), scene(1, place="QUAY"), scene(2, place="TOWER"), scene(3, place="BARN")]
    board = done(in_script_order([8] * 4, 16), edit="lock", scenes=[1], locked=True)
    after = on_revision(board, old, new)
    assert days_of(after) == [[1, 3], [0]]
    assert after.days[0].strips[1].locked
    assert (after.boneyard, after.added) == ((2,), (2,))
    assert [(gone.number, gone.heading, gone.day) for gone in after.omitted] == [("3", "INT. MILL - DAY", 1)]
    seen = done(after, edit="seen")
    assert (seen.omitted, seen.added, seen.boneyard) == ((), (), (2,))


def test_the_writers_numbers_are_identities_and_a_changed_heading_in_place_is_the_same_scene() -> None:
    old = [scene(0, place="QUAY"), scene(1, place="BARN")]
    numbered = [scene(0, place="SEA", number="1"), scene(1, place="BARN", number="1A"), scene(2, number="2")]
    assert matching(old, numbered) == {0: 0, 1: 2}
    assert matching(old, [scene(0, place="QUAY"), scene(1, place="STABLE")]) == {0: 0, 1: 1}


@given(st.lists(st.sampled_from("ABCD"), max_size=8), st.lists(st.sampled_from("ABCD"), max_size=8))
def test_no_two_scenes_become_one(before: list[str], after: list[str]) -> None:
    old = [scene(index, place=place) for index, place in enumerate(before)]
    new = [scene(index, place=place) for index, place in enumerate(after)]
    found = matching(old, new)
    assert len(set(found.values())) == len(found)
    same = sum(min(before.count(place), after.count(place)) for place in "ABCD")
    assert sum(old[a].heading == new[b].heading for a, b in found.items()) == same
    board = on_revision(in_script_order([8] * len(old), 16), old, new)
    assert sorted(scenes_of(board)) == list(range(len(new)))
    assert len(board.omitted) == len(old) - len(found)
