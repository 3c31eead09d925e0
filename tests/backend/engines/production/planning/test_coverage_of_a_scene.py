"""How scenes are covered: the choices that a director would look for."""

from itertools import pairwise
from pathlib import Path

import pytest
from film_studio.engines.production.planning.planner import PlannedShot, plan
from film_studio.screenplay.parser import parse

from contracts.recipes.film import Card, View
from tests.backend.engines.production.planning.planned_films import LIGHTHOUSE, drawing, film, views

_SAMPLES = sorted((Path(__file__).parents[5] / "samples").glob("*.fountain"))
#: Eight turns of an even conversation.
_EXCHANGE = "".join(
    f"{'MARA' if turn % 2 else 'THEO'}\nThis is what I have to say to you, number {turn}.\n\n" for turn in range(8)
)
_SINGLES = ("MS", "OTS", "MCU", "CU", "ECU")


def _saying(text: str, script: str = LIGHTHOUSE) -> tuple[PlannedShot, View]:
    return next(
        (shot, view) for shot, view in views(film(script).plan) if any(text in line.text for line in shot.lines)
    )


def _showing(text: str, script: str = LIGHTHOUSE) -> tuple[PlannedShot, View]:
    return next((shot, view) for shot, view in views(film(script).plan) if text in (shot.action or ""))


def test_a_film_opens_with_its_title_and_ends_with_a_card() -> None:
    shots = film(LIGHTHOUSE).plan.shots
    assert shots[0].picture == Card(lines=("The Lamp", "Written by", "A. Keeper"))
    assert shots[-1].picture == Card(lines=("The Lamp", "A. Keeper"))
    assert (shots[0].scene, shots[-1].scene) == (views(film(LIGHTHOUSE).plan)[0][0].scene, shots[-2].scene)


def test_the_end_card_names_the_last_of_the_authors_alone() -> None:
    names = "Title: The Lamp\nCredit: Written by\nAuthors:\n    A. Keeper\n    B. Keeper\n"
    assert film(f"{names}\nINT. ROOM - DAY\n\nA table.\n").plan.shots[-1].picture == Card(
        lines=("The Lamp", "B. Keeper")
    )


def test_a_new_place_is_established_before_anybody_speaks_in_it() -> None:
    planned = film(LIGHTHOUSE).plan
    for scene in planned.scenes:
        shot, view = views(planned, scene)[0]
        assert not any(line.on_screen for line in shot.lines)
        assert view.size in {"EWS", "WS"}
        assert view.subjects == ()


def test_a_place_that_goes_on_is_not_established_again() -> None:
    script = "INT. KITCHEN - DAY\n\nSteam.\n\nINT. KITCHEN - CONTINUOUS\n\nMARA\nStill here.\n"
    assert [view.size for _, view in views(film(script).plan)] == ["WS", "MS"]


def test_the_same_location_is_the_same_set_at_any_time() -> None:
    script = "INT. KITCHEN - DAY\n\nSteam.\n\nEXT. ROAD - DAY\n\nDust.\n\nINT.  Kitchen - NIGHT\n\nDark.\n"
    made = views(film(script).plan)
    first, road, again = (drawing(shot).set for shot, _ in made)
    assert first.seed == again.seed != road.seed
    assert [view.set.time_of_day for _, view in made] == ["day", "day", "night"]


def test_a_conversation_starts_with_both_and_tightens() -> None:
    talking = [view for shot, view in views(film(f"INT. ROOM - DAY\n\nA table.\n\n{_EXCHANGE}").plan) if shot.lines]
    assert talking[0].size == "TWO"
    steps = [_SINGLES.index(view.size) for view in talking[1:]]
    assert steps == sorted(steps)
    assert {"OTS", "MCU", "CU"} <= {view.size for view in talking}


def test_the_two_who_talk_face_one_another() -> None:
    _, view = _saying("Then why?")
    left, right = view.blocking
    assert left.x < right.x
    assert (left.facing, right.facing) == ("right", "left")


