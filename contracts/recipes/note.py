"""Notes: what of a film the page left open, and what it asks for that the film has otherwise, or has not."""

from typing import Literal

from pydantic import Field

from contracts.recipes.base import Contract

#: The page says nothing, and something was chosen; it is drawn as something plain; it is not there; another voice, or
#: code instead of recordings, is heard.
NoteKind = Literal["guessed", "neutral", "left_out", "synthesised"]
NoteSubject = Literal["person", "place", "thing", "voice", "sound", "music"]


class Note(Contract):
    """One of them, with the reason."""

    kind: NoteKind
    subject: NoteSubject
    name: str = Field(description="Who or what: a character, a location, a thing, a language, a sound")
    scene: int | None = Field(default=None, ge=0, description="Index of the scene; null: of the whole film")
    words: str = Field(default="", max_length=200, description="Of the page; empty where it has none for it")
    reason: str = Field(description="A sentence")
