"""Comments on the wire."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from contracts.limits import POINTS_A_STROKE, STROKES_A_DRAWING
from film_studio.engines.tracking.authors import Author
from film_studio.kit.schemas import VERSION, Body, Lines, Name, Wire

#: Of the picture's width or height. Finer than a pixel of the largest picture.
Share = Annotated[float, Field(ge=0, le=1), AfterValidator(lambda value: round(value, 4))]


_Point = Annotated[list[Share], Field(min_length=2, max_length=2)]


class Stroke(Body):
    """One line that is drawn over the picture."""

    points: list[_Point] = Field(
        min_length=1,
        max_length=POINTS_A_STROKE,
        description="Where it goes, from the picture's left and top edge, as shares of its width and height",
    )
    color: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$", examples=["#e5b567"])]
    width: float = Field(ge=0.001, le=0.05, description="As a share of the picture's width")


Drawing = Annotated[list[Stroke], Field(max_length=STROKES_A_DRAWING, description="Over the first of its frames")]
State = Literal["open", "resolved"]


class CommentCreate(Body):
    frame: int = Field(ge=0, le=10_000_000, description="Of the film, from 0", examples=[0])
    frames: int = Field(default=1, ge=1, le=1_000_000, description="How many frames it is about")
    text: Lines
    drawing: Drawing = Field(default_factory=list)


class GuestCommentCreate(CommentCreate):
    name: Name = Field(description="Of whoever says it")


class CommentUpdate(Body):
    """What is left out stays. Text and drawing are changed by who wrote them alone."""

    text: Lines | None = None
    drawing: Drawing | None = None
    resolved: bool | None = Field(default=None, description="Nothing is to be done about it any more; false: there is")


class ReplyCreate(Body):
    text: Lines


class ReplyUpdate(Body):
    text: Lines


class Reply(Wire):
    """An answer to a comment."""

    id: uuid.UUID
    comment_id: uuid.UUID
    author: Author
    text: str
    version: int = VERSION
    created_at: datetime
    updated_at: datetime


class Comment(Wire):
    """What somebody says of frames of a film, and what was answered. In a later film it stands at the same shot."""

    id: uuid.UUID
    production_id: uuid.UUID = Field(description="Of the film that it was written on")
    shot: int | None = Field(description="Of the film that is asked for, from 0; null where the shot is gone")
    frame: int | None = Field(
        description="Of the film that is asked for; null where the shot is gone, or not made so far"
    )
    frames: int = Field(description="How many it is about")
    text: str
    drawing: list[Stroke]
    author: Author
    resolved_at: datetime | None = Field(description="Null while it is open")
    replies: list[Reply] = Field(description="In the order in which they were written")
    version: int = VERSION
    created_at: datetime
    updated_at: datetime
