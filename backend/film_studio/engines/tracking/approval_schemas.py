"""Approvals on the wire."""

import uuid
from datetime import datetime

from pydantic import Field

from film_studio.engines.tracking.authors import Author
from film_studio.kit.schemas import Body, Wire


class ApprovalCreate(Body):
    shot: int | None = Field(
        default=None, ge=0, le=1_000_000, description="Of the film, from 0; left out, the film with all its shots"
    )


class Approval(Wire):
    """A shot, or a film with all its shots, is as it shall be."""

    id: uuid.UUID
    production_id: uuid.UUID = Field(description="Of the film that was approved, or whose shot was")
    shot: int | None = Field(description="Of the film that is asked for, from 0; null for a whole film")
    changed: bool = Field(description="Whether the film that is asked for has it otherwise than it was approved")
    author: Author
    created_at: datetime
