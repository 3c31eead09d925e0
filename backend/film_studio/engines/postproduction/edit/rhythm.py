"""How lines follow one another: how long it is quiet between two, and where the picture changes.

Each rule has a name, and the first that holds for two lines is theirs. A rule reads what is written alone, never how
long a voice took: so a line that is spoken anew changes the length of its own shot and of nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from contracts.recipes.film import Card, FrameRate, ShotSize, View, at_rate, per_second
from film_studio.engines.production import PlannedLine, PlannedShot, is_brief, words

#: Air around speech, in frames of 24 a second as all lengths here: before the first line of a stretch of talk, and
#: after the last.
LEAD_IN: Final = 8
TAIL: Final = 10
#: Where something happens and is spoken over, it is seen first.
LEAD_IN_OVER_ACTION: Final = 30
#: Where a look at the listener follows, the end of the last line is heard over it.
TRAILS: Final = -6
_LONG_WORDS: Final = 14
_DASHES: Final = ("--", "—", "–", "―")
_DOTS: Final = ("…", "...")
_QUOTES: Final = "\"”“’'»)"
#: Sizes that show one face: nobody else's mouth would have to move in them.
_ONE_FACE: Final[frozenset[ShotSize]] = frozenset({"MCU", "CU", "ECU", "OTS"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Frames from the end of a line: `air` until the next one begins, `cut` until the picture changes where it does.

    Less than nothing of air: the next one falls in. A cut before the line has ended: its sound trails into the next
    picture (an L cut). A cut after the next has begun: that one's sound leads (a J cut).
    """

    name: str
    holds: Callable[[PlannedLine, PlannedLine], bool]
    air: int
    cut: int


RULES: Final = (
    Rule(name="takes a pause", holds=lambda _, after: after.pause_seconds > 0, air=6, cut=10),
    Rule(name="goes on", holds=lambda before, after: before.character == after.character, air=6, cut=3),
    Rule(name="falls in", holds=lambda before, _: _ends(before, _DASHES), air=-3, cut=-3),
    Rule(name="trails off", holds=lambda before, _: _ends(before, _DOTS), air=16, cut=10),
    Rule(name="hesitates", holds=lambda before, after: _said(before, after, "slow", "whispered"), air=13, cut=6),
    Rule(name="banter", holds=lambda before, after: is_brief(before.text) and is_brief(after.text), air=3, cut=2),
    Rule(name="presses", holds=lambda before, after: _said(before, after, "shouted", "urgent"), air=3, cut=8),
    Rule(name="asks", holds=lambda before, _: _ends(before, ("?", "？", "؟")), air=8, cut=-6),
    Rule(name="listens", holds=lambda before, _: words(before.text) >= _LONG_WORDS, air=9, cut=-8),
    Rule(name="answers", holds=lambda _, __: True, air=9, cut=4),
)


def rule_of(before: PlannedLine, after: PlannedLine) -> Rule:
    """By which two lines follow one another."""
    return next(rule for rule in RULES if rule.holds(before, after))


def air(before: PlannedLine, after: PlannedLine, rate: FrameRate) -> int:
    """Frames between two lines of one shot; less than nothing where the second falls in."""
    return at_rate(rule_of(before, after).air, rate) + round(after.pause_seconds * per_second(rate))


def joint(shot: PlannedShot, following: PlannedShot | None, rate: FrameRate) -> tuple[int, int]:
    """Around the cut between two shots: frames that the first goes on after its last line, and frames after which the
    first line of the second begins, its own pause aside; each may be less than nothing."""
    if following is not None and _is_look(shot, following):
        return at_rate(TRAILS, rate), at_rate(LEAD_IN, rate)
    if following is None or not _talk_on(shot, following):
        return at_rate(TAIL, rate), at_rate(LEAD_IN, rate)
    rule = rule_of(shot.lines[-1], following.lines[0])
    cut = rule.cut
    if cut < 0 and not _one_face(following):
        cut = min(rule.air, 2)
    elif cut > rule.air and not _one_face(shot):
        cut = rule.air
    tail = at_rate(cut, rate)
    return tail, at_rate(rule.air, rate) - tail


def _talk_on(shot: PlannedShot, following: PlannedShot) -> bool:
    """Whether the talk of a shot goes on in the next one, as far as the eye is concerned."""
    return (
        shot.scene == following.scene
        and shot.transition == "cut"
        and not following.fade_in
        and following.action is None
        and bool(shot.lines and following.lines)
        and not shot.lines[-1].with_previous
        and (_goes_on(shot, following) or all(line.on_screen for line in (shot.lines[-1], following.lines[0])))
        and not isinstance(shot.picture, Card)
        and not isinstance(following.picture, Card)
    )


def _goes_on(shot: PlannedShot, following: PlannedShot) -> bool:
    """Whether a speech that was seen goes on over the face of who hears it, or comes back from there."""
    before, after = shot.lines[-1], following.lines[0]
    return before.character == after.character and before.on_screen != after.on_screen and _of_one(shot, following)


def _is_look(shot: PlannedShot, following: PlannedShot) -> bool:
    """Whether a speech is followed by a look at the face of who has heard it."""
    return (
        shot.scene == following.scene
        and shot.transition == "cut"
        and not following.fade_in
        and bool(shot.lines)
        and not following.lines
        and following.action is None
        and _of_one(shot, following)
    )


def _of_one(shot: PlannedShot, following: PlannedShot) -> bool:
    return all(isinstance(each.picture, View) and len(each.picture.subjects) >= 1 for each in (shot, following)) and (
        _one_face(shot) or _one_face(following)
    )


def _one_face(shot: PlannedShot) -> bool:
    return isinstance(shot.picture, View) and shot.picture.size in _ONE_FACE


def _ends(line: PlannedLine, marks: tuple[str, ...]) -> bool:
    return line.text.rstrip().rstrip(_QUOTES).endswith(marks)


def _said(before: PlannedLine, after: PlannedLine, *manners: str) -> bool:
    return before.recipe.performance in manners or after.recipe.performance in manners
