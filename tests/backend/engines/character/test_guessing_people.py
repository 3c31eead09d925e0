"""What the screenplay says of a character's sex and age, and which of its words weigh more than others."""

import pytest
from film_studio.engines.character.casting.profile import Profile, describes_person, guess, seeded, stated_age


def profile(name: str, *passages: str) -> Profile:
    """What is guessed from passages that each begin with the name, or have it after their first words."""
    return guess(name, [(text, text.upper().index(name) + len(name)) for text in passages])


@pytest.mark.parametrize(
    ("after", "age"),
    [
        (", 13", "child"),
        (", 14", "young"),
        (", 24", "young"),
        (", 25", "adult"),
        (", 59", "adult"),
        (", 60", "old"),
        (" (8)", "child"),
        (" (early 30s), a cook", "adult"),
        (", in her late 60s", "old"),
        (" - mid-40s", "adult"),
        (", nearly 70", "old"),
        (", 20ish", "young"),
        (", 70’s", "old"),
        (", 123", None),
        (" 30", None),
        (", waits 30 years", None),
        ("", None),
    ],
)
def test_an_age_stands_beside_the_name(after: str, age: str | None) -> None:
    assert stated_age(after) == age


@pytest.mark.parametrize(
    ("after", "person"),
    [
        (", an old fisherman", True),
        (", a child", True),
        (", tall, in her best coat", True),
        (", one two three four five six seven woman", True),
        (", one two three four five six seven eight woman", False),
        (", large and blue", False),
    ],
)
def test_the_first_words_after_a_name_describe_a_person(after: str, person: bool) -> None:
    assert describes_person(after) is person


@pytest.mark.parametrize(
    ("name", "passage", "sex"),
    [
        # The cue's own words weigh more than all that is written about it.
        ("WAITRESS", "WAITRESS, a man in disguise, sits.", "female"),
        ("POLICEMAN", "POLICEMAN, once a woman, waits. She sits.", "male"),
        # A description weighs more than pronouns and the name together.
        ("DAVE", "DAVE, a woman of few words, takes his hat. He sits.", "female"),
        ("ANNE", "ANNE, a man of few words, takes her hat. She sits.", "male"),
        # Who acts in the next sentence is the one just named, whatever the name says.
        ("DAVE", "DAVE waits. She sits.", "female"),
        ("ANNE", "ANNE waits. He sits.", "male"),
        ("XYZ", "XYZ waits. She sits.", "female"),
        ("XYZ", "XYZ waits. Then he sits.", "?"),
        # A known name weighs more than a pronoun beside it, and so does a name's ending.
        ("DAVE", "DAVE takes her hand.", "male"),
        ("ANNE", "ANNE takes his hand.", "female"),
        ("ZORA", "ZORA takes his hand.", "female"),
        ("ODO", "ODO takes her hand.", "male"),
        # Pronouns: more of one kind, else the first.
        ("XYZ", "XYZ takes her hand.", "female"),
        ("XYZ", "XYZ takes his hand.", "male"),
        ("XYZ", "XYZ takes her hand and his hat.", "female"),
        ("XYZ", "XYZ takes his hand and her hat.", "male"),
        ("XYZ", "XYZ takes her hand, his hat and his coat.", "male"),
        ("XYZ", "XYZ takes his hand, her hat and her coat.", "female"),
        # Names by their endings, in several scripts.
        ("ZORA", "ZORA waits.", "female"),
        ("YVETTE", "YVETTE waits.", "female"),
        ("ODO", "ODO waits.", "male"),
        ("ОЛЕГ", "ОЛЕГ ждёт.", "male"),
        ("花子", "花子 waits.", "female"),
        ("太郎", "太郎 waits.", "male"),
        ("MIRA STONE", "MIRA STONE waits.", "female"),
        ("MRS STONE", "MRS STONE waits.", "female"),
        ("JACK OR ANNE", "JACK OR ANNE waits.", "male"),
    ],
)
def test_the_strongest_word_decides_the_sex(name: str, passage: str, sex: str) -> None:
    found = profile(name, passage)
    assert found.stated is (sex != "?")
    if found.stated:
        assert found.sex == sex


