"""How papers write what the studio counts: dates, times to shoot, strips' colours, money."""

import datetime
from decimal import Decimal

from contracts.recipes.schedule_paper import Tint
from film_studio.engines.preproduction.schedule.schemas import StripScene
from film_studio.screenplay.pagination import eighths_text


def long_date(date: datetime.date) -> str:
    """Wed 3 June 2026"""
    return f"{date:%a} {short_date(date)} {date.year}"


def short_date(date: datetime.date) -> str:
    """3 June"""
    return f"{date.day} {date:%B}"


def dated(date: datetime.date) -> str:
    """3 June 2026"""
    return f"{short_date(date)} {date.year}"


def clock(eighths: int, eighths_an_hour: int) -> str:
    """How long so many eighths of a page take, to the minute: 4:45."""
    minutes = round(60 * eighths / eighths_an_hour)
    return f"{minutes // 60}:{minutes % 60:02}"


def counted_pages(eighths: int) -> str:
    """1 2/8 pages; 1 page, and 3/8 page."""
    return f"{eighths_text(eighths)} {'page' if 0 < eighths <= 8 else 'pages'}"


def side_of(scene: StripScene) -> str:
    """INT, EXT or INT/EXT; empty where the heading does not say."""
    return "/".join(word for word, said in (("INT", scene.interior), ("EXT", scene.exterior)) if said)


def tint_of(scene: StripScene) -> Tint:
    """As the board on the page colours it (`colourOf` in frontend/src/schedule/strips.ts)."""
    if scene.time_of_day in ("dawn", "dusk"):
        return scene.time_of_day
    is_outside = scene.exterior and not scene.interior
    if scene.is_night:
        return "night_ext" if is_outside else "night_int"
    return "day_ext" if is_outside else "day_int"


def set_of(scene: StripScene) -> str:
    return scene.location or scene.heading or "Before the first heading"


def money(hundredths: int, *, whole: bool) -> str:
    """1,250 where all of a budget is in whole units, else 1,250.50."""
    return f"{hundredths // 100:,}" if whole else f"{Decimal(hundredths) / 100:,.2f}"
