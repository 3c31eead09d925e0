"""Character sheets on the wire."""

import uuid
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from contracts.recipes.animatic import Look
from contracts.recipes.kokoro import KokoroVoice
from film_studio.engines.character.casting.agreement import Mode
from film_studio.engines.character.casting.wardrobe import Clothes
from film_studio.kit.schemas import VERSION, Body, Lines, Wire

Stage = Literal["concept", "casting", "final", "alternate"]
#: What has decided a field of a look.
DecidedBy = Literal["page", "seed", "person"]
#: story_days.day_of: 2, or FB1 for a flashback.
StoryDay = Annotated[str, Field(pattern=r"^(FB)?[0-9]{1,4}$", examples=["2"])]
_MOST_DAYS: Final = 400
_Outfits: Final[Any] = Field(max_length=_MOST_DAYS, json_schema_extra={"additionalProperties": False})


class SaidOnPage(Wire):
    """Words of the page about somebody's looks or clothes."""

    scene: int = Field(description="Index of the scene, from 0")
    text: str


class Worn(Wire):
    """What somebody wears in some scenes of a story day."""

    day: str = Field(description="1, 2, …; FB1 for a flashback")
    scenes: list[int]
    page: Clothes | None = Field(description="What the page has them wear otherwise; null: as they were introduced")
    chosen: Clothes | None = Field(description="What a person has chosen for the story day, which comes before")
    look: Look = Field(description="As they are drawn in these scenes")


class Relationship(Wire):
    """Somebody with whom a character talks."""

    name: str
    exchanges: int = Field(description="How often one of the two answers the other within a scene")
    scenes: list[int] = Field(description="In which both are")


class CharacterSheet(Wire):
    """What is known of somebody, and what has decided it. Lines, scenes and relationships are of all their names."""

    id: uuid.UUID
    revision_id: uuid.UUID
    project_id: uuid.UUID
    name: str
    names: list[str] = Field(description="Their own first, then those that were merged into it")
    same_as: str | None = Field(description="Whose other name this is; null for a name of its own")
    lines: int
    words: int
    scenes: list[int]
    look: Look
    decided_by: dict[str, DecidedBy] = Field(
        description="Of each field of the look: a person chose it, the page says it, or the name's seed decided"
    )
    said: list[SaidOnPage]
    wardrobe: list[Worn]
    relationships: list[Relationship]
    mode: Mode = Field(description="An actor and a brand have to agree: see consents")
    lacks: list[str] = Field(description="What is missing before films may be made with them, in words")
    notes: str | None = Field(description="Of continuity")
    version: int = VERSION


class SheetUpdate(Body):
    """What is left out stays, and so does what is null, but for notes."""

    mode: Mode | None = None
    notes: Lines | None = Field(default=None, description="Null takes them away")
    outfits: Annotated[dict[StoryDay, Clothes], _Outfits] | None = Field(
        default=None, description="By story day, in place of all that were chosen before"
    )


class SamePerson(Body):
    """Whose other name a name is."""

    character_id: uuid.UUID = Field(description="Of the same revision")


class SheetVersionCreate(Body):
    """What is kept is what is in force."""

    stage: Stage
    note: Lines | None = None


class SheetVersion(Wire):
    """A character as they were when somebody kept it."""

    number: int
    stage: Stage
    note: str | None
    look: Look
    neural_voice: KokoroVoice | None
    outfits: dict[str, Clothes]
    created_at: datetime


class Rollback(Body):
    """A version of the sheet to go back to."""

    number: int = Field(ge=1, le=10_000)
