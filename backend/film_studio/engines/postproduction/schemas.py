"""Deliverables on the wire."""

from datetime import datetime

from pydantic import Field

from contracts.recipes.assembly import FilmResult
from contracts.recipes.film import FilmFormat
from film_studio.jobs.models import OwnerStatus
from film_studio.kit.schemas import Wire


class Deliverable(Wire):
    """A file of the finished film."""

    name: str = Field(description="film.mp4, film.srt, film.vtt, poster.jpg or report.json")
    filename: str = Field(description="What it is called when it is saved")
    media_type: str
    url: str = Field(description="Signed URL; needs no API key")
    expires_at: datetime = Field(description="Until then the URL works; ask again for a new one")


class FrameRate(Wire):
    """Frames a second as a fraction, because most rates in use are none in decimals: 24/1, 24000/1001."""

    num: int
    den: int


class Deliverables(Wire):
    """What a production has delivered so far."""

    status: OwnerStatus
    frame_rate: FrameRate = Field(description="Frame n is shown from n × den / num seconds on")
    format: FilmFormat
    frames: int | None = Field(description="Length of the film; null until it is there")
    start_timecode: str = Field(
        description="Of the first frame, HH:MM:SS:FF; HH:MM:SS;FF at 30000/1001, where numbers are dropped"
    )
    items: list[Deliverable] = Field(description="Empty until the film is there")
    measures: FilmResult | None = Field(
        description="Length, loudness, and every renderer that made a shot of this film; null until it is there"
    )
