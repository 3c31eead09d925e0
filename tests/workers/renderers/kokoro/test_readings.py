"""Japanese and Chinese are read by dictionaries: each word with its place, as it sounds there."""

from collections.abc import Generator
from pathlib import Path

import pytest
from film_workers import material
from film_workers.material import MaterialMissingError
from film_workers.renderers.kokoro import readings
from film_workers.renderers.kokoro.readings import READINGS, read
from film_workers.renderers.kokoro.symbols import TOKENS, symbols
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.errors import StudioError
from tools.local_cloud import material as of_the_laptop


@pytest.fixture(scope="module", autouse=True)
def dictionaries() -> None:
    try:
        of_the_laptop.ensure(lambda _: None)
    except StudioError as error:
        pytest.skip(f"the dictionaries are not here: {error}")


@pytest.fixture
def nothing_read_yet() -> Generator[None]:
    """As in a worker that begins."""
    readings.tokenizer.cache_clear()
    yield
    readings.tokenizer.cache_clear()


def spelled(text: str, language: str) -> str:
    return "".join(symbol.text for symbol in symbols(read(text, language), text, language))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("私は東京へ行きました。", "βataɕiβa toːkʲoːe ikʲimaɕita."),
        ("学校の先生と思う。", "ɡaʔkoːno seɴseːto omoɯ."),
        ("コーヒー、ちょっと待って！", "koːçiː, ʨoʔto maʔte!"),
        ("…！", ""),
    ],
)
def test_kanji_are_read_in_their_words_and_particles_as_they_sound(text: str, expected: str) -> None:
    assert spelled(text, "ja") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("银行，行人。", "i↗nxa↗ŋ, ɕi↗ŋɻə↗n."),
        ("你好。", "ni↗xau↓."),
        ("四十二", "sɨ↘ ʂɨ↗ ɚ↘."),
        ("？", ""),
    ],
)
def test_hanzi_are_read_in_their_words_with_the_tones_that_are_heard(text: str, expected: str) -> None:
    assert spelled(text, "cmn") == expected


def test_each_word_knows_its_place() -> None:
    text = "昨日の夜、扉を開けた。"
    assert [text[place : place + length] for _, place, length, _ in read(text, "ja").words] == [
        "昨日の",
        "夜",
        "扉を",
        "開けた",
    ]


@pytest.mark.usefixtures("nothing_read_yet")
def test_the_dictionary_is_unpacked_once_and_leaves_no_file_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert spelled("銀行", "ja") == "ɡʲiɴkoː."
    assert list(tmp_path.iterdir()) == []
    assert readings.tokenizer() is readings.tokenizer()


@pytest.mark.usefixtures("nothing_read_yet")
def test_without_material_japanese_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Other languages are read as before."""
    monkeypatch.setattr(material, "HOME", tmp_path)
    with pytest.raises(MaterialMissingError, match=r"no readings/japanese\.dic\.xz: run \./studio material"):
        read("銀行", "ja")
    assert spelled("你好。", "cmn") == "ni↗xau↓."


LETTERS = st.text(
    st.one_of(st.characters(), st.sampled_from("私は東京へ行ったのだ、。ー々〆コ你好银行了x1 ")), max_size=40
)


@settings(max_examples=60, deadline=None)
@given(LETTERS, st.sampled_from(sorted(READINGS)))
def test_any_text_is_read_in_symbols_of_the_model(text: str, language: str) -> None:
    part = read(text, language)
    assert all(place >= 0 and place + length <= len(text) for _, place, length, _ in part.words)
    assert [place for _, place, _, _ in part.words] == sorted({place for _, place, _, _ in part.words})
    assert all(character in TOKENS for _, phoneme in part.phonemes for character in phoneme)
