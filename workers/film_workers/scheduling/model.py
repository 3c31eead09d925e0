"""A schedule as constraints: which strip on which day, what of it is a limit, what it costs."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from ortools.sat.python.cp_model_helper import BoundedLinearExpression

from contracts.recipes.schedule import PersonToHold, ScheduleRecipe, StripToPlace
from film_workers.scheduling.constraints import Constraints, Expression, Literal, Variable


class ScheduleModel:
    """The constraints of a recipe. `limits`: what a schedule may not break, in words, each by the variable that says
    whether it holds; `on[strip][day]`: whether a strip is shot on a day, by its place in the recipe."""

    def __init__(self, recipe: ScheduleRecipe) -> None:
        self.recipe: Final = recipe
        self.model: Final = Constraints()
        self.limits: Final[dict[str, Variable]] = {}
        self.days: Final = range(len(recipe.days))
        self.on: Final = [
            [self.model.variable(f"strip {index} on {day}") for day in self.days] for index in range(len(recipe.strips))
        ]
        for strip in self.on:
            self.model.add_exactly_one(strip)
        self._add_limits()
        #: Where all limits hold, no order costs less: so many days everybody works at least.
        self.floor: Final = sum(
            person.day_rate * -(-self._length(number) // recipe.eighths_a_day)
            for number, person in enumerate(recipe.people)
        )
        self.cost: Final[Expression] = sum(self._costs())

    def start_here(self) -> None:
        """Begin the search at the order as it is."""
        self.model.hint(
            (place, strip.day == day)
            for strip, places in zip(self.recipe.strips, self.on, strict=True)
            for day, place in enumerate(places)
        )

    def _add_limits(self) -> None:
        strips, most = self.recipe.strips, self.recipe.eighths_a_day
        fits = self._limit(f"at most {_pages(most)} pages a day, on {len(self.days)} days")
        for day in self.days:
            length = sum(strip.eighths * self.on[index][day] for index, strip in enumerate(strips))
            self._require(length <= most, where=fits)
        for index, strip in enumerate(strips):
            if strip.locked:
                stays = self._limit(f"scene {strip.number} is locked in day {strip.day + 1}")
                self._require(self.on[index][strip.day] == 1, where=stays)
        for number, person in enumerate(self.recipe.people):
            own = [index for index, strip in enumerate(strips) if number in strip.cast]
            if own:
                self._limit_person(person, own)

    def _length(self, person: int) -> int:
        return sum(strip.eighths for strip in self.recipe.strips if person in strip.cast)

    def _limit_person(self, person: PersonToHold, own: Sequence[int]) -> None:
        strips = self.recipe.strips
        absent = [day for day in person.absent if day in self.days]
        if absent:
            days = ", ".join(str(day + 1) for day in absent)
            away = self._limit(f"{person.name} is away on {'day' if len(absent) == 1 else 'days'} {days}")
            for day in absent:
                for index in own:
                    self._require(self.on[index][day] == 0, where=away)
        if person.eighths_a_day is not None:
            most = person.eighths_a_day
            rests = self._limit(f"{person.name} works at most {_pages(most)} pages a day")
            for day in self.days:
                length = sum(strips[index].eighths * self.on[index][day] for index in own)
                self._require(length <= most, where=rests)

    def _require(self, fact: BoundedLinearExpression | bool, *, where: Variable) -> None:
        self.model.add(fact, where=where)

    def _limit(self, words: str) -> Variable:
        """The same words are one limit: two scenes may have been given the same number."""
        if words not in self.limits:
            self.limits[words] = self.model.variable(words)
        return self.limits[words]

    def _costs(self) -> Iterable[Expression]:
        for number, person in enumerate(self.recipe.people):
            own = [index for index, strip in enumerate(self.recipe.strips) if number in strip.cast]
            if own and person.day_rate:
                yield person.day_rate * self._paid_days(own)
        if self.recipe.move_cost:
            yield self.recipe.move_cost * sum(self._moves(day) for day in self.days)
        if self.recipe.turn_round_cost:
            yield self.recipe.turn_round_cost * self._short_rests()
        yield 0

    def _paid_days(self, own: Sequence[int]) -> Expression:
        """From the first day of work to the last, without those of the longest gap in which somebody is dropped."""
        works = [self._any(self.on[index][day] for index in own) for day in self.days]
        began, ends = self._so_far(works), self._so_far(works[::-1])[::-1]
        held = [self._both(a, b) for a, b in zip(began, ends, strict=True)]
        if self.recipe.drop_after_days is None:
            return sum(held)
        drops = list(self._drops(works, began, ends, self.recipe.drop_after_days))
        if drops:
            self.model.add_at_most_one(drop for drop, _ in drops)
        paid = sum(held) - sum(days * drop for drop, days in drops)
        self.model.add(paid >= sum(works))
        return paid

    def _drops(
        self, works: Sequence[Variable], began: Sequence[Variable], ends: Sequence[Variable], drop_after_days: int
    ) -> Iterable[tuple[Variable, int]]:
        """Whether somebody is dropped after one day and picked up on another, and how many days that saves."""
        dates = self.recipe.days
        for before in self.days:
            for after in range(before + 2, len(self.days)):
                if dates[after] - dates[before] - 1 > drop_after_days:
                    drop = self.model.variable("")
                    self.model.add_implication(drop, began[before])
                    self.model.add_implication(drop, ends[after])
                    for day in range(before + 1, after):
                        self.model.add_implication(drop, ~works[day])
                    yield drop, after - before - 1

    def _moves(self, day: int) -> Expression:
        """Of the company within a day: by day from place to place, then at night, and where the last place by day is
        the first at night it stays."""
        by_day, at_night = self._places(day, night=False), self._places(day, night=True)
        used = [*by_day.values(), *at_night.values()]
        both = [self._both(by_day[place], at_night[place]) for place in by_day if place in at_night]
        return sum(used) - self._any(used) - (self._any(both) if both else 0)

    def _places(self, day: int, *, night: bool) -> dict[int, Variable]:
        here: dict[int, list[Variable]] = {}
        for index, strip in enumerate(self.recipe.strips):
            if strip.night == night:
                here.setdefault(strip.place, []).append(self.on[index][day])
        return {place: self._any(strips) for place, strips in here.items()}

    def _short_rests(self) -> Expression:
        nights = [self._any_of(day, night=True) for day in self.days]
        mornings = [self._any_of(day, night=False) for day in self.days]
        dates = self.recipe.days
        return sum(
            self._both(nights[before], mornings[after])
            for before, after in pairwise(self.days)
            if dates[after] - dates[before] < self.recipe.rested_after_days
        )

    def _any_of(self, day: int, *, night: bool) -> Variable:
        return self._any(self.on[index][day] for index, strip in enumerate(self.recipe.strips) if strip.night == night)

    def _so_far(self, works: Sequence[Variable]) -> list[Variable]:
        found: list[Variable] = []
        for work in works:
            found.append(self._any([*found[-1:], work]))
        return found

    def _any(self, of: Iterable[Literal]) -> Variable:
        each = list(of)
        found = self.model.variable("")
        if each:
            self.model.add_any(found, each)
        else:
            self.model.add(found == 0)
        return found

    def _both(self, first: Literal, second: Literal) -> Variable:
        found = self.model.variable("")
        self.model.add_both(found, first, second)
        return found


def shooting_order(strips: Sequence[StripToPlace]) -> tuple[int, ...]:
    """The scenes of one day with as few moves as the model counts: by day, then at night, place by place; the last
    place by day is the first at night where that can be."""
    by_day = _places_of(strips, night=False)
    at_night = _places_of(strips, night=True)
    shared = [place for place in by_day if place in at_night]
    first = [place for place in by_day if place not in shared[:1]] + shared[:1]
    second = shared[:1] + [place for place in at_night if place not in shared[:1]]
    return tuple(
        strip.scene
        for places, night in ((first, False), (second, True))
        for place in places
        for strip in strips
        if strip.night == night and strip.place == place
    )


def _places_of(strips: Sequence[StripToPlace], *, night: bool) -> list[int]:
    return list(dict.fromkeys(strip.place for strip in strips if strip.night == night))


def _pages(eighths: int) -> str:
    whole, rest = divmod(eighths, 8)
    return " ".join(filter(None, (str(whole) if whole or not rest else "", f"{rest}/8" if rest else "")))
