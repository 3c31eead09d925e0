"""The lines by which screenwriters steer the cut, in six languages, and the passages that they part a page into."""

import pytest
from film_studio.screenplay import grammar
from film_studio.screenplay.blocks import ActionBeat, SpeechBeat, beats
from film_studio.screenplay.elements import Cue
from film_studio.screenplay.headings import HeadingReader
from film_studio.screenplay.parser import parse
from film_studio.screenplay.passages import Passage, passages
from film_studio.screenplay.writer import write
from hypothesis import given, settings
from hypothesis import strategies as st

_LINES = {
    "flashback": (
        "BEGIN FLASHBACK:", "FLASHBACK:", "FLASHBACK TO:", "RÜCKBLENDE:", "BEGINN DER RÜCKBLENDE",
        "DÉBUT DU FLASH-BACK :",
        "RETOUR EN ARRIÈRE", "RETOUR EN ARRIERE", "INICIO DEL FLASHBACK", "INIZIO FLASHBACK", "INÍCIO DO FLASHBACK:",
    ),
    "dream": (
        "DREAM SEQUENCE:", "TRAUMSEQUENZ", "SÉQUENCE ONIRIQUE", "SECUENCIA DE SUEÑO:", "SOGNO:", "SEQUÊNCIA DE SONHO",
    ),
    "montage": (
        "MONTAGE:", "SERIES OF SHOTS --", "MONTAGE - ANA TRAINS", "BILDERFOLGE:", "SÉRIE DE PLANS :",
        "SECUENCIA DE MONTAJE:",
        "SERIE DI INQUADRATURE:", "SÉRIE DE IMAGENS:",
    ),
    "intercut": (
        "INTERCUT:", "INTERCUT PHONE CONVERSATION", "PARALLELMONTAGE:", "MONTAGE ALTERNÉ :", "MONTAJE PARALELO",
        "MONTAGGIO ALTERNATO:", "MONTAGEM PARALELA:",
    ),
    "later": ("LATER", "MOMENTS LATER:", "SPÄTER", "PLUS TARD", "MÁS TARDE", "PIÙ TARDI", "MAIS TARDE", "TIME CUT:"),
    "much_later": (
        "THE NEXT DAY", "AM NÄCHSTEN TAG", "LE LENDEMAIN", "AL DÍA SIGUIENTE", "IL GIORNO DOPO", "NO DIA SEGUINTE"),
    "present": (
        "BACK TO PRESENT", "ZURÜCK IN DIE GEGENWART", "RETOUR AU PRÉSENT", "VUELTA AL PRESENTE", "RITORNO AL PRESENTE",
        "DE VOLTA AO PRESENTE",
    ),
}  # fmt: skip
_ENDS = {
    "flashback": (
        "END FLASHBACK.", "END OF FLASHBACK", "FLASHBACK ENDS", "RÜCKBLENDE ENDE", "FIN DU FLASHBACK",
        "FIN DEL FLASHBACK",
        "FINE DEL FLASHBACK", "FIM DO FLASHBACK",
    ),
    "montage": (
        "END MONTAGE", "END OF MONTAGE.", "ENDE DER MONTAGE", "FIN DU MONTAGE", "FIN DEL MONTAJE",
        "FINE DEL MONTAGGIO"),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, lines in _LINES.items() for line in lines])
def test_a_line_says_what_it_opens(kind: str, line: str) -> None:
    found = grammar.mark(line)
    assert found is not None
    assert (found.kind, found.ends) == (kind, False)


@pytest.mark.parametrize(("kind", "line"), [(kind, line) for kind, lines in _ENDS.items() for line in lines])
def test_a_line_says_what_it_closes(kind: str, line: str) -> None:
    found = grammar.mark(line)
    assert found is not None
    assert (found.kind, found.ends) == (kind, True)


@pytest.mark.parametrize(
    "line",
    ["Flashback to better days.", "DREAMS ARE MADE.", "LATER, SHE SMILES", "Later.", "THE MONTAGE ROOM",
    "MONTAGE RIFLES FIRE",
     "THE END", "FIN", "Ein Traum.", "Ana packs."],
)  # fmt: skip
def test_a_line_that_tells_something_steers_nothing(line: str) -> None:
    assert grammar.mark(line) is None


