"""Projects on the wire."""

import uuid
from datetime import datetime

from pydantic import Field

from film_studio.kit.schemas import Answer, Body, Name


class ProjectRequest(Body):
    title: Name


class ProjectAnswer(Answer):
    id: uuid.UUID
    title: str
    created_at: datetime
    updated_at: datetime


class DeletedProjectAnswer(Answer):
    id: uuid.UUID
    title: str
    deleted_at: datetime
    restorable_until: datetime = Field(description="Until then it can be restored; afterwards it is erased for good")
