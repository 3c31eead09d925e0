"""Flashbacks, montages, intercuts and gaps: how a film tells what the writer's grammar asks for."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from film_studio.engines.character import CastMember, Part
from film_studio.engines.postproduction.edit.recipes import score_recipe
from film_studio.engines.production.planning.shotlist import PlannedShot
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.recipes.film import View
from tests.backend.engines.production.planning.planned_films import Film, drawing, film, views

CASE_28 = """\
EXT. ROAD - DAY

ANA drives.

BEGIN FLASHBACK:

INT. SCHOOL - DAY

ANA, 8, writes.

END FLASHBACK.

EXT. ROAD - DAY

ANA smiles.

MONTAGE:

-- Ana packs.
-- Ana sells the car.
-- Ana at sea.

END MONTAGE.

INTERCUT - ANA'S KITCHEN / BOAT

ANA
Hello?

LEO
(on phone)
Ana!
"""


def told(text: str) -> list[tuple[str, str | None]]:
    """(place, how it is told) of each view."""
    return [(view.set.location, view.told) for _, view in views(film(text).plan)]


def member(made: Film, name: str) -> CastMember:
    return next(each for each in made.cast if each.name == name)


def of_lines(shots: Sequence[PlannedShot]) -> list[tuple[str, str | None, bool]]:
    """(speaker, what the line comes out of, whether the speaker is seen) of each line."""
    return [(line.character, line.recipe.treatment, line.on_screen) for shot in shots for line in shot.lines]


def test_what_steers_the_cut_is_shown_and_not_captioned() -> None:
    made = film(CASE_28)
    assert [(view.set.location, view.told) for _, view in views(made.plan)] == [
        ("ROAD", None),
        ("SCHOOL", "flashback"),
        ("ROAD", None),
        ("ROAD", None),
        ("ROAD", None),
        ("SEA", None),
        ("ANA'S KITCHEN", None),
        ("BOAT", None),
    ]
    captions = " ".join(shot.action or "" for shot in made.plan.shots)
    assert not any(word in captions for word in ("FLASHBACK", "MONTAGE", "INTERCUT", "--"))
    assert [each.name for each in made.cast] == ["ANA", "LEO"]


# --- flashbacks and dreams --------------------------------------------------------------------------------------


def test_a_flashback_is_dissolved_into_and_out_of_but_where_the_page_says_how() -> None:
    script = (
        "EXT. ROAD - DAY\n\nAna drives.\n\n{}INT. SCHOOL - DAY (FLASHBACK)\n\nA bell.\n\nEXT. ROAD - DAY\n\nRain.\n"
    )
    assert [shot.transition for shot, _ in views(film(script.format("")).plan)][:2] == ["dissolve", "dissolve"]
    cut = film(script.format("SMASH CUT TO:\n\n")).plan
    assert [shot.transition for shot, _ in views(cut)][:2] == ["cut", "dissolve"]


def test_somebody_is_as_old_as_a_flashback_says_there_and_nowhere_else() -> None:
    script = "EXT. ROAD - DAY\n\nANA, 40, drives.\n\nANA\nYes.\n\nFLASHBACK:\n\nINT. SCHOOL - DAY\n\n{}\n\nANA\nNo.\n"
    made = film(script.format("ANA, 8, in a red dress, writes."))
    ana = member(made, "ANA")
    assert ana.former is not None
    now, then = ana.look, ana.former.look
    assert then.height < 0.8 < now.height
    assert (then.skin, then.hair, then.garment) == (now.skin, now.hair, "dress")
    assert [drawing(shot).looks["ANA"] == (then if view.told else now) for shot, view in views(made.plan)] == [
        True
    ] * len(views(made.plan))
    grown, child = (line.recipe.formant for line in made.plan.lines)
    assert grown is not None
    assert child is not None
    assert child.pitch > grown.pitch + 8
    assert made.plan.lines[1].neural_voice == ana.former.neural_voice
    assert member(film(script.format("Ana writes.")), "ANA").former is None
    assert member(film(script.format("Young ANA writes.")), "ANA").former is not None


def test_what_a_person_chose_for_somebody_does_not_hold_where_they_are_of_another_age() -> None:
    made = film("EXT. ROAD - DAY\n\nANA, 40, drives.\n\nFLASHBACK:\n\nINT. SCHOOL - DAY\n\nANA, 8, writes.\n")
    ana = member(made, "ANA")
    assert ana.former is not None
    chosen = ana.look.model_copy(update={"top": "#123456"})
    recast = made.plan.cast_as({"ANA": Part(look=chosen)})
    assert [drawing(shot).looks["ANA"] for shot, _ in views(recast)] == [chosen, ana.former.look]


def test_who_is_seen_in_memories_alone_is_there_as_the_page_says() -> None:
    made = film("EXT. ROAD - DAY\n\nRain.\n\nFLASHBACK:\n\nINT. SCHOOL - DAY\n\nTOM, 8, writes.\n")
    tom = member(made, "TOM")
    assert tom.former is None
    assert tom.look.height < 0.8


def test_a_date_beside_a_flashback_stands_over_its_first_picture() -> None:
    made = film("EXT. ROAD - DAY\n\nRain.\n\nFLASHBACK - SUMMER 1985\n\nSun.\n")
    assert [shot.lettering for shot, _ in views(made.plan)] == [None, "SUMMER 1985"]


# --- montages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "place", "time", "drawn"),
    [
        ("Ana at sea.", "SEA", "day", "coast"),
        ("At night, Ana walks through the forest.", "FOREST", "night", "forest"),
        ("In the kitchen, Ana eats.", "KITCHEN", "day", "kitchen"),
        ("Ana sells the car.", "ROAD", "day", "road"),
        ("Ana läuft durch den Wald.", "WALD", "day", "forest"),
        ("Ana mange dans la cuisine.", "CUISINE", "day", "kitchen"),
        ("Ana en la playa.", "PLAYA", "day", "coast"),
        ("Ana nella cucina.", "CUCINA", "day", "kitchen"),
        ("Ana na cozinha.", "COZINHA", "day", "kitchen"),
    ],
)
def test_a_line_of_a_montage_plays_where_and_when_it_says(line: str, place: str, time: str, drawn: str) -> None:
    made = film(
        f"EXT. ROAD - DAY\n\nANA waits.\n\nMONTAGE:\n\n-- {line}\n-- Ana packs.\n\nEND MONTAGE\n\nAna sleeps.\n"
    )
    waits, shot, packs, sleeps = views(made.plan)
    assert (shot[1].set.location, shot[1].set.time_of_day, drawing(shot[0]).set.place) == (place, time, drawn)
    assert {view.set.location for _, view in (waits, packs, sleeps)} == {"ROAD"}


def test_a_montage_is_a_run_of_short_pictures_of_those_it_names_in_changing_sizes() -> None:
    lines = "\n".join(f"- {who} waits for the others." for who in ("Ana", "Once more Ana", "Leo", "Once more he"))
    made = film(f"EXT. ROAD - DAY\n\nANA and LEO talk.\n\nANA\nWell.\n\nLEO\nWell.\n\nMONTAGE:\n{lines}\n")
    run = [(shot, view) for shot, view in views(made.plan) if shot.montage]
    assert [view.subjects for _, view in run] == [("ANA",), ("ANA",), ("LEO",), ("LEO",)]
    assert [{each.character for each in view.blocking} for _, view in run] == [{"ANA"}, {"ANA"}, {"LEO"}, {"LEO"}]
    assert all(shot.seconds < 3.5 for shot, _ in run)
    assert all(one.size != other.size for (_, one), (_, other) in pairwise(run))


def test_music_plays_through_a_montage_over_all_of_its_scenes_and_each_place_sounds_of_itself() -> None:
    made = film(
        "INT. ROOM - DAY\n\nRain.\n\nMONTAGE:\n\nEXT. BEACH - DAY\n\nANA runs.\n\nEXT. STREET - DAY\n\nAna runs.\n\n"
        "END MONTAGE\n\nINT. ROOM - DAY\n\nAna sleeps.\n"
    )
    score = score_recipe(made.plan, made.placed(), "score")
    assert [cue.through for cue in score.music_cues] == [False, True, False]
    heard = {each.stretch: {other.sound for other in made.plan.ambience if other.stretch == each.stretch}
             for each in made.plan.ambience}  # fmt: skip
    beach, street = (shot.stretch for shot in made.plan.shots if shot.montage)
    assert "sea" in heard[beach]
    assert "sea" not in heard[street]
    assert "traffic" in heard[street]


# --- intercuts and devices --------------------------------------------------------------------------------------

CALL = """\
INT. OFFICE - NIGHT

