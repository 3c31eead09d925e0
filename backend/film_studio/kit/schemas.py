"""What wire formats of all engines share."""

from typing import Annotated, Any, Final

from fastapi import Query
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)
from typing_extensions import TypeAliasType

from contracts.limits import NAME_CHARACTERS, NOTE_CHARACTERS
from film_studio.kit.text import composed, is_one_line, is_visible


class Wire(BaseModel):
    """Base of what the API sends; made from a row or from keyword arguments."""

    model_config = ConfigDict(from_attributes=True)


#: Of a thing that people edit: its version, as its ETag has it.
VERSION: Any = Field(ge=1, description="Grows with each change, and is its ETag")


class Body(BaseModel):
    """Base of what the API is sent; a field that it does not know is an error, not a thing ignored."""

    model_config = ConfigDict(extra="forbid")


_CONTROLS: Final = r"\u0000-\u001f\u007f-\u009f\u2028\u2029"
_INVISIBLE: Final = (
    r"\u0020\u00a0\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1680\u180e\u2000-\u200f\u202a-\u202f"
    r"\u205f-\u2064\u2066-\u206f\u3000\ufeff\ufff9-\ufffb"
)
#: What is taken off on both sides.
_AROUND: Final = r"\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
#: What `Name` is, for readers of the document: no control character or line break, and something to see.
ONE_LINE_PATTERN: Final = rf"^[{_AROUND}]*[^{_CONTROLS}]*[^{_CONTROLS}{_INVISIBLE}][^{_CONTROLS}]*[{_AROUND}]*$"
#: The same, and nothing is taken off.
_SEARCH_PATTERN: Final = rf"^[^{_CONTROLS}]*[^{_CONTROLS}{_INVISIBLE}][^{_CONTROLS}]*$"


def _composed(value: object) -> object:
    return composed(value, NAME_CHARACTERS) if isinstance(value, str) else value


def _one_line(value: str) -> str:
    if not is_one_line(value):
        raise ValueError("has a control character or a line break in it; leave it out")
    if not is_visible(value):
        raise ValueError("has nothing in it that can be seen; write at least one letter")
    return value


#: A title or name that people type, in any script: one line, 1 to 200 characters, composed (NFC). The document has it
#: once, and the same for what is sent and what is shown, though a validator composes what is sent.
Name = TypeAliasType(
    "Name",
    Annotated[
        str,
        BeforeValidator(_composed),
        StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_CHARACTERS),
        AfterValidator(_one_line),
        WithJsonSchema(
            {
                "type": "string",
                "minLength": 1,
                "maxLength": NAME_CHARACTERS,
                "pattern": ONE_LINE_PATTERN,
                "examples": ["The Last Ferry"],
            }
        ),
    ],
)
#: As `_CONTROLS`, without the line feed.
_CONTROLS_IN_LINES: Final = r"\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029"
_NOTE_PATTERN: Final = (
    rf"^[{_AROUND}]*[^{_CONTROLS_IN_LINES}]*[^{_CONTROLS}{_INVISIBLE}][^{_CONTROLS_IN_LINES}]*[{_AROUND}]*$"
)


def _lines(value: str) -> str:
    if not all(is_one_line(line) for line in value.split("\n")):
        raise ValueError("has a control character other than a line feed in it; leave it out")
    if not is_visible(value.replace("\n", " ")):
        raise ValueError("has nothing in it that can be seen; write at least one letter")
    return value


#: What people write to one another, in any script: one or more lines, up to 4,000 characters, composed (NFC).
Lines = TypeAliasType(
    "Lines",
    Annotated[
        str,
        BeforeValidator(lambda value: composed(value, NOTE_CHARACTERS) if isinstance(value, str) else value),
        StringConstraints(strip_whitespace=True, min_length=1, max_length=NOTE_CHARACTERS),
        AfterValidator(_lines),
        WithJsonSchema(
            {
                "type": "string",
                "minLength": 1,
                "maxLength": NOTE_CHARACTERS,
                "pattern": _NOTE_PATTERN,
                "examples": ["Hold on her a little longer."],
            }
        ),
    ],
)
#: What a listing is searched for: a part of one line.
Search = Annotated[
    str | None,
    AfterValidator(lambda value: value if value is None else _one_line(value)),
    Query(
        min_length=1,
        max_length=NAME_CHARACTERS,
        description="Only those with this in their name, in any case",
        json_schema_extra={"pattern": _SEARCH_PATTERN},
    ),
]
