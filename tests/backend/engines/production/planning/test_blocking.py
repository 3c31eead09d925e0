"""Blocking: who is in the place when, where they stand and whom they face."""

import pytest

from contracts.recipes.film import Position
from tests.backend.engines.production.planning.planned_films import drawing, film, views

PLACES = {
    1: [0.45],
    2: [0.38, 0.62],
    3: [0.26, 0.5, 0.74],
    4: [0.14, 0.38, 0.62, 0.86],
    5: [0.14, 0.32, 0.5, 0.68, 0.86],
    6: [0.14, 0.284, 0.428, 0.572, 0.716, 0.86],
}


def stage(*names: str, speeches: dict[str, int] | None = None) -> tuple[Position, ...]:
    """Everybody in a scene in which each of them speaks so often, once if it is not said."""
    said = "".join(f"{name}\nHello.\n\n" * (speeches or {}).get(name, 1) for name in names)
    shots = views(film(f"INT. ROOM - DAY\n\nA table.\n\n{said}All wait.\n").plan)
    return shots[-1][1].blocking


@pytest.mark.parametrize("count", range(1, 7))
def test_people_stand_evenly_across_the_frame(count: int) -> None:
    figures = stage(*("ADA", "BEN", "CLEO", "DAN", "EVE", "FRED")[:count])
    assert [figure.x for figure in figures] == pytest.approx(PLACES[count], abs=1e-4)


@pytest.mark.parametrize(("count", "rightward"), [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (6, 3)])
def test_people_face_the_middle(count: int, rightward: int) -> None:
    figures = stage(*("ADA", "BEN", "CLEO", "DAN", "EVE", "FRED")[:count])
    assert [figure.facing for figure in figures] == ["right"] * rightward + ["left"] * (count - rightward)


@pytest.mark.parametrize(
    ("speeches", "order"),
    [
        ({}, ["ADA", "BEN", "CLEO"]),
        ({"BEN": 3, "CLEO": 3}, ["BEN", "CLEO", "ADA"]),
        ({"ADA": 3, "CLEO": 3}, ["ADA", "CLEO", "BEN"]),
        ({"CLEO": 3, "ADA": 2}, ["ADA", "CLEO", "BEN"]),
    ],
)
def test_the_two_who_talk_most_stand_together_and_the_first_of_the_film_on_the_left(
    speeches: dict[str, int], order: list[str]
) -> None:
    assert [figure.character for figure in stage("ADA", "BEN", "CLEO", speeches=speeches)] == order


def test_in_a_crowd_the_talkers_are_in_the_middle_and_the_others_around_them() -> None:
    figures = stage("ADA", "BEN", "CLEO", "DAN", "EVE", "FRED", speeches={"CLEO": 4, "FRED": 4})
    assert [figure.character for figure in figures] == ["EVE", "BEN", "CLEO", "FRED", "ADA", "DAN"]


def test_beyond_six_some_share_a_place_and_who_speaks_stands_there() -> None:
    names = tuple(f"PERSON N{number}" for number in range(9))
    said = "".join(f"{name}\nHello, I am here, as you see.\n\n" for name in names)
    shots = views(film(f"INT. ROOM - DAY\n\nA table.\n\n{said}").plan)
    drawn = [{figure.character: figure.x for figure in view.blocking} for _, view in shots]
    assert max(map(len, drawn)) == 6
    for (shot, _), figures in zip(shots, drawn, strict=True):
        assert {line.character for line in shot.lines} <= figures.keys()
    # Everybody keeps one place, and none of the six is left to one alone while others crowd.
    places: dict[float, set[str]] = {}
    for figures in drawn:
        for name, x in figures.items():
            places.setdefault(x, set()).add(name)
    assert len(places) == 6
    assert sum(map(len, places.values())) == 9
    assert max(map(len, places.values())) <= 2


def present(script: str) -> list[set[str]]:
    """Who is drawn in each shot of a scene."""
    shots = views(film(f"INT. ROOM - DAY\n\n{script}").plan)
    return [{figure.character for figure in view.blocking} for _, view in shots]


