"""How one shot is framed beside the one before it: sizes, who is in the frame, what the camera does."""

from itertools import combinations

import pytest
from film_studio.engines.production.planning.coverage import LADDER, Framing, heat, jumps, prepare
from film_studio.engines.production.planning.pacing import Moment, Said

from contracts.recipes.film import CameraMove, Performance, ShotSize, View
from tests.backend.engines.production.planning.planned_films import film, views

#: Both have been seen and heard, and the scene is established.
OPENED = "INT. ROOM - DAY\n\nA table is laid here.\n\nMARA\nHello.\n\nTHEO\nGood morning to you, and to all of you.\n\n"


def action(*paragraphs: str, place: str = OPENED) -> list[View]:
    """The views of these paragraphs, which come after the opening of a scene."""
    shots = views(film(place + "\n\n".join(paragraphs) + "\n").plan)
    return [view for shot, view in shots if shot.action in paragraphs]


# --- which cuts jump --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("one", "other"), list(combinations(LADDER, 2)))
def test_another_size_of_the_same_subject_does_not_jump(one: ShotSize, other: ShotSize) -> None:
    assert not jumps(Framing(one, ("MARA",)), Framing(other, ("MARA",)))


@pytest.mark.parametrize(
    ("one", "other", "jump"),
    [
        (Framing("MS", ("MARA",)), Framing("MS", ("MARA",)), True),
        (Framing("MS", ("MARA",)), Framing("MS", ("THEO",)), False),
        (Framing("WS", ()), Framing("WS", ()), True),
        # A two-shot is as wide as a medium wide one, a face over a shoulder as tight as a medium close-up.
        (Framing("TWO", ("MARA", "THEO")), Framing("MWS", ("THEO", "MARA")), True),
        (Framing("TWO", ("MARA", "THEO")), Framing("MS", ("MARA", "THEO")), False),
        (Framing("OTS", ("MARA", "THEO")), Framing("MCU", ("MARA",)), True),
        (Framing("OTS", ("MARA", "THEO")), Framing("CU", ("MARA",)), False),
        (Framing("OTS", ("MARA", "THEO")), Framing("MCU", ("THEO",)), False),
        # Beside the ladder only the same size jumps.
        (Framing("INSERT", ("MARA",)), Framing("INSERT", ("MARA",)), True),
        (Framing("INSERT", ("MARA",)), Framing("POV", ("MARA",)), False),
        (Framing("INSERT", ("MARA",)), Framing("CU", ("MARA",)), False),
    ],
)
def test_the_same_subject_at_the_same_size_jumps(one: Framing, other: Framing, jump: bool) -> None:
    assert jumps(one, other) is jumps(other, one) is jump


@pytest.mark.parametrize(
    ("paragraphs", "sizes"),
    [
        (["Mara looks for it in her bag.", "Mara gives it to someone else here."], ["MS", "MWS"]),
        (["Mara stares at him.", "Mara frowns at him too."], ["CU", "MCU"]),
        (
            ["Mara stares at the wall behind the door for long.", "Mara frowns at the wall behind the door for long."],
            ["MCU", "CU"],
        ),
        (["The rain goes on and on.", "The wind goes on and on."], ["WS", "EWS"]),
        (["The rain goes on and on.", "The wind goes on and on.", "The day goes on and on."], ["WS", "EWS", "WS"]),
        (["Mara walks over to it.", "Mara walks over to that one too."], ["FS", "WS"]),
    ],
)
def test_a_cut_that_would_jump_goes_to_the_nearest_other_size(paragraphs: list[str], sizes: list[str]) -> None:
    assert [view.size for view in action(*paragraphs)] == sizes


