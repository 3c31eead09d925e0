"""Projects on the wire."""

import uuid
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field

from film_studio.kit.schemas import VERSION, Body, Name, Wire
from film_studio.screenplay.colours import ORDER, PAPER


def _is_paper(value: str) -> str:
    if value not in PAPER:
        raise ValueError(f"is not a colour that is known here: {', '.join(PAPER)}")
    return value


#: One of those that the studio knows.
RevisionColour = Annotated[str, AfterValidator(_is_paper), Field(json_schema_extra={"enum": list(PAPER)})]


def _each_once(value: list[str]) -> list[str]:
    if len(set(value)) < len(value):
        raise ValueError("names a colour twice; each has its turn once, and then all come again")
    return value


_ORDER_OF_COLOURS: Any = Field(
    min_length=1,
    description="In which order revised pages are coloured; the first is the draft that all began with",
    json_schema_extra={"uniqueItems": True},
)
RevisionColours = Annotated[list[RevisionColour], AfterValidator(_each_once), _ORDER_OF_COLOURS]
Territories = Annotated[
    list[Name],
    AfterValidator(lambda value: list(dict.fromkeys(value))),
    Field(
        max_length=300,
        description="Where the film is to be released, each as contracts call it: people whom characters look or sound "
        "like have to have agreed for all of them. Empty: nobody has said it, and it is not asked",
        examples=[["Germany", "Austria"]],
    ),
]
_TEAM_ONLY: Final = "Whether only its team, owners and producers see it; else all members of the organisation do"


#: As it is shown. What is stored was looked at when it was sent; a page of fifty projects would look at 450 colours.
_ShownColours = Annotated[
    list[Annotated[str, Field(json_schema_extra={"enum": list(PAPER)})]],
    BeforeValidator(lambda value: list(ORDER) if value is None else value),
    _ORDER_OF_COLOURS,
]


class ProjectCreate(Body):
    title: Name
    team_only: bool = Field(default=False, description=_TEAM_ONLY)


class ProjectUpdate(Body):
    """What is left out stays."""

    title: Name | None = None
    team_only: bool | None = Field(default=None, description=_TEAM_ONLY)
    revision_colours: RevisionColours | None = None
    territories: Territories | None = None


class Project(Wire):
    id: uuid.UUID
    title: str
    team_only: bool = Field(default=False, description=_TEAM_ONLY)
    revision_colours: _ShownColours
    territories: Territories
    version: int = VERSION
    created_at: datetime
    updated_at: datetime


class DeletedProject(Wire):
    id: uuid.UUID
    title: str
    version: int = VERSION
    deleted_at: datetime
    restorable_until: datetime = Field(description="Until then it can be restored; afterwards it is erased for good")
