"""What people say on call sheets, as types of their own: the document has each once, however many fields take it."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, WithJsonSchema
from typing_extensions import TypeAliasType

from film_studio.kit import schemas

#: One document for what is sent and what is shown: a validator that composes text makes two of them otherwise.
WrittenLine = TypeAliasType(
    "WrittenLine", Annotated[schemas.Name, WithJsonSchema(TypeAdapter[str](schemas.Name).json_schema())]
)
WrittenNote = TypeAliasType(
    "WrittenNote", Annotated[schemas.Note, WithJsonSchema(TypeAdapter[str](schemas.Note).json_schema())]
)
#: As clocks show it at the location: hours and minutes of a day.
Clock = TypeAliasType("Clock", Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["07:00"])])
Department = TypeAliasType(
    "Department",
    Literal[
        "production",
        "directing",
        "camera",
        "grip",
        "electric",
        "sound",
        "art",
        "props",
        "wardrobe",
        "make_up",
        "cast",
        "stunts",
        "effects",
        "locations",
        "transport",
        "catering",
        "safety",
        "post",
        "other",
    ],
)
