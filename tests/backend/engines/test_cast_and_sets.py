"""Who is in a film and what they are given, and where scenes play."""

from itertools import combinations

import pytest
from film_studio.engines.character.casting.cast import CastMember
from film_studio.engines.character.casting.looks import BOTTOMS, GREY_HAIR, HAIR, SKINS, TOPS, Looks, contrast
from film_studio.engines.character.casting.profile import Age, Profile, Sex, guess
from film_studio.engines.character.casting.voices import VARIANTS, apart

from tests.backend.engines.production.planning.planned_films import LIGHTHOUSE, drawing, film, views


def _cast(script: str) -> dict[str, CastMember]:
    return {member.name: member for member in film(script).cast}


def test_the_spellings_of_a_name_are_one_character() -> None:
    cast = _cast(
        "INT. ROOM - DAY\n\nMOM\nOne two.\n\nMOM (V.O.)\nThree.\n\nMOM (CONT'D)\nFour.\n\n"
        "MOM'S VOICE\nFive.\n\n@Mom\nSix.\n"
    )
    assert list(cast) == ["MOM"]
    assert (cast["MOM"].lines, cast["MOM"].words) == (5, 6)
    assert set(cast["MOM"].aliases) >= {"MOM (V.O.)", "MOM (CONT'D)", "MOM'S VOICE"}


def test_a_cue_of_two_counts_for_both_and_is_nobody_itself() -> None:
    cast = _cast("INT. ROOM - DAY\n\nMARA\nA.\n\nTHEO\nB.\n\nMARA/THEO\nC.\n\nMARA & THEO\nD.\n\nMARA AND THEO\nE.\n")
    assert {name: member.lines for name, member in cast.items()} == {"MARA": 4, "THEO": 4}


def test_a_name_with_and_in_it_stays_one() -> None:
    assert list(_cast("INT. ROOM - DAY\n\nSMITH AND SONS\nWe are closed.\n")) == ["SMITH AND SONS"]


def test_names_in_other_scripts_are_characters() -> None:
    cast = _cast("INT. ROOM - DAY\n\nМАРИЯ\nПривет, как дела?\n\n@花子\nはい。\n\nÉLODIE\nBonjour.\n\n花子がМария.\n")
    assert list(cast) == ["МАРИЯ", "花子", "ÉLODIE"]
    assert cast["МАРИЯ"].voice.name.startswith("ru+")


def test_the_cast_is_in_the_order_in_which_it_appears() -> None:
    cast = film(LIGHTHOUSE).cast
    assert [member.name for member in cast] == ["MARA", "THEO", "INES"]
    scenes = [scene.index for scene in film(LIGHTHOUSE).screenplay.scenes if scene.heading]
    assert (cast[1].first_scene, cast[1].last_scene) == (scenes[0], scenes[1])


def test_people_introduced_in_capitals_are_cast_and_things_are_not() -> None:
    cast = _cast(
        "INT. BAR - NIGHT\n\nAn OLD WOMAN sits by the PHONE. PETRA (40s) reads. A CLOCK, large, ticks. BANG!\n\n"
        "EVERYTHING IS LOUD, 20 TIMES.\n"
    )
    assert list(cast) == ["OLD WOMAN", "PETRA"]
    assert cast["PETRA"].lines == 0


@pytest.mark.parametrize(
    ("name", "passage", "sex", "age"),
    [
        ("THEO", "THEO, 70s, a fisherman, waits.", "male", "old"),
        ("SAM", "SAM (9) drops her bag. She runs.", "female", "child"),
        ("WAITRESS", "The WAITRESS nods.", "female", "adult"),
        ("KIM", "KIM, early 30s, lights his pipe. He waits.", "male", "adult"),
        ("ALEX", "ALEX, a woman of few words, sits.", "female", "adult"),
        ("MARA", "Mara takes the key from his hand. She looks up.", "female", "adult"),
        ("БАБУШКА", "БАБУШКА сидит.", "female", "old"),
    ],
)
def test_sex_and_age_are_read_from_how_somebody_is_introduced(name: str, passage: str, sex: str, age: str) -> None:
    found = guess(name, [(passage, passage.upper().index(name) + len(name))])
    assert (found.sex, found.age) == (sex, age)


def test_a_changed_ending_changes_no_look_and_no_voice_before_it() -> None:
    longer = LIGHTHOUSE.replace("FADE OUT.", "PETRA\nAnd who are you?\n\nFADE OUT.")
    before, after = _cast(LIGHTHOUSE), _cast(longer)
    assert list(after) == [*before, "PETRA"]
    assert all(after[name].look == member.look and after[name].voice == member.voice for name, member in before.items())


def test_the_first_eight_share_neither_top_nor_hair() -> None:
    crowd = "".join(f"NAME{chr(65 + number)}\nHello.\n\n" for number in range(8))
    looks = [member.look for member in _cast(f"INT. ROOM - DAY\n\n{crowd}").values()]
    for one, other in combinations(looks, 2):
        assert one.top != other.top
        assert (one.hair_style, one.hair) != (other.hair_style, other.hair)
        assert (one.hair_style, other.hair_style) != ("bald", "bald")


