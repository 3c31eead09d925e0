"""When things happen on a day: what people say, and what follows from the pages and how fast is shot."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from film_studio.engines.preproduction.callsheet import clocks
from film_studio.engines.preproduction.callsheet.schemas import SheetTime
from film_studio.engines.preproduction.callsheet.settings import CallSheetSettings
from film_studio.engines.preproduction.schedule.schemas import StripScene

#: After the crew call: what it takes until the first shot, and until a meal is due.
PREPARATION_MINUTES: Final = 60
MEAL_AFTER_MINUTES: Final = 360


@dataclass(frozen=True)
class PersonTimes:
    """Of one of the cast who works."""

    pickup: SheetTime | None
    call: SheetTime
    on_set: SheetTime
    dismissed: datetime.datetime


@dataclass(frozen=True)
class Timing:
    """A day's scenes in the order of shooting, under what is said of it. `zone` is that of the location."""

    settings: CallSheetSettings
    scenes: Sequence[StripScene]
    date: datetime.date
    zone: datetime.tzinfo
    eighths_an_hour: int

    @cached_property
    def crew_call(self) -> SheetTime:
        return SheetTime(at=clocks.at(self.date, self.settings.crew_call, self.zone), derived=False)

    @cached_property
    def shooting_call(self) -> SheetTime:
        return self._said(self.settings.shooting_call) or self._after(PREPARATION_MINUTES)

    @cached_property
    def lunch(self) -> SheetTime:
        return self._said(self.settings.lunch) or self._after(MEAL_AFTER_MINUTES)

    @cached_property
    def wrap(self) -> SheetTime:
        last = self._expected[-1][1] if self._expected else self.shooting_call.at
        return self._said(self.settings.wrap) or SheetTime(at=clocks.rounded(last, up=True), derived=True)

    @cached_property
    def wrapped(self) -> datetime.datetime:
        """When the crew was released: really, or else as it is expected."""
        said = self._said(self.settings.wrapped)
        return (said or self.wrap).at

    @property
    def starts(self) -> list[datetime.datetime]:
        """Of each scene, as expected."""
        return [start for start, _ in self._expected]

    def of(self, name: str) -> PersonTimes | None:
        """Of one of the cast; None for who plays in no scene of the day."""
        theirs = [place for place, scene in enumerate(self.scenes) if name in scene.cast]
        if not theirs:
            return None
        said, settings = self.settings.of(name), self.settings
        on_set = self._early(said.on_set) or self._derived(self._expected[theirs[0]][0])
        before = settings.makeup_minutes + settings.wardrobe_minutes
        call = self._early(said.call) or self._derived(clocks.later(on_set.at, -before))
        pickup = self._early(said.pickup)
        if pickup is None and settings.pickup_minutes is not None:
            pickup = self._derived(clocks.later(call.at, -settings.pickup_minutes))
        if theirs[-1] == len(self.scenes) - 1:
            dismissed = self.wrapped
        else:
            # A day that ran late, or ended early, did so for all of them.
            late = clocks.hours_between(self.wrap.at, self.wrapped) * 60
            dismissed = clocks.later(clocks.rounded(self._expected[theirs[-1]][1], up=True), late)
        return PersonTimes(
            pickup=pickup,
            call=call,
            on_set=on_set,
            dismissed=max(dismissed, on_set.at, key=datetime.datetime.timestamp),
        )

    def crew(self, offset: int, said: str | None) -> SheetTime:
        """Of somebody who comes so many minutes after the crew call, or at the time that is said."""
        return self._early(said) or self._after(offset)

    @cached_property
    def _expected(self) -> list[tuple[datetime.datetime, datetime.datetime]]:
        """Start and end of each scene. Whatever is being shot when lunch comes goes on after it."""
        found: list[tuple[datetime.datetime, datetime.datetime]] = []
        now, has_eaten = self.shooting_call.at, clocks.is_before(self.lunch.at, self.shooting_call.at)
        for scene in self.scenes:
            if not has_eaten and not clocks.is_before(now, self.lunch.at):
                now, has_eaten = clocks.later(now, self.settings.lunch_minutes), True
            end = clocks.later(now, scene.eighths * 60 / self.eighths_an_hour)
            if not has_eaten and clocks.is_before(self.lunch.at, end):
                end, has_eaten = clocks.later(end, self.settings.lunch_minutes), True
            found.append((now, end))
            now = end
        return found

    def _said(self, clock: str | None) -> SheetTime | None:
        return None if clock is None else SheetTime(at=clocks.from_(self.crew_call.at, clock), derived=False)

    def _early(self, clock: str | None) -> SheetTime | None:
        """Of who may come before the crew does."""
        if clock is None:
            return None
        return SheetTime(at=clocks.from_(self.crew_call.at + clocks.EARLIEST, clock), derived=False)

    def _after(self, minutes: int) -> SheetTime:
        return SheetTime(at=clocks.later(self.crew_call.at, minutes), derived=True)

    def _derived(self, moment: datetime.datetime) -> SheetTime:
        return SheetTime(at=clocks.rounded(moment, up=False), derived=True)
