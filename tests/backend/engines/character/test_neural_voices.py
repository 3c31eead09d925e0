"""Neural voices: every character has one of their own where the language has them, and keeps it."""

from itertools import combinations

import pytest
from film_studio.engines.character.casting import neural
from film_studio.engines.character.casting.cast import derive_cast
from film_studio.engines.character.casting.neural import NeuralVoices, apart, in_language, speaks
from film_studio.engines.character.casting.profile import Age, Profile, Sex
from film_studio.engines.production.planning.planner import plan
from film_studio.engines.production.planning.shotlist import Plan
from film_studio.screenplay.parser import parse_bytes
from film_workers.renderers.kokoro.symbols import reader_of
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.recipes.kokoro import KokoroVoice, VoiceShare
from contracts.renderers import RENDERERS

LANGUAGES = ("en", "es", "fr", "it", "pt", "de", "hi", "ja", "zh")
PROFILES = st.builds(
    Profile, sex=st.sampled_from(["female", "male"]), age=st.sampled_from(["child", "young", "adult", "old"]),
    stated=st.just(True),
)  # fmt: skip


def cast_of(count: int, language: str = "en", sex: Sex = "female", age: Age = "adult") -> list[KokoroVoice]:
    voices = NeuralVoices(language)
    found = [voices.assign(f"PERSON {number}", Profile(sex=sex, age=age, stated=True)) for number in range(count)]
    return [voice for voice in found if voice is not None]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sex", ["female", "male"])
def test_a_dozen_people_of_one_kind_are_told_apart_in_every_language(language: str, sex: Sex) -> None:
    voices = cast_of(12, language, sex)
    assert len(voices) == 12
    assert all(apart(one, other) for one, other in combinations(voices, 2))


@given(people=st.lists(PROFILES, min_size=1, max_size=60))
@settings(max_examples=40, deadline=None)
def test_sixty_people_of_an_english_film_are_told_apart(people: list[Profile]) -> None:
    voices = NeuralVoices("en")
    given_out = [voices.assign(f"PERSON {number}", profile) for number, profile in enumerate(people)]
    assert all(one and other and apart(one, other) for one, other in combinations(given_out, 2))


@given(people=st.lists(PROFILES, min_size=2, max_size=30), later=st.integers(1, 29))
@settings(max_examples=40, deadline=None)
def test_who_joins_later_changes_nobody_before(people: list[Profile], later: int) -> None:
    whole, first = NeuralVoices("fr"), NeuralVoices("fr")
    names = [f"PERSON {number}" for number in range(len(people))]
    all_of_them = [whole.assign(name, profile) for name, profile in zip(names, people, strict=True)]
    few = [first.assign(name, profile) for name, profile in zip(names[:later], people[:later], strict=True)]
    assert all_of_them[: len(few)] == few


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("age", ["child", "young", "adult", "old"])
def test_a_film_of_any_one_age_is_spoken(language: str, age: Age) -> None:
    # A second dozen of French children had steps of pitch that no throat reaches, and no film.
    assert len(cast_of(80, language, "female", age)) == len(cast_of(80, language, "male", age)) == 80


def test_a_crowd_beyond_all_voices_still_speaks() -> None:
    assert len(cast_of(1000, "fr", "female")) == 1000


def test_a_child_sounds_higher_and_an_old_person_lower_and_slower_than_an_adult() -> None:
    (child,), (adult,), (old,) = (cast_of(1, age=age) for age in ("child", "adult", "old"))
    assert child.pitch > adult.pitch > old.pitch
    assert adult.speed > old.speed


@pytest.mark.parametrize("sex", ["female", "male"])
def test_english_people_speak_with_english_voices_of_their_sex(sex: Sex) -> None:
    for voice in cast_of(30, "en", sex):
        assert {part.name[:2] for part in voice.blend} <= {f"a{sex[0]}", f"b{sex[0]}"}


@pytest.mark.parametrize("language", ["ru", "ko", "pl", "xx", ""])
def test_a_language_without_neural_voices_gives_none(language: str) -> None:
    assert not speaks(language)
    assert cast_of(3, language) == []


def test_the_casting_and_the_renderer_speak_the_same_languages() -> None:
    known = set(neural._LANGUAGES)  # pyright: ignore[reportPrivateUsage]
    assert known == set(LANGUAGES)
    assert all(reader_of(language) for language in known)
    assert {reader_of(language) for language in ("ru", "ko", "pl")} == {None}


def test_a_line_in_another_language_is_spoken_by_one_of_its_voices_of_the_same_sex() -> None:
    english = KokoroVoice(blend=(VoiceShare(name="bm_george", share=1),), speed=1.1, pitch=0.94)
    french = in_language(english, "fr", "en")
    assert french is not None
    assert {part.name[1] for part in french.blend} == {"m"}
    assert french.pitch == english.pitch
    assert french.speed == pytest.approx(1.1 * 0.95, abs=0.01)
    assert in_language(english, "en-GB", "en") == english
    assert in_language(english, "ru", "en") is None


def test_a_plan_is_spoken_by_neural_voices_wherever_they_speak() -> None:
    screenplay = parse_bytes(
        b"INT. ROOM - DAY\n\nMARA\nThe last train leaves at midnight, and we are not on it.\n\n"
        b"THEO\nThen we walk.\n\nOLEG\n" + "Последний поезд уходит в полночь.\n".encode()
    )
    planned = plan(screenplay, derive_cast(screenplay))
    formant, kokoro = RENDERERS["formant"].stamp, RENDERERS["kokoro"].stamp
    assert [line.recipe.renderer for line in planned.spoken_by("formant").lines] == [formant, formant, formant]
    spoken = planned.spoken_by("kokoro").lines
    assert [line.recipe.renderer for line in spoken] == [kokoro, kokoro, formant]
    assert spoken[0].recipe.kokoro == spoken[0].neural_voice
    assert spoken[0].recipe.formant is None
    assert [line.text for line in spoken] == [line.text for line in planned.lines]
    stored = planned.spoken_by("kokoro").model_dump_json()
    assert Plan.model_validate_json(stored) == planned.spoken_by("kokoro"), "by the contract's own rules"


def test_a_character_keeps_the_voice_when_the_text_changes_around_them() -> None:
    before = derive_cast(parse_bytes(b"INT. ROOM - DAY\n\nMARA\nYes.\n\nTHEO\nNo.\n"))
    after = derive_cast(parse_bytes(b"INT. ROOM - DAY\n\nMARA\nNever.\n\nTHEO\nNo.\n\nANNA\nWhat?\n"))
    assert [member.neural_voice for member in before] == [member.neural_voice for member in after[:2]]