# --- what an action asks of the camera --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "size", "subjects", "move"),
    [
        ("Mara pours nothing for anybody.", "MS", ("MARA",), "static"),
        ("Mara and Theo wait for it.", "TWO", ("MARA", "THEO"), "static"),
        ("Mara runs for her life.", "FS", ("MARA",), "handheld"),
        ("Somebody runs for his life outside.", "WS", (), "handheld"),
        ("Mara walks over to it.", "FS", ("MARA",), "pan"),
        ("Nobody walks in this rain.", "WS", (), "static"),
        ("Mara looks up at nothing.", "MWS", ("MARA",), "tilt"),
        ("Mara kneels on the floor.", "FS", ("MARA",), "tilt"),
        ("Snow falls on the roof.", "WS", (), "tilt"),
        ("POV through the keyhole, all dark.", "POV", (), "handheld"),
        ("POV of Mara: Theo sits there.", "POV", ("THEO",), "handheld"),
        ("Mara unfolds the letter.", "INSERT", ("MARA",), "static"),
        ("The phone rings and rings.", "INSERT", (), "static"),
        ("Mara smiles.", "CU", ("MARA",), "static"),
        ("Mara smiles and says nothing.", "CU", ("MARA",), "static"),
        ("Mara smiles and says nothing more.", "MCU", ("MARA",), "static"),
        ("Mara smiles and says nothing more!!", "MCU", ("MARA",), "static"),
        ("Mara smiles and says nothing more!!!!", "CU", ("MARA",), "static"),
    ],
)
def test_an_action_is_framed_by_what_happens_in_it(
    text: str, size: str, subjects: tuple[str, ...], move: CameraMove
) -> None:
    (view,) = action(text)
    assert (view.size, view.subjects, view.move, view.angle) == (size, subjects, move, "eye")


@pytest.mark.parametrize(("text", "down"), [("Mara looks up at nothing.", False), ("Mara kneels on the floor.", True)])
def test_the_camera_tilts_where_the_action_goes(text: str, down: bool) -> None:
    (view,) = action(text)
    assert (view.move, view.reverse) == ("tilt", down)


@pytest.mark.parametrize("name", ["Mara", "Theo"])
def test_a_walk_is_followed_in_the_direction_of_the_gaze(name: str) -> None:
    (view,) = action(f"{name} walks over to it.")
    facing = {figure.character: figure.facing for figure in view.blocking}
    assert view.reverse == (facing[name.upper()] == "left")


def test_outside_the_camera_moves_along_with_who_walks() -> None:
    (view,) = action("Mara walks over to it.", place=OPENED.replace("INT. ROOM", "EXT. FIELD"))
    assert view.move == "truck"


def test_three_who_act_are_seen_whole_and_a_chase_follows_two() -> None:
    place = OPENED + "INES\nI am here too, as you can see.\n\n"
    (view,) = action("Mara and Theo and Ines wait.", place=place)
    assert (view.size, view.subjects) == ("FS", ("MARA", "THEO", "INES"))
    (chase,) = action("Mara and Theo and Ines run.", place=place)
    assert (chase.size, chase.subjects) == ("FS", ("MARA", "THEO"))


@pytest.mark.parametrize(
    ("paragraphs", "subjects"),
    [
        (["Mara puts on a coat for it.", "She is not ready for it."], ("MARA",)),
        (["Mara and Theo wait for it.", "They are not ready for it."], ("MARA", "THEO")),
        (["The rain goes on and on.", "She is not ready for it."], ()),
        (["Mara puts on a coat for it.", "Nobody is ready for it now."], ()),
    ],
)
def test_a_pronoun_means_whom_the_camera_has_just_seen(paragraphs: list[str], subjects: tuple[str, ...]) -> None:
    assert action(*paragraphs)[-1].subjects == subjects


def test_a_pronoun_means_nobody_who_has_left() -> None:
    paragraphs = ("Theo leaves without a word.", "He is not ready for it.")
    assert action(*paragraphs)[-1].subjects == ()


def test_a_walk_follows_two_at_the_most() -> None:
    place = OPENED + "INES\nI am here too, as you can see.\n\n"
    (walk,) = action("Mara and Theo and Ines walk over to it.", place=place)
    assert (walk.size, walk.subjects) == ("FS", ("MARA", "THEO"))


@pytest.mark.parametrize(
    ("text", "insert"),
    [
        ("Mara slowly unfolds the letter that had come for her today.", True),  # eleven words
        ("Mara slowly unfolds the letter that had come for her only today.", False),
        ("CLOSE ON the letter, which lies on a table in the middle of the long dark room.", True),
    ],
)
def test_a_brief_action_or_one_that_says_close_is_a_detail(text: str, insert: bool) -> None:
    assert (action(text)[0].size == "INSERT") is insert


