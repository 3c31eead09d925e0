"""A film says in its own language who wrote it, who speaks in it and how it was made."""

import pytest
from film_studio.engines.production.planning.crediting import LANGUAGES, MOST_NAMED, NAMED, roll, words_of

from contracts.recipes.film import Card
from tests.backend.engines.production.planning.planned_films import film

#: What MARA and THEO say, where, and what stands on the first card and on those at the end.
FILMS = {
    "en": ("INT. ROOM - DAY", "I did not know that you were here.", "Written by", "Based on", "Cast"),
    "de": ("INNEN. ZIMMER - TAG", "Ich habe nicht gewusst, dass du hier bist.", "Drehbuch", "Nach", "Personen"),
    "fr": ("INT. CHAMBRE - JOUR", "Je ne savais pas que tu étais là.", "Scénario", "D’après", "Personnages"),
    "es": ("INT. CUARTO - DÍA", "No sabía que estabas aquí con ella.", "Guion", "Basada en", "Reparto"),
    "it": ("INT. STANZA - GIORNO", "Non sapevo che tu fossi qui con lei.", "Sceneggiatura", "Tratto da", "Personaggi"),
    "pt": ("INT. QUARTO - DIA", "Eu não sabia que você estava aqui com ela.", "Roteiro", "Baseado em", "Elenco"),
}


def cards(text: str) -> list[tuple[str, ...]]:
    return [shot.picture.lines for shot in film(text).plan.shots if isinstance(shot.picture, Card)]


def page(language: str, *, title: str = "Title: Das\nAuthor: A. Keeper\nSource: Moby Dick\n") -> str:
    heading, line, *_ = FILMS[language]
    return f"{title}Language: {language}\n\n{heading}\n\nMARA\n{line}\n\nTHEO\n{line} {line}\n"


@pytest.mark.parametrize("language", FILMS)
def test_a_film_is_titled_and_credited_in_its_language(language: str) -> None:
    _, _, written, based, cast = FILMS[language]
    words = words_of(language)
    assert words is not None
    assert cards(page(language)) == [
        ("Das", written, "A. Keeper", based, "Moby Dick"),
        (cast, "MARA", "THEO", words.made),
        ("Das", "A. Keeper"),
    ]


@pytest.mark.parametrize("language", FILMS)
def test_the_language_is_the_one_that_is_spoken_where_the_page_names_none(language: str) -> None:
    unsaid = page(language).replace(f"Language: {language}\n", "")
    assert cards(unsaid)[0][1] == FILMS[language][2]


def test_no_two_languages_have_the_same_words() -> None:
    said = {language: words_of(language) for language in LANGUAGES}
    assert len({str(words) for words in said.values()}) == len(said) >= 6


def test_what_the_title_page_says_stands_as_it_is_written() -> None:
    stated = "Title: Das\nCredit: a film by\nAuthor: A. Keeper\nSource: Based on a true story\n"
    assert cards(page("de", title=stated))[0] == ("Das", "a film by", "A. Keeper", "Based on a true story")
    assert cards(page("de", title="Title: Das\nAuthor: von A. Keeper\n"))[0] == ("Das", "von A. Keeper")
    assert cards(page("de", title="Title: Das\n"))[0] == ("Das",)


def test_a_language_without_words_has_the_names_alone() -> None:
    text = "Title: 제목\nAuthor: 작가\nLanguage: ko\n\nINT. ROOM - DAY\n\nMARA\n안녕하세요.\n\nTHEO\n안녕하세요.\n"
    assert cards(text) == [("제목", "작가"), ("MARA", "THEO"), ("제목", "작가")]


def test_a_film_with_one_voice_or_without_a_title_has_no_roll() -> None:
    assert list(roll(["MARA", "MARA"], "en")) == []
    assert cards("INT. ROOM - DAY\n\nMARA\nHello.\n\nTHEO\nHello.\n") == []


def test_a_large_cast_is_named_on_several_cards_up_to_a_limit() -> None:
    made = [each.split("\n") for each in roll([f"MAN {number}" for number in range(60)], "en")]
    assert len(made) == MOST_NAMED // NAMED
    assert [line for lines in made for line in lines if line.startswith("MAN")] == [
        f"MAN {number}" for number in range(MOST_NAMED)
    ]
    assert (made[0][0], made[-1][-1]) == ("Cast", "Pictures and voices made by computer")
    assert [("Cast" in lines) for lines in made] == [True, True, True]


@pytest.mark.parametrize("words", ["THE END", "ENDE", "FIN", "FINE", "FIM"])
def test_who_says_the_end_themselves_still_has_credits_and_no_second_end(words: str) -> None:
    made = cards(f"{page('en')}\n> {words} <\n")
    assert made[1:] == [(words,), ("Cast", "MARA", "THEO", "Pictures and voices made by computer")]


def test_an_end_that_is_not_centred_is_a_card_too_and_a_fine_day_is_none() -> None:
    assert cards(f"{page('de')}\nENDE\n")[1] == ("ENDE",)
    assert ("Fine.",) not in cards(f"{page('en')}\nFine.\n")
