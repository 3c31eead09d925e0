"""What characters are given to be told apart by: colours, build, hair, and a voice."""

from collections import Counter
from itertools import pairwise, product

import pytest
from film_studio.engines.character.casting.looks import (
    BOTTOMS,
    DARK_HAIR,
    DARK_SKINS,
    GREY_HAIR,
    HAIR,
    SKINS,
    TOPS,
    Looks,
    contrast,
)
from film_studio.engines.character.casting.profile import Age, Profile, Sex
from film_studio.engines.character.casting.voices import VARIANTS, Voices, accents, apart, in_language

from contracts.recipes.animatic import Look
from contracts.recipes.formant import FormantVoice

SEXES: tuple[Sex, ...] = ("female", "male")
AGES: tuple[Age, ...] = ("child", "young", "adult", "old")
NAMES = tuple(f"N{number}" for number in range(300))


def who(sex: Sex = "female", age: Age = "adult") -> Profile:
    return Profile(sex=sex, age=age, stated=True)


def alone(name: str, sex: Sex = "female", age: Age = "adult") -> Look:
    """The look of somebody who is the first of a film."""
    return Looks().assign(name, who(sex, age))


def crowd(count: int, sex: Sex = "female", age: Age = "adult") -> list[Look]:
    looks = Looks()
    return [looks.assign(name, who(sex, age)) for name in NAMES[:count]]


# --- colours ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        # Values of the WCAG 2.2 definition.
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.478),
        ("#ff0000", "#ffffff", 3.998),
        ("#00ff00", "#ffffff", 1.372),
        ("#0000ff", "#ffffff", 8.592),
        ("#0a0a0a", "#000000", 1.0607),
        ("#141414", "#000000", 1.1399),
    ],
)
def test_contrast_is_that_of_the_guidelines_in_either_order(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.001)


def test_a_name_chooses_its_own_colours_and_what_is_taken_moves_it_on_by_one() -> None:
    for name in NAMES[:20]:
        looks = Looks()
        first, second = looks.assign(name, who()), looks.assign(name, who())
        assert first == alone(name)
        assert second.top == TOPS[(TOPS.index(first.top) + 1) % len(TOPS)]
        assert second.skin == SKINS[(SKINS.index(first.skin) + 1) % len(SKINS)]
        assert second.bottom != first.bottom
        assert (second.hair_style, second.hair) != (first.hair_style, first.hair)


def test_names_choose_from_everything_there_is() -> None:
    looks = [alone(name) for name in NAMES]
    assert {look.top for look in looks} == set(TOPS)
    assert {look.skin for look in looks} == set(SKINS)
    assert {look.bottom for look in looks} == set(BOTTOMS)


def test_colours_are_shared_only_when_all_are_worn() -> None:
    looks = crowd(33)
    tops = Counter(look.top for look in looks)
    assert (max(tops.values()), min(tops.values())) == (3, 2)
    assert len({look.top for look in looks[:16]}) == 16
    assert len({look.skin for look in looks[:8]}) == 8


@pytest.mark.parametrize(("sex", "age"), list(product(SEXES, AGES)))
def test_hair_suits_skin_and_age(sex: Sex, age: Age) -> None:
    for name in NAMES[:120]:
        look = alone(name, sex, age)
        natural = DARK_HAIR if look.skin in DARK_SKINS else HAIR
        assert look.hair in (GREY_HAIR if age == "old" else natural)
        assert look.hair_style != "bald" or (sex == "male" and age in {"adult", "old"})


def test_two_bald_heads_are_avoided_while_there_is_other_hair() -> None:
    looks = crowd(12, "male")
    assert Counter(look.hair_style for look in looks)["bald"] <= 1
    assert any(look.hair_style == "bald" for look in crowd(60, "male"))
    assert any(alone(name, "male").hair_style == "bald" for name in NAMES)


def test_hair_of_one_colour_is_shared_by_few() -> None:
    used = Counter(look.hair for look in crowd(8))
    assert max(used.values()) <= 2


# --- bodies -----------------------------------------------------------------------------------------------------


def heights(sex: Sex, age: Age) -> list[float]:
    return sorted({alone(name, sex, age).height for name in NAMES})


def builds(sex: Sex, age: Age) -> list[float]:
    return sorted({alone(name, sex, age).build for name in NAMES})


