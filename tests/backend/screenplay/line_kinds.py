"""What each line of a text is, by the reader of screenplays: the table that the site's editor is held to."""

import json
from pathlib import Path
from typing import Any, Final

from film_studio.screenplay.elements import (
    Action,
    Boneyard,
    Cue,
    Dialogue,
    Element,
    Lyric,
    Note,
    PageBreak,
    Parenthetical,
    SceneHeading,
    Section,
    Synopsis,
    TitlePage,
    Transition,
)
from film_studio.screenplay.parser import parse

#: Read by frontend/tests/unit/fountain-lines.test.ts too.
CASES: Final[list[dict[str, Any]]] = json.loads(Path(__file__).with_name("line_kinds.json").read_text(encoding="utf-8"))
_NAMES: Final[dict[type[Element], str]] = {
    TitlePage: "title",
    SceneHeading: "heading",
    Action: "action",
    Cue: "cue",
    Parenthetical: "parenthetical",
    Dialogue: "dialogue",
    Lyric: "lyric",
    Transition: "transition",
    Section: "section",
    Synopsis: "synopsis",
    Note: "note",
    Boneyard: "boneyard",
    PageBreak: "page",
}


def line_kinds(text: str) -> list[str]:
    """One word a line, whose ends are `\\n`."""
    kinds = ["blank"] * (text.count("\n") + 1)
    taken = 0
    for element in parse(text).elements:
        assert element.raw is not None
        taken += element.raw.count("\n")
        # What ends with its line's end has taken that one, and no part of the next.
        last = taken if not element.raw.endswith("\n") else taken - 1
        name = "centered" if isinstance(element, Action) and element.centered else _NAMES[type(element)]
        kinds[element.line - 1 : last + 1] = [name] * (last - element.line + 2)
    return kinds