@pytest.mark.parametrize(
    ("heading", "place", "kind", "gap", "continuous"),
    [
        ("INT. SCHOOL - DAY (FLASHBACK)", "SCHOOL", "flashback", None, False),
        ("INT. SCHOOL (FLASHBACK) - DAY", "SCHOOL", "flashback", None, False),
        ("INT. SCHULE - TAG - RÜCKBLENDE", "SCHULE", "flashback", None, False),
        ("EXT. CHAMP - JOUR (RÊVE)", "CHAMP", "dream", None, False),
        ("EXT. ROAD - DAY (PRESENT)", "ROAD", "present", None, False),
        ("INT. KITCHEN - MOMENTS LATER", "KITCHEN", None, "later", False),
        ("INT. CUISINE - PLUS TARD", "CUISINE", None, "later", False),
        ("INT. CASA - MÁS TARDE", "CASA", None, "later", False),
        ("INT. CUCINA - PIÙ TARDI", "CUCINA", None, "later", False),
        ("INT. KITCHEN - A FEW YEARS LATER", "KITCHEN", None, "much_later", False),
        ("INT. KITCHEN - CONTINUOUS", "KITCHEN", None, None, True),
        ("INT. KÜCHE - FORTLAUFEND", "KÜCHE", None, None, True),
        ("INT. HOTEL - SUITE - NIGHT", "HOTEL - SUITE", None, None, False),
    ],
)
def test_a_heading_says_how_its_scene_is_told(
    heading: str, place: str, kind: str | None, gap: str | None, continuous: bool
) -> None:
    stated = grammar.of_heading(HeadingReader().read(heading, remarks="", forced=False, number=1, raw=heading))
    assert [each.kind for each in stated.marks] == ([kind] if kind else [])
    assert (stated.heading.location, stated.gap, stated.continuous) == (place, gap, continuous)


def told(text: str) -> list[tuple[str, str | None, list[str]]]:
    """(place, how it is told, what is seen and said) of each passage."""
    return [
        (each.heading.location if each.heading else "", each.told, [_words(each, n) for n in range(len(each.beats))])
        for each in passages(parse(text))
    ]


def _words(passage: Passage, number: int) -> str:
    beat = passage.beats[number]
    return beat.speech.text if isinstance(beat, SpeechBeat) else beat.text


def test_a_flashback_that_is_closed_lasts_until_then_and_the_story_goes_on_where_it_was() -> None:
    script = (
        "EXT. ROAD - DAY\n\nOne.\n\nBEGIN FLASHBACK:\n\nINT. SCHOOL - DAY\n\nTwo.\n\nINT. HALL - DAY\n\nThree.\n\n"
        "BACK TO PRESENT\n\nFour.\n"
    )
    assert told(script) == [
        ("ROAD", None, ["One."]),
        ("SCHOOL", "flashback", ["Two."]),
        ("HALL", "flashback", ["Three."]),
        ("ROAD", None, ["Four."]),
    ]


def test_a_flashback_that_nobody_closes_lasts_one_scene() -> None:
    script = "EXT. ROAD - DAY\n\nOne.\n\nFLASHBACK TO:\n\nINT. SCHOOL - DAY\n\nTwo.\n\nINT. HALL - DAY\n\nThree.\n"
    assert [how for _, how, _ in told(script)] == [None, "flashback", None]
    within = "EXT. ROAD - DAY\n\nOne.\n\nFLASHBACK - INT. SCHOOL - DAY\n\nTwo.\n\nINT. HALL - DAY\n\nThree.\n"
    assert told(within)[1:] == [("SCHOOL", "flashback", ["Two."]), ("HALL", None, ["Three."])]


def test_a_scene_that_goes_on_from_a_flashback_is_part_of_it() -> None:
    script = (
        "INT. SCHOOL - DAY (FLASHBACK)\n\nA bell.\n\nINT. HALL - CONTINUOUS\n\nFeet.\n\nINT. HALL - NIGHT\n\nNow.\n"
    )
    assert [how for _, how, _ in told(script)] == ["flashback", "flashback", None]


@pytest.mark.parametrize("marks", [("-- ", "-- "), ("A) ", "B) "), ("1. ", "2. "), ("• ", "• "), ("- ", "– ")])
def test_each_line_of_a_montage_is_a_passage_and_what_follows_its_list_is_the_scene_again(
    marks: tuple[str, str],
) -> None:
    first, second = marks
    script = f"INT. GYM - DAY\n\nMONTAGE:\n\n{first}Ana runs.\n{second}Ana eats\n   an egg.\n\nAna sleeps.\n"
    found = passages(parse(script))
    assert [(each.montage, _words(each, 0)) for each in found] == [
        (True, "Ana runs."),
        (True, "Ana eats an egg."),
        (False, "Ana sleeps."),
    ]


