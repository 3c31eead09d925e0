"""The breakdown on the wire."""

import uuid
from typing import Annotated

from pydantic import Field

from film_studio.engines.preproduction.breakdown.carrying import Reason
from film_studio.engines.preproduction.breakdown.categories import Category, State
from film_studio.engines.preproduction.breakdown.same_scenes import How
from film_studio.kit.schemas import VERSION, Body, Name, Wire

#: So many are decided on at once.
MOST_DECIDED = 200
#: Scenes and lines are counted within a screenplay, and fit their columns.
_Place = Annotated[int, Field(ge=0, lt=2**31)]
_Count = Annotated[int, Field(ge=1, le=9999, description="How many of it")]


class LostPlace(Wire):
    """Why an element of the revision before is in no scene of this one."""

    reason: Reason = Field(
        description="scene_gone: the scene was left out; words_gone: the scene no longer has what named it"
    )
    number: str = Field(description="Of the scene that it was in")
    heading: str


class Element(Wire):
    """Something or somebody that a scene needs."""

    id: uuid.UUID
    scene: int | None = Field(description="Index of its scene, from 0; null for what this revision has lost")
    category: Category
    name: str
    count: int
    character: str | None = Field(description="Whose it is: who wears it, who does it")
    state: State = Field(description="Suggested by rules, until a person confirms or dismisses it")
    suggested: Category | None = Field(description="The category that rules gave it; null for what a person added")
    suggested_name: str | None
    line: int | None = Field(description="Of the paragraph that names it, in the source, from 1")
    words: str = Field(description="Those that name it there; empty for an element of the whole scene")
    quote: str = Field(description="Their sentence")
    carried: How | None = Field(
        description="How its scene was known again, where a person did something with it in the revision before: same, "
        "or same text, heading, number, or similar words"
    )
    lost: LostPlace | None
    version: int = VERSION


class ElementCreate(Body):
    """An element that a person adds to a scene."""

    scene: _Place = Field(description="Index of a scene", examples=[0])
    category: Category = Field(examples=["props"])
    name: Name
    count: _Count = 1
    character: Name | None = Field(default=None, description="Whose it is")
    line: _Place | None = Field(default=None, description="Of a paragraph of the scene that names it")
    words: Annotated[str, Field(max_length=300)] = Field(
        default="", description="Those of the paragraph that name it; left out, its name where that is there"
    )


class ElementUpdate(Body):
    """What is left out stays. A suggestion of which a person changes anything is confirmed with it."""

    state: State | None = None
    category: Category | None = None
    name: Name | None = None
    count: _Count | None = None
    scene: _Place | None = Field(default=None, description="Puts it into another scene, or back into one")


class Decision(Body):
    """Confirms, dismisses or takes back many elements at once."""

    ids: list[uuid.UUID] = Field(
        min_length=1, max_length=MOST_DECIDED, examples=[["01980b7e-0000-7000-8000-000000000000"]]
    )
    seen: State = Field(description="The state that they were seen in: those in another by now are left alone")
    state: State = Field(description="The state that they are to be in")


class Decided(Wire):
    """What a decision has changed."""

    items: list[Element]
    left: int = Field(description="How many were left alone: no longer in the state that they were seen in, or gone")


class CategoryCount(Wire):
    """How many elements of a category there are, by state."""

    category: Category
    suggested: int
    confirmed: int
    dismissed: int


class ContinuityWarning(Wire):
    """A character's clothes change within a story day."""

    character: str
    story_day: str
    scene: int
    name: str = Field(description="What is worn in that scene")
    before: int = Field(description="The scene before of that day in which something else is worn")
    name_before: str


class Breakdown(Wire):
    """A revision's breakdown as a whole."""

    newest: bool = Field(description="Whether it can be worked on: the breakdown of the newest revision goes on")
    scenes: int
    eighths: int = Field(description="Of pages, of all scenes together")
    story_days: int
    categories: list[CategoryCount] = Field(description="Those of which there are elements, in the order of the sheet")
    kept: int = Field(description="Elements brought over from the revision before")
    lost: int = Field(description="Elements of the revision before that are in no scene of this one")
    warnings: list[ContinuityWarning]


class SheetHeader(Wire):
    """The head of a breakdown sheet: one a scene."""

    scene: int = Field(description="Index of the scene, from 0; the sheet's number is one more")
    number: str = Field(description="Of the scene, as the writer numbered it, else counted from 1")
    heading: str | None
    interior: bool
    exterior: bool
    location: str | None = Field(description="The set, as the heading has it")
    time: str | None
    eighths: int = Field(description="Length in eighths of a page, at least 1")
    start_page: float = Field(description="From 1, as a fraction")
    story_day: str = Field(description="D1, N1, D2, …; FB1 for a flashback")
    synopsis: str | None = Field(description="As the writer gives it in the screenplay")


class SheetParagraph(Wire):
    """A paragraph of a scene as it is printed."""

    line: int
    kind: str = Field(description="action, cue, parenthetical, dialogue, lyric, transition")
    text: str


class BreakdownSheet(SheetHeader):
    """The breakdown sheet of a scene, with the scene's text."""

    paragraphs: list[SheetParagraph]
    elements: list[Element] = Field(description="By category in the order of the sheet; those dismissed included")
