"""Which frames a film's poster may be."""

import pytest
from film_studio.engines.postproduction.edit.poster import poster_frames
from film_studio.engines.postproduction.edit.timeline import place_film

from contracts.recipes.film import USUAL_FORMAT, FrameRate, View
from contracts.recipes.shot import ShotRecipe
from tests.backend.engines.production.planning.planned_films import LIGHTHOUSE, Film, film


def shown_at(made: Film, placed: tuple[ShotRecipe, ...], frame: int) -> tuple[ShotRecipe, int]:
    """The shot that shows a frame of the film, and how far into it."""
    for shot in placed:
        if frame < shot.frames:
            return shot, frame
        frame -= shot.frames
    raise AssertionError("the film has no such frame")


@pytest.mark.parametrize("rate", [24, "29.97"])
def test_a_poster_shows_somebody_of_the_first_half_before_words_stand_over_them(rate: FrameRate) -> None:
    made = film(LIGHTHOUSE)
    placed = place_film(made.plan, made.durations, USUAL_FORMAT.model_copy(update={"frame_rate": rate}))
    best, *others = poster_frames(made.plan, placed)
    shot, offset = shown_at(made, placed, best)
    assert isinstance(shot.picture, View)
    assert shot.picture.subjects
    assert shot.action is None
    assert not shot.speech or offset < shot.speech[0].start_frame
    assert shot.fade_in <= offset < shot.frames - shot.fade_out
    assert best < sum(each.frames for each in placed) / 2
    assert best not in others


def test_a_film_without_people_shows_its_place_and_one_of_words_alone_its_title() -> None:
    empty = film("Title: Dunes\n\nEXT. DESERT - DAY\n\nWind moves the sand.\n")
    best, *_ = poster_frames(empty.plan, empty.placed())
    assert isinstance(shown_at(empty, empty.placed(), best)[0].picture, View)
    title = film("Title: Nothing else\n")
    best, *_ = poster_frames(title.plan, title.placed())
    shot, offset = shown_at(title, title.placed(), best)
    assert offset == shot.frames // 2, "where its words are whole"
