"""What a person chooses of a character in the casting's place."""

from collections.abc import Mapping

from pydantic import Field

from contracts.recipes.animatic import Look
from contracts.recipes.base import Contract
from contracts.recipes.formant import FormantVoice
from contracts.recipes.kokoro import KokoroVoice, VoiceShare
from film_studio.engines.character.casting.neural import speakers_of
from film_studio.engines.character.casting.wardrobe import Clothes


class Part(Contract):
    """What holds for a character whatever the casting says; None is left to it."""

    look: Look | None = None
    neural_voice: KokoroVoice | None = None
    voice: FormantVoice | None = None
    outfits: Mapping[str, Clothes] = Field(default={}, description="Story day → what is worn on it")


def blended(language: str, first: str, second: str | None, share: float, *, speed: float, pitch: float) -> KokoroVoice:
    """A voice, or with `share` of the `second` two of them. Raises ValueError where one of them does not speak the
    language, and where both are the same."""
    speaking = {each.name for each in speakers_of(language)}
    for name in (first, *((second,) if second else ())):
        if name not in speaking:
            known = ", ".join(sorted(speaking)) or "none of the neural voices"
            raise ValueError(f"{name} does not speak this film's language ({language}); those who do: {known}")
    if first == second:
        raise ValueError(f"{first} cannot be blended with itself; leave the second out, or choose another")
    parts = ((first, 1 - share), (second, share)) if second else ((first, 1.0),)
    blend = tuple(VoiceShare(name=name, share=round(part, 3)) for name, part in parts if round(part, 3))
    return KokoroVoice(blend=blend, speed=speed, pitch=pitch)
