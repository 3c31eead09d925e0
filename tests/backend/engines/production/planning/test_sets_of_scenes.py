"""Where and when scenes play, beyond the plain headings: what decides between words, and what goes on from before."""

import pytest
from film_studio.engines.production.planning.locations import SceneSet, location_seed, set_of
from film_studio.screenplay.elements import SceneHeading
from film_studio.screenplay.parser import parse


def heading(text: str) -> SceneHeading:
    found = next(scene.heading for scene in parse(f"{text}\n\nIt is quiet.\n").scenes)
    assert found is not None
    return found


def of(text: str, action: str = "", before: SceneSet | None = None) -> SceneSet:
    return set_of(heading(text), action, before)


def without(action: str, before: SceneSet | None = None) -> SceneSet:
    return set_of(None, action, before)


KITCHEN_AT_NIGHT = of("INT. KITCHEN - NIGHT")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("INT. HOUSE - KITCHEN - DAY", "kitchen"),  # the last part is the particular one
        ("INT. KITCHEN - HOUSE - DAY", "kitchen"),  # … unless it says little
        ("INT. HOSPITAL CORRIDOR - DAY", "corridor"),  # the last word is what it is
        ("INT. CORRIDOR HOSPITAL - DAY", "hospital"),
        ("INT. KITCHENS - DAY", "kitchen"),
        ("INT. OFFICE/KITCHEN - DAY", "kitchen"),
        ("EXT. FOREST, ROAD - DAY", "road"),
        ("INT. HALLWAY - DAY", "corridor"),
        ("EXT. DIRT ROAD - DAY", "road"),
        ("EXT. КУХНЯ - ДЕНЬ", "street"),  # a place inside is none outside
        ("INT. FOREST - DAY", "room"),  # nor the other way round
        ("INT. 台所 - 夜", "kitchen"),
        ("INT. 東京の病院 - 夜", "hospital"),  # where no space stands between words, the word is found within them
    ],
)
def test_the_telling_word_of_a_heading_names_the_place(text: str, place: str) -> None:
    assert of(text).drawn.place == place


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("INT. KITCHEN - NIGHT", "night"),
        ("INT. KITCHEN - LATE AFTERNOON", "day"),
        ("INT. KITCHEN - EARLY MORNING", "dawn"),  # the longer phrase says more than its last word
        ("INT. KITCHEN - MIDDLE OF THE NIGHT", "night"),
        ("INT. KITCHEN - DAY TURNING TO NIGHT", "night"),  # the last says where it ends
        ("INT. KITCHEN - NIGHT INTO DAY", "day"),
        ("INT. NIGHT CLUB", "night"),  # the whole heading, where no time is set apart
        ("INT. 台所 - 夕方", "dusk"),
        ("INT. 台所 - 真夜中", "night"),
        ("INT. KITCHEN", "day"),
    ],
)
def test_the_time_of_a_heading_is_its_longest_and_last(text: str, time: str) -> None:
    assert of(text).film.time_of_day == time


@pytest.mark.parametrize(
    ("text", "action", "time"),
    [("INT. KITCHEN", "It is midnight.", "night"), ("INT. KITCHEN - CONTINUOUS", "It is dawn.", "dawn")],
)
def test_where_the_heading_is_silent_the_action_says_when(text: str, action: str, time: str) -> None:
    assert of(text, action).film.time_of_day == time


def test_a_time_before_goes_on_whatever_the_action_says() -> None:
    assert of("INT. HALL - LATER", "It is dawn.", KITCHEN_AT_NIGHT).film.time_of_day == "night"
    assert of("INT. HALL - DAY", "It is dawn.", KITCHEN_AT_NIGHT).film.time_of_day == "day"


@pytest.mark.parametrize(
    ("text", "before", "interior", "place"),
    [
        ("INT. XYZZY - DAY", None, True, "room"),
        ("EXT. XYZZY - DAY", None, False, "street"),
        (".KITCHEN - DAY", None, True, "kitchen"),
        (".FOREST - DAY", None, False, "forest"),
        (".XYZZY - DAY", None, True, "room"),
        (".XYZZY - DAY", of("EXT. FOREST - DAY"), False, "street"),
        (".XYZZY - DAY", KITCHEN_AT_NIGHT, True, "room"),
        (".XYZZY - DAY", of("EXT. XYZZY - DAY", "Trees of a forest."), False, "street"),
    ],
)
def test_inside_or_outside_is_what_the_heading_says_else_what_the_place_is(
    text: str, before: SceneSet | None, interior: bool, place: str
) -> None:
    found = of(text, "", before)
    assert (found.film.interior, found.drawn.place) == (interior, place)


def test_a_place_in_the_action_is_read_on_the_side_that_the_heading_says() -> None:
    assert of("INT. XYZZY - DAY", "A kitchen, old and dark.").drawn.place == "kitchen"
    assert of("EXT. XYZZY - DAY", "A kitchen, old and dark.").drawn.place == "street"
    assert of(".XYZZY - DAY", "They walk into the forest.").drawn.place == "forest"


def test_words_that_mean_other_things_in_a_sentence_are_places_in_headings_only() -> None:
    assert of("EXT. PORT - DAY").drawn.place == "coast"
    assert without("They see the bank, and drink port.").drawn.place == "room"


def test_a_scene_without_heading_goes_on_where_the_film_was() -> None:
    assert without("The forest at dawn.", KITCHEN_AT_NIGHT) is KITCHEN_AT_NIGHT


@pytest.mark.parametrize(
    ("action", "place", "interior", "time"),
    [
        ("The forest at dawn.", "forest", False, "dawn"),
        ("A kitchen at night.", "kitchen", True, "night"),
        ("Nothing is to be seen.", "room", True, "day"),
    ],
)
def test_a_film_that_begins_without_heading_plays_where_its_action_says(
    action: str, place: str, interior: bool, time: str
) -> None:
    found = without(action)
    assert (found.drawn.place, found.film.interior, found.film.time_of_day, found.film.location) == (
        place,
        interior,
        time,
        "",
    )


def test_a_location_is_one_set_however_it_is_spelled() -> None:
    assert location_seed("Old  Kitchen ") == location_seed("OLD KITCHEN") != location_seed("KITCHEN")
    assert of("INT. old   kitchen - DAY").drawn.seed == of("INT. OLD KITCHEN - NIGHT").drawn.seed
    assert of("INT. OLD KITCHEN - DAY").film.location == "OLD KITCHEN"


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("INT. CAR - DAY", "road"),
        ("INT. FERRY WHEELHOUSE - DAY", "coast"),
        ("INT. KITCHEN - DAY", None),
        ("EXT. FERRY - DAY", None),
    ],
)
def test_only_what_moves_has_something_outside(text: str, outside: str | None) -> None:
    assert of(text).drawn.outside == outside


def test_a_heading_of_a_time_alone_still_has_a_name() -> None:
    assert of("INT. - DAY").film.location != ""


def test_only_the_beginning_of_a_long_action_is_searched() -> None:
    assert without("It is so. " * 150 + "A forest.").drawn.place == "forest"
    assert without("It is so. " * 300 + "A forest.").drawn.place == "room"
