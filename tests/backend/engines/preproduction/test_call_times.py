"""Call sheets by their rules: the sun, clocks that are changed, work past midnight, rest, minors, and what changed."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from film_studio.engines.preproduction.callsheet import clocks
from film_studio.engines.preproduction.callsheet.changes import changes_between
from film_studio.engines.preproduction.callsheet.derived import Known, sheet_of
from film_studio.engines.preproduction.callsheet.rest import Released
from film_studio.engines.preproduction.callsheet.schemas import Coordinates, CrewMember, Location, Sheet
from film_studio.engines.preproduction.callsheet.settings import CallSheetSettings
from film_studio.engines.preproduction.callsheet.sun import sun_of
from film_studio.engines.preproduction.schedule.settings import Person

from tests.backend.engines.preproduction.boards import MONDAY, scene, settings, shoot_of

NOW = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
OSLO = ZoneInfo("Europe/Oslo")
TROMSO = Coordinates(latitude=69.6492, longitude=18.9553)


def quay(**more: object) -> Location:
    return Location.model_validate(
        {
            "id": uuid.UUID(int=1),
            "project_id": uuid.UUID(int=9),
            "name": "The quay",
            "version": 1,
            "time_zone": "Europe/Oslo",
            "address": None,
            "parking": None,
            "hospital": None,
            "coordinates": None,
            "sets": ["barn"],
            "created_at": NOW,
            **more,
        }
    )


def person(number: int, name: str, department: str, role: str, offset: int = 0) -> CrewMember:
    return CrewMember.model_validate(
        {
            "id": uuid.UUID(int=number),
            "project_id": uuid.UUID(int=9),
            "name": name,
            "department": department,
            "role": role,
            "contact": "0123",
            "call_offset": offset,
            "member": None,
            "version": 1,
            "created_at": NOW,
        }
    )


CREW = (person(2, "Jo", "sound", "Mixer", -30), person(3, "Mae", "cast", "anna"))


def known(
    *,
    day: int = 0,
    crew: Sequence[CrewMember] = CREW,
    locations: Sequence[Location] = (),
    people: Sequence[Person] = (),
    first: datetime.date = MONDAY,
    **said: object,
) -> Known:
    """Anna and Ben on the first day, two pages each; both at night on the second."""
    days = [
        [scene(0, cast=["ANNA"], eighths=16), scene(1, cast=["BEN"], eighths=16)],
        [scene(2, cast=["ANNA", "BEN"], place="QUAY", night=True)],
        [scene(3, cast=["BEN"])],
    ]
    return Known(
        title="The Ferry",
        company="Fog Films",
        script="Revision 1",
        schedule="A, version 1",
        shoot=shoot_of(days, settings(people=[each.model_dump() for each in people], first_date=first)),
        day=day,
        settings=CallSheetSettings.model_validate(said),
        locations=locations or [quay()],
        crew=crew,
        synopses={0: "Anna waits."},
        elements={0: [("Props", "Lamp")], 1: [("Props", "Lamp"), ("Animals", "2 × Goat")]},
    )


def clock(moment: datetime.datetime | None) -> str:
    assert moment is not None
    return f"{moment:%H:%M}"


@pytest.mark.parametrize(
    ("place", "zone", "date", "rises", "sets"),
    [  # as the U.S. Naval Observatory and timeanddate.com publish them
        ((60.39, 5.32), "Europe/Oslo", (2026, 6, 21), "04:10", "23:10"),
        ((34.05, -118.24), "America/Los_Angeles", (2026, 3, 8), "07:12", "18:55"),
        ((-33.87, 151.21), "Australia/Sydney", (2026, 12, 21), "05:41", "20:05"),
    ],
)
def test_the_sun_rises_and_sets_within_two_minutes_of_what_is_published(
    place: tuple[float, float], zone: str, date: tuple[int, int, int], rises: str, sets: str
) -> None:
    day = datetime.date(*date)
    sun = sun_of(Coordinates(latitude=place[0], longitude=place[1]), ZoneInfo(zone), day)
    for found, published in ((sun.rises, rises), (sun.sets, sets)):
        assert found is not None
        assert found.date() == day
        expected = datetime.datetime.combine(day, datetime.time.fromisoformat(published), ZoneInfo(zone))
        assert abs(found - expected) <= datetime.timedelta(minutes=2), clock(found)
    assert sun.words == ""


def test_beyond_the_polar_circle_it_is_said_in_words() -> None:
    summer = sun_of(TROMSO, OSLO, datetime.date(2026, 6, 21))
    winter = sun_of(TROMSO, OSLO, datetime.date(2026, 12, 21))
    assert (summer.rises, summer.sets, summer.words) == (None, None, "The sun does not set.")
    assert (winter.rises, winter.sets, winter.words) == (None, None, "The sun does not rise.")


def test_a_summers_sunset_after_midnight_is_the_evenings() -> None:
    """At Reykjavík, where the sun of 21 June sets at three minutes past midnight."""
    sun = sun_of(
        Coordinates(latitude=64.15, longitude=-21.94), ZoneInfo("Atlantic/Reykjavik"), datetime.date(2026, 6, 21)
    )
    assert sun.sets is not None
    assert (clock(sun.sets), sun.sets.date()) == ("00:03", datetime.date(2026, 6, 22))
    assert clock(sun.rises) == "02:56"


def test_what_nobody_says_follows_from_the_crew_call_and_the_pages() -> None:
    """Two pages each at half a page an hour: four hours, and Ben's second half after lunch."""
    sheet = sheet_of(known(day=0, crew_call="08:00"), None)
    times = [(clock(each.at), each.derived) for each in (sheet.crew_call, sheet.shooting_call, sheet.lunch, sheet.wrap)]
    assert times == [("08:00", False), ("09:00", True), ("14:00", True), ("18:00", True)]
    anna, ben = sheet.cast
    assert (anna.status, ben.status) == ("SW", "SW")
    assert anna.artist == "Mae"
    assert [clock(each and each.at) for each in (anna.call, anna.on_set)] == ["08:00", "09:00"]
    assert (clock(anna.dismissed), clock(ben.dismissed)) == ("13:00", "18:00")
    assert ben.on_set is not None
    assert clock(ben.on_set.at) == "13:00"
    assert [(each.name, clock(each.call.at), each.contact) for each in sheet.crew] == [("Jo", "07:30", None)]
    assert [(each.scene, each.pages, each.cast, each.place) for each in sheet.scenes] == [
        ("1", "2", [1], "The quay"),
        ("2", "2", [2], "The quay"),
    ]
    assert sheet.scenes[0].description == "Anna waits."
    assert [(each.department, each.text) for each in sheet.requirements] == [
        ("Props", "Lamp (sc. 1, 2)"),
        ("Animals", "2 × Goat (sc. 2)"),
    ]
    assert sheet.advance is not None
    assert (sheet.advance.number, [line.scene for line in sheet.advance.scenes]) == (2, ["3"])


