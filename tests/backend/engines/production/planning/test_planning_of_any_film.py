"""What holds for the plan of every screenplay, whatever is in it."""

from film_studio.engines.character.casting.cast import derive_cast
from film_studio.engines.postproduction.edit.effects import effects_recipe
from film_studio.engines.postproduction.edit.recipes import assembly_recipe, score_recipe
from film_studio.engines.postproduction.edit.timeline import frames_of, place_shots
from film_studio.engines.production.planning.planner import Plan, plan
from film_studio.screenplay.blocks import speeches
from film_studio.screenplay.parser import parse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.recipes import RECIPE, recipe_hash
from contracts.recipes.film import Card, View
from tests.backend.engines.production.planning.planned_films import Film, drawing, film, screenplays, views

_quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
_LADDER = {"EWS": 0, "WS": 1, "FS": 2, "MWS": 3, "TWO": 3, "MS": 4, "MCU": 5, "OTS": 5, "CU": 6, "ECU": 7}


@_quick
@given(screenplays())
def test_every_speech_is_said_once_and_in_script_order(text: str) -> None:
    made = film(text)
    written = "".join("".join(speech.text.split()) for scene in made.screenplay.scenes for speech in speeches(scene))
    said = "".join("".join(line.text.split()) for line in made.plan.lines if not _is_chorus(made, line.index))
    assert said == written
    assert [line.index for line in made.plan.lines] == list(range(len(made.plan.lines)))


def _is_chorus(made: Film, index: int) -> bool:
    """The second voice of MARA/THEO says what the first says, together with it."""
    line = made.plan.lines[index]
    return line.with_previous and line.text == made.plan.lines[index - 1].text


@_quick
@given(screenplays())
def test_equal_screenplays_have_equal_plans_and_recipes(text: str) -> None:
    first, second = film(text), film(text)
    assert first.plan == second.plan
    assert [recipe_hash(shot) for shot in first.placed()] == [recipe_hash(shot) for shot in second.placed()]


@_quick
@given(screenplays())
def test_a_plan_survives_storage(text: str) -> None:
    made = film(text).plan
    assert Plan.model_validate_json(made.model_dump_json()) == made


@_quick
@given(screenplays())
def test_nobody_changes_place_gaze_or_look_within_a_scene(text: str) -> None:
    made = film(text)
    looks = {member.name: member.look for member in made.cast}
    for scene in made.plan.scenes:
        stood: dict[str, tuple[float, str]] = {}
        for shot, view in views(made.plan, scene):
            assert [each.x for each in view.blocking] == sorted({each.x for each in view.blocking})
            assert drawing(shot).looks == {each.character: looks[each.character] for each in view.blocking}
            for each in view.blocking:
                assert stood.setdefault(each.character, (each.x, each.facing)) == (each.x, each.facing)


@_quick
@given(screenplays())
def test_who_is_framed_or_speaks_on_screen_is_in_the_picture(text: str) -> None:
    for shot, view in views(film(text).plan):
        drawn = {position.character for position in view.blocking}
        assert drawn.issuperset(view.subjects)
        assert drawn.issuperset(line.character for line in shot.lines if line.on_screen)
        assert len(drawn) <= 6


@_quick
@given(screenplays())
def test_no_cut_jumps_within_a_scene(text: str) -> None:
    made = film(text).plan
    for earlier, later in zip(made.shots, made.shots[1:], strict=False):
        before, after = earlier.picture, later.picture
        if earlier.scene != later.scene or isinstance(before, Card) or isinstance(after, Card):
            continue
        if _seen(before) == _seen(after):
            steps = [_LADDER.get(view.size) for view in (before, after)]
            assert before.size != after.size
            assert None in steps or steps[0] != steps[1], (before.size, after.size)