@pytest.mark.parametrize(
    ("sex", "age", "lowest", "highest"),
    [
        ("male", "adult", 0.98, 1.07),
        ("female", "adult", 0.93, 1.02),
        ("male", "young", 0.95, 1.04),
        ("female", "old", 0.89, 0.98),
        ("male", "child", 0.66, 0.75),
    ],
)
def test_heights_go_in_small_steps_about_what_an_age_has(sex: Sex, age: Age, lowest: float, highest: float) -> None:
    found = heights(sex, age)
    assert (found[0], found[-1], len(found)) == (pytest.approx(lowest), pytest.approx(highest), 7)
    assert {round(later - earlier, 3) for earlier, later in pairwise(found)} == {0.015}


@pytest.mark.parametrize(
    ("age", "lowest", "highest"), [("adult", 0.91, 1.15), ("old", 0.91, 1.15), ("child", 0.85, 1.09)]
)
def test_builds_go_in_small_steps_and_children_are_slighter(age: Age, lowest: float, highest: float) -> None:
    found = builds("female", age)
    assert (found[0], found[-1], len(found)) == (pytest.approx(lowest), pytest.approx(highest), 9)


@pytest.mark.parametrize(("sex", "age"), list(product(SEXES, AGES)))
def test_some_men_have_beards_and_some_people_glasses(sex: Sex, age: Age) -> None:
    looks = [alone(name, sex, age) for name in NAMES]
    beards, glasses = sum(look.beard for look in looks), sum(look.glasses for look in looks)
    bearded = sex == "male" and age in {"adult", "old"}
    assert beards == (pytest.approx(100, abs=25) if bearded else 0)
    assert glasses == pytest.approx(100 if age == "old" else 50, abs=20)


def test_a_beard_does_not_go_with_glasses_nor_with_height() -> None:
    looks = [alone(name, "male") for name in NAMES]
    kinds = {(look.beard, look.glasses, look.height > 1.025, look.build > 1.03) for look in looks}
    assert len(kinds) == 16


# --- voices -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ("en-us", "en-gb-x-rp")),
        ("EN-gb", ("en-gb-x-rp", "en-gb-scotland")),
        ("en-AU", ("en-us", "en-gb-x-rp")),
        ("pt-BR", ("pt-br",)),
        ("ru", ("ru",)),
        ("ru-RU", ("ru",)),
        ("zh-Hant", ("cmn",)),
        ("tlh", ("en-us",)),
    ],
)
def test_a_language_has_its_own_accents_else_the_american_one(language: str, names: tuple[str, ...]) -> None:
    assert accents(language)[:2] == names


def voice(name: str = "MARA", sex: Sex = "female", age: Age = "adult", language: str = "en") -> FormantVoice:
    return Voices(language).assign(name, who(sex, age))


def choir(count: int, sex: Sex = "female", language: str = "en") -> list[FormantVoice]:
    voices = Voices(language)
    return [voices.assign(f"N{number}", who(sex)) for number in range(count)]


@pytest.mark.parametrize(("sex", "age"), list(product(SEXES, AGES)))
def test_the_first_voice_of_a_film_is_plain_and_chosen_by_the_name(sex: Sex, age: Age) -> None:
    voices = [voice(name, sex, age) for name in NAMES[:60]]
    variants = {each.name.partition("+")[2] for each in voices}
    assert 3 <= len(variants) <= 4
    assert {each.name.partition("+")[0] for each in voices} == {"en-us"}
    assert len({(each.pitch, each.words_per_minute) for each in voices}) == 1
    assert variants <= set(VARIANTS["female" if age == "child" else sex])


def test_ages_and_sexes_are_heard_in_pitch_and_pace() -> None:
    pitches = {(sex, age): voice(sex=sex, age=age).pitch for sex, age in product(SEXES, AGES)}
    rates = {age: voice(age=age).words_per_minute for age in AGES}
    for sex in SEXES:
        by_age = [pitches[sex, age] for age in AGES]
        assert by_age == sorted(by_age, reverse=True)
        assert len(set(by_age)) == 4
    assert all(pitches["female", age] > pitches["male", age] for age in AGES)
    assert rates["child"] > rates["young"] > rates["adult"] > rates["old"]
    assert (pitches["female", "adult"], pitches["male", "adult"], rates["adult"]) == (50, 47, 162)


def test_everybody_has_a_melody_of_their_own() -> None:
    ranges = {voice(name).pitch_range for name in NAMES}
    assert (min(ranges), max(ranges), len(ranges)) == (38, 62, 25)