def test_without_a_word_about_it_the_name_decides_and_it_is_not_stated() -> None:
    found = {name: profile(name, f"{name} waits.") for name in (f"XY{number}Q" for number in range(40))}
    assert not any(each.stated for each in found.values())
    assert {each.sex for each in found.values()} == {"female", "male"}
    assert found["XY3Q"] == profile("XY3Q") == guess("XY3Q", [])


@pytest.mark.parametrize(
    ("name", "passages", "age"),
    [
        ("YOUNG SAM", ["YOUNG SAM (10) sits."], "child"),  # figures first
        ("BOY", ["BOY, 70s, sits."], "old"),
        ("BOY", ["BOY, an old man, sits."], "child"),  # then the cue's word
        ("TEENAGER", ["TEENAGER sits."], "young"),
        ("OLD WOMAN", ["OLD WOMAN sits."], "old"),
        ("XYZ", ["XYZ, 70s, a young man, sits."], "old"),  # then the number
        ("XYZ", ["XYZ, a young man, sits."], "young"),  # then the description
        ("XYZ", ["XYZ sits by the old wall of a house."], "old"),
        ("XYZ", ["XYZ sits by the wall of a house that is old."], "adult"),  # not a late word of it
        ("XYZ", ["XYZ sits.", "XYZ, 70s, sits."], "old"),  # where it is said later
        ("XYZ", ["XYZ sits.", "XYZ, an old man, sits."], "adult"),  # only the introduction describes
        ("XYZ", ["XYZ, 8, sits.", "XYZ, 70s, sits."], "child"),  # the first one stays
        ("XYZ", ["XYZ sits."], "adult"),
    ],
)
def test_the_first_age_that_is_told_stays(name: str, passages: list[str], age: str) -> None:
    assert profile(name, *passages).age == age


def test_who_is_described_later_with_an_age_is_described() -> None:
    assert profile("XYZ", "XYZ waits.", "XYZ, 30s, a woman, sits.").sex == "female"
    assert not profile("XYZ", "XYZ waits.", "XYZ, a woman, sits.").stated


def test_a_description_ends_with_its_sentence() -> None:
    assert not profile("XYZ", "XYZ waits. A woman sits.").stated
    assert not profile("XYZ", f"XYZ waits {'so ' * 120}her.").stated
    assert profile("XYZ", f"XYZ waits {'so ' * 60}her.").stated


def test_a_description_is_near_the_name() -> None:
    assert profile("XYZ", f"XYZ {'so ' * 13}woman.").stated
    assert not profile("XYZ", f"XYZ {'so ' * 14}woman.").stated


def test_the_first_forty_mentions_tell_who_somebody_is() -> None:
    neutral = ["XYZ waits."] * 39
    assert profile("XYZ", *neutral, "XYZ takes her hand.").stated
    assert not profile("XYZ", *neutral, "XYZ waits.", "XYZ takes her hand.").stated


def test_many_pronouns_outweigh_a_name() -> None:
    assert profile("DAVE", *["DAVE takes her hand."] * 4).sex == "female"
    assert profile("DAVE", *["DAVE takes her hand."] * 2).sex == "male"
    assert profile("ANNE", *["ANNE takes his hand."] * 4).sex == "male"
    assert profile("ANNE", *["ANNE takes his hand."] * 2).sex == "female"


def test_a_seed_depends_on_every_word_and_on_where_one_ends() -> None:
    assert seeded("a", "b") == seeded("a", "b")
    assert len({seeded("a", "b"), seeded("ab"), seeded("b", "a"), seeded("a", "b", "")}) == 4
    assert max(seeded(str(number)) for number in range(200)) > 2**31
    assert all(0 <= seeded(str(number)) < 2**32 for number in range(200))
