"""The film's own vocabulary: how shots are framed, who stands where, where and when, how a line is said.

Every renderer reads these words, so nothing here says how one of them draws or speaks: that stands in the renderer's
own block of a recipe (`contracts.recipes.animatic`, `contracts.recipes.formant`).
"""

from collections.abc import Mapping
from fractions import Fraction as Exactly
from typing import Annotated, Final, Literal

from pydantic import Field

from contracts.recipes.base import Contract, Fraction

#: Frames a second, as the rates are called. Those with a point are a thousandth slower than they count, as NTSC's
#: televisions are: 24000/1001 and 30000/1001.
FrameRate = Literal[24, 25, 30, "23.976", "29.97"]
FRAMES_PER_SECOND: Final = 24
AspectRatio = Literal["16:9", "2.39:1", "9:16", "1:1"]
_EXACT: Final[Mapping[FrameRate, Exactly]] = {
    24: Exactly(24),
    25: Exactly(25),
    30: Exactly(30),
    "23.976": Exactly(24_000, 1001),
    "29.97": Exactly(30_000, 1001),
}
#: Where a film's timecode begins, as programmes do in every edit suite; the hour before is for leader and bars.
_START_TIMECODE: Final = "01:00:00:00"
SAMPLE_RATE: Final = 48_000
WIDTH: Final = 1920
HEIGHT: Final = 1080
#: Width and height of a film's pictures, in pixels.
SIZES: Final[Mapping[AspectRatio, tuple[int, int]]] = {
    "16:9": (WIDTH, HEIGHT),
    "2.39:1": (1920, 804),
    "9:16": (1080, 1920),
    "1:1": (1080, 1080),
}


def per_second(rate: FrameRate) -> Exactly:
    """How many frames of a rate a second has: whoever turns frames into time divides by it, and by nothing rounded."""
    return _EXACT[rate]


def counted(rate: FrameRate) -> int:
    """Frames that a second of timecode has: 30 at 29.97, too."""
    return round(_EXACT[rate])


def drops(rate: FrameRate) -> bool:
    """Whether timecode leaves numbers out, so that it keeps up with the clock: at 29.97 alone, as the industry has it.
    At 23.976 nobody does."""
    return rate == "29.97"


def start_timecode(rate: FrameRate) -> str:
    """The timecode of a film's first frame; with a semicolon where numbers are left out."""
    return _START_TIMECODE[:-3] + ";00" if drops(rate) else _START_TIMECODE


def at_rate(frames: int, rate: FrameRate) -> int:
    """A length in frames of 24 a second, in frames of a film of another rate."""
    return round(frames * _EXACT[rate] / FRAMES_PER_SECOND)


