"""Share links on the wire."""

import uuid
from datetime import datetime

from pydantic import Field

from film_studio.engines.postproduction import Deliverables
from film_studio.engines.tracking import ReplyCreate
from film_studio.identity.passwords import NewPassword
from film_studio.kit.schemas import Body, Name, Wire


class ShareLinkCreate(Body):
    name: Name = Field(description="Whom it is for, or what for; who holds the link is shown it")
    days: int = Field(default=30, ge=1, le=365, description="For how long the link works")
    password: NewPassword | None = Field(
        default=None, description="Which whoever holds the link has to know; send it by another way than the link"
    )
    may_comment: bool = Field(
        default=False, description="Whether who holds it may comment: they see what came through this link, and answers"
    )


class ShareLink(Wire):
    id: uuid.UUID
    project_id: uuid.UUID
    production_id: uuid.UUID
    name: str
    has_password: bool
    may_comment: bool
    created_by: str | None = Field(description="The name of the member who made it; null when a key did")
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None = Field(description="When somebody came in with it last; null when nobody has")


class NewShareLink(ShareLink):
    token: str = Field(description="Shown this once: for POST /session/share")
    url: str = Field(description="Path of the API's page that plays it; hand it over with the API's address")


class SharedFilm(Wire):
    """What a share link shows."""

    name: str = Field(description="Of the link")
    title: str = Field(description="Of the project")
    organization: str
    may_comment: bool
    expires_at: datetime = Field(description="Until then the link works, unless it is taken back")
    film: Deliverables = Field(description="The film and its subtitles, as far as they are there")


class GuestReplyCreate(ReplyCreate):
    """An answer by who holds a link."""

    comment_id: uuid.UUID = Field(description="Of a comment that came through the link")
    name: Name = Field(description="Of whoever says it")
