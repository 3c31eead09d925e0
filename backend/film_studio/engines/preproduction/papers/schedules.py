"""A schedule as it is printed: row by row, strip by strip, and who works when."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, Literal

from contracts.recipes.schedule_paper import (
    CalendarDay,
    CastNumber,
    DayOutOfDaysPaper,
    EngagedRow,
    PrintedBanner,
    PrintedDay,
    PrintedItem,
    PrintedScene,
    SchedulePaper,
)
from film_studio.engines.preproduction.breakdown.categories import TITLES, Category
from film_studio.engines.preproduction.breakdown.same_scenes import folded
from film_studio.engines.preproduction.papers.facts import SceneFacts, of_whom
from film_studio.engines.preproduction.papers.words import (
    clock,
    counted_pages,
    long_date,
    set_of,
    short_date,
    side_of,
    tint_of,
)
from film_studio.engines.preproduction.schedule.board import Banner
from film_studio.engines.preproduction.schedule.days_out_of_days import Engagement, engagement
from film_studio.engines.preproduction.schedule.schemas import StripScene
from film_studio.engines.preproduction.schedule.shoot import Shoot
from film_studio.screenplay.pagination import eighths_text

ByDay = Literal["one_line_schedule", "shooting_schedule", "stripboard"]
#: What a strip warns of.
_FLAGS: Final[tuple[tuple[Category, str], ...]] = (
    ("stunts", "Stunts"),
    ("special_effects", "SFX"),
    ("visual_effects", "VFX"),
    ("animals", "Animals"),
    ("vehicles", "Vehicles"),
)
_ONE_DAY: Final = datetime.timedelta(days=1)
#: More days without work than these are one column of the day-out-of-days.
_MOST_DAYS_OFF: Final = 14


def schedule_paper(
    shoot: Shoot, facts: Mapping[int, SceneFacts], numbers: Mapping[str, str], paper: ByDay
) -> SchedulePaper:
    """`numbers`: of the cast, as `numbers_of` gives them. Raises ValueError for a board without days."""

    def printed(scene: StripScene) -> PrintedScene:
        return _scene(scene, shoot, facts[scene.index], numbers, with_elements=paper == "shooting_schedule")

    weeks = _weeks(shoot)
    return SchedulePaper(
        paper=paper,
        cast=tuple(CastNumber(number=str(number), name=name) for number, name in enumerate(shoot.cast, 1)),
        days=tuple(
            PrintedDay(
                number=number + 1,
                date=long_date(shoot.dates[number]),
                items=tuple(_items(shoot, number, printed)),
                pages=counted_pages(sum(scene.eighths for scene in shoot.days[number])),
                time=clock(sum(scene.eighths for scene in shoot.days[number]), shoot.settings.eighths_an_hour),
                days_off=_days_off(shoot.dates, number),
                week_ends=weeks.get(number, ""),
            )
            for number in range(len(shoot.days))
        ),
        boneyard=tuple(printed(shoot.scenes[index]) for index in shoot.board.boneyard) if paper == "stripboard" else (),
    )


def _items(shoot: Shoot, number: int, printed: Callable[[StripScene], PrintedScene]) -> Iterator[PrintedItem]:
    for item in shoot.board.days[number].items:
        yield PrintedBanner(text=item.text) if isinstance(item, Banner) else printed(shoot.scenes[item.scene])


def _scene(
    scene: StripScene, shoot: Shoot, facts: SceneFacts, numbers: Mapping[str, str], *, with_elements: bool
) -> PrintedScene:
    return PrintedScene(
        number=scene.number,
        side=side_of(scene),
        set=set_of(scene),
        time_of_day=scene.time_of_day.upper(),
        story_day=facts.story_day,
        synopsis=facts.synopsis,
        cast=", ".join(sorted((numbers[folded(name)] for name in scene.cast), key=int)),
        pages=eighths_text(scene.eighths),
        time=clock(scene.eighths, shoot.settings.eighths_an_hour),
        background=facts.background,
        flags=tuple(word for category, word in _FLAGS if facts.needs(category)),
        tint=tint_of(scene),
        elements=tuple(facts.boxes(numbers)) if with_elements else (),
    )


def _days_off(dates: Sequence[datetime.date], number: int) -> str:
    """Between a day of work and the next; nothing where the next does not come later."""
    if number + 1 == len(dates) or (dates[number + 1] - dates[number]).days < 2:
        return ""
    first, last = dates[number] + _ONE_DAY, dates[number + 1] - _ONE_DAY
    said = f"{first:%a} {short_date(first)}"
    return said if first == last else f"{said} – {last:%a} {short_date(last)}"


def _weeks(shoot: Shoot) -> dict[int, str]:
    """By the last day of each calendar week but the last one, what was shot in it."""
    found: dict[int, str] = {}
    begins = 0
    for number, (date, after) in enumerate(pairwise(shoot.dates)):
        if date.isocalendar()[:2] == after.isocalendar()[:2]:
            continue
        days = range(begins, number + 1)
        eighths = sum(scene.eighths for day in days for scene in shoot.days[day])
        counted = "1 day" if len(days) == 1 else f"{len(days)} days"
        found[number] = f"END OF WEEK {len(found) + 1} — {counted}, {counted_pages(eighths)}"
        begins = number + 1
    return found


def day_out_of_days_paper(
    shoot: Shoot, facts: Mapping[int, SceneFacts], category: Category
) -> DayOutOfDaysPaper | None:
    """Of the cast, or of the elements of another category; None where nothing of it is needed on any day."""
    engaged = list(_cast(shoot) if category == "cast" else _things(shoot, facts, category))
    if not engaged:
        return None
    columns = list(_columns(shoot.dates))
    return DayOutOfDaysPaper(
        subject=TITLES[category],
        columns=tuple(column for column, _ in columns),
        rows=tuple(
            EngagedRow(
                number=number,
                name=name,
                codes=tuple("" if day is None else each.codes[day] for _, day in columns),
                work=each.work,
                hold=each.hold,
                drop=each.drop,
                start=_month_day(shoot.dates[each.start]),
                finish=_month_day(shoot.dates[each.finish]),
                total=each.finish - each.start + 1,
            )
            for number, name, each in engaged
        ),
        working=tuple(0 if day is None else sum("W" in each.codes[day] for *_, each in engaged) for _, day in columns),
    )


def _cast(shoot: Shoot) -> Iterator[tuple[str, str, Engagement]]:
    for number, name in enumerate(shoot.cast, 1):
        if name in shoot.engagements:
            yield str(number), name, shoot.engagements[name]


def _things(shoot: Shoot, facts: Mapping[int, SceneFacts], category: Category) -> Iterator[tuple[str, str, Engagement]]:
    """Each in order of the first day on which it is needed. A thing is held in between, and never dropped."""
    names: dict[str, str] = {}
    working: dict[str, list[int]] = {}
    for number, day in enumerate(shoot.days):
        for scene in day:
            for element in facts[scene.index].elements:
                if element["category"] != category:
                    continue
                name = f"{element['name']}{of_whom(element)}"
                days = working.setdefault(folded(name), [])
                names.setdefault(folded(name), name)
                if number not in days:
                    days.append(number)
    for number, (key, days) in enumerate(working.items(), 1):
        yield str(number), names[key], engagement(days, shoot.dates, None)


def _columns(dates: Sequence[datetime.date]) -> Iterator[tuple[CalendarDay, int | None]]:
    """The calendar from the first day to the last, each with its day of the schedule. Many days without work are one
    column, and days whose dates do not ascend stand as they are on the board."""
    before: datetime.date | None = None
    for number, date in enumerate(dates):
        off = (date - before).days - 1 if before else 0
        if before and off > _MOST_DAYS_OFF:
            yield CalendarDay(weekday="", date=f"{off} off"), None
        else:
            for _ in range(off):
                day, before = before, (before or date) + _ONE_DAY
                yield _column(before, day, ""), None
        yield _column(date, before, str(number + 1)), number
        before = date


def _column(date: datetime.date, before: datetime.date | None, day: str) -> CalendarDay:
    return CalendarDay(
        weekday=f"{date:%a}"[:2],
        date=_month_day(date),
        day=day,
        begins_week=before is None or date.isocalendar()[:2] != before.isocalendar()[:2],
    )


def _month_day(date: datetime.date) -> str:
    return f"{date.month}/{date.day}"
