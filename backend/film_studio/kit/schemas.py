"""What wire formats of all engines share."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


class Wire(BaseModel):
    """Base of what the API sends; made from a row or from keyword arguments."""

    model_config = ConfigDict(from_attributes=True)


class Body(BaseModel):
    """Base of what the API is sent; a field that it does not know is an error, not a thing ignored."""

    model_config = ConfigDict(extra="forbid")


def _printable(value: str) -> str:
    if not value.isprintable():
        raise ValueError("has a control character or a line break in it; leave it out")
    return value


#: A title or name that people type: one line, 1 to 200 characters.
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_printable),
    Field(examples=["The Last Ferry"]),
]
