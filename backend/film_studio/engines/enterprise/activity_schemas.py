"""Activity on the wire."""

import uuid
from datetime import datetime
from typing import Literal

from pydantic import Field

from film_studio.engines.enterprise.audit_schemas import Actor
from film_studio.identity.audit.actions import Action
from film_studio.kit.schemas import Wire

ActivityKind = Literal["project", "script", "cast", "preproduction", "production", "review", "task", "share"]


class Activity(Wire):
    """One thing that somebody has done in a project."""

    sequence: int = Field(description="Of the entry in the organisation's audit trail")
    at: datetime
    actor: Actor
    action: Action
    subject_type: str
    subject_id: uuid.UUID
    words: str | None = Field(description="What it is called, or what was said; null where nothing is kept of that")
