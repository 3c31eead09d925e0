"""Tables of identity: organisations, their API keys, the people in them, and how these get in."""

import uuid
from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from film_studio.kit.database.base import Base, Identified, OrganizationScoped, parent_key, within_organization
from film_studio.kit.versions import Versioned

_ROLE_IS_KNOWN: Final = "role in ('owner', 'producer', 'member', 'guest')"
_PROJECT_ROLES: Final = "('producer', 'director', 'writer', 'assistant_director', 'editor', 'client', 'viewer')"
_PROJECT_ROLE_IS_KNOWN: Final = f"role in {_PROJECT_ROLES}"


class OrganizationRow(Identified, Base):
    """Who owns projects, pays and has members; every other row belongs to one."""

    __tablename__ = "organization"

    name: Mapped[str] = mapped_column(String(200))


class ApiKeyRow(OrganizationScoped, Base):
    """A key of the API. What is stored cannot be turned back into the key."""

    __tablename__ = "api_key"
    __table_args__ = (
        parent_key(),
        Index("ix_api_key_live", "organization_id", "id", postgresql_where=text("revoked_at is null")),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_is_hex"),
        within_organization("made_by", "member"),
    )

    name: Mapped[str] = mapped_column(String(200))
    prefix: Mapped[str] = mapped_column(String(16))  # the key's first characters, for people to tell keys apart
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    #: What whoever calls with it may do; null for everything, also what comes with a later release.
    permissions: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    bootstrap: Mapped[bool] = mapped_column(default=False)  # made by the migration task, stands in the stack's secret
    #: The member without whom there would not be this key: it may do what they may still do, and nothing once they are
    #: removed. Null for the stack's first key, and for those that were made with it.
    made_by: Mapped[uuid.UUID | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class PersonRow(Identified, Versioned, Base):
    """Somebody who signs in, once for all their organisations."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("email"),)

    email: Mapped[str] = mapped_column(String(254))  # in lower case, which is how people are told apart
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(Text)


class MemberRow(OrganizationScoped, Versioned, Base):
    """A person in an organisation. One who is removed keeps the row, which what they did points to."""

    __tablename__ = "member"
    __table_args__ = (
        parent_key(),
        UniqueConstraint("organization_id", "person_id"),
        CheckConstraint(_ROLE_IS_KNOWN, name="role_is_known"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    removed_at: Mapped[datetime | None]


class ProjectMemberRow(OrganizationScoped, Versioned, Base):
    """A member in a project's team, in a role there. The project's table is the management engine's."""

    __tablename__ = "project_member"
    __table_args__ = (
        UniqueConstraint("organization_id", "project_id", "member_id"),
        CheckConstraint(_PROJECT_ROLE_IS_KNOWN, name="role_is_known"),
        within_organization("project_id", "project"),
        within_organization("member_id", "member"),
        Index("ix_project_member_member_id", "member_id"),
    )

    project_id: Mapped[uuid.UUID]
    member_id: Mapped[uuid.UUID]
    role: Mapped[str] = mapped_column(String(32))


class SessionRow(OrganizationScoped, Base):
    """A browser that is signed in, as a member or, with a pasted key, as that key: one family of refresh tokens, of
    which the last one is good. Hashes alone are stored."""

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("family_sha256"),
        CheckConstraint("num_nonnulls(member_id, api_key_id) = 1", name="is_of_a_member_or_a_key"),
        within_organization("member_id", "member"),
        within_organization("api_key_id", "api_key"),
        Index("ix_session_member_id", "member_id"),
        Index("ix_session_organization_id", "organization_id"),
    )

    member_id: Mapped[uuid.UUID | None]
    api_key_id: Mapped[uuid.UUID | None]
    began_with: Mapped[str] = mapped_column(String(16))
    family_sha256: Mapped[str] = mapped_column(String(64))
    token_sha256: Mapped[str] = mapped_column(String(64))
    former_sha256: Mapped[str | None] = mapped_column(String(64))
    used_at: Mapped[datetime] = mapped_column(server_default=func.now())  # when the last token was given out
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    user_agent: Mapped[str] = mapped_column(String(300))
    network: Mapped[str] = mapped_column(String(64))


