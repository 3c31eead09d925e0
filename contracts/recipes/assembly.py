"""The film: its recipe, and what it leaves behind."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final, Literal

from pydantic import Field

from contracts.recipes.base import Contract, JobKind, RecipeBase, RecipeHashField, ResultBase, Sha256
from contracts.recipes.film import HEIGHT, WIDTH
from contracts.renderers import RENDERERS

FILM: Final = "film.mp4"
SUBTITLES_SRT: Final = "film.srt"
SUBTITLES_VTT: Final = "film.vtt"
REPORT: Final = "report.json"


class Segment(Contract):
    """One shot in the film's order."""

    shot_hash: RecipeHashField
    frames: int = Field(ge=1)


class PlacedLine(Contract):
    """A line on the film's timeline."""

    line_hash: RecipeHashField
    start_frame: int = Field(ge=0)
    character: str
    text: str
    on_screen: bool = True


class AssemblyRecipe(RecipeBase):
    """The film. Makes `film.mp4` (H.264, AAC, mov_text, faststart), `film.srt`, `film.vtt` and `report.json`."""

    kind: Literal["assembly"] = "assembly"
    renderer: str = RENDERERS["assembly"].stamp
    title: str
    language: str = "en"
    width: int = WIDTH
    height: int = HEIGHT
    segments: tuple[Segment, ...] = Field(min_length=1)
    lines: tuple[PlacedLine, ...]
    score_hash: RecipeHashField
    score_renderer: str = Field(description="What plays the score, as its recipe says")
    effects_hash: RecipeHashField
    sounds: tuple[str, ...] = Field(default=(), description="What the effects sound of, by name")
    loudness_lufs: float = Field(default=-14.0, ge=-31, le=-9)
    true_peak_dbtp: float = Field(default=-1.0, ge=-9, le=0)


class FilmResult(ResultBase):
    """Also the content of `report.json`."""

    #: Until version 2 a film did not say what its shots left out, and until 3 it had no sounds.
    STEPS: ClassVar[Sequence[Callable[[dict[str, Any]], dict[str, Any]]]] = (
        lambda fields: {**fields, "undrawn": ()},
        lambda fields: {**fields, "sounds": ()},
    )

    kind: Literal["assembly"] = "assembly"
    frames: int
    duration_ms: int
    essence_sha256: Sha256 = Field(description="sha256 over all encoded pictures of the film, in order")
    integrated_lufs: float
    true_peak_dbtp: float
    captions: int = Field(description="How many captions the subtitles hold")
    renderers: tuple[str, ...] = Field(description="Every renderer that made a shot of this film")
    score_renderer: str = Field(description="What played the music: orchestra/1, or score/2, which has no recordings")
    sounds: tuple[str, ...] = Field(
        default=(), description="What is heard beside speech and music: places, weather, what the page names"
    )
    undrawn: tuple[str, ...] = Field(
        default=(), description="Things that the page names and that a shot shows as a neutral shape, or leaves out"
    )


KIND: Final = JobKind(
    name="assembly",
    queue="jobs",
    recipe=AssemblyRecipe,
    result=FilmResult,
    files={
        FILM: "video/mp4",
        SUBTITLES_SRT: "application/x-subrip",
        SUBTITLES_VTT: "text/vtt",
        REPORT: "application/json",
    },
)
