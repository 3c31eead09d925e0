"""What the music is told of the page: where scenes play, which genre its words are of, where people speak."""

from itertools import pairwise

import pytest
from film_studio.engines.postproduction.edit.recipes import score_recipe
from film_studio.engines.postproduction.edit.scoring import genre_of
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.recipes.score import Genre, ScoreRecipe
from contracts.renderers import RENDERERS
from tests.backend.engines.production.planning.planned_films import LIGHTHOUSE, film


def score(script: str, renderer: str = "orchestra") -> ScoreRecipe:
    made = film(script)
    return score_recipe(made.plan, made.placed(), renderer)


@pytest.mark.parametrize(
    ("heading", "surroundings"),
    [
        ("INT. KITCHEN", "rooms"),
        ("INT. BAR", "bar"),
        ("EXT. STREET", "city"),
        ("EXT. FIELD", "country"),
        ("EXT. BEACH", "water"),
        ("EXT. FOREST", "wilderness"),
        ("EXT. MOUNTAIN", "wilderness"),
        ("EXT. DESERT", "desert"),
        ("INT. CAR", "road"),
    ],
)
def test_a_scene_plays_where_its_heading_says(heading: str, surroundings: str) -> None:
    (cue,) = score(f"{heading} - DAY\n\nA man waits.\n").music_cues
    assert cue.surroundings == surroundings


@pytest.mark.parametrize(
    ("action", "genre"),
    [
        ("The sheriff leaves the saloon. A cowboy waits.", "western"),
        ("A detective bends over the corpse. The police wait for the inspector.", "crime"),
        ("Der Kommissar sieht die Leiche. Ein Mord. Die Polizei wartet.", "crime"),
        ("La reine descend du carrosse. Le roi quitte le trône.", "history"),
        ("The dragon sleeps. A witch lifts her wand.", "fairy_tale"),
        ("The robot opens the airlock. An astronaut floats in orbit.", "science_fiction"),
        ("Soldiers crouch in the trench. A grenade lands near the bunker.", "war"),
        ("A ghost stands by the coffin in the graveyard.", "horror"),
        # Two words are too few, the same word thrice is one, and in speech it is only talk.
        ("The sheriff leaves the saloon.", None),
        ("The saloon is dark. The saloon is cold. The saloon burns.", None),
        ("A man pours tea.\n\nMARA\nThe sheriff, the saloon, the cowboy, the ranch.", None),
        # As much of one as of another: nobody knows.
        ("The king, the queen, the throne. A robot, a laser, an alien.", None),
        ("A man pours tea.", None),
    ],
)
def test_a_genre_is_what_enough_of_its_words_say_and_nothing_is_made_up(action: str, genre: Genre | None) -> None:
    made = film(f"INT. ROOM - DAY\n\n{action}\n")
    assert genre_of(made.plan) == genre
    assert score_recipe(made.plan, made.placed(), "score").genre == genre


def test_speech_is_told_in_order_without_overlaps_and_covers_every_line() -> None:
    made = film(LIGHTHOUSE)
    shots = made.placed()
    told = score_recipe(made.plan, shots, "orchestra").speech
    assert told
    for earlier, later in pairwise(told):
        assert earlier.start_frame + earlier.frames < later.start_frame
    start = 0
    for shot in shots:
        for line in shot.speech:
            moment = start + line.start_frame
            assert any(each.start_frame <= moment < each.start_frame + each.frames for each in told)
        start += shot.frames
    assert told[-1].start_frame + told[-1].frames <= start


@settings(max_examples=20, deadline=None)
@given(speeches=st.lists(st.sampled_from(["Yes.", "I waited here for eleven years, all alone.", "No!"]), max_size=12))
def test_silence_between_scenes_is_not_spoken_over(speeches: list[str]) -> None:
    said = "".join(f"{'MARA' if turn % 2 else 'THEO'}\n{words}\n\n" for turn, words in enumerate(speeches))
    recipe = score(f"EXT. BEACH - DAY\n\nWaves.\n\nINT. ROOM - DAY\n\nA table.\n\n{said}EXT. BEACH - NIGHT\n\nWaves.\n")
    spoken = sum(each.frames for each in recipe.speech)
    assert bool(recipe.speech) is bool(speeches)
    first, *_, last = recipe.music_cues
    assert all(each.start_frame >= first.frames for each in recipe.speech)
    assert all(each.start_frame + each.frames <= last.start_frame for each in recipe.speech)
    assert spoken < recipe.frames


def test_a_score_is_for_whoever_is_asked_to_play_it_and_otherwise_the_same() -> None:
    orchestra, synthesiser = score(LIGHTHOUSE), score(LIGHTHOUSE, "score")
    assert orchestra.renderer == RENDERERS["orchestra"].stamp
    assert synthesiser.renderer == RENDERERS["score"].stamp
    assert orchestra.model_copy(update={"renderer": synthesiser.renderer}) == synthesiser
