"""The film: its recipe, and what it leaves behind."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final, Literal

from pydantic import Field

from contracts.recipes.base import Contract, JobKind, RecipeBase, RecipeHashField, ResultBase, Sha256
from contracts.recipes.film import FRAMES_PER_SECOND, HEIGHT, WIDTH, FrameRate
from contracts.recipes.note import Note
from contracts.renderers import RENDERERS

FILM: Final = "film.mp4"
SUBTITLES_SRT: Final = "film.srt"
SUBTITLES_VTT: Final = "film.vtt"
REPORT: Final = "report.json"
POSTER: Final = "poster.jpg"


class Segment(Contract):
    """One shot in the film's order."""

    shot_hash: RecipeHashField
    frames: int = Field(ge=1)
    scene: int | None = Field(default=None, ge=0, description="Index of its scene")
    words: str = Field(default="", max_length=200, description="What happens in it, as the page says it")


class PlacedLine(Contract):
    """A line on the film's timeline."""

    line_hash: RecipeHashField
    start_frame: int = Field(ge=0)
    character: str
    text: str
    on_screen: bool = True


class AssemblyRecipe(RecipeBase):
    """The film. Makes `film.mp4` (H.264, AAC, mov_text, faststart), `film.srt`, `film.vtt`, `poster.jpg` and
    `report.json`."""

    kind: Literal["assembly"] = "assembly"
    renderer: str = RENDERERS["assembly"].stamp
    title: str
    language: str = "en"
    width: int = WIDTH
    height: int = HEIGHT
    frame_rate: FrameRate = FRAMES_PER_SECOND
    segments: tuple[Segment, ...] = Field(min_length=1)
    lines: tuple[PlacedLine, ...]
    score_hash: RecipeHashField
    score_renderer: str = Field(description="What plays the score, as its recipe says")
    effects_hash: RecipeHashField
    sounds: tuple[str, ...] = Field(default=(), description="What the effects sound of, by name")
    poster_frames: tuple[int, ...] = Field(
        min_length=1, max_length=12, description="Frames that its poster may be, the best first, by what is written"
    )
    captions: bool = Field(default=True, description="Whether what is said stands in its pictures, too")
    notes: tuple[Note, ...] = Field(default=(), description="What its plan left open")
    loudness_lufs: float = Field(default=-14.0, ge=-31, le=-9)
    true_peak_dbtp: float = Field(default=-1.0, ge=-9, le=0)


class Poster(Contract):
    """A frame of the film that stands for it."""

    frame: int = Field(ge=0)
    luma: float = Field(ge=0, le=1, description="How light it is on average, from black to white")


class FilmResult(ResultBase):
    """Also the content of `report.json`."""

    #: Until version 2 a film did not say what its shots left out, until 3 it had no sounds, and until 4 neither a
    #: poster nor notes, nor another format than the usual one.
    STEPS: ClassVar[Sequence[Callable[[dict[str, Any]], dict[str, Any]]]] = (
        lambda fields: {**fields, "undrawn": ()},
        lambda fields: {**fields, "sounds": ()},
        lambda fields: {
            **fields,
            "poster": None,
            "notes": (),
            "width": WIDTH,
            "height": HEIGHT,
            "frame_rate": FRAMES_PER_SECOND,
            "captioned": True,
        },
    )

    kind: Literal["assembly"] = "assembly"
    frames: int
    duration_ms: int
    width: int = WIDTH
    height: int = HEIGHT
    frame_rate: FrameRate = Field(default=FRAMES_PER_SECOND, description="Frames a second")
    captioned: bool = Field(default=True, description="Whether what is said stands in its pictures, too")
    poster: Poster | None = Field(default=None, description="Null for a film that was made before there were posters")
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
    notes: tuple[Note, ...] = Field(
        default=(), description="What was guessed, what is drawn or heard otherwise than the page says, or left out"
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
        POSTER: "image/jpeg",
        REPORT: "application/json",
    },
    since={POSTER: "poster"},
)
