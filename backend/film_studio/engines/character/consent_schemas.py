"""Consents on the wire."""

import uuid
from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from film_studio.engines.character.casting.agreement import ConsentKind, Use
from film_studio.kit.schemas import VERSION, Body, Name, Wire

_Uses = Annotated[list[Use], Field(min_length=1, max_length=4)]


class Consent(Wire):
    """What a person has agreed to: that a character looks, or sounds, like them."""

    id: uuid.UUID
    project_id: uuid.UUID
    character: str
    kind: ConsentKind
    person: str
    uses: list[Use] = Field(description="What may be made under it; a production is a film")
    territory: str = Field(description="Where what is made may be shown, in the contract's words")
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

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.expires_on is not None and self.expires_on < self.begins_on:
            raise ValueError("expires_on is before begins_on")
        if len(set(self.uses)) != len(self.uses):
            raise ValueError("uses names one twice")
        return self


class ConsentUpdate(Body):
    """What is left out stays."""

    uses: _Uses | None = None
    territory: Name | None = None
    expires_on: date | None = None
    withdrawn: bool = Field(default=False, description="Withdrawn today; it stays so")

    @model_validator(mode="after")
    def _keeps_what_it_needs(self) -> Self:
        for name in ("uses", "territory"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError(f"{name} cannot be null; leave it out to keep it")
        return self
