"""What people do is read from the page, shown by whoever does it, and goes on until something ends it."""

from typing import get_args

import pytest
from film_studio.engines.production.planning import acts
from film_studio.screenplay.names import Mentions
from hypothesis import given
from hypothesis import strategies as st

from contracts.recipes.film import Act, Position
from tests.backend.engines.production.planning.planned_films import film, views

CAST = Mentions(("MARA", "THEO"))
#: For each language a sentence or two, and who does what in them.
NATIVE = [
    ("en", "Mara walks to the window and sits down.", "MARA walk, MARA sit"),
    ("en", "Mara hugs Theo.", "MARA embrace, THEO embrace"),
    ("en", "Mara and Theo fight.", "MARA fight, THEO fight"),
    ("en", "Mara and Theo enter. They sit. He dances.", "MARA enter, THEO enter, MARA sit, THEO sit, THEO dance"),
    ("fr", "Mara et Theo entrent. Ils dansent.", "MARA enter, THEO enter, MARA dance, THEO dance"),
    ("en", "Mara swims to the boat. Theo treads water.", "MARA swim, THEO swim"),
    ("de", "Mara schwimmt zum Boot. Theo springt ins Wasser.", "MARA swim, THEO swim"),
    ("fr", "Mara nage vers le bateau. Theo plonge dans l'eau.", "MARA swim, THEO swim"),
    ("es", "Mara nada hacia la barca. Theo se zambulle.", "MARA swim, THEO swim"),
    ("it", "Mara nuota. Theo si tuffa.", "MARA swim, THEO swim"),
    ("pt", "Mara nada na baía. Theo mergulha no mar.", "MARA swim, THEO swim"),
    ("en", "We find MARA sitting at a desk, writing.", "MARA sit, MARA write"),
    ("en", "The door opens and Mara enters.", "MARA enter"),
    ("en", "Mara gives Theo the letter.", "MARA give, THEO take"),
    ("de", "Mara steht langsam auf. Dann geht sie zum Fenster.", "MARA stand_up, MARA walk"),
    ("de", "Theo setzt sich und trinkt.", "THEO sit, THEO drink"),
    ("de", "Langsam geht Mara hinaus.", "MARA leave"),
    ("fr", "Mara s'assied et lit une lettre.", "MARA sit, MARA read"),
    ("fr", "Theo lève les yeux, puis sort.", "THEO look_up, THEO leave"),
    ("es", "Mara se sienta. Escribe una carta.", "MARA sit, MARA write"),
    ("es", "Theo baila y Mara se ríe.", "THEO dance, MARA laugh"),
    ("it", "Mara si alza e cammina verso la finestra.", "MARA stand_up, MARA walk"),
    ("it", "Theo beve, poi cade.", "THEO drink, THEO fall"),
    ("pt", "Mara levanta-se e caminha até a janela.", "MARA stand_up, MARA walk"),
    ("pt", "Theo abraça Mara.", "THEO embrace, MARA embrace"),
]
#: Sentences in which nobody does anything.
NOTHING = [
    ("en", "Mara does not sit."),
    ("en", "Mara never dances."),
    ("en", "Theo wants to dance."),
    ("en", "The walk was long. A fall. His dances are over."),
    ("en", "The dog runs."),
    ("en", "Mara's hand. The cries of gulls."),
    ("de", "Mara setzt sich nicht. Theo will tanzen."),
    ("de", "Das Laufen ist laut."),
    ("fr", "Mara ne danse pas. La marche est longue."),
    ("es", "Theo no dice nada."),
    ("es", "Theo no baila. La lucha continúa."),
    ("it", "Mara non balla."),
    ("pt", "Theo não dança."),
    ("ru", "Мара сидит."),
]


def read(language: str, text: str) -> str:
    return ", ".join(f"{each.character} {each.act}" for each in acts.done(text, language, CAST))


@pytest.mark.parametrize(("language", "text", "expected"), NATIVE)
def test_who_does_what_is_read_in_six_languages(language: str, text: str, expected: str) -> None:
    assert read(language, text) == expected


@pytest.mark.parametrize(("language", "text"), NOTHING)
def test_what_is_denied_wished_for_or_a_noun_is_not_done(language: str, text: str) -> None:
    assert read(language, text) == ""


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Mara, an umbrella in her hand, waits. Theo waits.", [("MARA", "hold", "umbrella")]),
        ("de", "Mara wartet, einen Regenschirm in der Hand.", [("MARA", "hold", "umbrella")]),
        ("fr", "Mara, un parapluie jaune à la main, attend.", [("MARA", "hold", "umbrella")]),
        ("es", "Theo espera con un paraguas en la mano.", [("THEO", "hold", "umbrella")]),
        ("it", "Theo aspetta con un ombrello in mano.", [("THEO", "hold", "umbrella")]),
        ("pt", "Mara espera com um guarda-chuva na mão.", [("MARA", "hold", "umbrella")]),
        ("en", "Mara waits. An umbrella leans in the corner.", []),
        ("en", "Theo sits on a sofa in the hall.", [("THEO", "sit", None)]),
        ("en", "Mara eats a cake from a bucket.", [("MARA", "eat", "birthday-cake")]),
        ("en", "Theo drinks tea from a cup.", [("THEO", "drink", "cup")]),
    ],
)
def test_what_is_in_a_hand_is_held_and_what_is_eaten_out_of_is_not(
    language: str, text: str, expected: list[tuple[str, str, str | None]]
) -> None:
    assert [(each.character, each.act, each.thing) for each in acts.done(text, language, CAST)] == expected


SCENE = """\
INT. ROOM - DAY

MARA (30) stands at the window. THEO (40) sits at the table.

{action}

MARA
I dance. Theo runs away.

THEO
No.

Mara looks at the rain.
"""


def test_a_film_shows_what_its_actions_say_and_nothing_of_what_is_only_spoken_of() -> None:
    shown = [view for _, view in views(film(SCENE.format(action="Theo stands up and walks to Mara.")).plan)]
    theo = [(each.posture, each.acts) for view in shown for each in view.blocking if each.character == "THEO"]
    assert theo[0] == ("sit", ())
    assert ("sit", ("stand_up", "walk")) in theo
    assert theo[-1] == ("stand", ())
    assert not any("dance" in each.acts or "run" in each.acts for view in shown for each in view.blocking)


def test_what_is_held_stays_in_the_hand_until_it_is_given() -> None:
    planned = film(SCENE.format(action="Theo holds a letter.\n\nMara waves.\n\nTheo gives Mara the letter.")).plan
    held = [
        {each.character: each.holds for each in view.blocking if each.holds is not None} for _, view in views(planned)
    ]
    assert {"THEO": "envelope"} in held
    assert held[-1] == {"MARA": "envelope"}


@given(st.lists(st.sampled_from(get_args(Act)), max_size=12))
def test_who_sits_or_lies_does_so_until_they_get_up(done: list[Act]) -> None:
    company = acts.Company()
    place = (Position(character="MARA", x=0.5, facing="left"),)
    ups = {"enter", "leave", "walk", "run", "climb", "stand_up", "fight", "dance"}
    downs = {"sit": "sit", "lie": "lie", "sleep": "lie", "fall": "lie", "kneel": "kneel", "drive": "drive"} | {
        "swim": "swim"
    }
    expected = "stand"
    for act in done:
        (begins,) = company.during([acts.Done("MARA", act, "", "cup")], place)
        assert begins.posture == expected
        expected = "stand" if act in ups else downs.get(act, expected)
    (after,) = company.during((), place)
    assert (after.posture, after.acts) == (expected, ())
