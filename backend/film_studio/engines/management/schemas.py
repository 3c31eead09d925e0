"""Projects on the wire."""

import uuid
from datetime import datetime
from typing import Final

from pydantic import Field

from film_studio.kit.schemas import VERSION, Body, Name, Wire

_TEAM_ONLY: Final = "Whether only its team, owners and producers see it; else all members of the organisation do"


class ProjectCreate(Body):
    title: Name
    team_only: bool = Field(default=False, description=_TEAM_ONLY)


class ProjectUpdate(Body):
    """What is left out stays."""

    title: Name | None = None
    team_only: bool | None = Field(default=None, description=_TEAM_ONLY)


class Project(Wire):
    id: uuid.UUID
    title: str
    team_only: bool = Field(default=False, description=_TEAM_ONLY)
    version: int = VERSION
    created_at: datetime
    updated_at: datetime


class DeletedProject(Wire):
    id: uuid.UUID
    title: str
    version: int = VERSION
    deleted_at: datetime
    restorable_until: datetime = Field(description="Until then it can be restored; afterwards it is erased for good")
