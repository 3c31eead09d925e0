"""Asks for an order of a board's strips that costs less."""

from itertools import pairwise

from contracts.recipes.schedule import PersonToHold, ScheduleRecipe, StripToPlace
from film_studio.engines.preproduction.schedule.board import EditError
from film_studio.engines.preproduction.schedule.costs import cost, rest_hours
from film_studio.engines.preproduction.schedule.settings import Person
from film_studio.engines.preproduction.schedule.shoot import Shoot

#: The same for all: who looks again finds the same order, and begins from another one to find another.
_SEED = 1


def recipe_of(shoot: Shoot, *, work: float) -> ScheduleRecipe:
    """The strips that are in days, with what a schedule may not break and what it costs. `work`: about seconds. Raises
    `EditError` where there is nothing to order, or a day is not after the one before."""
    settings, dates = shoot.settings, shoot.dates
    if not any(shoot.days):
        raise EditError("there is no strip in any day; bring scenes from the boneyard first")
    for number, (before, after) in enumerate(pairwise(dates), 2):
        if after <= before:
            raise EditError(f"day {number} is not after the day before it; set its date first")
    people = [person for person in settings.people if person.name in shoot.working]
    places: dict[str, int] = {}
    strips = [
        StripToPlace(
            scene=strip.scene,
            number=shoot.strips[strip.scene].number,
            eighths=shoot.strips[strip.scene].eighths,
            place=places.setdefault(shoot.strips[strip.scene].place, len(places)),
            night=shoot.strips[strip.scene].is_night,
            cast=tuple(number for number, person in enumerate(people) if person.name in shoot.strips[strip.scene].cast),
            day=day,
            locked=strip.locked,
        )
        for day, items in enumerate(shoot.board.days)
        for strip in items.strips
    ]
    return ScheduleRecipe(
        days=tuple(date.toordinal() for date in dates),
        strips=tuple(strips),
        people=tuple(_person(person, shoot) for person in people),
        eighths_a_day=settings.eighths_a_day,
        move_cost=settings.move_cost,
        turn_round_cost=settings.turn_round_cost,
        rested_after_days=next(days for days in range(1, 5) if rest_hours(days) >= settings.turn_round_hours),
        drop_after_days=settings.drop_after_days,
        cost=cost(shoot).total,
        seed=_SEED,
        work=work,
    )


def _person(person: Person, shoot: Shoot) -> PersonToHold:
    hours = person.hours_a_day
    return PersonToHold(
        name=person.name,
        day_rate=person.day_rate,
        absent=tuple(day for day, date in enumerate(shoot.dates) if date in person.absent),
        eighths_a_day=None if hours is None else int(hours * shoot.settings.eighths_an_hour),
    )
