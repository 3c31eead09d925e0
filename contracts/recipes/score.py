"""The film's music: its recipe, and what it leaves behind."""

from typing import Final, Literal

from pydantic import Field

from contracts.recipes.base import Contract, Fraction, JobKind, RecipeBase, ResultBase
from contracts.recipes.film import FRAMES_PER_SECOND, FrameRate, TimeOfDay
from contracts.renderers import RENDERERS

SCORE: Final = "score.flac"

#: What the words of a screenplay say it is; most say nothing.
Genre = Literal["western", "crime", "history", "fairy_tale", "science_fiction", "war", "horror"]
#: Where a scene plays, as music takes it.
Surroundings = Literal["rooms", "bar", "city", "country", "water", "wilderness", "desert", "road"]


class SpokenStretch(Contract):
    """A stretch in which somebody speaks."""

    start_frame: int = Field(ge=0)
    frames: int = Field(ge=1)


class MusicCue(Contract):
    """A stretch of the score: one scene, or a montage."""

    start_frame: int = Field(ge=0)
    frames: int = Field(ge=1)
    time_of_day: TimeOfDay
    interior: bool
    surroundings: Surroundings | None = None
    tension: Fraction = Field(description="0 calm … 1 tense")
    through: bool = Field(default=False, description="Music plays to its end, whatever is said: a montage")


class ScoreRecipe(RecipeBase):
    """The film's music. Makes `score.flac` (48 kHz, stereo, 16 bit), exactly as long as the film."""

    kind: Literal["score"] = "score"
    renderer: str = RENDERERS["score"].stamp
    seed: int = Field(ge=0, lt=2**32)
    frame_rate: FrameRate = FRAMES_PER_SECOND
    frames: int = Field(ge=1)
    genre: Genre | None = None
    music_cues: tuple[MusicCue, ...]
    cuts: tuple[int, ...] = Field(description="Frames at which a shot begins, for the music to hit")
    speech: tuple[SpokenStretch, ...] = Field(
        default=(), description="Where the music makes way, in order, without overlaps"
    )


class ScoreResult(ResultBase):
    kind: Literal["score"] = "score"
    frames: int
    renderer: str = Field(description="What played it: orchestra/1, or score/2, the synthesiser without recordings")


KIND: Final = JobKind(
    name="score",
    queue="jobs",
    recipe=ScoreRecipe,
    result=ScoreResult,
    files={SCORE: "audio/flac"},
)
