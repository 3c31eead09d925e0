"""A screenplay with more of something than any film has is refused with what, where, and what to do; one with as much
as that is taken."""

import pytest
from film_studio.engines.character.casting.cast import derive_cast
from film_studio.engines.production.planning.planner import plan
from film_studio.screenplay.errors import ScreenplayTooLargeError
from film_studio.screenplay.parser import parse_bytes

from contracts import limits

ROOM = "INT. ROOM - DAY\n\n"


def letters(number: int) -> str:
    """A name without digits for each number."""
    return "".join(chr(65 + int(digit)) for digit in str(number))


def cues(count: int) -> str:
    return "".join(f"Q{letters(number)}\nYes.\n\n" for number in range(count))


def scenes(count: int) -> str:
    return "".join(f"INT. ROOM {number} - DAY\n\nMARA\nYes.\n\n" for number in range(count))


AT_MOST = {
    "lines": ("\n" * (limits.SCREENPLAY_LINES - 2) + "x\n", "\n", "80001 lines", None),
    "line": ("\n\nx" + "x" * (limits.LINE_CHARACTERS - 1), "x", "line 3: 50001 characters", 3),
    "marks": ("*_[[/*\n" * (limits.SCREENPLAY_MARKS // 4), "*", "50001 marks", None),
    "scenes": (scenes(limits.SCREENPLAY_SCENES), scenes(1), "2001 scenes", None),
    "speeches": (
        "".join(f"INT. A - DAY\n\n{'MARA{0}Yes.{0}{0}'.format(chr(10)) * 2_500}" for _ in range(4)),
        "MARA\nYes.\n",
        "10001 speeches",
        None,
    ),
    "written": (f"{ROOM}{('x' * 9_999 + chr(10) * 2) * 100}", "\n" + "x" * 200, "characters of action", None),
    "cues": (ROOM + cues(limits.CAST_MEMBERS), "ONE MORE\nYes.\n", "1001 different cues", None),
    "cue": (f"{ROOM}@{'A' * 200}", "A\nYes.\n", "line 3: 201 characters", 3),
    "speakers": (f"{ROOM}{'/'.join('ABCDEFGHIJKLMNOPQRST')}", "/U\nYes.\n", "line 3: 21 speakers", 3),
    "events": (ROOM + "MARA\nYes.\n\n" * 2_500 + "It rains.\n\n" * 2_500, "Again.\n", "line 1: 5001 paragraphs", 1),
    "speech": (f"{ROOM}MARA\n{('x' * 24_999 + chr(10)) * 2}", "yy\n", "line 3: 50002 characters", 3),
}


@pytest.mark.parametrize("what", AT_MOST)
def test_one_more_than_any_film_has_is_refused(what: str) -> None:
    whole, more, says, line = AT_MOST[what]
    with pytest.raises(ScreenplayTooLargeError, match=says) as refused:
        parse_bytes((whole + more).encode())
    assert refused.value.line == line
    assert "; " in str(refused.value), "what to do"


@pytest.mark.parametrize("what", AT_MOST)
def test_as_much_as_that_is_taken(what: str) -> None:
    whole, *_ = AT_MOST[what]
    parse_bytes(f"{whole}\nYes.\n".encode() if what in {"cue", "speakers"} else whole.encode())


def test_people_whom_the_action_introduces_count_as_cast() -> None:
    introduced = "".join(f"There is Q{letters(number)}, 40s, who waits here quietly.\n\n" for number in range(1_001))
    with pytest.raises(ScreenplayTooLargeError, match=r"1001 characters.* lower case"):
        derive_cast(parse_bytes(f"{ROOM}{introduced}".encode()))


def test_more_shots_than_any_film_has_are_refused_by_the_scene_that_has_them() -> None:
    walks = "Mara walks on and on along the road.\n\n" * 4_500
    text = "".join(f"EXT. ROAD {number} - DAY\n\n{walks}" for number in range(5))
    screenplay = parse_bytes(text.encode())
    with pytest.raises(
        ScreenplayTooLargeError, match=r"by scene 5 the film has 225.. shots.* several projects"
    ) as refused:
        plan(screenplay, derive_cast(screenplay))
    assert refused.value.line == 4 * 2 * 4_501 + 1
