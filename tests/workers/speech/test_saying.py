"""A text is said as people say it, and what is said is known to stand for what is written."""

import pytest
from film_workers.speech.saying import as_said
from hypothesis import given
from hypothesis import strategies as st

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "ru")


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("en", "It cost $5, Mr. Smith.", "It cost 5 dollars, Mister Smith."),
        ("en", "It cost $1.", "It cost 1 dollar."),
        ("en", "£20.50 at 10:30", "20.50 pounds at 10 30"),
        ("en", "No. I live at No. 7, St. Mary's.", "No. I live at number 7, Saint Mary's."),
        ("en-GB", "Ask Dr. Weiss, Mrs. Hall, etc.", "Ask Doctor Weiss, Missus Hall, et cetera"),
        ("en", "He is a drummer. Harms. Most.", "He is a drummer. Harms. Most."),
        ("de", "5 € für Dr. Weiß, Nr. 7", "5 Euro für Doktor Weiß, Nummer 7"),
        ("de", "um 10:30", "um 10 Uhr 30"),
        ("fr", "20 € à 10h30, M. Dupont", "20 euros à 10 heures 30, Monsieur Dupont"),
        ("fr", "Mme Ferrand, au n° 7", "Madame Ferrand, au numéro 7"),
        ("es", "La Sra. García pagó 3 €.", "La Señora García pagó 3 euros."),
        ("it", "Il Sig. Rossi, 1 €", "Il Signor Rossi, 1 euro"),
        ("pt", "O Sr. Silva, às 10:30", "O Senhor Silva, às 10 e 30"),
        ("ru", "Dr. $5", "Dr. $5"),
    ],
)
def test_short_forms_are_said_in_full(language: str, written: str, said: str) -> None:
    assert as_said(written, language).text == said


def test_what_is_said_stands_for_what_is_written() -> None:
    text = "It cost $5, Mr. Smith."
    said = as_said(text, "en")

    def written(word: str) -> str:
        start, length = said.written(said.text.index(word), len(word))
        return text[start : start + length]

    assert [written(word) for word in ("cost", "5", "dollars", "Mister", "Smith")] == [
        "cost",
        "$5",
        "$5",
        "Mr.",
        "Smith",
    ]


PIECES = st.lists(st.sampled_from([*"ab. $€5:h1", "Mr.", "Dr.", "n°", "Nr."]), max_size=40)


@given(PIECES.map("".join), st.sampled_from(LANGUAGES))
def test_every_place_of_what_is_said_lies_within_what_is_written(text: str, language: str) -> None:
    said = as_said(text, language)
    assert sum(count for _, _, _, count in said.spans) == len(text)
    for offset in range(len(said.text)):
        start, length = said.written(offset, 1)
        assert 0 <= start <= start + length <= len(text)
    starts = [said.written(offset, 1)[0] for offset in range(len(said.text))]
    assert starts == sorted(starts)
