"""Signing in and sessions on the wire."""

import re
import uuid
from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, SecretStr

from film_studio.identity.passwords import GivenPassword, NewPassword
from film_studio.identity.permissions import OrganizationRole, Permission, ProjectRole
from film_studio.identity.sessions import BeganWith
from film_studio.kit.schemas import VERSION, Body, Name, Wire

_LABEL: Final = "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
#: What browsers take for one (HTML Standard, "valid e-mail address"); any other is none that mail finds everywhere.
_ADDRESS: Final = rf"^[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_LABEL}(\.{_LABEL})*$"


def _address(value: str) -> str:
    """In lower case: no provider tells two people apart by it, and people do not remember how they wrote it."""
    if not re.fullmatch(_ADDRESS, value):
        raise ValueError("has to be an e-mail address such as ada@films.example.org")
    return value.lower()


Email = Annotated[
    str,
    Field(
        min_length=3,
        max_length=254,
        examples=["ada@films.example.org"],
        json_schema_extra={"format": "email", "pattern": _ADDRESS},
    ),
    AfterValidator(_address),
]
Secret = Annotated[SecretStr, Field(min_length=1, max_length=200)]


class PasswordSignIn(Body):
    method: Literal["password"]
    email: Email
    password: GivenPassword


class KeySignIn(Body):
    """A key that somebody has pasted, exchanged for a session of it."""

    method: Literal["key"]
    key: Secret


class LinkSignIn(Body):
    method: Literal["link"]
    link: Secret = Field(description="What stands behind the # of a link: fl_…")


class ReturnFromProvider(Body):
    """What a page has once the browser is back from the OpenID provider."""

    token: Secret = Field(description="What stands behind the # of the page's address then: fo_… or fe_…")
    verifier: Annotated[SecretStr, Field(min_length=43, max_length=128)] = Field(
        description="The secret of the page whose SHA-256 began the way there, as challenge"
    )


class OpenIdSignIn(ReturnFromProvider):
    method: Literal["openid"]


class OpenIdConnection(ReturnFromProvider):
    """Who signs in with a password, and wants the provider's account to do the same."""

    email: Email
    password: GivenPassword


class OpenIdWay(Wire):
    name: str = Field(description="What people know the provider by: its host")
    start: str = Field(
        description="Where a browser begins, relative to this API, with challenge=… (the SHA-256 of a secret of the "
        "page, as base64url) and return_to=… (a page of the studio; without it, the API's own)"
    )


class SignInWays(Wire):
    """How people can sign in here, beside passwords, keys and links."""

    openid: OpenIdWay | None = Field(description="Null where the studio has no OpenID provider")
    mail: bool = Field(description="Whether who has forgotten the password can have a link sent")


SignIn = Annotated[PasswordSignIn | KeySignIn | LinkSignIn | OpenIdSignIn, Field(discriminator="method")]


class AccessToken(Wire):
    """The refresh token that belongs to it is in a cookie, which no page can read."""

    access_token: str = Field(description="Send it as 'Authorization: Bearer …'; keep it in memory alone")
    expires_at: datetime = Field(description="Get another one with POST /session/refresh before")


class ShareAdmission(Body):
    link: Secret = Field(description="What stands behind the # of a share link: fv_…")
    password: GivenPassword | None = Field(default=None, description="Where the link has one")


class ShareAccessToken(Wire):
    """For GET /shared, and nothing else."""

    access_token: str = Field(description="Send it as 'Authorization: Bearer …'; keep it in memory alone")
    expires_at: datetime = Field(description="Exchange the link again before")


class InvitationToken(Body):
    token: Secret = Field(description="What stands behind the # of the link: fi_…")


class HeldInvitation(Wire):
    """What an invitation says to who holds its link."""

    organization: str
    role: OrganizationRole
    project: str | None = Field(description="Title of the project that it leads into; null for one into no project")
    project_role: ProjectRole | None
    email: str | None = Field(description="Whom it is for; null for whoever holds it first")


class InvitationAcceptance(InvitationToken):
    """Who has an account here, in whatever organisation, gives its address and password; else this makes one."""

    email: Email
    password: GivenPassword
    name: Name | None = Field(default=None, description="Of who has no account here yet")


class OrganizationName(Wire):
    id: uuid.UUID
    name: str


class Person(Wire):
    id: uuid.UUID
    name: str
    email: str


class OwnPerson(Person):
    """What a person sees and changes of themselves."""

    has_password: bool
    version: int = VERSION


class OwnPersonUpdate(Body):
    name: Name


class ForgottenPassword(Body):
    email: Email


class EmailChange(Body):
    email: Email
    password: GivenPassword = Field(description="Your present password")


class RequestedEmailChange(Wire):
    email: str
    pending: bool = Field(description="Whether the link that went there has to be followed first; else it is changed")


class AddressConfirmation(Body):
    token: Secret = Field(description="What stands behind the # of the link: fa_…")


class CurrentSession(Wire):
    """Who is calling, where, and what they may do there."""

    id: uuid.UUID | None = Field(description="Null for a program that calls with a key")
    person: Person | None = Field(description="Null for a key")
    member_id: uuid.UUID | None
    role: OrganizationRole | None
    organization: OrganizationName
    organizations: list[OrganizationName] = Field(description="All that the person can switch to, this one too")
    permissions: list[Permission]


class Switch(Body):
    organization_id: uuid.UUID


class Session(Wire):
    """A browser that is signed in."""

    id: uuid.UUID
    began_with: BeganWith
    user_agent: str
    network: str
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    current: bool = Field(description="The session that asks")


class PasswordChange(Body):
    present: GivenPassword | None = Field(
        default=None, description="Left out by who has none yet, or has come with a link because it is forgotten"
    )
    new: NewPassword
