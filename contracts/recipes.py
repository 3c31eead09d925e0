"""Recipes: the complete input of a job, whose hash names everything that the job makes.

A recipe holds nothing that does not change the result, and everything that does, down to the version of
the engine that reads it: two equal recipes are one piece of work. Times are in frames of the film
or in milliseconds, as their names say; positions are fractions of the set or of the picture.
"""

import hashlib
import json
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

FRAMES_PER_SECOND: Final = 24
WIDTH: Final = 1920
HEIGHT: Final = 1080

# An engine whose output changes gets the next number; artifacts of the former one are then left alone.
FORMANT_ENGINE: Final = "formant/1"
ANIMATIC_ENGINE: Final = "animatic/1"
SCORE_ENGINE: Final = "score/1"
ASSEMBLY_ENGINE: Final = "assembly/1"

ShotSize = Literal["EWS", "WS", "FS", "MWS", "MS", "MCU", "CU", "ECU", "OTS", "POV", "TWO", "INSERT"]
Angle = Literal["eye", "low", "high"]
CameraMove = Literal["static", "pan", "tilt", "dolly", "truck", "pedestal", "zoom", "handheld"]
TimeOfDay = Literal["dawn", "day", "dusk", "night"]
Place = Literal[
    "room",
    "bedroom",
    "kitchen",
    "office",
    "corridor",
    "hall",
    "bar",
    "hospital",
    "workshop",
    "vehicle",
    "street",
    "rooftop",
    "park",
    "forest",
    "field",
    "coast",
    "mountain",
    "desert",
    "road",
    "station",
]
Delivery = Literal["normal", "whispered", "shouted", "urgent", "slow"]
Detail = Literal["letter", "phone", "key", "cup", "photo"]
HairStyle = Literal["bald", "short", "curly", "bob", "long", "bun"]

Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Fraction = Annotated[float, Field(ge=0, le=1)]


class Contract(BaseModel):
    """Base of everything that crosses a process: immutable, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# --- speech ---------------------------------------------------------------------------------------------------


class Voice(Contract):
    """A character's constant voice, in the terms of the formant synthesiser."""

    name: str = Field(description="espeak-ng voice with an optional variant, such as gmw/en-US or en-gb-x-rp+m3")
    words_per_minute: int = Field(ge=80, le=400)
    pitch: int = Field(ge=0, le=99)
    pitch_range: int = Field(ge=0, le=99)


class LineRecipe(Contract):
    """One spoken line. Makes `speech.wav` (48 kHz, mono, 16 bit) and `timing.json` (`artifacts.LineTiming`)."""

    kind: Literal["line"] = "line"
    engine: Literal["formant/1"] = FORMANT_ENGINE
    text: str = Field(min_length=1, max_length=20_000)
    language: str = Field(description="BCP 47 tag of the spoken text, such as en, ru, ja")
    voice: Voice
    delivery: Delivery = "normal"


# --- picture --------------------------------------------------------------------------------------------------


class Look(Contract):
    """A character's constant appearance: the same in every shot of the film."""

    skin: Colour
    hair: Colour
    hair_style: HairStyle
    top: Colour
    bottom: Colour
    height: float = Field(ge=0.6, le=1.15, description="1 is an average adult")
    build: float = Field(ge=0.8, le=1.3, description="1 is an average adult")
    beard: bool = False
    glasses: bool = False


class Figure(Contract):
    """Somebody standing in the set. `x` runs from 0 (left edge of the set) to 1 and is constant within a scene, so
    that no cut crosses the axis of action."""

    character: str
    look: Look
    x: Fraction
    facing: Literal["left", "right", "camera"]


class Setting(Contract):
    """Where and when: one drawn backdrop, equal for every shot of a scene."""

    interior: bool
    place: Place
    name: str = Field(description="The location as the screenplay names it")
    time: TimeOfDay
    seed: int = Field(ge=0, lt=2**32, description="Same location, same seed: details stay where they are")
    outside: Place | None = Field(default=None, description="What passes the windows of a vehicle")


class View(Contract):
    """What the camera sees."""

    kind: Literal["view"] = "view"
    setting: Setting
    figures: tuple[Figure, ...] = Field(description="Everybody present in the scene's set, framed or not")
    subjects: tuple[str, ...] = Field(description="Characters that the frame is composed on; empty: the place itself")
    size: ShotSize
    detail: Detail | None = Field(default=None, description="The thing that an INSERT shows")
    angle: Angle = "eye"
    move: CameraMove = "static"
    reverse: bool = Field(default=False, description="The move goes the other way: pull out, pan left, tilt down")


class Card(Contract):
    """White on black: the title, an intertitle, the end."""

    kind: Literal["card"] = "card"
    lines: tuple[str, ...] = Field(min_length=1, max_length=12)


Picture = Annotated[View | Card, Field(discriminator="kind")]


