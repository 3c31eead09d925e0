"""When the camera leaves who speaks for who hears it."""

import pytest
from film_studio.engines.production.planning.coverage import prepare
from film_studio.engines.production.planning.listening import RULES, Spoken, rule_of
from film_studio.engines.production.planning.pacing import Hearing, Moment, Said

from contracts.recipes.film import View
from tests.backend.engines.production.planning.planned_films import film, views

PLAIN = "That is what I have to say to you."
LONG = "We left the house at night. The road was long and cold. Nobody asked us our name. Next morning we were here."
DEAD = "Your brother is dead. They found him on the shore this morning, and nobody knows how he came there."


def said(name: str, text: str, seconds: float = 4.0, hearing: Hearing = "seen") -> Said:
    return Said(character=name, text=text, performance="normal", hearing=hearing, seconds=seconds)


def speech(beat: int, *lines: Said) -> Moment:
    names = tuple(dict.fromkeys(line.character for line in lines))
    seconds = sum(line.seconds for line in lines)
    return Moment(
        kind="speech", beat=beat, names=names, present=frozenset({"A", "B"}), lines=list(lines), seconds=seconds
    )


def action(beat: int) -> Moment:
    return Moment(kind="action", beat=beat, text="A goes to the window.", present=frozenset({"A", "B"}))


def turns(*texts: str, seconds: float = 4.0) -> list[Moment]:
    return [speech(number, said("AB"[number % 2], text, seconds)) for number, text in enumerate(texts)]


def told(moments: list[Moment]) -> list[tuple[str, tuple[str, ...], list[str]]]:
    return [(each.kind, each.names, [line.text for line in each.lines]) for each in moments]


def test_every_rule_has_a_name_of_its_own() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES) == 6


def test_a_plain_line_stays_with_who_says_it() -> None:
    assert [each.kind for each in prepare(turns(PLAIN, PLAIN, PLAIN), new_place=False)] == ["speech"] * 3


def test_what_follows_a_revelation_is_heard_over_the_face_of_who_hears_it() -> None:
    revelation, rest = DEAD.split(" They ")
    made = prepare(turns(PLAIN, PLAIN, DEAD, PLAIN, seconds=6.0), new_place=False)
    assert told(made)[2:4] == [("speech", ("A",), [revelation]), ("reaction", ("B",), [f"They {rest}"])]
    assert [line.hearing for line in made[3].lines] == ["off"]
    # Each has its share of the estimated length.
    assert sum(each.spoken_seconds for each in made[2:4]) == pytest.approx(6.0, abs=0.1)


@pytest.mark.parametrize(
    "text",
    [
        "I love you.",
        "He's dead, and you know it.",
        "Er ist tot.",
        "Je t’aime.",
        "Tu hermano está muerto.",
        "Ho mentito.",
        "Eu te amo.",
    ],
)
def test_a_revelation_at_the_end_of_a_speech_has_a_silent_look(text: str) -> None:
    made = prepare(turns(PLAIN, PLAIN, text, PLAIN), new_place=False)
    assert told(made)[2:] == [
        ("speech", ("A",), [text]),
        ("reaction", ("B",), []),
        ("speech", ("B",), [PLAIN]),
    ]


def test_the_dead_of_whom_nobody_says_so_are_no_revelation() -> None:
    made = prepare(turns(PLAIN, PLAIN, "The line is a deadline, deader than I would love.", PLAIN), new_place=False)
    assert [each.kind for each in made] == ["speech"] * 4


@pytest.mark.parametrize(("seconds", "over"), [(8.0, False), (8.2, True)])
def test_the_second_half_of_a_long_speech_is_heard_over_its_listener(seconds: float, over: bool) -> None:
    moments = turns(PLAIN, PLAIN, LONG, PLAIN)
    moments[2].lines = [said("A", LONG, seconds)]
    made = told(prepare(moments, new_place=False))
    assert ("reaction", ("B",), ["Nobody asked us our name.", "Next morning we were here."]) in made or not over
    assert [kind for kind, _, _ in made].count("reaction") == over


