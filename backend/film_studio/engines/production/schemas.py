"""Shots, productions and jobs on the wire."""

import uuid
from datetime import datetime

from pydantic import Field

from contracts.recipes.film import FilmFormat
from contracts.renderers import Kind
from film_studio.jobs.models import JobStatus, OwnerStatus
from film_studio.kit.schemas import Body, Wire


class ShotLine(Wire):
    """A line said in a shot."""

    index: int = Field(description="Counts through the film")
    character: str
    text: str
    on_screen: bool = Field(description="False for V.O. and O.S.")


class Shot(Wire):
    """A planned shot."""

    index: int = Field(description="From 0, in the film's order")
    scene: int = Field(description="Index of its scene")
    size: str | None = Field(description="EWS, WS, FS, MWS, MS, MCU, CU, ECU, OTS, POV, TWO, INSERT; null for a card")
    angle: str | None
    move: str | None
    subjects: list[str] = Field(description="Whom the frame is composed on; empty: the place itself")
    card: list[str] | None = Field(description="What a card says: a title, the end")
    action: str | None
    lines: list[ShotLine]
    seconds: float = Field(description="Planned length; the voices decide")
    transition: str = Field(description="To the next shot: cut, dissolve, fade_out")


class JobCounts(Wire):
    """How many jobs of a kind there are, and how many are done."""

    done: int
    total: int
    failed: int
    cached: int = Field(description="Done because an equal recipe had been made before")


class RunningJob(Wire):
    """A job that is at a worker."""

    kind: Kind
    ordinal: int = Field(description="Which line or shot, from 0")
    scene: int | None
    progress: float


class ProductionCreate(Body):
    """How the film shall be."""

    format: FilmFormat | None = Field(default=None, description="Null: as the project's newest film is")


class Production(Wire):
    """A production and how far it is."""

    id: uuid.UUID
    project_id: uuid.UUID
    revision_id: uuid.UUID
    format: FilmFormat
    status: OwnerStatus
    fraction: float = Field(ge=0, le=1, description="Share of the work that is done")
    jobs: dict[Kind, JobCounts]
    doing: list[RunningJob] = Field(description="What is being made right now; at most eight")
    error: str | None = Field(description="Why a job of it failed; its siblings go on nevertheless")
    created_at: datetime
    finished_at: datetime | None
    changes: int = Field(description="Grows with each change; the id of events in the stream")


class ProductionJob(Wire):
    """A job of a production."""

    id: uuid.UUID
    kind: Kind
    ordinal: int = Field(description="Which line or shot, from 0")
    scene: int | None
    status: JobStatus
    progress: float
    attempt: int = Field(description="How often its message was published")
    worker: str | None = Field(description="Who reported last")
    cached: bool = Field(description="The result had been made before")
    recipe_hash: str | None
    error: str | None = Field(description="Why it failed, or why the last try did")
    published_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None


class ShotPictures(Wire):
    """Small pictures of a shot that is done, as JPEG. Both URLs are signed, and end when its video's does."""

    still_url: str = Field(description="The frame of its middle, 640 pixels wide")
    strip_url: str = Field(description="Frames from its beginning to its end in one row, each 320 pixels wide")
    strip_frames: int = Field(description="How many stand in the row")


class ProductionShot(Wire):
    """A shot as a production makes it."""

    index: int
    scene: int | None
    status: JobStatus
    error: str | None
    renderer: str | None = Field(description="What drew it; null until it is done")
    frames: int | None
    cached: bool
    url: str | None = Field(description="Signed URL of its silent video; null until it is done")
    pictures: ShotPictures | None = Field(
        description="Null until it is done, and where it was made before shots had them"
    )
    expires_at: datetime | None