class Speech(Contract):
    """A line heard in a shot. Its timing moves the mouth (of a speaker in frame) and the captions."""

    character: str
    text: str
    line: Hash = Field(description="Recipe hash of the LineRecipe")
    start_frame: int = Field(ge=0, description="Frame of the shot at which the line's sound begins")
    on_screen: bool = Field(default=True, description="False for V.O. and O.S.: heard, captioned, no mouth")


class Dissolve(Contract):
    """The last `frames` frames of the shot dissolve into the first frame of the next shot's picture. The next shot
    starts from that picture, so the two together are as long as their own frames."""

    frames: int = Field(ge=2, le=96)
    into: Picture


class ShotRecipe(Contract):
    """One shot. Makes `picture.mp4`: H.264, `frames` frames long, no sound."""

    kind: Literal["shot"] = "shot"
    engine: Literal["animatic/1"] = ANIMATIC_ENGINE
    width: int = Field(default=WIDTH, ge=64, le=4096, multiple_of=4)
    height: int = Field(default=HEIGHT, ge=64, le=4096, multiple_of=4)
    frames: int = Field(ge=1, le=24 * 600)
    picture: Picture
    action: str | None = Field(
        default=None, max_length=400, description="What happens, shown small where nobody speaks"
    )
    speech: tuple[Speech, ...] = ()
    captions: bool = True
    fade_in: int = Field(default=0, ge=0, description="Frames from black")
    fade_out: int = Field(default=0, ge=0, description="Frames to black, at the end")
    dissolve: Dissolve | None = None


# --- the film -------------------------------------------------------------------------------------------------


class Cue(Contract):
    """A stretch of the score: one scene."""

    start_frame: int = Field(ge=0)
    frames: int = Field(ge=1)
    time: TimeOfDay
    interior: bool
    tension: Fraction = Field(description="0 calm … 1 tense")


class ScoreRecipe(Contract):
    """The film's music. Makes `score.flac` (48 kHz, stereo, 16 bit), exactly as long as the film."""

    kind: Literal["score"] = "score"
    engine: Literal["score/1"] = SCORE_ENGINE
    seed: int = Field(ge=0, lt=2**32)
    frames: int = Field(ge=1)
    cues: tuple[Cue, ...]
    cuts: tuple[int, ...] = Field(description="Frames at which a shot begins, for the music to hit")


class Segment(Contract):
    """One shot in the film's order."""

    shot: Hash = Field(description="Recipe hash of the ShotRecipe")
    frames: int = Field(ge=1)


class PlacedLine(Contract):
    """A line on the film's timeline."""

    line: Hash = Field(description="Recipe hash of the LineRecipe")
    start_frame: int = Field(ge=0)
    character: str
    text: str
    on_screen: bool = True


class AssemblyRecipe(Contract):
    """The film. Makes `film.mp4` (H.264, AAC, mov_text, faststart), `film.srt`, `film.vtt` and `report.json`."""

    kind: Literal["assembly"] = "assembly"
    engine: Literal["assembly/1"] = ASSEMBLY_ENGINE
    title: str
    language: str = "en"
    width: int = WIDTH
    height: int = HEIGHT
    segments: tuple[Segment, ...] = Field(min_length=1)
    lines: tuple[PlacedLine, ...]
    score: Hash
    loudness_lufs: float = Field(default=-14.0, ge=-31, le=-9)
    true_peak_dbtp: float = Field(default=-1.0, ge=-9, le=0)


Recipe = Annotated[LineRecipe | ShotRecipe | ScoreRecipe | AssemblyRecipe, Field(discriminator="kind")]
RECIPE: Final[TypeAdapter[LineRecipe | ShotRecipe | ScoreRecipe | AssemblyRecipe]] = TypeAdapter(Recipe)
Kind = Literal["line", "shot", "score", "assembly"]

#: Which queue (see `contracts.messages.QueueName`) carries each kind of job.
QUEUE_OF: Final[dict[Kind, Literal["jobs", "video", "voice"]]] = {
    "line": "voice",
    "shot": "video",
    "score": "jobs",
    "assembly": "jobs",
}
#: The renderer that each engine belongs to, as `VIDEO_RENDERER`, `VOICE_RENDERER` and `RENDERERS` name it. Score and
#: assembly have one implementation, which every worker carries.
RENDERER_OF: Final[dict[str, str]] = {FORMANT_ENGINE: "formant", ANIMATIC_ENGINE: "animatic"}


def canonical_json(model: BaseModel) -> bytes:
    """The one spelling of a recipe: sorted keys, no blanks, every default written out, UTF-8."""
    return json.dumps(model.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def recipe_hash(recipe: LineRecipe | ShotRecipe | ScoreRecipe | AssemblyRecipe) -> str:
    """sha256 of the canonical JSON, in hex: the recipe's name in storage and in messages."""
    return hashlib.sha256(canonical_json(recipe)).hexdigest()
