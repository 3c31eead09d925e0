"""Derives the cast of a screenplay: who is in it, how much they say, what they look and sound like."""

from pydantic import Field

from contracts.recipes import Contract, Look, Voice
from film_studio.engines.writing.fountain.elements import Screenplay


class CastMember(Contract):
    """A character. Without lines, somebody whom the action introduces and who never speaks."""

    name: str
    aliases: tuple[str, ...] = Field(default=(), description="Other spellings in cues: MOM (V.O.), MOM'S VOICE")
    lines: int = Field(ge=0, description="Speeches, not lines on paper")
    words: int = Field(ge=0)
    first_scene: int = Field(ge=0, description="`Scene.index` of the first appearance")
    last_scene: int = Field(ge=0)
    look: Look
    voice: Voice


def derive_cast(screenplay: Screenplay) -> tuple[CastMember, ...]:
    """The cast in order of first appearance."""
    raise NotImplementedError(screenplay)
