"""What of a writer's answer is refused, and why: what is not Fountain, not of the screenplay's language, or would leave
the lines that were asked about."""

import re
from collections.abc import Sequence
from typing import Final

from contracts.limits import LOGLINE_CHARACTERS, SUGGESTED_CHARACTERS
from film_studio.engines.writing.suggestions.asking import OPTIONS, Asked
from film_studio.screenplay import advice, language, limits, parser
from film_studio.screenplay.elements import (
    Action,
    Cue,
    Dialogue,
    Element,
    Lyric,
    Note,
    Parenthetical,
    SceneHeading,
    TitlePage,
)
from film_studio.screenplay.errors import ScreenplayError

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: Of other formats than Fountain: a fence of code, a heading or a rule of Markdown in a line of its own, a tag of HTML.
_MARKDOWN: Final = re.compile(r"^\s*(?:```|~~~)|^\*\*(?:INT|EXT)|</?(?:p|div|br|scene|dialogue)\b", re.MULTILINE)


class NonsenseError(ValueError):
    """The answer cannot be a suggestion; the text says why, to whoever wrote it and to whoever asked."""


def checked(asked: Asked, texts: Sequence[str]) -> list[str]:
    """The options of an answer, none twice, without blank lines around them. Raises NonsenseError."""
    found = list(dict.fromkeys(text.replace("\r\n", "\n").replace("\r", "\n").strip() for text in texts))
    found = [text for text in found if text][: OPTIONS[asked.kind]]
    if not found:
        raise NonsenseError("the answer is empty")
    for text in found:
        _check(asked, text)
    if found == [asked.before.strip()]:
        raise NonsenseError("the answer says what stands there already")
    return found


def _check(asked: Asked, text: str) -> None:
    if len(text) > SUGGESTED_CHARACTERS:
        raise NonsenseError(f"the answer has more than {SUGGESTED_CHARACTERS:,} characters")
    if _CONTROLS.search(text):
        raise NonsenseError("the answer has control characters in it")
    if _MARKDOWN.search(text):
        raise NonsenseError("the answer is Markdown or HTML, and not plain Fountain")
    _check_language(asked, text)
    match asked.kind:
        case "logline":
            if "\n" in text or len(text) > LOGLINE_CHARACTERS:
                raise NonsenseError(f"a logline is one line of up to {LOGLINE_CHARACTERS} characters")
        case "alternatives":
            _check_speech(text)
        case "draft":
            _check_draft(text)
        case _:
            _check_part(asked, text)


def _check_language(asked: Asked, text: str) -> None:
    wanted = asked.language or (language.of_words(asked.wish) if asked.kind == "draft" else None)
    if wanted is None:
        return
    found = language.of_words(text)
    other = language.of_text(text, wanted)
    if (found is not None and found.split("-")[0] != wanted.split("-")[0]) or other != wanted:
        raise NonsenseError(f"the answer is in {found or other}, and the screenplay in {wanted}")


def _elements(text: str) -> tuple[Element, ...]:
    try:
        limits.check_text(text)
        screenplay = parser.parse(text)
        limits.check_screenplay(screenplay)
    except ScreenplayError as error:
        raise NonsenseError(f"the answer is not a screenplay: {error}") from error
    if unclosed := [said for _, said in advice.remarks_on(screenplay) if "not closed" in said]:
        raise NonsenseError(f"the answer is not whole Fountain: {unclosed[0]}")
    return screenplay.elements


def _check_draft(text: str) -> None:
    elements = _elements(text)
    if not any(isinstance(element, SceneHeading) for element in elements):
        raise NonsenseError("the answer has no scene heading, so it is not a screenplay in Fountain")
    if not any(isinstance(element, Cue | Action) for element in elements):
        raise NonsenseError("nothing happens in the answer, and nobody speaks")


def _check_part(asked: Asked, text: str) -> None:
    """As many scenes as there were: none more, and no title page."""
    elements = _elements(text)
    if any(isinstance(element, TitlePage) for element in elements):
        raise NonsenseError("the answer has a title page, which is outside of the lines that it is for")
    headings = sum(isinstance(element, SceneHeading) for element in elements)
    wanted = asked.headings if asked.kind == "rewrite" else 0
    if headings != wanted:
        raise NonsenseError(
            f"the answer has {headings} scene headings and not {wanted}: it would leave the lines that it is for"
        )


def _check_speech(text: str) -> None:
    """What one person says at once."""
    if "\n\n" in text:
        raise NonsenseError("an alternative for a line of dialogue has no empty line in it")
    # Of a name that no line would be read as a heading of a scene after.
    said = parser.parse(f"SPEAKER\n{text}\n").elements
    if not isinstance(said[0], Cue) or not all(
        isinstance(each, Dialogue | Parenthetical | Lyric | Note) for each in said[1:]
    ):
        raise NonsenseError("an alternative for a line of dialogue is what is said, and nothing else")
