"""The cast on the wire."""

import uuid

from pydantic import Field

from contracts.recipes.animatic import Look
from contracts.recipes.formant import FormantVoice
from contracts.recipes.kokoro import KokoroVoice
from film_studio.kit.schemas import Wire


class Character(Wire):
    """A character of a revision: how much there is to say, and the constant look and voice."""

    id: uuid.UUID
    name: str
    aliases: list[str] = Field(description="Other spellings in cues")
    lines: int = Field(description="Speeches; 0 for somebody whom the action introduces and who never speaks")
    words: int
    first_scene: int = Field(description="Index of a scene, from 0")
    last_scene: int
    look: Look
    voice: FormantVoice = Field(description="Of the synthesiser that speaks every language")
    neural_voice: KokoroVoice | None = Field(
        description="Null where no neural voice speaks the film's language: the synthesiser speaks then"
    )
