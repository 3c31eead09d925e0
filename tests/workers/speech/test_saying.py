"""A text is said as people say it, and what is said is known to stand for what is written."""

import pytest
from film_workers.speech.saying import as_said
from hypothesis import given
from hypothesis import strategies as st

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "ru", "ja", "zh")


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("en", "It cost $5, Mr. Smith.", "It cost 5 dollars, Mister Smith."),
        ("en", "It cost $1.", "It cost 1 dollar."),
        ("en", "£20.50 at 10:30", "20 pounds 50 at 10 30"),
        ("en", "It costs $4.50. Louis XIV paid £12.", "It costs 4 dollars 50. Louis the 14th paid 12 pounds."),
        ("en", "Chapter VI. Room 12B. World War II. Rocky III.", "Chapter 6. Room 12B. World War 2. Rocky 3."),
        (
            "en",
            "Elizabeth I. The part I hate. Henry V, Charles I think.",
            "Elizabeth the 1st. The part I hate. Henry the 5th, Charles I think.",
        ),
        ("en", "AUNT VI, an IV drip, size XL, Chromosome XX.", "AUNT VI, an IV drip, size XL, Chromosome XX."),
        (
            "en",
            "In 1905, on May 5, 1999. The 1960s. It's 1800.",
            "In 19 oh 5, on May 5th, 19 99. The 19 60s. It's 18 hundred.",
        ),
        ("en", "In 2005 it's 1999 men.", "In 2005 it's 1999 men."),
        ("en", "At 9:00, 9:05, 9:00 a.m. and 14:00", "At 9 o'clock, 9 oh 5, 9 A M and 14 hundred"),
        ("en", "Call 555-1234, #5, $0.50, $3 million.", "Call 5 5 5, 1 2 3 4, number 5, 50 cents, 3 million dollars."),
        (
            "en",
            "5 km at 80 mph and 1 km at 20°C",
            "5 kilometres at 80 miles an hour and 1 kilometre at 20 degrees Celsius",
        ),
        ("en", "It cost £1.05 in the XIX century.", "It cost 1 pound 5 in the 19th century."),
        ("en", "No. I live at No. 7, St. Mary's.", "No. I live at number 7, Saint Mary's."),
        ("en-GB", "Ask Dr. Weiss, Mrs. Hall, etc.", "Ask Doctor Weiss, Missus Hall, et cetera"),
        ("en", "He is a drummer. Harms. Most.", "He is a drummer. Harms. Most."),
        ("de", "5 € für Dr. Weiß, Nr. 7", "5 Euro für Doktor Weiß, Nummer 7"),
        ("de", "um 10:30", "um 10 Uhr 30"),
        ("de", "um 10:30 Uhr, um 1:00", "um 10 Uhr 30, um ein Uhr"),
        ("de", "Am 3. Oktober 1999", "Am dritten Oktober 19 hundert 99"),
        ("de", "3. Stock. Es waren 3. Gut.", "dritter Stock. Es waren 3. Gut."),
        (
            "de",
            "Ludwig XIV. kam. Der 2. Weltkrieg, 4,50 €",
            "Ludwig der vierzehnte kam. Der zweite Weltkrieg, 4 Euro 50",
        ),
        ("de", "Elisabeth II. Kapitel VI.", "Elisabeth die zweite. Kapitel 6."),
        ("fr", "20 € à 10h30, M. Dupont", "20 euros à 10 heures 30, Monsieur Dupont"),
        ("fr", "Louis XIV, François Ier, au XIXe siècle", "Louis 14, François premier, au dix-neuvième siècle"),
        ("fr", "la 1re fois, 2e étage, 4,50 €, 1h30", "la première fois, deuxième étage, 4 euros 50, une heure 30"),
        ("fr", "Mme Ferrand, au n° 7", "Madame Ferrand, au numéro 7"),
        (
            "zh",
            "2个苹果，¥1,205.50，2024年，3:30，25%。",
            "两个苹果，一千两百零五点五零元，二零二四年，三点三十分，百分之二十五。",
        ),
        ("zh", "10002、110、12、0571、2:05", "一万零二、一百一十、十二、零五七一、两点五分"),
        ("ja", "2024年に¥1,500、3:05、50%", "二千二十四年に千五百円、三時五分、五十パーセント"),
        ("ja", "12345、1001、10000000、0", "一万二千三百四十五、千一、一千万、〇"),
        ("es", "La Sra. García pagó 3 €.", "La Señora García pagó 3 euros."),
        ("es", "Luis XIV, Isabel II, siglo XIX, 4,50 €", "Luis 14, Isabel 2ª, siglo 19, 4 euros con 50"),
        ("it", "Il Sig. Rossi, 1 €", "Il Signor Rossi, un euro"),
        ("it", "Luigi XIV, XIX secolo, capitolo VI", "Luigi 14º, 19º secolo, capitolo 6"),
        ("pt", "O Sr. Silva, às 10:30", "O Senhor Silva, às 10 e 30"),
        ("pt", "Dom João VI, R$ 4,50", "Dom João 6º, 4 reais e 50"),
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


PIECES = st.lists(
    st.sampled_from(
        [*"ab. $€5:h1", "Mr.", "Dr.", "n°", "Nr.", " ", "XIV", "Louis", "Act", "3.", "in", "1999", " km", ".50"]
    ),
    max_size=40,
)


@given(PIECES.map("".join), st.sampled_from(LANGUAGES))
def test_every_place_of_what_is_said_lies_within_what_is_written(text: str, language: str) -> None:
    said = as_said(text, language)
    assert sum(count for _, _, _, count in said.spans) == len(text)
    for offset in range(len(said.text)):
        start, length = said.written(offset, 1)
        assert 0 <= start <= start + length <= len(text)
    starts = [said.written(offset, 1)[0] for offset in range(len(said.text))]
    assert starts == sorted(starts)
