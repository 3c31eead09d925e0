"""What the formant synthesiser alone reads of a line: its voices, in its own terms."""

from pydantic import Field

from contracts.recipes.base import Contract


class FormantVoice(Contract):
    """A character's constant voice."""

    name: str = Field(description="espeak-ng voice with an optional variant, such as gmw/en-US or en-gb-x-rp+m3")
    words_per_minute: int = Field(ge=80, le=400)
    pitch: int = Field(ge=0, le=99)
    pitch_range: int = Field(ge=0, le=99)
