"""What a page names is heard, where and when it does; what it denies, quotes or means otherwise is not."""

import pytest
from film_studio.engines.postproduction.edit.effects import OVERLAP, effects_recipe
from film_studio.engines.production.planning.sounds import LANGUAGES, Ear
from hypothesis import given, settings

from contracts.recipes.effects import AMBIENCES, EffectsRecipe
from tests.backend.engines.production.planning.planned_films import Film, film, screenplays


def effects_of(made: Film, score_renderer: str = "score") -> EffectsRecipe:
    return effects_recipe(made.plan, made.placed(), score_renderer)


def goes_on(text: str) -> dict[str, tuple[float, float, bool]]:
    """Strength, distance and whether it is behind walls, of what goes on in a film."""
    cues = [cue for cue in effects_of(film(text)).cues if cue.sound in AMBIENCES]
    return {cue.sound: (cue.strength, cue.distance, cue.behind_walls) for cue in cues}


def spots(language: str, text: str) -> list[str]:
    return [heard.sound for heard in Ear(language).spots(text)]


@pytest.mark.parametrize(
    ("language", "text", "heard"),
    [
        ("en", "A knock at the door. The phone rings. A GUNSHOT.", ["knock", "telephone", "gun_shot"]),
        ("en", "She slams the door and the window shatters.", ["door_closes", "glass"]),
        ("en", "Thunder rolls. He walks to the car and starts the engine.", ["thunder", "steps", "engine_starts"]),
        ("de", "Es klopft an der Tür. Das Telefon klingelt.", ["knock", "telephone"]),
        ("de", "Ein Schuss fällt. Donner.", ["gun_shot", "thunder"]),
        ("fr", "On frappe à la porte. Le téléphone sonne.", ["knock", "telephone"]),
        ("fr", "Un coup de feu. Le tonnerre gronde.", ["gun_shot", "thunder"]),
        ("es", "Llaman a la puerta. Suena el teléfono.", ["knock", "telephone"]),
        ("es", "Un disparo. Un trueno.", ["gun_shot", "thunder"]),
        ("it", "Bussano alla porta. Squilla il telefono.", ["knock", "telephone"]),
        ("it", "Uno sparo. Un tuono.", ["gun_shot", "thunder"]),
        ("pt", "Batem à porta. O telefone toca.", ["knock", "telephone"]),
        ("pt", "Um tiro. Um trovão.", ["gun_shot", "thunder"]),
    ],
)
def test_what_an_action_names_is_heard_in_its_order(language: str, text: str, heard: list[str]) -> None:
    assert spots(language, text) == heard


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The phone does not ring. No shots. Without a knock, she waits."),
        ("en", 'She writes "thunder" on the wall. A storm of words. He fires her.'),
        ("en", "He waits for the phone to ring, as if a bomb explodes."),
        ("en", "Far out, a white dot gives one long blast of its horn."),
        ("en", "The wedding rings. A long shot of the street. Three shots of whisky."),
        ("en", "Nobody knocks. She fires the cook. One shot left in the bottle. Tears run down. The door is open."),
        ("de", "Das Telefon klingelt nicht. Kein Schuss."),
        ("de", "Niemand klopft. Er feuert den Koch. Ein Schuss Milch."),
        ("fr", "Le téléphone ne sonne pas. Aucun coup de feu. Une explosion de joie."),
        ("es", "El teléfono no suena. Ningún disparo."),
        ("it", "Il telefono non squilla. Nessuno sparo."),
        ("pt", "O telefone não toca. Nenhum tiro."),
    ],
)
def test_what_is_denied_quoted_or_meant_otherwise_is_not_heard(language: str, text: str) -> None:
    assert spots(language, text) == []


def test_six_languages_have_words_and_others_have_the_tones_of_their_places() -> None:
    assert {"en", "de", "fr", "es", "it", "pt"} <= LANGUAGES
    assert Ear("fi").spots("Puhelin soi. Thunder.") == ()
    sounds = {cue.sound for cue in effects_of(film("Language: Finnish\n\nINT. BAR - DAY\n\nHiljaista.\n")).cues}
    assert "room_tone" in sounds


def test_places_sound_by_what_they_are_and_by_the_time_of_day() -> None:
    assert "room_tone" in goes_on("INT. KITCHEN - DAY\n\nA table.\n")
    assert "traffic" in goes_on("EXT. STREET - DAY\n\nA house.\n")
    assert "sea" in goes_on("EXT. BEACH - DAY\n\nSand.\n")
    day, night = (goes_on(f"EXT. FOREST - {time}\n\nTrees.\n") for time in ("DAY", "NIGHT"))
    assert ("birds" in day, "birds" in night) == (True, False)
    assert "crickets" in night


