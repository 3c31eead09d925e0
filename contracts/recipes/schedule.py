"""A cheaper order of a schedule's strips: its recipe, what is told of it on the way, and what it finds."""

from typing import Final, Literal

from pydantic import Field

from contracts.recipes.base import Contract, JobKind, RecipeBase, ResultBase
from contracts.renderers import RENDERERS

#: Of the solver's own count of its work, about a second each: with a count and one thread the same recipe ends at the
#: same order on every machine, with a clock it would not.
LONGEST_WORK: Final = 600.0


class StripToPlace(Contract):
    """A scene that is shot on one of the days."""

    scene: int = Field(ge=0, description="What the board calls the strip by: a scene, or a part of one")
    number: str = Field(description="As people call it, for what is said of it")
    eighths: int = Field(ge=1)
    place: int = Field(ge=0, description="Equal for scenes at one location")
    night: bool
    cast: tuple[int, ...] = Field(description="Indexes of people")
    day: int = Field(ge=0, description="On which it stands")
    locked: bool = Field(description="It stays on that day")


class PersonToHold(Contract):
    """Somebody who is paid from the first day of work to the last."""

    name: str
    day_rate: int = Field(ge=0)
    absent: tuple[int, ...] = Field(description="Days, from 0")
    eighths_a_day: int | None = Field(description="At most so much work a day")


class ScheduleRecipe(RecipeBase):
    """A board of which an order is wanted that costs less. Its result is the order; it makes no files.

    What the answer keeps: a limit of eighths a day, locked strips, absences, hours. What it makes as small as it can:
    days of work and hold × rates, moves of the company within days, nights with too little rest before a day.
    """

    kind: Literal["schedule"] = "schedule"
    renderer: str = RENDERERS["cp_sat"].stamp
    days: tuple[int, ...] = Field(min_length=1, description="The date of each, in days, ascending")
    strips: tuple[StripToPlace, ...] = Field(min_length=1, description="In the order in which they stand on the board")
    people: tuple[PersonToHold, ...]
    eighths_a_day: int = Field(ge=1)
    move_cost: int = Field(ge=0)
    turn_round_cost: int = Field(ge=0)
    rested_after_days: int = Field(ge=1, description="After a night, so many days later a day may begin with rest")
    drop_after_days: int | None = Field(ge=1, description="Who does not work for more days in between is not paid then")
    cost: int = Field(ge=0, description="Of the order as it is; the answer costs no more, unless this breaks a limit")
    seed: int = Field(ge=0, lt=2**31)
    work: float = Field(gt=0, le=LONGEST_WORK, description="At most, as the solver counts; about seconds")


class FoundOrder(Contract):
    """The best order so far."""

    days: tuple[tuple[int, ...], ...] = Field(description="The scenes of each day, in an order of shooting")
    cost: int
    bound: int = Field(description="No order costs less than this")


class ScheduleResult(ResultBase):
    kind: Literal["schedule"] = "schedule"
    outcome: Literal["best", "found", "as_it_is", "infeasible", "not_found"] = Field(
        description="best: no order costs less; found: the best when the work was used up; as_it_is: no other that "
        "costs as little; infeasible: `clash` says why; not_found: the work was used up before any was found"
    )
    order: FoundOrder | None
    clash: tuple[str, ...] = Field(default=(), description="Without any one of these there would be an order: in words")


KIND: Final = JobKind(
    name="schedule",
    queue="jobs",
    recipe=ScheduleRecipe,
    result=ScheduleResult,
    files={},
)
