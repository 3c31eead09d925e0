"""A call sheet on paper: front and back, with marked blanks for what nobody has said."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from contracts.recipes.call_sheet_paper import (
    AdvanceDay,
    CalledBackground,
    CalledCast,
    CalledCrew,
    CalledDepartment,
    CalledScene,
    CallSheetPaper,
    NoteBox,
    PrintedTime,
)
from film_studio.engines.preproduction.callsheet.clocks import shown
from film_studio.engines.preproduction.callsheet.schemas import Sheet, SheetNote, SheetTime
from film_studio.engines.preproduction.papers.words import long_date
from film_studio.engines.preproduction.schedule.schemas import OneLine

_TIMES: Final = {
    "crew_call": "Crew call",
    "shooting_call": "Shooting call",
    "lunch": "Lunch",
    "wrap": "Estimated wrap",
}


def call_sheet_paper(sheet: Sheet, changes: Sequence[str]) -> CallSheetPaper:
    """`changes`: since the version before, in words."""
    base, advance = sheet.base, sheet.advance
    return CallSheetPaper(
        day=f"Day {sheet.day} of {sheet.days}",
        date=long_date(sheet.date),
        times=tuple(_time(sheet, title, getattr(sheet, name)) for name, title in _TIMES.items()),
        closed_set=sheet.closed_set,
        base="" if base is None else "\n".join(part for part in (base.name, base.address) if part),
        parking=(base and base.parking) or "",
        hospital=sheet.hospital or "",
        weather=sheet.weather or "",
        sun=_sun(sheet),
        forced=tuple(each.words for each in sheet.forced),
        warnings=tuple(sheet.warnings),
        changes=tuple(changes),
        scenes=tuple(
            _scene(
                scene,
                description=scene.description or "",
                place=scene.place or "",
                starts=shown(scene.starts, sheet.date, sheet.clock),
            )
            for scene in sheet.scenes
        ),
        pages=sheet.pages,
        cast=tuple(
            CalledCast(
                number=str(each.number),
                artist=each.artist or "",
                character=each.character,
                status=each.status,
                pickup=_time(sheet, "", each.pickup),
                call=_time(sheet, "", each.call),
                on_set=_time(sheet, "", each.on_set),
                remarks=each.remarks or "",
            )
            for each in sheet.cast
        ),
        background=tuple(
            CalledBackground(
                count=str(each.count),
                who=each.who,
                call=shown(each.call.at, sheet.date, sheet.clock),
                report_to=each.report_to or "",
            )
            for each in sheet.background
        ),
        requirements=tuple(_note(each) for each in sheet.requirements),
        notes=tuple(_note(each) for each in sheet.notes),
        advance=None
        if advance is None
        else AdvanceDay(
            title=f"Day {advance.number} of {sheet.days}, {long_date(advance.date)}",
            scenes=tuple(_scene(line) for line in advance.scenes),
            pages=advance.pages,
        ),
        crew=tuple(
            CalledDepartment(
                title=department_title(department),
                people=tuple(
                    CalledCrew(
                        role=each.role,
                        name=each.name,
                        call=shown(each.call.at, sheet.date, sheet.clock),
                        contact=each.contact or "",
                        derived=each.call.derived,
                    )
                    for each in people
                ),
            )
            for department, people in groupby(sheet.crew, key=lambda each: each.department)
        ),
        contacts=any(each.contact for each in sheet.crew),
    )


def department_title(department: str) -> str:
    """Make-up for make_up; what has a title of its own, as a category of the breakdown, keeps it."""
    return "Make-up" if department == "make_up" else department[:1].upper() + department[1:]


def _time(sheet: Sheet, title: str, time: SheetTime | None) -> PrintedTime:
    if time is None:
        return PrintedTime(title=title, clock="")
    return PrintedTime(title=title, clock=shown(time.at, sheet.date, sheet.clock), derived=time.derived)


def _scene(line: OneLine, *, description: str = "", place: str = "", starts: str = "") -> CalledScene:
    return CalledScene(
        scene=line.scene,
        side=line.side,
        set=line.set,
        time_of_day=line.time_of_day.upper(),
        description=description,
        cast=", ".join(map(str, line.cast)),
        pages=line.pages,
        place=place,
        starts=starts,
    )


def _note(note: SheetNote) -> NoteBox:
    return NoteBox(title=department_title(note.department), text=note.text)


def _sun(sheet: Sheet) -> str:
    sun = sheet.sun
    if sun is None:
        return ""
    times = (("rises", sun.rises), ("sets", sun.sets))
    said = [f"{word} {shown(moment, sheet.date, sheet.clock)}" for word, moment in times if moment is not None]
    return " · ".join((*said, *([sun.words] if sun.words else [])))