# --- how a place is shown ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "size", "moves"),
    [
        ("INT. KITCHEN - DAY", "WS", {"dolly", "pan", "truck"}),
        ("EXT. FIELD - DAY", "EWS", {"pan", "dolly", "truck"}),
        ("EXT. STREET - DAY", "WS", {"pan", "dolly", "truck"}),
        ("EXT. MOUNTAIN - DAY", "EWS", {"tilt", "pan", "pedestal"}),
        ("EXT. ROOFTOP - DAY", "WS", {"tilt", "pan", "pedestal"}),
    ],
)
def test_a_place_is_established_by_its_kind(heading: str, size: str, moves: set[str]) -> None:
    name, _, rest = heading.partition(" - ")
    shots = [views(film(f"{name} {number} - {rest}\n\nIt is quiet here.\n").plan)[0][1] for number in range(40)]
    assert {view.size for view in shots} == {size}
    assert {view.move for view in shots} == moves
    assert {view.reverse for view in shots} == {False, True}
    assert not any(view.reverse for view in shots if view.move == "dolly")


def test_a_known_place_is_shown_nearer_and_with_who_is_in_it() -> None:
    script = (
        "INT. KITCHEN - DAY\n\nMARA (30) waits by the door.\n\nEXT. FIELD - DAY\n\nGrass as far as one sees.\n\n"
        "INT. ROOM - DAY\n\nA chair stands there.\n\n"
        "INT. KITCHEN - NIGHT\n\nMara waits by the door.\n\nEXT. FIELD - NIGHT\n\nGrass as far as one sees.\n\n"
        "INT. ROOM - NIGHT\n\nA chair stands there.\n"
    )
    assert [(view.size, view.subjects) for _, view in views(film(script).plan)] == [
        ("WS", ()),
        ("EWS", ()),
        ("WS", ()),
        ("FS", ("MARA",)),
        ("WS", ()),
        ("WS", ()),
    ]


@pytest.mark.parametrize(
    ("first", "place_first"),
    [
        ("It is quiet here.", False),
        ("MARA (V.O.)\nI was young.", False),
        ("MARA\nHello.", True),
        ("MARA (O.S.)\nHello.", True),
        ("CLOSE ON a letter on the table.", True),
        ("POV through a window, all dark.", True),
    ],
)
def test_talk_and_details_need_the_place_first(first: str, place_first: bool) -> None:
    shot, view = views(film(f"INT. ROOM - DAY\n\n{first}\n").plan)[0]
    assert (shot.action is None and not shot.lines) is place_first
    assert view.size == "WS"
    if place_first:
        assert shot.seconds == 2.5


def test_a_place_is_shown_after_its_card_and_takes_the_fade_in() -> None:
    shots = film("FADE IN:\n\nINT. ROOM - DAY\n\nMARA\nHello.\n").plan.shots
    assert [shot.fade_in for shot in shots[-2:]] == [True, False]
    shots = film("INT. ROOM - DAY\n\n> ONE <\n\nMARA\nHello.\n").plan.shots
    assert [shot.picture.kind for shot in shots] == ["card", "view", "view"]


# --- how a conversation is covered ------------------------------------------------------------------------------

LONG = "This is what I have to say to you about all of it, and no more."


@pytest.mark.parametrize(
    ("speeches", "lines"),
    [
        (["Hello there.", "Hello.", LONG], [2, 1]),
        (["Hello there.", "Hello.", "Yes."], [3]),
        # Four words at most are banter, which is faster than cuts.
        (["Hello there.", "Hello.", "Yes.", "No."], [4]),
        (["Hello there.", "Hello.", "Yes.", "No.", "Yes.", LONG, "No.", "Yes."], [5, 1, 2]),
        (["Hello."] * 12, [10, 2]),
        (["Hello there, my good old friend.", "Hello.", "Yes.", "No."], [3, 1]),
        (["Hello there.", LONG], [1, 1]),
        ([f"{LONG} {LONG}", "Yes."], [1, 1]),
        (["(beat)\nHello there.", "Hello.", LONG], [2, 1]),
    ],
)
def test_a_short_first_exchange_is_one_shot_of_both(speeches: list[str], lines: list[int]) -> None:
    said = "".join(f"{'THEO' if turn % 2 else 'MARA'}\n{speech}\n\n" for turn, speech in enumerate(speeches))
    shots = [pair for pair in views(film(f"INT. ROOM - DAY\n\nA table is laid.\n\n{said}").plan) if pair[0].lines]
    assert [len(shot.lines) for shot, _ in shots] == lines
    assert (shots[0][1].size, shots[0][1].subjects) == ("TWO", ("MARA", "THEO"))
    if lines[0] > 1:
        # As long as what is said in it, and a little for each line.
        assert shots[0][0].seconds < (6 if lines[0] <= 3 else 9)


