"""Who bears a name, in the world and where a language is spoken; and that a name decides where a page says nothing."""

import pytest
from film_studio.engines.character.casting.given_names import borne_by
from film_studio.engines.character.casting.profile import guess, is_given_name


@pytest.mark.parametrize(
    ("name", "language", "sex"),
    [
        ("NILS", "en", "male"),
        ("Amélie", "fr", "female"),
        ("Ingrid", "en", "female"),
        ("Yannick", "en-GB", "male"),
        # One language's women are another's men.
        ("JEAN", "en", "female"),
        ("JEAN", "fr", "male"),
        ("SIMONE", "it", "male"),
        ("SIMONE", "de", "female"),
        ("JOAN", "es", "male"),
        # A language whose countries have no list of it takes the world's.
        ("HANNAH", "ja", "female"),
        ("花子", "ja", "female"),
        ("Haruka", "ja", "female"),
        # Women and men alike, what one country alone lists, and what nobody is called.
        ("ROBIN", "en", None),
        ("CAPTAIN", "en", None),
        ("BABY", "en", None),
        ("XY3Q", "en", None),
        ("", "en", None),
    ],
)
def test_a_name_is_borne_by_women_or_by_men(name: str, language: str, sex: str | None) -> None:
    assert borne_by(name, language) == sex


@pytest.mark.parametrize(
    ("name", "language", "sex"),
    [
        ("NILS", "en", "male"),
        ("DR. INGRID", "en", "female"),
        ("ANDREA", "it", "male"),
        ("ANDREA", "es", "female"),
        ("CHARLIE", "en", "male"),
        ("НИКИТА", "ru", "male"),
    ],
)
def test_where_a_page_says_nothing_the_name_decides(name: str, language: str, sex: str) -> None:
    found = guess(name, [], language)
    assert (found.sex, found.stated) == (sex, True)


def test_what_the_page_says_weighs_more_than_a_name() -> None:
    assert guess("NILS", [("NILS, a woman in a hard hat, waits.", 4)]).sex == "female"


@pytest.mark.parametrize(("name", "given"), [("BJÖRN THE COOK", True), ("HALOGEN LAMP", False), ("THE PHONE", False)])
def test_a_given_name_is_known_by_its_first_word(name: str, given: bool) -> None:
    assert is_given_name(name) is given