def test_what_somebody_says_holds_and_is_not_marked_as_derived() -> None:
    said = {"name": "ANNA", "call": "06:10", "on_set": "08:40", "remarks": "Own car"}
    sheet = sheet_of(
        known(crew_call="08:00", shooting_call="08:30", wrap="19:15", pickup_minutes=30, cast=[said]), None
    )
    anna, ben = sheet.cast
    assert anna.call is not None
    assert anna.pickup is not None
    assert ben.pickup is not None
    assert (clock(anna.call.at), anna.call.derived, anna.remarks) == ("06:10", False, "Own car")
    assert (clock(anna.pickup.at), anna.pickup.derived) == ("05:40", True)
    assert (clock(sheet.wrap.at), sheet.wrap.derived, clock(ben.dismissed)) == ("19:15", False, "19:15")


def test_a_night_goes_on_past_midnight() -> None:
    sheet = sheet_of(known(day=1, crew_call="20:30", wrap="04:15"), None)
    assert sheet.date == datetime.date(2026, 6, 2)
    assert sheet.lunch.at.date() == sheet.wrap.at.date() == datetime.date(2026, 6, 3)
    assert clocks.shown(sheet.wrap.at, sheet.date) == "04:15 +1"
    assert clocks.shown(sheet.wrap.at, sheet.date, "12h") == "4:15 AM +1"
    # Made up before midnight, for a call after it.
    early = sheet_of(known(crew_call="00:30", cast=[{"name": "ANNA", "call": "23:30"}]), None).cast[0].call
    assert early is not None
    assert clocks.shown(early.at, MONDAY) == "23:30 -1"


@pytest.mark.parametrize(
    ("date", "wrap", "hours"),
    [(datetime.date(2026, 3, 28), "07:30", 9.5), (datetime.date(2026, 10, 24), "05:30", 9.5)],
)
def test_hours_of_work_are_hours_where_clocks_are_changed(date: datetime.date, wrap: str, hours: float) -> None:
    """Eight hours and a half of shooting from 21:00 with an hour's meal: clocks go forward, or back, meanwhile."""
    night = known(first=date, crew_call="20:00", lunch="23:00")
    shoot = shoot_of([[scene(0, cast=["ANNA"], eighths=34)]], settings(first_date=date, rest_days=[]))
    sheet = sheet_of(replace(night, shoot=shoot), None)
    assert sheet.date == date
    assert clock(sheet.wrap.at) == wrap
    assert clocks.hours_between(sheet.shooting_call.at, sheet.wrap.at) == hours


def test_a_time_that_is_left_out_when_clocks_go_forward_is_as_long_after_midnight() -> None:
    found = clocks.at(datetime.date(2026, 3, 29), "02:30", OSLO)
    assert (clock(found), found.utcoffset()) == ("03:30", datetime.timedelta(hours=2))


