"""What the animatic renderer alone reads of a shot: which of its sets it draws, and what people look like in it."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, get_args

from pydantic import Field

from contracts.recipes.base import Contract

Place = Literal[
    "room",
    "bedroom",
    "kitchen",
    "office",
    "corridor",
    "hall",
    "bar",
    "hospital",
    "workshop",
    "vehicle",
    "street",
    "rooftop",
    "park",
    "forest",
    "field",
    "coast",
    "mountain",
    "desert",
    "road",
    "station",
]
Insert = Literal["letter", "phone", "key", "cup", "photo"]
INSERTS: Final[Mapping[str, Insert]] = {name: name for name in get_args(Insert)}
HairStyle = Literal["bald", "short", "curly", "bob", "long", "bun"]
Garment = Literal["crew", "shirt", "jacket", "cardigan", "hood", "coat", "suit", "dress"]
HatShape = Literal["top", "brim", "cap", "beret", "beanie", "helmet"]

Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


class Hat(Contract):
    """What somebody wears on the head, indoors too."""

    shape: HatShape
    colour: Colour


class Look(Contract):
    """A character's constant appearance: the same in every shot of the film."""

    skin: Colour
    hair: Colour
    hair_style: HairStyle
    top: Colour
    bottom: Colour
    height: float = Field(ge=0.6, le=1.15, description="1 is an average adult")
    build: float = Field(ge=0.8, le=1.3, description="1 is an average adult")
    beard: bool = False
    glasses: bool = False
    garment: Garment | None = Field(default=None, description="Where it is open, one that suits the rest is drawn")
    hat: Hat | None = None


class DrawnSet(Contract):
    """One drawn backdrop, equal for every shot of a scene."""

    place: Place
    seed: int = Field(ge=0, lt=2**32, description="Same location, same seed: details stay where they are")
    outside: Place | None = Field(default=None, description="What passes the windows of a vehicle")


class DrawnView(Contract):
    """How a view is drawn."""

    set: DrawnSet
    looks: Mapping[str, Look] = Field(description="Of everybody in the view's blocking, by character")
    insert: Insert | None = Field(default=None, description="The thing that an INSERT shows")


class AnimaticShot(Contract):
    """How a shot is drawn: its own view, and the one that it dissolves into. A card needs no drawing."""

    view: DrawnView | None = None
    into: DrawnView | None = None
