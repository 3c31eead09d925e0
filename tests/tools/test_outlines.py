"""Drawings become polygons, whatever is in their paths, or are refused with what is wrong."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.material.outlines import OutlineError, areas, path
from tools.material.things import flattened

NUMBERS = st.floats(-40, 80, allow_nan=False).map(lambda value: f"{value:.3f}")
TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "Z": 0}


@st.composite
def paths(draw: st.DrawFn) -> str:
    pieces = [f"M{draw(NUMBERS)} {draw(NUMBERS)}"]
    for _ in range(draw(st.integers(0, 8))):
        command = draw(st.sampled_from([*TAKES, *(each.lower() for each in TAKES), "A", "a"]))
        if command in "Aa":
            flags = draw(st.sampled_from(["00", "01", "10", "11"]))
            rest = " ".join(draw(NUMBERS) for _ in range(2))
            pieces.append(f"{command}{draw(NUMBERS)} {draw(NUMBERS)} {draw(NUMBERS)} {flags}{rest}")
        else:
            pieces.append(command + " ".join(draw(NUMBERS) for _ in range(TAKES[command.upper()])))
    return "".join(pieces)


@given(paths())
def test_any_path_gives_polygons_within_the_square(data: str) -> None:
    for colour, alpha, contours in flattened(f'<path fill="#123456" d="{data}"/>'):
        assert colour == "#123456"
        assert alpha == 1
        for contour in contours:
            assert len(contour) >= 6
            assert len(contour) % 2 == 0
            assert all(0 <= value <= 32 * 16 for value in contour)


@given(st.text(max_size=40))
def test_any_text_is_a_path_or_refused(data: str) -> None:
    try:
        contours = path(data)
    except OutlineError:
        return
    assert all(len(contour) > 2 and math.isfinite(sum(map(sum, contour))) for contour in contours)


def test_an_arc_of_half_a_circle_bulges_by_its_radius() -> None:
    (contour,) = path("M0 10A10 10 0 0 1 20 10Z")
    assert min(y for _, y in contour) == pytest.approx(0, abs=0.1)
    assert max(y for _, y in contour) == pytest.approx(10)


def test_transforms_opacity_and_gradients_reach_what_is_within_them() -> None:
    (area,) = areas(
        '<defs><linearGradient id="a"><stop stop-color="#000000"/><stop stop-color="#646464"/></linearGradient></defs>'
        '<g opacity=".5" transform="translate(4 2) scale(2)"><rect x="1" y="1" width="3" height="2" '
        'fill="url(#a)"/></g>'
    )
    assert area.colour == (50, 50, 50)
    assert area.alpha == 0.5
    assert area.contours == (((6, 4), (12, 4), (12, 8), (6, 8)),)


def test_a_hole_stays_a_hole_and_two_that_overlap_are_both_filled() -> None:
    (ring,) = areas('<path fill="#fff" d="M0 0H10V10H0ZM2 2V8H8V2Z"/>')
    assert len(ring.contours) == 2
    assert len(areas('<path fill="#fff" d="M0 0H10V10H0ZM2 2H8V8H2Z"/>')) == 2


@pytest.mark.parametrize("body", ["<path", '<path fill="#fff" d="L1 1"/>', '<path fill="puce" d="M0 0H1V1Z"/>'])
def test_what_is_not_a_drawing_is_refused(body: str) -> None:
    with pytest.raises(OutlineError):
        areas(body)
