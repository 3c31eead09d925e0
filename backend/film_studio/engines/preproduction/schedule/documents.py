"""Day-out-of-days and the one-line schedule, as data and as CSV."""

from collections.abc import Sequence

from film_studio.engines.preproduction.schedule.board import Banner
from film_studio.engines.preproduction.schedule.schemas import (
    DaysOutOfDays,
    EngagedPerson,
    OneLine,
    OneLineDay,
    OneLineSchedule,
    StripScene,
)
from film_studio.engines.preproduction.schedule.shoot import Shoot
from film_studio.kit.spreadsheet import csv_of
from film_studio.screenplay.pagination import eighths_text


def days_out_of_days(shoot: Shoot) -> DaysOutOfDays:
    """A row for everybody who works, in the order of the board's numbers."""
    people = [
        EngagedPerson(
            number=number,
            name=name,
            codes=list(engaged.codes),
            start=shoot.dates[engaged.start],
            finish=shoot.dates[engaged.finish],
            work=engaged.work,
            hold=engaged.hold,
            drop=engaged.drop,
            span=engaged.finish - engaged.start + 1,
        )
        for number, name in enumerate(shoot.cast, 1)
        if (engaged := shoot.engagements.get(name)) is not None
    ]
    working = [sum(number in days for days in shoot.working.values()) for number in range(len(shoot.days))]
    return DaysOutOfDays(dates=list(shoot.dates), people=people, working=working)


def one_line_schedule(shoot: Shoot) -> OneLineSchedule:
    """A line for each scene, by day."""
    numbers = {name: number for number, name in enumerate(shoot.cast, 1)}
    return OneLineSchedule(
        days=[
            OneLineDay(
                number=number,
                date=shoot.dates[number - 1],
                banners=[item.text for item in day.items if isinstance(item, Banner)],
                scenes=[_line(scene, numbers) for scene in shoot.days[number - 1]],
                pages=eighths_text(sum(scene.eighths for scene in shoot.days[number - 1])),
            )
            for number, day in enumerate(shoot.board.days, 1)
        ]
    )


def days_out_of_days_csv(report: DaysOutOfDays) -> str:
    days = [f"{number}: {date.isoformat()}" for number, date in enumerate(report.dates, 1)]
    rows: list[Sequence[object]] = [
        ["Number", "Character", *days, "Start", "Finish", "Work", "Hold", "Drop", "Total"],
        *(
            [
                *(person.number, person.name, *person.codes, person.start.isoformat(), person.finish.isoformat()),
                *(person.work, person.hold, person.drop, person.span),
            ]
            for person in report.people
        ),
        ["", "Working", *report.working],
    ]
    return csv_of(rows)


def one_line_schedule_csv(schedule: OneLineSchedule) -> str:
    rows: list[Sequence[object]] = [["Day", "Date", "Scene", "I/E", "Set", "D/N", "Cast", "Pages"]]
    for day in schedule.days:
        of = f"{day.number} of {len(schedule.days)}"
        date = day.date.isoformat()
        rows += [[of, date, "", "", banner] for banner in day.banners]
        rows += [
            [of, date, line.scene, line.side, line.set, line.time_of_day, " ".join(map(str, line.cast)), line.pages]
            for line in day.scenes
        ]
        rows.append([of, date, "", "", f"END OF DAY {day.number}", "", "", day.pages])
    return csv_of(rows)


def _line(scene: StripScene, numbers: dict[str, int]) -> OneLine:
    side = "/".join(word for word, said in (("INT", scene.interior), ("EXT", scene.exterior)) if said)
    return OneLine(
        scene=scene.number,
        side=side,
        set=scene.location or scene.heading or "",
        time_of_day=scene.time_of_day,
        cast=sorted(numbers[name] for name in scene.cast),
        eighths=scene.eighths,
        pages=eighths_text(scene.eighths),
    )
