"""What people do is seen: poses differ, feet stand while they step, who leaves is gone, frames are always the same."""

import math
from dataclasses import replace
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pytest
from film_workers.renderers.animatic.people import moves
from film_workers.renderers.animatic.people.moves import Motion
from film_workers.renderers.animatic.render import frames
from hypothesis import given
from hypothesis import strategies as st

from contracts.recipes.animatic import Place
from contracts.recipes.film import Act, Posture, ShotSize
from tests.workers.renderers.animatic.cast import CAST, location, scene, shot

WAYS = {"enter", "leave", "walk", "run"}


def pictures(
    *acts: Act,
    size: ShotSize = "WS",
    posture: Posture = "stand",
    holds: str | None = None,
    count: int = 60,
    place: Place | None = None,
) -> list[npt.NDArray[np.uint8]]:
    """The frames of a shot in which Mara does these, and Theo stands."""
    figures = (replace(CAST[0], acts=acts, posture=posture, holds=holds), CAST[1])
    where: dict[str, Any] = {} if place is None else {"location": location(place)}
    return [frame.copy() for frame in frames(shot(scene(size, figures=figures, **where), count), {})]


def changed(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> int:
    """How many pixels of two pictures differ so that it is seen."""
    return int((np.abs(one.astype(int) - other.astype(int)) > 12).sum())


def motion(*acts: Act, **changes: object) -> Motion:
    given: dict[str, object] = {"posture": "stand", "holds": False, "whole": True, "behind": 8.0, "gap": 4.0}
    return Motion(acts=acts, **{**given, **changes})  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("act", [act for act in get_args(Act) if act not in {"hold", "drive"}])
def test_an_act_changes_the_picture_of_whoever_does_it(act: Act) -> None:
    size: ShotSize = "WS" if act in WAYS or act not in moves.GESTURES else "MCU"
    still, acted = pictures(size=size, count=15)[-1], pictures(act, size=size, count=15)[-1]
    assert changed(still, acted) > 30


def test_poses_that_last_differ_from_one_another() -> None:
    # Who drives what stands beside them stands; inside of it they sit at the wheel.
    postures = [pictures(posture=posture, count=1)[0] for posture in get_args(Posture) if posture != "drive"]
    driving, standing = (pictures(posture=posture, count=1, place="vehicle")[0] for posture in ("drive", "stand"))
    assert changed(driving, standing) > 60
    held = pictures(holds="cup", count=1)[0]
    every = [*postures, held]
    for index, one in enumerate(every):
        for other in every[index + 1 :]:
            assert changed(one, other) > 60


def test_who_leaves_is_gone_and_who_enters_comes_to_their_place() -> None:
    leaving, entering = pictures("leave", count=90), pictures("enter", count=90)
    assert changed(pictures("wave", count=1)[0], entering[-1]) == 0
    assert changed(leaving[-1], entering[0]) < 10
    assert changed(leaving[-1], entering[-1]) > 800


def test_a_frame_is_the_same_whichever_was_drawn_before_it() -> None:
    """A worker that begins in the middle, or draws a still of another time, gets the same bytes."""
    first, again = pictures("enter", "wave"), pictures("enter", "wave")
    assert all(np.array_equal(one, other) for one, other in zip(first, again, strict=True))
    assert not np.array_equal(first[10], first[20])


def test_a_foot_on_the_ground_stays_where_it_is_while_somebody_walks() -> None:
    for act in ("enter", "run"):
        walker = motion(act)
        slid: list[float] = []
        for frame in range(2, 10, 2):
            bodies = [walker.at(frame).body, walker.at(frame + 2).body]
            for foot in ("near", "far"):
                heights = [getattr(body, f"{foot}_foot_y") for body in bodies]
                if all(height == pytest.approx(-0.17) for height in heights):
                    places = [body.travel + getattr(body, f"{foot}_foot_x") for body in bodies]
                    slid.append(abs(places[1] - places[0]))
        assert slid
        assert max(slid) < 0.02


@given(
    st.lists(st.sampled_from(get_args(Act)), max_size=3, unique=True),
    st.sampled_from(get_args(Posture)),
    st.booleans(),
    st.floats(2, 30),
    st.none() | st.floats(0.5, 12),
    st.integers(0, 400),
)
def test_bones_keep_their_length_and_nobody_goes_through_whom_they_face(
    acts: list[Act], posture: Posture, whole: bool, behind: float, gap: float | None, frame: int
) -> None:
    body = motion(*acts, posture=posture, whole=whole, behind=behind, gap=gap).at(frame).body
    assert all(math.isfinite(value) for value in body)
    elbow, wrist = moves.bent(
        moves.SHOULDERS[1], (body.far_x, body.far_y), (moves.UPPER_ARM, moves.FOREARM), (0.2, 1.0)
    )
    assert math.dist(moves.SHOULDERS[1], elbow) == pytest.approx(moves.UPPER_ARM)
    assert math.dist(elbow, wrist) == pytest.approx(moves.FOREARM)
    if gap is not None and body.lies == 0 and gap > 2.5:
        assert body.travel <= gap / 2
