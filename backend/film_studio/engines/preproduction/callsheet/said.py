"""What people say on call sheets, as types of their own: the document has each once, however many fields take it."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypeAliasType

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