LEO, 60s, picks up the phone.

INTERCUT WITH:

EXT. BEACH - NIGHT

ANA, 30s, waits.

LEO
(into phone)
Where are you? I have been sitting here for three hours, and nobody in this building has told me anything. I called the
harbour, I called the hospital, I called your mother. She says that you never came home.

ANA
At the sea.

LEO
Stay.

ANA (FILTERED)
I cannot.
"""


def test_an_intercut_shows_whoever_speaks_on_their_own_side_and_nobody_of_the_other() -> None:
    made = film(CALL)
    calls = views(made.plan, 1)
    home = {"LEO": "OFFICE", "ANA": "BEACH"}
    for shot, view in calls:
        assert {home[each.character] for each in view.blocking} == {view.set.location}
        for line in shot.lines:
            assert line.on_screen == (home[line.character] == view.set.location)
            assert line.recipe.treatment == (None if line.on_screen else "telephone")
    # Who speaks long is also heard at the other end.
    assert [view.set.location for _, view in calls] == ["BEACH", "OFFICE", "BEACH", "BEACH", "OFFICE", "OFFICE"]
    assert [view.subjects for shot, view in calls if shot.lines and not shot.lines[0].on_screen] == [("ANA",), ("LEO",)]
    assert "phone" in next(each.acts for _, view in calls for each in view.blocking if each.character == "LEO")


def test_each_side_of_an_intercut_sounds_of_its_own_place() -> None:
    made = film(CALL)
    sea = {each.stretch for each in made.plan.ambience if each.sound == "sea"}
    for shot, view in views(made.plan, 1):
        assert (shot.stretch in sea) == (view.set.location == "BEACH")


def test_the_other_side_of_an_intercut_is_shown_widely_when_it_is_first_seen() -> None:
    *_, (_, kitchen), (_, boat) = views(film(CASE_28).plan)
    assert (kitchen.size, boat.size) == ("FS", "FS")
    assert {each.facing for view in (kitchen, boat) for each in view.blocking} == {"left", "right"}


@pytest.mark.parametrize(
    ("language", "into", "over", "filtered"),
    [
        ("English", "into phone", "over radio", "filtered"),
        ("German", "ins Telefon", "über Funk", "gefiltert"),
        ("French", "dans le téléphone", "à la radio", "filtrée"),
        ("Spanish", "en el teléfono", "por radio", "filtrada"),
        ("Italian", "nel telefono", "alla radio", "filtrata"),
        ("Portuguese", "para o telefone", "no rádio", "filtrada"),
    ],
)
def test_a_voice_out_of_a_device_is_heard_and_not_seen(language: str, into: str, over: str, filtered: str) -> None:
    made = film(
        f"Title: X\nLanguage: {language}\n\nINT. ROOM - DAY\n\nANA wartet.\n\nANA\n({into})\nAllo.\n\n"
        f"LEO ({over})\nAllo.\n\nMIA\n({filtered})\nAllo.\n"
    )
    shots = [shot for shot in made.plan.shots if isinstance(shot.picture, View)]
    assert of_lines(shots) == [("ANA", None, True), ("LEO", "radio", False), ("MIA", "telephone", False)]
    assert all(each.character == "ANA" for shot in shots if isinstance(shot.picture, View)
               for each in shot.picture.blocking)  # fmt: skip


def test_who_is_on_the_phone_is_seen_where_the_action_has_them_and_heard_where_it_has_not() -> None:
    script = "INT. ROOM - DAY\n\n{}\n\nANA\nHello?\n\nLEO\n(on phone)\nIt is me.\n"
    assert of_lines(film(script.format("ANA waits.")).plan.shots)[1] == ("LEO", "telephone", False)
    assert of_lines(film(script.format("ANA waits. LEO paces.")).plan.shots)[1] == ("LEO", None, True)
    alone = film("INT. ROOM - DAY\n\nLEO\n(on the phone)\nIt is me.\n")
    assert of_lines(alone.plan.shots) == [("LEO", None, True)]


def test_a_machine_speaks_as_one_where_it_stands() -> None:
    assert of_lines(film("INT. ROOM - DAY\n\nUNIT 7\n(robotic voice)\nHello.\n").plan.shots) == [
        ("UNIT 7", "robot", True)
    ]


# --- gaps and light ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "time", ["LATER", "MOMENTS LATER", "SPÄTER", "PLUS TARD", "MÁS TARDE", "PIÙ TARDI", "MAIS TARDE"]
)
def test_what_goes_on_later_keeps_its_light_and_dissolves_in(time: str) -> None:
    made = film(f"INT. KITCHEN - NIGHT\n\nAna eats.\n\nINT. KITCHEN - {time}\n\nAna sleeps.\n")
    (eats, before), (_, after) = views(made.plan)
    assert eats.transition == "dissolve"
    assert before.set == after.set
    assert after.set.time_of_day == "night"
    within = film(f"INT. KITCHEN - NIGHT\n\nAna eats.\n\n{time}\n\nAna sleeps.\n")
    assert [(shot.action, shot.transition) for shot, _ in views(within.plan)] == [
        ("Ana eats.", "dissolve"),
        ("Ana sleeps.", "cut"),
    ]


@pytest.mark.parametrize("time", ["THE NEXT DAY", "YEARS LATER", "AM NÄCHSTEN TAG", "LE LENDEMAIN", "AL DÍA SIGUIENTE"])
def test_a_day_and_more_goes_by_in_black(time: str) -> None:
    made = film(f"INT. KITCHEN - NIGHT\n\nAna eats.\n\n{time}\n\nAna sleeps.\n")
    (eats, _), (sleeps, _) = views(made.plan)
    assert (eats.transition, sleeps.fade_in) == ("fade_out", True)
    # And nobody has waited there since.
    empty = views(film(f"INT. KITCHEN - NIGHT\n\nANA (40) eats.\n\n{time}\n\nThe kitchen is empty.\n").plan)
    assert [len(view.blocking) for _, view in empty] == [1, 0]


@pytest.mark.parametrize("time", ["CONTINUOUS", "SAME", "FORTLAUFEND", "CONTINU", "CONTINUO", "CONTÍNUO"])
def test_what_goes_on_at_once_is_cut_to_in_the_same_light(time: str) -> None:
    made = film(f"INT. KITCHEN - NIGHT\n\nAna eats.\n\nINT. HALL - {time}\n\nAna runs.\n")
    (eats, _), (_, hall) = views(made.plan)
    assert eats.transition == "cut"
    assert (hall.set.location, hall.set.time_of_day) == ("HALL", "night")


def test_the_story_keeps_its_time_through_a_flashback_of_another() -> None:
    script = "INT. BAR - NIGHT\n\nOne.\n\nEXT. SEA - DAY (FLASHBACK)\n\nTwo.\n\nINT. BAR - SAME\n\nThree.\n"
    assert [view.set.time_of_day for _, view in views(film(script).plan)] == ["night", "day", "night"]


@pytest.mark.parametrize(
    "words",
    [
        'SUPER:\n"Oslo, 1943"',
        'SUPER:\n\n"Oslo, 1943"',
        'SUPER "Oslo, 1943"',
        "CHYRON: Oslo, 1943",
        "EN SURIMPRESSION : « Oslo, 1943 »",
    ],
)
def test_words_over_the_picture_may_stand_below_their_name(words: str) -> None:
    made = film(f"EXT. HARBOUR - NIGHT\n\n{words}\n\nSnow falls.\n")
    assert [(shot.lettering, shot.action) for shot, _ in views(made.plan)] == [("Oslo, 1943", "Snow falls.")]
    assert made.cast == ()


def test_words_over_black_are_a_card() -> None:
    made = film('EXT. HARBOUR - NIGHT\n\nTITLE OVER BLACK: "Oslo, 1943"\n\nSnow falls.\n')
    assert [shot.picture.lines for shot in made.plan.shots if shot.picture.kind == "card"] == [("Oslo, 1943",)]


_BLOCKS = st.sampled_from(
    [
        "INT. ROOM - DAY", "EXT. SEA - LATER", "INT. BAR - NIGHT (FLASHBACK)", "BEGIN FLASHBACK:", "END FLASHBACK",
        "MONTAGE:\n- Ana runs.\n- Leo at sea.\n- She sings.", "MONTAGE:", "END MONTAGE", "INTERCUT - LEO'S BAR / BEACH",
        "INTERCUT WITH:", "END INTERCUT", "ANA waits.", "LEO enters.", "Leo leaves.", "ANA\nHello?",
        "LEO\n(on phone)\nAna!",
        "LEO (V.O.)\nAna.", "ANA ^\nNo.", "MIA\nYes.", "LATER", "THE NEXT DAY", "DREAM SEQUENCE:", "SUPER: Now",
        "CUT TO:",
    ]
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(_BLOCKS, max_size=20))
def test_whatever_is_opened_and_closed_a_film_can_be_placed_and_whoever_is_seen_speaking_is_there(
    blocks: list[str],
) -> None:
    made = film("\n\n".join(blocks) + "\n")
    placed = made.placed()
    assert len(placed) == len(made.plan.shots)
    score = score_recipe(made.plan, placed, "score")
    assert sum(cue.frames for cue in score.music_cues) == score.frames
    for shot, view in views(made.plan):
        here = {each.character for each in view.blocking}
        assert here >= {line.character for line in shot.lines if line.on_screen}
        assert here.issuperset(view.subjects)
