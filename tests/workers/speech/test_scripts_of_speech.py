"""Which voice reads which letters, and what nobody says."""

import pytest
from film_workers.speech import scripts


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello.", "Hello."),
        ("Hi 😀!", "Hi  !"),
        ("♪ la ♫", "  la  "),
        ("a\u200db", "a b"),
        ("a\x00\tb", "a  b"),
        ("☀-⛿", " - "),
        ("⬀⯿", "  "),
        ("→", "→"),
        ("é\u0301", "é\u0301"),
        ("\U0001f000\U0001faff", "  "),
        ("\ue000", " "),
    ],
)
def test_what_is_only_written_is_not_said(text: str, said: str) -> None:
    assert scripts.sayable(text) == said
    assert len(said) == len(text)


@pytest.mark.parametrize(
    ("text", "voice", "parts"),
    [
        ("Hello.", "en-us", [(0, "Hello.", "en-us")]),
        ("Привет.", "en-us", [(0, "Привет.", "ru")]),
        ("Привет.", "ru", [(0, "Привет.", "ru")]),
        ("Привет.", "uk", [(0, "Привет.", "uk")]),
        ("Say Привет, Tom.", "en-us", [(0, "Say ", "en-us"), (4, "Привет, ", "ru"), (12, "Tom.", "en-us")]),
        ("«Привет» Tom", "en-us", [(0, "«Привет» ", "ru"), (9, "Tom", "en-us")]),
        ("花子 ひらがな", "en-us", [(0, "花子 ", "cmn"), (3, "ひらがな", "ja")]),
        ("花子", "yue", [(0, "花子", "yue")]),
        ("ｶﾅ", "ja", [(0, "ｶﾅ", "ja")]),
        ("ｶﾅ", "en-us", [(0, "ｶﾅ", "ja")]),
        ("한국어", "en-gb-x-rp", [(0, "한국어", "ko")]),
        ("Ελλάδα", "grc", [(0, "Ελλάδα", "grc")]),
        ("سلام", "fa-latn", [(0, "سلام", "fa-latn")]),
        ("नमस्ते", "gmw/en", [(0, "नमस्ते", "hi")]),
        ("Привет", "zle/ru", [(0, "Привет", "zle/ru")]),
        ("12, 34!", "en-us", [(0, "12, 34!", "en-us")]),
        ("", "en-us", [(0, "", "en-us")]),
        ("12 Привет", "en-us", [(0, "12 Привет", "ru")]),
    ],
)
def test_a_script_is_read_by_a_voice_that_can(text: str, voice: str, parts: list[tuple[int, str, str]]) -> None:
    assert scripts.parts(text, voice) == parts