def test_an_over_the_shoulder_has_the_speaker_first_and_the_shoulder_second() -> None:
    over = [pair for pair in views(film(f"INT. ROOM - DAY\n\nA table.\n\n{_EXCHANGE}").plan) if pair[1].size == "OTS"]
    assert over
    for shot, view in over:
        speaker = shot.lines[0].character
        assert view.subjects == (speaker, "THEO" if speaker == "MARA" else "MARA")


def test_a_brief_handling_of_a_thing_is_an_insert() -> None:
    _, view = _showing("Theo holds out a key.")
    assert (view.size, view.subjects) == ("INSERT", ("THEO",))


def test_an_insert_shows_the_thing_that_the_action_names() -> None:
    script = (
        "INT. HALL - DAY\n\nADA waits.\n\nADA\nWell?\n\nShe opens the envelope.\n\n"
        "ADA\nOh.\n\nShe grips the lever.\n\nADA\nNo.\n"
    )

    assert (_showing("envelope", script)[1].size, _showing("envelope", script)[1].detail) == ("INSERT", "letter")
    # Nothing draws a lever closely: better her, holding it, than another thing.
    assert _showing("lever", script)[1].size != "INSERT"


def test_a_boat_has_water_outside_and_a_car_a_road() -> None:
    outside = {
        heading: drawing(views(film(f"INT. {heading} - DAY\n\nADA waits.\n").plan)[0][0]).set.outside
        for heading in ("FERRY WHEELHOUSE", "TAXI", "KITCHEN")
    }

    assert outside == {"FERRY WHEELHOUSE": "coast", "TAXI": "road", "KITCHEN": None}


def test_a_chase_is_handheld_and_a_walk_is_followed() -> None:
    assert _showing("Mara runs to the radio.")[1].move == "handheld"
    assert _showing("climbs the path")[1].move == "truck"


def test_a_voice_over_is_heard_over_the_action_before_it() -> None:
    shot, _ = _showing("Theo holds out a key.")
    (line,) = shot.lines
    assert (line.character, line.on_screen) == ("MARA", False)


def test_a_voice_off_screen_is_seen_on_the_face_of_whom_it_addresses() -> None:
    shot, view = _saying("Lighthouse, this is Ines.")
    assert (view.size, view.subjects) == ("MCU", ("MARA",))
    assert not shot.lines[0].on_screen
    assert "INES" not in {position.character for position in view.blocking}


def test_dual_dialogue_is_said_together_in_one_shot_of_both() -> None:
    shot, view = _saying("She cannot hear you.")
    assert [line.with_previous for line in shot.lines] == [False, True]
    assert (view.size, set(view.subjects)) == ("TWO", {"MARA", "THEO"})


def test_a_cue_of_two_names_is_spoken_by_both() -> None:
    shot, view = _saying("Hello!", "INT. ROOM - DAY\n\nMARA/THEO\nHello!\n")
    assert [(line.character, line.with_previous) for line in shot.lines] == [("MARA", False), ("THEO", True)]
    assert set(view.subjects) == {"MARA", "THEO"}


@pytest.mark.parametrize(
    ("manner", "performance"),
    [
        ("whispering", "whispered"),
        ("shouting over the wind", "shouted"),
        ("urgently", "urgent"),
        ("slowly", "slow"),
        ("шёпотом", "whispered"),
        ("smiling", "normal"),
    ],
)
def test_a_parenthetical_says_how_the_line_is_spoken(manner: str, performance: str) -> None:
    shot, _ = _saying("Come here", f"INT. ROOM - DAY\n\nMARA\n({manner})\nCome here.\n")
    assert shot.lines[0].recipe.performance == performance


@pytest.mark.parametrize(
    ("speech", "performance"),
    [
        ("MARA (WHISPERING)\nCome here.", "whispered"),  # the cue says it for the whole speech
        ("MARA (WHISPERING)\n(shouting)\nCome here.", "shouted"),  # what stands by the words goes before it
        ("MARA (WHISPERING)\n~Come here", "whispered"),
        ("MARA\n~Come here", "slow"),  # sung
    ],
)
def test_a_cue_says_how_the_speech_is_spoken_and_a_song_is_slow(speech: str, performance: str) -> None:
    shot, _ = _saying("Come here", f"INT. ROOM - DAY\n\n{speech}\n")
    assert shot.lines[0].recipe.performance == performance


