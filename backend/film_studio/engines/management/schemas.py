"""Projects on the wire."""

import uuid
from datetime import datetime

from pydantic import Field

from film_studio.kit.schemas import VERSION, Body, Name, Wire


class ProjectCreate(Body):
    title: Name


class ProjectUpdate(Body):
    title: Name


class Project(Wire):
    id: uuid.UUID
    title: str
    version: int = VERSION
    created_at: datetime
    updated_at: datetime


class DeletedProject(Wire):
    id: uuid.UUID
    title: str
    version: int = VERSION
    deleted_at: datetime
    restorable_until: datetime = Field(description="Until then it can be restored; afterwards it is erased for good")