@pytest.mark.parametrize(
    ("script", "spoken"),
    [
        ("MARA\nHello there.\n\nTHEO (V.O.)\nHello.\n", [["Hello there."], ["Hello."]]),
        ("MARA\nHello there.\n\nTHEO\nHello.\n\nINES\nYes.\n", [["Hello there.", "Hello."], ["Yes."]]),
        ("MARA\nHello there.\n\nDISSOLVE TO:\n\nTHEO\nHello.\n", [["Hello there."], ["Hello."]]),
        ("MARA\nHello there.\n\nA clock ticks in the room.\n\nTHEO\nHello.\n", [["Hello there."], ["Hello."]]),
        ("MARA\nHello there.\n\nFADE IN:\n\nTHEO\nHello.\n", [["Hello there."], ["Hello."]]),
    ],
)
def test_what_stands_between_two_speeches_parts_them(script: str, spoken: list[list[str]]) -> None:
    shots = [shot for shot, _ in views(film(f"INT. ROOM - DAY\n\nA table is laid.\n\n{script}").plan) if shot.lines]
    assert [[line.text for line in shot.lines] for shot in shots] == spoken


def test_the_transition_after_an_exchange_ends_its_shot() -> None:
    script = "INT. ROOM - DAY\n\nA table is laid.\n\nMARA\nHello there.\n\nTHEO\nHello.\n\nFADE OUT.\n"
    assert [shot.transition for shot, _ in views(film(script).plan)] == ["cut", "fade_out"]


def said(
    name: str, seconds: float, *, pause: float = 0.0, performance: Performance = "normal", text: str = "So."
) -> Said:
    return Said(character=name, text=text, performance=performance, hearing="seen", seconds=seconds, pause=pause)


def speech(beat: int, *lines: Said) -> Moment:
    names = tuple(dict.fromkeys(line.character for line in lines))
    seconds = sum(line.seconds + line.pause for line in lines)
    return Moment(
        kind="speech", beat=beat, names=names, present=frozenset({"A", "B", "C"}), lines=list(lines), seconds=seconds
    )


@pytest.mark.parametrize(
    ("first", "answer", "together"),
    [
        (3.5, 2.0, True),
        (3.5, 2.1, False),  # an answer of more than two seconds
        (3.6, 2.0, False),  # an exchange of more than five and a half
        (1.0, 2.1, False),
    ],
)
def test_an_exchange_is_short(first: float, answer: float, together: bool) -> None:
    made = prepare([speech(0, said("A", first)), speech(1, said("B", answer))], new_place=False)
    assert len(made) == (1 if together else 2)
    assert made[0].seconds == pytest.approx(first + answer if together else first)
    assert made[0].names == (("A", "B") if together else ("A",))


def test_parts_of_one_speech_are_no_exchange() -> None:
    assert len(prepare([speech(0, said("A", 1.0)), speech(0, said("A", 1.0))], new_place=False)) == 2
    assert len(prepare([speech(0, said("A", 1.0)), speech(0, said("B", 1.0))], new_place=False)) == 2


def test_only_the_first_talk_of_a_scene_is_an_exchange() -> None:
    text = "More than four words are said."
    turns = [speech(number, said("AB"[number % 2], 5.0 if number == 0 else 1.0, text=text)) for number in range(4)]
    assert [len(moment.lines) for moment in prepare(turns, new_place=False)] == [1, 1, 1, 1]


def conversation(turns: int, *, pause_at: int, seconds: float = 4.0) -> list[Moment]:
    """Two who talk in turn; the speech at `pause_at` has a pause before its second line."""
    return [
        speech(
            number,
            said("AB"[number % 2], seconds, text="More than four words are said."),
            said("AB"[number % 2], seconds, pause=0.7 if number == pause_at else 0.0),
        )
        for number in range(turns)
    ]


@pytest.mark.parametrize(("pause_at", "shown"), [(4, False), (5, True), (6, True)])
def test_a_listener_is_shown_in_a_pause_once_six_speeches_have_passed(pause_at: int, shown: bool) -> None:
    made = prepare(conversation(8, pause_at=pause_at), new_place=False)
    assert [moment.kind for moment in made].count("reaction") == shown
    assert len(made) == 8 + 2 * shown


