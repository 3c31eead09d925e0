"""What the model reads of a text: only symbols that it knows, each with its word, in pieces that it takes."""

import pytest
from film_workers.renderers.kokoro.symbols import MOST, TOKENS, Symbol, pieces, reader_of, symbols
from film_workers.speech.espeak import Part, ask
from hypothesis import given
from hypothesis import strategies as st


def read(text: str, language: str = "en") -> list[Symbol]:
    voice = reader_of(language)
    assert voice is not None
    header, _ = ask(
        {
            "parts": [{"text": text, "voice": voice}],
            "variant": None,
            "words_per_minute": 175,
            "pitch": 50,
            "pitch_range": 50,
        }
    )
    return symbols(header.parts[0], text, language)


def spelled(said: list[Symbol]) -> str:
    return "".join(symbol.text for symbol in said)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("You came back, after all!", "en", "juː kˈeɪm bˈæk, ˈæftɚɹ ˈɔːl!"),
        ("You would never sign it.", "en", "juː wʊd nˈɛvɚ sˈaɪn ɪt."),
        ("Wait -- who?!", "en", "wˈeɪt— hˈuː?"),
        ("Well... no", "en", "wˈɛl… nˈoʊ."),
        ("Der Zug fährt.", "de", "dɛʁ ʦˈuːk fˈɛːʁt."),
        # An r before a vowel is of the tongue, and after one of the throat.
        ("Die Reise, fahren, Brücke", "de", "diː ɾˈaɪzə, fˈɑːɾən, bɾˈykə."),
        ("Città, già, pezzo, zio", "it", "ʧitˈa, ʤˈa, pˈɛʦo, ʣˈio."),
        ("Mucho, chico", "es", "mˈuʧo, ʧˈiko."),
        ("A tia, dia", "pt", "a ʧˈiæ, ʤˈiæ."),
        ("Le tchèque", "fr", "lə ʧˈɛk."),
        # A sound that espeak-ng spells with a dot does not end the sentence.
        ("बड़ा घर", "hi", "bˈʌɽaː ɡʰˈʌɾ."),
        ("En esta casa.", "es", "en ˈesta kˈasa."),
    ],
)
def test_a_text_is_read_with_its_stress_and_its_pauses(text: str, language: str, expected: str) -> None:
    assert spelled(read(text, language)) == expected


def test_each_symbol_knows_its_word() -> None:
    said = read("Did the harbour change?")
    by_word = ["".join(each.text for each in said if each.word == word and each.phoneme) for word in range(4)]
    assert by_word == ["dˈɪd", "ðə", "hˈɑːɹbɚ", "tʃˈeɪndʒ"]


def test_a_text_of_pictures_alone_says_nothing() -> None:
    assert symbols(Part(samples=0, words=[], phonemes=[]), "…", "en") == []


@pytest.mark.parametrize(
    ("tag", "voice"),
    [
        ("en", "en-us"),
        ("en-GB", "en-gb-x-rp"),
        ("en-AU", "en-us"),
        ("pt-PT", "pt"),
        ("de-AT", "de"),
        ("hi-IN", "hi"),
        ("ja", "ja"),
        ("zh-TW", "cmn"),
        ("ru", None),
        ("", None),
    ],
)
def test_a_language_is_read_by_the_voice_of_the_longest_beginning_of_its_tag(tag: str, voice: str | None) -> None:
    assert reader_of(tag) == voice


@given(st.lists(st.sampled_from(["a", "t", " ", ".", ",", "?"]), max_size=2000))
def test_pieces_hold_everything_in_order_and_none_is_too_long(texts: list[str]) -> None:
    said = [Symbol(text=text, word=0, phoneme=None) for text in texts]
    cut = pieces(said)
    assert all(0 < len(piece) <= MOST for piece in cut)
    assert "".join(map(spelled, cut)).replace(" ", "") == spelled(said).replace(" ", "")


def test_a_long_speech_is_cut_at_the_end_of_a_sentence() -> None:
    said = [Symbol(text=text, word=0) for text in "abc. " * 200]
    assert all(spelled(piece).endswith((".", " ")) for piece in pieces(said))


def test_every_symbol_is_known_to_the_model() -> None:
    text = "Bring mir 3 Gläser, Dr. Weiß – und «schnell»! Où ça? ¿Qué? Ångström naïve"
    for language in ("en", "en-GB", "es", "fr", "it", "pt", "de"):
        assert all(symbol.text in TOKENS for symbol in read(text, language))
