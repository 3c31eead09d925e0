"""Playlists on the wire."""

import uuid
from typing import Annotated

from pydantic import Field

from contracts.limits import PLAYLIST_ITEMS
from film_studio.engines.tracking.task_schemas import AboutFilm, AboutShot
from film_studio.kit.schemas import VERSION, Body, Name, Wire

Shown = Annotated[AboutFilm | AboutShot, Field(discriminator="type")]
Items = Annotated[
    list[Shown], Field(max_length=PLAYLIST_ITEMS, description="Films of the project and shots of them, in their order")
]


class PlaylistCreate(Body):
    title: Name
    items: Items = Field(default_factory=list)


class PlaylistUpdate(Body):
    """What is left out stays."""

    title: Name | None = None
    items: Items | None = None


class Playlist(Wire):
    """What is looked at together, one after the other."""

    id: uuid.UUID
    title: str
    items: list[Shown]
    version: int = VERSION
