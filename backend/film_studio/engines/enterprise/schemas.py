"""Organisations and API keys on the wire."""

import uuid
from datetime import datetime

from pydantic import Field

from film_studio.kit.schemas import Body, Name, Wire


class Organization(Wire):
    id: uuid.UUID
    name: str
    created_at: datetime


class ApiKeyCreate(Body):
    name: Name = Field(description="What the key is for; a person reads it")


class ApiKey(Wire):
    id: uuid.UUID
    name: str
    prefix: str = Field(description="The key's first characters, to tell keys apart")
    created_at: datetime
    last_used_at: datetime | None = Field(description="To within a minute")


class NewApiKey(ApiKey):
    key: str = Field(description="The key itself: shown this once, stored nowhere")
