"""How long shots are: by their words where nobody speaks, by what is said in them otherwise, to the frame."""

import pytest
from film_studio.engines.postproduction.edit.timeline import frames_of, place_shots
from film_studio.engines.production.planning.cutting import spoken_seconds
from film_studio.engines.production.planning.shotlist import Plan, PlannedLine, PlannedShot

from contracts.recipes import recipe_hash
from contracts.recipes.film import Card
from contracts.recipes.formant import FormantVoice
from contracts.recipes.line import LineRecipe
from contracts.recipes.shot import ShotRecipe
from tests.backend.engines.production.planning.planned_films import film, views

VOICE = FormantVoice(name="en-us+f2", words_per_minute=160, pitch=50, pitch_range=50)


def line(number: int, *, pause: float = 0.0, with_previous: bool = False) -> PlannedLine:
    recipe = LineRecipe(text=f"Line {number}.", language="en", formant=VOICE, performance="normal")
    return PlannedLine(
        index=number,
        character="MARA",
        text=recipe.text,
        on_screen=True,
        recipe=recipe,
        pause_seconds=pause,
        with_previous=with_previous,
    )


def shot(*lines: PlannedLine, index: int = 0, seconds: float = 2.0, **more: object) -> PlannedShot:
    planned = PlannedShot(index=index, scene=0, picture=Card(lines=("A",)), lines=lines, seconds=seconds)
    return planned.model_copy(update=more)


def placed(planned: PlannedShot, *milliseconds: int) -> ShotRecipe:
    """The shot with lines of these lengths, before a shot that it may dissolve into."""
    durations = {recipe_hash(said.recipe): length for said, length in zip(planned.lines, milliseconds, strict=True)}
    (recipe,) = place_shots((planned,), durations, shot(index=1))
    return recipe


@pytest.mark.parametrize(
    ("planned", "milliseconds", "starts", "frames"),
    [
        # Eight frames of air before the first line, ten after the last, six between.
        (shot(line(0)), (1_000,), [8], 8 + 24 + 10),
        (shot(line(0), line(1)), (1_000, 500), [8, 38], 38 + 12 + 10),
        # What happens is seen for 30 frames before a voice speaks over it.
        (shot(line(0), action="Rain."), (1_000,), [30], 30 + 24 + 10),
        # Nobody speaks in the dark.
        (shot(line(0), fade_in=True), (1_000,), [18], 18 + 24 + 10),
        (shot(line(0), fade_in=True, action="Rain."), (1_000,), [30], 30 + 24 + 10),
        # 0.7 s are 17 frames, beside the usual gap.
        (shot(line(0), line(1, pause=0.7)), (1_000, 500), [8, 55], 55 + 12 + 10),
        (shot(line(0, pause=0.5)), (1_000,), [20], 20 + 24 + 10),
        # Two at once begin together, and the longer one ends the shot, whichever it is.
        (shot(line(0), line(1, with_previous=True)), (1_000, 500), [8, 8], 8 + 24 + 10),
        (shot(line(0), line(1, with_previous=True)), (500, 1_000), [8, 8], 8 + 24 + 10),
        (shot(line(0), line(1, with_previous=True), line(2)), (1_000, 500, 500), [8, 8, 38], 38 + 12 + 10),
        # Silent shots are as long as planned, after their fade; none is shorter than a second.
        (shot(), (), [], 48),
        (shot(fade_in=True), (), [], 48 + 18),
        (shot(seconds=0.5), (), [], 24),
        (shot(line(0)), (1,), [8], 24),
        # What goes out takes a second of its own.
        (shot(transition="dissolve"), (), [], 48 + 24),
        (shot(transition="fade_out"), (), [], 48 + 24),
        (shot(line(0), transition="dissolve"), (1_000,), [8], 42 + 24),
    ],
)
def test_a_shot_has_air_around_its_speech_and_handles_for_its_ends(
    planned: PlannedShot, milliseconds: tuple[int, ...], starts: list[int], frames: int
) -> None:
    recipe = placed(planned, *milliseconds)
    assert [speech.start_frame for speech in recipe.speech] == starts
    assert recipe.frames == frames
    assert recipe.fade_in == (18 if planned.fade_in else 0)
    assert recipe.fade_out == (24 if planned.transition == "fade_out" else 0)
    assert (recipe.dissolve is not None and recipe.dissolve.frames) == (planned.transition == "dissolve" and 24)


@pytest.mark.parametrize(("milliseconds", "frames"), [(0, 0), (1, 1), (41, 1), (42, 2), (1_000, 24), (1_001, 25)])
def test_a_sound_fills_every_frame_that_it_begins(milliseconds: int, frames: int) -> None:
    assert frames_of(milliseconds) == frames


