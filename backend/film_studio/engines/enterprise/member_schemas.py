"""Members and invitations on the wire."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import Field

from film_studio.identity.permissions import OrganizationRole, ProjectRole
from film_studio.identity.session_schemas import Email
from film_studio.kit.schemas import VERSION, Body, Wire

Role = Annotated[
    OrganizationRole,
    Field(
        description="owner: everything, members and keys too; producer and member: all work on films; guest: the "
        "projects whose teams they are in"
    ),
]


class Member(Wire):
    """A person in the organisation."""

    id: uuid.UUID
    name: str
    email: str
    role: Role
    version: int = VERSION
    created_at: datetime


class MemberUpdate(Body):
    role: Role


class ShownSignInLink(Wire):
    """A link that signs a member in, once, as it is remembered."""

    expires_at: datetime


class SignInLink(ShownSignInLink):
    """A link that signs the member in, once."""

    token: str = Field(description="Shown this once: for POST /session/sign-in, as link")
    url: str = Field(description="Path of the API's page that signs in with it; hand it over with the API's address")


class InvitationCreate(Body):
    role: Role = "member"
    email: Email | None = Field(default=None, description="Whom it is for; left out, for whoever holds the link first")
    days: int = Field(default=7, ge=1, le=30, description="For how long the link works")


class ProjectInvitationCreate(Body):
    role: Annotated[ProjectRole, Field(description="In the project's team; as the team's members have it")]
    email: Email | None = Field(default=None, description="Whom it is for; left out, for whoever holds the link first")
    days: int = Field(default=7, ge=1, le=30, description="For how long the link works")


class InvitationProject(Wire):
    """Where an invitation leads, and as what."""

    id: uuid.UUID
    title: str
    role: ProjectRole


class Invitation(Wire):
    id: uuid.UUID
    email: str | None
    role: Role
    project: InvitationProject | None = Field(description="The project into whose team it leads; null for none")
    invited_by: str | None = Field(description="The name of the member who made it; null when a key did")
    created_at: datetime
    expires_at: datetime


class NewInvitation(Invitation):
    mailed: bool = Field(description="Whether a mail with the link goes to the address; else hand it over yourself")
    token: str = Field(description="Shown this once: for POST /session/accept-invitation")
    url: str = Field(description="Path of the API's page that accepts it; hand it over with the API's address")
