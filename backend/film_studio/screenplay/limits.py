"""What is too much for one screenplay. Read before anything is derived, so that no upload costs more than its share.

The numbers stand in `contracts.limits`. Every refusal says what there is too much of, where, and what to do.
"""

import re
from collections.abc import Iterator
from typing import Final

from contracts import limits
from film_studio.screenplay import names
from film_studio.screenplay.elements import (
    Action,
    Cue,
    Dialogue,
    Element,
    Lyric,
    Parenthetical,
    Scene,
    Screenplay,
    Transition,
)
from film_studio.screenplay.errors import ScreenplayTooLargeError

_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_FILMED: Final = (Action, Dialogue, Lyric, Parenthetical)
_MARK: Final = re.compile(r"[*_]|\[\[|/\*")


def check_text(text: str) -> None:
    """What costs time while it is read. Raises ScreenplayTooLargeError."""
    start = line = 0
    for line, end in enumerate(_LINE_END.finditer(text), start=1):
        _check_line(end.start() - start, line)
        start = end.end()
    _check_line(len(text) - start, line + 1)
    _check(line + 1, limits.SCREENPLAY_LINES, "lines", "a screenplay")
    marks = sum(1 for _ in _MARK.finditer(text))
    _check(marks, limits.SCREENPLAY_MARKS, "marks of emphasis, notes and boneyards", "a screenplay")


def check_screenplay(screenplay: Screenplay) -> None:
    """What costs time while cast and shots are derived from it. Raises ScreenplayTooLargeError."""
    _check(
        len(screenplay.scenes),
        limits.SCREENPLAY_SCENES,
        "scenes",
        "one film",
        remedy="split it into several projects, or check whether lines that begin with a dot were meant as headings",
    )
    cues = [element for element in screenplay.elements if isinstance(element, Cue)]
    _check(len(cues), limits.SCREENPLAY_SPEECHES, "speeches", "one film")
    written = sum(len(element.text) for element in screenplay.elements if isinstance(element, _FILMED))
    _check(written, limits.SCREENPLAY_CHARACTERS, "characters of action and dialogue", "one film")
    for cue in cues:
        _check_cue(cue)
    different = len({names.key(cue.name) for cue in cues})
    _check(
        different,
        limits.CAST_MEMBERS,
        "different cues",
        "one film",
        remedy="check whether other lines in capitals than names stand alone between blank lines",
    )
    for scene in screenplay.scenes:
        _check_scene(scene)


def _check_cue(cue: Cue) -> None:
    _check(
        sum(map(len, (cue.name, *cue.extensions))),
        limits.CUE_CHARACTERS,
        "characters",
        "a cue",
        line=cue.line,
        remedy="put what is said on the line below the name",
    )
    _check(
        names.most_speakers(cue.name),
        limits.CUE_SPEAKERS,
        "speakers",
        "a cue",
        line=cue.line,
        remedy="give a crowd one name, such as ALL",
    )


def _check_scene(scene: Scene) -> None:
    events = sum(1 for element in scene.elements if isinstance(element, Action | Cue | Transition))
    line = scene.heading.line if scene.heading else None
    _check(
        events,
        limits.SCENE_EVENTS,
        "paragraphs and speeches",
        "a scene",
        line=line,
        remedy="begin a new scene where place or time change",
    )
    for cue_line, length in _speeches(scene.elements):
        _check(
            length,
            limits.SPEECH_CHARACTERS,
            "characters",
            "a speech",
            line=cue_line,
            remedy="end it with a blank line where somebody else speaks or something happens",
        )


def _speeches(elements: tuple[Element, ...]) -> Iterator[tuple[int, int]]:
    """(line of the cue, characters) of each stretch of dialogue."""
    line, length = 0, 0
    for element in elements:
        if isinstance(element, Dialogue | Lyric | Parenthetical):
            length += len(element.text)
        elif isinstance(element, Cue | Action):
            yield line, length
            line, length = element.line, 0
    yield line, length


def _check_line(length: int, line: int) -> None:
    _check(length, limits.LINE_CHARACTERS, "characters", "a line", line=line, remedy="break it into paragraphs")


def _check(
    count: int,
    most: int,
    what: str,
    where: str,
    *,
    line: int | None = None,
    remedy: str = "split it into several projects, or check whether this is a screenplay at all",
) -> None:
    if count > most:
        at = f"line {line}: " if line else ""
        message = f"{at}{count} {what}, and {most} is the most that {where} may have; {remedy}"
        raise ScreenplayTooLargeError(message, line=line)
