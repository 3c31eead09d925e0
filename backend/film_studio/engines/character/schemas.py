"""The cast on the wire."""

import uuid
from typing import Annotated

from pydantic import Field

from contracts.recipes.animatic import Look
from contracts.recipes.base import Fraction
from contracts.recipes.formant import FormantVoice
from contracts.recipes.kokoro import FASTEST, HIGHEST, LOWEST, SLOWEST, KokoroVoice
from film_studio.engines.character.casting.profile import Sex
from film_studio.kit.schemas import VERSION, Body, Wire


class Character(Wire):
    """A character of a revision: how much there is to say, and the constant look and voice."""

    id: uuid.UUID
    name: str
    aliases: list[str] = Field(description="Other spellings in cues")
    lines: int = Field(description="Speeches; 0 for somebody whom the action introduces and who never speaks")
    words: int
    first_scene: int = Field(description="Index of a scene, from 0")
    last_scene: int
    look: Look = Field(description="As somebody chose it, else as it was when locked, else as cast")
    voice: FormantVoice = Field(description="Of the synthesiser that speaks every language")
    neural_voice: KokoroVoice | None = Field(
        description="As somebody chose it, else as it was when locked, else as cast. Null where no neural voice speaks "
        "the film's language: the synthesiser speaks then"
    )
    look_chosen: bool = Field(description="Whether somebody chose the look")
    voice_chosen: bool = Field(description="Whether somebody chose the neural voice")
    locked: bool = Field(description="Whether what was cast stays, whatever a new revision says of the character")
    same_as: str | None = Field(
        description="Whose other name this is: look, voice and consents are theirs. Null for a name of its own"
    )
    version: int = VERSION


class CastCharacter(Character):
    """A character by itself, and who in the film is heard as the same person."""

    language: str = Field(description="BCP 47 tag of what is mostly spoken in the film")
    sounds_like: list[str] = Field(
        description="Names of those whom an ear does not tell from this one by their neural voices: choose another "
        "voice, or another pitch"
    )


_VoiceName = Annotated[str, Field(pattern=r"^[a-z]{2}_[a-z]{1,32}$", examples=["bf_emma"])]


class ChosenVoice(Body):
    """One of the voices that speak the film's language, or two of them blended."""

    name: _VoiceName
    second: _VoiceName | None = Field(default=None, description="Blended into the first")
    share: Fraction = Field(default=0.5, description="Of the second in the blend")
    speed: float = Field(default=1.0, ge=SLOWEST, le=FASTEST, description="1 is the voice's own")
    pitch: float = Field(default=1.0, ge=LOWEST, le=HIGHEST, description="How many times higher it sounds")


class CastingUpdate(Body):
    """What somebody chooses for a character; null leaves it to the casting."""

    voice: ChosenVoice | None = None
    look: Look | None = None
    locked: bool = Field(
        default=False, description="Keeps what was cast too, whatever a new revision says of the character"
    )


class SpeakingVoice(Wire):
    """A neural voice that speaks the film's language."""

    name: str
    sex: Sex
    accent: str = Field(description="BCP 47 tag of the language that the voice is at home in")
    foreign: bool = Field(description="Whether it speaks the film's language with an accent")


class SpeakingVoices(Wire):
    """Who can speak a film, of each sex those first that are heard best. Nobody, where the synthesiser speaks."""

    language: str
    in_use: bool = Field(description="Whether they speak new films here; else the synthesiser does, whatever is chosen")
    items: list[SpeakingVoice]


class SampleCreate(Body):
    """What to hear of a character."""

    voice: ChosenVoice | None = Field(default=None, description="Left out, the voice that is in force")
