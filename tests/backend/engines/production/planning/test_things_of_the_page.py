"""What action lines name stands in the set: as nouns of their language, for as long as the scene has them."""

import pytest
from film_studio.engines.production.planning.things import DATA, ENTRIES, LANGUAGES, Stock, named, of_the_place
from hypothesis import given
from hypothesis import strategies as st

from tests.backend.engines.production.planning.planned_films import film, views


def found(language: str, text: str) -> dict[str, int]:
    return {each.entry.name: each.count for each in named(text, language)}


@pytest.mark.parametrize(
    ("language", "text", "things"),
    [
        ("en", "A dog barks at two horses.", {"dog": 1, "horse": 2}),
        ("en", "Bea's old suitcase falls. Boxes everywhere.", {"suitcase": 1, "package": 2}),
        ("en", "A steam train waits. Two frogs, a pocket watch, the stone.",
         {"locomotive": 1, "frog": 2, "pocket-watch": 1, "rock": 1}),
        ("en", "She hides a black iron box in the police car.", {"package": 1, "police-car": 1}),
        ("de", "Ein alter Koffer. Zwei Hunde und eine Schreibmaschine.", {"suitcase": 1, "dog": 2, "typewriter": 1}),
        ("fr", "L’épée brille. Trois chevaux, une vieille valise.", {"sword": 1, "horse": 3, "suitcase": 1}),
        ("es", "Un perro duerme. Dos caballos tiran de un tranvía.", {"dog": 1, "horse": 2, "tram": 1}),
        ("it", "Un cane. Due cavalli davanti alla porta, una macchina da scrivere.",
         {"dog": 1, "horse": 2, "typewriter": 1}),
        ("pt", "Um cão e duas malas. O cavalo corre.", {"dog": 1, "suitcase": 2, "horse": 1}),
    ],
)  # fmt: skip
def test_nouns_of_each_language_are_things(language: str, text: str, things: dict[str, int]) -> None:
    assert found(language, text) == things


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The boys train hard. He rose. A stranger saw her. She boxes the ears. He ducks."),
        ("en", "A train station. The car door opens. A stone wall. The safe distance. Her piano lesson."),
        ("en", "A man without a gun. No dog. He runs like a horse."),
        ("de", "Das Gift wirkt. Sie lief weg. Kein Hund. Er geht ohne Koffer."),
        ("fr", "Il livre sans valise. Pas de chien."),
        ("es", "Vela por él. Sin maleta."),
        ("it", "Senza valigia. Nessun cane."),
        ("pt", "Sem mala. Nenhum cavalo."),
        ("ja", "犬 a dog"),
    ],
)
def test_verbs_absent_things_and_words_of_other_languages_are_not(language: str, text: str) -> None:
    assert found(language, text) == {}


def test_a_dragon_that_speaks_is_not_a_thing() -> None:
    assert named("A dragon sleeps.", "en", frozenset({"dragon"})) == ()


def test_what_a_scene_plays_in_does_not_stand_in_it() -> None:
    assert of_the_place("EXT. FERRY DECK - NIGHT", "en") == {"ferry"}
    assert of_the_place("INNEN. FÄHRE - NACHT", "de") == {"ferry"}
    assert of_the_place("INT. LAMP ROOM - DAY", "en") == frozenset()
    page = "EXT. QUAY - DAY\n\nANNA sees a ferry.\n\nEXT. FERRY - DAY\n\nANNA on the ferry. A suitcase.\n"
    seen = [(view.set.location, {thing.name for thing in view.things}) for _, view in views(film(page).plan)]
    quay, ferry = ([things for location, things in seen if location == name] for name in ("QUAY", "FERRY"))
    assert any("ferry" in things for things in quay)
    assert any("suitcase" in things for things in ferry)
    assert not any("ferry" in things for things in ferry)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_word_means_one_thing(language: str) -> None:
    words = [word for each in DATA["things"].values() for word in each[language]]
    assert len(words) == len(set(words))


def test_things_that_screenplays_name_have_words_in_each_language() -> None:
    assert len(ENTRIES) >= 250
    wordless = {
        (name, language) for name, each in DATA["things"].items() for language in LANGUAGES if not each[language]
    }
    assert wordless <= {("peach", "fr"), ("peach", "it")}, "their words mean fishing too"


def test_things_have_sizes_of_this_world() -> None:
    assert all(0.01 <= entry.metres <= 10 for entry in ENTRIES.values())
    assert ENTRIES["dog"].metres < ENTRIES["horse"].metres < ENTRIES["bus"].metres


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_any_text_is_read(text: str, language: str) -> None:
    assert all(each.count >= 1 for each in named(text, language))


ROOM = """INT. ROOM - DAY

ANNA puts down a suitcase.

ANNA
The horse is dead.

A dog sits by the door.

The dog runs off.

ANNA
Well.
"""


def test_what_came_stays_in_its_place_until_it_goes_and_talk_brings_nothing() -> None:
    seen = [{thing.name: thing.x for thing in view.things} for _, view in views(film(ROOM).plan)]
    assert all("horse" not in things for things in seen)
    with_suitcase = [things["suitcase"] for things in seen if "suitcase" in things]
    assert len(set(with_suitcase)) == 1
    assert "suitcase" in seen[-1]
    assert any("dog" in things for things in seen)
    assert "dog" not in seen[-1]


def test_a_thing_in_a_hand_is_seen_closely() -> None:
    page = "INT. ROOM - DAY\n\nANNA sits at a table and waits for the night.\n\nANNA\nYes.\n\nAnna picks up the gun.\n"
    planned = film(page).plan
    assert "gun" in [view.detail for _, view in views(planned) if view.size == "INSERT"]


def test_a_general_word_means_what_is_there_already_and_a_special_one_itself() -> None:
    def seen(*texts: str) -> list[str]:
        stock = Stock("7", ())
        return [thing.name for text in texts for thing in stock.seen(named(text, "en"))][-3:]

    assert seen("A motorboat waits.", "She swims to the boat.") == ["motor-boat", "motor-boat"]
    assert seen("A motorboat waits.", "A rowing boat comes.") == ["motor-boat", "rowing-boat", "motor-boat"]
    assert seen("She swims to the boat.") == ["rowing-boat"]
    assert seen("A gull cries.", "The bird flies away.", "She waits.") == ["gull", "gull"]
    assert seen("A horse waits.", "The bird sings.") == ["horse", "bird", "horse"]
