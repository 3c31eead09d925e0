"""A spoken line: its recipe, and what it leaves behind."""

from typing import Final, Literal, Self

from pydantic import Field, model_validator

from contracts.recipes.base import Contract, JobKind, RecipeBase, ResultBase
from contracts.recipes.film import Performance, Treatment
from contracts.recipes.formant import FormantVoice
from contracts.recipes.kokoro import KokoroVoice
from contracts.renderers import RENDERERS

SPEECH: Final = "speech.wav"
TIMING: Final = "timing.json"
_FORMANT: Final = RENDERERS["formant"]
_KOKORO: Final = RENDERERS["kokoro"]


class LineRecipe(RecipeBase):
    """One spoken line. Makes `speech.wav` (48 kHz, mono, 16 bit) and `timing.json` (`LineTiming`)."""

    kind: Literal["line"] = "line"
    renderer: str = _FORMANT.stamp
    text: str = Field(min_length=1, max_length=20_000)
    language: str = Field(description="BCP 47 tag of the spoken text, such as en, ru, ja")
    performance: Performance = "normal"
    treatment: Treatment | None = Field(default=None, description="What the voice comes out of, where that is heard")
    formant: FormantVoice | None = Field(default=None, description="Its voice, where the formant synthesiser speaks it")
    kokoro: KokoroVoice | None = Field(default=None, description="Its voice, where a neural voice speaks it")

    @model_validator(mode="after")
    def _has_the_block_of_its_renderer(self) -> Self:
        for renderer, block in ((_FORMANT, self.formant), (_KOKORO, self.kokoro)):
            if (block is not None) != (self.renderer == renderer.stamp):
                raise ValueError(
                    f"a line has the block {renderer.name!r} exactly where {renderer.name} speaks it, and this one is "
                    f"for {self.renderer}"
                )
        return self

    def spoken_by(self, voice: KokoroVoice) -> Self:
        """The same line, by a neural voice."""
        return self.model_copy(update={"renderer": _KOKORO.stamp, "formant": None, "kokoro": voice})


class Word(Contract):
    """A word as spoken: where it stands in the line's text (in code points) and when it is heard."""

    offset: int = Field(ge=0)
    length: int = Field(ge=1)
    start_ms: int = Field(ge=0)
    end_ms: int = Field(ge=0)


class Phoneme(Contract):
    """A phoneme (IPA) and when it is heard; the mouth follows it."""

    symbol: str
    start_ms: int = Field(ge=0)
    end_ms: int = Field(ge=0)


class LineTiming(Contract):
    """`timing.json` beside `speech.wav`."""

    version: Literal[1] = 1
    duration_ms: int = Field(ge=0)
    words: tuple[Word, ...]
    phonemes: tuple[Phoneme, ...]


class LineResult(ResultBase):
    kind: Literal["line"] = "line"
    duration_ms: int = Field(ge=0)


KIND: Final = JobKind(
    name="line",
    queue="voice",
    recipe=LineRecipe,
    result=LineResult,
    files={SPEECH: "audio/wav", TIMING: "application/json"},
)
