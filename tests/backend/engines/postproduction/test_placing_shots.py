"""How the timeline and the compositions answer lengths, and the lack of them."""

from typing import get_args

import pytest
from film_studio.engines.postproduction.edit.effects import effects_recipe
from film_studio.engines.postproduction.edit.recipes import assembly_recipe, score_recipe
from film_studio.engines.postproduction.edit.timeline import TimelineError, place_film, place_shots

from contracts.recipes import recipe_hash
from contracts.recipes.film import FilmFormat, FrameRate, per_second
from tests.backend.engines.production.planning.planned_films import LIGHTHOUSE, film


def test_a_longer_line_lengthens_its_own_shot_and_nothing_else() -> None:
    made = film(LIGHTHOUSE)
    line = next(line for line in made.plan.lines if "turn the lamp" in line.text)
    longer = made.durations | {recipe_hash(line.recipe): 9_000}
    before, after = made.placed(), place_film(made.plan, longer)
    changed = [index for index, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1]]
    assert [made.plan.shots[index].index for index in changed] == [
        shot.index for shot in made.plan.shots if line in shot.lines
    ]


def test_a_line_without_a_length_is_named() -> None:
    made = film(LIGHTHOUSE)
    with pytest.raises(TimelineError, match=r"line 0 \(THEO: 'You came back.*has no length: place the scene when"):
        place_shots(made.plan.shots, {})


def test_a_dissolve_goes_into_the_picture_of_the_next_scene() -> None:
    made = film(LIGHTHOUSE)
    shot, after = next(
        pair for pair in zip(made.placed(), made.plan.shots[1:], strict=False) if pair[0].dissolve is not None
    )
    assert shot.dissolve is not None
    assert shot.dissolve.into == after.picture


def test_a_dissolve_without_a_next_shot_is_refused() -> None:
    made = film(LIGHTHOUSE)
    scene = next(shot.scene for shot in made.plan.shots if shot.transition == "dissolve")
    with pytest.raises(TimelineError, match="pass the plan's following shot"):
        place_shots(made.plan.shots_of(scene), made.durations)


def test_what_happens_is_seen_before_a_voice_speaks_over_it() -> None:
    made = film(LIGHTHOUSE)
    over = next(shot for shot in made.placed() if shot.action and shot.speech)
    talk = next(shot for shot in made.placed() if shot.speech and not shot.action)
    assert over.speech[0].start_frame > 24 > talk.speech[0].start_frame


def test_a_scene_of_shouting_at_night_is_tenser_than_a_calm_day() -> None:
    made = film(
        "EXT. PARK - DAY\n\nBirds.\n\nMARA\nIt is warm.\n\n"
        "EXT. STREET - NIGHT\n\nMara runs.\n\nMARA\n(shouting)\nStop!\n\nEXT. PARK - DAY\n\nBirds.\n"
    )
    calm, tense, calm_again = score_recipe(made.plan, made.placed(), "score").music_cues
    assert tense.tension > 2 * max(calm.tension, calm_again.tension)
    assert (calm.time_of_day, tense.time_of_day) == ("day", "night")


def test_a_film_of_missing_shots_is_refused() -> None:
    made = film(LIGHTHOUSE)
    with pytest.raises(ValueError, match="place the whole film"):
        score_recipe(made.plan, made.placed()[:-1], "score")


def test_a_stem_of_another_length_is_refused() -> None:
    made = film(LIGHTHOUSE)
    shots = made.placed()
    score, effects = score_recipe(made.plan, shots, "score"), effects_recipe(made.plan, shots, "score")
    longer = {"frames": score.frames + 1}
    with pytest.raises(ValueError, match=r"the score has .* frames and the film .*: compose it from these shots"):
        assembly_recipe(made.plan, shots, score.model_copy(update=longer), effects)
    with pytest.raises(ValueError, match=r"the effects has .* frames and the film .*: compose it from these shots"):
        assembly_recipe(made.plan, shots, score, effects.model_copy(update=longer))


@pytest.mark.parametrize("rate", get_args(FrameRate))
def test_a_film_is_as_long_at_every_rate_and_each_line_has_its_time(rate: FrameRate) -> None:
    made = film(LIGHTHOUSE)
    shots = place_film(made.plan, made.durations, FilmFormat(frame_rate=rate, aspect_ratio="16:9", captions=True))
    usual, a_second = made.placed(), float(per_second(rate))
    for shot, at_24 in zip(shots, usual, strict=True):
        assert shot.frames / a_second == pytest.approx(at_24.frames / 24, abs=0.13), "a few roundings to whole frames"
        for speech, before in zip(shot.speech, at_24.speech, strict=True):
            assert speech.start_frame / a_second == pytest.approx(before.start_frame / 24, abs=0.13)
            assert (
                shot.dissolve
                or shot.fade_out
                or (
                    speech.start_frame * 1000 + made.durations[speech.line_hash] * a_second
                    <= (shot.frames + a_second) * 1000
                )
            )
    score, effects = score_recipe(made.plan, shots, "score"), effects_recipe(made.plan, shots, "score")
    whole = assembly_recipe(made.plan, shots, score, effects)
    assert {each.frame_rate for each in (*shots, score, effects, whole)} == {rate}
    assert sum(segment.frames for segment in whole.segments) == score.frames == effects.frames


def test_shape_and_captions_change_pictures_alone() -> None:
    made = film(LIGHTHOUSE)
    upright = place_film(made.plan, made.durations, FilmFormat(frame_rate=24, aspect_ratio="9:16", captions=False))
    assert {(shot.width, shot.height, shot.captions) for shot in upright} == {(1080, 1920, False)}
    assert [shot.frames for shot in upright] == [shot.frames for shot in made.placed()]
    assert score_recipe(made.plan, upright, "score") == score_recipe(made.plan, made.placed(), "score")
    assert effects_recipe(made.plan, upright, "score") == effects_recipe(made.plan, made.placed(), "score")