def test_capitals_with_an_exclamation_mark_are_shouted() -> None:
    assert _saying("THE SHIP!")[0].lines[0].recipe.performance == "shouted"


def test_a_beat_is_a_pause_before_what_follows() -> None:
    shot, _ = _saying("Never", "INT. ROOM - DAY\n\nMARA\nMaybe.\n(beat)\nNever.\n")
    assert [line.pause_seconds > 0 for line in shot.lines] == [False, True]


def test_a_late_pause_in_a_conversation_shows_who_listens() -> None:
    script = f"INT. ROOM - DAY\n\nA table.\n\n{_EXCHANGE}THEO\nSo this is how it ends.\n(beat)\nGoodbye.\n"
    silent = [view for shot, view in views(film(script).plan) if not shot.lines and not shot.action]
    assert [(view.size, view.subjects) for view in silent] == [("CU", ("MARA",))]


def test_somebody_who_enters_is_not_there_before() -> None:
    script = "INT. ROOM - DAY\n\nMara waits.\n\nMARA\nAnybody?\n\nTheo enters.\n\nTHEO\nMe.\n"
    seen = [{position.character for position in view.blocking} for _, view in views(film(script).plan)]
    assert seen[0] == {"MARA"}
    assert seen[-1] == {"MARA", "THEO"}


def test_a_long_speech_is_cut_at_sentence_ends_across_shots() -> None:
    speech = " ".join(
        f"I have told you about the number {word} before, and I will tell you again." for word in range(20)
    )
    made = film(f"INT. ROOM - DAY\n\nMARA\n{speech}\n")
    said = [shot for shot in made.plan.shots if shot.lines]
    assert len(said) > 3
    assert all(shot.seconds <= 13 for shot in said)
    assert all(line.text.endswith(".") and len(line.text) <= 220 for line in made.plan.lines)


def test_transitions_are_those_of_the_script() -> None:
    made = film(LIGHTHOUSE).plan
    shots = [shot for shot in made.shots if not isinstance(shot.picture, Card)]
    assert [shot.fade_in for shot in shots] == [True] + [False] * (len(shots) - 1)
    ends = {shot.scene: shot.transition for shot in shots}
    assert list(ends.values()) == ["cut", "dissolve", "fade_out"]
    assert all(
        shot.transition == "cut" for shot in shots if shot != next(s for s in reversed(shots) if s.scene == shot.scene)
    )


@pytest.mark.parametrize(
    ("transition", "does"),
    [
        ("CUT TO:", "cut"),
        ("SCHNITT AUF:", "cut"),
        ("CORTE A:", "cut"),
        ("COUPE SUR:", "cut"),
        ("DISSOLVE TO:", "dissolve"),
        ("ÜBERBLENDUNG AUF:", "dissolve"),
        ("FONDU ENCHAÎNÉ SUR:", "dissolve"),
        ("FUNDIDO ENCADENADO", "dissolve"),
        ("DISSOLVENZA INCROCIATA.", "dissolve"),
        ("FUSÃO PARA:", "dissolve"),
        ("FADE OUT.", "fade_out"),
        ("ABBLENDE.", "fade_out"),
        ("FONDU AU NOIR.", "fade_out"),
        ("FUNDIDO A NEGRO.", "fade_out"),
        ("DISSOLVENZA IN NERO.", "fade_out"),
        ("FADE PARA PRETO.", "fade_out"),
        ("ЗАТЕМНЕНИЕ.", "fade_out"),
    ],
)
def test_a_transition_is_understood_in_its_language_as_it_is_typed(transition: str, does: str) -> None:
    shots = [
        shot
        for shot, _ in views(film(f"INT. A - DAY\n\nA table.\n\n{transition}\n\nEXT. B - DAY\n\nRain.\n").plan)
        if shot.scene == 0
    ]
    assert shots[-1].transition == does