def test_a_placed_shot_keeps_what_is_said_and_by_whom() -> None:
    planned = shot(line(0), line(1).model_copy(update={"on_screen": False, "character": "THEO"}), action="Rain.")
    recipe = placed(planned, 900, 800)
    assert [(speech.character, speech.text, speech.on_screen) for speech in recipe.speech] == [
        ("MARA", "Line 0.", True),
        ("THEO", "Line 1.", False),
    ]
    assert [speech.line_hash for speech in recipe.speech] == [recipe_hash(said.recipe) for said in planned.lines]
    assert (recipe.action, recipe.picture) == ("Rain.", planned.picture)


@pytest.mark.parametrize(
    ("scenes", "says"),
    [((0, 0), None), ((0, 1), None), ((1, 0), "scenes in the order of the screenplay")],
)
def test_a_plan_has_its_shots_in_the_order_of_the_film(scenes: tuple[int, int], says: str | None) -> None:
    shots = tuple(shot(index=index, scene=scene) for index, scene in enumerate(scenes))
    if says is None:
        assert Plan(title="T", language="en", shots=shots).scenes == tuple(dict.fromkeys(scenes))
        return
    with pytest.raises(ValueError, match=says):
        Plan(title="T", language="en", shots=shots)


def test_shots_out_of_number_are_no_plan() -> None:
    with pytest.raises(ValueError, match="numbered 0, 1, 2"):
        Plan(title="T", language="en", shots=(shot(index=0), shot(index=2)))


def _words(count: int) -> str:
    """One sentence of so many words in which nothing happens that a camera would follow."""
    return " ".join(["Rain"] + ["rain"] * (count - 1)) + "."


@pytest.mark.parametrize(
    ("words", "seconds"),
    [(1, [2.0]), (5, [2.0]), (6, [2.4]), (10, [4.0]), (15, [6.0]), (16, [6.0]), (25, [6.0])],
)
def test_silent_action_lasts_as_long_as_it_takes_to_read(words: int, seconds: list[float]) -> None:
    shots = views(film(f"EXT. FIELD - DAY\n\n{_words(words)}\n").plan)
    assert [each.seconds for each, _ in shots] == seconds


@pytest.mark.parametrize(
    ("sentences", "texts"),
    [
        ((4, 5), 1),  # fit into a shot together
        ((8, 7), 1),
        ((8, 8), 2),  # more than six seconds
        ((15, 3), 2),
    ],
)
def test_sentences_share_a_shot_while_they_fit_into_six_seconds(sentences: tuple[int, ...], texts: int) -> None:
    action = " ".join(_words(count) for count in sentences)
    shots = [each for each, _ in views(film(f"EXT. FIELD - DAY\n\n{action}\n").plan)]
    assert len(shots) == texts
    assert " ".join(each.action or "" for each in shots) == action


@pytest.mark.parametrize(
    ("paragraphs", "count"),
    [
        ((3, 4), 1),  # a paragraph of up to three words joins its neighbour
        ((4, 3), 1),
        ((4, 4), 2),
        ((3, 12), 1),  # … up to six seconds of action
        ((3, 13), 2),
    ],
)
def test_a_very_short_paragraph_joins_the_one_beside_it(paragraphs: tuple[int, int], count: int) -> None:
    first, second = (_words(number) for number in paragraphs)
    shots = [each for each, _ in views(film(f"EXT. FIELD - DAY\n\n{first}\n\n{second}\n").plan)]
    assert len(shots) == count
    if count == 1:
        assert shots[0].action == f"{first} {second}"
        assert shots[0].seconds == pytest.approx(max(2.0, 0.4 * sum(paragraphs)))


def test_paragraphs_that_are_joined_show_the_people_of_both() -> None:
    script = "INT. ROOM - DAY\n\nA chair.\n\nMARA\nHello.\n\nTHEO\nHello to you as well, and welcome.\n\n"
    joined = views(film(f"{script}Mara waits.\n\nTheo waits by her.\n").plan)[-1]
    assert (joined[0].action, joined[1].subjects) == ("Mara waits. Theo waits by her.", ("MARA", "THEO"))


def test_what_a_voice_speaks_over_stays_a_shot_of_its_own() -> None:
    script = "EXT. FIELD - DAY\n\nWind goes over it.\n\nMARA (V.O.)\nI was here.\n\nRain.\n"
    assert [shot.action for shot, _ in views(film(script).plan)] == ["Wind goes over it.", "Rain."]


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("PART ONE", 1),
        ("\n".join(f"> LINE {number} <" for number in range(3)), 1),
        ("> " + "word " * 81 + "<", 1),
        ("> " + "word " * 82 + "<", 2),
    ],
)
def test_a_card_has_ten_lines_of_forty_four_characters(text: str, pages: int) -> None:
    centred = text if text.startswith(">") else f"> {text} <"
    cards = [
        shot.picture for shot in film(f"EXT. FIELD - DAY\n\n{centred}\n").plan.shots if isinstance(shot.picture, Card)
    ]
    assert len(cards) == pages
    for each in cards:
        assert len(each.lines) <= 10
        assert all(len(words) <= 44 for words in each.lines)


