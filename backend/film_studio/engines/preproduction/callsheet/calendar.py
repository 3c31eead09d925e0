"""A published call sheet as an event of calendars (RFC 5545), for one person or the whole unit."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from film_studio.engines.preproduction.callsheet.clocks import shown
from film_studio.engines.preproduction.callsheet.schemas import PublishedSheet, Sheet

#: Of somebody who is called and whose end is not known, an event has some length.
_SHORTEST: Final = datetime.timedelta(hours=1)


def calendar_of(published: PublishedSheet, person: str | None) -> bytes | None:
    """The event; None where nobody of that name is called. Its UID stays through all versions and its SEQUENCE grows,
    so that a calendar that has it already moves it. Without a time zone it is at these hours wherever the reader is."""
    sheet = published.sheet
    found = _times(sheet, person)
    if found is None:
        return None
    begins, ends, role = found
    who = _folded(person) if person else "unit"
    fields: dict[str, Any] = {
        "uid": f"{uuid.uuid5(published.call_sheet_id, who)}@film-studio",
        "sequence": published.number - 1,
        "dtstamp": published.created_at.astimezone(datetime.UTC),
        "summary": f"{sheet.title}: day {sheet.day} of {sheet.days}{f' ({role})' if role else ''}",
        "dtstart": _placed(begins, sheet),
        "dtend": _placed(max(ends, begins + _SHORTEST), sheet),
        "description": "\n".join(_description(published)),
    }
    if sheet.base is not None:
        fields["location"] = ", ".join(part for part in (sheet.base.name, sheet.base.address) if part)
        if sheet.base.coordinates is not None:
            fields["geo"] = (sheet.base.coordinates.latitude, sheet.base.coordinates.longitude)
    # Its types leave the values of fields open, which a strict reader of types refuses.
    event: Any = Event()
    calendar: Any = Calendar()
    for name, value in fields.items():
        event.add(name, value)
    calendar.add("prodid", "-//AI Film Studio//Call sheets//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _times(sheet: Sheet, person: str | None) -> tuple[datetime.datetime, datetime.datetime, str] | None:
    if person is None:
        return sheet.crew_call.at, sheet.wrap.at, ""
    who = _folded(person)
    for each in sheet.cast:
        if who in (_folded(each.character), _folded(each.artist or "")) and each.call is not None:
            begins = (each.pickup or each.call).at
            return begins, each.dismissed or begins, each.character
    for member in sheet.crew:
        if who == _folded(member.name):
            return member.call.at, sheet.wrap.at, member.role
    return None


def _placed(moment: datetime.datetime, sheet: Sheet) -> datetime.datetime:
    """In the location's zone by name: what is stored knows its offset alone."""
    return moment.astimezone(ZoneInfo(sheet.time_zone)) if sheet.time_zone else moment.replace(tzinfo=None)


def _description(published: PublishedSheet) -> Sequence[str]:
    sheet = published.sheet
    lines = [f"Call sheet, version {published.number}"]
    for title, time in (
        ("Crew call", sheet.crew_call),
        ("Shooting call", sheet.shooting_call),
        ("Lunch", sheet.lunch),
        ("Estimated wrap", sheet.wrap),
    ):
        lines.append(f"{title}: {shown(time.at, sheet.date, sheet.clock)}")
    lines.append(f"Scenes: {', '.join(scene.scene for scene in sheet.scenes)}")
    lines.append(f"Nearest hospital: {sheet.hospital or '________'}")
    return [*lines, *(f"Changed: {change}" for change in published.changes)]


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