def test_a_transition_before_anything_is_seen_ends_the_scene_before_it() -> None:
    scenes = "INT. A - DAY\n\nA chair.\n\nMARA\nHere I am.\n\n\nINT. B - DAY\n\n{}A table.\n\nINT. C - DAY\n\nA bed.\n"
    shots = film(scenes.format("DISSOLVE TO:\n\n")).plan.shots
    dissolved = [shot.index for shot in shots if shot.transition == "dissolve"]
    assert dissolved == [max(shot.index for shot in shots if shot.scene == 0)]
    assert dissolved[0] > 0  # not the first shot of all


def test_who_was_just_seen_feeling_speaks_alone_in_the_next_picture() -> None:
    # Over the other's shoulder, the same face would be seen at the same size again.
    turns = [f"{'MARA' if turn % 2 else 'THEO'}\nThis is what I have to say to you, {turn}.\n\n" for turn in range(12)]
    for turn in range(5, 9):
        who = "Mara" if turn % 2 else "Theo"
        feeling = f"{who} looks at the lamp over the table and smiles to the wall.\n\n"
        script = "INT. ROOM - DAY\n\nA table.\n\n" + "".join((*turns[:turn], feeling, *turns[turn:]))
        shots = views(film(script).plan)
        felt = next(at for at, (shot, _) in enumerate(shots) if "smiles" in (shot.action or ""))
        assert shots[felt + 1][1].subjects == (who.upper(),)


def test_a_centred_line_is_a_card_and_the_end_is_not_said_twice() -> None:
    shots = film(
        "Title: A Film\n\nINT. ROOM - DAY\n\nA chair.\n\n> INTERMISSION <\n\nA table.\n\n> THE END <\n"
    ).plan.shots
    cards = [shot.picture.lines for shot in shots if isinstance(shot.picture, Card)]
    assert cards == [("A Film",), ("INTERMISSION",), ("THE END",)]


@pytest.mark.parametrize(("letters", "shortened"), [(200, False), (201, True)])
def test_a_title_of_more_than_two_hundred_letters_is_shortened(letters: int, shortened: bool) -> None:
    opening = film("Title: " + "T" * letters + "\n\nINT. ROOM - DAY\n\nA chair.\n").plan.shots[0].picture
    assert isinstance(opening, Card)
    assert "".join(opening.lines).endswith("…") is shortened


def test_a_line_in_another_script_is_spoken_in_its_language() -> None:
    made = film("INT. ROOM - DAY\n\nMARA\nSay it in Russian, please.\n\nMARA\nСпасибо.\n").plan
    english, russian = (line.recipe for line in made.lines)
    assert (made.language, english.language, russian.language) == ("en", "en", "ru")
    voices = [recipe.formant.name for recipe in (english, russian) if recipe.formant is not None]
    assert voices[1].split("+") == ["ru", voices[0].split("+")[1]]


@pytest.mark.parametrize(
    "script",
    [
        "",
        "\n\n\n",
        "Title:\n",
        "Nothing here has a heading. Nobody speaks.\n",
        "INT. ROOM - DAY\n",
        "[[only a note]]\n",
        "FADE OUT.\n",
        "DISSOLVE TO:\n\nINT. ROOM - DAY\n\nA chair.\n\nDISSOLVE TO:\n",
        "MARA\n...\n",
        "MARA\n" + "b" * 10_000 + "\n",
        # Cut as if all of it were as quick to say as most of it is.
        "MARA\n" + "b" * 40_000 + "∑" * 400 + "\n",
        "a" * 10_000,
        "MARA\n" + "🙂" * 3_000 + "\n",
        "@" + "花" * 300 + "\nはい。\n",
        "Title: " + "T" * 5_000 + "\n\nA chair.\n",
        "> " + "word " * 2_000 + "<\n",
    ],
    ids=lambda script: repr(script[:24]),
)
def test_odd_screenplays_become_sensible_films(script: str) -> None:
    made = film(script)
    shots = made.placed()
    assert all(24 <= shot.frames <= 60 * 24 for shot in shots)


def test_two_hundred_characters_in_one_room_all_speak_in_the_picture() -> None:
    script = "INT. HALL - DAY\n\n" + "".join(f"PERSON N{number}\nI am number {number}.\n\n" for number in range(200))
    made = film(script)
    assert len(made.cast) == 200
    for shot, view in views(made.plan):
        assert {line.character for line in shot.lines} <= {position.character for position in view.blocking}