HELLOS = "MARA\nHello there, it is good to see you.\n\nTHEO\nAnd it is good to see you, of course.\n\n"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        # Nobody says that they came: they were there.
        ("A table is laid.\n\n" + HELLOS, {"MARA", "THEO"}),
        ("Mara waits here alone.\n\nTheo enters.\n\nTHEO\nMe.\n", {"MARA"}),
        ("Mara waits here alone.\n\nTheo walks in.\n\nTHEO\nMe.\n", {"MARA"}),
        ("Mara waits here alone.\n\nTheo, soaked to the skin and out of air, climbs aboard.\n\nTHEO\nMe.\n", {"MARA"}),
    ],
)
def test_whoever_does_not_come_is_there_from_the_beginning(script: str, expected: set[str]) -> None:
    assert present(script + "\n\nMARA\nWell.\n")[0] == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("Mara waits here.\n\nTheo reads a paper by the window.\n", [{"MARA"}, {"MARA", "THEO"}]),
        # … also within one paragraph.
        ("Mara waits for the night to end. A knock, and Theo stands in the doorway.\n", [{"MARA"}, {"MARA", "THEO"}]),
        ("Mara and Theo wait for the night. Theo leaves without a word. Mara looks at the cold tea.\n",
         [{"MARA", "THEO"}, {"MARA", "THEO"}, {"MARA"}]),
        # Who speaks without being named was there, unless somebody was alone.
        ("Mara waits here alone.\n\nTHEO\nMe.\n", [{"MARA"}, {"MARA", "THEO"}]),
        # Whom somebody waits for, calls or thinks of, and whose picture or coat it is, is not here by that.
        ("Mara waits for Theo by the window.\n", [{"MARA"}]),
        ("Mara looks at an old photo of Theo.\n", [{"MARA"}]),
        ("Mara calls Theo, but nothing is heard.\n", [{"MARA"}]),
        ("Mara folds Theo's coat with great care.\n", [{"MARA"}]),
        ("Mara thinks of her Theo for a while.\n", [{"MARA"}]),
        # A hand does not come alone.
        ("Mara takes Theo's cold hand in hers.\n", [{"MARA", "THEO"}]),
        ("Theo and Mara wait. Mara calls Theo over to the window.\n", [{"MARA", "THEO"}]),
    ],
)  # fmt: skip
def test_nobody_is_drawn_before_the_page_brings_them_in(script: str, expected: list[set[str]]) -> None:
    later = "\n\nEXT. ROAD - DAY\n\nMARA\nWell.\n\nTHEO\nWell.\n"
    shots = views(film(f"INT. ROOM - DAY\n\n{script}{later}").plan, 0)
    assert [{figure.character for figure in view.blocking} for _, view in shots][: len(expected)] == expected


def test_whoever_leaves_is_seen_leaving_and_then_gone() -> None:
    shots = present(
        f"A table is laid.\n\n{HELLOS}Theo leaves without a word.\n\nThe clock ticks on the wall.\n\nMARA\nGone.\n"
    )
    assert shots[-3:] == [{"MARA", "THEO"}, {"MARA"}, {"MARA"}]


def test_whoever_comes_back_is_there_again() -> None:
    leaves = "Theo leaves without a word.\n\nThe clock ticks on the wall.\n\n"
    back = "Theo comes in, wet from the rain.\n\nThe clock ticks again, as loud as ever.\n\n"
    shots = present(f"A table is laid.\n\n{HELLOS}{leaves}{back}{leaves}")
    assert shots[-5:] == [{"MARA"}, {"MARA", "THEO"}, {"MARA", "THEO"}, {"MARA", "THEO"}, {"MARA"}]


def test_whoever_speaks_after_leaving_has_come_back() -> None:
    shots = present(
        f"A table is laid.\n\n{HELLOS}Theo leaves without a word.\n\nThe clock ticks on the wall.\n\nTHEO\nIt rains.\n"
    )
    assert shots[-2:] == [{"MARA"}, {"MARA", "THEO"}]


def test_a_voice_alone_brings_nobody_into_the_place() -> None:
    assert present("A table is laid.\n\nMARA (V.O.)\nI was young.\n\nThe clock ticks.\n") == [set(), set()]


def test_what_is_far_from_a_name_is_not_what_its_bearer_does() -> None:
    long = "Mara sits by the tall window with the red curtains and reads a book while Theo leaves."
    shots = present(f"A table is laid.\n\n{HELLOS}{long}\n\nThe clock ticks on the wall.\n")
    assert shots[-1] == {"MARA"}


def test_only_those_in_the_place_are_drawn() -> None:
    script = f"A table is laid.\n\n{HELLOS}INES (V.O.)\nThey did not know.\n\n"
    assert "INES" not in set().union(*present(script))


def test_figures_carry_the_look_of_their_character() -> None:
    made = film(f"INT. ROOM - DAY\n\nA table.\n\n{HELLOS}")
    looks = {member.name: member.look for member in made.cast}
    for shot, view in views(made.plan):
        assert drawing(shot).looks == {position.character: looks[position.character] for position in view.blocking}
