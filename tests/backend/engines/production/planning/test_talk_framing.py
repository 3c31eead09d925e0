"""How a conversation is framed: from both to each face, with breaths, partners and voices from elsewhere."""

from itertools import pairwise

import pytest

from contracts.recipes.film import View
from tests.backend.engines.production.planning.planned_films import film, views

#: Both have been seen and heard, and the scene is established.
OPENED = "INT. ROOM - DAY\n\nA table is laid here.\n\nMARA\nHello.\n\nTHEO\nGood morning to you, and to all of you.\n\n"
LONG = "This is what I have to say to you about all of it, and no more."


def talk(*speeches: str, cast: tuple[str, ...] = ("MARA", "THEO"), action: str = "A table is laid here.") -> list[View]:
    """The views of a conversation in which these say their lines in turn, after the scene is established."""
    said = "".join(f"{cast[turn % len(cast)]}\n{speech}\n\n" for turn, speech in enumerate(speeches))
    return [view for shot, view in views(film(f"INT. ROOM - DAY\n\n{action}\n\n{said}").plan) if shot.lines]


def test_a_conversation_of_twelve_goes_from_both_to_each_face() -> None:
    sizes = [view.size for view in talk(*([LONG] * 12))]
    # What two set-ups in turn would show a second time is seen from nearer by.
    assert sizes == ["TWO", *["MS"] * 3, "MCU", *["OTS"] * 3, "CU", *["MCU"] * 2, "CU"]


def test_two_set_ups_never_merely_take_turns() -> None:
    found = [(view.size, view.subjects) for view in talk(*([LONG] * 40))]
    rounds = [found[at : at + 4] for at in range(len(found) - 3)]
    assert [each for each in rounds if each[0] == each[2] != each[1] == each[3]] == []


def test_a_shorter_conversation_comes_as_close() -> None:
    assert [view.size for view in talk(*([LONG] * 5))] == ["TWO", "MS", "OTS", "MCU", "CU"]


def test_a_long_conversation_takes_breath_after_twelve() -> None:
    sizes = [view.size for view in talk(*([LONG] * 26))]
    assert [index for index, size in enumerate(sizes) if size == "TWO"] == [0, 12, 24]


@pytest.mark.parametrize(("turns", "close"), [(5, 0), (6, 2), (8, 2)])
def test_the_last_two_of_a_long_heated_talk_are_seen_as_close_as_can_be(turns: int, close: int) -> None:
    heated = [LONG] * (turns - 2) + ["(shouting)\nI will not let you do this to us, never!!"] * 2
    sizes = [view.size for view in talk(*heated)]
    assert [size == "ECU" for size in sizes] == [False] * (turns - close) + [True] * close


def test_a_shout_is_seen_from_below_once_the_camera_is_close() -> None:
    shouted = "(shouting)\nI will not let you do this to us."
    late, early = talk(*([LONG] * 8), shouted), talk(LONG, shouted, LONG)
    assert [(view.size, view.angle) for view in late[-2:]] == [("MCU", "eye"), ("ECU", "low")]
    assert [(view.size, view.angle) for view in early[1:]] == [("MCU", "eye"), ("CU", "eye")]
    hot = talk(*([LONG] * 3), shouted, shouted)
    assert [(view.size, view.angle, view.move) for view in hot[3:]] == [("CU", "low", "static"), ("CU", "low", "dolly")]


def test_the_camera_presses_in_at_the_end_of_a_long_talk() -> None:
    moves = [(view.size, view.move) for view in talk(*([LONG] * 12))]
    assert moves[-1] == ("CU", "dolly")
    assert {move for _, move in moves[:8]} == {"static"}


def test_three_in_a_talk_are_never_seen_over_a_shoulder() -> None:
    found = talk(*([LONG] * 12), cast=("MARA", "THEO", "INES"))
    assert "OTS" not in {view.size for view in found}
    assert "MCU" in {view.size for view in found}


def test_a_monologue_is_seen_alone() -> None:
    found = talk(*([LONG] * 4), cast=("MARA",))
    assert all(view.subjects == ("MARA",) for view in found)
    assert found[0].size == "MS"


def test_a_lone_speaker_who_was_just_seen_near_is_seen_from_further_away() -> None:
    script = "INT. ROOM - DAY\n\nA table is laid here.\n\nMara pours nothing for anybody.\n\nMARA\nSo it is.\n"
    assert [view.size for _, view in views(film(script).plan)][-2:] == ["MS", "MWS"]


@pytest.mark.parametrize(("cast", "size"), [("MARA/THEO", "TWO"), ("MARA/THEO/INES", "FS")])
def test_those_who_speak_together_are_seen_together(cast: str, size: str) -> None:
    (view,) = talk(LONG, cast=(cast,))
    assert (view.size, view.subjects) == (size, tuple(cast.split("/")))


def test_the_partner_is_who_answers_next_else_who_spoke_before() -> None:
    turns = ("MARA", "THEO", "INES", "THEO")
    first = talk(*([LONG] * 4), cast=turns)[0]
    assert first.subjects == ("MARA", "THEO")
    alone = talk(LONG, cast=("MARA",), action="Mara and THEO (40) wait for it.")[0]
    assert (alone.size, alone.subjects) == ("TWO", ("MARA", "THEO"))


def conversation_of_three(before: str, after: str) -> list[View]:
    """MARA speaks to THEO, while INES, who says more than both, is in the room."""
    return talk(
        *([LONG] * (len(before) + len(after))),
        cast=tuple({"M": "MARA", "T": "THEO", "I": "INES"}[each] for each in before + after),
    )


def test_the_partner_answers_within_three_speeches_else_is_who_stands_there() -> None:
    assert conversation_of_three("MMM", "TIIII")[0].subjects == ("MARA", "THEO")
    assert conversation_of_three("MMMM", "TIIIII")[0].subjects == ("MARA", "INES")
    # The thirteenth speech is a breath: it goes back to those who have the conversation.
    assert conversation_of_three("IIIIIIIIITMM", "M")[12].subjects == ("MARA", "THEO")
    assert conversation_of_three("IIIIIIIITMMM", "M")[12].subjects == ("MARA", "INES")


def test_who_is_not_yet_here_is_nobody_s_partner() -> None:
    script = (
        f"INT. ROOM - DAY\n\nA table is laid here.\n\nMARA\n{LONG}\n\nTheo enters, wet from the rain.\n\n"
        f"THEO\n{LONG}\n\nINES\n{LONG}\n"
    )
    first = next(view for shot, view in views(film(script).plan) if shot.lines)
    assert first.subjects == ("MARA", "INES")


def test_consecutive_views_of_one_person_differ() -> None:
    for earlier, later in pairwise(talk(*([LONG] * 20), cast=("MARA", "MARA", "THEO"))):
        if earlier.subjects[:1] == later.subjects[:1] and len(earlier.subjects) == len(later.subjects):
            assert earlier.size != later.size


def test_a_voice_over_alone_is_heard_over_the_place() -> None:
    shots = views(film(OPENED + "INES (V.O.)\nThey did not know what was to come to them.\n").plan)
    assert (shots[-1][1].size, shots[-1][1].subjects, shots[-1][1].move) == ("WS", (), "dolly")


def test_a_voice_off_screen_to_nobody_is_heard_over_the_place() -> None:
    shots = views(film("INT. ROOM - DAY\n\nA table is laid here.\n\nINES (O.S.)\nIs anybody there?\n").plan)
    assert [(view.size, view.subjects) for _, view in shots] == [("WS", ()), ("EWS", ())]