@pytest.mark.parametrize(("sex", "count"), [("female", 11), ("male", 15)])
def test_formants_run_out_before_anything_else_changes(sex: Sex, count: int) -> None:
    voices = choir(count + 1, sex)
    assert {each.name.partition("+")[2] for each in voices[:count]} == set(VARIANTS[sex])
    assert len({(each.name.partition("+")[0], each.pitch) for each in voices[:count]}) == 1
    assert voices[count].name.partition("+")[0] != "en-us"
    # The next one differs in all that an ear can go by.
    assert voices[count].pitch == voices[0].pitch + 9
    assert voices[count].words_per_minute == voices[0].words_per_minute + 12


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_hundred_and_fifty_women_are_told_apart(language: str) -> None:
    voices = choir(150, language=language)
    by_name: dict[str, list[FormantVoice]] = {}
    for each in voices:
        assert all(apart(each, other) for other in by_name.setdefault(each.name, []))
        by_name[each.name].append(each)
    assert all(32 <= each.pitch <= 68 and 150 <= each.words_per_minute <= 174 for each in voices)
    # The variants are worn equally often.
    worn = Counter(each.name.partition("+")[2] for each in voices)
    assert max(worn.values()) - min(worn.values()) <= 1


def test_beyond_the_bank_voices_still_differ_a_little() -> None:
    voices = choir(190, language="ru")
    assert len({(each.name, each.pitch, each.words_per_minute) for each in voices}) == 190
    assert all(25 <= each.pitch < 75 and 130 <= each.words_per_minute < 380 for each in voices[165:])
    assert {each.name.partition("+")[0] for each in voices} == {"ru"}


def test_beyond_every_fine_pitch_the_pace_changes_too() -> None:
    fine = choir(165 + 550 + 1, language="ru")[165:]
    assert {each.words_per_minute for each in fine[:-1]} == {130}
    assert {each.pitch for each in fine} == set(range(25, 75))
    assert (fine[-1].pitch, fine[-1].words_per_minute) == (25, 131)


def test_a_thousand_women_have_each_a_voice_of_their_own_and_the_first_are_not_moved() -> None:
    voices = choir(1_000)
    assert len({(each.name, each.pitch, each.words_per_minute) for each in voices}) == 1_000
    assert voices[:200] == choir(200)


@pytest.mark.parametrize(
    ("pitch", "rate", "name", "differ"),
    [
        (50, 160, "en-us+f2", False),
        (57, 160, "en-us+f2", False),
        (58, 160, "en-us+f2", True),
        (42, 160, "en-us+f2", True),
        (50, 169, "en-us+f2", False),
        (50, 170, "en-us+f2", True),
        (50, 150, "en-us+f2", True),
        (50, 160, "en-us+f3", True),
        (50, 160, "ru+f2", True),
    ],
)
def test_voices_are_apart_from_a_clear_step_on(pitch: int, rate: int, name: str, differ: bool) -> None:
    one = FormantVoice(name="en-us+f2", words_per_minute=160, pitch=50, pitch_range=50)
    other = FormantVoice(name=name, words_per_minute=rate, pitch=pitch, pitch_range=20)
    assert apart(one, other) is apart(other, one) is differ


def test_in_another_language_somebody_stays_the_same_person() -> None:
    english = choir(14)[-1]
    assert in_language(english, "en", "en") is english
    russian = in_language(english, "ru", "en")
    assert russian.name == f"ru+{english.name.partition('+')[2]}"
    assert russian.model_copy(update={"name": english.name}) == english
    assert in_language(russian, "en", "ru").name.startswith("en-us+")


def test_a_crowd_gets_every_small_step_once_and_then_hears_that_none_is_left() -> None:
    voices = Voices("ja")
    steps = 50 * 250 * len(VARIANTS["male"])
    given_out = [voices._crowd("SOMEBODY", "male") for _ in range(steps)]  # pyright: ignore[reportPrivateUsage]
    assert len(set(given_out)) == steps
    assert {pitch for _, pitch, _ in given_out} == set(range(25, 75))
    assert {rate for _, _, rate in given_out} == set(range(130, 380))
    with pytest.raises(ValueError, match="no voice is left for SOMEBODY"):
        voices._crowd("SOMEBODY", "male")  # pyright: ignore[reportPrivateUsage]
