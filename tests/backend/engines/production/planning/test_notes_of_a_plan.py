"""What a plan says of what its page leaves open."""

from tests.backend.engines.production.planning.planned_films import film

PAGE = """\
Title: Open

INT. THE GLOAMSTEAD - DAY

ANNA (34), in a green coat, with red hair, waits for her brother. KIT looks up.

KIT
You came. I waited for you all the long winter, and nobody in this house could tell me where you were.

ANNA
Зачем ты ждал?

INT. KITCHEN - NIGHT

Anna sits.
"""


def test_who_is_not_described_and_which_place_has_no_name_is_noted_with_the_words_of_the_page() -> None:
    notes = film(PAGE).plan.notes
    told = {(note.subject, note.name): note for note in notes}
    assert ("person", "ANNA") not in told, "the page says all of her"
    kit = told["person", "KIT"]
    assert (kit.kind, kit.scene) == ("guessed", 0)
    assert "how old they are" in kit.reason
    assert kit.words == "KIT looks up."
    place = told["place", "THE GLOAMSTEAD"]
    assert (place.kind, place.scene) == ("neutral", 0)
    assert place.words == "INT. THE GLOAMSTEAD - DAY"
    assert "a plain room is shown" in place.reason
    assert ("place", "KITCHEN") not in told


def test_languages_that_the_synthesiser_speaks_are_noted_where_they_are_heard_first() -> None:
    spoken = film(PAGE).plan.spoken_by("kokoro").noted
    voices = [(note.name, note.scene, note.words) for note in spoken if note.subject == "voice"]
    assert voices == [("ru", 0, "ANNA: Зачем ты ждал?")], "English has other voices"
    formant = {note.name: note.reason for note in film(PAGE).plan.noted if note.subject == "voice"}
    assert set(formant) == {"en", "ru"}
    assert formant["en"] != formant["ru"]


def test_a_place_that_the_action_alone_names_is_a_guess() -> None:
    told = film("INT. GLOAMSTEAD - DAY\n\nA kitchen, empty.\n").plan.notes
    (note,) = (note for note in told if note.subject == "place")
    assert note.kind == "guessed"
    assert "kitchen" in note.reason
