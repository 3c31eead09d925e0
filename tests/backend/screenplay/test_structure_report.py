"""What is counted in a screenplay, by its own words."""

from film_studio.engines.writing import structure

SCRIPT = """# One

INT. BAR - NIGHT

Rain on the roof.

MARTA
One two three.

NILS (O.S.)
Four.

# Two

EXT. PIER - DAY

MARTA (CONT'D)
One two three four five six.

===

INT./EXT. CAR - NIGHT

MARTA/NILS
Now.
"""


def test_it_counts_acts_scenes_places_times_and_what_everybody_says() -> None:
    report = structure(SCRIPT.encode())
    assert [(act.title, act.first_page, act.last_page) for act in report.acts] == [("One", 1, 1), ("Two", 1, 2)]
    assert [(scene.number, scene.speeches, scene.words) for scene in report.scenes] == [
        ("1", 2, 4),
        ("2", 1, 6),
        ("3", 1, 1),
    ]
    assert {share.name: share.scenes for share in report.settings} == {"INT": 1, "EXT": 1, "INT/EXT": 1}
    assert {share.name: share.scenes for share in report.times} == {"NIGHT": 2, "DAY": 1}
    assert [share.name for share in report.locations] == ["BAR", "CAR", "PIER"]
    marta, nils = report.characters
    assert (marta.name, marta.scenes, marta.speeches, marta.words, marta.longest_speech) == ("MARTA", 3, 3, 10, 6)
    assert (nils.name, nils.scenes, nils.words, nils.first_page, nils.last_page) == ("NILS", 2, 2, 1, 2)
    assert report.longest_speech is not None
    assert (report.longest_speech.character, report.longest_speech.scene, report.longest_speech.words) == (
        "MARTA",
        "2",
        6,
    )
    # 11 words are said, of 33 that are printed: headings, action, names and all.
    assert round(report.dialogue_share, 3) == round(11 / 33, 3)
    assert report.screen_seconds == report.pages * 60


def test_of_what_is_not_there_it_says_so() -> None:
    report = structure(b"Snow falls.")
    assert (report.acts, report.characters, report.longest_speech, report.dialogue_share) == ([], [], None, 0)
    assert [share.name for share in report.settings] == ["none"]
