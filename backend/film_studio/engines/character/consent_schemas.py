"""Consents on the wire."""

import uuid
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from film_studio.engines.character.casting.agreement import ConsentKind, Use
from film_studio.kit.schemas import VERSION, Body, Name, Wire


def _each_once(uses: list[Use]) -> list[Use]:
    return list(dict.fromkeys(uses))


_Uses = Annotated[list[Use], Field(min_length=1, max_length=4), AfterValidator(_each_once)]


class Consent(Wire):
    """What a person has agreed to: that a character looks, or sounds, like them."""

    id: uuid.UUID
    project_id: uuid.UUID
    character: str
    kind: ConsentKind
    person: str
    uses: list[Use] = Field(description="What may be made under it; a production is a film")
    territory: str = Field(
        description="Where what is made may be shown, in the contract's words, such as Germany, Austria; World is "
        "everywhere. It has to name each of the project's territories"
    )
    begins_on: date
    expires_on: date | None = Field(description="Its last day; null: until it is withdrawn")
    withdrawn_on: date | None
    file_name: str | None = Field(description="What was signed; without it, it allows nothing")
    file_bytes: int | None
    version: int = VERSION


class ConsentCreate(Body):
    """Its file is sent afterwards."""

    kind: ConsentKind
    person: Name
    uses: _Uses
    territory: Name
    begins_on: date = Field(examples=["2026-05-28"])
    expires_on: date | None = None


class ConsentUpdate(Body):
    """What is left out stays, and so does what is null, but for the last day: null is until it is withdrawn."""

    uses: _Uses | None = None
    territory: Name | None = None
    expires_on: date | None = None
    withdrawn: bool = Field(default=False, description="Withdrawn today; it stays so")
