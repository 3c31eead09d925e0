"""A thing that a hand holds or that stands in capitals, and that no vocabulary has, is said to be left out."""

import pytest
from film_studio.engines.production.planning.handled import unknown
from film_studio.engines.production.planning.things import LANGUAGES
from hypothesis import given
from hypothesis import strategies as st

from tests.backend.engines.production.planning.planned_films import film


def names(language: str, text: str) -> list[str]:
    return [each.name for each in unknown(text, language, frozenset({"pip"}))]


@pytest.mark.parametrize(
    ("language", "text", "things"),
    [
        ("en", "She picks up the brass astrolabe and leaves. He gives Pip the old sextant.", ["astrolabe", "sextant"]),
        ("en", "Holding her father's abacus, she smiles.", ["abacus"]),
        ("en", "On the windowsill gleams A BRASS ORRERY, covered in dust.", ["orrery"]),
        ("de", "Er nimmt das Astrolabium. Sie hält einen alten Sextanten.", ["Astrolabium", "Sextanten"]),
        ("fr", "Elle prend l'astrolabe. Il pose le vieux sextant.", ["astrolabe", "sextant"]),
        ("es", "Toma el astrolabio. Deja el viejo sextante.", ["astrolabio", "sextante"]),
        ("it", "Prende l'astrolabio. Posa il vecchio sestante.", ["astrolabio", "sestante"]),
        ("pt", "Pega o astrolábio. Põe o velho sextante na mesa.", ["astrolábio", "sextante"]),
    ],
)
def test_what_hands_hold_and_capitals_name_is_found(language: str, text: str, things: list[str]) -> None:
    assert names(language, text) == things


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "She takes the suitcase. He holds the dog."),
        ("en", "He takes a deep breath. She holds his hand. He gives Pip a look. She takes her coat."),
        ("en", "He holds the door open. An umbrella bigger than she is. She takes a handful of sand."),
        ("en", "He does not hold the gizmo. Pip takes the pip."),
        ("en", "THE DOOR! HE TAKES A CONTRAPTION AND RUNS! THE GIZMO!"),
        ("de", "Er nimmt seine Hand. Sie hält den Atem an. Er nimmt das Buch."),
        ("fr", "Il prend sa main. Elle ouvre la porte."),
        ("es", "Toma su mano. Abre los ojos."),
        ("it", "Prende la mano. Apre gli occhi."),
        ("pt", "Pega a mão dele. Abre os olhos."),
        ("ja", "She takes the astrolabe."),
    ],
)
def test_what_is_drawn_and_what_is_not_a_thing_is_not_said(language: str, text: str) -> None:
    assert names(language, text) == []


def test_a_film_says_what_it_leaves_out_once_with_the_words_of_the_page() -> None:
    page = "INT. ROOM - DAY\n\nANNA picks up the astrolabe.\n\nANNA\nMine.\n\nINT. HALL - DAY\n\nAnna drops it.\n"
    page += "\nINT. ROOM - NIGHT\n\nAnna hides the astrolabe.\n"
    (note,) = (note for note in film(page).plan.notes if note.subject == "thing")
    assert (note.kind, note.name, note.scene) == ("left_out", "astrolabe", 0)
    assert note.words == "ANNA picks up the astrolabe."


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_any_text_is_searched(text: str, language: str) -> None:
    assert all(each.words for each in unknown(text, language))
