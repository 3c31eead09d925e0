"""Lineage on the wire: what of a film is as its script is now, and what is not, and why."""

import uuid
from typing import Literal

from pydantic import Field

from film_studio.kit.schemas import Wire

Made = Literal["current", "stale", "unmade"]
#: Why something would be made otherwise now, in the order in which they are told.
Reason = Literal["omitted", "words", "voice", "action", "picture", "look", "shots", "length", "renderer"]


class SceneLineage(Wire):
    """A scene of the film, as it was made."""

    index: int = Field(description="In the revision that the film was made from, from 0")
    number: str
    now: int | None = Field(description="Its index in the newest revision; null where it was omitted")
    stale: bool
    why: list[Reason] = Field(description="Empty where it is not stale")
    lines: list[int] = Field(description="Numbers of its lines that would be spoken otherwise")
    shots: list[int] = Field(description="Numbers of its shots that would be drawn otherwise")


class AddedScene(Wire):
    """A scene of the newest revision that the film does not have."""

    index: int
    number: str


class Lineage(Wire):
    """What a film was made from, and what of it would be made otherwise by the newest revision and cast."""

    production_id: uuid.UUID
    revision: int = Field(description="Number of the revision that it was made from")
    newest: int = Field(description="Number of the newest revision")
    stale: bool
    scenes: list[SceneLineage] = Field(description="In the film's order")
    added: list[AddedScene]
    score: Made
    effects: Made
    assembly: Made