def test_a_card_of_another_script_stands_by_its_characters() -> None:
    made = film("EXT. FIELD - DAY\n\nRain.\n\n> 夜 <\n\nRain.\n").plan
    assert [shot.seconds for shot in made.shots if isinstance(shot.picture, Card)] == [1.65]


@pytest.mark.parametrize(("words", "seconds"), [(1, 1.8), (5, 3.0), (15, 6.0), (20, 6.0)])
def test_a_card_stands_until_it_has_been_read(words: int, seconds: float) -> None:
    made = film(f"EXT. FIELD - DAY\n\nRain.\n\n> {' '.join(['part'] * words)} <\n\nRain.\n").plan
    assert [shot.seconds for shot in made.shots if isinstance(shot.picture, Card)] == [pytest.approx(seconds)]


def _spoken(sentence: str, count: int) -> list[list[str]]:
    """The lines of each shot in which somebody says so many such sentences alone."""
    made = film(f"INT. ROOM - DAY\n\nA chair.\n\nMARA\n{' '.join([sentence] * count)}\n").plan
    return [[said.text for said in each.lines] for each, _ in views(made) if each.lines]


def test_a_long_speech_is_cut_between_sentences_into_shots_of_twelve_seconds() -> None:
    sentence = "There was a light on the water that night, far out."
    shots = _spoken(sentence, 12)
    assert len(shots) > 2
    for said in (text for texts in shots for text in texts):
        assert said.endswith("far out.")
        assert len(said) <= 220
    # None could have taken the next line in too.
    made = [each for each, _ in views(film(f"INT. ROOM - DAY\n\nA chair.\n\nMARA\n{sentence * 12}\n").plan)]
    assert all(each.seconds <= 12 for each in made)
    assert sum(each.seconds for each in made if each.lines) / len(shots) > 6


def test_a_short_speech_is_one_line() -> None:
    assert _spoken("There was a light on the water that night.", 2) == [
        ["There was a light on the water that night. There was a light on the water that night."]
    ]


def test_a_pause_comes_once_and_before_the_words_that_it_precedes() -> None:
    long = "There was a light on the water that night, far out. " * 6
    made = film(f"INT. ROOM - DAY\n\nA chair.\n\nMARA\nMaybe.\n(beat)\n{long}\n").plan
    pauses = [said.pause_seconds for said in made.lines]
    assert pauses[:2] == [0.0, 0.7]
    assert set(pauses[2:]) == {0.0}


def test_a_speech_that_begins_with_a_pause_does_not_wait() -> None:
    made = film("INT. ROOM - DAY\n\nA chair.\n\nMARA\n(beat)\nMaybe.\n").plan
    assert [said.pause_seconds for said in made.lines] == [0.0]


def test_the_second_voice_of_two_waits_for_nothing() -> None:
    made = film("INT. ROOM - DAY\n\nA chair.\n\nMARA/THEO\nMaybe.\n(beat)\nNever.\n").plan
    assert [(said.character, said.pause_seconds, said.with_previous) for said in made.lines] == [
        ("MARA", 0.0, False),
        ("THEO", 0.0, True),
        ("MARA", 0.7, False),
        ("THEO", 0.0, True),
    ]


def test_a_shot_is_thought_to_last_as_long_as_its_line_and_a_breath() -> None:
    text = "There was a light on the water that night, far out."
    made = film(f"INT. ROOM - DAY\n\nA chair.\n\nMARA\n{text}\n").plan
    (spoken,) = (each for each, _ in views(made) if each.lines)
    voice = spoken.lines[0].recipe.formant
    assert voice is not None
    assert spoken.seconds == round(spoken_seconds(text, voice) + 0.25, 2)


def test_lengths_are_planned_in_hundredths_of_a_second() -> None:
    made = film("INT. ROOM - DAY\n\nA chair.\n\n" + "".join(f"MARA\n{'So it is. ' * n}\n\n" for n in range(3, 20))).plan
    hundredths = {round(shot.seconds * 100, 6) for shot in made.shots}
    assert all(each == int(each) for each in hundredths)
    assert any(each % 10 for each in hundredths)


def test_a_film_of_nothing_is_one_card_in_its_first_scene() -> None:
    (only,) = film("").plan.shots
    assert (only.scene, only.picture) == (0, Card(lines=("Untitled",)))
    assert (only.fade_in, only.transition, only.lines) == (True, "fade_out", ())