def test_a_line_of_a_montage_may_have_a_heading_of_its_own() -> None:
    script = (
        "INT. GYM - DAY\n\nSERIES OF SHOTS\n\nA) EXT. TRACK - NIGHT - Ana runs.\n\nB) INT. BAR - DAY\n\nAna eats.\n"
    )
    assert [(place, words) for place, _, words in told(script)] == [("TRACK", ["Ana runs."]), ("BAR", ["Ana eats."])]


@pytest.mark.parametrize(
    ("opening", "places"),
    [
        ("INTERCUT - ANA'S KITCHEN / BOAT", ["ANA'S KITCHEN", "BOAT"]),
        ("INTERCUT BETWEEN KITCHEN AND BOAT", ["KITCHEN", "BOAT"]),
        ("INTERCUT WITH INT. BOAT - NIGHT", ["OFFICE", "BOAT"]),
        ("INTERCUT PHONE CONVERSATION", ["STREET", "OFFICE"]),
        ("PARALLELMONTAGE KÜCHE / BOOT", ["KÜCHE", "BOOT"]),
        ("MONTAJE PARALELO ENTRE LA COCINA Y EL BARCO", ["LA COCINA", "EL BARCO"]),
    ],
)
def test_an_intercut_has_the_two_places_that_it_names_or_that_came_last(opening: str, places: list[str]) -> None:
    script = f"EXT. STREET - DAY\n\nOne.\n\nINT. OFFICE - DAY\n\nTwo.\n\n{opening}\n\nANA\nHello?\n"
    assert [side.location for side in passages(parse(script))[-1].sides] == places


def test_what_leads_to_a_heading_cuts_between_the_scene_and_the_one_that_comes() -> None:
    script = (
        "INT. OFFICE - DAY\n\nOne.\n\nINTERCUT WITH:\n\nEXT. BEACH - DAY\n\nANA\nYes?\n\nINT. BAR - DAY\n\nThree.\n"
    )
    assert [[side.location for side in each.sides] for each in passages(parse(script))] == [[], ["OFFICE", "BEACH"], []]


@pytest.mark.parametrize("line", ["MONTAGE", "SERIES OF SHOTS:", "FLASHBACK", "SUPER:", "EINBLENDUNG:"])
def test_a_line_that_steers_is_no_cue_of_what_stands_below_it(line: str) -> None:
    text = f"INT. GYM - DAY\n\n{line}\n- Ana runs.\n"
    screenplay = parse(text)
    assert not any(isinstance(element, Cue) for element in screenplay.elements)
    assert write(screenplay) == text
    # Whom a file of another format has as a character of that name stays one.
    cue = parse(f"INT. GYM - DAY\n\n@{line}\nRun!\n")
    assert write(parse(write(cue))) == write(cue)
    assert any(isinstance(element, Cue) for element in cue.elements)


_MARKS = [line for lines in (*_LINES.values(), *_ENDS.values()) for line in lines]
_BLOCKS = st.one_of(
    st.sampled_from([*_MARKS, "BACK TO SCENE"]),
    st.integers(0, 999).map(lambda number: f"Ana sees {number} ships."),
    st.integers(0, 999).map(lambda number: f"-- Ana counts {number}.\n-- She rests."),
    st.integers(0, 999).map(lambda number: f"ANA\nIt is {number}."),
    st.sampled_from(["INT. ROOM - DAY", "EXT. SEA - LATER", "INT. BAR - NIGHT (FLASHBACK)", ".MONTAGE", "CUT TO:"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_BLOCKS, max_size=24))
def test_passages_have_all_that_is_seen_and_said_once_in_its_order_and_nothing_that_steers(blocks: list[str]) -> None:
    screenplay = parse("\n\n".join(blocks) + "\n")
    kept: list[str] = []
    for scene in screenplay.scenes:
        for beat in beats(scene):
            rows = [beat.speech.text] if isinstance(beat, SpeechBeat) else beat.text.split("\n")
            kept += [row.removeprefix("-- ") for row in rows if grammar.mark(row) is None]
    found = passages(screenplay)
    shown = [row for each in found for number in range(len(each.beats)) for row in _words(each, number).split("\n")]
    assert [row.removeprefix("-- ") for row in shown] == kept
    scenes = [each.scene.index for each in found]
    assert scenes == sorted(scenes)
    assert all(len(each.beats) == 1 or not each.listed or isinstance(each.beats[0], ActionBeat) for each in found)
    if not any(map(grammar.mark, blocks)) and not any("(" in block or block == ".MONTAGE" for block in blocks):
        assert len(found) == len(set(scenes))
