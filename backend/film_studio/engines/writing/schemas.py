"""Revisions and scenes on the wire."""

import uuid
from datetime import datetime

from pydantic import Field

from film_studio.kit.schemas import Wire


class Revision(Wire):
    """One version of a project's screenplay, exactly as it was uploaded."""

    id: uuid.UUID
    project_id: uuid.UUID
    number: int = Field(description="Counts the project's revisions, from 1")
    filename: str | None
    sha256: str = Field(description="Of the file's bytes")
    bytes: int
    title: str | None = Field(description="As the title page has it; null without one")
    pages: float = Field(description="In the industry's layout")
    scene_count: int
    created_at: datetime


class Scene(Wire):
    id: uuid.UUID
    index: int = Field(description="From 0, in the film's order")
    number: str = Field(description="As the writer numbered it, else counted from 1")
    heading: str | None = Field(description="Null for what stands before the first scene heading")
    interior: bool
    exterior: bool
    location: str | None
    time: str | None = Field(description="As written: NIGHT, CONTINUOUS")
    start_page: float = Field(description="From 1, as a fraction")
    eighths: int = Field(description="Length in eighths of a page, at least 1")
    characters: list[str] = Field(description="Who speaks in it, in order of their first line")
