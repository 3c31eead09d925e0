"""Teams of projects on the wire."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import Field

from film_studio.identity.permissions import Permission, ProjectRole
from film_studio.kit.schemas import VERSION, Body, Wire

Role = Annotated[
    ProjectRole,
    Field(
        description="Who comes into a project by its team may do there: producer, everything; director, everything but "
        "to let people in and to delete it; writer, to read all, to comment, to keep tasks and to write scripts; "
        "editor, to read all, to comment, to keep tasks, to make and to share films; assistant_director, to read all, "
        "to comment, to keep tasks and to plan the shoot; viewer, to read all; client, to watch films and to "
        "comment on them"
    ),
]


class TeamMember(Wire):
    """A member of the organisation in a project's team."""

    member_id: uuid.UUID
    name: str
    role: Role
    version: int = VERSION
    created_at: datetime


class TeamMemberCreate(Body):
    member_id: uuid.UUID
    role: Role


class TeamMemberUpdate(Body):
    role: Role


class ProjectAccess(Wire):
    """What whoever asks may do in a project."""

    role: ProjectRole | None = Field(description="In the project's team; null for who is not in it")
    permissions: list[Permission]
