"""A call sheet of what is known: the schedule's day, the locations, the crew, and what people say of it. Pure."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import get_args

from film_studio.engines.preproduction.callsheet.clocks import hours_between, shown, zone_of
from film_studio.engines.preproduction.callsheet.rest import Released, forced_calls
from film_studio.engines.preproduction.callsheet.said import Department
from film_studio.engines.preproduction.callsheet.schemas import (
    CrewMember,
    Location,
    Sheet,
    SheetBackground,
    SheetCast,
    SheetCrew,
    SheetNote,
    SheetPlace,
    SheetScene,
)
from film_studio.engines.preproduction.callsheet.settings import CallSheetSettings
from film_studio.engines.preproduction.callsheet.sun import sun_of
from film_studio.engines.preproduction.callsheet.timing import Timing
from film_studio.engines.preproduction.schedule.costs import conflicts
from film_studio.engines.preproduction.schedule.documents import one_line_schedule
from film_studio.engines.preproduction.schedule.schemas import StripScene
from film_studio.engines.preproduction.schedule.shoot import Shoot

#: In the order of the sheet.
DEPARTMENTS: tuple[Department, ...] = get_args(Department.__value__)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a day's sheet is made of. `day` is one of the shoot's, from 0; `synopses` and `elements` are of the
    scenario's revision, by the index of a scene: elements as (title of the category, name)."""

    title: str
    company: str
    script: str
    schedule: str
    shoot: Shoot
    day: int
    settings: CallSheetSettings
    locations: Sequence[Location]
    crew: Sequence[CrewMember]
    synopses: Mapping[int, str]
    elements: Mapping[int, Sequence[tuple[str, str]]]

    @cached_property
    def scenes(self) -> tuple[StripScene, ...]:
        return self.shoot.days[self.day]

    @cached_property
    def date(self) -> datetime.date:
        return self.shoot.dates[self.day]

    @cached_property
    def base(self) -> Location | None:
        """Where the unit is based: as it is said, else where the first scene is shot whose set is somewhere."""
        said = next((each for each in self.locations if each.id == self.settings.location_id), None)
        return said or next((found for scene in self.scenes if (found := self.place_of(scene))), None)

    @cached_property
    def time_zone(self) -> str | None:
        """Of the base; as long as nobody has said where that is, of the project's first location."""
        return next((each.time_zone for each in (self.base, *self.locations) if each is not None), None)

    def place_of(self, scene: StripScene) -> Location | None:
        return next(
            (each for each in self.locations if scene.place and scene.place in {_folded(name) for name in each.sets}),
            None,
        )

    @cached_property
    def timing(self) -> Timing:
        return Timing(
            self.settings,
            self.scenes,
            self.date,
            zone_of(self.time_zone),
            self.shoot.settings.eighths_an_hour,
        )

    def artist(self, character: str) -> str | None:
        cast = (each for each in self.crew if each.department == "cast")
        return next((each.name for each in cast if _folded(each.role) == _folded(character)), None)

    def on(self, day: int, settings: CallSheetSettings) -> "Known":
        """The same shoot on another day, as far as it takes to know when that ends."""
        return replace(self, day=day, settings=settings)

    @cached_property
    def released(self) -> Released:
        """When everybody is released on this day, for the next."""
        cast = {name: times.dismissed for name in self.shoot.cast if (times := self.timing.of(name))}
        return Released(day=self.day + 1, cast=cast, crew=self.timing.wrapped)


def sheet_of(known: Known, before: Released | None) -> Sheet:
    """The sheet as it would be printed now. `before`: the day before, where it has a call sheet."""
    settings, timing, base = known.settings, known.timing, known.base
    one_line = one_line_schedule(known.shoot).days
    cast, crew = _cast(known), _crew(known)
    scenes = [
        SheetScene(
            **line.model_dump(),
            description=known.synopses.get(scene.index),
            place=place.name if (place := known.place_of(scene)) else None,
            starts=starts,
        )
        for line, scene, starts in zip(one_line[known.day].scenes, known.scenes, timing.starts, strict=True)
    ]
    sheet = Sheet(
        title=known.title,
        company=known.company,
        day=known.day + 1,
        days=len(known.shoot.days),
        date=known.date,
        time_zone=known.time_zone,
        script=known.script,
        schedule=known.schedule,
        clock=settings.clock,
        crew_call=timing.crew_call,
        shooting_call=timing.shooting_call,
        lunch=timing.lunch,
        wrap=timing.wrap,
        closed_set=settings.closed_set,
        weather=settings.weather,
        hospital=settings.hospital or (base and base.hospital),
        base=base and SheetPlace.model_validate(base),
        sun=sun_of(base.coordinates, timing.zone, known.date) if base and base.coordinates else None,
        scenes=scenes,
        pages=one_line[known.day].pages,
        cast=cast,
        background=[
            SheetBackground(count=each.count, who=each.who, call=timing.crew(0, each.call), report_to=each.report_to)
            for each in settings.background
        ],
        requirements=_requirements(known),
        notes=[
            SheetNote.model_validate(each, from_attributes=True)
            for each in sorted(settings.notes, key=lambda each: DEPARTMENTS.index(each.department))
        ],
        crew=crew,
        advance=one_line[known.day + 1] if known.day + 1 < len(one_line) else None,
        forced=forced_calls(cast, crew, before, settings.rest_hours, settings.clock),
        warnings=_warnings(known, before),
        blanks=[],
    )
    return sheet.model_copy(update={"blanks": _blanks(sheet)})