class InvitationRow(OrganizationScoped, Base):
    """A link that lets one person in, once; with a project, into its team too. `invited_by` is the member who made it,
    null for a key."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("sha256"),
        CheckConstraint(_ROLE_IS_KNOWN, name="role_is_known"),
        CheckConstraint("(accepted_at is null) = (accepted_by is null)", name="accepted_by_somebody"),
        CheckConstraint(
            f"(project_id is null) = (project_role is null) and project_role in {_PROJECT_ROLES}",
            name="project_role_is_known",
        ),
        within_organization("project_id", "project"),
        Index("ix_invitation_project_id", "project_id", postgresql_where=text("project_id is not null")),
        within_organization("invited_by", "member"),
        Index("ix_invitation_organization_id", "organization_id"),
        within_organization("accepted_by", "member"),
    )

    sha256: Mapped[str] = mapped_column(String(64))
    email: Mapped[str | None] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(16))
    project_id: Mapped[uuid.UUID | None]
    project_role: Mapped[str | None] = mapped_column(String(32))
    invited_by: Mapped[uuid.UUID | None]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[uuid.UUID | None]


class SignInLinkRow(OrganizationScoped, Base):
    """A link that signs one member in, once, soon."""

    __tablename__ = "sign_in_link"
    __table_args__ = (
        UniqueConstraint("sha256"),
        within_organization("member_id", "member"),
        Index("ix_sign_in_link_organization_id", "organization_id"),
    )

    member_id: Mapped[uuid.UUID]
    sha256: Mapped[str] = mapped_column(String(64))
    #: Whether it went to the person's own address alone, instead of being shown to who made it.
    mailed: Mapped[bool] = mapped_column(server_default=text("false"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class EmailChangeRow(Identified, Base):
    """A link that went to a new address, which becomes the person's once it is followed."""

    __tablename__ = "email_change"
    __table_args__ = (UniqueConstraint("sha256"),)

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    sha256: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class OpenIdAccountRow(Identified, Base):
    """An account of an OpenID provider that signs a person in. `issuer` and `subject` are who it is for ever; its
    address is nobody's name, because the provider may give it to another."""

    __tablename__ = "openid_account"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("person_id", "issuer"))

    issuer: Mapped[str] = mapped_column(String(500))
    subject: Mapped[str] = mapped_column(String(255))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))


class OpenIdSignInRow(Identified, Base):
    """What the OpenID provider has said of who came back from it, for the page that holds the token and knows what
    `challenge` is the hash of. `state_sha256` is unique, so that nobody comes back twice by the same way."""

    __tablename__ = "openid_sign_in"
    __table_args__ = (UniqueConstraint("sha256"), UniqueConstraint("state_sha256"))

    sha256: Mapped[str] = mapped_column(String(64))
    state_sha256: Mapped[str] = mapped_column(String(64))
    challenge: Mapped[str] = mapped_column(String(64))
    issuer: Mapped[str] = mapped_column(String(500))
    subject: Mapped[str] = mapped_column(String(255))
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ShareLinkRow(OrganizationScoped, Base):
    """A link that shows one production's film, or the films of a playlist, to whoever holds it, and knows its password
    where it has one. The tables of projects, productions and playlists are engines'. `created_by` is the member who
    made it, null for a key. With a playlist that is deleted its links are revoked, and show nothing."""

    __tablename__ = "share_link"
    __table_args__ = (
        UniqueConstraint("sha256"),
        parent_key(),
        within_organization("project_id", "project"),
        within_organization("production_id", "production"),
        within_organization("playlist_id", "playlist"),
        within_organization("created_by", "member"),
        CheckConstraint("num_nonnulls(production_id, playlist_id) = 1 or revoked_at is not null", name="shows_one"),
        Index("ix_share_link_project_id_id", "project_id", "id"),
    )

    project_id: Mapped[uuid.UUID]
    production_id: Mapped[uuid.UUID | None]
    playlist_id: Mapped[uuid.UUID | None]
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    password_hash: Mapped[str | None] = mapped_column(Text)
    may_comment: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_by: Mapped[uuid.UUID | None]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class SignInFailureRow(Base):
    """How often something failed to sign in lately, and until when it waits. `subject` is a hash of what is counted."""

    __tablename__ = "sign_in_failure"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(server_default=func.now())
    wait_until: Mapped[datetime]
