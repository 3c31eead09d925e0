"""What the page says of somebody's looks is what is drawn, in the languages whose words are known."""

import pytest
from film_studio.engines.character.casting.described import Described, describe
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.recipes.animatic import Hat, Look
from tests.backend.engines.production.planning.planned_films import film

RED, GREEN, WHITE_HAIR, BLOND = "#c0392b", "#1e8449", "#e6e3dc", "#e0c27a"


def look(action: str, name: str = "SAM") -> Look:
    cast = film(f"INT. HOUSE - DAY\n\n{action}\n\nSAM\nWell.\n\nROSE\nWell.\n").cast
    return next(member.look for member in cast if member.name == name)


def test_hair_beard_glasses_coat_and_hat_are_drawn_as_the_page_describes_them() -> None:
    found = look(
        "SAM (30), bald, beard, thick glasses, green coat, top hat. ROSE (60), white hair in a bun, red dress."
    )
    assert (found.hair_style, found.beard, found.glasses, found.garment, found.top) == (
        "bald", True, True, "coat", GREEN,
    )  # fmt: skip
    assert found.hat is not None
    assert found.hat.shape == "top"
    rose = look("SAM (30), bald. ROSE (60), white hair in a bun, red dress. She smiles.", "ROSE")
    assert (rose.hair, rose.hair_style, rose.garment, rose.top, rose.bottom) == (WHITE_HAIR, "bun", "dress", RED, RED)
    assert rose.hat is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", ", 60, white hair in a bun, red dress and glasses."),
        ("de", ", 60, mit weißem Haar, Dutt, in einem roten Kleid, mit Brille."),
        ("fr", ", 60 ans, cheveux blancs en chignon, robe rouge, lunettes."),
        ("es", ", 60, pelo blanco, moño, vestido rojo y gafas."),
        ("it", ", 60, capelli bianchi, chignon, vestito rosso e occhiali."),
        ("pt", ", 60, cabelo branco, coque, vestido vermelho e óculos."),
    ],
)
def test_a_description_is_read_in_the_language_of_the_film(language: str, text: str) -> None:
    expected = Described(hair=WHITE_HAIR, hair_style="bun", glasses=True, garment="dress", top=RED, bottom=RED)
    assert describe(text, language) == expected


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        (", 30, clean-shaven, without glasses.", {"beard": False, "glasses": False}),
        (", a blonde woman with blue eyes.", {"hair": BLOND}),
        (", long black hair, long coat.", {"hair": "#1b1512", "hair_style": "long", "garment": "coat"}),
        (", short, heavy, short hair.", {"height": 0.92, "build": 1.22, "hair_style": "short"}),
        (", tall and thin, in a blue shirt and white trousers.",
         {"height": 1.07, "build": 0.85, "garment": "shirt", "top": "#2471a3", "bottom": "#ece7db"}),
        (". She wears a red cap.", {"hat": "cap", "hat_colour": RED}),
        (". The red car stops.", {}),  # another's colour
        (" looks at the red dress in the window.", {}),
        (", 30, looks at the red dress.", {}),
        (", 30, takes a green coat, bald.", {"hair_style": "bald"}),
        (" wears a green coat.", {"garment": "coat", "top": GREEN}),
        (" sits.", {}),
    ],
)  # fmt: skip
def test_a_colour_belongs_to_what_its_clause_names(text: str, attributes: dict[str, object]) -> None:
    assert describe(text, "en") == Described(**attributes)  # pyright: ignore[reportArgumentType] - by name


def test_a_language_without_words_describes_nothing() -> None:
    assert describe(", red dress", "fi") == Described()


def test_what_the_page_leaves_open_is_the_name_s_as_before() -> None:
    plain, dressed = look("SAM, 30, waits."), look("SAM, 30, in a green coat, waits.")
    assert dressed == plain.model_copy(update={"garment": "coat", "top": GREEN, "bottom": dressed.bottom})


def test_a_hat_without_a_colour_is_dark() -> None:
    assert look("SAM, 30, in a top hat, waits.").hat == Hat(shape="top", colour="#2b2622")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["en", "de-AT", "fr", "es", "it", "pt", "ja"]))
def test_any_text_describes_a_look_that_can_be_drawn(text: str, language: str) -> None:
    found = describe(text, language)
    assert found.build is None or 0.8 <= found.build <= 1.3
    assert found.height is None or 0.6 <= found.height <= 1.15