def _cast(known: Known) -> list[SheetCast]:
    found: list[SheetCast] = []
    for number, name in enumerate(known.shoot.cast, 1):
        engaged = known.shoot.engagements.get(name)
        code = engaged.codes[known.day] if engaged else ""
        if code in ("", "D"):
            continue
        times = known.timing.of(name)
        found.append(
            SheetCast(
                number=number,
                character=name,
                artist=known.artist(name),
                status=code,
                pickup=times and times.pickup,
                call=times and times.call,
                on_set=times and times.on_set,
                dismissed=times and times.dismissed,
                remarks=known.settings.of(name).remarks,
            )
        )
    return found


def _crew(known: Known) -> list[SheetCrew]:
    """By department; of the cast the front of the sheet tells."""
    said: dict[uuid.UUID, str] = {each.crew_member_id: each.call for each in known.settings.crew}
    people = sorted(known.crew, key=lambda each: (DEPARTMENTS.index(each.department), each.id))
    return [
        SheetCrew(
            crew_member_id=each.id,
            name=each.name,
            department=each.department,
            role=each.role,
            contact=each.contact if known.settings.show_contacts else None,
            call=known.timing.crew(each.call_offset, said.get(each.id)),
        )
        for each in people
        if each.department != "cast"
    ]


def _requirements(known: Known) -> list[SheetNote]:
    """A line for each category of the breakdown, with the scenes that need something of it."""
    found: dict[str, dict[str, list[str]]] = {}
    for scene in known.scenes:
        for title, name in known.elements.get(scene.index, ()):
            numbers = found.setdefault(title, {}).setdefault(name, [])
            if scene.number not in numbers:
                numbers.append(scene.number)
    return [
        SheetNote(
            department=title,
            text="; ".join(f"{name} (sc. {', '.join(numbers)})" for name, numbers in things.items()),
        )
        for title, things in found.items()
    ]


def _warnings(known: Known, before: Released | None) -> list[str]:
    found: list[str] = []
    if known.day and before is None:
        found.append(f"Day {known.day} has no call sheet, so nobody knows who has had how much rest since.")
    if not known.scenes:
        found.append("No scene is scheduled for this day.")
    for person in known.shoot.settings.people:
        times = known.timing.of(person.name) if person.hours_a_day is not None else None
        if times is None or person.hours_a_day is None:
            continue
        hours = hours_between(times.call.at, times.dismissed)
        if hours > person.hours_a_day:
            called = shown(times.call.at, known.date, known.settings.clock)
            dismissed = shown(times.dismissed, known.date, known.settings.clock)
            found.append(
                f"{person.name} is called at {called} and done at {dismissed}, {hours:.3g} hours later; "
                f"{person.hours_a_day:g} hours are allowed."
            )
    clashes = (each for each in conflicts(known.shoot) if each.day == known.day)
    found += [each.text for each in clashes if each.kind in ("absence", "date")]
    return found


def _blanks(sheet: Sheet) -> list[str]:
    """What is printed as a marked blank, because nobody has said it."""
    found: list[str] = []
    if sheet.base is None:
        found.append("Location")
    elif sheet.base.address is None:
        found.append(f"Address of {sheet.base.name}")
    if sheet.hospital is None:
        found.append("Nearest hospital")
    if sheet.sun is None:
        found.append("Sunrise and sunset")
    if sheet.weather is None:
        found.append("Weather")
    found += [f"Location of {name}" for name in dict.fromkeys(scene.set for scene in sheet.scenes if not scene.place)]
    found += [f"Artist of {each.character}" for each in sheet.cast if each.artist is None]
    if not sheet.crew:
        found.append("Crew")
    return found


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