def test_a_long_speech_of_one_sentence_is_not_cut() -> None:
    moments = turns(PLAIN, PLAIN, PLAIN, PLAIN)
    moments[2].lines = [said("A", PLAIN, 12.0)]
    assert [each.kind for each in prepare(moments, new_place=False)] == ["speech"] * 4


@pytest.mark.parametrize(
    ("text", "looked"),
    [
        ("And what did you tell them?", True),
        ("„Was hast du ihnen gesagt?“", True),
        ("I know what you told them.", False),
    ],
)
def test_a_question_that_nobody_answers_stays_with_who_was_asked(text: str, looked: bool) -> None:
    made = prepare([*turns(PLAIN, PLAIN, text), action(3)], new_place=False)
    assert told(made)[3:4] == ([("reaction", ("B",), [])] if looked else [("action", (), [])])


def test_a_question_that_is_answered_needs_no_look() -> None:
    made = prepare(turns(PLAIN, PLAIN, "And what did you tell them?", PLAIN), new_place=False)
    assert [each.kind for each in made] == ["speech"] * 4


def test_two_questions_in_a_row_have_one_look() -> None:
    asked = "And what did you tell them?"
    moments = [*turns(PLAIN, PLAIN, asked), action(3), speech(4, said("A", asked)), action(5)]
    assert [each.kind for each in prepare(moments, new_place=False)].count("reaction") == 1


@pytest.mark.parametrize(("text", "ends", "looked"), [(PLAIN, True, True), (PLAIN, False, False), ("Go.", True, False)])
def test_the_last_word_of_a_scene_is_seen_on_who_hears_it(text: str, ends: bool, looked: bool) -> None:
    moments = turns(PLAIN, PLAIN, PLAIN, text)
    moments[-1].transition = "dissolve"
    made = prepare(moments, new_place=False, ends=ends)
    assert [each.kind for each in made][4:] == ["reaction"] * looked
    assert [each.transition for each in made] == ["cut"] * (len(made) - 1) + ["dissolve"]


def test_nobody_looks_at_who_has_not_talked_and_is_not_spoken_to() -> None:
    alone = [speech(number, said("A", DEAD)) for number in range(3)]
    assert [each.kind for each in prepare(alone, new_place=False, ends=True)] == ["speech"] * 3
    alone[2].addressed = ("B",)
    assert "reaction" in {each.kind for each in prepare(alone, new_place=False, ends=True)}


def test_a_voice_from_outside_the_frame_is_left_where_it_is() -> None:
    moments = [*turns(PLAIN, PLAIN), speech(2, said("A", DEAD, hearing="off"))]
    assert [each.kind for each in prepare(moments, new_place=False, ends=True)] == ["speech"] * 3


def test_the_first_rule_that_holds_is_taken() -> None:
    moment = speech(6, said("A", DEAD, 5.0), said("A", PLAIN, 5.0))
    moment.lines[1] = Said(character="A", text=PLAIN, performance="normal", hearing="seen", seconds=5.0, pause=0.7)
    found = [rule_of(Spoken(moment, None, "B", True, since, True)) for since in (6, 1)]
    assert [rule.name if rule else None for rule in found] == ["takes a pause", "reveals"]


def test_a_film_looks_at_who_hears_the_last_word_and_the_next_scene_is_not_disturbed() -> None:
    made = film(
        f"INT. ROOM - DAY\n\nA table is laid here.\n\nMARA\n{PLAIN}\n\nTHEO\n{PLAIN} And so it will be.\n\n"
        "EXT. BEACH - DAY\n\nThe sea is flat.\n"
    ).plan
    (_, last), (_, beach) = views(made)[-2:]
    assert isinstance(last, View)
    assert (last.size, last.subjects, beach.set.location) == ("CU", ("MARA",), "BEACH")