def test_a_reaction_cuts_the_speech_at_its_pause() -> None:
    made = prepare(conversation(6, pause_at=5), new_place=False)
    before, reaction, after = made[-3:]
    assert [len(moment.lines) for moment in (before, reaction, after)] == [1, 0, 1]
    assert (before.seconds, reaction.seconds, after.seconds) == (4.0, 1.4, 4.0)
    assert (reaction.names, after.lines[0].pause) == (("A",), 0.0)
    short = prepare(conversation(6, pause_at=5, seconds=0.5), new_place=False)
    assert (short[-3].seconds, short[-1].seconds) == (1.0, 1.0)


def test_what_ends_a_speech_ends_its_second_half_and_what_opens_it_opens_its_first() -> None:
    turns = conversation(6, pause_at=5)
    turns[5].transition, turns[5].fade_in = "dissolve", True
    before, _, after = prepare(turns, new_place=False)[-3:]
    assert (before.transition, before.fade_in) == ("cut", True)
    assert (after.transition, after.fade_in) == ("dissolve", False)


def test_six_more_speeches_pass_before_the_next_reaction() -> None:
    turns = [
        speech(number, said("AB"[number % 2], 4.0), said("AB"[number % 2], 4.0, pause=0.7)) for number in range(13)
    ]
    kinds = [moment.kind for moment in prepare(turns, new_place=False)]
    assert [index for index, kind in enumerate(kinds) if kind == "reaction"] == [6, 14]


def test_a_pause_before_the_first_word_shows_nobody_else() -> None:
    turns = conversation(6, pause_at=9)
    turns[5].lines[0] = said("B", 4.0, pause=0.7)
    assert all(moment.kind == "speech" for moment in prepare(turns, new_place=False))


@pytest.mark.parametrize(
    ("addressed", "listener"),
    [((), "A"), (("C",), "C"), (("B", "C"), "C"), (("ELSEWHERE",), "A")],
)
def test_the_listener_is_whom_the_words_name_else_who_spoke_last(addressed: tuple[str, ...], listener: str) -> None:
    turns = conversation(6, pause_at=5)
    turns[5].addressed = addressed
    (reaction,) = (moment for moment in prepare(turns, new_place=False) if moment.kind == "reaction")
    assert reaction.names == (listener,)


def test_without_an_earlier_speaker_anybody_listens() -> None:
    turns = [speech(number, said("A", 4.0), said("A", 4.0, pause=0.7)) for number in range(6)]
    (reaction,) = (moment for moment in prepare(turns, new_place=False) if moment.kind == "reaction")
    assert reaction.names == ("B",)


def test_who_has_left_does_not_listen() -> None:
    turns = conversation(6, pause_at=5)
    turns[5].present = frozenset({"B", "C"})
    (reaction,) = (moment for moment in prepare(turns, new_place=False) if moment.kind == "reaction")
    assert reaction.names == ("C",)


# --- how much a moment presses ----------------------------------------------------------------------------------


def pressing(text: str = "So.", performance: Performance = "normal", action: str | None = None) -> float:
    moment = speech(0, said("A", 1.0, performance=performance, text=text))
    moment.text = action
    return heat(moment)


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ("So.", "So?"),
        ("So?", "So??"),
        ("So?", "So！"),
        ("So？", "So！"),
        ("So.", "So？"),
        ("So!", "So!!"),
        ("So!!", "So!!!"),
        ("So！", "So！！"),
    ],
)
def test_marks_press_up_to_a_few(weaker: str, stronger: str) -> None:
    assert pressing(weaker) < pressing(stronger)


@pytest.mark.parametrize(("few", "many"), [("So!!!", "So!!!!"), ("So??", "So???"), ("So！！!", "So！！!!!")])
def test_more_marks_than_a_few_press_no_more(few: str, many: str) -> None:
    assert pressing(few) == pressing(many)


def test_manners_and_deeds_press() -> None:
    calm = pressing()
    assert calm == 0
    manners: tuple[Performance, ...] = ("urgent", "whispered", "shouted")
    urgent, whispered, shouted = (pressing(performance=manner) for manner in manners)
    assert calm < urgent < whispered < shouted < 0.5
    assert pressing(action="He waits.") == calm < pressing(action="He waits!") < pressing(action="He waits!!")
    assert pressing(action="He runs.") > shouted
    assert pressing(action="He runs.") + pressing(action="He waits!") == pytest.approx(pressing(action="He runs!"))


def test_everything_at_once_presses_as_much_as_can_be() -> None:
    assert pressing("So!!!", "shouted", "He runs!!!") == 1.0