def test_less_than_twelve_hours_of_rest_is_a_forced_call_for_those_whom_it_hits() -> None:
    """Ben is done at 23:00 and called at 08:00, Anna was done at 18:00; the crew was released with Ben."""
    before = known(crew_call="13:00").released
    assert {name: clock(moment) for name, moment in before.cast.items()} == {"ANNA": "18:00", "BEN": "23:00"}
    next_day = known(day=1, crew_call="08:00")
    sheet = sheet_of(next_day, before)
    assert [(each.who, each.rest_hours) for each in sheet.forced] == [("BEN", 9.0), ("Jo (Mixer)", 8.5)]
    assert sheet.forced[0].words == (
        "BEN: 9 hours of rest since day 1, released 23:00 -1 and called 08:00; 12 are due, 3 short."
    )
    assert sheet_of(known(day=1, crew_call="08:00", rest_hours=8), before).forced == []
    # It ran an hour late: Anna, too, was released later.
    late = known(crew_call="13:00", wrapped="01:30").released
    assert [(each.who, each.rest_hours) for each in sheet_of(next_day, late).forced] == [
        ("ANNA", 11.5),
        ("BEN", 6.5),
        ("Jo (Mixer)", 6.0),
    ]


def test_rest_that_nobody_can_know_is_told() -> None:
    sheet = sheet_of(known(day=1), None)
    assert sheet.forced == []
    assert sheet.warnings == ["Day 1 has no call sheet, so nobody knows who has had how much rest since."]


def test_a_minor_who_is_kept_for_longer_than_is_allowed_is_told_of() -> None:
    child = Person(name="BEN", hours_a_day=5)
    told = sheet_of(known(people=[child], crew_call="08:00"), None).warnings
    assert told == ["BEN is called at 12:00 and done at 18:00, 6 hours later; 5 hours are allowed."]
    assert sheet_of(known(people=[Person(name="BEN", hours_a_day=6)], crew_call="08:00"), None).warnings == []


def test_blanks_are_marked_and_never_made_up() -> None:
    sheet = sheet_of(known(day=1, crew=[]), Released(day=1, cast={}, crew=NOW))
    assert (sheet.hospital, sheet.weather, sheet.base, sheet.sun) == (None, None, None, None)
    assert sheet.blanks == [
        *("Location", "Nearest hospital", "Sunrise and sunset", "Weather", "Location of QUAY"),
        *("Artist of ANNA", "Artist of BEN", "Crew"),
    ]
    filled = quay(coordinates=TROMSO, address="Quay 1", hospital="UNN, 77 62 60 00")
    sheet = sheet_of(known(locations=[filled], weather="Fog"), None)
    assert sheet.blanks == ["Artist of BEN"]
    assert sheet.hospital == "UNN, 77 62 60 00"
    assert sheet_of(known(locations=[filled], hospital="Legevakta"), None).hospital == "Legevakta"


def test_what_has_changed_is_said_in_words() -> None:
    old = sheet_of(known(crew_call="08:00"), None)
    assert changes_between(old, old) == []
    new = sheet_of(
        known(crew_call="07:30", weather="Fog", cast=[{"name": "BEN", "call": "10:00"}], crew=CREW[1:]), None
    )
    told = changes_between(old, new)
    assert told[:4] == [
        "Crew call 08:00 → 07:30",
        "Shooting call 09:00 → 08:30",
        "Lunch 14:00 → 13:30",
        "Estimated wrap 18:00 → 17:30",
    ]
    assert {"Weather: Fog", "BEN 12:00 → 10:00", "Jo not called any more"} <= set(told)
    moved = old.model_copy(update={"scenes": old.scenes[::-1]})
    assert changes_between(old, moved) == ["Scenes in another order"]
    fewer = old.model_copy(update={"scenes": old.scenes[1:]})
    assert changes_between(old, fewer) == ["Scene 1 out"]


def test_each_field_of_a_sheet_that_differs_is_told() -> None:
    """A field to come is held to this by itself: what has changed unseen could not be given out again."""
    old = sheet_of(known(), None)
    later = old.crew_call.model_copy(update={"at": old.crew_call.at + datetime.timedelta(minutes=5)})
    other: dict[str, object] = {
        **dict.fromkeys(("title", "company", "script", "schedule", "weather", "hospital", "time_zone"), "Other"),
        **dict.fromkeys(("crew_call", "shooting_call", "lunch", "wrap"), later),
        "day": 2,
        "days": 9,
        "date": datetime.date(2027, 1, 1),
        "clock": "12h",
        "closed_set": True,
        "base": None,
        "sun": sun_of(TROMSO, OSLO, MONDAY),
        "advance": None,
        "pages": "9",
        "scenes": [],
        "cast": [],
        "crew": [],
        "background": [object()],
        "requirements": [],
        "notes": [object()],
        "forced": [object()],
    }
    follows = {"pages", "time_zone", "warnings", "blanks", "forced"}  # from others of these, which are told
    assert {*other} | follows == set(Sheet.model_fields)
    for name in {*other} - follows:
        assert changes_between(old, old.model_copy(update={name: other[name]})), name
