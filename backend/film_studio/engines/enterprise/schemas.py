"""Organisations and API keys on the wire."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from film_studio.identity.permissions import ALL, Permission, granted
from film_studio.kit.schemas import Body, Name, Wire


class Organization(Wire):
    id: uuid.UUID
    name: str
    created_at: datetime


def _sorted(stored: Iterable[str] | None) -> list[Permission]:
    return sorted(granted(stored))


class ApiKeyCreate(Body):
    name: Name = Field(description="What the key is for; a person reads it")
    permissions: list[Permission] | None = Field(
        default=None,
        min_length=1,
        max_length=len(ALL),
        description="All that whoever calls with it may do; left out, all that you may do",
    )


class ApiKey(Wire):
    id: uuid.UUID
    name: str
    prefix: str = Field(description="The key's first characters, to tell keys apart")
    created_at: datetime
    permissions: Annotated[list[Permission], BeforeValidator(_sorted)]
    made_by: uuid.UUID | None = Field(
        description="The member whom it comes from: it may do what they may still do, and nothing once they are "
        "removed. Null for the stack's first key and for those that were made with it"
    )
    last_used_at: datetime | None = Field(description="To within a minute")


class NewApiKey(ApiKey):
    key: str = Field(description="The key itself: shown this once, stored nowhere")