@_quick
@given(screenplays())
def test_no_two_set_ups_merely_take_turns(text: str) -> None:
    made = film(text).plan
    for scene in made.scenes:
        pictures = [shot.picture for shot in made.shots_of(scene)]
        for at in range(len(pictures) - 3):
            four = [each for each in pictures[at : at + 4] if isinstance(each, View) and each.subjects]
            set_ups = [(each.size, each.subjects, each.detail) for each in four]
            takes_turns = len(set_ups) == 4 and set_ups[:2] == set_ups[2:] and _seen(four[0]) != _seen(four[1])
            assert not takes_turns or any(each.size == "INSERT" for each in four), set_ups


@_quick
@given(screenplays())
def test_who_listens_is_here_and_does_not_speak(text: str) -> None:
    for shot, view in views(film(text).plan):
        if len(view.subjects) == 1 and shot.lines and not any(line.on_screen for line in shot.lines):
            assert view.subjects[0] in {each.character for each in view.blocking}
            assert view.subjects[0] not in {line.character for line in shot.lines} or shot.action


def _seen(view: View) -> frozenset[str]:
    return frozenset(view.subjects[:1] if view.size == "OTS" else view.subjects)


@_quick
@given(screenplays())
def test_a_voice_from_outside_the_frame_is_not_what_the_frame_shows(text: str) -> None:
    for shot, view in views(film(text).plan):
        if shot.lines and not shot.action and not any(line.on_screen for line in shot.lines):
            assert not {line.character for line in shot.lines} & set(view.subjects)


@_quick
@given(screenplays())
def test_placing_scene_by_scene_places_the_film(text: str) -> None:
    made = film(text)
    by_scene = [
        recipe
        for scene in made.plan.scenes
        for recipe in place_shots(made.plan.shots_of(scene), made.durations, made.plan.following(scene))
    ]
    assert tuple(by_scene) == made.placed()


@_quick
@given(screenplays())
def test_shots_have_room_for_all_that_is_said_in_them(text: str) -> None:
    made = film(text)
    for planned, shot in zip(made.plan.shots, made.placed(), strict=True):
        assert 24 <= shot.frames <= 60 * 24
        assert planned.seconds <= 60
        free = shot.frames - shot.fade_out - (shot.dissolve.frames if shot.dissolve else 0)
        assert free >= shot.fade_in
        # Who falls in does so by three frames; sound leads or trails a cut by eight at most.
        ended = -5
        for speech, line in zip(shot.speech, planned.lines, strict=True):
            assert speech.start_frame >= (-5 if line.with_previous else ended - 3)
            ended = max(ended, speech.start_frame + frames_of(made.durations[speech.line_hash]))
        assert ended <= free + 8


@_quick
@given(screenplays())
def test_score_and_film_are_as_long_as_the_shots(text: str) -> None:
    made = film(text)
    shots = made.placed()
    score = score_recipe(made.plan, shots, "score")
    effects = effects_recipe(made.plan, shots, "score")
    assembled = assembly_recipe(made.plan, shots, score, effects)
    length = sum(shot.frames for shot in shots)
    assert effects.frames == length
    assert all(cue.start_frame + 1 <= length for cue in effects.cues)
    assert score.frames == length == sum(cue.frames for cue in score.music_cues)
    assert [cue.start_frame for cue in score.music_cues] == [
        sum(c.frames for c in score.music_cues[:i]) for i in range(len(score.music_cues))
    ]
    assert [segment.frames for segment in assembled.segments] == [shot.frames for shot in shots]
    assert [line.line_hash for line in assembled.lines] == [recipe_hash(line.recipe) for line in made.plan.lines]
    for start, shot in zip(score.cuts, shots, strict=True):
        for speech in shot.speech:
            assert any(
                placed.line_hash == speech.line_hash and placed.start_frame == start + speech.start_frame
                for placed in assembled.lines
            )
    assert RECIPE.validate_json(assembled.model_dump_json()) == assembled


@_quick
@given(st.text(max_size=400))
def test_any_text_makes_a_film(text: str) -> None:
    screenplay = parse(text)
    planned = plan(screenplay, derive_cast(screenplay))
    assert planned.shots