def sample_at(frame: int, rate: FrameRate) -> int:
    """The sample of the film's sound (48 kHz) with which a frame begins, counted from the film's first; for a number of
    frames, how many samples they take.

    At 29.97 a frame has 1601 samples or 1602. What lasts so many frames is placed by where it begins and ends, never by
    a length of one frame times their number: that would drift by a second in three quarters of an hour.
    """
    return int(frame * SAMPLE_RATE // _EXACT[rate])


ShotSize = Literal["EWS", "WS", "FS", "MWS", "MS", "MCU", "CU", "ECU", "OTS", "POV", "TWO", "INSERT"]
Angle = Literal["eye", "low", "high"]
CameraMove = Literal["static", "pan", "tilt", "dolly", "truck", "pedestal", "zoom", "handheld"]
TimeOfDay = Literal["dawn", "day", "dusk", "night"]
Facing = Literal["left", "right", "camera"]
ThingKind = Literal["prop", "animal", "vehicle", "set_dressing", "food"]
#: How a thing stands: "table" is small enough to lie on one, "hangs" is on a wall.
Stance = Literal["floor", "table", "hangs", "flies", "swims"]
#: How somebody is while nothing changes it: who has sat down sits until they stand up, walk, leave or fall. Who swims
#: is in the water, and seen from the chest up.
Posture = Literal["stand", "sit", "lie", "kneel", "drive", "swim"]
#: What somebody does. "sit", "lie" and "kneel" are the moves down to it; "enter" and "leave" cross the frame's edge.
Act = Literal[
    "enter",
    "leave",
    "walk",
    "run",
    "climb",
    "sit",
    "stand_up",
    "lie",
    "fall",
    "kneel",
    "swim",
    "sleep",
    "drive",
    "hold",
    "give",
    "take",
    "point",
    "wave",
    "embrace",
    "fight",
    "dance",
    "eat",
    "drink",
    "write",
    "read",
    "phone",
    "look_away",
    "look_up",
    "nod",
    "shake_head",
    "laugh",
    "cry",
]
Performance = Literal["normal", "whispered", "shouted", "urgent", "slow"]
#: What a voice comes out of, or is.
Treatment = Literal["telephone", "radio", "robot"]
#: "storm" is rain that the wind drives, "snow" is falling.
WeatherKind = Literal["rain", "snow", "fog", "storm", "wind"]
#: Where a picture stands in a weather that changes within its scene: it is still to come, begins or ends as one looks,
#: or is over.
WeatherPhase = Literal["before", "begins", "on", "ends", "after"]
#: What a picture is beside the story's present: remembered, or dreamt.
Told = Literal["flashback", "dream"]


class FilmFormat(Contract):
    """How a film is delivered. The same shots, lines and music make it in every format."""

    frame_rate: FrameRate = Field(description="Frames a second")
    aspect_ratio: AspectRatio = Field(description="Pictures are composed for it, and never cut")
    captions: bool = Field(description="Whether what is said stands in the picture, too")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of its pictures, in pixels."""
        return SIZES[self.aspect_ratio]


#: Where nobody asks for another.
USUAL_FORMAT: Final = FilmFormat(frame_rate=FRAMES_PER_SECOND, aspect_ratio="16:9", captions=True)


class Weather(Contract):
    """What the sky does, where the page says so."""

    kind: WeatherKind
    strength: Fraction = Field(default=0.5, description="A drizzle, a breeze … a downpour, a blizzard")
    phase: WeatherPhase = Field(
        default="on", description="Before it and after it the sky is the same, and nothing falls or blows"
    )

    @property
    def is_here(self) -> bool:
        """Whether any of it falls or blows in the picture."""
        return self.phase in {"begins", "on", "ends"}


class FilmSet(Contract):
    """Where and when a scene plays, as its heading says."""

    interior: bool
    location: str = Field(description="As the screenplay names it")
    time_of_day: TimeOfDay
    weather: Weather | None = Field(default=None, description="Outside, where the set is a room")
    snow_lies: bool = Field(default=False, description="On the ground and on what stands on it, outside")


class Position(Contract):
    """Where somebody is in the set, how, and what they do in the shot. `x` runs from 0 (left edge of the set) to 1 and
    is constant within a scene, so that no cut crosses the axis of action."""

    character: str
    x: Fraction
    facing: Facing
    posture: Posture = Field(default="stand", description="As the shot begins")
    acts: tuple[Act, ...] = Field(default=(), max_length=3, description="What they do in the shot, one after another")
    holds: str | None = Field(default=None, max_length=60, description="The thing in their hand, as a thing's name")


class Thing(Contract):
    """Something that the action names and that stands in the set. Where it stands holds for the whole scene."""

    name: str = Field(max_length=60, description="As the studio's vocabulary names it: dog, suitcase")
    kind: ThingKind
    stands: Stance
    metres: float = Field(gt=0, le=60, description="Its height")
    count: int = Field(default=1, ge=1, le=12)
    x: Fraction = Field(description="As of a position")


class View(Contract):
    """What the camera sees."""

    kind: Literal["view"] = "view"
    set: FilmSet
    blocking: tuple[Position, ...] = Field(description="Everybody present in the scene's set, framed or not")
    things: tuple[Thing, ...] = Field(
        default=(), max_length=12, description="What the action has brought in; what it names now stands first"
    )
    subjects: tuple[str, ...] = Field(description="Characters that the frame is composed on; empty: the place itself")
    size: ShotSize
    detail: str | None = Field(default=None, description="The thing that an INSERT shows, in a word")
    angle: Angle = "eye"
    move: CameraMove = "static"
    reverse: bool = Field(default=False, description="The move goes the other way: pull out, pan left, tilt down")
    told: Told | None = Field(default=None, description="What it is where it is not the story's present")


class Card(Contract):
    """White on black: the title, an intertitle, the end."""

    kind: Literal["card"] = "card"
    lines: tuple[str, ...] = Field(min_length=1, max_length=12)


Picture = Annotated[View | Card, Field(discriminator="kind")]
