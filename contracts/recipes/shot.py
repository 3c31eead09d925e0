"""A shot: its recipe, and what it leaves behind."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from contracts.recipes.animatic import AnimaticShot, DrawnView
from contracts.recipes.base import Contract, JobKind, RecipeBase, RecipeHashField, ResultBase, Sha256
from contracts.recipes.film import FRAMES_PER_SECOND, HEIGHT, WIDTH, FrameRate, Picture
from contracts.renderers import RENDERERS

PICTURE: Final = "picture.mp4"
#: The frame of its middle, and a row of frames from its beginning to its end, for boards.
STILL: Final = "still.jpg"
STRIP: Final = "strip.jpg"
_ANIMATIC: Final = RENDERERS["animatic"]


class Speech(Contract):
    """A line heard in a shot. Its timing moves the mouth (of a speaker in frame) and the captions."""

    character: str
    text: str
    line_hash: RecipeHashField
    start_frame: int = Field(
        ge=-48, description="Frame of the shot at which the line's sound begins; before 0 it leads the picture"
    )
    on_screen: bool = Field(default=True, description="False for V.O. and O.S.: heard, captioned, no mouth")


class Dissolve(Contract):
    """The last `frames` frames of the shot dissolve into the first frame of the next shot's picture. The next shot
    starts from that picture, so the two together are as long as their own frames."""

    frames: int = Field(ge=2, le=96)
    into: Picture


class ShotRecipe(RecipeBase):
    """One shot. Makes `picture.mp4`: H.264, `frames` frames long, no sound; `still.jpg` and `strip.jpg` to look at."""

    kind: Literal["shot"] = "shot"
    renderer: str = _ANIMATIC.stamp
    width: int = Field(default=WIDTH, ge=64, le=4096, multiple_of=4)
    height: int = Field(default=HEIGHT, ge=64, le=4096, multiple_of=4)
    frame_rate: FrameRate = FRAMES_PER_SECOND
    frames: int = Field(ge=1, le=30 * 600)
    picture: Picture
    action: str | None = Field(
        default=None, max_length=400, description="What happens, shown small where nobody speaks"
    )
    lettering: str | None = Field(
        default=None, max_length=200, description="The film's own words over the picture: SUPER, TITLE OVER, CHYRON"
    )
    speech: tuple[Speech, ...] = ()
    captions: bool = True
    fade_in: int = Field(default=0, ge=0, description="Frames from black")
    fade_out: int = Field(default=0, ge=0, description="Frames to black, at the end")
    dissolve: Dissolve | None = None
    animatic: AnimaticShot | None = Field(default=None, description="How it is drawn, where the animatic draws it")

    @model_validator(mode="after")
    def _has_the_block_of_its_renderer(self) -> Self:
        if self.renderer != _ANIMATIC.stamp:
            if self.animatic is not None:
                raise ValueError(f"only the animatic reads the block 'animatic', and this shot is for {self.renderer}")
            return self
        for picture, drawn in self._drawn():
            if picture.kind == "card":
                continue
            if drawn is None:
                raise ValueError("the animatic needs to know how a view is drawn: give it in the block 'animatic'")
            if unknown := [each.character for each in picture.blocking if each.character not in drawn.looks]:
                raise ValueError(f"{unknown[0]} stands in the set without a look: add one to the block 'animatic'")
        return self

    def _drawn(self) -> Iterator[tuple[Picture, DrawnView | None]]:
        """Its pictures, each with how it is drawn."""
        block = self.animatic or AnimaticShot()
        yield self.picture, block.view
        if self.dissolve is not None:
            yield self.dissolve.into, block.into


class ShotResult(ResultBase):
    #: Until version 2 a shot left no pictures beside its video, until 3 it did not say what it left out.
    STEPS: ClassVar[Sequence[Callable[[dict[str, Any]], dict[str, Any]]]] = (
        lambda fields: {**fields, "strip_frames": 0},
        lambda fields: {**fields, "undrawn": ()},
    )

    kind: Literal["shot"] = "shot"
    frames: int
    renderer: str = Field(description="What drew it: a delivered shot always says so")
    essence_sha256: Sha256 = Field(description="sha256 over the encoded pictures alone, container excluded")
    undrawn: tuple[str, ...] = Field(
        default=(), description="Things that the action names and that are a neutral shape in it, or left out"
    )
    strip_frames: int = Field(
        default=0, ge=0, description="Frames in the row of its strip; 0: it has neither strip nor still"
    )


KIND: Final = JobKind(
    name="shot",
    queue="video",
    recipe=ShotRecipe,
    result=ShotResult,
    files={PICTURE: "video/mp4", STILL: "image/jpeg", STRIP: "image/jpeg"},
    since={STILL: "strip_frames", STRIP: "strip_frames"},
)
