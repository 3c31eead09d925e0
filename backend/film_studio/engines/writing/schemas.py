"""Revisions and scenes on the wire."""

import uuid
from datetime import datetime

from pydantic import Field

from film_studio.kit.schemas import VERSION, Body, Name, Wire


class Revision(Wire):
    """One version of a project's screenplay, exactly as it was uploaded. Only its name is edited."""

    id: uuid.UUID
    project_id: uuid.UUID
    number: int = Field(description="Counts the project's revisions, from 1")
    filename: str | None
    name: str | None = Field(description="What people call it; null for none")
    sha256: str = Field(description="Of the file's bytes")
    bytes: int
    title: str | None = Field(description="As the title page has it; null without one")
    pages: float = Field(description="In the industry's layout")
    scene_count: int
    version: int = VERSION
    created_at: datetime


class RevisionUpdate(Body):
    name: Name | None = Field(description="What people call it; null takes the name away")


class LaidOutScene(Wire):
    """A scene of a text that is not kept."""

    line: int = Field(description="Of its heading, or of its first words, from 1")
    number: str = Field(description="As the writer numbered it, else counted from 1")
    heading: str | None = Field(description="Null for what stands before the first scene heading")
    start_page: float = Field(description="From 1, as a fraction")
    eighths: int = Field(description="Length in eighths of a page, at least 1")


class ReaderRemark(Wire):
    """Something that the reader took otherwise than it looks."""

    line: int = Field(description="From 1")
    text: str = Field(description="What it is taken for, and what to do if that was not meant")


class Layout(Wire):
    """A screenplay set on pages, in the industry's layout."""

    pages: float
    seconds: float = Field(description="Of film to expect: a page is a minute")
    page_starts: list[int] = Field(description="The line, from 1, of what first begins on each page from the second on")
    scenes: list[LaidOutScene]
    characters: list[str] = Field(description="Who speaks, in order of their first line")
    remarks: list[ReaderRemark] = Field(description="At most 100, in the order of the lines")


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
