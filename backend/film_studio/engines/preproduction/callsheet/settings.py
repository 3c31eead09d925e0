"""What a person says of a day's call sheet; what they leave out is derived from the schedule."""

import uuid
from typing import Annotated, Final

from pydantic import AfterValidator, Field

from film_studio.engines.preproduction.callsheet.clocks import ClockStyle
from film_studio.engines.preproduction.callsheet.said import Clock, Department
from film_studio.kit.schemas import Body, Lines, Name

MOST_PEOPLE: Final = 1_000
MOST_NOTES: Final = 100
_Minutes = Annotated[int, Field(ge=0, le=600)]


class CastCall(Body):
    """Of one of the cast, in place of what is derived."""

    name: Name = Field(description="Of the character, as the board has it")
    pickup: Clock | None = None
    call: Clock | None = Field(default=None, description="In make-up and wardrobe")
    on_set: Clock | None = None
    remarks: Name | None = None


class CrewCall(Body):
    """Of one of the crew, in place of their usual time."""

    crew_member_id: uuid.UUID
    call: Clock


class BackgroundCall(Body):
    count: int = Field(ge=1, le=100_000)
    who: Name
    call: Clock
    report_to: Name | None = None


class DepartmentNote(Body):
    department: Department
    text: Lines


def _cast_once(people: list[CastCall]) -> list[CastCall]:
    """What is said last of somebody holds."""
    return list({each.name: each for each in people}.values())


def _crew_once(people: list[CrewCall]) -> list[CrewCall]:
    return list({each.crew_member_id: each for each in people}.values())


class CallSheetSettings(Body):
    """Times are as clocks show them at the location: the first at or after the crew call, for a call before the crew's
    up to eight hours earlier. Null is derived."""

    crew_call: Clock = "07:00"
    shooting_call: Clock | None = Field(default=None, description="Derived: an hour after the crew call")
    lunch: Clock | None = Field(default=None, description="Derived: six hours after the crew call")
    wrap: Clock | None = Field(default=None, description="Derived: from the pages and how fast the schedule shoots")
    wrapped: Clock | None = Field(default=None, description="When it really was, for the rest before the next day")
    lunch_minutes: _Minutes = 60
    makeup_minutes: _Minutes = Field(default=45, description="Before wardrobe")
    wardrobe_minutes: _Minutes = Field(default=15, description="Before the set")
    pickup_minutes: _Minutes | None = Field(default=None, description="Before make-up; null: everybody comes alone")
    rest_hours: float = Field(
        default=12, ge=0, le=48, description="Due since the wrap of the day before; less is a forced call"
    )
    closed_set: bool = False
    show_contacts: bool = Field(default=False, description="Whether telephone numbers and addresses are printed")
    clock: ClockStyle = "24h"
    weather: Lines | None = None
    hospital: Lines | None = Field(default=None, description="The nearest, in place of the location's")
    location_id: uuid.UUID | None = Field(
        default=None, description="Where the unit is based; null: where the first scene is shot"
    )
    cast: Annotated[list[CastCall], AfterValidator(_cast_once)] = Field(default_factory=list, max_length=MOST_PEOPLE)
    crew: Annotated[list[CrewCall], AfterValidator(_crew_once)] = Field(default_factory=list, max_length=MOST_PEOPLE)
    background: list[BackgroundCall] = Field(default_factory=list, max_length=MOST_NOTES)
    notes: list[DepartmentNote] = Field(default_factory=list, max_length=MOST_NOTES)

    def of(self, name: str) -> CastCall:
        """What is said of somebody of the cast."""
        return next((each for each in self.cast if each.name == name), CastCall(name=name))
