"""How much of what was said is heard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.bench.hearing import errors, matched, mistakes, words_of

WORDS = st.lists(st.sampled_from(["the", "last", "ferry", "sea"]), max_size=12)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("You came BACK, after all!", ["you", "came", "back", "after", "all"]),
        ("Don’t. Don't.", ["don't", "don't"]),
        ("meia-noite", ["meia", "noite"]),
        ("He said 'go'.", ["he", "said", "go"]),
        ("…", []),
        ("नदी पुराने पुल।", ["नदी", "पुराने", "पुल"]),
    ],
)
def test_words_are_compared_as_they_sound(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("language", "said", "heard"),
    [
        ("en", "after eleven years", "After 11 years."),
        ("en", "one thousand, one hundred", "1,100"),
        ("en", "The harbour of two metres", "the harbor of 2 meters"),
        ("fr", "onze ans", "11 ans"),
        ("de", "elf Jahre", "11 Jahre"),
        ("es", "once años", "11 años"),
        ("pt-BR", "onze anos", "11 anos"),
        ("fr", "M. Lambert à 9h30", "Monsieur Lambert à 9 heures 30"),
        ("de", "Dr. Becker um 9:30 Uhr", "Doktor Becker um neun Uhr dreißig"),
        ("es", "El Dr. Herrera", "el doctor Herrera"),
        ("hi", "हिन्दी में", "हिंदी में"),
        ("hi", "आवाज़ माँ चाहिये", "आवाज मां चाहिए"),
        ("zh", "他的名字。", "她的名字"),
        ("ja", "切符がない。", "きっぷがない"),
    ],
)
def test_what_sounds_alike_is_equal_however_it_is_written(language: str, said: str, heard: str) -> None:
    assert words_of(said, language) == words_of(heard, language) != []


@pytest.mark.parametrize(
    ("language", "said", "heard"),
    [
        ("fr", "Elle a lu ses lettres.", "Elle a lu ces lettre."),
        ("fr", "Ils arrivent.", "Il arrive."),
        ("es", "Una vaca.", "Una baca."),
        ("de", "Ich weiß, dass ihr seid.", "Ich weiß, das ihr seit."),
        ("en", "Their harbour.", "There harbor."),
    ],
)
def test_homophones_are_heard_right(language: str, said: str, heard: str) -> None:
    sounding, written = mistakes(said, heard, language)
    assert sounding == 0
    assert written > 0


@pytest.mark.parametrize(
    ("language", "said", "heard"),
    [
        ("fr", "la gare", "la guerre"),
        ("es", "la casa", "la caza"),
        ("de", "die Karten", "die Garten"),
        ("pt", "o avô", "o avó"),
        ("hi", "बड़ा घर", "बड़ा डर"),
    ],
)
def test_words_that_an_ear_tells_apart_are_not_equal(language: str, said: str, heard: str) -> None:
    assert mistakes(said, heard, language) == (1, 1)


def test_what_sounds_otherwise_is_not() -> None:
    assert words_of("eleven", "en") != words_of("12", "en")
    assert words_of("桥", "zh") != words_of("敲", "zh"), "another tone"
    assert words_of("扉", "ja") != words_of("門", "ja")


@pytest.mark.parametrize(
    ("said", "heard", "wrong"),
    [
        ("the last ferry", "the last ferry", 0),
        ("the last ferry", "the lost ferry", 1),
        ("the last ferry", "last ferry", 1),
        ("the last ferry", "the very last ferry", 1),
        ("the last ferry", "", 3),
        ("", "ferry", 1),
        ("the garten tür", "the gartentür", 0),
        ("the gartentür opens", "the garten tür opens", 0),
        ("the gartentür", "the garten tor", 2),
        ("gartentür", "tür garten", 2),
        ("fünfundzwanzig leute", "fünf und zwanzig leute", 0),
        ("fünf und zwanzig leute", "fünfundzwanzig leute", 0),
        ("leute", "fünf und zwanzig leute", 3),
    ],
)
def test_a_word_is_wrong_that_is_changed_left_out_or_put_in(said: str, heard: str, wrong: int) -> None:
    assert errors(said.split(), heard.split()) == wrong


@given(WORDS, WORDS, WORDS)
def test_wrong_words_are_a_distance(one: list[str], other: list[str], third: list[str]) -> None:
    assert errors(one, other) == errors(other, one)
    assert (errors(one, other) == 0) == (one == other)
    assert errors(one, third) <= errors(one, other) + errors(other, third)
    assert abs(len(one) - len(other)) <= errors(one, other) <= max(len(one), len(other))


@given(WORDS, WORDS)
def test_matched_words_are_equal_and_in_order(one: list[str], other: list[str]) -> None:
    pairs = matched(one, other)
    assert all(one[first] == other[second] for first, second in pairs)
    assert pairs == sorted(pairs)
    assert len({first for first, _ in pairs}) == len(pairs)