def test_weather_is_heard_through_the_walls_of_a_room_and_goes_on_where_the_scene_does() -> None:
    heard = goes_on("INT. KITCHEN - NIGHT\n\nHeavy rain. A table.\n")
    strength, _, behind = heard["rain"]
    assert strength > 0.7
    assert behind
    script = "EXT. STREET - NIGHT\n\nIt rains.\n\nINT. HALL - {time}\n\nMARA waits.\n"
    later, elsewhen = (effects_of(film(script.format(time=time))).cues for time in ("CONTINUOUS", "DAY"))
    assert [cue.behind_walls for cue in later if cue.sound == "rain"] == [False, True]
    assert [cue.behind_walls for cue in elsewhen if cue.sound == "rain"] == [False]


def test_what_goes_on_alike_in_the_next_scene_has_no_seam() -> None:
    alike = effects_of(film("INT. HALL - DAY\n\nA table.\n\nINT. KITCHEN - DAY\n\nA chair.\n"))
    assert [cue.sound for cue in alike.cues].count("room_tone") == 1
    parted = effects_of(
        film("INT. HALL - DAY\n\nA table.\n\nEXT. BEACH - DAY\n\nSand.\n\nINT. HALL - DAY\n\nA table.\n")
    )
    first, second = (cue for cue in parted.cues if cue.sound == "room_tone")
    sea = next(cue for cue in parted.cues if cue.sound == "sea")
    # Two scenes cross over at their cut.
    assert first.start_frame + first.frames - sea.start_frame == 2 * OVERLAP
    assert sea.start_frame + sea.frames - second.start_frame == 2 * OVERLAP


def test_a_sound_comes_in_the_shot_of_its_action_and_says_from_which_line() -> None:
    made = film(
        "INT. KITCHEN - DAY\n\nMARA sits at the table.\n\nMARA\nQuiet.\n\nA knock at the door. Mara looks up.\n"
    )
    shot = next(shot for shot in made.plan.shots if shot.sounds)
    assert [(each.sound, each.source, each.line) for each in shot.sounds] == [("knock", "A knock at the door", 8)]
    knock = next(cue for cue in effects_of(made).cues if cue.sound == "knock")
    starts = [sum(placed.frames for placed in made.placed()[:index]) for index in range(len(made.plan.shots) + 1)]
    assert starts[shot.index] <= knock.start_frame < starts[shot.index + 1]


def test_what_somebody_is_called_is_not_heard_and_a_noun_that_is_spelled_alike_is() -> None:
    script = "EXT. FIELD - DAY\n\n{action}\n\nRIVER\nHello.\n\nCROWD\nHello!\n"
    assert "stream" not in goes_on(script.format(action="RIVER waits. River's coat is wet."))
    assert "stream" in goes_on(script.format(action="RIVER waits at the river."))
    assert "crowd" in goes_on(script.format(action="The CROWD waits."))
    (river,) = Ear("en", ["RIVER"]).ambience("RIVER waits at the river.")
    assert river.source == "RIVER waits at the river"


def test_words_that_are_said_are_not_heard_as_sounds() -> None:
    made = film("INT. KITCHEN - DAY\n\nMARA sits.\n\nMARA\nThunder! The phone rings. A gunshot.\n")
    assert not {"thunder", "telephone", "gun_shot"} & {cue.sound for cue in effects_of(made).cues}


def test_where_an_orchestra_plays_there_are_recordings() -> None:
    made = film("EXT. BEACH - DAY\n\nSand.\n")
    assert effects_of(made, "orchestra").recordings
    assert not effects_of(made, "score").recordings


@settings(max_examples=40, deadline=None)
@given(screenplays())
def test_every_film_sounds_from_its_first_picture_to_its_last_and_not_beyond(text: str) -> None:
    made = film(text)
    recipe = effects_of(made)
    assert recipe.frames == sum(shot.frames for shot in made.placed())
    assert all(cue.start_frame + cue.frames <= recipe.frames for cue in recipe.cues)
    start = 0
    for planned, placed in zip(made.plan.shots, made.placed(), strict=True):
        middle, start = start + placed.frames // 2, start + placed.frames
        if planned.picture.kind == "view":
            assert any(
                cue.sound in AMBIENCES and cue.start_frame <= middle < cue.start_frame + cue.frames
                for cue in recipe.cues
            )
