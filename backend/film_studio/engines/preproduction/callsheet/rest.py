"""Rest between two days: who is called with less of it than is due."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from film_studio.engines.preproduction.callsheet.clocks import ClockStyle, hours_between, shown
from film_studio.engines.preproduction.callsheet.schemas import ForcedCall, SheetCast, SheetCrew


@dataclass(frozen=True, kw_only=True)
class Released:
    """When people were released on a day, which is counted from 1: of the cast who worked, and the crew."""

    day: int
    cast: Mapping[str, datetime.datetime]
    crew: datetime.datetime


def forced_calls(
    cast: Sequence[SheetCast],
    crew: Sequence[SheetCrew],
    before: Released | None,
    due_hours: float,
    style: ClockStyle,
) -> list[ForcedCall]:
    """The cast by number, then the crew by department. Rest goes from the release to the call: travel is not taken
    off it."""
    if before is None:
        return []
    found: list[ForcedCall] = []
    for who, released, called in _calls(cast, crew, before):
        rest = hours_between(released, called)
        if rest >= due_hours:
            continue
        wrapped, back = (shown(moment, called.date(), style) for moment in (released, called))
        short = round(due_hours - rest, 2)
        found.append(
            ForcedCall(
                who=who,
                released=released,
                called=called,
                rest_hours=rest,
                due_hours=due_hours,
                words=(
                    f"{who}: {rest:g} hours of rest since day {before.day}, released {wrapped} and called {back}; "
                    f"{due_hours:g} are due, {short:g} short."
                ),
            )
        )
    return found


def _calls(
    cast: Sequence[SheetCast], crew: Sequence[SheetCrew], before: Released
) -> Iterator[tuple[str, datetime.datetime, datetime.datetime]]:
    for each in cast:
        if each.call is not None and (released := before.cast.get(each.character)) is not None:
            yield each.character, released, each.call.at
    for person in crew:
        yield f"{person.name} ({person.role})", before.crew, person.call.at
