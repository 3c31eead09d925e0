"""How fast lines follow one another, and whose face is seen meanwhile."""

from itertools import pairwise

import pytest
from film_studio.engines.postproduction.edit.rhythm import RULES, joint, rule_of
from film_studio.engines.postproduction.edit.timeline import frames_of

from contracts.recipes import recipe_hash
from contracts.recipes.film import View
from tests.backend.engines.production.planning.planned_films import Film, film

LONG = "This is what I have to say to you about all of it, my dear, and no more."


def talk(*speeches: str) -> Film:
    said = "".join(f"{'THEO' if turn % 2 else 'MARA'}\n{speech}\n\n" for turn, speech in enumerate(speeches))
    return film(f"INT. ROOM - DAY\n\nA table is laid.\n\n{said}")


def sounds(made: Film) -> list[tuple[int, int]]:
    """(start, end) of each line, in frames of the film."""
    found: list[tuple[int, int]] = []
    start = 0
    for shot in made.placed():
        for speech in shot.speech:
            begun = start + speech.start_frame
            found.append((begun, begun + frames_of(made.durations[speech.line_hash])))
        start += shot.frames
    return found


def gaps(made: Film) -> list[int]:
    placed = sounds(made)
    return [later[0] - earlier[1] for earlier, later in pairwise(placed)]


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ("Yes.", "No.", "banter"),
        ("Yes.", "Now, that is another thing.", "answers"),
        ("I was about to tell you--", "Not now.", "falls in"),
        ("„Ich wollte dir sagen —“", "Nicht jetzt.", "falls in"),
        ("I was about to tell you…", "Go on, then.", "trails off"),
        ("And what do you think of it?", "I do not think of it.", "asks"),
        (LONG, "I have heard that, thank you.", "listens"),
        ("That is what I want to say.", "(shouting)\nAnd I do not want to hear it.", "presses"),
        ("That is what I want to say.", "(whispering)\nThey can hear us in here.", "hesitates"),
        ("Yes.", "(beat)\nNo.", "takes a pause"),
    ],
)
def test_two_lines_follow_one_another_by_a_rule_with_a_name(before: str, after: str, name: str) -> None:
    made = talk(LONG, LONG, before, after) if before != LONG else talk(LONG, after)
    assert rule_of(*made.plan.lines[-2:]).name == name


def test_every_rule_has_a_name_of_its_own_and_one_of_them_always_holds() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    lines = talk(LONG, "Yes.").plan.lines
    assert RULES[-1].holds(lines[0], lines[1])


def test_banter_is_quick() -> None:
    # Shot by shot it was three quarters of a second of air at every cut.
    quick = gaps(talk("Yes.", "No.", "Yes.", "No.", "Yes!", "No!", "Fine.", "Good."))
    assert len(quick) == 7
    assert sum(quick) / len(quick) / 24 <= 0.35


def test_who_breaks_off_is_fallen_into_and_who_trails_off_is_waited_for() -> None:
    ordinary, fallen, waited = (
        gaps(talk(LONG, f"But I was about to say something{end}", "Then I must say something now."))[-1]
        for end in (".", "--", "…")
    )
    assert fallen < 0 < ordinary < waited


def test_sound_trails_into_the_face_that_has_to_answer() -> None:
    made = talk(
        *("Well, that is what I told you then.",) * 5, "And what do you think of that now?", "I think it is late."
    )
    *_, asks, answers = (shot for shot in made.plan.shots if shot.lines)
    assert isinstance(answers.picture, View)
    assert answers.picture.size in {"MCU", "CU", "ECU", "OTS"}
    tail, lead = joint(asks, answers, 24)
    assert tail < 0 < lead
    assert tail + lead == rule_of(asks.lines[-1], answers.lines[0]).air


REVEALING = "Your brother is dead. They found him on the shore this morning, and nobody knows how he came there."


def test_a_speech_goes_on_over_the_face_of_who_hears_it() -> None:
    made = talk(LONG, LONG, REVEALING, LONG)
    said = [shot for shot in made.plan.shots if shot.lines]
    reveals, heard, answers = said[2:5]
    assert [line.text for line in (*reveals.lines, *heard.lines)] == [
        "Your brother is dead.",
        "They found him on the shore this morning, and nobody knows how he came there.",
    ]
    assert isinstance(heard.picture, View)
    assert heard.picture.subjects == ("THEO",)
    assert [line.on_screen for line in (*reveals.lines, *heard.lines, *answers.lines)] == [True, False, True]
    # As it would be said without a cut: a breath between two sentences, not the air between two shots.
    tail, lead = joint(reveals, heard, 24)
    assert tail + lead == rule_of(reveals.lines[-1], heard.lines[0]).air == 6


def test_the_end_of_a_line_is_heard_over_the_look_that_follows_it() -> None:
    made = talk(LONG, LONG)
    *_, last, look = (shot for shot in made.plan.shots if isinstance(shot.picture, View))
    assert isinstance(look.picture, View)
    assert (look.lines, look.picture.subjects) == ((), ("MARA",))
    placed = made.placed()[last.index]
    length = frames_of(made.durations[placed.speech[-1].line_hash])
    assert placed.speech[-1].start_frame + length == placed.frames + 6


def test_the_picture_never_runs_ahead_of_what_nobody_sees() -> None:
    # In a picture of both, the mouth of who has not ended would be seen shut.
    made = film(
        "INT. ROOM - DAY\n\nA table is laid.\n\n"
        "MARA\nAnd what do you think of all of that now?\n\nTHEO (V.O.)\nI think that it is rather late.\n\n"
        f"MARA\n{LONG}\n"
    )
    for shot, after in pairwise(made.plan.shots):
        if shot.lines and after.lines:
            assert joint(shot, after, 24)[0] > 0


def test_two_at_once_stay_until_both_can_be_read() -> None:
    one = "I told you that we would never make it in time for the opening of the show."
    other = "And I told you that nobody cares about the opening as long as there is wine."
    made = film(f"INT. HOUSE - DAY\n\nSAM\n{one}\n\nROSE ^\n{other}\n")
    shot = next(shot for shot in made.placed() if len(shot.speech) == 2)
    assert shot.speech[0].start_frame == shot.speech[1].start_frame
    assert len(one + other) / (shot.frames / 24) <= 18


def test_what_many_say_together_is_read_once() -> None:
    made = film(
        "INT. HOUSE - DAY\n\nA table.\n\nSAM\nHello to all of you.\n\nROSE\nHello.\n\nSAM AND ROSE\nGood night.\n"
    )
    last = [shot for shot in made.placed() if shot.speech][-1]
    length = max(frames_of(made.durations[speech.line_hash]) for speech in last.speech)
    assert last.frames < length + 24
    assert recipe_hash(made.plan.lines[-1].recipe) in made.durations
