"""The film's sounds besides speech and music: their recipe, and what it leaves behind."""

from typing import Final, Literal, get_args

from pydantic import Field

from contracts.recipes.base import Contract, Fraction, JobKind, RecipeBase, ResultBase
from contracts.recipes.film import FRAMES_PER_SECOND, FrameRate
from contracts.renderers import RENDERERS

EFFECTS: Final = "effects.flac"

#: What goes on for as long as a scene does.
Ambience = Literal[
    "room_tone",
    "open_air",
    "rain",
    "wind",
    "sea",
    "stream",
    "traffic",
    "birds",
    "crickets",
    "crowd",
    "fire",
    "machine",
    "vehicle",
]
#: What is heard at a moment.
SpotEffect = Literal[
    "alarm",
    "applause",
    "church_bell",
    "door_closes",
    "door_opens",
    "doorbell",
    "engine_starts",
    "explosion",
    "glass",
    "gun_shot",
    "heartbeat",
    "helicopter",
    "knock",
    "splash",
    "steps",
    "telephone",
    "thunder",
]
Surface = Literal["carpet", "grass", "gravel", "snow", "stone", "wood"]
AMBIENCES: Final[frozenset[str]] = frozenset(get_args(Ambience))


class SoundCue(Contract):
    """A sound of the film: from when to when, and where it is heard from."""

    sound: Ambience | SpotEffect
    start_frame: int = Field(ge=0)
    frames: int = Field(ge=1)
    strength: Fraction = Field(default=0.5, description="A drizzle or soft steps … a downpour or running")
    distance: Fraction = Field(default=0.0, description="0 here … 1 far away")
    pan: float = Field(default=0.0, ge=-1, le=1, description="-1 left … 1 right")
    interior: bool = Field(default=False, description="Heard in a room")
    behind_walls: bool = Field(default=False, description="It is outside, and heard in a room; rain falls on its roof")
    surface: Surface = Field(default="stone", description="What steps tread on")


class EffectsRecipe(RecipeBase):
    """The film's sounds. Makes `effects.flac` (48 kHz, stereo, 16 bit), exactly as long as the film."""

    kind: Literal["effects"] = "effects"
    renderer: str = RENDERERS["effects"].stamp
    seed: int = Field(ge=0, lt=2**32)
    frame_rate: FrameRate = FRAMES_PER_SECOND
    frames: int = Field(ge=1)
    recordings: bool = Field(
        default=False, description="Whether the sounds of which there are recordings come from them"
    )
    cues: tuple[SoundCue, ...]


class EffectsResult(ResultBase):
    kind: Literal["effects"] = "effects"
    frames: int
    recorded: tuple[str, ...] = Field(description="Sounds that came from recordings, by name")
    synthesised: tuple[str, ...] = Field(description="Sounds that were made by code, by name")


KIND: Final = JobKind(
    name="effects",
    queue="jobs",
    recipe=EffectsRecipe,
    result=EffectsResult,
    files={EFFECTS: "audio/flac"},
)
