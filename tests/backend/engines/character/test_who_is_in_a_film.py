"""Whom a screenplay casts: those with cues, those whom the action introduces, and what is counted about them."""

import pytest
from film_studio.engines.character.casting.cast import CastMember

from tests.backend.engines.production.planning.planned_films import film


def cast(script: str) -> dict[str, CastMember]:
    return {member.name: member for member in film(script).cast}


@pytest.mark.parametrize(
    ("action", "names"),
    [
        ("An OLD WOMAN sits by the PHONE.", ["OLD WOMAN"]),
        ("GUARD #2 and GUARD 1 wait.", ["GUARD #2", "GUARD 1"]),
        ("PETRA (40s) reads.", ["PETRA"]),
        ("PETRA, a woman from the coast, reads.", ["PETRA"]),
        ("PETRA a woman from the coast, reads.", []),
        ("A CLOCK, large and blue, ticks.", []),
        ("BANG! The DOOR.", []),
        ("DR. ROSS, 50, reads.", ["DR. ROSS"]),
        ("JEAN-LUC NEIL, 50, reads a book by the window.", ["JEAN-LUC NEIL"]),
        ("ROOM 12 is empty and quiet.", []),
        ("MAN 12 reads a paper.", ["MAN 12"]),
        ("The man reads.", []),
        ("THE MAN AND THE WOMAN, 30, WAIT OUTSIDE.", []),  # a paragraph that shouts
        ("PETRA, 40, reads a book.\n\nEVERYTHING IS LOUD, 20 TIMES.", ["PETRA"]),
        ("12, 40: 90.", []),
        # Sounds, shots and shouts are not cast, whosever hand is near.
        ("A floorboard CREAKS, her hand on the wall.", []),
        ("A SINGLE SHOT, his coat over the lens.", []),
        ("Somebody GASPS, she runs.", []),
        ("VERY CLOSE, her eyes.", []),
        ("An EXPLOSION, 20 feet away.", []),
        ("The ALARM, 3 times.", []),
        ("PETRA, 40 and tired, reads.", ["PETRA"]),
        ("PETRA, 40 years old, reads.", ["PETRA"]),
        ("PETRA, in her best coat, reads.", ["PETRA"]),
        ("PETRA, his mother, reads.", ["PETRA"]),
        ("HELEN, wet, reads.", ["HELEN"]),
    ],
)
def test_people_are_introduced_in_capitals(action: str, names: list[str]) -> None:
    assert list(cast(f"INT. ROOM - DAY\n\n{action}\n")) == names


@pytest.mark.parametrize(("small", "introduced"), [("reads.", True), ("xy.", True), ("x.", False)])
def test_a_paragraph_is_shouted_when_more_than_three_fifths_of_it_are_capitals(small: str, introduced: bool) -> None:
    # "MAN" and two small letters are three capitals of five.
    assert ("MAN" in cast(f"INT. ROOM - DAY\n\nMAN {small}\n")) is introduced


def test_who_has_a_cue_is_not_introduced_again_under_a_longer_name() -> None:
    script = "INT. ROOM - DAY\n\nMARA VOSS (34) and THEO GRIM, 70s, wait for her by the door.\n\nMARA\nHello.\n"
    assert list(cast(script)) == ["MARA", "THEO GRIM"]


def test_who_is_only_named_far_from_an_age_is_no_person() -> None:
    assert list(cast(f"INT. ROOM - DAY\n\nPETRA{' so' * 40}, 40.\n")) == []


def test_lines_words_and_scenes_are_counted() -> None:
    script = (
        "INT. A - DAY\n\nTHEO, 70s, waits.\n\nINT. B - DAY\n\nMARA\nOne two three.\n(beat)\nFour.\n\n"
        "THEO\nFive.\n\nINT. C - DAY\n\nMara waits.\n\nINT. D - DAY\n\nA chair.\n"
    )
    found = cast(script)
    assert list(found) == ["THEO", "MARA"]
    counts = {name: (m.lines, m.words, m.first_scene, m.last_scene) for name, m in found.items()}
    assert counts == {"THEO": (1, 1, 0, 1), "MARA": (1, 4, 1, 2)}


def test_other_spellings_of_a_cue_are_kept_and_its_own_is_not_one_of_them() -> None:
    script = "INT. A - DAY\n\nMARA\nA.\n\nMARA (V.O.)\nB.\n\n@Mara (O.S.)\nC.\n\n@Mara\nD.\n\nMARA/THEO\nE.\n"
    assert cast(script)["MARA"].aliases == ("MARA (V.O.)", "Mara (O.S.)", "Mara")
    assert cast(script)["THEO"].aliases == ()


def test_what_is_told_of_somebody_anywhere_makes_their_look_and_voice() -> None:
    script = "INT. A - DAY\n\nXYZ\nHello.\n\nINT. B - DAY\n\nXYZ, {}, waits.\n"
    old, child = (cast(script.format(what))["XYZ"] for what in ("70s, a man", "8, a girl"))
    assert old.look.height > child.look.height + 0.2
    assert child.voice.pitch > old.voice.pitch


def test_two_of_one_film_differ_in_look_and_voice() -> None:
    one, other = cast("INT. A - DAY\n\nADA\nHello.\n\nADAH\nHello.\n").values()
    assert one.look.top != other.look.top
    assert one.look.skin != other.look.skin
    assert one.voice.name != other.voice.name
