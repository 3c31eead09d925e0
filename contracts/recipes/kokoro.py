"""What the neural voices alone read of a line: which voices are blended, and how fast and high they speak."""

from typing import Final, Self

from pydantic import Field, model_validator

from contracts.recipes.base import Contract

#: Beyond these, words are lost: faster ones to the ear, slower ones to the model.
SLOWEST: Final = 0.75
FASTEST: Final = 1.2
#: Beyond these, it is no longer a throat.
LOWEST: Final = 0.8
HIGHEST: Final = 1.3


class VoiceShare(Contract):
    """A voice of the model, and how much of it there is in a blend."""

    name: str = Field(pattern=r"^[a-z]{2}_[a-z]+$", description="Such as bf_emma: language, sex, name")
    share: float = Field(ge=-0.6, le=1.6)


class KokoroVoice(Contract):
    """A character's constant voice: one voice of the model, or two blended."""

    blend: tuple[VoiceShare, ...] = Field(min_length=1, max_length=2)
    speed: float = Field(default=1.0, ge=SLOWEST, le=FASTEST, description="1 is the model's own")
    pitch: float = Field(
        default=1.0,
        ge=LOWEST,
        le=HIGHEST,
        description="How many times higher it sounds; a child's is 1.24, its throat smaller",
    )

    @model_validator(mode="after")
    def _is_a_whole(self) -> Self:
        if abs(sum(part.share for part in self.blend) - 1) > 1e-6:
            raise ValueError("the shares of a voice's blend add up to 1")
        if len({part.name for part in self.blend}) != len(self.blend):
            raise ValueError("a voice is blended of two different ones")
        return self
