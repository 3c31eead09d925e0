"""Share links on the wire."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from film_studio.engines.postproduction import Deliverables
from film_studio.engines.tracking import GuestCommentCreate, ReplyCreate
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


class ShowsFilm(Wire):
    type: Literal["production"]
    production_id: uuid.UUID


class ShowsPlaylist(Wire):
    type: Literal["playlist"]
    playlist_id: uuid.UUID


class ShareLink(Wire):
    id: uuid.UUID
    project_id: uuid.UUID
    shows: Annotated[ShowsFilm | ShowsPlaylist, Field(discriminator="type")]
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


class SharedFilm(Deliverables):
    """A film and its subtitles, as far as they are there."""

    id: uuid.UUID = Field(description="Of the film as this link shows it, and nowhere else")


class SharedPart(Wire):
    """What is looked at before the next part is."""

    film: uuid.UUID = Field(description="Its id among `films`")
    shot: int | None = Field(description="The shot of the film that it is, from 0; null for the whole film")
    first_frame: int | None = Field(description="Of the film; null while it is not made")
    last_frame: int | None = Field(description="Of the film, the last that is shown; null while it is not made")


class Shared(Wire):
    """What a share link shows: one film, or the parts of a playlist as it is now."""

    name: str = Field(description="Of the link")
    title: str = Field(description="Of the project")
    organization: str
    may_comment: bool
    expires_at: datetime = Field(description="Until then the link works, unless it is taken back")
    playlist: str | None = Field(description="Its title; null for a link that shows one film")
    films: list[SharedFilm] = Field(description="Each film of which the link shows something, once")
    parts: list[SharedPart] = Field(description="In the order in which they are looked at")


class SharedCommentCreate(GuestCommentCreate):
    """A comment by who holds a link."""

    film: uuid.UUID | None = Field(
        default=None, description="Which of the films that the link shows; where it is left out, the first"
    )


class GuestReplyCreate(ReplyCreate):
    """An answer by who holds a link."""

    comment_id: uuid.UUID = Field(description="Of a comment that came through the link")
    name: Name = Field(description="Of whoever says it")
