"""What a person says of a schedule: when it begins, how long days are, what people cost and when they cannot come."""

from typing import Annotated, Final

from pydantic import AfterValidator, ConfigDict, Field

from film_studio.engines.preproduction.schedule.board import ShootDate
from film_studio.kit.schemas import Body, Name

#: In a currency's whole units: more than anybody is paid a day, and sums of it stay exact.
MOST_MONEY: Final = 100_000_000
_Money = Annotated[int, Field(ge=0, le=MOST_MONEY)]


def _each_once(people: list["Person"]) -> list["Person"]:
    """What is said last of somebody holds."""
    return list({person.name: person for person in people}.values())


class _Said(Body):
    """What is sent and shown alike: shown, nothing of it is left out."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class Person(_Said):
    """One member of the cast."""

    name: Name = Field(description="As the screenplay's cast has it")
    day_rate: _Money = Field(default=0, description="For each day of work or hold")
    absent: list[ShootDate] = Field(default_factory=list, max_length=1_000, description="Days without them")
    hours_a_day: float | None = Field(
        default=None, gt=0, le=24, description="At most so much work a day, as for a minor; null: as long as the day"
    )


class ScheduleSettings(_Said):
    """Money is in whole units of one currency, which the production knows."""

    first_date: ShootDate
    rest_days: list[Annotated[int, Field(ge=0, le=6)]] = Field(
        default=[5, 6], max_length=6, description="Weekdays on which nothing is shot: 0 is Monday"
    )
    eighths_a_day: int = Field(default=40, ge=1, le=1_000, description="At most so many eighths of a page a day")
    eighths_an_hour: int = Field(default=4, ge=1, le=100, description="How fast is shot, for hours of work")
    move_cost: _Money = Field(default=0, description="Of a move of the company to another location within a day")
    turn_round_cost: _Money = Field(
        default=0, description="Of a night that is followed by a day, with less rest than `turn_round_hours`"
    )
    turn_round_hours: float = Field(default=11, ge=0, le=48, description="Rest that is due between two days of work")
    drop_after_days: int | None = Field(
        default=10,
        ge=1,
        le=365,
        description="Who does not work for more calendar days than these in between is dropped and picked up again, "
        "once, and not paid meanwhile; null: everybody is held",
    )
    people: Annotated[list[Person], AfterValidator(_each_once)] = Field(default_factory=list, max_length=1_000)

    def of(self, name: str) -> Person:
        """What is said of somebody; of whom nothing is said, nothing is paid."""
        return next((person for person in self.people if person.name == name), Person(name=name))