@pytest.mark.parametrize("sex", ["female", "male"])
@pytest.mark.parametrize("age", ["child", "young", "adult", "old"])
def test_hair_stands_out_from_skin_and_trousers_from_top(sex: Sex, age: Age) -> None:
    film = Looks()
    looks = [film.assign(f"N{number}", Profile(sex=sex, age=age, stated=True)) for number in range(60)]
    for look in looks:
        assert contrast(look.top, look.bottom) >= 1.6
        assert look.hair_style == "bald" or contrast(look.hair, look.skin) >= 1.6
    assert {look.top for look in looks} == set(TOPS)


def test_every_skin_has_hair_of_every_age_to_go_with_it() -> None:
    for skin in SKINS:
        assert sum(contrast(hair, skin) >= 1.6 for hair in HAIR) >= 3
        assert any(contrast(hair, skin) >= 1.6 for hair in GREY_HAIR)
    for top in TOPS:
        assert sum(contrast(bottom, top) >= 1.6 for bottom in BOTTOMS) >= 2


def test_thirty_voices_are_told_apart_and_the_first_eight_by_their_formants() -> None:
    crowd = "".join(f"PERSON N{number}\nHello.\n\n" for number in range(30))
    voices = [member.voice for member in _cast(f"INT. ROOM - DAY\n\n{crowd}").values()]
    assert all(apart(one, other) for one, other in combinations(voices, 2))
    assert len({voice.name for voice in voices[:8]}) == 8


@pytest.mark.parametrize("language", ["English", "Russian", "Klingon"])
def test_two_hundred_voices_are_all_different(language: str) -> None:
    crowd = "".join(f"PERSON N{number}\nHello.\n\n" for number in range(200))
    members = _cast(f"Title: T\nLanguage: {language}\n\nINT. ROOM - DAY\n\n{crowd}").values()
    voices = {(member.voice.name, member.voice.pitch, member.voice.words_per_minute) for member in members}
    assert len(voices) == 200


def test_men_and_women_have_voices_of_men_and_women() -> None:
    cast = _cast(LIGHTHOUSE)
    assert cast["MARA"].voice.name.split("+")[1] in VARIANTS["female"]
    assert cast["THEO"].voice.name.split("+")[1] in VARIANTS["male"]


@pytest.mark.parametrize(
    ("heading", "place", "interior", "time"),
    [
        ("INT. KITCHEN - MARA'S HOUSE - NIGHT", "kitchen", True, "night"),
        ("EXT. LIGHTHOUSE - DUSK", "coast", False, "dusk"),
        ("INT. LIGHTHOUSE - LAMP ROOM - DAWN", "room", True, "dawn"),
        ("INT. HOSPITAL - ROOM 12 - MORNING", "hospital", True, "day"),
        ("INT. POLICE STATION - CORRIDOR - LATER THAT NIGHT", "corridor", True, "night"),
        ("EXT. PARKING LOT - EVENING", "street", False, "dusk"),
        ("INT. CAR - DAY", "vehicle", True, "day"),
        ("EXT. CAR - DAY", "road", False, "day"),
        ("INT./EXT. TAXI - NIGHT", "vehicle", True, "night"),
        ("EXT. HOUSE ROOF - SUNSET", "rooftop", False, "dusk"),
        ("INT. КУХНЯ - НОЧЬ", "kitchen", True, "night"),
        ("EXT. 海岸 - 夕方", "coast", False, "dusk"),
        ("INT. XYZZY - DAY", "room", True, "day"),
        ("EXT. XYZZY - DAY", "street", False, "day"),
    ],
)
def test_a_heading_says_where_and_when(heading: str, place: str, interior: bool, time: str) -> None:
    (shot, view), *_ = views(film(f"{heading}\n\nIt is quiet.\n").plan)
    assert (drawing(shot).set.place, view.set.interior, view.set.time_of_day) == (place, interior, time)


def test_where_the_heading_is_silent_the_action_says_where() -> None:
    (shot, _), *_ = views(film("EXT. SOMEWHERE - DAY\n\nTall trees, a forest without end.\n").plan)
    assert drawing(shot).set.place == "forest"


def test_the_time_goes_on_where_a_heading_says_nothing_new() -> None:
    script = "INT. BAR - NIGHT\n\nSmoke.\n\nEXT. STREET - CONTINUOUS\n\nRain.\n\nINT. CAR\n\nDark.\n"
    assert {view.set.time_of_day for _, view in views(film(script).plan)} == {"night"}


def test_a_film_without_headings_plays_where_its_action_says() -> None:
    (shot, view), *_ = views(film("The desert at night. Dunes to the horizon.\n").plan)
    assert (drawing(shot).set.place, view.set.time_of_day, view.set.interior) == ("desert", "night", False)
