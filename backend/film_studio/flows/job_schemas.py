"""Jobs of any subject on the wire."""

import uuid
from datetime import datetime
from typing import Any

from pydantic import Field

from film_studio.jobs.models import JobStatus
from film_studio.kit.schemas import Wire


class Job(Wire):
    """One piece of long work: a film has many, a document one."""

    id: uuid.UUID
    kind: str = Field(description="line, shot, score, effects, assembly, or another that an engine declares")
    subject_type: str = Field(description="What it is for: production, revision, character, project")
    subject_id: uuid.UUID
    ordinal: int = Field(
        description="Among those of its kind that were asked for together, from 0: which line, which shot"
    )
    part: int | None = Field(description="Which part of its subject it is of; of a film, the scene")
    status: JobStatus
    progress: float = Field(ge=0, le=1)
    text: str = Field(description="Where it stands, in words: shot 3: 40%")
    attempt: int = Field(description="How often its message was published")
    cached: bool = Field(description="The result had been made before")
    seconds: float | None = Field(description="Of work; null until it is done, and where the result was there before")
    error: str | None = Field(description="Why it failed, or why the last try did")
    published_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None


class JobFile(Wire):
    """A file that a job has made."""

    name: str
    media_type: str
    url: str = Field(description="Signed URL; needs no API key")
    expires_at: datetime = Field(description="Until then the URL works; ask again for a new one")


class JobDetail(Job):
    """A job with what it has made."""

    usd: float | None = Field(description="Price of its seconds of work; null where one of the two is not known")
    result: dict[str, Any] | None = Field(
        description="What it has found out, as its kind says it; null until it is done"
    )
    found: dict[str, Any] | None = Field(
        description="The best so far of a job that looks for the best; it stays when the job is stopped"
    )
    files: list[JobFile] = Field(description="What it has made; empty until it is done")