def test_one_scene_of_forty_pages_takes_breath_between_close_ups() -> None:
    exchange = "MARA\nTell me where you were last night, please.\n\nTHEO\nI was at the harbour until it was light.\n\n"
    made = film("INT. ROOM - NIGHT\n\nA table.\n\n" + exchange * 200)
    sizes = [view.size for shot, view in views(made.plan) if shot.lines]
    assert max(gap for gap in _gaps(sizes, "TWO")) <= 12
    assert {"OTS", "MCU", "CU"} <= set(sizes)


def _gaps(sizes: list[str], size: str) -> list[int]:
    at = [index for index, each in enumerate(sizes) if each == size]
    return [later - earlier for earlier, later in pairwise(at)]


def test_a_cast_of_another_screenplay_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="the cast has no 'MARA'"):
        plan(parse("INT. ROOM - DAY\n\nMARA\nHello.\n"), ())


@pytest.mark.parametrize("path", _SAMPLES, ids=lambda path: path.stem)
def test_the_samples_are_covered_with_variety(path: Path) -> None:
    made = film(path.read_text(encoding="utf-8"))
    shots = views(made.plan)
    seconds = sum(shot.frames for shot in made.placed()) / 24
    assert 100 <= seconds <= 300
    assert 2 <= seconds / len(shots) <= 8
    assert {"EWS", "WS", "TWO", "OTS", "MCU", "CU", "INSERT"} <= {view.size for _, view in shots}
    assert {"static", "handheld"} < {view.move for _, view in shots}
    assert {shot.transition for shot, _ in shots} == {"cut", "dissolve", "fade_out"}
    assert any(not line.on_screen for line in made.plan.lines)


def test_there_are_samples_to_cover() -> None:
    assert _SAMPLES


def _over(script: str) -> list[tuple[str | None, str | None]]:
    """The words over the picture of each shot, and its action."""
    return [(shot.lettering, shot.action) for shot, _ in views(film(script).plan)]


@pytest.mark.parametrize(
    "words",
    [
        'SUPER: "OSLO, 1943"',
        "TITLE OVER: OSLO, 1943",
        "CHYRON - OSLO, 1943",
        "EINBLENDUNG: „OSLO, 1943“",
        "Rótulo: «OSLO, 1943»",
    ],
)
def test_words_over_the_picture_stand_in_the_picture_that_comes(words: str) -> None:
    """Not in a place of their own, and not as something that happens."""
    assert _over(f"{words}\n\nEXT. HARBOUR - NIGHT\n\nSnow falls.\n") == [("OSLO, 1943", "Snow falls.")]
    assert _over(f"EXT. HARBOUR - NIGHT\n\nSnow falls.\n{words}\n") == [("OSLO, 1943", "Snow falls.")]


def test_words_over_the_picture_before_speech_stand_over_the_place() -> None:
    shots = _over('INT. ROOM - DAY\n\nSUPER: "Day 12"\n\nMARA\nIt goes on and on.\n')
    assert [lettering for lettering, _ in shots] == ["Day 12", None]


def test_several_words_follow_one_another_and_the_last_ones_have_a_picture_too() -> None:
    script = "EXT. HARBOUR - NIGHT\n\nSnow falls.\n\nSUPER: One\n\nSUPER: Two\n\nGulls cry.\n\nSUPER: Three\n"
    assert _over(script) == [(None, "Snow falls."), ("One", None), ("Two", "Gulls cry."), ("Three", None)]


def test_words_over_nothing_are_a_card() -> None:
    (shot,) = [shot for shot in film("SUPER: The sea.\n").plan.shots if shot.picture.kind == "card" and
               shot.picture.lines == ("The sea.",)]  # fmt: skip
    assert shot.action is None


def test_words_over_the_picture_can_be_read() -> None:
    words = "Six months later, in a town that nobody had heard of"
    script = f"EXT. HARBOUR - NIGHT\n\nSUPER: {words}\n\nSnow.\n"
    assert views(film(script).plan)[0][0].seconds >= 1.5 + 0.3 * len(words.split())
