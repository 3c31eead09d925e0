"""What a schedule costs, and what of it cannot be shot as it stands, in words."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from film_studio.engines.preproduction.schedule.schemas import Conflict, PersonCost, ScheduleCost, StripScene
from film_studio.engines.preproduction.schedule.shoot import Shoot
from film_studio.screenplay.pagination import eighths_text

#: When a day of work begins that begins by day, and when one ends that ends at night: hours after midnight of its
#: date. Call times are not known yet, and these are what shoots are planned with.
DAY_CALL_HOURS: Final = 7.0
NIGHT_WRAP_HOURS: Final = 29.0
#: How many scenes a conflict names.
_NAMED: Final = 8


def cost(shoot: Shoot) -> ScheduleCost:
    """Who is paid for how many days, moves of the company within days, and nights with too little rest after them."""
    settings = shoot.settings
    people = [
        PersonCost(
            name=name,
            work=engaged.work,
            hold=engaged.hold,
            drop=engaged.drop,
            money=settings.of(name).day_rate * engaged.paid,
        )
        for name, engaged in shoot.engagements.items()
    ]
    moves = sum(_moves(day) for day in shoot.days)
    turn_rounds = len(short_rests(shoot))
    cast = sum(person.money for person in people)
    return ScheduleCost(
        cast=cast,
        hold=sum(settings.of(person.name).day_rate * person.hold for person in people),
        hold_days=sum(person.hold for person in people),
        moves=moves,
        turn_rounds=turn_rounds,
        total=cast + settings.move_cost * moves + settings.turn_round_cost * turn_rounds,
        people=people,
    )


def short_rests(shoot: Shoot) -> list[int]:
    """Days that end at night with less rest after them than is due, because the next begins by day."""
    found: list[int] = []
    for number, (before, after) in enumerate(pairwise(shoot.days)):
        if before and after and before[-1].is_night and not after[0].is_night:
            nights = (shoot.dates[number + 1] - shoot.dates[number]).days
            if rest_hours(nights) < shoot.settings.turn_round_hours:
                found.append(number)
    return found


def rest_hours(days: int) -> float:
    """From the end of a night's work to the work by day that begins so many calendar days later."""
    return 24 * days + DAY_CALL_HOURS - NIGHT_WRAP_HOURS


def conflicts(shoot: Shoot) -> list[Conflict]:
    """What clashes, day by day."""
    resting = set(short_rests(shoot))
    return [each for number in range(len(shoot.days)) for each in _of_day(shoot, number, resting)]


def _moves(day: tuple[StripScene, ...]) -> int:
    return sum(before.place != after.place for before, after in pairwise(day))


def _of_day(shoot: Shoot, number: int, resting: set[int]) -> Iterator[Conflict]:
    day, settings, date = shoot.days[number], shoot.settings, shoot.dates[number]
    name = f"Day {number + 1}"
    if number and date <= shoot.dates[number - 1]:
        yield Conflict(kind="date", day=number, scenes=[], text=f"{name} is not after the day before it.")
    length = sum(scene.eighths for scene in day)
    if length > settings.eighths_a_day:
        text = f"{name} has {eighths_text(length)} pages; at most {eighths_text(settings.eighths_a_day)} fit."
        yield Conflict(kind="length", day=number, scenes=[scene.index for scene in day], text=text)
    for person in settings.people:
        scenes = [scene for scene in day if person.name in scene.cast]
        if scenes and date in person.absent:
            text = f"{person.name} is away on day {number + 1} and plays in {_named(scenes)}."
            yield Conflict(kind="absence", day=number, scenes=[scene.index for scene in scenes], text=text)
        hours = sum(scene.eighths for scene in scenes) / settings.eighths_an_hour
        if person.hours_a_day is not None and hours > person.hours_a_day:
            text = f"{person.name} works {hours:g} hours on day {number + 1}; {person.hours_a_day:g} are allowed."
            yield Conflict(kind="hours", day=number, scenes=[scene.index for scene in scenes], text=text)
    if number in resting:
        rest = max(0.0, rest_hours((shoot.dates[number + 1] - date).days))
        text = (
            f"{name} ends at night and day {number + 2} begins by day: about {rest:g} hours of rest, "
            f"and {settings.turn_round_hours:g} are due."
        )
        yield Conflict(kind="turn_round", day=number, scenes=[day[-1].index], text=text)


def _named(scenes: list[StripScene]) -> str:
    numbers = [scene.number for scene in scenes]
    return f"{'scene' if len(numbers) == 1 else 'scenes'} " + ", ".join(
        numbers if len(numbers) <= _NAMED else [*numbers[:_NAMED], "…"]
    )
