"""What rules find in scenes, by examples in the languages of the vocabulary; story days; which vocabularies overlap."""

from typing import Any

import pytest
from film_studio.engines.character import CLOTHES, derive_cast
from film_studio.engines.preproduction.breakdown import tagging
from film_studio.engines.preproduction.breakdown.tagging import Tagger
from film_studio.engines.production import things
from film_studio.screenplay.parser import parse
from film_studio.screenplay.story_days import story_days


def tagged(action: str) -> dict[str, list[Any]]:
    """By category, what a scene with this action has beside its cast: MARA and THEO."""
    screenplay = parse(f"INT. ROOM - DAY\n\n{action}\n\nMARA\n…\n\nTHEO\n…\n")
    (scene,) = screenplay.scenes
    found: dict[str, list[Any]] = {}
    for each in Tagger(screenplay, derive_cast(screenplay)).elements(scene):
        if each.category != "cast":
            found.setdefault(each.category, []).append(each.name if each.count == 1 else (each.count, each.name))
    return found


@pytest.mark.parametrize(
    ("action", "found"),
    [
        (
            "Two dogs jump from the van. Smoke in the street. Theo wears a torn coat, blood on his hands. A gunshot.",
            {
                "animals": [(2, "dog")],
                "vehicles": ["van"],
                "wardrobe": ["coat"],
                "stunts": ["jump from"],
                "special_effects": ["smoke", "gunshot"],
                "make_up": ["blood"],
            },
        ),
        (
            "Passengers wait with a BRASS KEY and a suitcase. The bride sings an old song. THUD.",
            {
                "background": [(2, "passenger")],
                "props": ["brass key", "suitcase"],
                "music": ["sings", "song"],
                "sound": ["thud"],
            },
        ),
        (
            "Ein Hund, ein Koffer auf dem Tisch. Rauch im Zimmer. Theo trägt einen Mantel. Er springt aus dem Fenster.",
            {
                "props": ["Koffer"],
                "animals": ["Hund"],
                "set_dressing": ["Tisch"],
                "wardrobe": ["Mantel"],
                "special_effects": ["Rauch"],
                "stunts": ["springt aus"],
            },
        ),
        (
            "Deux chevaux dans la rue et un fantôme. Theo porte un manteau avec une valise. Il y a de la fumée.",
            {
                "animals": [(2, "chevaux")],
                "visual_effects": ["fantôme"],
                "wardrobe": ["manteau"],
                "props": ["valise"],
                "special_effects": ["fumée"],
            },
        ),
        (
            "Los soldados llegan con un perro y una cuerda. Theo lleva un abrigo. Hay humo por la calle y sangre.",
            {
                "background": [(2, "soldado")],
                "animals": ["perro"],
                "props": ["cuerda"],
                "wardrobe": ["abrigo"],
                "special_effects": ["humo"],
                "make_up": ["sangre"],
            },
        ),
        (
            "I soldati arrivano con un cane e una corda. Theo porta il cappotto nella stanza. Fumo, sangue per terra.",
            {
                "background": [(2, "soldato")],
                "animals": ["cane"],
                "props": ["corda"],
                "wardrobe": ["cappotto"],
                "special_effects": ["fumo"],
                "make_up": ["sangue"],
            },
        ),
        (
            "Os soldados chegam com um cachorro e uma corda. Theo veste o sobretudo na rua. Fumaça e sangue no chão.",
            {
                "background": [(2, "soldado")],
                "animals": ["cachorro"],
                "props": ["corda"],
                "wardrobe": ["sobretudo"],
                "special_effects": ["fumaça"],
                "make_up": ["sangue"],
            },
        ),
    ],
    ids=["en", "en-capitals", "de", "fr", "es", "it", "pt"],
)
def test_a_scene_needs_what_its_action_names(action: str, found: dict[str, list[Any]]) -> None:
    assert tagged(action) == found


@pytest.mark.parametrize(
    "action",
    [
        "There is no smoke. Mara has no suitcase. She runs like a horse.",
        "A coat of paint on the wall, which nobody wears.",
        "MARA shouts. WHAT A DAY IT IS, SAYS THE SIGN.",
        "犬がスーツケースを運ぶ。",
    ],
)
def test_what_is_denied_likened_or_shouted_is_not_needed(action: str) -> None:
    assert tagged(action) in ({}, {"set_dressing": ["sign"]})


def test_clothes_are_of_whom_the_page_has_named_last() -> None:
    screenplay = parse("INT. ROOM - DAY\n\nMARA smiles. THEO, in a hat, takes her gloves.\n\nMARA\n…\n\nTHEO\n…\n")
    (scene,) = screenplay.scenes
    worn = [
        (each.name, each.character)
        for each in Tagger(screenplay, derive_cast(screenplay)).elements(scene)
        if each.category == "wardrobe"
    ]
    assert worn == [("hat", "THEO"), ("gloves", "THEO")]


@pytest.mark.parametrize("language", things.LANGUAGES)
def test_each_word_is_of_one_element(language: str) -> None:
    clothes = {word for words in CLOTHES.values() for word in words[language]}
    known = {word for each in things.DATA["things"].values() for word in each[language]}
    words = [word for each in tagging.NOUNS.values() for word in each[language]]
    assert {word for word in words if words.count(word) > 1} == set()
    assert set(words) & known - clothes == set(), "planning knows it already"


@pytest.mark.parametrize(
    ("headings", "days"),
    [
        (["INT. A - DAY", "INT. A - NIGHT", "INT. A - MORNING"], ["D1", "N1", "D2"]),
        (["INT. A - NIGHT", "INT. B - CONTINUOUS", "INT. A - DAWN", "INT. A - DAY"], ["N1", "N1", "D2", "D2"]),
        (["INT. A - MORNING", "INT. A - DAY", "INT. A - AFTERNOON", "INT. A - DAY"], ["D1", "D1", "D1", "D1"]),
        (["INT. A - AFTERNOON", "INT. A - MORNING"], ["D1", "D2"]),
        (["INT. A - DAY", "INT. A - NEXT DAY", "INT. A - THREE WEEKS LATER"], ["D1", "D2", "D3"]),
        (["INT. A - NIGHT", "INT. A - THE NEXT NIGHT", "INT. A - LATER"], ["N1", "N2", "N2"]),
        (["INT. A - NEXT DAY", "INT. A - DAY"], ["D1", "D1"]),
        (["INT. A - NIGHT", "INT. B - DAY (FLASHBACK)", "INT. C - FLASHBACK", "INT. A - NIGHT", "INT. B - DREAM"],
         ["N1", "FB1", "FB1", "N1", "FB2"]),
        (["INNEN. A - NACHT", "INNEN. A - AM NÄCHSTEN MORGEN", "INNEN. A - ABEND"], ["N1", "D2", "D2"]),
        (["INT. A - NUIT", "INT. A - LE LENDEMAIN"], ["N1", "D2"]),
        (["INT. A - NOCHE", "INT. A - DÍA"], ["N1", "D2"]),
        (["屋内. 台所（夜）", "屋内. 台所（朝）"], ["N1", "D2"]),
        (["INT. A", "INT. SUNDAY BAR - NIGHT", "INT. B"], ["D1", "N1", "N1"]),
    ],
)  # fmt: skip
def test_a_story_day_ends_when_an_hour_comes_that_was_before(headings: list[str], days: list[str]) -> None:
    screenplay = parse("".join(f"{heading}\n\nFog.\n\n" for heading in headings))
    assert list(story_days([scene.heading for scene in screenplay.scenes])) == days
